package referral_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

var jansen = referral.Contact{Name: "Mevrouw Jansen", Phone: "06-12345678"}

func withContact() referral.Choice {
	choice := yes
	choice.Share, choice.Contact = true, jansen
	return choice
}

// TestContactDetailsOpenAfterAYesOnly, for the organisation only, and are gone after contact was made.
func TestContactDetailsOpenAfterAYesOnly(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), withContact())
		for _, column := range dbtest.Ask[string](t, b.DB, `select wish || reason from referral union all select sealed from referral_contact union all select reason from referral_event union all select args from outbox`) {
			if strings.Contains(column, "Jansen") || strings.Contains(column, "12345678") {
				t.Errorf("who it is lies open: %s", column)
			}
		}
		inbox := b.member(t, "o1")
		if _, err := b.OpenContact(ctx, inbox, r.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("opened before a yes: %v", err)
		}
		b.do(t, inbox, r.ID, referral.Do{Act: referral.Accept})
		for name, actor := range map[string]access.Actor{"another organisation": b.member(t, "o2"), "the coordinator": b.cor, "who sent it": b.fatima} {
			if _, err := b.OpenContact(ctx, actor, r.ID); !errors.Is(err, errs.Forbidden) {
				t.Errorf("%s opens it: %v", name, err)
			}
		}
		if found, err := b.OpenContact(ctx, inbox, r.ID); err != nil || found != jansen {
			t.Errorf("the organisation reads %+v, %v", found, err)
		}
		if d := b.get(t, r.ID); !strings.HasSuffix(acts(d), "accept open") || d.Sealed == nil {
			t.Errorf("the sender does not see the opening: %s", acts(d))
		}
		if n := dbtest.Ask[int](t, b.DB, `select count(*) from audit_line where action = 'read' and purpose = 'contact'`)[0]; n != 1 {
			t.Errorf("%d openings in the trace", n)
		}
		if b.keys(t) != 1 {
			t.Error("the key does not lie outside the database")
		}
		b.do(t, inbox, r.ID, referral.Do{Act: referral.Reached})
		if _, err := b.OpenContact(ctx, inbox, r.ID); !errors.Is(err, errs.NotFound) || b.keys(t) != 0 || b.get(t, r.ID).Sealed != nil {
			t.Errorf("after contact was made it is still there: %v, %d keys", err, b.keys(t))
		}
	})
}

// TestConsentEndsInBetween: withdrawn between sending and opening, over its last day, and after thirty days.
func TestConsentEndsInBetween(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		inbox := b.member(t, "o1")
		revoked := b.send(t, b.make(t, referral.New{}), withContact())
		b.do(t, inbox, revoked.ID, referral.Do{Act: referral.Accept})
		consents := b.get(t, revoked.ID).Consents
		if len(consents) != 2 || consents[1].Item != referral.ItemContact || consents[1].Form != referral.FormVersion {
			t.Fatalf("noted: %+v", consents)
		}
		must(t, b.Revoke(ctx, b.fatima, revoked.ID, consents[1].ID))
		if _, err := b.OpenContact(ctx, inbox, revoked.ID); !errors.Is(err, errs.NotFound) || b.keys(t) != 0 {
			t.Errorf("after the consent was withdrawn: %v, %d keys", err, b.keys(t))
		}
		if d := b.get(t, revoked.ID); d.State != referral.Accepted || d.Wish == "" {
			t.Errorf("the question itself may go on: %+v", d.Referral)
		}
		must(t, b.Revoke(ctx, b.fatima, revoked.ID, consents[0].ID))
		if d := b.get(t, revoked.ID); d.State != referral.Withdrawn || d.Wish != "" || d.Open() {
			t.Errorf("without consent for the question: %+v", d.Referral)
		}
		short := withContact()
		short.Until = testkit.Today.Truncate(24*time.Hour).AddDate(0, 0, 3)
		brief := b.send(t, b.make(t, referral.New{}), short)
		long := b.send(t, b.make(t, referral.New{}), withContact())
		b.do(t, inbox, brief.ID, referral.Do{Act: referral.Accept})
		b.do(t, inbox, long.ID, referral.Do{Act: referral.Accept})
		for _, c := range []struct {
			id   string
			days int
			want bool
		}{{brief.ID, 3, true}, {brief.ID, 4, false}, {long.ID, 29, true}, {long.ID, 30, false}} {
			if _, err := b.on(testkit.Today.AddDate(0, 0, c.days)).OpenContact(ctx, inbox, c.id); (err == nil) != c.want {
				t.Errorf("after %d days: %v", c.days, err)
			}
		}
	})
}

