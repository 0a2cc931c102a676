//go:build !race

package web_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/privacy"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

// insightScene is what is counted: a list that was taken over, cases that are counts by now, and the figures of both.
var insightScene = scene{fill: fillFigures, elsewhere: figuresElsewhere, works: []work{
	{"count all cases anew", func(w *twins) (any, error) { return nil, w.town.Insight.Refresh(ctx, w.town.Network.ID) }},
	{"look at the figures of a year", func(w *twins) (any, error) {
		return w.town.Insight.Live(ctx, access.As(access.Coordinator, w.town.Network.ID), insight.YearOf(testkit.Today))
	}},
	{"look at the figures of a team", func(w *twins) (any, error) {
		return w.town.Insight.OfTeam(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["case-team"])
	}},
	{"count what a team asked", func(w *twins) (any, error) {
		return w.town.Referral.OfTeam(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["case-team"])
	}},
	{"count what an organisation was asked", func(w *twins) (any, error) {
		own := w.secrets["referral-asked-organization"]
		return w.town.Referral.OfOrganization(ctx, access.Actor{Network: w.town.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: own}}}, own)
	}},
	{"look at the stories", func(w *twins) (any, error) { return w.town.Insight.Stories(ctx, w.discusser()) }},
	{"tell a story", func(w *twins) (any, error) {
		return nil, w.town.Insight.Tell(ctx, w.discusser(), "nieuw-verhaal", testkit.Today, storyText, new(privacy.Scanner), "nl")
	}},
	{"look at a story as the second person", func(w *twins) (any, error) {
		return nil, w.town.Insight.See(ctx, access.Actor{Network: w.town.Network.ID, Person: "tweede", Grants: []access.Grant{{Role: access.Coordinator}}}, w.secrets["story-written"])
	}},
	{"approve a story", func(w *twins) (any, error) {
		return nil, w.town.Insight.Approve(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["story-seen"])
	}},
	{"withdraw a story", func(w *twins) (any, error) {
		return nil, w.town.Insight.Withdraw(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["story-seen"])
	}},
	{"stories that are kept", inside(func(_ *twins, tx *db.Tx) (any, error) { return insight.KeptStories(ctx, tx) })},
	{"ask whether the observer gets a mail", func(w *twins) (any, error) { return w.town.Insight.Mailed(ctx, w.watcher()) }},
	{"turn the mail off", func(w *twins) (any, error) { return nil, w.town.Insight.Mail(ctx, w.watcher(), false) }},
	{"turn the mail on", func(w *twins) (any, error) { return nil, w.town.Insight.Mail(ctx, w.unmailed(), true) }},
	{"look from quarter to quarter", func(w *twins) (any, error) {
		return w.town.Insight.Trend(ctx, access.As(access.Coordinator, w.town.Network.ID), insight.ByAsker, testkit.Today)
	}},
	{"take over a list", func(w *twins) (any, error) {
		t, err := w.town.Insight.TakeOver(ctx, w.town.Operator, takenCases("oud", 2), false)
		return []int{t.Cases, t.Known}, err
	}},
	{"close a quarter", func(w *twins) (any, error) {
		return nil, w.town.Insight.Close(ctx, access.As(access.Coordinator, w.town.Network.ID), testkit.Today.AddDate(0, -6, 0))
	}},
	{"correct a closed quarter", func(w *twins) (any, error) {
		if _, err := w.town.Insight.TakeOver(ctx, w.town.Operator, takenCases("laat", 24), false); err != nil {
			return nil, err
		}
		return w.town.Insight.Correct(ctx, access.As(access.Coordinator, w.town.Network.ID), summer)
	}},
	{"look what stands out", func(w *twins) (any, error) {
		return w.town.Insight.Watch(ctx, access.As(access.Coordinator, w.town.Network.ID))
	}},
	{"move a gap that only another network has", func(w *twins) (any, error) {
		_, err := w.town.Insight.Move(ctx, access.As(access.Coordinator, w.town.Network.ID), "elders", insight.Discussed, "")
		return errors.Is(err, errs.NotFound), nil
	}},
	{"count what is stuck in May", func(w *twins) (any, error) {
		*w.town.Later = 200 * 24 * time.Hour
		return w.town.Referral.Stuck(ctx, access.As(access.Coordinator, w.town.Network.ID))
	}},
	{"tell what slides back", func(w *twins) (any, error) { return nil, w.town.Insight.TellSlides(ctx, w.town.Network.ID) }},
	{"take up what slid back", func(w *twins) (any, error) {
		return nil, w.town.Insight.Take(ctx, access.As(access.Coordinator, w.town.Network.ID), "slide-told")
	}},
	{"close what slid back", func(w *twins) (any, error) {
		coordinator := access.As(access.Coordinator, w.town.Network.ID)
		if err := w.town.Insight.CloseSlide(ctx, coordinator, "slide-taken", "Het is klaar.", new(privacy.Scanner), "nl"); err != nil {
			return nil, err
		}
		return w.town.Insight.Slides(ctx, coordinator)
	}},
	{"forget what slid back long ago", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return insight.ForgetSlides(ctx, tx, testkit.Today.AddDate(0, -6, 0))
	})},
	{"look which words are gaps", func(w *twins) (any, error) {
		return w.town.Insight.WordGaps(ctx, access.As(access.Editor, w.town.Network.ID))
	}},
	{"read what was published", func(w *twins) (any, error) {
		return w.town.Insight.Published(ctx, access.As(access.Observer, w.town.Network.ID))
	}},
	{"let cases of a list become counts", inside(func(_ *twins, tx *db.Tx) (any, error) {
		kept, err := insight.KeptCases(ctx, tx)
		if err != nil {
			return nil, err
		}
		return len(kept), insight.CountCases(ctx, tx, []string{kept[0].ID, kept[1].ID})
	})},
	{"count what was sent", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return referral.SentSince(ctx, tx, testkit.Today.AddDate(-1, 0, 0))
	})},
	{"let a case become counts", inside(func(w *twins, tx *db.Tx) (any, error) {
		return nil, insight.Absorb(ctx, tx, []string{w.secrets["case-open"]})
	})},
}}

