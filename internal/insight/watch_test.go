package insight_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/tally"
	"samenspel/internal/testkit"
)

// send writes n referrals of a team that were sent on a day.
func (b bench) send(t testing.TB, team string, day time.Time, n int) {
	t.Helper()
	for i := range n {
		b.exec(t, `insert into referral (network_id, id, request, code, origin, origin_id, team_id, need, organization_id, sender_id, wish, urgency, state, began_on, next_on, due_on,
			sent_on, answered_by, stepped, reason, result, before_id, advised_id, erased, made_at, made_by, version)
			select $1, $2, $2, $2, 'case-need', 'x', $3, '', o.id, 'p', '', '', 'sent', $4, $4, $4, $4, '', '', '', '', '', '', false, $4, '', 1 from organization o where o.network_id = $1 order by o.id limit 1`,
			fmt.Sprint(team, day.Unix(), "-", i), team, day)
	}
}

// slides makes a team that sends eight a week and then two, two small ones of the same wijk that do the same together, and a
// quiet one. It gives their ids, and that of the wijk.
func (b bench) slides(t *testing.T) (teams []string, noord string) {
	t.Helper()
	tree, err := b.Places.Tree(ctx, b.Operator)
	must(t, err)
	area, _ := tree.BySlug("noord")
	for _, name := range []string{"Groot", "Klein 1", "Klein 2", "Rustig"} {
		team, err := b.People.SaveTeam(ctx, b.Operator, people.Team{Name: name, AreaID: area.ID})
		must(t, err)
		teams = append(teams, team)
	}
	monday := testkit.Today.AddDate(0, 0, -40*7).Truncate(24 * time.Hour)
	for week := range 46 {
		if b.send(t, teams[3], monday.AddDate(0, 0, 7*week+week%5), 7); week >= 40 { // goes on in the weeks to come
			continue
		}
		large, small := 8, 4
		if week >= 34 {
			large, small = 2, 1
		}
		day := monday.AddDate(0, 0, 7*week+week%5)
		b.send(t, teams[0], day, large)
		b.send(t, teams[1], day, small)
		b.send(t, teams[2], day, small)
	}
	return teams, area.ID
}

// TestATeamThatSlidesBackIsNoticed looks at teams that slide back, alone and together.
func TestATeamThatSlidesBackIsNoticed(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		teams, noord := b.slides(t)
		w, err := b.Watch(ctx, b.coordinator)
		must(t, err)
		if len(w.Slides) != 2 || w.Slides[0].Team != teams[0] || w.Slides[1].Team != "" || w.Slides[1].Area != noord || w.Slides[0].Usual < 7.5 {
			t.Errorf("noticed: %+v", w.Slides)
		}
		if _, err := b.Watch(ctx, b.observer); err == nil {
			t.Error("the municipality sees a team slide back")
		}
	})
}

// TestATeamThatCallsItselfDoesNotSlideBack has the organisation say how many questions came directly since the team sends
// less, and before that none.
func TestATeamThatCallsItselfDoesNotSlideBack(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		b.slides(t)
		id := dbtest.Ask[string](t, b.DB, `select distinct organization_id from referral`)[0]
		actor := access.Actor{Network: b.Network.ID, Grants: []access.Grant{{Role: access.Member, Organization: id}}}
		for month, answer := range map[time.Month]tally.Answer{time.January: "0", time.September: "0", time.October: "90"} {
			must(t, b.Tally.Say(ctx, actor, id, time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC), answer))
		}
		w, err := b.Watch(ctx, b.coordinator)
		must(t, err)
		if len(w.Slides) != 0 {
			t.Errorf("noticed: %+v", w.Slides)
		}
		if r := w.Reached[0]; r.Month.Month() != time.October || r.Answered != 1 || r.Direct != 90 || r.Sent != 44 {
			t.Errorf("October: %+v", r)
		}
	})
}