// TestTwoAnswersAtOnce: the second starts from an older form, and is told so.
func TestTwoAnswersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		inbox := b.member(t, "o1")
		must(t, b.Do(ctx, inbox, r.ID, r.Version, referral.Do{Act: referral.Accept}, referral.Scanner{}))
		if err := b.Do(ctx, inbox, r.ID, r.Version, referral.Do{Act: referral.Decline, Reason: referral.NoRoom}, referral.Scanner{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("the second answer: %v", err)
		}
		if d := b.get(t, r.ID); d.State != referral.Accepted || acts(d) != "make send accept" {
			t.Errorf("it is %s after %s", d.State, acts(d))
		}
		b.do(t, b.fatima, r.ID, referral.Do{Act: referral.Withdraw, Reason: "solved"})
		d := b.get(t, r.ID)
		if err := b.Do(ctx, inbox, r.ID, d.Version, referral.Do{Act: referral.Start}, referral.Scanner{}); !errors.Is(err, errs.Conflict) || d.Wish != "" {
			t.Errorf("an answer after it was withdrawn: %v, %+v", err, d.Referral)
		}
		if got := b.mails(t); got[len(got)-1] != "referral-withdrawn to post@aanloop.example" {
			t.Errorf("the organisation does not hear of it: %v", got)
		}
	})
}

// TestASideDoesItsOwnActsOnly.
func TestASideDoesItsOwnActsOnly(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.make(t, referral.New{})
		inbox := b.member(t, "o1")
		if err := b.Choose(ctx, inbox, r.ID, r.Version, yes); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the organisation says yes for the resident: %v", err)
		}
		r = b.send(t, r, yes)
		anna := access.Actor{Network: b.Network.ID, Person: r.Referrer, Grants: []access.Grant{{Role: access.Professional}}}
		for name, c := range map[string]struct {
			actor access.Actor
			d     referral.Do
			want  error
		}{
			"the professional answers for the organisation": {anna, referral.Do{Act: referral.Accept}, errs.Forbidden},
			"the organisation withdraws":                    {inbox, referral.Do{Act: referral.Withdraw, Reason: "solved"}, errs.Forbidden},
			"another organisation answers":                  {b.member(t, "o2"), referral.Do{Act: referral.Accept}, errs.Forbidden},
			"a stranger":                                    {access.Actor{Network: b.Network.ID, Person: "x", Grants: []access.Grant{{Role: access.Professional}}}, referral.Do{Act: referral.Comment}, errs.Forbidden},
			"the municipality":                              {access.As(access.Observer, b.Network.ID), referral.Do{Act: referral.Comment}, errs.Forbidden},
			"a decline without a reason":                    {inbox, referral.Do{Act: referral.Decline}, errs.Invalid},
			"a name in a text":                              {inbox, referral.Do{Act: referral.Comment, Text: "Bel 06-12345678"}, errs.Invalid},
		} {
			if err := b.Do(ctx, c.actor, r.ID, r.Version, c.d, referral.Scanner{}); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		d := b.do(t, b.fatima, r.ID, referral.Do{Act: referral.Accept})
		if d.AnsweredBy != referral.BySender {
			t.Errorf("an answer by phone is marked as %q", d.AnsweredBy)
		}
		if got := b.mails(t); got[len(got)-1] != "referral-noted to post@aanloop.example" {
			t.Errorf("the organisation does not hear what was entered for it: %v", got)
		}
	})
}

