package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/network"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

var importCommand = command{name: "import", usage: "--network SLUG [--source NAME] [--format auto|flat|hsds|airs|areas|postcodes|people|cases] [--dry-run] [--json] PATH|URL",
	summary: "bring a file into a network: services, areas, postcodes, people, or cases of a list that was kept before", run: runImport, flags: func(flags *flag.FlagSet, a *asked) {
		networkFlag(flags, a)
		flags.StringVar(&a.source, "source", "", "name of the source; empty = the name of the file")
		flags.StringVar(&a.format, "format", "auto", "flat, hsds or airs (services), areas, postcodes, people, cases (never told by auto), or auto")
		flags.BoolVar(&a.yes, "yes", false, "publish also when more than a tenth is changed or withdrawn")
		flags.StringVar(&a.mapping, "mapping", "", "how to read a flat file: name of a mapping or path of a mapping file; empty = told by the headings")
		flags.StringVar(&a.municipality, "municipality", "", "code of the municipality, such as GM0344: for lists of areas of the whole country")
		flags.BoolVar(&a.dryRun, "dry-run", false, "tell what would change and write nothing")
		flags.BoolVar(&a.skipBad, "skip-bad", false, "leave out rows with problems instead of refusing the file")
		flags.BoolVar(&a.json, "json", false, "report as JSON")
	}}

// examplesShown is how many places of a finding are named.
const examplesShown = 5

// maxFile is the largest file of areas, postcodes or people, in bytes. Flat files have a limit of their own.
const maxFile = 256 << 20

