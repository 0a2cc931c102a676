package referral_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

// TestWhatIsStuckIsAskedAgain with one key: whoever has it gets another mail and another term. What is not stuck is not.
func TestWhatIsStuckIsAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		if err := b.Do(ctx, b.cor, r.ID, r.Version, referral.Do{Act: referral.Again}, referral.Scanner{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("on the first day: %v", err)
		}
		b, now := b.after(t, testkit.Today, 9)
		before := len(b.mails(t))
		if d := b.get(t, r.ID); d.Returned == nil || !d.Stuck(d.Today) {
			t.Fatalf("it did not come back: %+v", d.Referral)
		}
		d := b.do(t, b.cor, r.ID, referral.Do{Act: referral.Again})
		if d.Returned != nil || d.Stuck(d.Today) || d.Owner() != referral.ByOrganization || !d.Due.After(now) {
			t.Errorf("asked again: %+v", d.Referral)
		}
		if got := b.mails(t)[before:]; len(got) != 1 || got[0] != "referral-asked to post@aanloop.example" {
			t.Errorf("mails: %v", got)
		}
		if err := b.Do(ctx, b.member(t, "o1"), r.ID, d.Version, referral.Do{Act: referral.Again}, referral.Scanner{}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the organisation asks itself: %v", err)
		}
	})
}

// TestWhoDoesWhat is noted when there is a yes, read by the organisation only while the resident agrees, and erased with
// the texts.
func TestWhoDoesWhat(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), referral.Choice{Giver: "resident", Share: true, Contact: referral.Contact{Phone: "099 000 00 44"}})
		tasks := referral.Tasks{Professional: "Belt elke maand.", Volunteer: "Komt elke dinsdag.", Network: "De dochter regelt de post."}
		if err := b.Divide(ctx, b.fatima, r.ID, r.Version, referral.Division{Tasks: tasks}); !errors.Is(err, errs.Conflict) {
			t.Errorf("before a yes: %v", err)
		}
		d := b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.Accept})
		if err := b.Divide(ctx, b.fatima, r.ID, d.Version, referral.Division{Tasks: referral.Tasks{Volunteer: "Bel 06-12345678"}, Share: true}); !errors.Is(err, errs.Invalid) {
			t.Errorf("a number, and nobody agreed: %v", err)
		}
		must(t, b.Divide(ctx, b.fatima, r.ID, d.Version, referral.Division{Tasks: tasks}))
		seen := func() referral.Tasks {
			d, err := b.Get(ctx, b.member(t, "o1"), r.ID)
			must(t, err)
			return d.Tasks
		}
		if b.get(t, r.ID).Tasks != tasks || !seen().Empty() {
			t.Errorf("without consent the organisation reads %v", seen())
		}
		must(t, b.Divide(ctx, b.fatima, r.ID, b.get(t, r.ID).Version, referral.Division{Tasks: tasks, Share: true, Giver: "resident"}))
		if seen() != tasks {
			t.Errorf("with consent the organisation reads %v", seen())
		}
		for _, c := range b.get(t, r.ID).Consents {
			if c.Item == referral.ItemTasks {
				must(t, b.Revoke(ctx, b.fatima, r.ID, c.ID))
			}
		}
		if d := b.get(t, r.ID); !seen().Empty() || d.Sealed == nil || d.State != referral.Accepted {
			t.Errorf("after that was withdrawn: %v, sealed %v, %s", seen(), d.Sealed, d.State)
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error { return referral.EraseTexts(ctx, tx, []string{r.ID}) }))
		if left := b.id(t, `select tasks from referral`); left != "{}" {
			t.Errorf("left: %s", left)
		}
	})
}

