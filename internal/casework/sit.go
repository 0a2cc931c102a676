package casework

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Discuss keeps what a meeting says of the needs of a case, all of it or nothing: what is known of each, other needs, and
// whether informal help fits. What did not change leaves no event.
func (s *Store) Discuss(ctx context.Context, actor access.Actor, id string, version int64, asked ...Asking) (err error) {
	defer errs.Wrap(&err, "casework.Discuss(%q)", id)
	return s.change(ctx, actor, id, version, func(tx *db.Tx, c *Case, all []Need) ([]Need, []Event, error) {
		asked, err := onForm(ctx, tx, c.Area, asked)
		if err != nil {
			return nil, nil, err
		}
		return answered(*c, all, asked, actor.Person, dayOf(tx))
	})
}

// answered gives the needs that change by what was said of them, and what happened. What is wrong with each row comes
// back together.
func answered(c Case, all []Need, asked []Asking, by string, today time.Time) (changed []Need, events []Event, err error) {
	var wrong errs.Problems
	place := len(all)
	for _, a := range asked {
		n := NewNeed(a.Help, by, today)
		if a.Need == "" {
			place++
			n.ID, n.Case, n.Place = db.IDFor("need", c.ID, strconv.Itoa(place)), c.ID, place
		} else if n, err = find(all, a.Need); err != nil {
			return nil, nil, err
		}
		after, happened, err := a.said(n, by, today)
		var problems errs.Problems
		switch {
		case errors.As(err, &problems):
			wrong = append(wrong, problems...)
		case err != nil:
			return nil, nil, err
		case len(happened) > 0:
			changed, events = append(changed, after), append(events, happened...)
		}
	}
	if len(wrong) > 0 {
		return nil, nil, wrong
	}
	return changed, events, nil
}

// said gives a need after what was said of it, and what happened.
func (a Asking) said(n Need, by string, today time.Time) (after Need, events []Event, err error) {
	after, despite, err := a.into(n)
	switch {
	case err != nil:
		return n, nil, a.keyed(err)
	case a.Need == "":
		events = append(events, Event{Need: n.ID, Act: orDespite(Begin, despite), State: n.State, Reason: despite})
	case !after.tells(n):
		if _, err := n.After(Step{Act: Describe}, today); err != nil {
			return n, nil, err
		}
		events = append(events, Event{Need: n.ID, Act: orDespite(Describe, despite), State: n.State, Reason: despite})
	}
	switch {
	case a.Judge != nil:
		step := *a.Judge
		step.Act, step.By = Judge, by
		if after, err = after.After(step, today); err != nil {
			return n, nil, a.keyed(err)
		}
		events = append(events, Event{Need: n.ID, Act: Judge, State: after.State})
	case n.State != Asked && after.Help == "":
		return n, nil, a.keyed(errs.Problems{{Column: "help", Key: "casework.wrong.help", Text: "casework.wrong.help"}})
	}
	return after, events, nil
}

// tells tells whether the same is known of two needs.
func (n Need) tells(m Need) bool {
	return n.Help == m.Help && n.Audience == m.Audience && n.Ages == m.Ages && n.Aim == m.Aim && n.Text == m.Text && n.Said == m.Said && maps.Equal(n.Own, m.Own) && slices.Equal(n.Services, m.Services)
}
