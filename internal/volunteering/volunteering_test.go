package volunteering_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/testkit"
	"samenspel/internal/volunteering"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

// point is a town with the services that people want to help with.
type point struct {
	testkit.Town
	worker   access.Actor
	services []string
}

func each(t *testing.T, test func(t *testing.T, p point)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "Veen")
		test(t, point{town, access.As(access.Desk, town.Network.ID), dbtest.Ask[string](t, d, `select id from service order by ref`)})
	})
}

func (p point) wish(request string, services ...string) volunteering.Wish {
	return volunteering.Wish{Request: request, Needs: []string{"gezelschap"}, Moments: []string{"evening"}, Services: services,
		Contact: volunteering.Contact{Name: "Vera", Email: "vera@veen.example", Phone: "0900 123456", Words: "Ik kook graag."}}
}

func (p point) signUp(t *testing.T, w volunteering.Wish) volunteering.Signup {
	t.Helper()
	made, err := p.Volunteering.SignUp(ctx, p.Visitor, w)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (p point) own(t *testing.T, code string) volunteering.Person {
	t.Helper()
	found, err := p.Volunteering.Own(ctx, p.Visitor, code)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (p point) letters(t *testing.T) []string {
	return dbtest.Ask[string](t, p.DB, `select kind || ' ' || address from outbox where kind like 'volunteer-%' order by id`)
}

// TestNobodyIsIntroducedWithoutSayingSo signs up, agrees on the own page, and begins.
func TestNobodyIsIntroducedWithoutSayingSo(t *testing.T) {
	each(t, func(t *testing.T, p point) {
		made := p.signUp(t, p.wish("a", p.services[0]))
		if again := p.signUp(t, p.wish("a", p.services[0])); again.ID != made.ID {
			t.Errorf("the same form twice makes two")
		}
		if got := p.letters(t); !slices.Equal(got, []string{"volunteer-welcome vera@veen.example"}) {
			t.Fatalf("letters before the yes: %v", got)
		}
		if err := p.Volunteering.DoOwn(ctx, p.Visitor, made.Code, volunteering.Introduce); err != nil {
			t.Fatal(err)
		}
		got := p.own(t, made.Code)
		if got.State != volunteering.Introduced || !got.Sent() || !got.Next.Equal(testkit.Today.Truncate(24*time.Hour).AddDate(0, 0, 21)) {
			t.Errorf("after the yes: %+v", got)
		}
		letters := p.letters(t)
		if len(letters) != 2 || !strings.HasPrefix(letters[1], "volunteer-intro ") {
			t.Errorf("letters: %v", letters)
		}
		if err := p.Volunteering.DoOwn(ctx, p.Visitor, made.Code, volunteering.Place); err != nil {
			t.Fatal(err)
		}
		if got = p.own(t, made.Code); got.Outcome != volunteering.Placed || got.Contact != (volunteering.Contact{}) {
			t.Errorf("at the end we still know %+v", got.Contact)
		}
		err := p.Volunteering.DoOwn(ctx, p.Visitor, made.Code, volunteering.Later)
		if !errors.Is(err, errs.Conflict) {
			t.Errorf("after the end: %v", err)
		}
	})
}

// TestAnOrganizationSaysWhatCameOfIt by its link, which is for nobody else.
func TestAnOrganizationSaysWhatCameOfIt(t *testing.T) {
	each(t, func(t *testing.T, p point) {
		made := p.signUp(t, p.wish("a", p.services[0]))
		object := made.ID + "." + p.own(t, made.Code).Introductions[0].Organization
		token := p.Volunteering.Token(p.Network.ID, object)
		if _, _, err := p.Volunteering.ByLink(ctx, p.Network.ID, object, token); !errors.Is(err, errs.NotFound) {
			t.Errorf("before the introduction the link opens: %v", err)
		}
		if err := p.Volunteering.DoOwn(ctx, p.Visitor, made.Code, volunteering.Introduce); err != nil {
			t.Fatal(err)
		}
		for name, try := range map[string][2]string{"forged": {object, token[:20] + "AAAAAAA"}, "of another": {made.ID + ".x", token}} {
			if _, _, err := p.Volunteering.ByLink(ctx, p.Network.ID, try[0], try[1]); !errors.Is(err, errs.NotFound) {
				t.Errorf("a link that is %s opens: %v", name, err)
			}
		}
		actor, i, err := p.Volunteering.ByLink(ctx, p.Network.ID, object, token)
		if err != nil || i.Title == "" {
			t.Fatalf("%+v, %v", i, err)
		}
		if err := p.Volunteering.Met(ctx, p.Visitor, object, volunteering.No); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a visitor answers: %v", err)
		}
		if err := p.Volunteering.Met(ctx, actor, object, volunteering.No); err != nil {
			t.Fatal(err)
		}
		if got := p.own(t, made.Code); got.State != volunteering.New || got.Introductions[0].Answer != volunteering.No {
			t.Errorf("after a no nobody looks on: %+v", got)
		}
		if err := p.Volunteering.Met(ctx, actor, object, volunteering.Started); err != nil {
			t.Fatal(err)
		}
		if got := p.own(t, made.Code); got.Outcome != volunteering.Placed {
			t.Errorf("after a yes: %+v", got)
		}
		if err := p.Volunteering.Met(ctx, actor, object, volunteering.Talking); err != nil {
			t.Errorf("an answer after the end: %v", err)
		}
	})
}

// TestThreeWeeksLater asks on day 21, tells the coordinator after day 28, and says nothing twice.
func TestThreeWeeksLater(t *testing.T) {
	each(t, func(t *testing.T, p point) {
		made := p.signUp(t, p.wish("a", p.services[0]))
		if err := p.Volunteering.DoOwn(ctx, p.Visitor, made.Code, volunteering.Introduce); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ day, ask, late int }{{20, 0, 0}, {21, 1, 0}, {21, 1, 0}, {28, 1, 0}, {29, 1, 1}, {40, 1, 1}} {
			*p.Later = time.Duration(c.day) * 24 * time.Hour
			if err := p.Volunteering.Run(ctx, p.Network.ID); err != nil {
				t.Fatal(err)
			}
			ask := dbtest.Ask[int](t, p.DB, `select count(*) from outbox where kind = 'volunteer-ask'`)[0]
			late := dbtest.Ask[int](t, p.DB, `select count(distinct id) from outbox where kind = 'volunteer-late'`)[0]
			if ask != c.ask || (late > 0) != (c.late > 0) {
				t.Errorf("day %d: asked %d times, late %d times", c.day, ask, late)
			}
		}
		if err := p.Volunteering.DoOwn(ctx, p.Visitor, made.Code, volunteering.Later); err != nil {
			t.Fatal(err)
		}
		if got := p.own(t, made.Code); got.Asked != nil || !got.Next.After(testkit.Today.AddDate(0, 0, 60)) {
			t.Errorf("after not yet: %+v", got.Signup)
		}
	})
}

