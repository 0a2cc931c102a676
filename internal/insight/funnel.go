package insight

import (
	"fmt"
	"time"

	"samenspel/internal/measure"
	"samenspel/internal/suppress"
)

// Funnel is what came of the cases of a period, as programs read it. What may not be shown is null, and stands in Hidden
// with the reason.
type Funnel struct {
	From        string                 `json:"from"` // first and last day of the months that count
	To          string                 `json:"to"`
	Discussed   *int                   `json:"discussed"`
	Suitable    *int                   `json:"suitable"`
	PassedOn    *int                   `json:"passed_on"`
	Started     *int                   `json:"started"`
	InTime      *int                   `json:"started_in_time"`
	Active      *int                   `json:"active"`
	SteppedDown *int                   `json:"stepped_down"`
	Percents    map[measure.Key]int    `json:"percent"` // of what was discussed
	Hidden      map[measure.Key]string `json:"hidden,omitempty"`
	Leads       []LeadTime             `json:"lead_times"`
}

// tooFew is the reason for what is hidden.
const tooFew = "too few, or all but a few"

// Funnel gives the funnel of a report.
func (r Report) Funnel() Funnel {
	f := Funnel{From: r.Period.From.Format(time.DateOnly), To: r.Period.Last().Format(time.DateOnly), Discussed: r.All.N,
		Percents: map[measure.Key]int{}, Hidden: map[measure.Key]string{}, Leads: r.Leads}
	for i, to := range []**int{&f.Suitable, &f.PassedOn, &f.Started, &f.InTime, &f.Active, &f.SteppedDown} {
		*to = r.All.Of[i]
	}
	for _, d := range measure.Definitions {
		n := f.Count(d.Key)
		if n == nil {
			f.Hidden[d.Key] = tooFew
		} else if percent, ok := measure.Percent(*n, *f.Discussed); ok && d.Key != measure.Discussed {
			f.Percents[d.Key] = percent
		}
	}
	return f
}

// Count gives the count of a measure; nil = hidden.
func (f Funnel) Count(key measure.Key) *int {
	return map[measure.Key]*int{measure.Discussed: f.Discussed, measure.Suitable: f.Suitable, measure.PassedOn: f.PassedOn, measure.Started: f.Started,
		measure.InTime: f.InTime, measure.Active: f.Active, measure.SteppedDown: f.SteppedDown}[key]
}

// newDocument gives the document of a report, without names.
func newDocument(p Period, r suppress.Report) Document {
	d := Document{Period: p.Name(), From: p.From.Format(time.DateOnly), To: p.Last().Format(time.DateOnly), Report: r, Null: fmt.Sprintf("%s: less than %d", tooFew, Outside)}
	for _, key := range measure.Parts {
		d.Parts = append(d.Parts, string(key))
	}
	return d
}
