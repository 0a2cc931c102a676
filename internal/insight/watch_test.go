package insight_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/people"
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

// TestATeamThatSlidesBackIsNoticed has a team that sends eight a week and then two, and two small ones of the same wijk that
// do the same together.
func TestATeamThatSlidesBackIsNoticed(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		tree, err := b.Places.Tree(ctx, b.Operator)
		must(t, err)
		noord, _ := tree.BySlug("noord")
		var teams []string
		for _, name := range []string{"Groot", "Klein 1", "Klein 2", "Rustig"} {
			team, err := b.People.SaveTeam(ctx, b.Operator, people.Team{Name: name, AreaID: noord.ID})
			must(t, err)
			teams = append(teams, team)
		}
		monday := testkit.Today.AddDate(0, 0, -40*7).Truncate(24 * time.Hour)
		for week := range 40 {
			large, small := 8, 4
			if week >= 34 {
				large, small = 2, 1
			}
			day := monday.AddDate(0, 0, 7*week+week%5)
			b.send(t, teams[0], day, large)
			b.send(t, teams[1], day, small)
			b.send(t, teams[2], day, small)
			b.send(t, teams[3], day, 7)
		}
		w, err := b.Watch(ctx, b.coordinator)
		must(t, err)
		if len(w.Slides) != 2 || w.Slides[0].Team != teams[0] || w.Slides[1].Team != "" || w.Slides[1].Area != noord.ID || w.Slides[0].Usual < 7.5 {
			t.Errorf("noticed: %+v", w.Slides)
		}
		if _, err := b.Watch(ctx, b.observer); err == nil {
			t.Error("the municipality sees a team slide back")
		}
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