// TestReadProgress holds what organisations write about help that was agreed.
func TestReadProgress(t *testing.T) {
	for text, want := range map[string]referral.Outcome{
		"Ja, vorige week gestart!":                     referral.HasStarted,
		"Beste Fatima,\n\nZe zijn begonnen.\n\nMvg":    referral.HasStarted,
		"Het is nog niet gestart.":                     referral.NotYet,
		"Wij zoeken nog een vrijwilliger":              referral.NotYet,
		"Er is nog geen vrijwilliger":                  referral.NotYet,
		"Is het nou gestart?":                          "",
		"Niet gestart, de inwoner wil niet.":           "",
		"Gestart, maar het loopt stroef":               "",
		"Ja":                                           "",
		"> Is er al een vrijwilliger gestart\n":        "",
		"Ik ben afwezig. Het project is gestart.":      "",
		"We hope to have started, if the stars agree.": "",
	} {
		if got := referral.ReadProgress(text); got != want {
			t.Errorf("%q reads %q, want %q", text, got, want)
		}
	}
}

// TestAReplyToALetterAboutSeveral: what is about one thing counts for that, the rest is noted at all of them for a person,
// once, and who wrote is shown where each can be answered.
func TestAReplyToALetterAboutSeveral(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.Accept})
		b, now := b.after(t, testkit.Today, 28)
		organization := b.organization(t, "o1")
		if found, told := b.reply(t, organization, "m1", "Ja hoor, vorige week gestart."); !found || !told {
			t.Errorf("a plain answer: %v, %v", found, told)
		}
		if d := b.get(t, r.ID); d.State != referral.Active {
			t.Errorf("after it said that it started: %s, %s", d.State, acts(d))
		}
		if found, _ := b.reply(t, organization, "m2", "Ja hoor, gestart."); found {
			t.Error("when nothing waits it is an answer all the same")
		}
		one, other := b.send(t, b.make(t, referral.New{}), yes), b.send(t, b.make(t, referral.New{}), yes)
		b, _ = b.after(t, now, 7)
		for turn := range 2 {
			if found, told := b.reply(t, organization, "m3", "Ja, wij bellen mevrouw Jansen, 06-12345678."); !found || told == (turn == 1) {
				t.Errorf("turn %d: %v, %v", turn, found, told)
			}
		}
		for _, id := range []string{one.ID, other.ID} {
			d := b.get(t, id)
			if last := d.Events[len(d.Events)-1]; last.Act != referral.Comment || strings.Contains(last.Reason, "12345678") || d.State != referral.Sent {
				t.Errorf("%s after %s: %q", d.State, acts(d), last.Reason)
			}
		}
		if got := b.mails(t); got[len(got)-1] != "referral-which to post@aanloop.example" {
			t.Errorf("mails: %v", got)
		}
	})
}

// TestAReplyOfAProfessional is never an answer by itself: the sender hears of it.
func TestAReplyOfAProfessional(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.make(t, referral.New{})
		b.do(t, b.fatima, r.ID, referral.Do{Act: referral.Hand})
		b, now := b.after(t, testkit.Today, 14)
		if found, told := b.reply(t, b.id(t, `select id from referrer`), "m1", "Ja, hij wil dat graag."); !found || !told {
			t.Errorf("%v, %v", found, told)
		}
		before := len(b.mails(t))
		b, _ = b.after(t, now, 1)
		if d := b.get(t, r.ID); d.State != referral.WithResident || d.Events[len(d.Events)-1].Side != referral.ByProfessional {
			t.Errorf("%s after %s", d.State, acts(d))
		}
		if got := b.mails(t)[before:]; len(got) != 1 || got[0] != "referral-news to fatima@veen.example" {
			t.Errorf("mails: %v", got)
		}
	})
}

