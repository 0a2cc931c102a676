package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/people"
)

// demoCase is a case of the example town.
type demoCase struct {
	Days  int // ago
	Kind  casework.Kind
	Needs []struct {
		Help, Text, Reason string
		Fit                casework.Fit
		Services           []string // slugs
		Passed, Started    bool
	}
}

// demoTeamArea is the wijk whose team discusses cases.
const demoTeamArea = "Havendijk"

// demoCases lets the ambassador of the example town discuss a few cases with a team, unless that was done.
func (e *env) demoCases(ctx context.Context, now time.Time) error {
	n, err := e.demoNetwork(ctx)
	if err != nil {
		return err
	}
	actor, area, err := e.demoAmbassador(ctx, n.ID, demoTeamArea)
	if err != nil || actor.Person == "" {
		return err
	}
	team, err := e.people.SaveTeam(ctx, access.As(access.Operator, n.ID), people.Team{ID: db.IDFor("demo", n.ID, "team"), Name: "Buurtteam " + demoTeamArea, Kind: "sociaal", AreaID: area})
	if err != nil {
		return err
	}
	var all []demoCase
	if err := json.Unmarshal(demoFile("cases.json"), &all); err != nil {
		return err
	}
	for i, c := range all {
		at := now.AddDate(0, 0, -c.Days)
		store := casework.NewStore(e.db.WithClock(func() time.Time { return at }), nil)
		if err := e.demoDiscuss(ctx, store, actor, fmt.Sprintf("voorbeeld-%d", i+1), casework.Opening{Team: team, Area: area}, c); err != nil {
			return fmt.Errorf("case %d of the example town: %w", i+1, err)
		}
	}
	return nil
}

// demoDiscuss lays a case on the table of a meeting, and goes on with its needs as their story says.
func (e *env) demoDiscuss(ctx context.Context, store *casework.Store, actor access.Actor, request string, o casework.Opening, c demoCase) error {
	meeting, err := store.Convene(ctx, actor, fmt.Sprint("voorbeeld ", c.Days), casework.Discussion{Team: o.Team, Area: o.Area, Kind: c.Kind})
	if err != nil || meeting.Closed != nil {
		return err
	}
	o.Request, o.Discussion = request, meeting.ID
	for _, n := range c.Needs {
		entries, err := e.directory.EntriesBySlug(ctx, actor, n.Services)
		if err != nil {
			return err
		}
		asking := casework.Asking{Help: n.Help, Text: casework.Text{Typed: n.Text}}
		for _, entry := range entries {
			asking.Services = append(asking.Services, entry.Service.ID)
		}
		if n.Fit != "" {
			asking.Judge = &casework.Step{Fit: n.Fit, Reason: n.Reason}
		}
		o.Needs = append(o.Needs, asking)
	}
	made, err := store.Open(ctx, actor, o)
	if err != nil || made.Version != 1 { // it was there already, and went on
		return err
	}
	d, err := store.Case(ctx, actor, made.ID)
	if err != nil {
		return err
	}
	for i, n := range c.Needs {
		step := casework.Step{Act: casework.PassOn}
		if n.Started {
			step = casework.Step{Act: casework.Settle, Outcome: casework.Started}
		}
		if n.Passed || n.Started {
			if err := store.Do(ctx, actor, d.ID, d.Version, d.Needs[i].ID, step); err != nil {
				return err
			}
			d.Version++
		}
	}
	return nil
}