// TestThePointLooksFor a place for who chose none.
func TestThePointLooksFor(t *testing.T) {
	each(t, func(t *testing.T, p point) {
		p.signUp(t, p.wish("a"))
		if n, err := p.Volunteering.Waiting(ctx, p.worker); err != nil || n != 1 {
			t.Errorf("%d wait, %v", n, err)
		}
		list, err := p.Volunteering.List(ctx, p.worker)
		if err != nil || len(list.Rows) != 1 || list.Rows[0].Contact.Name != "Vera" {
			t.Fatalf("%+v, %v", list, err)
		}
		one := list.Rows[0]
		if err := p.Volunteering.Do(ctx, p.worker, one.ID, one.Version, volunteering.Step{Act: volunteering.Introduce}); err == nil {
			t.Error("somebody is introduced to nobody")
		}
		if err := p.Volunteering.Do(ctx, p.worker, one.ID, one.Version, volunteering.Step{Act: volunteering.Introduce, Services: p.services[:1]}); err != nil {
			t.Fatal(err)
		}
		if err := p.Volunteering.Do(ctx, p.worker, one.ID, one.Version, volunteering.Step{Act: volunteering.NoMatch}); !errors.Is(err, errs.Conflict) {
			t.Errorf("from an old page: %v", err)
		}
		if n, err := p.Volunteering.Waiting(ctx, p.worker); err != nil || n != 0 {
			t.Errorf("%d wait, %v", n, err)
		}
		for _, role := range []access.Role{access.Visitor, access.Observer, access.Ambassador, access.Member} {
			if _, err := p.Volunteering.List(ctx, access.As(role, p.Network.ID)); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s sees who wants to help: %v", role, err)
			}
		}
	})
}

