package activity_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/activity"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	ctx   = context.Background()
	today = calendar.Today(testkit.Today)
)

// office is a town with a coordinator, an ambassador and somebody of the information point.
type office struct {
	testkit.Town
	coordinator, ambassador, desk access.Actor
	team                          string
}

func each(t *testing.T, test func(t *testing.T, o office)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := office{Town: testkit.NewTown(t, d, "veen", "Veen")}
		for role, to := range map[access.Role]*access.Actor{access.Coordinator: &o.coordinator, access.Ambassador: &o.ambassador, access.Desk: &o.desk} {
			person, _, grant := o.SignedIn(t, role)
			*to = access.Actor{Network: o.Network.ID, Person: person, Grants: []access.Grant{{Role: role, Area: grant.Area, Team: grant.Team}}}
			o.team = grant.Team
		}
		test(t, o)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused gives the fields that an operation finds wrong.
func refused(t *testing.T, err error) (fields []string) {
	t.Helper()
	var problems errs.Problems
	if err != nil && !errors.As(err, &problems) {
		t.Fatal(err)
	}
	for _, p := range problems {
		fields = append(fields, p.Column)
	}
	return fields
}

func coffee(id string) activity.Entry {
	return activity.Entry{ID: id, Day: today, Kind: activity.Networking, Hours: 1.25, People: activity.Uncounted, Partner: "Stichting Aanloop"}
}

func (o office) list(t *testing.T, who access.Actor, f activity.Filter) []activity.Entry {
	t.Helper()
	f.From, f.Until = today.AddDate(0, -3, 0), today.AddDate(0, 0, 1)
	all, err := o.Activity.List(ctx, who, f)
	must(t, err)
	return all
}

// TestWhoDidItWritesItAndTheCoordinatorReadsAlong: nobody else sees or changes it.
func TestWhoDidItWritesItAndTheCoordinatorReadsAlong(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		must(t, o.Activity.Save(ctx, o.ambassador, coffee("a"), privacy.Check{}))
		must(t, o.Activity.Save(ctx, o.ambassador, coffee("a"), privacy.Check{})) // sent twice
		hour := coffee("b")
		hour.Kind, hour.People, hour.Team = activity.OfficeHour, 12, o.team
		must(t, o.Activity.Save(ctx, o.desk, hour, privacy.Check{}))
		if mine := o.list(t, o.ambassador, activity.Filter{}); len(mine) != 1 || mine[0].Person != o.ambassador.Person || mine[0].Hours != 1.25 {
			t.Errorf("the ambassador sees %+v", mine)
		}
		if all := o.list(t, o.coordinator, activity.Filter{}); len(all) != 2 {
			t.Errorf("the coordinator sees %+v", all)
		}
		if some := o.list(t, o.coordinator, activity.Filter{Kind: activity.OfficeHour, Person: o.desk.Person}); len(some) != 1 || some[0].People != 12 {
			t.Errorf("with a filter: %+v", some)
		}
		changed := coffee("a")
		changed.Version, changed.Hours = 1, 2
		for _, who := range []access.Actor{o.coordinator, o.desk} {
			if err := o.Activity.Save(ctx, who, changed, privacy.Check{}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%v changes what another did: %v", who.Roles(), err)
			}
			if err := o.Activity.Remove(ctx, who, "a", 1); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%v takes away what another did: %v", who.Roles(), err)
			}
		}
		must(t, o.Activity.Save(ctx, o.ambassador, changed, privacy.Check{}))
		if err := o.Activity.Save(ctx, o.ambassador, changed, privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("from an older version: %v", err)
		}
		if last, ok, err := o.Activity.Last(ctx, o.ambassador); err != nil || !ok || last.Hours != 2 {
			t.Errorf("last: %+v, %v, %v", last, ok, err)
		}
		must(t, o.Activity.Remove(ctx, o.ambassador, "a", 2))
		if _, ok, _ := o.Activity.Last(ctx, o.ambassador); ok {
			t.Error("it is not away")
		}
		for _, role := range []access.Role{access.Observer, access.Professional, access.Visitor} {
			if _, err := o.Activity.List(ctx, access.As(role, o.Network.ID), activity.Filter{}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", role, err)
			}
		}
	})
}

// TestWhatIsWrongInAnActivity names the field.
func TestWhatIsWrongInAnActivity(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		for field, spoil := range map[string]func(*activity.Entry){
			"kind":    func(e *activity.Entry) { e.Kind = "lunch" },
			"day":     func(e *activity.Entry) { e.Day = today.AddDate(0, 0, 1) },
			"hours":   func(e *activity.Entry) { e.Hours = 0.3 },
			"place":   func(e *activity.Entry) { e.Area = "nowhere" },
			"people":  func(e *activity.Entry) { e.People = 3 },
			"partner": func(e *activity.Entry) { e.Partner = "mevrouw De Vries" },
			"note":    func(e *activity.Entry) { e.Note = "bel 06-12345678" },
		} {
			e := coffee("x")
			spoil(&e)
			if wrong := refused(t, o.Activity.Save(ctx, o.ambassador, e, privacy.Check{Lang: "nl"})); !slices.Contains(wrong, field) || len(wrong) != 1 {
				t.Errorf("%s: %v", field, wrong)
			}
		}
		for _, hours := range []float64{0, -1, 24.25, math.NaN(), math.Inf(1)} {
			e := coffee("x")
			e.Hours = hours
			if wrong := refused(t, o.Activity.Save(ctx, o.ambassador, e, privacy.Check{})); !slices.Equal(wrong, []string{"hours"}) {
				t.Errorf("%v hours: %v", hours, wrong)
			}
		}
	})
}

