//go:build !race

package web_test

import (
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/insight"
	"samenspel/internal/measure"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
	"samenspel/internal/trajectory"
)

// trajectoryScene is when an ambassador works where, and what teams and wijken want to reach.
var trajectoryScene = scene{fill: fillTrajectories, elsewhere: func(w *twins) []string {
	return w.others(other{"target", `id = 'doel'`, set{"id": `'elders-doel'`, "measure": `'active'`}},
		other{"target", `id = 'doel'`, set{"id": `'nieuw'`, "year": `2027`}},
		other{"trajectory", `id = ` + quote(w.secrets["trajectory"]), set{"id": `'elders'`, "team_id": `''`, "area_id": quote(w.secrets["noord"])}})
}, doors: func(w *twins) []string { return []string{"/trajecten/" + w.secrets["trajectory"]} }, works: []work{
	{"begin a trajectory where another network has one", func(w *twins) (any, error) {
		today := calendar.Today(testkit.Today)
		return nil, w.town.Trajectory.Begin(ctx, access.As(access.Coordinator, w.town.Network.ID), "nieuw", trajectory.Trajectory{Starts: today, Ends: today, HoursWeek: 4, Measure: measure.Active, Aim: 30},
			[]trajectory.Place{{Area: w.secrets["noord"]}}, privacy.Check{})
	}},
	{"change a trajectory", func(w *twins) (any, error) {
		one, err := w.town.Trajectory.One(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["trajectory"])
		if err != nil {
			return nil, err
		}
		one.Evaluation = "goed"
		return nil, w.town.Trajectory.Save(ctx, access.As(access.Coordinator, w.town.Network.ID), one, privacy.Check{})
	}},
	{"take a trajectory away", func(w *twins) (any, error) {
		return nil, w.town.Trajectory.Remove(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["trajectory"], 1)
	}},
	{"targets of a year", func(w *twins) (any, error) {
		return w.town.Trajectory.Targets(ctx, access.As(access.Coordinator, w.town.Network.ID), 2026)
	}},
	{"set a target that another network has", func(w *twins) (any, error) {
		return nil, w.town.Trajectory.Aim(ctx, access.As(access.Coordinator, w.town.Network.ID), trajectory.Target{ID: "nog-een", Place: trajectory.Place{Team: w.secrets["team"]}, Year: 2026, Measure: measure.Active, Aim: 20})
	}},
	{"drop a target", func(w *twins) (any, error) {
		return nil, w.town.Trajectory.Drop(ctx, access.As(access.Coordinator, w.town.Network.ID), "doel")
	}},
	{"the pack of a year", func(w *twins) (any, error) {
		return w.town.Pack.Make(ctx, access.As(access.Coordinator, w.town.Network.ID), insight.YearOf(testkit.Today))
	}},
	{"figures of teams", func(w *twins) (any, error) {
		return w.town.Insight.Over(ctx, access.As(access.Coordinator, w.town.Network.ID), insight.ByTeam, insight.YearOf(testkit.Today))
	}},
}}

func fillTrajectories(w *twins, t testing.TB) {
	w.secrets["trajectory"] = w.town.Begun(t, w.secrets["team"])
	musts(t)(w.town.Trajectory.Aim(ctx, access.As(access.Coordinator, w.town.Network.ID), trajectory.Target{ID: "doel", Place: trajectory.Place{Team: w.secrets["team"]}, Year: 2026, Measure: measure.Started, Aim: 30}))
}
