package casework

import (
	"context"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/measure"
)

// NewCode gives a random code for a case that comes from elsewhere.
func NewCode() string { return newCode() }

// Measured gives what is counted of each case and its needs, without texts or codes: of all cases, or of those with these
// ids. What came of a need by a referral is not in it.
func Measured(ctx context.Context, tx *db.Tx, ids []string, each func(measure.Case) error) error {
	where, c := "", condition{}
	if ids != nil && len(ids) == 0 {
		return nil
	}
	if ids != nil {
		where = ` and ` + c.in("c.id", ids)
	}
	var now measure.Case
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var opened time.Time
		var row measure.Case
		n := Need{}
		if err := scan(&row.ID, &opened, &row.Team, &row.Area, &row.LineBefore, &row.LineAfter, &n.ID, &n.Help, &n.State, &n.Fit, &n.Reason, &n.Outcome, &n.Lead,
			&n.Before, &n.Now, &n.Moment, &n.Named, db.FromJSON(&n.Services)); err != nil {
			return err
		}
		if row.ID != now.ID {
			if err := handOver(now, each); err != nil {
				return err
			}
			now = row
			now.Month, now.Asker = month(opened), "team"
		}
		now.Needs = append(now.Needs, n.measured())
		return nil
	}, `select c.id, c.opened_on, c.team_id, coalesce(c.area_id, ''), c.level, c.level_after, n.id, n.help, n.state, n.fit, n.reason, n.outcome, n.lead_days, n.helped_before, n.helps_now, n.moment, n.from_team, n.services
		from discussed_case c join case_need n on n.network_id = c.network_id and n.case_id = c.id where c.network_id = $1`+where+` order by c.id, n.place`,
		append([]any{tx.Network}, c.args...)...)
	if err != nil {
		return err
	}
	return handOver(now, each)
}

// handOver gives a case to each, unless it is none.
func handOver(c measure.Case, each func(measure.Case) error) error {
	if c.ID == "" {
		return nil
	}
	return each(c)
}

// measured gives what is counted of a need. That it started is heard at a look-back, so that a volunteer is active then.
func (n Need) measured() measure.Need {
	m := measure.NewNeed(n.Help)
	m.ID, m.Suitable, m.Helped, m.Helps, m.Moment = n.ID, n.Fit == Yes, n.Before, n.Now, n.Moment
	m.Named, m.Options = n.Named, len(n.Services)
	m.Started = n.Outcome == Started
	m.Active = m.Started
	m.Passed = n.State == Passed || n.Outcome == Started || n.Outcome == NotGoing
	if m.Active {
		m.ActiveAfter = n.Lead
	}
	if n.Outcome == NotGoing || n.Outcome == Unfit {
		m.Unmet = n.Reason
	}
	return m
}
