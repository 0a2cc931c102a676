package insight

import (
	"context"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/measure"
	"samenspel/internal/people"
	"samenspel/internal/suppress"
)

// TeamFigures is what came of the cases of a team in the last twelve months.
type TeamFigures struct {
	Team     string
	Period   Period
	Shown    suppress.Shown
	Learning *Learning // of a team that is large enough
}

// OfTeam gives the figures of a team as they stand now, to who may read its cases: figures that change every day tell
// somebody else of one case. An unknown team has none.
func (s *Store) OfTeam(ctx context.Context, actor access.Actor, team string) (f TeamFigures, err error) {
	defer errs.Wrap(&err, "insight.OfTeam(%q)", team)
	for _, object := range []access.Object{access.Figures, access.Cases} {
		if err := access.Can(actor, access.Read, object, access.At{Team: team}); err != nil {
			return f, err
		}
	}
	return f, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		f = TeamFigures{Team: team, Period: yearUntil(calendar.Today(tx.Now))}
		rows, err := read(ctx, tx, f.Period)
		if err != nil {
			return err
		}
		counts := suppress.Counts{Of: make([]int, len(measure.Parts))}
		for _, r := range pick(rows, ByTeam) {
			if r.Key == team {
				counts = r.Counts
			}
		}
		f.Shown = suppress.Whole(rule(Inside), counts)
		all, err := learning(ctx, tx, f.Period, rows)
		if i := slices.IndexFunc(all, func(l Learning) bool { return l.Team == team }); i >= 0 {
			f.Learning = &all[i]
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, ID: team, Purpose: "team"})
	})
}

// Teams gives the teams of which the actor may see figures as those of the own team: names by id.
func (s *Store) Teams(ctx context.Context, actor access.Actor) (names map[string]string, err error) {
	defer errs.Wrap(&err, "insight.Teams")
	within, err := access.Reach(actor, access.Read, access.Figures)
	if err != nil {
		return nil, err
	}
	names = map[string]string{}
	return names, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		duty, err := people.LoadDuty(ctx, tx)
		for _, t := range duty.Teams {
			if slices.Contains(within.Teams, t.ID) {
				names[t.ID] = t.Name
			}
		}
		return err
	})
}
