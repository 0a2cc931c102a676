package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/desk"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

var ctx = context.Background()

func TestMain(m *testing.M) { dbtest.Main(m) }

// bench is a town with an information point and a desk worker.
type bench struct {
	testkit.Town
	*desk.Store
	worker access.Actor
	box    tink.AEAD
}

func each(t *testing.T, test func(*testing.T, bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
		must(t, err)
		box, err := aead.New(handle)
		must(t, err)
		b := bench{Town: testkit.NewTown(t, d, "veen", ""), box: box}
		b.worker = b.hire(t, people.Person{Name: "Dirk Balie", Email: "dirk@veen.example"}, people.Assignment{Role: access.Desk})
		test(t, b.on(testkit.Today))
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hire gives somebody a task, and gives that person as an actor.
func (b bench) hire(t *testing.T, p people.Person, task people.Assignment) access.Actor {
	t.Helper()
	id, err := b.People.Save(ctx, b.Operator, p)
	must(t, err)
	task.Person.ID, task.HoursWeek, task.Paid, task.Starts = id, 8, true, testkit.Today.AddDate(0, -1, 0)
	must(t, b.People.Assign(ctx, b.Operator, task))
	return b.actor(t, id)
}

// actor gives a person with the rights of now.
func (b bench) actor(t *testing.T, person string) access.Actor {
	t.Helper()
	grants, err := b.People.Grants(ctx, b.Network.ID, person)
	must(t, err)
	return access.Actor{Network: b.Network.ID, Person: person, Grants: grants}
}

// on gives the same town at another moment.
func (b bench) on(at time.Time) bench {
	d := b.DB.WithClock(func() time.Time { return at })
	b.People = people.NewStore(d)
	b.Store = desk.NewStore(d, desk.Options{Key: []byte("key of callers"), Secrets: func(context.Context, string) (tink.AEAD, error) { return b.box, nil }})
	return b
}

func (b bench) area(t *testing.T, slug string) string {
	t.Helper()
	tree, err := b.Places.Tree(ctx, b.Operator)
	must(t, err)
	area, ok := tree.BySlug(slug)
	if !ok {
		t.Fatalf("no area %s", slug)
	}
	return area.ID
}

func (b bench) person(t *testing.T, name string) access.Actor {
	t.Helper()
	all, err := b.People.Persons(ctx, b.Operator)
	must(t, err)
	for _, p := range all {
		if p.Name == name {
			return b.actor(t, p.ID)
		}
	}
	t.Fatalf("nobody is called %s", name)
	return access.Actor{}
}

// receive lets the desk worker write down a question.
func (b bench) receive(t *testing.T, in desk.Incoming) desk.Enquiry {
	t.Helper()
	if in.Channel == "" {
		in.Channel = desk.Phone
	}
	e, err := b.Receive(ctx, b.worker, in)
	must(t, err)
	return e
}

func (b bench) get(t *testing.T, id string) desk.Detail {
	t.Helper()
	d, err := b.Enquiry(ctx, access.As(access.Desk, b.Network.ID), id)
	must(t, err)
	return d
}

// mails gives the letters of the desk that wait, as "kind to address".
func (b bench) mails(t *testing.T) []string {
	t.Helper()
	return dbtest.Ask[string](t, b.DB, `select kind || ' to ' || address from outbox where kind like 'desk-%' order by created_at, id`)
}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestAQuestionGoesThroughTheDesk(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		e := b.receive(t, desk.Incoming{Request: "r1", Note: "Mevrouw Jansen zoekt een maatje, bel 06-12345678. BSN 111222333, 0101AA 5", Take: true, Asker: "resident"})
		if e.State != desk.Taken || e.Owner != b.worker.Person || e.Area != b.area(t, "dijk") || !e.Due.Equal(day("2026-11-03")) {
			t.Errorf("it begins as %+v", e)
		}
		for _, secret := range []string{"Jansen", "12345678", "111222333", "0101AA"} {
			for _, column := range dbtest.Ask[string](t, b.DB, `select note || needs || outside from enquiry union all select sealed from enquiry_contact`) {
				if strings.Contains(column, secret) {
					t.Errorf("%s lies open: %s", secret, column)
				}
			}
		}
		again := b.receive(t, desk.Incoming{Request: "r1", Note: "De tweede keer."})
		if again.ID != e.ID || len(dbtest.Ask[string](t, b.DB, `select id from enquiry`)) != 1 {
			t.Error("the same form twice makes two enquiries")
		}
		d := b.get(t, e.ID)
		if d.Contact.Phone != "06-12345678" || !strings.Contains(d.Contact.Name, "Jansen") || strings.Contains(d.Contact.More, "111222333") {
			t.Errorf("the contact is %+v", d.Contact)
		}
		service := dbtest.Ask[string](t, b.DB, `select id from service where ref = 's1'`)[0]
		given := []desk.Given{{Service: service, Title: "Bezoekmaatje", Organization: "Stichting Aanloop"}}
		must(t, b.Answer(ctx, b.worker, e.ID, e.Version, desk.Response{Given: given}))
		if err := b.Answer(ctx, b.worker, e.ID, e.Version, desk.Response{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("an answer from an old form: %v", err)
		}
		d = b.get(t, e.ID)
		if d.State != desk.Answered || len(d.Given) != 1 || d.Given[0].Slug != "bezoekmaatje" || !d.Due.Equal(day("2026-11-09")) {
			t.Errorf("answered: %+v", d)
		}
		var problems errs.Problems
		if err := b.Do(ctx, b.worker, e.ID, d.Version, desk.Step{Act: desk.Close, Outcome: desk.Information}); !errors.As(err, &problems) || problems[0].Column != "kind" {
			t.Errorf("closing without a kind: %v", err)
		}
		must(t, b.Describe(ctx, b.worker, e.ID, d.Version, desk.Incoming{Note: d.Note, Kind: desk.Wanted, Asker: "resident", Contact: d.Contact, Area: d.Area}))
		must(t, b.Do(ctx, b.worker, e.ID, d.Version+1, desk.Step{Act: desk.AskBack, Reason: "ja, zegt mevrouw Jansen"}))
		d = b.get(t, e.ID)
		if d.State != desk.LookingBack || !d.Next.Equal(day("2026-11-23")) || !d.Due.Equal(day("2026-11-30")) {
			t.Errorf("the call-back is on %v, over time after %v", d.Next, d.Due)
		}
		later := b.on(testkit.Today.AddDate(0, 0, 21))
		must(t, later.Do(ctx, b.worker, e.ID, d.Version, desk.Step{Act: desk.LookBack, Outcome: desk.Helped}))
		if d = later.get(t, e.ID); d.Open() || d.Outcome != desk.Helped || d.Ended == nil {
			t.Errorf("after the look-back: %+v", d.Enquiry)
		}
		must(t, later.Do(ctx, b.worker, e.ID, d.Version, desk.Step{Act: desk.Reopen}))
		if d = later.get(t, e.ID); !d.Open() || d.Ended != nil || d.Owner != b.worker.Person || !d.Due.Equal(day("2026-11-24")) {
			t.Errorf("reopened: %+v", d.Enquiry)
		}
		acts := ""
		for _, event := range d.Events {
			acts += string(event.Act) + " "
			if strings.Contains(event.Reason, "Jansen") {
				t.Errorf("a name in a reason: %s", event.Reason)
			}
		}
		if acts != "receive answer describe ask-back look-back reopen " {
			t.Errorf("what happened: %s", acts)
		}
	})
}

func TestACallerIsFoundByTheNumber(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		e := b.receive(t, desk.Incoming{Note: "Vraag over vervoer", Contact: desk.Contact{Phone: "06 1234 5678"}})
		for _, typed := range []string{"0612345678", "+31 6 12345678", "0031-6-12345678"} {
			found, err := b.Caller(ctx, b.worker, typed)
			if err != nil || len(found) != 1 || found[0].ID != e.ID {
				t.Errorf("%s finds %v, %v", typed, found, err)
			}
		}
		if found, err := b.Caller(ctx, b.worker, "0612345679"); err != nil || len(found) != 0 {
			t.Errorf("another number finds %v, %v", found, err)
		}
		if _, err := b.Caller(ctx, b.Visitor, "0612345678"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a visitor searches: %v", err)
		}
		if rows := dbtest.Ask[string](t, b.DB, `select sealed || phone_hash from enquiry_contact`); strings.Contains(rows[0], "12345678") {
			t.Error("the number lies open")
		}
	})
}

