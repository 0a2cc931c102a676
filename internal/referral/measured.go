package referral

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/measure"
)

// Measured gives what came of the needs of cases by their referrals: by the id of the need.
func Measured(ctx context.Context, tx *db.Tx) (map[string]measure.Need, error) {
	came := map[string]measure.Need{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var r Referral
		if err := scan(&r.Source.ID, &r.State, &r.Made, &r.SentOn, &r.Answered, &r.LookedBack, &r.StartedOn, &r.Stepped); err != nil {
			return err
		}
		known, ok := came[r.Source.ID]
		if !ok {
			known = measure.NewNeed("")
		}
		came[r.Source.ID] = known.With(r.measured())
		return nil
	}, `select origin_id, state, made_at, sent_on, answered_at, looked_on, started_on, stepped from referral where network_id = $1 and origin = 'case-need' order by id`, tx.Network)
	return came, err
}

// measured gives what is counted of a referral. It counts days from the one on which it was made.
func (r Referral) measured() measure.Need {
	m := measure.NewNeed("")
	m.Passed, m.Started = r.SentOn != nil, r.StartedOn != nil
	m.Active = r.LookedBack != nil && slices.Contains([]State{Active, Completed}, r.State)
	m.Stepped = measure.Step(r.Stepped)
	m.PassedAfter = r.daysUntil(r.SentOn)
	if slices.Contains([]State{Accepted, Started, Active, Completed}, r.State) {
		m.AcceptedAfter = r.daysUntil(r.Answered)
	}
	if m.Active {
		m.ActiveAfter = r.daysUntil(r.StartedOn)
	}
	return m
}

// daysUntil gives whole days since it was made, and -1 for what did not happen.
func (r Referral) daysUntil(day *time.Time) int {
	if day == nil {
		return -1
	}
	return max(0, int(day.Sub(r.Made)/(24*time.Hour)))
}

// Daily is how many referrals of a team, in an area, were sent on a day.
type Daily struct {
	Team string // id, or ""
	Area string // id, or ""
	Day  time.Time
	N    int
}

// SentSince gives how many were sent on each day from one on.
func SentSince(ctx context.Context, tx *db.Tx, day time.Time) ([]Daily, error) {
	return db.All(ctx, tx, func(scan db.Scan) (s Daily, err error) { return s, scan(&s.Team, &s.Area, &s.Day, &s.N) },
		`select coalesce(team_id, ''), coalesce(area_id, ''), sent_on, count(*) from referral where network_id = $1 and sent_on >= $2
			group by coalesce(team_id, ''), coalesce(area_id, ''), sent_on order by coalesce(team_id, ''), coalesce(area_id, ''), sent_on`, tx.Network, day)
}
