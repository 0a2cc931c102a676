package insight

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/suppress"
)

// Document is what is published of a quarter or a year. It holds names as they were then.
type Document struct {
	Period  string            `json:"period"` // 2026-q3 or 2026
	From    string            `json:"from"`
	To      string            `json:"to"`
	Parts   []string          `json:"measures"` // what each "of" counts, in order
	Report  suppress.Report   `json:"report"`
	Leads   []LeadTime        `json:"lead_times,omitempty"`
	Names   map[string]string `json:"names"`             // of areas and teams, by id
	Stories []string          `json:"stories,omitempty"` // approved, of a quarter in the order in which they were written
	Null    string            `json:"null_means"`        // why a count is hidden
}

// Closed is a quarter that was closed.
type Closed struct {
	Period      Period
	At          time.Time
	Document    Document
	Text        []byte // the document as it was published, byte for byte
	Hash        string // SHA-256 of the text
	Corrections []Correction

	facts suppress.Facts
}

// Sound tells whether the text is still what it was.
func (c Closed) Sound() bool { return c.Hash == sum(c.Text) }

// Correction is what is shown anew of a closed quarter.
type Correction struct {
	At    time.Time
	Shown suppress.Shown

	known suppress.Counts
}

func sum(text []byte) string {
	hash := sha256.Sum256(text)
	return hex.EncodeToString(hash[:])
}

// Name gives the name of a quarter or year as it stands in addresses: 2026-q3 or 2026.
func (p Period) Name() string {
	if p.From.AddDate(1, 0, 0).Equal(p.Until) {
		return strconv.Itoa(p.From.Year())
	}
	return fmt.Sprintf("%d-q%d", p.From.Year(), int(p.From.Month()-1)/3+1)
}

// Close closes a quarter that is over: what is published of it stays as it is now. Closing it again changes nothing.
func (s *Store) Close(ctx context.Context, actor access.Actor, quarter time.Time) (err error) {
	defer errs.Wrap(&err, "insight.Close")
	if err := access.Can(actor, access.Edit, access.Figures); err != nil {
		return err
	}
	p := QuarterOf(quarter)
	if p.Until.After(s.db.Now()) {
		return fmt.Errorf("%w: the quarter is not over", errs.Conflict)
	}
	if err := s.Refresh(ctx, actor.Network); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := closed(ctx, tx)
		if err != nil {
			return err
		}
		if _, done := find(all, p); done {
			return nil
		}
		if err := publish(ctx, tx, actor, p, firstOfYear(all, p)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "close", Object: access.Figures, ID: p.Name()})
	})
}

// firstOfYear gives the report of the quarter in the year of p that was closed first, or nil.
func firstOfYear(all []Closed, p Period) *suppress.Report {
	var first *Closed
	for i, c := range all {
		if c.Period.From.Year() == p.From.Year() && (first == nil || c.At.Before(first.At)) {
			first = &all[i]
		}
	}
	if first == nil {
		return nil
	}
	return &first.Document.Report
}

// publish writes what is published of a quarter, and tells who watches for the municipality.
func publish(ctx context.Context, tx *db.Tx, actor access.Actor, p Period, first *suppress.Report) error {
	rows, err := read(ctx, tx, p)
	if err != nil {
		return err
	}
	parts, err := partsOf(ctx, tx)
	if err != nil {
		return err
	}
	f := facts(rows, parts, PublishedPairs)
	d := newDocument(p, suppress.Quarter(rule(Outside), f, first))
	d.Leads, d.Names = leads(Outside, rows), parts.used(f)
	if d.Stories, err = approvedOf(ctx, tx, p); err != nil {
		return err
	}
	text := []byte(db.JSON(d))
	_, err = tx.Exec(ctx, `insert into closed_quarter (network_id, quarter, closed_at, closed_by, facts, document, hash) values ($1, $2, $3, $4, $5, $6, $7)`,
		tx.Network, p.From, tx.Now, actor.Person, db.JSON(f), string(text), sum(text))
	if err != nil {
		return err
	}
	return tellObservers(ctx, tx, p, d)
}

// used gives the names of the areas and teams in facts.
func (p parts) used(f suppress.Facts) map[string]string {
	used := map[string]string{}
	for _, cut := range f.Cuts {
		for _, r := range cut.Rows {
			if name, ok := p.names[r.Key]; ok {
				used[r.Key] = name
			}
		}
	}
	return used
}