// TestLinksAreForOneThing: forged, of another referral, purpose or network, and after the texts went.
func TestLinksAreForOneThing(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		n := b.Network.ID
		r, other := b.send(t, b.make(t, referral.New{}), yes), b.send(t, b.make(t, referral.New{}), yes)
		good := b.Token(n, referral.PurposeAnswer, r.ID, 0)
		actor, err := b.ByLink(ctx, n, referral.PurposeAnswer, r.ID, good)
		must(t, err)
		must(t, b.Do(ctx, actor, r.ID, r.Version, referral.Do{Act: referral.Accept}, referral.Scanner{}))
		for name, c := range map[string][3]string{
			"forged":             {referral.PurposeAnswer, r.ID, good[1:] + good[:1]},
			"of another":         {referral.PurposeAnswer, other.ID, good},
			"of another purpose": {referral.PurposeSignal, r.ID, good},
			"of another network": {referral.PurposeAnswer, r.ID, b.Token("elsewhere", referral.PurposeAnswer, r.ID, 0)},
			"empty":              {referral.PurposeAnswer, r.ID, ""},
		} {
			if _, err := b.ByLink(ctx, n, c[0], c[1], c[2]); !errors.Is(err, errs.NotFound) {
				t.Errorf("a link that is %s: %v", name, err)
			}
		}
		inbox := b.Token(n, referral.PurposeInbox, b.organization(t, "o1"), 2026*12+11)
		for days, want := range map[int]bool{0: true, 80: true, 150: false} {
			if _, err := b.on(testkit.Today.AddDate(0, 0, days)).ByLink(ctx, n, referral.PurposeInbox, b.organization(t, "o1"), inbox); (err == nil) != want {
				t.Errorf("the link of an inbox after %d days: %v", days, err)
			}
		}
		must(t, b.DB.In(ctx, n, func(tx *db.Tx) error { return referral.EraseTexts(ctx, tx, []string{r.ID}) }))
		if _, err := b.ByLink(ctx, n, referral.PurposeAnswer, r.ID, good); !errors.Is(err, errs.NotFound) {
			t.Errorf("after its texts went the link works: %v", err)
		}
	})
}

// TestSilenceGoesBackAndThenUp: no answer goes to the sender after five working days, and five later to the coordinator.
// The stand-in of a sender who is away comes first.
func TestSilenceGoesBackAndThenUp(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		id, err := b.People.Save(ctx, b.Operator, people.Person{Name: "Stan Inval", Email: "stan@veen.example"})
		must(t, err)
		must(t, b.People.Assign(ctx, b.Operator, people.Assignment{Person: people.Person{ID: id}, Role: access.Ambassador, AreaID: b.id(t, `select id from area where slug = 'zuid'`), HoursWeek: 4, Starts: testkit.Today}))
		r := b.send(t, b.make(t, referral.New{Professional: referral.Referrer{Email: "anna@buurtteam.example"}}), yes)
		must(t, b.People.Away(ctx, b.Operator, people.Absence{PersonID: b.fatima.Person, StandIn: people.Person{ID: id}, Starts: testkit.Today, Ends: testkit.Today.AddDate(0, 0, 10)}))
		b, now := b.after(t, testkit.Today, 8) // Tuesday 10 November
		d := b.get(t, r.ID)
		if d.Returned == nil || d.Owner() != referral.BySender || d.Responsible.Name != "Stan Inval" || d.Escalated != nil {
			t.Errorf("after five working days: %+v", d.Row)
		}
		stan := b.person(t, "Stan Inval")
		if due, _, err := b.Due(ctx, stan); err != nil || len(due) != 1 {
			t.Errorf("it is not on the list of the stand-in: %v, %v", due, err)
		}
		b, _ = b.after(t, now, 8)
		if d = b.get(t, r.ID); d.Escalated == nil {
			t.Errorf("after ten working days: %+v", d.Referral)
		}
		stuck, err := b.Page(ctx, b.cor, referral.Stuck, "")
		if must(t, err); len(stuck.Rows) != 1 {
			t.Errorf("what is stuck: %v", stuck.Rows)
		}
		want := []string{"referral-asked to post@aanloop.example", "referral-inbox to post@aanloop.example", "referral-news to stan@veen.example",
			"referral-own to anna@buurtteam.example", "referral-stuck to cor@veen.example"}
		got := sorted(b.mails(t))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("mails: %s", diff)
		}
		before := len(got)
		must(t, b.Run(ctx, b.Network.ID))
		if len(b.mails(t)) != before {
			t.Error("the job says things twice on a day")
		}
	})
}

