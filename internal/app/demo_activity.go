package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/activity"
	"samenspel/internal/agreement"
	"samenspel/internal/db"
	"samenspel/internal/measure"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/trajectory"
)

// demoDeed is something that the ambassador of the example town did.
type demoDeed struct {
	Days    int // ago
	Kind    activity.Kind
	Hours   float64
	Partner string
	People  *int
}

// demoActivities lets the ambassador of the example town write down what was done, gives the coordinator a seat, and begins a
// trajectory at the team, unless that was done.
func (e *env) demoActivities(ctx context.Context, parts *services, now time.Time) error {
	n, err := e.demoNetwork(ctx)
	if err != nil {
		return err
	}
	actor, area, err := e.demoAmbassador(ctx, n.ID, demoTeamArea)
	if err != nil || actor.Person == "" {
		return err
	}
	var all []demoDeed
	if err := json.Unmarshal(demoFile("activities.json"), &all); err != nil {
		return err
	}
	today := now.UTC().Truncate(24 * time.Hour)
	for i, d := range all {
		entry := activity.Entry{ID: db.IDFor("demo", n.ID, "activity", fmt.Sprint(i)), Day: today.AddDate(0, 0, -d.Days), Kind: d.Kind, Hours: d.Hours, Area: area, Partner: d.Partner, People: activity.Uncounted}
		if d.People != nil {
			entry.People = *d.People
		}
		if err := parts.activity.Save(ctx, actor, entry, privacy.Check{}); err != nil {
			return fmt.Errorf("activity %d of the example town: %w", i+1, err)
		}
	}
	if err := e.demoTrajectory(ctx, parts, n.ID, today); err != nil {
		return err
	}
	return e.demoTeamwork(ctx, parts, actor, today)
}

// demoTrajectory lets the coordinator begin a trajectory at the team of the example town, set a target, and take a seat.
func (e *env) demoTrajectory(ctx context.Context, parts *services, network string, today time.Time) error {
	coordinator := access.As(access.Coordinator, network)
	there, err := parts.trajectory.List(ctx, coordinator)
	if err != nil || len(there) > 0 {
		return err
	}
	team, end := trajectory.Place{Team: db.IDFor("demo", network, "team")}, today.AddDate(0, 5, 0)
	if err := parts.trajectory.Begin(ctx, coordinator, "demo", trajectory.Trajectory{Programme: "samen ouder worden", Starts: today.AddDate(0, -2, 0), Ends: today.AddDate(0, 4, -1), HoursWeek: 4,
		Measure: measure.InTime, Aim: 30, Funding: "scholingsbudget van het buurtteam", Rate: 55, FundedUntil: &end}, []trajectory.Place{team}, privacy.Check{}); err != nil {
		return err
	}
	if err := parts.trajectory.Aim(ctx, coordinator, trajectory.Target{ID: db.IDFor("demo", network, "target"), Place: team, Year: today.Year(), Measure: measure.InTime, Aim: 30}); err != nil {
		return err
	}
	if err := e.demoCovenant(ctx, parts, network, today); err != nil {
		return err
	}
	assigned, err := e.people.Assigned(ctx, coordinator)
	i := slices.IndexFunc(assigned, func(a people.Assignment) bool { return a.Role == access.Coordinator })
	if err != nil || i < 0 {
		return err
	}
	next := today.AddDate(0, 0, 5)
	return parts.activity.Take(ctx, coordinator, activity.Seat{ID: db.IDFor("demo", network, "seat"), Person: assigned[i].Person.ID, Body: "Bestuurstafel gezonde stad",
		Brief: "Wat betekent het voor vrijwilligers?", Starts: today.AddDate(0, -6, 0), Next: &next}, privacy.Check{})
}

// demoCovenant lets the network and an organisation of the example town agree on what they do for each other.
func (e *env) demoCovenant(ctx context.Context, parts *services, network string, today time.Time) error {
	coordinator, id := access.As(access.Coordinator, network), db.IDFor("demo", network, "covenant")
	all, err := e.directory.Organizations(ctx, coordinator)
	if err != nil || len(all) == 0 {
		return err
	}
	with, day := all[0].ID, today.AddDate(0, 1, 0)
	if err := parts.agreement.Make(ctx, coordinator, agreement.Agreement{ID: id, Kind: agreement.Covenant, To: agreement.Party{ID: with}, Subject: "Elkaar sneller vinden",
		Text: "Wij willen dat bewoners sneller iemand vinden die met hen meeloopt.", Starts: today.AddDate(0, -3, 0), Ends: today.AddDate(3, -3, -1),
		Targets: []agreement.Target{{Counts: agreement.Started, Number: 20}}}, privacy.Check{}); err != nil {
		return err
	}
	for i, change := range []agreement.Change{agreement.Sign("", today.AddDate(0, -3, 0)), agreement.Sign(with, today.AddDate(0, -3, 0)),
		agreement.Commit(agreement.Commitment{What: "Folders liggen klaar voordat een vergadering begint", Side: with}), agreement.Tick(0),
		agreement.Commit(agreement.Commitment{What: "Een praatje op de dag van het buurtteam", By: &day})} {
		if err := parts.agreement.Change(ctx, coordinator, id, int64(i+1), change, privacy.Check{}); err != nil {
			return fmt.Errorf("the covenant of the example town: %w", err)
		}
	}
	return nil
}