// TestASlideBackIsToldOnce follows one from the letters to the words with which it is closed.
func TestASlideBackIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		teams, noord := b.slides(t)
		b.SignedInFor(t, "liaison", people.Assignment{Role: access.Liaison, TeamID: teams[0]})
		actor := access.Actor{Network: b.Network.ID, Person: "l", Grants: []access.Grant{{Role: access.Liaison, Team: teams[0]}}}
		told := func(days int) string {
			t.Helper()
			*b.Later = time.Duration(days) * 24 * time.Hour
			must(t, b.TellSlides(ctx, b.Network.ID))
			all := dbtest.Ask[string](t, b.DB, `select kind || ' ' || address from outbox where kind like 'slide%' order by id`)
			b.exec(t, `delete from outbox where network_id = $1 and kind like 'slide%'`)
			return strings.Join(all, ", ")
		}
		if got, want := told(0), "slide-back cor@veen.example, slide-back liaison@veen.example, slide-back-area cor@veen.example"; got != want {
			t.Fatalf("told: %s", got)
		}
		if got := told(1); got != "" {
			t.Errorf("told again the next day: %s", got)
		}
		if got := told(14); !strings.Contains(got, "liaison") {
			t.Errorf("nobody took it, and it is not told once more: %s", got)
		}
		open, err := b.Slides(ctx, actor)
		if err != nil || len(open) != 1 || open[0].Team != teams[0] || insight.Rough(open[0].Usual) != 8 {
			t.Fatalf("the liaison sees %+v, %v", open, err)
		}
		if all, err := b.Slides(ctx, b.coordinator); err != nil || len(all) != 2 || all[1].Area != noord {
			t.Errorf("the coordinator sees %+v, %v", all, err)
		}
		must(t, b.Take(ctx, actor, open[0].ID))
		var problems errs.Problems
		if err := b.CloseSlide(ctx, actor, open[0].ID, " ", nil, "nl"); !errors.As(err, &problems) {
			t.Errorf("closed without words: %v", err)
		}
		if err := b.CloseSlide(ctx, actor, open[0].ID, "Bel 06 12345678", new(privacy.Scanner), "nl"); !errors.As(err, &problems) {
			t.Errorf("closed with a number: %v", err)
		}
		must(t, b.CloseSlide(ctx, actor, open[0].ID, "Twee collega's zijn weg. Het team werkt ze in.", new(privacy.Scanner), "nl"))
		if err := b.Take(ctx, actor, open[0].ID); !errors.Is(err, errs.Conflict) {
			t.Errorf("what is closed is taken: %v", err)
		}
		if got := told(28); got != "" {
			t.Errorf("told after it was closed: %s", got)
		}
		for _, other := range []access.Actor{b.observer, {Network: b.Network.ID, Person: "x", Grants: []access.Grant{{Role: access.Liaison, Team: teams[1]}}}} {
			if _, err := b.Slide(ctx, other, open[0].ID); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%v reads it: %v", other.Roles(), err)
			}
		}
		b.exec(t, `update slide set closed_at = $2 where network_id = $1 and team_id <> ''`, testkit.Today.AddDate(0, -3, 0))
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			n, err := insight.ForgetSlides(ctx, tx, testkit.Today.AddDate(0, -2, 0))
			if n != 1 {
				t.Errorf("%d are forgotten", n)
			}
			return err
		}))
	})
}

// TestTransportIsMissing has many who ask for transport in vain, as in the story of the source.
func TestTransportIsMissing(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		var list []insight.Taken
		for i := range 200 {
			n := insight.TakenNeed{Help: []string{"taal", "gezelschap", "digitaal", "vervoer"}[i%4], Fit: "yes"}
			switch {
			case n.Help == "vervoer":
				n.Reason = "no-service"
			case i%10 == 0:
				n.Reason = "needs-professional" // that it does not fit is no gap
			}
			list = append(list, insight.Taken{Old: fmt.Sprint(i), First: november.AddDate(0, -i%6, 0), Area: []string{"Noord", "Zuid"}[i/4%2], Needs: []insight.TakenNeed{n}})
		}
		_, err := b.TakeOver(ctx, b.Operator, list, false)
		must(t, err)
		w, err := b.Watch(ctx, b.coordinator)
		must(t, err)
		if len(w.Gaps) != 3 { // the town and both wijken
			t.Fatalf("gaps: %+v", w.Gaps)
		}
		for _, g := range w.Gaps {
			if g.Help != "vervoer" || len(g.Signs) != 1 || g.Signs[0].Unmet != g.Signs[0].Asked || g.Signs[0].Times < 2 || !g.Stands() || g.State != insight.Signalled || g.Source != insight.FromNeeds {
				t.Errorf("a gap: %+v", g)
			}
		}
		move := func(state insight.GapState, service string) error {
			_, err := b.Move(ctx, b.coordinator, w.Gaps[0].ID, state, service)
			return err
		}
		must(t, move(insight.Discussed, ""))
		must(t, move(insight.InAction, ""))
		if err := move(insight.Solved, ""); !errors.Is(err, errs.Invalid) {
			t.Errorf("a gap is solved without an offer: %v", err)
		}
		must(t, move(insight.Solved, "bus"))
		must(t, b.Refresh(ctx, b.Network.ID))
		after, err := b.Watch(ctx, b.coordinator)
		must(t, err)
		last := after.Gaps[len(after.Gaps)-1]
		if last.State != insight.Solved || last.Service != "bus" || !last.Stands() || len(after.Gaps) != 3 {
			t.Errorf("after it was solved: %+v", after.Gaps)
		}
		last.SignalledAt = last.Changed.AddDate(0, -7, -3)
		if n := last.Months(november); n != 7 {
			t.Errorf("%d months from the first signal, want 7", n)
		}
		if _, err := b.Move(ctx, b.coordinator, "tuin", insight.Discussed, ""); !errors.Is(err, errs.NotFound) {
			t.Errorf("what was never signalled is discussed: %v", err)
		}
		if _, err := b.Move(ctx, b.observer, w.Gaps[0].ID, insight.Discussed, ""); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the municipality moves a gap: %v", err)
		}
	})
}