// TestAHandoverTakesReferralsAlong: what was sent goes to the successor at once, also what waits for its look-back.
func TestAHandoverTakesReferralsAlong(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		open, ended := b.make(t, referral.New{}), b.make(t, referral.New{})
		sent := b.send(t, b.make(t, referral.New{}), yes)
		b.do(t, b.fatima, ended.ID, referral.Do{Act: referral.Withdraw, Reason: "mistake"})
		moved, err := b.People.Handover(ctx, b.Operator, b.fatima.Person, b.cor.Person, testkit.Today, referral.Mover)
		if must(t, err); moved < 2 {
			t.Errorf("%d things moved", moved)
		}
		for _, r := range []referral.Referral{open, sent} {
			if d := b.get(t, r.ID); d.Sender != b.cor.Person || d.Responsible.Name != "Cor de Vries" || !strings.HasSuffix(acts(d), "moved") || d.State != r.State {
				t.Errorf("after the handover: %+v, %s", d.Row, acts(d))
			}
		}
		if d := b.get(t, ended.ID); d.Sender != b.fatima.Person {
			t.Error("what ended moved too")
		}
	})
}

// TestTheLookBackThroughTheJob: day 21 on the list, day 28 by mail to the organisation, over time on day 29, silent after.
func TestTheLookBackThroughTheJob(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		answered, open := b.send(t, b.make(t, referral.New{}), yes), b.send(t, b.make(t, referral.New{}), yes)
		for _, r := range []referral.Referral{answered, open} {
			b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.Accept})
		}
		asked := func(b bench) int {
			return len(dbtest.Ask[string](t, b.DB, `select id from referral_event where act = 'ask-look-back'`))
		}
		b, now := b.after(t, testkit.Today, 21)
		page, err := b.Page(ctx, b.fatima, referral.Looks, "")
		if must(t, err); len(page.Rows) != 2 || asked(b) != 0 {
			t.Errorf("on day 21: %d on the list, %d asked", len(page.Rows), asked(b))
		}
		b.do(t, b.fatima, answered.ID, referral.Do{Act: referral.LookBack, Outcome: referral.HasStarted})
		b, now = b.after(t, now, 7)
		if d := b.get(t, open.ID); d.LookAsked == nil || d.Overdue(d.Today) || asked(b) != 1 {
			t.Errorf("on day 28: %+v", d.Referral)
		}
		b, now = b.after(t, now, 1)
		if d := b.get(t, open.ID); !d.Overdue(d.Today) {
			t.Errorf("on day 29: %+v", d.Referral)
		}
		b.do(t, b.member(t, "o1"), open.ID, referral.Do{Act: referral.LookBack, Outcome: referral.NotGoing, Reason: "no-volunteer"})
		before := len(b.mails(t))
		b, _ = b.after(t, now, 20)
		if asked(b) != 1 || len(b.mails(t)) != before+2 { // the news, to the sender and the professional
			t.Errorf("after the answer there are %d more mails", len(b.mails(t))-before)
		}
	})
}

