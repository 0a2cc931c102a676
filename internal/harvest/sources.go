package harvest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
)

// Source is a place that the directory hears from, as editors know it.
type Source struct {
	ID         string
	Name       string // also that of its records
	Format     Format
	Address    string // URL it is fetched from; "" = files are sent by hand
	EveryHours int    // how often it is fetched; 0 = when someone asks
	Owner      string // who answers for it, in words
	Mapping    *Mapping
	Rules      Rules
	ETag       string
	Modified   string
	Since      *time.Time
	FetchedAt  *time.Time
	Version    int64 // 0 = new
}

// Rhythms are how often a source can be fetched, in hours.
var Rhythms = []int{0, 6, 24, 168}

// check gives what is wrong with a source: a column and the key of a text.
func (s Source) check() (problems errs.Problems) {
	wrong := func(column, key string) {
		problems = append(problems, errs.Problem{Column: column, Text: key})
	}
	if name, found := clean(s.Name); name == "" || name != s.Name || found.problem() != "" || len(name) > maxSource || strings.Contains(name, "\n") {
		wrong("name", "sources.wrong.name")
	}
	if u, err := url.Parse(s.Address); s.Address != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || len(s.Address) > 2000) {
		wrong("address", "sources.wrong.address")
	}
	if s.EveryHours > 0 && s.Address == "" {
		wrong("every", "sources.wrong.every")
	}
	if !slices.Contains(Formats, s.Format) || !slices.Contains(Rhythms, s.EveryHours) || len(s.Owner) > maxLine {
		wrong("", "sources.wrong.form")
	}
	return append(problems, s.Rules.check()...)
}

// Sources gives all sources by name.
func (im *Importer) Sources(ctx context.Context, actor access.Actor) (all []Source, err error) {
	defer errs.Wrap(&err, "harvest.Sources")
	if err := may(actor); err != nil {
		return nil, err
	}
	err = im.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, readSource, sourceColumns+` order by name`, tx.Network)
		return err
	})
	return all, err
}

// Source gives one source.
func (im *Importer) Source(ctx context.Context, actor access.Actor, id string) (s Source, err error) {
	defer errs.Wrap(&err, "harvest.Source(%q)", id)
	if err := may(actor); err != nil {
		return s, err
	}
	err = im.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		s, err = oneSource(ctx, tx, id)
		return err
	})
	return s, err
}

// SaveSource makes a source, or changes it when nobody else did since Version; the name of one that is there stays. It
// gives its id. What is wrong with it comes back as errs.Problems with keys of texts.
func (im *Importer) SaveSource(ctx context.Context, actor access.Actor, s Source) (id string, err error) {
	defer errs.Wrap(&err, "harvest.SaveSource(%q)", s.Name)
	if err := may(actor); err != nil {
		return "", err
	}
	if problems := s.check(); len(problems) > 0 {
		return "", problems
	}
	if s.ID == "" {
		s.ID = db.NewID()
	}
	err = im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := writeSource(ctx, tx, s); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "edit", Object: access.Directory, ID: s.ID, Purpose: "source"})
	})
	if errors.Is(err, errs.Conflict) && s.Version == 0 {
		return "", errs.Problems{{Column: "name", Text: "sources.wrong.taken"}}
	}
	return s.ID, err
}

// JobKind names the jobs that do runs, DueKind the one that looks which sources are to be fetched.
const (
	JobKind = "harvest"
	DueKind = "harvest-due"
)

// task is the payload of a job.
type task struct {
	Run    string `json:"run"`
	Source string `json:"source"` // id
	Fetch  bool   `json:"fetch"`
}

// partBytes is how much of a file one row holds.
const partBytes = 384 << 10

// MaxUpload is the largest file that can be sent to a screen, in bytes.
const MaxUpload = 64 << 20

