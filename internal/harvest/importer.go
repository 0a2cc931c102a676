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
	"samenspel/internal/errs"
)

// Importer brings sources into the directory.
type Importer struct {
	db    *db.DB
	clock db.Clock
}

// New gives an importer into a database. The clock tells which days of confirmation lie in the future, and how long
// a run took.
func New(d *db.DB, clock db.Clock) *Importer { return &Importer{d, clock} }

// Options are the choices of a run. The zero value is an ordinary one.
type Options struct {
	Format   Format                // FormatAuto or "" = told by the bytes
	Mapping  string                // of a flat file: name of a mapping or path of a mapping file; "" = told by the headings
	Custom   *Mapping              // of a flat file: a mapping that an editor made; goes before Mapping
	Town     string                // municipality of the network, for areas that have to be made
	Rules    Rules                 // who wins where someone wrote here
	DryRun   bool                  // tell what would happen and write nothing
	SkipBad  bool                  // of a flat file: leave out rows with problems instead of refusing the run
	Accept   bool                  // publish also when more is changed or withdrawn than goes without asking
	Hold     bool                  // stage only: an editor publishes
	Run      string                // id of a run that waits for this; "" = make one
	Shift    time.Duration         // added to every day of confirmation, in whole days
	Progress func(done, total int) // called now and then with numbers of services; done is total when all is stored
}

const maxSource = 100 // characters in the name of a source

// Import makes the directory say what a source says: see the package. The actor must be allowed to edit the directory
// and to read the addresses of confidential locations.
//
// Problems refuse the run: the error is then errs.Problems (by row, at most 100 and a count of the others) inside its
// context, the report has all of them, and the directory is as it was. With Options.SkipBad only problems that are not
// of one row refuse it. A run that goes beyond its bounds stays Ready and gives an error that says so, unless Accept
// or Hold.
func (im *Importer) Import(ctx context.Context, actor access.Actor, source string, input Input, options Options) (report Report, err error) {
	defer errs.Wrap(&err, "harvest.Import(source %q)", source)
	return im.carry(ctx, actor, source, options, func(now time.Time, report *Report) (*drafts, func(string) string, error) {
		return read(input, source, options, now, report)
	})
}

// reading gives the drafts of a source and the name that it has for a field.
type reading func(now time.Time, report *Report) (*drafts, func(string) string, error)

func (im *Importer) carry(ctx context.Context, actor access.Actor, source string, options Options, read reading) (report Report, err error) {
	start := im.clock()
	report = Report{Source: source, DryRun: options.DryRun}
	defer func() { report.finish(im.clock().Sub(start).Seconds()) }()
	if err := check(actor, source); err != nil {
		return report, err
	}
	run := Run{ID: options.Run, Source: source, Person: actor.Person, State: Working, Automatic: !options.Hold, StartedAt: start}
	if run.ID == "" {
		run.ID = db.NewID()
	}
	drafts, column, err := read(start, &report)
	if drafts != nil {
		defer func() { err = errors.Join(err, drafts.Close()) }()
	}
	if err == nil {
		report.Problems, report.Warnings, report.Found = byRow(drafts.problems), drafts.told(), drafts.found()
		err = refusal(drafts, options.SkipBad)
	}
	if err != nil {
		return im.refuse(ctx, actor, run, report, err, options)
	}
	if report.RowsLeftOut = drafts.leftOut; drafts.blind {
		report.Notes = append(report.Notes, "nothing was withdrawn: of a row that was left out it cannot be told what it is about")
	}
	if !options.DryRun {
		report.Run = run.ID
		if err := im.begin(ctx, actor, run); err != nil {
			return report, err
		}
	}
	err = im.update(ctx, actor, run, drafts, column, options, &report)
	return report, err
}

// refuse gives the report of a run that was refused, with the problems of the file as a whole when no row has one. A
// run that an editor waits for is kept, to be read.
func (im *Importer) refuse(ctx context.Context, actor access.Actor, run Run, report Report, err error, options Options) (Report, error) {
	if len(report.Problems) == 0 {
		_ = errors.As(err, &report.Problems)
	}
	if options.Run == "" || options.DryRun {
		return report, err
	}
	return report, errors.Join(err, im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		run.State, run.EndedAt, run.Report = Refused, &tx.Now, report.short()
		return writeRun(ctx, tx, run)
	}))
}

// update decides, stages, and publishes when nothing speaks against it.
func (im *Importer) update(ctx context.Context, actor access.Actor, run Run, d *drafts, column func(string) string, options Options, report *Report) error {
	progress := options.Progress
	if progress == nil {
		progress = func(int, int) {}
	}
	n, err := im.network(ctx, actor, options.Town)
	if err != nil {
		return err
	}
	p := newPlanner(run.ID, run.Source, d, options.Rules, n, column, im.db.Now())
	p.report = *report
	st := &stager{im: im, actor: actor, run: run.ID, plan: p, dry: options.DryRun, tell: progress}
	if err := st.stage(ctx); err != nil {
		if !options.DryRun && ctx.Err() == nil {
			err = errors.Join(err, im.discard(ctx, actor, run, Stopped))
		}
		return err
	}
	p.finish()
	*report = p.report
	if !options.DryRun {
		if err := im.conclude(ctx, actor, run, options, report); err != nil {
			return err
		}
	}
	progress(d.spool.n, d.spool.n)
	return nil
}

// conclude publishes a run, or leaves it for an editor.
func (im *Importer) conclude(ctx context.Context, actor access.Actor, run Run, options Options, report *Report) error {
	text, asks := report.beyond()
	run.State = Publishing
	if options.Hold || asks && !options.Accept {
		run.State = Ready
	}
	if asks {
		report.Asks = text
	}
	report.State, run.Report = run.State, report.short()
	err := im.db.In(ctx, actor.Network, func(tx *db.Tx) error { return writeRun(ctx, tx, run) })
	switch {
	case err != nil:
		return err
	case run.State == Publishing:
		report.State = Published
		return im.publish(ctx, actor, run)
	case !options.Hold:
		return errs.Problems{{Text: text + "; nothing is published yet. Look at the differences, and publish on the page of the run or import again with --yes"}}
	}
	return nil
}

func check(actor access.Actor, source string) error {
	if err := may(actor); err != nil {
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
	nothing := d.spool.n == 0 && len(d.organizations) == 0 && !d.partial
	switch {
	case len(d.problems) > 0 && !skipBad:
		return shown(byRow(d.problems))
	case len(whole) > 0:
		return shown(whole)
	case nothing && skipBad && len(d.problems) > 0:
		return fmt.Errorf("no row is left: %w", shown(byRow(d.problems)))
	case nothing && len(d.tallies) > 0:
		var texts []string
		for _, t := range d.found() {
			texts = append(texts, t.Text)
		}
		return refuse("nothing in the source can be used: %s", strings.Join(texts, "; "))
	case nothing:
		return refuse("the file has no rows under its headings; nothing was changed")
	}
	return nil
}
