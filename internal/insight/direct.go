package insight

import (
	"context"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/referral"
	"samenspel/internal/tally"
)

// direct is about how many questions reach organisations past the referrals on a working day: by team and month.
type direct map[string]map[time.Time]float64

// loadDirect divides what organisations say of months since a day over the teams that referred to them since then: a team
// that sent most is taken to call most. Organisations are not asked who called.
func loadDirect(ctx context.Context, tx *db.Tx, since, until time.Time) (direct, error) {
	told, err := tally.Load(ctx, tx, tally.MonthOf(since))
	if err != nil || len(told) == 0 {
		return nil, err
	}
	sent, err := referral.FlowsSince(ctx, tx, since)
	if err != nil {
		return nil, err
	}
	return divide(told, sent, since, until), nil
}

func divide(told tally.Told, sent []referral.Flow, since, until time.Time) direct {
	all, d := map[string]float64{}, direct{}
	for _, s := range sent {
		all[s.Organization] += float64(s.N)
	}
	for month := tally.MonthOf(since); month.Before(until); month = month.AddDate(0, 1, 0) {
		days := workdays(month, month.AddDate(0, 1, 0))
		for _, s := range sent {
			if d[s.Team] == nil {
				d[s.Team] = map[time.Time]float64{}
			}
			d[s.Team][month] += told.At(s.Organization, month) * float64(s.N) / all[s.Organization] / days
		}
	}
	return d
}

// workdays counts the days on which people work from a day until another.
func workdays(from, until time.Time) (n float64) {
	for day := from; day.Before(until); day = day.AddDate(0, 0, 1) {
		if calendar.Office.Works(day) {
			n++
		}
	}
	return n
}

// add adds to the weeks of teams what reached organisations directly.
func (d direct) add(teams map[string][]Week) {
	for team, weeks := range teams {
		for i, w := range weeks {
			for day := w.Monday; day.Before(w.Monday.AddDate(0, 0, 7)); day = day.AddDate(0, 0, 1) {
				if calendar.Office.Works(day) {
					weeks[i].N += d[team][tally.MonthOf(day)]
				}
			}
		}
	}
}

// Reached is what reached the organisations in a month.
type Reached struct {
	Month    time.Time
	Sent     int     // referrals
	Direct   float64 // about, as organisations said
	Answered int     // organisations that did
}

// reached gives the last months, the newest first, of which organisations were asked.
func reached(ctx context.Context, tx *db.Tx, today time.Time) ([]Reached, error) {
	since := tally.MonthOf(today).AddDate(0, -reachedMonths, 0)
	sent, err := referral.SentSince(ctx, tx, since)
	if err != nil {
		return nil, err
	}
	told, err := tally.Load(ctx, tx, since)
	if err != nil {
		return nil, err
	}
	all := make([]Reached, reachedMonths)
	for i := range all {
		all[i].Month = tally.MonthOf(today).AddDate(0, -1-i, 0)
		for _, s := range sent {
			if tally.MonthOf(s.Day).Equal(all[i].Month) {
				all[i].Sent += s.N
			}
		}
		for _, said := range told {
			for _, c := range said {
				if c.Month.Equal(all[i].Month) {
					all[i].Direct, all[i].Answered = all[i].Direct+c.Answer.About(), all[i].Answered+1
				}
			}
		}
	}
	return all, nil
}

// reachedMonths is how many months are shown.
const reachedMonths = 6
