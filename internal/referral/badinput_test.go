package referral_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/referral"
	"samenspel/internal/testkit"
)

// TestAnswersOfTheSameMoment: of three that come at once, by two links and by mail, one counts.
func TestAnswersOfTheSameMoment(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		inbox := b.member(t, "o1")
		for round := range 8 {
			r := b.send(t, b.make(t, referral.New{}), yes)
			answers := []func() error{
				func() error {
					return b.Do(ctx, inbox, r.ID, r.Version, referral.Do{Act: referral.Accept}, referral.Scanner{})
				},
				func() error {
					return b.Do(ctx, inbox, r.ID, r.Version, referral.Do{Act: referral.Decline, Reason: referral.NoRoom}, referral.Scanner{})
				},
				func() error {
					return b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
						_, _, err := b.Replied(ctx, tx, r.ID, referral.Reply{Mail: "m", Text: "Ja, vanaf 1 februari"})
						return err
					})
				},
			}
			problems := make([]error, len(answers))
			var all sync.WaitGroup
			for i, answer := range answers {
				all.Go(func() { problems[i] = answer() })
			}
			all.Wait()
			for i, err := range problems {
				if err != nil && !errors.Is(err, errs.Conflict) {
					t.Errorf("round %d, answer %d: %v", round, i, err)
				}
			}
			counted := 0
			for _, e := range b.get(t, r.ID).Events {
				if e.Act == referral.Accept || e.Act == referral.Decline || e.Act == referral.Wait {
					counted++
				}
			}
			if counted != 1 {
				t.Errorf("round %d: %d answers count: %s", round, counted, acts(b.get(t, r.ID)))
			}
		}
	})
}

// TestAnAnswerOfAnOrganisationThatMerged between the question and the mail, before any job ran, still counts.
func TestAnAnswerOfAnOrganisationThatMerged(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		r := b.send(t, b.make(t, referral.New{}), withContact())
		o1, o5 := b.organization(t, "o1"), b.organization(t, "o5")
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error {
			return directory.SetSurvivors(ctx, tx, directory.OrganizationRecord, map[string]string{o1: o5})
		}))
		b.reply(t, r.ID, "m1", "Ja, dat kan.")
		b, _ = b.after(t, testkit.Today, 1)
		d := b.get(t, r.ID)
		if d.State != referral.Accepted || d.Organization != o5 {
			t.Errorf("it is %s with %s", d.State, d.Organization)
		}
		if _, err := b.OpenContact(ctx, b.member(t, "o5"), r.ID); !errors.Is(err, errs.NotFound) {
			t.Errorf("the consent was for another organisation: %v", err)
		}
	})
}

// identifiers tell who somebody is.
var identifiers = []string{"111222333", "06-12345678", "jan.jansen@post.example", "Kerkstraat 12, 1234 AB", "NL91ABNA0417164300"}