// TestOrganisationsMergeAndLeave while a referral runs.
func TestOrganisationsMergeAndLeave(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		merged, left, running := b.send(t, b.make(t, referral.New{}), withContact()), b.send(t, b.make(t, referral.New{Service: b.service(t, "s2")}), withContact()),
			b.send(t, b.make(t, referral.New{Service: b.service(t, "s3")}), yes)
		b.do(t, b.member(t, "o2"), running.ID, referral.Do{Act: referral.Accept})
		b.do(t, b.member(t, "o2"), running.ID, referral.Do{Act: referral.Start})
		o1, o2, o5 := b.organization(t, "o1"), b.organization(t, "o2"), b.organization(t, "o5")
		link := b.Token(b.Network.ID, referral.PurposeAnswer, merged.ID, 0)
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			if err := directory.SetSurvivors(ctx, tx, directory.OrganizationRecord, map[string]string{o1: o5}); err != nil {
				return err
			}
			return directory.Withdraw(ctx, tx, nil, []string{o2})
		}))
		b, _ = b.after(t, testkit.Today, 1)
		actor, err := b.ByLink(ctx, b.Network.ID, referral.PurposeAnswer, merged.ID, link)
		must(t, err)
		if d := b.get(t, merged.ID); d.Organization != o5 || d.State != referral.Sent {
			t.Errorf("merged: %+v", d.Referral)
		}
		must(t, b.Do(ctx, actor, merged.ID, b.get(t, merged.ID).Version, referral.Do{Act: referral.Accept}, referral.Scanner{}))
		d := b.get(t, left.ID)
		if d.State != referral.Declined || d.Reason != referral.ReasonGone || d.Owner() != referral.BySender || d.Sealed != nil {
			t.Errorf("the organisation left: %+v", d.Referral)
		}
		if d := b.get(t, running.ID); d.State != referral.Started || d.Owner() != referral.BySender {
			t.Errorf("a match that runs: %+v", d.Referral)
		}
	})
}

// TestNoRoomOffersALookAlike, in one step, and asks the resident again.
func TestNoRoomOffersALookAlike(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		d := b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.Decline, Reason: referral.NoRoom})
		if len(d.Alike) == 0 || d.Alike[0].Organization.ID == r.Organization {
			t.Fatalf("look-alikes: %v", d.Alike)
		}
		next, err := b.Redirect(ctx, b.fatima, r.ID, d.Version, d.Alike[0].Service.ID)
		must(t, err)
		again, before := b.get(t, next.ID), b.get(t, r.ID)
		if again.State != referral.WithResident || again.Before != r.ID || before.Open() || before.After != next.ID || len(again.Consents) != 0 {
			t.Errorf("passed on again: %+v; before: %+v", again.Referral, before.Referral)
		}
		if !again.Agreed.Equal(*before.Agreed) {
			t.Error("day 0 of the look-back moved")
		}
	})
}

// TestASignalGetsAnAnswerInWords, and the coordinator hears when it does not.
func TestASignalGetsAnAnswerInWords(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		volunteer, err := b.ByLink(ctx, b.Network.ID, referral.PurposeSignal, r.ID, b.Token(b.Network.ID, referral.PurposeSignal, r.ID, 0))
		must(t, err)
		if err := b.Signal(ctx, volunteer, r.ID, referral.Volunteer, "Er is niemand thuis.", referral.Scanner{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("a signal before there is a match: %v", err)
		}
		b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.Accept})
		must(t, b.Signal(ctx, volunteer, r.ID, referral.Volunteer, "Er is al twee keer niemand thuis.", referral.Scanner{}))
		if err := b.Signal(ctx, volunteer, r.ID, referral.Volunteer, "Bel 06-12345678", referral.Scanner{}); !errors.Is(err, errs.Invalid) {
			t.Errorf("a number in a signal: %v", err)
		}
		b, _ = b.after(t, testkit.Today, 9)
		if n := dbtest.Ask[int](t, b.DB, `select count(*) from referral_signal where escalated_at is not null`)[0]; n != 1 {
			t.Errorf("%d late signals are known to the coordinator", n)
		}
		signal := b.get(t, r.ID).Signals[0]
		if err := b.AnswerSignal(ctx, b.fatima, r.ID, signal.ID, " ", referral.Scanner{}); !errors.Is(err, errs.Invalid) {
			t.Errorf("closed without words: %v", err)
		}
		if err := b.AnswerSignal(ctx, b.member(t, "o1"), r.ID, signal.ID, "Goed.", referral.Scanner{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the organisation answers itself: %v", err)
		}
		must(t, b.AnswerSignal(ctx, b.fatima, r.ID, signal.ID, "Wij bellen morgen.", referral.Scanner{}))
		if got := b.get(t, r.ID).Signals[0]; got.Answer != "Wij bellen morgen." || got.Took() != 7 {
			t.Errorf("the answer: %+v, after %v", got, got.Took())
		}
	})
}

