package harvest

import (
	"cmp"
	"fmt"
	"slices"

	"samenspel/internal/errs"
)

// Report tells what a run did, or would do (dry run).
type Report struct {
	Source        string        `json:"source"`
	Mapping       string        `json:"mapping"`
	Format        string        `json:"format"`
	Rows          int           `json:"rows"`
	RowsLeftOut   int           `json:"rows_left_out"` // only with SkipBad
	Organizations Counts        `json:"organizations"`
	Services      Counts        `json:"services"`
	AreasCreated  []string      `json:"areas_created"` // names
	Differences   []Difference  `json:"differences"`   // by kind and reference, at most maxDifferences
	MoreThanShown int           `json:"differences_not_shown,omitempty"`
	Found         []Tally       `json:"found"`         // what stands out in the source, counted
	Run           string        `json:"run,omitempty"` // its id; "" for a dry run
	State         RunState      `json:"state,omitempty"`
	Asks          string        `json:"asks,omitempty"` // why an editor must publish it: a sentence
	Warnings      errs.Problems `json:"warnings"`       // by row
	Problems      errs.Problems `json:"problems"`       // by row
	Notes         []string      `json:"notes"`
	DryRun        bool          `json:"dry_run"`
	Seconds       float64       `json:"seconds"`
}

// Counts are numbers of records. Those that came back after they were withdrawn are among the changed.
type Counts struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Withdrawn int `json:"withdrawn"`
	Kept      int `json:"kept"`                // not in the rows that were read, and left as they are
	Inactive  int `json:"inactive,omitempty"`  // the source says so itself
	Conflicts int `json:"conflicts,omitempty"` // of those above, or unchanged: an editor must choose
}

// The kinds of difference.
const (
	DiffNew       = "new"
	DiffChanged   = "changed"
	DiffReturned  = "returned" // was withdrawn
	DiffWithdrawn = "withdrawn"
	DiffInactive  = "inactive" // the source says that it is not active any more
	DiffConflict  = "conflict" // what was written here differs from what the source now says
)

// maxDifferences is how many differences a report lists.
const maxDifferences = 10_000

// tell adds a difference.
func (r *Report) tell(d Difference) {
	if len(r.Differences) == maxDifferences {
		r.MoreThanShown++
		return
	}
	r.Differences = append(r.Differences, d)
}

// Difference is one record that is not as it was before the run.
type Difference struct {
	Kind   string        `json:"kind"` // "organization" or "service"
	Ref    string        `json:"ref"`
	Title  string        `json:"title"`
	What   string        `json:"what"`
	Fields []FieldChange `json:"fields,omitempty"`
}

// String gives the report in two lines: what was read, and what came of it.
func (r Report) String() string {
	did := "done"
	if r.DryRun {
		did = "dry run, nothing was written"
	}
	return fmt.Sprintf("%s: %s read with the mapping %s (%s)\nservices %s; organisations %s; %s, %s",
		r.Source, count(r.Rows, "row", "rows"), r.Mapping, did, r.Services, r.Organizations,
		count(len(r.AreasCreated), "area created", "areas created"), count(len(r.Warnings), "warning", "warnings"))
}

// String gives the counts as a sentence does.
func (c Counts) String() string {
	text := fmt.Sprintf("%d new, %d changed, %d unchanged, %d withdrawn", c.New, c.Changed, c.Unchanged, c.Withdrawn)
	if c.Kept > 0 {
		text += fmt.Sprintf(", %d kept as they are", c.Kept)
	}
	if c.Inactive > 0 {
		text += fmt.Sprintf(", %d inactive", c.Inactive)
	}
	if c.Conflicts > 0 {
		text += fmt.Sprintf(", %d to choose", c.Conflicts)
	}
	return text
}

// finish makes empty lists of those that are not there, so that a program that reads the report finds a list.
func (r *Report) finish(seconds float64) {
	r.Seconds = seconds
	r.AreasCreated = append([]string{}, r.AreasCreated...)
	r.Differences = append([]Difference{}, r.Differences...)
	r.Warnings = append(errs.Problems{}, r.Warnings...)
	r.Problems = append(errs.Problems{}, r.Problems...)
	r.Notes = append([]string{}, r.Notes...)
	r.Found = append([]Tally{}, r.Found...)
}

// changed tells whether visitors can see that the run was there.
func (r Report) changed() bool {
	n := len(r.AreasCreated)
	for _, c := range []Counts{r.Services, r.Organizations} {
		n += c.New + c.Changed + c.Withdrawn + c.Inactive
	}
	return n > 0
}

// short gives the report as it is kept with a run: the differences have a table of their own.
func (r Report) short() Report {
	r.Differences, r.MoreThanShown = nil, 0
	r.Problems, r.Warnings = shown(r.Problems), shown(r.Warnings)
	return r
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Ref, b.Ref))
	})
}