// TestNoFieldKeepsWhoItIs: every field of text refuses what tells who somebody is, also where only a code belongs; what
// comes by mail loses it.
func TestNoFieldKeepsWhoItIs(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		running := b.send(t, b.make(t, referral.New{}), yes)
		b.do(t, b.member(t, "o1"), running.ID, referral.Do{Act: referral.Accept})
		must(t, b.Signal(ctx, b.member(t, "o1"), running.ID, referral.TheirSide, "De deur bleef dicht.", referral.Scanner{}))
		signal, version := b.get(t, running.ID).Signals[0].ID, b.get(t, running.ID).Version
		concept := b.make(t, referral.New{})
		do := func(id string, version int64, d referral.Do) error {
			return b.Do(ctx, b.fatima, id, version, d, referral.Scanner{})
		}
		for _, who := range identifiers {
			text := "Bel even: " + who
			source := referral.Source{Kind: referral.FromCase, ID: "c", Area: concept.Area, Need: "gezelschap"}
			_, made := b.Make(ctx, b.fatima, referral.New{Source: source, Service: b.service(t, "s1"), Wish: text})
			source.Need = who
			_, needed := b.Make(ctx, b.fatima, referral.New{Source: source, Service: b.service(t, "s1")})
			_, asked := b.AskRoom(ctx, b.fatima, "", who, concept.Area, []string{b.service(t, "s1")})
			for field, err := range map[string]error{
				"wish of a new one": made, "need": needed, "need of a question about room": asked,
				"wish":          b.Choose(ctx, b.fatima, concept.ID, concept.Version, referral.Choice{Giver: "resident", Wish: text}),
				"what else":     do(concept.ID, concept.Version, referral.Do{Act: referral.Comment, Text: text}),
				"comment":       do(running.ID, version, referral.Do{Act: referral.Comment, Text: text}),
				"look-back":     do(running.ID, version, referral.Do{Act: referral.LookBack, Outcome: referral.NotYet, Text: text}),
				"reason":        do(running.ID, version, referral.Do{Act: referral.Update, Reason: who}),
				"outcome":       do(running.ID, version, referral.Do{Act: referral.Update, Outcome: referral.Outcome(who)}),
				"result":        do(running.ID, version, referral.Do{Act: referral.Update, Result: who}),
				"stepped":       do(running.ID, version, referral.Do{Act: referral.Update, Stepped: referral.Stepped(who)}),
				"advised":       do(running.ID, version, referral.Do{Act: referral.Decline, Reason: referral.NoRoom, Advised: who}),
				"signal":        b.Signal(ctx, b.member(t, "o1"), running.ID, referral.TheirSide, text, referral.Scanner{}),
				"answer":        b.AnswerSignal(ctx, b.fatima, running.ID, signal, text, referral.Scanner{}),
				"who signals":   b.Signal(ctx, b.member(t, "o1"), running.ID, referral.Signaller(who), "Dag", referral.Scanner{}),
				"who said yes":  b.Choose(ctx, b.fatima, concept.ID, concept.Version, referral.Choice{Giver: referral.Giver(who)}),
				"act":           do(running.ID, version, referral.Do{Act: referral.Act(who)}),
				"when":          mistake(b.Make(ctx, b.fatima, referral.New{Source: concept.Source, Service: concept.Service, When: referral.When(who)})),
				"where it came": mistake(b.Make(ctx, b.fatima, referral.New{Source: referral.Source{Kind: referral.Origin(who), Need: "gezelschap"}, Service: concept.Service})),
			} {
				if !errors.Is(err, errs.Invalid) && !errors.Is(err, errs.Forbidden) && !errors.Is(err, errs.Conflict) {
					t.Errorf("%s takes %q: %v", field, who, err)
				}
			}
			b.reply(t, running.ID, "mail "+who, text+". Wat nu?")
		}
		kept := strings.Join(dbtest.Ask[string](t, b.DB, `select wish || need || origin_id || reason || result || stepped || advised_id || urgency from referral union all select reason || act || side from referral_event
			union all select text || answer || side from referral_signal union all select need from room_question union all select args from outbox`), " ")
		for _, who := range identifiers {
			if strings.Contains(kept, who) {
				t.Errorf("%q is kept: %s", who, kept)
			}
		}
	})
}

func mistake(_ referral.Referral, err error) error { return err }

// TestTermsOverTheClockAndTheYear: what is sent in the hour that comes twice, or a minute before the year ends, has its
// term in whole working days of here.
func TestTermsOverTheClockAndTheYear(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for at, want := range map[string]time.Time{
			"2026-10-25T00:30:00Z": date(2026, 11, 2), "2026-10-25T01:30:00Z": date(2026, 11, 2), // half past two, twice, on a Sunday: it begins on Monday
			"2026-12-31T22:59:00Z": date(2027, 1, 8), "2026-12-31T23:01:00Z": date(2027, 1, 11), // it is 2027 here from 23:00
			"2027-03-28T00:59:00Z": date(2027, 4, 6), "2027-03-28T01:01:00Z": date(2027, 4, 6), // no half past two; Easter Monday
		} {
			moment, err := time.Parse(time.RFC3339, at)
			must(t, err)
			b := b.on(moment)
			r := b.send(t, b.make(t, referral.New{}), yes)
			if !r.AnswerDue.Equal(want) || !r.SentOn.Equal(calendar.Today(moment)) || !calendar.Office.Works(*r.AnswerDue) {
				t.Errorf("sent at %s: answer by %v, want %v", at, r.AnswerDue, want)
			}
		}
	})
}