func TestWhoMayDoWhatWithAQuestion(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		noord := b.receive(t, desk.Incoming{Note: "Vraag in Noord", Area: b.area(t, "dijk")})
		zuid := b.receive(t, desk.Incoming{Note: "Vraag in Zuid", Area: b.area(t, "zuid")})
		fatima := b.person(t, "Fatima Bouali")
		if _, err := b.Enquiry(ctx, fatima, noord.ID); err != nil {
			t.Errorf("the own area: %v", err)
		}
		if _, err := b.Enquiry(ctx, fatima, zuid.ID); !errors.Is(err, errs.Forbidden) {
			t.Errorf("another area: %v", err)
		}
		if _, err := b.Pass(ctx, b.worker, zuid.ID, 1, desk.Destination{Person: fatima.Person}, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Enquiry(ctx, fatima, zuid.ID); err != nil {
			t.Errorf("what was given to her: %v", err)
		}
		for _, role := range []access.Role{access.Visitor, access.Observer, access.Administrator, access.Member, access.Editor, access.PrivacyOfficer, access.TeamManager} {
			actor := access.As(role, b.Network.ID)
			if _, err := b.Enquiry(ctx, actor, noord.ID); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s reads: %v", role, err)
			}
			if _, err := b.Queue(ctx, actor, desk.All, ""); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s lists: %v", role, err)
			}
			if _, err := b.Receive(ctx, actor, desk.Incoming{Channel: desk.Phone, Note: "Vraag"}); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s writes: %v", role, err)
			}
		}
		if _, err := b.Queue(ctx, access.As(access.Desk, "other"), desk.All, ""); err == nil {
			t.Error("a network that is not there has a queue")
		}
	})
}