// TestWhatIsWrongIsSaid at its field.
func TestWhatIsWrongIsSaid(t *testing.T) {
	each(t, func(t *testing.T, p point) {
		for column, change := range map[string]func(*volunteering.Wish){
			"name":     func(w *volunteering.Wish) { w.Contact.Name = " " },
			"email":    func(w *volunteering.Wish) { w.Contact.Email, w.Contact.Phone = "", "" },
			"phone":    func(w *volunteering.Wish) { w.Contact.Phone = "bel maar" },
			"words":    func(w *volunteering.Wish) { w.Contact.Words = strings.Repeat("a", 501) },
			"need":     func(w *volunteering.Wish) { w.Needs = []string{"toveren"} },
			"audience": func(w *volunteering.Wish) { w.Audiences = []string{"reuzen"} },
			"moment":   func(w *volunteering.Wish) { w.Moments = []string{"nooit"} },
			"service":  func(w *volunteering.Wish) { w.Services = []string{"bestaat niet"} },
		} {
			w := p.wish("a", p.services[0])
			change(&w)
			_, err := p.Volunteering.SignUp(ctx, p.Visitor, w)
			var problems errs.Problems
			if !errors.As(err, &problems) || problems[0].Column != column {
				t.Errorf("%s: %v", column, err)
			}
		}
	})
}

// TestAllOfItGoes when its term is over.
func TestAllOfItGoes(t *testing.T) {
	each(t, func(t *testing.T, p point) {
		made := p.signUp(t, p.wish("a", p.services[0]))
		err := p.DB.In(ctx, p.Network.ID, func(tx *db.Tx) error {
			kept, err := volunteering.KeptSignups(ctx, tx)
			if err != nil || len(kept) != 1 || kept[0].ID != made.ID {
				t.Errorf("%+v, %v", kept, err)
			}
			return volunteering.Erase(ctx, tx, []string{made.ID})
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Volunteering.Own(ctx, p.Visitor, made.Code); !errors.Is(err, errs.NotFound) {
			t.Errorf("it is still there: %v", err)
		}
	})
}

// TestNothingFallsOut: whatever happens in which order, an open sign-up has a day, and something is due after it.
func TestNothingFallsOut(t *testing.T) {
	acts := []volunteering.Act{volunteering.Introduce, volunteering.Later, volunteering.Decline, volunteering.Place, volunteering.NoMatch, volunteering.Stop}
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		s := volunteering.Signup{State: volunteering.New, Next: day, Due: day}
		for range rapid.IntRange(1, 20).Draw(t, "acts") {
			day = day.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "days"))
			after, err := s.After(rapid.SampledFrom(acts).Draw(t, "act"), rapid.IntRange(0, 2).Draw(t, "left"), 3, day)
			if err != nil {
				continue
			}
			s = after
			switch {
			case s.State == volunteering.Closed && s.Outcome == "":
				t.Fatalf("it ended without an outcome")
			case s.State != volunteering.Closed && (s.Next.Before(day.AddDate(0, 0, -60)) || s.Due.Before(s.Next)):
				t.Fatalf("nothing is due: %+v on %v", s, day)
			case s.State != volunteering.Closed && s.Must(s.Due.AddDate(0, 0, 1)) != volunteering.Escalate:
				t.Fatalf("over time nobody hears of %+v", s)
			}
		}
	})
}