// TestTheHalfYearlyLetter comes twice a year, to who referred, until it is switched off.
func TestTheHalfYearlyLetter(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), yes)
		b.do(t, b.fatima, r.ID, referral.Do{Act: referral.Withdraw, Reason: "solved"})
		b.make(t, referral.New{Professional: referral.Referrer{Email: "nooit@buurtteam.example"}}) // nothing was sent
		letters := func() int {
			return dbtest.Ask[int](t, b.DB, `select count(*) from outbox where kind = 'referral-used' and address = 'anna@buurtteam.example' and args like '%Bezoekmaatje%'`)[0]
		}
		for _, c := range []struct{ days, want int }{{183, 0}, {184, 1}, {185, 1}, {367, 1}, {368, 2}} {
			b = b.on(testkit.Today.AddDate(0, 0, c.days))
			must(t, b.Run(ctx, b.Network.ID))
			if got := letters(); got != c.want {
				t.Errorf("on day %d: %d letters, want %d", c.days, got, c.want)
			}
		}
		anna := b.id(t, `select id from referrer where email = 'anna@buurtteam.example'`)
		actor, err := b.ByLink(ctx, b.Network.ID, referral.PurposeOwn, anna, b.Token(b.Network.ID, referral.PurposeOwn, anna, 2026*12+11+12))
		must(t, err)
		must(t, b.SetDigest(ctx, actor, false))
		if on, err := b.Digest(ctx, actor); on || err != nil {
			t.Errorf("switched off it is %v, %v", on, err)
		}
		must(t, b.on(testkit.Today.AddDate(0, 0, 600)).Run(ctx, b.Network.ID))
		if got := letters(); got != 2 {
			t.Errorf("after it was switched off: %d letters", got)
		}
		if n := dbtest.Ask[int](t, b.DB, `select count(*) from outbox where kind = 'referral-used' and address like 'nooit%'`)[0]; n != 0 {
			t.Error("who never referred hears what was used")
		}
		if err := b.SetDigest(ctx, access.Actor{Network: b.Network.ID, Person: "elsewhere"}, true); !errors.Is(err, errs.NotFound) {
			t.Errorf("of nobody: %v", err)
		}
	})
}

// TestTheNeedHearsOfTheLookBack, when an organisation settles it, by link or mail.
func TestTheNeedHearsOfTheLookBack(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		var heard []bool
		listen := func(b bench) bench {
			b.Store = referral.NewStore(b.DB.WithClock(func() time.Time { return testkit.Today.AddDate(0, 0, 28) }), b.Directory,
				referral.Options{Key: []byte("key of links"), Folder: b.folder, Heard: func(_ context.Context, _ *db.Tx, need string, started bool, _ time.Time) error {
					heard = append(heard, started && need != "")
					return nil
				}})
			return b
		}
		r := b.send(t, b.make(t, referral.New{}), yes)
		b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.Accept})
		b, _ = b.after(t, testkit.Today, 28)
		b = listen(b)
		b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.LookBack, Outcome: referral.NotYet})
		b.do(t, b.member(t, "o1"), r.ID, referral.Do{Act: referral.LookBack, Outcome: referral.NotGoing, Reason: "no-click"})
		if len(heard) != 1 || heard[0] {
			t.Errorf("heard: %v", heard)
		}
	})
}

// TestOrganisationsReferToEachOther: from one organisation to another and back, from informal to formal help, and to one
// that is no member. Who says no names another, and the loop is the same.
func TestOrganisationsReferToEachOther(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for _, c := range []struct{ from, to, service string }{{"o1", "o2", "s2"}, {"o2", "o1", "s1"}, {"o1", "o4", "s5"}} {
			member := b.member(t, c.from)
			member.Person = b.fatima.Person
			r, err := b.Make(ctx, member, referral.New{Service: b.service(t, c.service), Aim: "after-care",
				Source: referral.Source{Kind: referral.FromOrganization, ID: b.organization(t, c.from), Need: "gezelschap"}})
			must(t, err)
			must(t, b.Choose(ctx, member, r.ID, r.Version, yes))
			d := b.do(t, b.member(t, c.to), r.ID, referral.Do{Act: referral.Decline, Reason: referral.NoRoom})
			if d.Organization != b.organization(t, c.to) || d.State != referral.Declined || d.Owner() != referral.BySender || d.Aim != "after-care" {
				t.Errorf("from %s to %s: %+v", c.from, c.to, d.Referral)
			}
			if seen, err := b.Get(ctx, b.member(t, c.from), r.ID); err != nil || seen.By != referral.BySender {
				t.Errorf("the organisation that asked sees %v, %v", seen.By, err)
			}
		}
		other := b.member(t, "o2")
		other.Person = b.cor.Person
		if _, err := b.Make(ctx, other, referral.New{Service: b.service(t, "s2"), Source: referral.Source{Kind: referral.FromOrganization, ID: b.organization(t, "o1"), Need: "gezelschap"}}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("on behalf of another organisation: %v", err)
		}
	})
}
