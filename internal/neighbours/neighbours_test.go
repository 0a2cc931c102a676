package neighbours_test

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
	"samenspel/internal/neighbours"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

type street struct {
	testkit.Town
	worker access.Actor
}

func each(t *testing.T, test func(t *testing.T, s street)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "Veen")
		test(t, street{town, access.As(access.Desk, town.Network.ID)})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func post(side neighbours.Side, name string) neighbours.New {
	return neighbours.New{Request: name, Side: side, Need: "klusjes-tuin", Words: "Een lamp ophangen", Contact: neighbours.Contact{Name: name, Email: name + "@veen.example", Phone: "0900 123456"}}
}

func (s street) make(t *testing.T, side neighbours.Side, name string) neighbours.Post {
	t.Helper()
	made, err := s.Neighbours.Make(ctx, s.Visitor, post(side, name))
	must(t, err)
	return made
}

func (s street) own(t *testing.T, p neighbours.Post) neighbours.Own {
	t.Helper()
	o, err := s.Neighbours.ByCode(ctx, s.Visitor, p.Code)
	must(t, err)
	return o
}

func (s street) do(t *testing.T, p neighbours.Post, act neighbours.Act) {
	t.Helper()
	must(t, s.Neighbours.DoOwn(ctx, s.Visitor, p.Code, act))
}

// TestBothSayYesFirst brings two together: neither sees who the other is before both said yes.
func TestBothSayYesFirst(t *testing.T) {
	each(t, func(t *testing.T, s street) {
		ask, offer := s.make(t, neighbours.Ask, "anna"), s.make(t, neighbours.Offer, "bob")
		if again := s.make(t, neighbours.Ask, "anna"); again.ID != ask.ID {
			t.Error("the same form twice makes two")
		}
		must(t, s.Neighbours.Together(ctx, s.worker, ask.ID, offer.ID))
		s.do(t, ask, neighbours.Yes)
		for _, p := range []neighbours.Post{ask, offer} {
			if o := s.own(t, p); o.State != neighbours.Asked || o.Match.Words == "" || o.Match.Contact != (neighbours.Contact{}) {
				t.Errorf("after one yes %s sees %+v", p.Side, o.Match)
			}
		}
		s.do(t, offer, neighbours.Yes)
		if a, b := s.own(t, ask), s.own(t, offer); a.State != neighbours.Known || a.Match.Contact.Name != "bob" || b.Match.Contact.Email != "anna@veen.example" {
			t.Errorf("after both said yes they see %+v and %+v", a.Match, b.Match)
		}
		s.do(t, ask, neighbours.Worked)
		if o := s.own(t, ask); o.State != neighbours.Closed || o.Contact != (neighbours.Contact{}) {
			t.Errorf("at the end: %+v", o)
		}
		if o := s.own(t, offer); o.State != neighbours.Known || o.Match.Contact != (neighbours.Contact{}) {
			t.Errorf("who ended is still to be reached: %+v", o.Match)
		}
		if err := s.Neighbours.DoOwn(ctx, s.Visitor, ask.Code, neighbours.Yes); !errors.Is(err, errs.Conflict) {
			t.Errorf("after the end: %v", err)
		}
		told := dbtest.Ask[string](t, s.DB, `select kind || ' ' || address from outbox where kind like 'neighbour-%' order by kind, address`)
		want := []string{"neighbour-asked anna@veen.example", "neighbour-asked bob@veen.example", "neighbour-known anna@veen.example", "neighbour-known bob@veen.example",
			"neighbour-made anna@veen.example", "neighbour-made bob@veen.example"}
		if !slices.Equal(told, want) {
			t.Errorf("letters: %v", told)
		}
	})
}

// TestANoIsFinalForThoseTwo: both wait again, the other hears of it, and they are not brought together once more.
func TestANoIsFinalForThoseTwo(t *testing.T) {
	each(t, func(t *testing.T, s street) {
		ask, offer, third := s.make(t, neighbours.Ask, "anna"), s.make(t, neighbours.Offer, "bob"), s.make(t, neighbours.Offer, "cas")
		must(t, s.Neighbours.Together(ctx, s.worker, ask.ID, offer.ID))
		s.do(t, offer, neighbours.Yes)
		s.do(t, ask, neighbours.No)
		for _, p := range []neighbours.Post{ask, offer} {
			if o := s.own(t, p); o.State != neighbours.Open || o.Match != (neighbours.Other{}) {
				t.Errorf("after a no %s is %+v", p.Side, o)
			}
		}
		if told := dbtest.Ask[string](t, s.DB, `select address from outbox where kind = 'neighbour-again'`); !slices.Equal(told, []string{"bob@veen.example"}) {
			t.Errorf("of the no hear %v", told)
		}
		var problems errs.Problems
		if err := s.Neighbours.Together(ctx, s.worker, ask.ID, offer.ID); !errors.As(err, &problems) {
			t.Errorf("they are brought together once more: %v", err)
		}
		rows, err := s.Neighbours.List(ctx, s.worker)
		must(t, err)
		for _, row := range rows {
			if row.ID == ask.ID && !slices.Equal(row.Fits, []string{third.ID}) {
				t.Errorf("to the ask fit %v", row.Fits)
			}
		}
		must(t, s.Neighbours.Together(ctx, s.worker, ask.ID, third.ID))
		s.do(t, third, neighbours.Stop)
		if o := s.own(t, ask); o.State != neighbours.Open {
			t.Errorf("after the other stopped it is %s", o.State)
		}
	})
}