// TestSumsLoseNothing: what is added up by kind is all that was done.
func TestSumsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOf(rapid.Custom(func(t *rapid.T) activity.Entry {
			return activity.Entry{Kind: rapid.SampledFrom(activity.Kinds).Draw(t, "kind"), Hours: float64(rapid.IntRange(1, 96).Draw(t, "quarters")) / 4, People: rapid.IntRange(-1, 50).Draw(t, "people")}
		})).Draw(t, "entries")
		n, hours, came := 0, 0.0, 0
		for _, s := range activity.Sums(entries) {
			n, hours, came = n+s.N, hours+s.Hours, came+s.People
		}
		for _, e := range entries {
			hours, came = hours-e.Hours, came-max(0, e.People)
		}
		if n != len(entries) || hours != 0 || came != 0 {
			t.Fatalf("%d of %d, %v hours and %d people differ", n, len(entries), hours, came)
		}
	})
}

// TestASeatReportsBack: the day stays until it is told in words, a handover moves it, and an end asks nothing more.
func TestASeatReportsBack(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		due := today.AddDate(0, 0, 7)
		seat := activity.Seat{ID: "s", Person: o.ambassador.Person, Body: "Bestuurstafel Gezond Veen", Brief: "Wat betekent het voor ons?", Starts: today, Next: &due}
		must(t, o.Activity.Take(ctx, o.coordinator, seat, privacy.Check{}))
		must(t, o.Activity.Take(ctx, o.coordinator, seat, privacy.Check{}))
		if err := o.Activity.Take(ctx, o.ambassador, seat, privacy.Check{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("an ambassador takes a seat: %v", err)
		}
		nobody := seat
		nobody.ID, nobody.Person, nobody.Body = "n", "x", " "
		if wrong := refused(t, o.Activity.Take(ctx, o.coordinator, nobody, privacy.Check{})); !slices.Equal(wrong, []string{"body", "person"}) {
			t.Errorf("without a body and a person: %v", wrong)
		}
		held := o.held(t, o.ambassador)
		if held.Due(today) || !held.Due(due) {
			t.Errorf("due: %+v", held)
		}
		next := due.AddDate(0, 3, 0)
		if wrong := refused(t, o.Activity.Tell(ctx, o.ambassador, "s", 1, "  ", &today, privacy.Check{})); !slices.Equal(wrong, []string{"words", "next"}) {
			t.Errorf("without words: %v", wrong)
		}
		if err := o.Activity.Tell(ctx, o.desk, "s", 1, "Iets", nil, privacy.Check{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("another tells: %v", err)
		}
		must(t, o.Activity.Tell(ctx, o.ambassador, "s", 1, "Er komt geld voor wijkkoffie.", &next, privacy.Check{}))
		if held = o.held(t, o.coordinator); len(held.Reports) != 1 || held.Reports[0].Words != "Er komt geld voor wijkkoffie." || !held.Next.Equal(next) {
			t.Errorf("after a report: %+v", held)
		}
		if err := o.Activity.Tell(ctx, o.ambassador, "s", 1, "Nog eens", nil, privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("twice: %v", err)
		}
		if _, err := o.People.Handover(ctx, o.Operator, o.ambassador.Person, o.desk.Person, today, activity.Mover); err != nil {
			t.Fatal(err)
		}
		if held = o.held(t, o.desk); held.Person != o.desk.Person {
			t.Errorf("after a handover: %+v", held)
		}
		must(t, o.Activity.End(ctx, o.coordinator, "s", held.Version))
		if held = o.held(t, o.coordinator); held.Ended == nil || held.Next != nil || held.Due(next) {
			t.Errorf("after the end: %+v", held)
		}
		must(t, o.DB.In(ctx, o.Network.ID, func(tx *db.Tx) error {
			kept, err := activity.KeptSeats(ctx, tx)
			if err != nil || len(kept) != 1 {
				t.Errorf("kept: %v, %v", kept, err)
			}
			return activity.EraseSeats(ctx, tx, []string{"s"})
		}))
		if all, err := o.Activity.Seats(ctx, o.coordinator); err != nil || len(all) != 0 {
			t.Errorf("after it was erased: %v, %v", all, err)
		}
	})
}

func (o office) held(t *testing.T, who access.Actor) activity.Seat {
	t.Helper()
	all, err := o.Activity.Seats(ctx, who)
	if err != nil || len(all) != 1 {
		t.Fatalf("%v sees %v, %v", who.Roles(), all, err)
	}
	return all[0]
}

// TestActivitiesGoWhenTheirTermIsOver deletes what was kept long enough.
func TestActivitiesGoWhenTheirTermIsOver(t *testing.T) {
	each(t, func(t *testing.T, o office) {
		must(t, o.Activity.Save(ctx, o.ambassador, coffee("a"), privacy.Check{}))
		must(t, o.DB.In(ctx, o.Network.ID, func(tx *db.Tx) error {
			kept, err := activity.KeptEntries(ctx, tx)
			if err != nil || len(kept) != 1 || !kept[0].From.Equal(today) {
				t.Errorf("kept: %v, %v", kept, err)
			}
			return activity.Erase(ctx, tx, []string{"a"})
		}))
		if all := o.list(t, o.coordinator, activity.Filter{}); len(all) != 0 {
			t.Errorf("after it was erased: %v", all)
		}
	})
}
