package app

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/harvest"
	"samenspel/internal/hsds"
	"samenspel/internal/places"
)

var exportCommand = command{name: "export", usage: "--network SLUG [--format flat|hsds] [--confidential] PATH", summary: "write the directory of a network to a file",
	run: runExport, flags: func(flags *flag.FlagSet, a *asked) {
		networkFlag(flags, a)
		flags.StringVar(&a.format, "format", "flat", "flat (CSV) or hsds (HSDS 3.1, a ZIP of tables)")
		flags.BoolVar(&a.confidential, "confidential", false, "with the addresses of confidential locations: for a copy that stays in the house")
	}}

func runExport(ctx context.Context, e *env) error {
	_, operator, err := e.operator(ctx)
	if err != nil {
		return err
	}
	write, known := exporters[e.asked.format]
	if len(e.words) != 1 || !known {
		return misuse{"name one file, and the format flat or hsds"}
	}
	actor := access.As(access.Visitor, operator.Network) // what leaves the house is what anyone may see
	if e.asked.confidential {
		actor = operator
	}
	all, err := e.everything(ctx, actor)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	notes, err := write(&text, all)
	if err != nil {
		return err
	}
	for _, note := range notes {
		fmt.Fprintln(e.err, "note:", note)
	}
	if err := replaceFile(e.words[0], text.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%d services written to %s\n", len(all.entries), e.words[0])
	return nil
}

// outgoing is what is written of a network.
type outgoing struct {
	town          string
	entries       []directory.Entry
	organizations []directory.Organization
	tree          places.Tree
}

func (e *env) everything(ctx context.Context, actor access.Actor) (all outgoing, err error) {
	n, err := e.networks.BySlug(ctx, e.asked.network)
	if err != nil {
		return all, err
	}
	all.town = n.Settings.Town
	if all.entries, err = e.directory.All(ctx, actor); err != nil {
		return all, err
	}
	if all.organizations, err = e.directory.Organizations(ctx, actor); err != nil {
		return all, err
	}
	all.tree, err = e.places.Tree(ctx, actor)
	return all, err
}

// exporters write what goes out, by format, and say what the format cannot hold.
var exporters = map[string]func(io.Writer, outgoing) ([]string, error){
	"flat": func(w io.Writer, all outgoing) ([]string, error) {
		return harvest.ExportFlat(w, all.entries, all.organizations, all.tree)
	},
	"hsds": func(w io.Writer, all outgoing) ([]string, error) {
		writer := hsds.Writer{Town: all.town, Tree: all.tree, Move: true}
		services := make([]hsds.Service, len(all.entries))
		for i, entry := range all.entries {
			services[i] = writer.Service(entry)
		}
		organizations := make([]hsds.Organization, len(all.organizations))
		for i, o := range all.organizations {
			organizations[i] = writer.Organization(o)
		}
		return nil, hsds.Package(w, services, organizations)
	},
}

// replaceFile writes a file as a whole: whoever reads it sees the old one or the new one.
func replaceFile(path string, text []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".samenspel-*")
	if err != nil {
		return fmt.Errorf("the file cannot be made: %w", err)
	}
	defer func() { _ = os.Remove(temporary.Name()) }()
	_, err = temporary.Write(text)
	if err == nil {
		err = temporary.Sync()
	}
	if closing := temporary.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	return nil
}