func TestAQuestionOfAVisitorGoesToTheAmbassador(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		e, err := b.Ask(ctx, b.Visitor, desk.Incoming{Note: "Ik ben veel alleen", Area: b.area(t, "noord"), Contact: desk.Contact{Phone: "0612345678"}})
		must(t, err)
		// Fatima works on Tuesdays: the question of Monday is hers by then.
		st, err := b.Status(ctx, b.Visitor, strings.ToUpper(e.Code))
		must(t, err)
		want := desk.Status{Code: e.Code, State: desk.Passed, Who: "Fatima Bouali", Role: access.Ambassador, Due: day("2026-11-03"), Contact: true}
		if diff := cmp.Diff(want, st); diff != "" {
			t.Error(diff)
		}
		if got := b.mails(t); len(got) != 1 || got[0] != "desk-passed to fatima@veen.example" {
			t.Errorf("mails: %v", got)
		}
		must(t, b.Forget(ctx, b.Visitor, e.Code))
		if n := dbtest.Ask[int](t, b.DB, `select count(*) from enquiry_contact`)[0]; n != 0 {
			t.Error("who asked is still kept")
		}
		if _, err := b.Status(ctx, b.Visitor, "aaaa-bbbb-cccc"); !errors.Is(err, errs.NotFound) {
			t.Errorf("a code that is none: %v", err)
		}
		// Wednesday: her next Tuesday is later than the term, so the information point keeps the question.
		wednesday := b.on(testkit.Today.AddDate(0, 0, 2))
		kept, err := wednesday.Ask(ctx, b.Visitor, desk.Incoming{Note: "Nog een vraag", Area: b.area(t, "noord")})
		must(t, err)
		if kept.State != desk.New || kept.Owner != "" || !kept.Due.Equal(day("2026-11-05")) {
			t.Errorf("on Wednesday: %+v", kept)
		}
		// Zuid has no ambassador: the coordinator has it.
		vacant, err := b.Ask(ctx, b.Visitor, desk.Incoming{Note: "Vraag in Zuid", Area: b.area(t, "zuid")})
		must(t, err)
		if vacant.Owner != b.person(t, "Cor de Vries").Person || !vacant.Due.Equal(day("2026-11-04")) {
			t.Errorf("without an ambassador: %+v", vacant)
		}
	})
}

func TestAbsenceAndAnEndShowAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		fatima, cor := b.person(t, "Fatima Bouali"), b.person(t, "Cor de Vries")
		e := b.receive(t, desk.Incoming{Note: "Vraag in Noord", Area: b.area(t, "noord")})
		_, err := b.Pass(ctx, b.worker, e.ID, 1, desk.Destination{Route: true}, "")
		must(t, err)
		mine := func(b bench, who access.Actor) int {
			t.Helper()
			q, err := b.Queue(ctx, b.actor(t, who.Person), desk.Mine, "")
			must(t, err)
			return len(q.Rows)
		}
		if mine(b, fatima) != 1 || mine(b, cor) != 0 {
			t.Error("it is not Fatima's")
		}
		soon := b.on(testkit.Today.Add(time.Minute))
		must(t, b.People.Away(ctx, b.Operator, people.Absence{PersonID: fatima.Person, StandIn: people.Person{ID: b.worker.Person}, Starts: testkit.Today, Ends: testkit.Today.AddDate(0, 0, 7)}))
		if mine(soon, b.worker) != 1 || soon.get(t, e.ID).Responsible.Name != "Dirk Balie" {
			t.Error("the stand-in does not have it")
		}
		must(t, b.People.Away(ctx, b.Operator, people.Absence{PersonID: fatima.Person, StandIn: people.Person{ID: b.worker.Person}, Starts: testkit.Today.Add(-time.Hour), Ends: testkit.Today}))
		record, err := b.People.Person(ctx, b.Operator, fatima.Person)
		must(t, err)
		for _, task := range record.Tasks {
			must(t, b.People.End(ctx, b.Operator, task.ID, testkit.Today))
		}
		if got := soon.get(t, e.ID).Responsible.Name; mine(soon, cor) != 1 || got != "Cor de Vries" {
			t.Errorf("after the end of her task it is of %q, and Cor has %d", got, mine(soon, cor))
		}
		must(t, soon.Run(ctx, b.Network.ID))
		must(t, soon.Run(ctx, b.Network.ID))
		if d := soon.get(t, e.ID); d.Owner != cor.Person {
			t.Errorf("the run leaves it with %s", d.Owner)
		}
		if got := strings.Count(strings.Join(b.mails(t), "\n"), "desk-moved to cor@veen.example"); got != 1 {
			t.Errorf("Cor hears of it %d times", got)
		}
	})
}

func TestWhoIsTakenOutOfTheRegisterLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		e := b.receive(t, desk.Incoming{Note: "Vraag in Noord", Area: b.area(t, "noord")})
		_, err := b.Pass(ctx, b.worker, e.ID, 1, desk.Destination{Route: true}, "")
		must(t, err)
		must(t, b.People.Replace(ctx, b.Operator, []people.Assignment{{Person: people.Person{Ref: "p9", Name: "Nieuwe Coördinator"}, Role: access.Coordinator, AreaID: b.area(t, "veendam-aan-zee"), Starts: testkit.Today}}))
		must(t, b.Run(ctx, b.Network.ID))
		if d := b.get(t, e.ID); d.Responsible.Name != "Nieuwe Coördinator" || d.Owner != d.Responsible.ID {
			t.Errorf("it is of %q", d.Responsible.Name)
		}
	})
}

func TestAHandoverLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		fatima, cor := b.person(t, "Fatima Bouali"), b.person(t, "Cor de Vries")
		for i := range 20 {
			e := b.receive(t, desk.Incoming{Note: fmt.Sprintf("Vraag %d", i), Area: b.area(t, "noord")})
			_, err := b.Pass(ctx, b.worker, e.ID, 1, desk.Destination{Route: true}, "")
			must(t, err)
		}
		if _, err := b.People.Handover(ctx, b.Operator, fatima.Person, cor.Person, testkit.Today, desk.Mover); err != nil {
			t.Fatal(err)
		}
		if left := dbtest.Ask[int](t, b.DB, `select count(*) from enquiry where owner_id = '`+fatima.Person+`'`)[0]; left != 0 {
			t.Errorf("%d stay behind", left)
		}
		q, err := b.Queue(ctx, b.actor(t, cor.Person), desk.Mine, "")
		if err != nil || len(q.Rows) != 20 {
			t.Errorf("Cor has %d, %v", len(q.Rows), err)
		}
	})
}