// Upload keeps a file for a source and enters the run that reads it. The run waits for an editor before anything is
// published. It gives the id of the run.
func (im *Importer) Upload(ctx context.Context, actor access.Actor, source, name string, data io.Reader) (id string, err error) {
	defer errs.Wrap(&err, "harvest.Upload(%q)", source)
	if err := may(actor); err != nil {
		return "", err
	}
	content, err := io.ReadAll(io.LimitReader(data, MaxUpload+1))
	if err != nil {
		return "", fmt.Errorf("%w: %w", errs.Invalid, err)
	}
	if len(content) == 0 || len(content) > MaxUpload {
		return "", errs.Problems{{Column: "file", Text: "sources.wrong.file"}}
	}
	return im.enter(ctx, actor, source, false, func(tx *db.Tx, run string) error {
		var rows [][]any
		for part := range slices.Chunk(content, partBytes) {
			rows = append(rows, []any{tx.Network, run, len(rows), bounded(name), base64.StdEncoding.EncodeToString(part)})
		}
		return tx.Insert(ctx, `insert into harvest_part (network_id, run_id, seq, name, data)`, "", rows)
	})
}

// FetchNow enters a run that fetches a source. It gives the id of the run.
func (im *Importer) FetchNow(ctx context.Context, actor access.Actor, source string) (id string, err error) {
	defer errs.Wrap(&err, "harvest.FetchNow(%q)", source)
	if err := may(actor); err != nil {
		return "", err
	}
	return im.enter(ctx, actor, source, true, func(*db.Tx, string) error { return nil })
}

// Again enters a run for the file of another one, which was refused: after its mapping was made.
func (im *Importer) Again(ctx context.Context, actor access.Actor, source, run string) (id string, err error) {
	defer errs.Wrap(&err, "harvest.Again(%q)", run)
	if err := may(actor); err != nil {
		return "", err
	}
	return im.enter(ctx, actor, source, false, func(tx *db.Tx, id string) error {
		moved, err := tx.Exec(ctx, `update harvest_part set run_id = $3 where network_id = $1 and run_id = $2`, tx.Network, run, id)
		if err == nil && moved == 0 {
			err = errs.NotFound // its term is over
		}
		return err
	})
}

// enter makes a run that waits, with its job.
func (im *Importer) enter(ctx context.Context, actor access.Actor, source string, fetch bool, more func(*db.Tx, string) error) (id string, err error) {
	id = db.NewID()
	err = im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		s, err := oneSource(ctx, tx, source)
		if err != nil {
			return err
		}
		if fetch && s.Address == "" {
			return errs.Problems{{Column: "address", Text: "sources.wrong.address"}}
		}
		run := Run{ID: id, Source: s.Name, Person: actor.Person, State: Waiting, Automatic: fetch}
		if err := writeRun(ctx, tx, run); err != nil {
			return err
		}
		if err := more(tx, id); err != nil {
			return err
		}
		if _, err := jobs.Enter(ctx, tx, jobs.Job{Kind: JobKind, Payload: task{Run: id, Source: s.ID, Fetch: fetch}}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "import", Object: access.Directory, ID: id})
	})
	return id, err
}

// EnterDue enters runs for the sources that are to be fetched now: for the schedule.
func (im *Importer) EnterDue(ctx context.Context, actor access.Actor) error {
	all, err := im.Sources(ctx, actor)
	if err != nil {
		return err
	}
	for _, s := range all {
		due := s.EveryHours > 0 && (s.FetchedAt == nil || !s.FetchedAt.Add(time.Duration(s.EveryHours)*time.Hour).After(im.db.Now()))
		if !due {
			continue
		}
		if _, err := im.FetchNow(ctx, actor, s.ID); err != nil {
			return err
		}
	}
	return nil
}

// Work does the run of a job. What a person must put right is kept with the run and is no error; town is the
// municipality of the network.
func (im *Importer) Work(ctx context.Context, actor access.Actor, job *jobs.Run, get Getter, town string) error {
	var t task
	if err := job.Payload(&t); err != nil {
		return err
	}
	r, err := im.Run(ctx, actor, t.Run)
	if err != nil {
		return err
	}
	switch r.State {
	case Waiting, Working:
	case Publishing:
		return im.publish(ctx, actor, r)
	default:
		return nil // an earlier attempt did it
	}
	s, err := im.Source(ctx, actor, t.Source)
	if err != nil {
		return err
	}
	actor.Person = r.Person
	options := Options{Format: s.Format, Custom: s.Mapping, Town: town, Rules: s.Rules, Hold: !t.Fetch, Run: r.ID, SkipBad: true}
	if t.Fetch {
		err = im.fetchSource(ctx, actor, s, get, options)
	} else {
		err = im.readUpload(ctx, actor, s, r.ID, options)
	}
	if problems := (errs.Problems)(nil); errors.As(err, &problems) {
		return nil
	}
	return err
}