func runImport(ctx context.Context, e *env) error {
	n, actor, err := e.operator(ctx)
	if err != nil {
		return err
	}
	if len(e.words) != 1 {
		return misuse{"name one file"}
	}
	path := e.words[0]
	if strings.Contains(path, "://") {
		return e.importURL(ctx, n, actor, path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("the file cannot be opened: %w", err)
	}
	if info.IsDir() {
		return e.importServices(ctx, n, actor, harvest.Input{Name: path, Folder: os.DirFS(path)})
	}
	file, err := os.Open(path) // #nosec G304 -- the operator names the file
	if err != nil {
		return fmt.Errorf("the file cannot be opened: %w", err)
	}
	defer func() { _ = file.Close() }()
	format, err := e.formatOf(path, file)
	if err != nil {
		return err
	}
	if format == "services" {
		return e.importServices(ctx, n, actor, harvest.Input{Name: filepath.Base(path), Data: file})
	}
	if format == "cases" {
		return e.importCases(ctx, n, actor, harvest.Input{Name: filepath.Base(path), Data: file})
	}
	if e.asked.dryRun {
		return misuse{"--dry-run is for services and cases"}
	}
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	if len(text) > maxFile {
		return errs.Problems{{Text: fmt.Sprintf("the file is larger than %d MB", maxFile>>20)}}
	}
	switch format {
	case "areas":
		return e.importAreas(ctx, n, actor, path, text)
	case "postcodes":
		return e.importPostcodes(ctx, actor, text)
	case "people":
		return e.importPeople(ctx, actor, text)
	}
	return misuse{fmt.Sprintf("%q is not a format; use flat, hsds, airs, areas, postcodes, people, cases or auto", format)}
}

// formatOf tells what a file holds: as asked, or from its name and first bytes.
func (e *env) formatOf(path string, file *os.File) (string, error) {
	if slices.Contains(harvest.Formats[1:], harvest.Format(e.asked.format)) {
		return "services", nil
	}
	if e.asked.format != "auto" {
		return e.asked.format, nil
	}
	start := make([]byte, 4096)
	n, err := io.ReadFull(file, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", fmt.Errorf("reading %s: %w", path, err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("reading %s: %w", path, err)
	}
	return guess(path, start[:n]), nil
}

func guess(path string, start []byte) string {
	text := strings.ToLower(string(bytes.TrimPrefix(start, []byte("\ufeff"))))
	heading, _, _ := strings.Cut(text, "\n")
	switch {
	case strings.HasSuffix(path, ".geojson"), strings.Contains(text, `"featurecollection"`):
		return "areas"
	case strings.HasPrefix(heading, "pc6"), strings.HasPrefix(heading, "pc4"):
		return "postcodes"
	case strings.TrimSpace(heading) == "code,naam", strings.TrimSpace(heading) == "code;naam":
		return "areas"
	case strings.HasPrefix(strings.TrimSpace(text), "[") && strings.Contains(text, `"role"`):
		return "people"
	}
	return "services"
}

func (e *env) importServices(ctx context.Context, n network.Network, actor access.Actor, input harvest.Input) error {
	report, err := harvest.New(e.db, time.Now).Import(ctx, actor, e.sourceName(input.Name), input, e.importOptions(n))
	return e.tellImport(report, err)
}

func (e *env) importOptions(n network.Network) harvest.Options {
	return harvest.Options{Format: harvest.Format(e.asked.format), Mapping: e.asked.mapping, Town: n.Settings.Town, DryRun: e.asked.dryRun,
		SkipBad: e.asked.skipBad, Accept: e.asked.yes, Progress: e.progress()}
}

// sourceName is the name that was asked for, or that of the file.
func (e *env) sourceName(path string) string {
	if e.asked.source != "" {
		return e.asked.source
	}
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

// tellImport says what came of an import: all of it as JSON, or in sentences.
func (e *env) tellImport(report harvest.Report, err error) error {
	if e.asked.json {
		if problem := json.NewEncoder(e.out).Encode(report); problem != nil {
			return problem
		}
		return err
	}
	for _, warning := range report.Warnings {
		fmt.Fprintln(e.err, "warning:", warning)
	}
	for _, found := range report.Found {
		fmt.Fprintf(e.err, "found: %s: %s\n", found.Text, strings.Join(found.Examples[:min(len(found.Examples), examplesShown)], ", "))
	}
	for _, note := range report.Notes {
		fmt.Fprintln(e.err, "note:", note)
	}
	if err == nil {
		fmt.Fprintln(e.out, report)
	}
	return err
}

// progress writes how far an import is, on a line of its own that is written over, when a person is watching.
func (e *env) progress() func(done, total int) {
	file, ok := e.err.(*os.File)
	if !ok {
		return nil
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, total int) {
		fmt.Fprintf(file, "\r%d of %d", done, total)
		if done == total {
			fmt.Fprint(file, "\r\033[K")
		}
	}
}

func (e *env) importAreas(ctx context.Context, n network.Network, actor access.Actor, path string, text []byte) error {
	var drafts []places.Draft
	var err error
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff"))), []byte("{")) {
		drafts, err = places.ReadGeoJSON(text)
	} else if e.asked.municipality == "" {
		return misuse{"name the municipality with --municipality GM0000"}
	} else {
		drafts, err = places.ReadCodes(bytes.NewReader(text), e.asked.municipality)
	}
	if err != nil {
		return err
	}
	written, err := e.places.Import(ctx, actor, drafts, places.Town{Code: e.asked.municipality, Name: n.Settings.Town})
	if err == nil {
		fmt.Fprintf(e.out, "%d areas written from %s\n", written, filepath.Base(path))
	}
	return err
}

func (e *env) importPostcodes(ctx context.Context, actor access.Actor, text []byte) error {
	drafts, err := places.ReadPostcodes(bytes.NewReader(text))
	if err != nil {
		return err
	}
	written, unknown, err := e.places.ImportPostcodes(ctx, actor, drafts)
	if err == nil {
		fmt.Fprintf(e.out, "%d ranges of postcodes written; %d lines are about areas that are not in this network\n", written, unknown)
	}
	return err
}

func (e *env) importPeople(ctx context.Context, actor access.Actor, text []byte) error {
	tree, err := e.places.Tree(ctx, actor)
	if err != nil {
		return err
	}
	organizations, err := e.directory.Organizations(ctx, actor)
	if err != nil {
		return err
	}
	ids := map[string]string{}
	for _, o := range organizations {
		ids[o.Origin.Ref] = o.ID
	}
	assignments, err := people.Read(text, tree, ids)
	if err != nil {
		return err
	}
	if err := e.people.Replace(ctx, actor, assignments); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%d tasks of people written\n", len(assignments))
	return nil
}
