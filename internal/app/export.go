package app

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"samenspel/internal/access"
	"samenspel/internal/harvest"
)

var exportCommand = command{name: "export", usage: "--network SLUG [--format flat] [--confidential] PATH", summary: "write the directory of a network to a file",
	run: runExport, flags: func(flags *flag.FlagSet, a *asked) {
		networkFlag(flags, a)
		flags.StringVar(&a.format, "format", "flat", "flat")
		flags.BoolVar(&a.confidential, "confidential", false, "with the addresses of confidential locations: for a copy that stays in the house")
	}}

func runExport(ctx context.Context, e *env) error {
	_, operator, err := e.operator(ctx)
	if err != nil {
		return err
	}
	if len(e.words) != 1 || e.asked.format != "flat" {
		return misuse{"name one file, and the format flat"}
	}
	actor := access.As(access.Visitor, operator.Network) // what leaves the house is what anyone may see
	if e.asked.confidential {
		actor = operator
	}
	entries, err := e.directory.All(ctx, actor)
	if err != nil {
		return err
	}
	organizations, err := e.directory.Organizations(ctx, actor)
	if err != nil {
		return err
	}
	tree, err := e.places.Tree(ctx, actor)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	notes, err := harvest.ExportFlat(&text, entries, organizations, tree)
	if err != nil {
		return err
	}
	for _, note := range notes {
		fmt.Fprintln(e.err, "note:", note)
	}
	if err := replaceFile(e.words[0], text.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%d services written to %s\n", len(entries), e.words[0])
	return nil
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
