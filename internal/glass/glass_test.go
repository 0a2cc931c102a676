package glass_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/glass"
	"samenspel/internal/mail"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

// world is the town with a coordinator who may break the glass, and a clock that can be moved.
type world struct {
	testkit.Town
	t     testing.TB
	now   *time.Time
	store *glass.Store
	boss  access.Actor
	noord string
}

func newWorld(t testing.TB, d *db.DB) world {
	t.Helper()
	now := testkit.Today
	w := world{Town: testkit.NewTown(t, d, "veen", ""), t: t, now: &now}
	w.DB = w.DB.WithClock(func() time.Time { return *w.now })
	w.store = glass.NewStore(w.DB)
	tree, err := w.Places.Tree(ctx, w.Operator)
	w.must(err)
	area, _ := tree.BySlug("noord")
	w.noord = area.ID
	all, err := w.People.Persons(ctx, w.Operator)
	w.must(err)
	for _, r := range all {
		if r.Name == "Cor de Vries" {
			w.boss = access.Actor{Network: w.Network.ID, Person: r.ID, Origin: "r1", Grants: []access.Grant{{Role: access.Coordinator}}}
		}
	}
	return w
}

func (w world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// officer makes a privacy officer.
func (w world) officer() {
	w.t.Helper()
	id, err := w.People.Save(ctx, w.Operator, people.Person{Name: "Pia Officier", Email: "pia@veen.example"})
	w.must(err)
	w.must(w.People.Assign(ctx, w.Operator, people.Assignment{Person: people.Person{ID: id}, Role: access.PrivacyOfficer, Starts: testkit.Today}))
}

// wish is an opening that is in order.
func (w world) wish() glass.Opening {
	return glass.Opening{Thing: access.Thing{Object: access.CaseTexts, ID: "K7M2P9Q"}, Area: w.noord, Reason: "De hulp stopt vandaag en niemand weet waarom."}
}

// reads tells whether the coordinator may read the text of the case now.
func (w world) reads(id string) bool {
	w.t.Helper()
	held, err := w.store.Held(ctx, w.Network.ID, w.boss.Person)
	w.must(err)
	actor := w.boss
	for _, o := range held {
		actor.Opened = append(actor.Opened, o.Thing)
	}
	return access.Can(actor, access.Read, access.CaseTexts, access.At{ID: id, Area: w.noord}) == nil
}

func TestABrokenGlassLastsAnHourAndIsSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.officer()
		if w.reads("K7M2P9Q") {
			t.Fatal("it is open before it is opened")
		}
		id, err := w.store.Break(ctx, w.boss, w.wish(), "nl")
		w.must(err)
		if !w.reads("K7M2P9Q") || w.reads("another") {
			t.Error("not the one case is open")
		}
		if _, err := w.store.Break(ctx, w.boss, w.wish(), "nl"); !errors.Is(err, errs.Conflict) {
			t.Errorf("it is opened twice: %v", err)
		}
		mails, err := mail.NewStore(w.DB).List(ctx, access.As(access.Administrator, w.Network.ID), mail.Waiting, "")
		w.must(err)
		told := ""
		for _, m := range mails {
			told += m.Kind + " " + m.Address + "; "
		}
		if len(mails) != 2 || !strings.Contains(told, "glass fatima@veen.example") || !strings.Contains(told, "glass pia@veen.example") {
			t.Errorf("told are %s", told)
		}
		lines, err := audit.NewStore(w.DB).Lines(ctx, access.As(access.PrivacyOfficer, w.Network.ID), audit.Filter{ID: "K7M2P9Q", Limit: 10})
		w.must(err)
		if len(lines) != 1 || lines[0].Action != "break glass" || lines[0].Person != w.boss.Person || lines[0].Purpose != id {
			t.Errorf("the trace says %+v", lines)
		}
		*w.now = testkit.Today.Add(glass.Lasts - time.Millisecond)
		if !w.reads("K7M2P9Q") {
			t.Error("it closed before the hour was over")
		}
		*w.now = testkit.Today.Add(glass.Lasts)
		if w.reads("K7M2P9Q") {
			t.Error("after an hour it is still open")
		}
		if _, err := w.store.Break(ctx, w.boss, w.wish(), "nl"); err != nil {
			t.Errorf("it cannot be opened again: %v", err)
		}
	})
}