func (im *Importer) fetchSource(ctx context.Context, actor access.Actor, s Source, get Getter, options Options) error {
	report, next, err := im.Fetch(ctx, actor, s.Name, Origin{s.Address, s.ETag, s.Modified, s.Since}, get, options)
	problems := (errs.Problems)(nil)
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	failed := err
	err = im.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if report.Run == "" { // nothing was read: nothing changed, or nothing came
			r, err := oneRun(ctx, tx, options.Run)
			if err != nil {
				return err
			}
			r.EndedAt = &tx.Now
			if r.State = Published; failed != nil {
				r.State = Refused
				if len(report.Problems) == 0 {
					report.Problems = problems
				}
			}
			r.Report = report.short()
			if err := writeRun(ctx, tx, r); err != nil {
				return err
			}
		}
		return noteFetched(ctx, tx, s.ID, next)
	})
	return errors.Join(err, failed)
}

func (im *Importer) readUpload(ctx context.Context, actor access.Actor, s Source, run string, options Options) error {
	name, content, err := im.file(ctx, actor, run)
	if err != nil {
		return err
	}
	_, err = im.Import(ctx, actor, s.Name, Input{Name: name, Data: bytes.NewReader(content)}, options)
	return err
}

// file gives a file that was sent for a run.
func (im *Importer) file(ctx context.Context, actor access.Actor, run string) (name string, content []byte, err error) {
	err = im.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(scan db.Scan) error {
			var text string
			if err := scan(&name, &text); err != nil {
				return err
			}
			part, err := base64.StdEncoding.DecodeString(text)
			content = append(content, part...)
			return err
		}, `select name, data from harvest_part where network_id = $1 and run_id = $2 order by seq`, tx.Network, run)
	})
	if err == nil && content == nil {
		err = errs.NotFound
	}
	return name, content, err
}

// Columns gives the headings of a flat file that was sent for a run, with an example of each, and how they would be read.
func (im *Importer) Columns(ctx context.Context, actor access.Actor, run string) (columns []Column, err error) {
	defer errs.Wrap(&err, "harvest.Columns(%q)", run)
	if err := may(actor); err != nil {
		return nil, err
	}
	name, content, err := im.file(ctx, actor, run)
	if err != nil {
		return nil, err
	}
	table, err := Read(Input{Name: name, Data: bytes.NewReader(content)})
	if err != nil {
		return nil, err
	}
	for i, heading := range table.Headings {
		c := Column{Heading: heading, Field: guessField(heading)}
		for _, row := range table.Rows {
			if c.Example == "" && i < len(row.Cells) {
				c.Example = oneLine(strings.TrimRight(strings.ReplaceAll(row.Cells[i], listMark, "; "), "; "))
			}
		}
		if runes := []rune(c.Example); len(runes) > 80 {
			c.Example = string(runes[:79]) + "…"
		}
		if heading != "" {
			columns = append(columns, c)
		}
	}
	return columns, nil
}

// Column is a column of a flat file.
type Column struct {
	Heading, Example string
	Field            string // that it could hold, or ""
}

// guessField gives the field that a heading names, in any mapping that is known.
func guessField(heading string) string {
	if isField(fold(heading)) {
		return fold(heading)
	}
	for _, m := range Mappings() {
		for _, field := range sorted(m.Columns) {
			if slices.ContainsFunc(m.Columns[field], func(name string) bool { return fold(name) == fold(heading) }) {
				return field
			}
		}
	}
	return ""
}

// MakeMapping gives the mapping in which these headings hold these fields. What is missing comes back as errs.Problems
// with keys of texts.
func MakeMapping(name string, fields map[string]string, separator string) (m Mapping, err error) {
	m = Mapping{Name: name, Columns: map[string]Columns{}, Separator: separator, Escaped: true}
	for _, heading := range sorted(fields) {
		if field := fields[heading]; field != "" {
			m.Columns[field] = append(m.Columns[field], heading)
		}
	}
	var problems errs.Problems
	for _, field := range required {
		if len(m.Columns[field]) == 0 {
			problems = append(problems, errs.Problem{Column: field, Text: "sources.wrong.needs." + field})
		}
	}
	if len(problems) > 0 {
		return m, problems
	}
	text, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	return ParseMapping(text)
}

// MappingFields are the fields that a column can hold.
func MappingFields() []string { return append(Headings(), town) }