// TestByTelephone the information point does it for who has no e-mail, from a page that is not stale.
func TestByTelephone(t *testing.T) {
	each(t, func(t *testing.T, s street) {
		ask, offer := s.make(t, neighbours.Ask, "anna"), s.make(t, neighbours.Offer, "bob")
		if n, err := s.Neighbours.Waiting(ctx, s.worker); err != nil || n != 2 {
			t.Errorf("%d wait, %v", n, err)
		}
		must(t, s.Neighbours.Together(ctx, s.worker, ask.ID, offer.ID))
		if err := s.Neighbours.Do(ctx, s.worker, ask.ID, 1, neighbours.Yes); !errors.Is(err, errs.Conflict) {
			t.Errorf("from an old page: %v", err)
		}
		must(t, s.Neighbours.Do(ctx, s.worker, ask.ID, 2, neighbours.Yes))
		for _, role := range []access.Role{access.Visitor, access.Observer, access.Ambassador} {
			if _, err := s.Neighbours.List(ctx, access.As(role, s.Network.ID)); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s sees the list: %v", role, err)
			}
			if err := s.Neighbours.Together(ctx, access.As(role, s.Network.ID), ask.ID, offer.ID); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s brings together: %v", role, err)
			}
		}
	})
}

// TestTheDays: who does not answer is over time after five working days; three weeks after they met they are asked once.
func TestTheDays(t *testing.T) {
	each(t, func(t *testing.T, s street) {
		ask, offer := s.make(t, neighbours.Ask, "anna"), s.make(t, neighbours.Offer, "bob")
		must(t, s.Neighbours.Together(ctx, s.worker, ask.ID, offer.ID))
		s.do(t, ask, neighbours.Yes)
		s.do(t, offer, neighbours.Yes)
		for _, c := range []struct{ day, asked, late int }{{20, 0, 0}, {21, 2, 0}, {22, 2, 0}, {28, 2, 0}, {29, 2, 1}, {30, 2, 1}} {
			*s.Later = time.Duration(c.day) * 24 * time.Hour
			must(t, s.Neighbours.Run(ctx, s.Network.ID))
			asked := dbtest.Ask[int](t, s.DB, `select count(*) from outbox where kind = 'neighbour-look'`)[0]
			late := dbtest.Ask[int](t, s.DB, `select count(*) from outbox where kind = 'neighbour-late'`)[0]
			if asked != c.asked || (late > 0) != (c.late > 0) {
				t.Errorf("on day %d %d were asked, %d times late", c.day, asked, late)
			}
		}
		must(t, s.DB.In(ctx, s.Network.ID, func(tx *db.Tx) error {
			kept, err := neighbours.KeptPosts(ctx, tx)
			if err != nil || len(kept) != 2 {
				t.Errorf("%v, %v", kept, err)
			}
			return neighbours.Erase(ctx, tx, []string{ask.ID, offer.ID})
		}))
		if _, err := s.Neighbours.ByCode(ctx, s.Visitor, ask.Code); !errors.Is(err, errs.NotFound) {
			t.Errorf("it is still there: %v", err)
		}
	})
}

// TestWhatIsWrongIsSaid at its field, also when the words say who somebody is.
func TestWhatIsWrongIsSaid(t *testing.T) {
	each(t, func(t *testing.T, s street) {
		for column, change := range map[string]func(*neighbours.New){
			"side":  func(n *neighbours.New) { n.Side = "both" },
			"need":  func(n *neighbours.New) { n.Need = "toveren" },
			"words": func(n *neighbours.New) { n.Words = "Bel mij op 06-12345678" },
			"name":  func(n *neighbours.New) { n.Contact.Name = "" },
			"email": func(n *neighbours.New) { n.Contact.Email, n.Contact.Phone = "", "" },
			"phone": func(n *neighbours.New) { n.Contact.Phone = "bel maar" },
		} {
			n := post(neighbours.Ask, "anna")
			change(&n)
			_, err := s.Neighbours.Make(ctx, s.Visitor, n)
			var problems errs.Problems
			if !errors.As(err, &problems) || problems[0].Column != column {
				t.Errorf("%s: %v", column, err)
			}
		}
		n := post(neighbours.Ask, "anna")
		n.Words = strings.Repeat("a", 201)
		if _, err := s.Neighbours.Make(ctx, s.Visitor, n); err == nil {
			t.Error("words without end are kept")
		}
	})
}

// TestNothingFallsOut: whatever happens in which order, an open post has a day, and somebody hears when it is over.
func TestNothingFallsOut(t *testing.T) {
	acts := []neighbours.Act{neighbours.Bring, neighbours.Yes, neighbours.No, neighbours.Meet, neighbours.Worked, neighbours.Failed, neighbours.Stop}
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		p := neighbours.Post{State: neighbours.Open, Next: day, Due: day}
		for range rapid.IntRange(1, 20).Draw(t, "acts") {
			day = day.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "days"))
			after, err := p.After(rapid.SampledFrom(acts).Draw(t, "act"), 3, day)
			if err != nil {
				continue
			}
			p = after
			switch {
			case p.State == neighbours.Closed && p.Outcome == "":
				t.Fatal("it ended without an outcome")
			case p.State != neighbours.Closed && (p.Due.Before(p.Next) || p.Late == nil && p.Must(p.Due.AddDate(0, 0, 1)) != neighbours.Late):
				t.Fatalf("over time nobody hears of %+v", p)
			}
		}
	})
}