// TestRoomIsAskedOfSeveralAtOnce without anything about a resident, and the directory knows the answer.
func TestRoomIsAskedOfSeveralAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		q, err := b.AskRoom(ctx, b.fatima, "", "gezelschap", b.id(t, `select id from area where slug = 'noord'`), []string{b.service(t, "s1"), b.service(t, "s2"), b.service(t, "s3")})
		must(t, err)
		if diff := cmp.Diff([]string{"room-asked to brug@brug.example", "room-asked to post@aanloop.example"}, sorted(b.mails(t))); diff != "" {
			t.Errorf("mails: %s", diff)
		}
		object, token := b.RoomToken(b.Network.ID, q.ID, b.organization(t, "o2"))
		actor, err := b.ByLink(ctx, b.Network.ID, referral.PurposeRoom, object, token)
		must(t, err)
		weeks := 6
		must(t, b.AnswerRoom(ctx, actor, object, b.service(t, "s2"), referral.RoomLater, &weeks))
		if err := b.AnswerRoom(ctx, actor, object, b.service(t, "s1"), referral.HasRoom, nil); err == nil {
			t.Error("an organisation answers for another")
		}
		all, err := b.Questions(ctx, b.fatima)
		if must(t, err); len(all) != 1 || len(all[0].Asked) != 3 {
			t.Fatalf("the question: %+v", all)
		}
		e, err := b.Directory.EntryByID(ctx, b.Visitor, b.service(t, "s2"))
		if must(t, err); e.Capacity.State != directory.Waiting || *e.Capacity.Weeks != 6 {
			t.Errorf("the directory says %+v", e.Capacity)
		}
	})
}

// TestTermsTakeTextsAndContacts, keys included.
func TestTermsTakeTextsAndContacts(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), withContact())
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			contacts, err := referral.KeptContacts(ctx, tx)
			if err != nil || len(contacts) != 1 {
				t.Errorf("sealed: %v, %v", contacts, err)
			}
			return b.EraseContacts(ctx, tx, []string{contacts[0].ID})
		}))
		if b.keys(t) != 0 || b.get(t, r.ID).Sealed != nil {
			t.Error("the contact is still there")
		}
		b.do(t, b.fatima, r.ID, referral.Do{Act: referral.Comment, Text: "liever een vrouw"})
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error { return referral.EraseTexts(ctx, tx, []string{r.ID}) }))
		for _, text := range dbtest.Ask[string](t, b.DB, `select wish || '' from referral union all select reason from referral_event`) {
			if strings.Contains(text, "dinsdag") || strings.Contains(text, "vrouw") {
				t.Errorf("it stays: %s", text)
			}
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			if n, err := referral.ForgetReferrers(ctx, tx, testkit.Today.AddDate(2, 0, 0)); n != 0 || err != nil {
				t.Errorf("a professional with an open referral is forgotten: %d, %v", n, err)
			}
			return nil
		}))
		b.do(t, b.fatima, r.ID, referral.Do{Act: referral.Withdraw, Reason: "mistake"})
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			if n, err := referral.ForgetReferrers(ctx, tx, testkit.Today.AddDate(2, 0, 0)); n != 1 || err != nil {
				t.Errorf("forgotten: %d, %v", n, err)
			}
			return nil
		}))
	})
}
