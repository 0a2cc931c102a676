package harvest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
)

// Importer brings files into a directory.
type Importer struct {
	store *directory.Store
	clock db.Clock
}

// New gives an importer into a directory. The clock tells which days of confirmation lie in the future, and how long
// a run took.
func New(store *directory.Store, clock db.Clock) *Importer { return &Importer{store, clock} }

// Options are the choices of a run. The zero value is an ordinary one.
type Options struct {
	Mapping  string                // name of a mapping or path of a mapping file; "" = told by the headings
	Town     string                // municipality of the network, for areas that have to be made
	DryRun   bool                  // tell what would happen and write nothing
	SkipBad  bool                  // leave out rows with problems instead of refusing the run
	Shift    time.Duration         // added to every day of confirmation, in whole days
	Progress func(done, total int) // called now and then with numbers of services; done is total when all is stored
}

const maxSource = 100 // characters in the name of a source

// Import makes the directory say what a file of a source says: see the package. The actor must be allowed to edit
// the directory and to read the addresses of confidential locations.
//
// Problems refuse the run: the error is then errs.Problems (by row, at most 100 and a count of the others) inside its
// context, the report has all of them, and the database is as it was. With Options.SkipBad only problems that are
// not of one row refuse it.
func (im *Importer) Import(ctx context.Context, actor access.Actor, source string, input Input, options Options) (report Report, err error) {
	defer errs.Wrap(&err, "harvest.Import(source %q)", source)
	start := im.clock()
	report = Report{Source: source, DryRun: options.DryRun}
	defer func() { report.finish(im.clock().Sub(start).Seconds()) }()
	if err := check(actor, source); err != nil {
		return report, err
	}
	table, err := Read(input)
	if err != nil {
		return report.refused(err)
	}
	report.Format, report.Rows, report.Notes = table.Format, len(table.Rows), table.Notes
	mapping, err := choose(options.Mapping, table.Headings)
	if err != nil {
		return report.refused(err)
	}
	report.Mapping = mapping.Name
	in := newInterpreter(table, mapping, source, options.Shift, start)
	drafts := in.interpret()
	report.Problems = byRow(drafts.problems)
	report.Warnings = drafts.told()
	if err := refusal(drafts, options.SkipBad); err != nil {
		return report.refused(err)
	}
	if report.RowsLeftOut = drafts.leftOut; drafts.blind {
		report.Notes = append(report.Notes, "nothing was withdrawn: of a row that was left out it cannot be told what it is about")
	}
	err = im.update(ctx, actor, in, options, &report)
	return report, err
}

// update decides and writes in one transaction. The decision may be made more than once; the last one counts.
func (im *Importer) update(ctx context.Context, actor access.Actor, in *interpreter, options Options, report *Report) error {
	total := len(in.out.services)
	progress := options.Progress
	if progress == nil {
		progress = func(int, int) {}
	}
	tell := func(done int) {
		if done%100 == 0 && done < total {
			progress(done, total)
		}
	}
	var decided Report
	err := im.store.Update(ctx, actor, in.source, func(state directory.State) (directory.Changes, error) {
		var changes directory.Changes
		changes, decided = decide(state, in.out, options.Town, db.NewID, in.column, tell)
		if options.DryRun {
			changes = directory.Changes{}
		}
		return changes, nil
	})
	if err != nil {
		return err
	}
	report.Organizations, report.Services = decided.Organizations, decided.Services
	report.AreasCreated, report.Differences, report.Warnings = decided.AreasCreated, decided.Differences, decided.Warnings
	progress(total, total)
	return nil
}

func check(actor access.Actor, source string) error {
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return err
	}
	if err := access.Can(actor, access.Read, access.Secrets); err != nil {
		return err
	}
	if name, found := clean(source); name == "" || name != source || found.problem() != "" || strings.Contains(name, "\n") ||
		utf8.RuneCountInString(name) > maxSource {
		return refuse("give the source a name of 1 to %d characters on one line, not %q", maxSource, source)
	}
	return nil
}

// refusal gives the error of a run that cannot go on, or nil.
func refusal(d *drafts, skipBad bool) error {
	var whole errs.Problems
	for _, p := range d.problems {
		if p.Row == 0 {
			whole = append(whole, p)
		}
	}
	switch {
	case len(d.problems) > 0 && !skipBad:
		return shown(byRow(d.problems))
	case len(whole) > 0:
		return shown(whole)
	case len(d.services) == 0 && len(d.organizations) == 0 && skipBad && len(d.problems) > 0:
		return fmt.Errorf("no row is left: %w", shown(byRow(d.problems)))
	case len(d.services) == 0 && len(d.organizations) == 0:
		return refuse("the file has no rows under its headings; nothing was changed")
	}
	return nil
}

// refused gives the report of a run that was refused, with the problems of the file as a whole when no row has one.
func (r Report) refused(err error) (Report, error) {
	if len(r.Problems) == 0 {
		_ = errors.As(err, &r.Problems)
	}
	return r, err
}