func TestRemindersEscalationsAndTheWeek(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		fatima := b.person(t, "Fatima Bouali")
		e := b.receive(t, desk.Incoming{Note: "Vraag in Noord", Area: b.area(t, "noord")})
		other := b.receive(t, desk.Incoming{Note: "Vraag zonder wijk"})
		_, err := b.Pass(ctx, b.worker, e.ID, 1, desk.Destination{Route: true}, "")
		must(t, err)
		run := func(days int) {
			t.Helper()
			later := b.on(testkit.Today.AddDate(0, 0, days))
			must(t, later.Run(ctx, b.Network.ID))
			must(t, later.Run(ctx, b.Network.ID))
		}
		run(0)
		run(1) // both are due today; Fatima and the information point are reminded
		run(2) // both are over time
		run(3)
		run(5) // a Saturday
		want := "desk-passed to fatima@veen.example, desk-week to fatima@veen.example, desk-week to punt@veen.example, " +
			"desk-remind to fatima@veen.example, desk-remind to punt@veen.example, desk-escalate to cor@veen.example"
		if got := strings.Join(b.mails(t), ", "); got != want {
			t.Errorf("mails:\n%s\nwant\n%s", got, want)
		}
		if got := dbtest.Ask[string](t, b.DB, `select args from outbox where kind = 'desk-escalate'`)[0]; !strings.Contains(got, `"2"`) {
			t.Errorf("the escalation says %s", got)
		}
		d := b.get(t, other.ID)
		must(t, b.on(testkit.Today.AddDate(0, 0, 2)).Answer(ctx, b.worker, other.ID, d.Version, desk.Response{}))
		run(4)
		if got := len(b.mails(t)); got != 6 {
			t.Errorf("after an answer there are %d mails: %v", got, b.mails(t)[6:])
		}
		_ = fatima
	})
}

func TestDraftsSurviveAndAreOfOnePerson(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		fatima := b.person(t, "Fatima Bouali")
		draft := desk.Draft{ID: "d1", Fields: map[string][]string{"note": {"mevrouw Jansen belt over vervoer"}}}
		must(t, b.SaveDraft(ctx, b.worker, draft))
		must(t, b.SaveDraft(ctx, fatima, desk.Draft{ID: "d1", Fields: map[string][]string{"note": {"iets anders"}}}))
		all, err := b.Drafts(ctx, b.worker)
		if err != nil || len(all) != 1 || all[0].Fields["note"][0] != "mevrouw Jansen belt over vervoer" {
			t.Fatalf("drafts: %v, %v", all, err)
		}
		if theirs, err := b.Drafts(ctx, fatima); err != nil || len(theirs) != 0 {
			t.Errorf("another person sees %v, %v", theirs, err)
		}
		if sealed := dbtest.Ask[string](t, b.DB, `select sealed from enquiry_draft`)[0]; strings.Contains(sealed, "Jansen") {
			t.Error("a draft lies open")
		}
		b.receive(t, desk.Incoming{Request: "d1", Note: "vervoer"})
		must(t, b.SaveDraft(ctx, b.worker, draft)) // a late one of the same form
		if all, err = b.Drafts(ctx, b.worker); err != nil || len(all) != 0 {
			t.Errorf("the draft stays: %v, %v", all, err)
		}
		must(t, b.SaveDraft(ctx, b.worker, desk.Draft{ID: "d2"}))
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			n, err := desk.ForgetDrafts(ctx, tx, testkit.Today.Add(time.Second))
			if n != 1 {
				t.Errorf("%d drafts go", n)
			}
			return err
		}))
	})
}

func TestWhatIsKeptGoesInTime(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		e := b.receive(t, desk.Incoming{Note: "Vraag over geld", Kind: desk.OtherKind, Asker: "other", Contact: desk.Contact{Name: "Jansen", Phone: "0612345678"}})
		open := b.receive(t, desk.Incoming{Note: "Nog open", Contact: desk.Contact{Phone: "0612345679"}})
		must(t, b.Do(ctx, b.worker, e.ID, 1, desk.Step{Act: desk.Note, Reason: "belde, geen gehoor"}))
		must(t, b.Do(ctx, b.worker, e.ID, 2, desk.Step{Act: desk.Close, Outcome: desk.Information}))
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			contacts, err := desk.KeptContacts(ctx, tx)
			must(t, err)
			texts, err := desk.KeptTexts(ctx, tx)
			must(t, err)
			if len(contacts) != 1 || len(texts) != 1 || contacts[0].ID != e.ID || texts[0].ID != e.ID || contacts[0].From.IsZero() {
				t.Errorf("kept: %v and %v", contacts, texts)
			}
			must(t, desk.EraseContacts(ctx, tx, []string{e.ID}))
			return desk.EraseTexts(ctx, tx, []string{e.ID})
		}))
		d := b.get(t, e.ID)
		if d.Note != "" || !d.Erased || !d.Contact.Empty() || d.Events[1].Reason != "" {
			t.Errorf("it still says %+v", d)
		}
		if left := b.get(t, open.ID); left.Note == "" || left.Contact.Empty() {
			t.Error("an open one lost its texts")
		}
	})
}