func TestItCanBeEndedEarlierByWhoBrokeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		id, err := w.store.Break(ctx, w.boss, w.wish(), "nl")
		w.must(err)
		other := w.boss
		other.Person = "somebody else"
		if err := w.store.End(ctx, other, id); !errors.Is(err, errs.NotFound) || !w.reads("K7M2P9Q") {
			t.Errorf("another person ends it: %v", err)
		}
		w.must(w.store.End(ctx, w.boss, id))
		w.must(w.store.End(ctx, w.boss, id)) // twice is once
		if w.reads("K7M2P9Q") {
			t.Error("what was ended is open")
		}
		lines, err := audit.NewStore(w.DB).Lines(ctx, access.As(access.PrivacyOfficer, w.Network.ID), audit.Filter{ID: "K7M2P9Q", Limit: 10})
		w.must(err)
		if len(lines) != 2 || lines[0].Action != "end glass" {
			t.Errorf("the trace says %+v", lines)
		}
	})
}

func TestWhoMayBreakAndWhoMaySee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		_, err := w.store.Break(ctx, w.boss, w.wish(), "nl")
		w.must(err)
		for _, role := range access.Everyone {
			actor := access.Actor{Network: w.Network.ID, Person: w.boss.Person, Grants: []access.Grant{{Role: role, Area: w.noord, Team: "t", Organization: "o"}}}
			other := w.wish()
			other.Thing.ID = string("X-" + role)
			if _, err := w.store.Break(ctx, actor, other, "nl"); (err == nil) != (role == access.Coordinator) {
				t.Errorf("%s breaks the glass: %v", role, err)
			}
			all, err := w.store.List(ctx, actor)
			sees := err == nil && len(all) > 0
			if want := role == access.Coordinator || role == access.Ambassador || role == access.PrivacyOfficer; sees != want {
				t.Errorf("%s sees %d openings: %v", role, len(all), err)
			}
		}
		elsewhere := access.Actor{Network: w.Network.ID, Person: "x", Grants: []access.Grant{{Role: access.Ambassador, Area: "elsewhere"}}}
		if all, err := w.store.List(ctx, elsewhere); err != nil || len(all) != 0 {
			t.Errorf("the ambassador of elsewhere sees %d, %v", len(all), err)
		}
		town := testkit.NewTown(t, d, "daar", "")
		foreign := access.Actor{Network: town.Network.ID, Person: w.boss.Person, Grants: w.boss.Grants}
		if all, err := w.store.List(ctx, foreign); err != nil || len(all) != 0 {
			t.Errorf("another network sees %d, %v", len(all), err)
		}
		if held, err := w.store.Held(ctx, town.Network.ID, w.boss.Person); err != nil || len(held) != 0 {
			t.Errorf("the glass is broken in another network: %v, %v", held, err)
		}
	})
}

func TestItNeverBreaksInSilence(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	tree, err := w.Places.Tree(ctx, w.Operator)
	w.must(err)
	zuid, _ := tree.BySlug("zuid") // has no ambassador
	wish := w.wish()
	wish.Area = zuid.ID
	var problems errs.Problems
	if _, err := w.store.Break(ctx, w.boss, wish, "nl"); !errors.As(err, &problems) || problems[0].Text != "glass.wrong.nobody" || w.reads(wish.Thing.ID) {
		t.Errorf("nobody is told, and it opens: %v", err)
	}
	w.officer()
	if _, err := w.store.Break(ctx, w.boss, wish, "nl"); err != nil {
		t.Errorf("the privacy officer is enough: %v", err)
	}
}

func TestWhatAnOpeningNeeds(t *testing.T) {
	good := glass.Opening{Thing: access.Thing{Object: access.CaseTexts, ID: "K7M2P9Q"}, Area: "a", Reason: "De hulp stopt vandaag al."}
	if err := good.Check("nl"); err != nil {
		t.Fatal(err)
	}
	for column, spoil := range map[string]func(*glass.Opening){
		"object": func(o *glass.Opening) { o.Thing.Object = access.Enquiries },
		"id":     func(o *glass.Opening) { o.Thing.ID = "../etc" },
		"area":   func(o *glass.Opening) { o.Area = "" },
		"reason": func(o *glass.Opening) { o.Reason = " haast   \n    " },
	} {
		bad := good
		spoil(&bad)
		var problems errs.Problems
		if err := bad.Check("nl"); !errors.As(err, &problems) || len(problems) != 1 || problems[0].Column != column {
			t.Errorf("%s: %v", column, err)
		}
	}
	for _, reason := range []string{strings.Repeat("x ", 300), "Mevrouw De Vries is gevallen.", "Bel haar op 06 12345678 vandaag."} {
		bad := good
		bad.Reason = reason
		var problems errs.Problems
		if err := bad.Check("nl"); !errors.As(err, &problems) || problems[0].Column != "reason" {
			t.Errorf("%.30q is a reason: %v", reason, err)
		}
	}
}
