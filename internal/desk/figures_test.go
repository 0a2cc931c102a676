package desk_test

import (
	"errors"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/desk"
	"samenspel/internal/errs"
	"samenspel/internal/testkit"
)

// TestFiguresEqualACountByHand has eight questions of which the story is written beside them.
func TestFiguresEqualACountByHand(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		at := func(days int) bench { return b.on(testkit.Today.AddDate(0, 0, days)) }
		ask := func(days int, kind desk.Kind, asker desk.Asker) desk.Enquiry {
			return at(days).receive(t, desk.Incoming{Note: "Vraag", Kind: kind, Asker: asker, Take: days == 0})
		}
		answer := func(days int, e desk.Enquiry) {
			t.Helper()
			must(t, at(days).Answer(ctx, b.worker, e.ID, 1, desk.Response{}))
		}
		answer(0, ask(0, desk.Wanted, "resident"))        // at once: in time
		answer(1, ask(0, desk.Wanted, "resident"))        // on the last day: in time
		answer(2, ask(0, desk.Carers, "carer"))           // a day late: late
		answer(3, ask(0, desk.Volunteering, "volunteer")) // three days are allowed: in time
		ask(0, "", "")                                    // never answered: late
		closed := ask(0, desk.OtherKind, "gp")            // withdrawn before an answer: neither
		ask(4, desk.Wanted, "resident")                   // asked on Friday the 6th; the day of the count is Monday: soon
		early := at(-40).receive(t, desk.Incoming{Note: "Van het vorige kwartaal", Kind: desk.Wanted, Asker: "nurse"})
		must(t, at(1).Do(ctx, b.worker, closed.ID, 1, desk.Step{Act: desk.Close, Outcome: desk.Needless}))

		f, err := at(7).Figures(ctx, b.worker, testkit.Today)
		must(t, err)
		if f.Total != 7 || f.InTime != 3 || f.Late != 2 || f.Soon != 1 || f.Ended != 1 {
			t.Errorf("total %d, in time %d, late %d, soon %d, ended %d; want 7, 3, 2, 1, 1", f.Total, f.InTime, f.Late, f.Soon, f.Ended)
		}
		if percent, ok := f.Percent(); percent != 60 || !ok {
			t.Errorf("%d %% in time, want 60", percent)
		}
		if f.Askers["resident"] != 3 || f.Askers["carer"] != 1 || f.Askers[""] != 1 || f.Askers["nurse"] != 0 {
			t.Errorf("askers: %v", f.Askers)
		}
		if f.Kinds[desk.Wanted] != 3 || f.Kinds[desk.Volunteering] != 1 || f.Outcomes[desk.Needless] != 1 || f.Informal() != 0 {
			t.Errorf("kinds %v, outcomes %v", f.Kinds, f.Outcomes)
		}
		if f.Open != 7 || f.Unassigned != 2 || f.Oldest == nil || !f.Oldest.Equal(early.Received) {
			t.Errorf("open %d, unassigned %d, oldest %v", f.Open, f.Unassigned, f.Oldest)
		}
		before, err := at(7).Figures(ctx, b.worker, testkit.Today.AddDate(0, -2, 0))
		must(t, err)
		if before.Total != 1 || before.Late != 1 || before.Quarter.Number() != 3 {
			t.Errorf("the quarter before: %+v", before)
		}
		if _, err := b.Figures(ctx, b.person(t, "Fatima Bouali"), testkit.Today); !errors.Is(err, errs.Forbidden) {
			t.Errorf("an ambassador reads figures of all: %v", err)
		}
	})
}

func TestNoFiguresHaveNoPercent(t *testing.T) {
	if percent, ok := (desk.Figures{}).Percent(); ok || percent != 0 {
		t.Errorf("%d of nothing", percent)
	}
	if q := desk.QuarterOf(time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)); q.Number() != 4 || q.Until().Format(time.DateOnly) != "2027-01-01" {
		t.Errorf("the last quarter ends on %v", q.Until())
	}
}

func TestWhatWasNamedBeforeComesBack(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		name := func(times int, service string, needs ...string) {
			for range times {
				e := b.receive(t, desk.Incoming{Note: "Vraag"})
				must(t, b.Answer(ctx, b.worker, e.ID, 1, desk.Response{Given: []desk.Given{{Service: service, Title: service, Organization: "O", Needs: needs}}}))
			}
		}
		name(3, "wandelen", "gezelschap", "erop-uit")
		name(1, "bezoek", "gezelschap")
		name(4, "vervoer", "vervoer")
		all, err := b.UsedBefore(ctx, b.worker, "gezelschap")
		if err != nil || len(all) != 2 || all[0] != (desk.Usual{Service: "wandelen", N: 3}) || all[1].N != 1 {
			t.Errorf("for company: %v, %v", all, err)
		}
		if all, err := b.UsedBefore(ctx, b.worker, "%"); err != nil || len(all) != 0 {
			t.Errorf("for anything: %v, %v", all, err)
		}
		if _, err := b.UsedBefore(ctx, b.Visitor, "gezelschap"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a visitor: %v", err)
		}
	})
}

func TestWordsToBeginWith(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		must(t, b.SaveWords(ctx, b.worker, desk.Words{Need: "gezelschap", Text: "Fijn dat u belde."}))
		if err := b.SaveWords(ctx, b.worker, desk.Words{Need: "gezelschap", Text: "Een ander"}); !errors.Is(err, errs.Conflict) {
			t.Errorf("over the words of somebody else: %v", err)
		}
		must(t, b.SaveWords(ctx, b.worker, desk.Words{Need: "gezelschap", Text: "Dank voor uw vraag.", Version: 1}))
		var problems errs.Problems
		if err := b.SaveWords(ctx, b.worker, desk.Words{Need: "vervoer", Text: "Bel mevrouw Jansen op 06-12345678"}); !errors.As(err, &problems) {
			t.Errorf("with a person in it: %v", err)
		}
		by, err := b.AnswerWords(ctx, b.worker)
		if err != nil || by["gezelschap"].Text != "Dank voor uw vraag." || len(by) != 1 {
			t.Errorf("words: %v, %v", by, err)
		}
		if err := b.SaveWords(ctx, access.As(access.Ambassador, b.Network.ID), desk.Words{Need: "vervoer", Text: "x"}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("an ambassador: %v", err)
		}
	})
}
