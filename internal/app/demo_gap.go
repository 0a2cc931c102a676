package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/insight"
)

// demoGap is the story of transport in the example town: what was asked each month, how the gap went, and what visitors
// still look for.
type demoGap struct {
	Area, Help, Service string
	Asked               []struct {
		Area, Help, Reason string
		N, From, Until     int // cases a month; months ago in which they begin and end, the latest excluded; 0 = now
	}
	Steps []struct {
		Days  int // ago
		State insight.GapState
	}
	Words    string
	Visitors int
}

// demoMonths is how many months of cases the example town took over.
const demoMonths = 12

// demoTransport lets the example town miss transport, see that, and solve it with an offer that is there now. Visitors look
// for something else in vain until today. Doing it again changes nothing.
func (e *env) demoTransport(ctx context.Context, parts *services, now time.Time) error {
	n, err := e.demoNetwork(ctx)
	if err != nil {
		return err
	}
	var story demoGap
	if err := json.Unmarshal(demoFile("transport.json"), &story); err != nil {
		return err
	}
	offers, err := e.directory.EntriesBySlug(ctx, access.As(access.Visitor, n.ID), []string{story.Service})
	if err != nil || len(offers) == 0 {
		return err
	}
	for _, step := range story.Steps {
		at := now.AddDate(0, 0, -step.Days)
		past := *e
		past.db = e.db.WithClock(func() time.Time { return at })
		store, err := past.insight()
		if err != nil {
			return err
		}
		if step.State == insight.Signalled {
			_, err = store.TakeOver(ctx, access.As(access.Operator, n.ID), story.cases(now), false)
		} else {
			err = demoGapStep(ctx, store, n.ID, story.Help, step.State, offers[0].Service.ID)
		}
		if err != nil {
			return fmt.Errorf("the story of transport, %s: %w", step.State, err)
		}
	}
	for i := range story.Visitors {
		if err := parts.upkeep.Miss(ctx, n.ID, story.Words, fmt.Sprint("voorbeeld ", i)); err != nil {
			return err
		}
	}
	return parts.insight.Refresh(ctx, n.ID)
}

// demoGapStep brings the gaps of a kind of help one step further. Gaps that are solved stay so.
func demoGapStep(ctx context.Context, store *insight.Store, network, help string, state insight.GapState, service string) error {
	actor := access.As(access.Coordinator, network)
	w, err := store.Watch(ctx, actor)
	if err != nil {
		return err
	}
	for _, g := range w.Gaps {
		if g.Help == help && g.State != insight.Solved && g.State != state {
			if _, err := store.Move(ctx, actor, g.ID, state, service); err != nil {
				return err
			}
		}
	}
	return nil
}

// cases gives the cases of the story, those of the same month on the same day.
func (story demoGap) cases(now time.Time) (all []insight.Taken) {
	for ago := demoMonths - 1; ago >= 0; ago-- {
		first := time.Date(now.Year(), now.Month()-time.Month(ago), 1, 0, 0, 0, 0, time.UTC)
		for i, a := range story.Asked {
			if ago < a.Until || a.From > 0 && ago >= a.From {
				continue
			}
			for k := range a.N {
				need := insight.TakenNeed{Help: a.Help, Fit: casework.Yes, Reason: a.Reason}
				if a.Reason == "" {
					need.Active = &first
				}
				all = append(all, insight.Taken{Old: fmt.Sprint("voorbeeld ", first.Format("2006-01"), " ", i, " ", k), First: first, Area: a.Area, Team: "Buurtteam " + a.Area, Asker: "team", Needs: []insight.TakenNeed{need}})
			}
		}
	}
	return all
}