// storyText is long enough for a story.
const storyText = "Iemand ging weer naar buiten met een maatje. Nu gaat het elke week. "

// watcher is the observer, unmailed is one who turned the mail off.
func (w *twins) watcher() access.Actor {
	return access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Observer], Grants: []access.Grant{{Role: access.Observer}}}
}

func (w *twins) unmailed() access.Actor {
	a := w.watcher()
	a.Person = "niemand"
	return a
}

// summer lies in a quarter that is closed.
var summer = time.Date(2026, 8, 3, 0, 0, 0, 0, time.UTC)

// takenCases gives cases of a list, every other one with an active volunteer.
func takenCases(name string, n int) (all []insight.Taken) {
	for i := range n {
		c := insight.Taken{Old: fmt.Sprint(name, i), First: summer, Team: "Team van toen", Asker: "team", Needs: []insight.TakenNeed{{Help: "vervoer", Fit: "yes", Reason: "no-room"}}}
		if i%2 == 0 {
			c.Needs[0].Active = &testkit.Today
		}
		all = append(all, c)
	}
	return all
}

func fillFigures(w *twins, t testing.TB) {
	must := musts(t)
	_, err := w.town.Insight.TakeOver(ctx, w.town.Operator, takenCases("lijst", 24), false)
	must(err)
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		return enter(tx, row{`insert into figure (network_id, cut, month, part, sub, past, n, suitable, passed_on, started, in_time, active, stepped_down)
			values ($1, 'all', $2, '', '', true, 10, 5, 5, 5, 5, 5, 5)`, []any{time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}})
	}))
	coordinator := access.As(access.Coordinator, w.town.Network.ID)
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		const story = `insert into report_story (network_id, id, quarter, text, written_by, written_at, seen_by, seen_at, approved_by, approved_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $7, $9)`
		w.secrets["story-written"], w.secrets["story-seen"] = "verhaal-1", "verhaal-2"
		begin, spring := insight.QuarterOf(testkit.Today).From, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
		return enter(tx, row{story, []any{"verhaal-1", begin, storyText + ownMark, w.persons[access.Ambassador], testkit.Today, "", nil, nil}},
			row{story, []any{"verhaal-2", begin, storyText + ownMark, w.persons[access.Ambassador], testkit.Today, "tweede", testkit.Today, nil}},
			row{story, []any{"verhaal-3", spring, storyText + ownMark, w.persons[access.Ambassador], testkit.Today, "tweede", testkit.Today, testkit.Today}},
			row{`insert into report_unmailed (network_id, person_id) values ($1, $2)`, []any{"niemand"}})
	}))
	must(w.town.Insight.Close(ctx, coordinator, summer))
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		const slide = `insert into slide (network_id, id, team_id, area, state, usual, last, since, told_at, taken_by, closed_at, words) values ($1, $2, '', $3, $4, 8, 3, $5, $5, '', $6, $7)`
		long := testkit.Today.AddDate(-1, 0, 0)
		return enter(tx, row{slide, []any{"slide-told", "", "told", testkit.Today.AddDate(0, 0, -20), nil, ""}},
			row{slide, []any{"slide-taken", w.secrets["referral-area"], "taken", testkit.Today, nil, ""}}, row{slide, []any{"slide-closed", "weg", "closed", long, long, "Het was druk " + ownMark}})
	}))
	must(w.town.Insight.StartGap(ctx, access.As(access.Editor, w.town.Network.ID), "tuinkabouter"))
	_, err = w.town.Insight.TakeOver(ctx, w.town.Operator, takenCases("later", 24), false)
	must(err)
	_, err = w.town.Insight.Correct(ctx, coordinator, summer)
	must(err)
}

// figuresElsewhere gives the other networks a gap that is none here.
func figuresElsewhere(w *twins) []string {
	return w.others(other{"gap", `area = '' and words = ''`, set{"id": `'elders'`, "help": `'elders'`}},
		other{"report_unmailed", `person_id = 'niemand'`, set{"person_id": quote(w.persons[access.Observer])}})
}