// TestWaitingIsMissingToo has referrals for transport in Noord that wait for months, among others that start at once.
func TestWaitingIsMissingToo(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		tree, err := b.Places.Tree(ctx, b.Operator)
		must(t, err)
		noord, _ := tree.BySlug("noord")
		dijk, _ := tree.BySlug("dijk")
		zuid, _ := tree.BySlug("zuid")
		sent := testkit.Today.AddDate(0, 0, -9*7).Truncate(24 * time.Hour) // one week more than is long
		team, err := b.People.SaveTeam(ctx, b.Operator, people.Team{Name: "Buurtteam", AreaID: noord.ID})
		must(t, err)
		b.send(t, team, sent, 90)
		for i := range 90 {
			need, area, started := []string{"taal", "gezelschap", "digitaal"}[i%3], []string{noord.ID, zuid.ID}[i%2], any(sent.AddDate(0, 0, 3))
			if i < 20 {
				need, area, started = "vervoer", []string{noord.ID, dijk.ID}[i%2], nil
			}
			b.exec(t, `update referral set need = $3, area_id = $4, started_on = $5 where network_id = $1 and id = $2`, fmt.Sprint(team, sent.Unix(), "-", i), need, area, started)
		}
		must(t, b.Refresh(ctx, b.Network.ID))
		w, err := b.Watch(ctx, b.coordinator)
		must(t, err)
		if len(w.Gaps) != 2 || w.Long != 8 { // Noord with its buurt, and the town
			t.Fatalf("gaps: %+v", w.Gaps)
		}
		for _, g := range w.Gaps {
			if g.Help != "vervoer" || g.Source != insight.FromWaiting || g.Signs[0].Unmet != 20 || !g.Stands() {
				t.Errorf("a gap: %+v", g)
			}
		}
		early := insight.NewStore(b.DB.WithClock(func() time.Time { return testkit.Today.AddDate(0, 0, -8) }), nil)
		if w, err := early.Watch(ctx, b.coordinator); err != nil || len(w.Gaps[0].Signs) > 0 {
			t.Errorf("eight weeks are long already: %+v, %v", w.Gaps, err)
		}
	})
}

// TestWordsThatFindNothingBecomeAGap has words that many visitors look for in vain, and others that an editor makes a gap of.
func TestWordsThatFindNothingBecomeAGap(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		miss := func(words string, visitors int) {
			for i := range visitors {
				must(t, b.Upkeep.Miss(ctx, b.Network.ID, words, fmt.Sprint(i)))
			}
		}
		for _, words := range []string{"trampoline", "orgelles", "duiken", "schaatsbaan"} {
			miss(words, 3)
		}
		miss("rit naar het ziekenhuis", 14)
		must(t, b.Refresh(ctx, b.Network.ID))
		w, err := b.Watch(ctx, b.coordinator)
		must(t, err)
		if len(w.Gaps) != 1 || w.Gaps[0].Words != "rit naar het ziekenhuis" || w.Gaps[0].Source != insight.FromSearches || w.Gaps[0].Signs[0].Unmet != 14 {
			t.Fatalf("gaps: %+v", w.Gaps)
		}
		editor := access.As(access.Editor, b.Network.ID)
		for range 2 { // twice is once
			must(t, b.StartGap(ctx, editor, "duiken"))
		}
		if err := b.StartGap(ctx, editor, "wat niemand zocht"); !errors.Is(err, errs.NotFound) {
			t.Errorf("words that nobody looked for: %v", err)
		}
		if err := b.StartGap(ctx, b.observer, "orgelles"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the municipality begins a gap: %v", err)
		}
		by, err := b.WordGaps(ctx, editor)
		if err != nil || len(by) != 2 || by["duiken"].State != insight.Signalled || by["duiken"].Stands() {
			t.Errorf("gaps of words: %+v, %v", by, err)
		}
		if _, err := b.WordGaps(ctx, b.observer); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the municipality reads words: %v", err)
		}
	})
}