// closed gives all closed quarters, the oldest first, with their corrections.
func closed(ctx context.Context, tx *db.Tx) ([]Closed, error) {
	all, err := db.All(ctx, tx, func(scan db.Scan) (c Closed, err error) {
		var from time.Time
		var text string
		if err := scan(&from, &c.At, db.FromJSON(&c.facts), &text, &c.Hash); err != nil {
			return c, err
		}
		c.Period, c.Text = QuarterOf(from), []byte(text)
		return c, json.Unmarshal(c.Text, &c.Document)
	}, `select quarter, closed_at, facts, document, hash from closed_quarter where network_id = $1 order by quarter`, tx.Network)
	if err != nil {
		return nil, err
	}
	return all, db.Each(ctx, tx, func(scan db.Scan) error {
		var quarter time.Time
		var c Correction
		if err := scan(&quarter, &c.At, db.FromJSON(&c.known), db.FromJSON(&c.Shown)); err != nil {
			return err
		}
		for i := range all {
			if all[i].Period.From.Equal(quarter) {
				all[i].Corrections = append(all[i].Corrections, c)
			}
		}
		return nil
	}, `select quarter, made_at, known, shown from quarter_correction where network_id = $1 order by quarter, number`, tx.Network)
}

func find(all []Closed, p Period) (Closed, bool) {
	for _, c := range all {
		if c.Period.From.Equal(p.From) {
			return c, true
		}
	}
	return Closed{}, false
}

// Correct looks whether a closed quarter differs so much from what was published that a correction can be shown, and
// publishes it.
func (s *Store) Correct(ctx context.Context, actor access.Actor, quarter time.Time) (changed bool, err error) {
	defer errs.Wrap(&err, "insight.Correct")
	if err := access.Can(actor, access.Edit, access.Figures); err != nil {
		return false, err
	}
	if err := s.Refresh(ctx, actor.Network); err != nil {
		return false, err
	}
	return changed, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := closed(ctx, tx)
		if err != nil {
			return err
		}
		c, ok := find(all, QuarterOf(quarter))
		if !ok {
			return errs.NotFound
		}
		rows, err := read(ctx, tx, c.Period)
		if err != nil {
			return err
		}
		known := c.facts.All
		if n := len(c.Corrections); n > 0 {
			known = c.Corrections[n-1].known
		}
		after, anew, some := suppress.Correct(rule(Outside), known, c.Document.Report.All, facts(rows, parts{}, nil).All)
		if changed = some; !changed {
			return nil
		}
		if _, err := tx.Exec(ctx, `insert into quarter_correction (network_id, quarter, number, made_at, made_by, known, shown) values ($1, $2, $3, $4, $5, $6, $7)`,
			tx.Network, c.Period.From, len(c.Corrections)+1, tx.Now, actor.Person, db.JSON(after), db.JSON(anew)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "correct", Object: access.Figures, ID: c.Period.Name()})
	})
}

// Published gives all closed quarters, the oldest first, to who may see figures of anything, and leaves a line in the trace.
func (s *Store) Published(ctx context.Context, actor access.Actor) (all []Closed, err error) {
	defer errs.Wrap(&err, "insight.Published")
	if _, err := access.Reach(actor, access.Read, access.Figures); err != nil {
		return nil, err
	}
	return all, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if all, err = closed(ctx, tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, Purpose: "published"})
	})
}

// Year gives the document of a year of which all four quarters are closed. It follows from them, and is always the same.
func Year(all []Closed, year int) (d Document, ok bool) {
	var quarters []suppress.Report
	var facts []suppress.Facts
	names, told := map[string]string{}, []string(nil)
	for _, c := range all {
		if c.Period.From.Year() != year {
			continue
		}
		quarters, facts, told = append(quarters, c.Document.Report), append(facts, c.facts), append(told, c.Document.Stories...)
		for key, name := range c.Document.Names {
			names[key] = name // as in the last quarter
		}
	}
	if len(quarters) < 4 {
		return d, false
	}
	d = newDocument(YearOf(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)), suppress.Year(rule(Outside), facts, quarters))
	d.Names, d.Stories = names, told
	return d, true
}
