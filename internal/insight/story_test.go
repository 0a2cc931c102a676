package insight_test

import (
	"errors"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

const story = "Een man kwam na zijn pensioen niet meer buiten. Nu loopt hij elke week mee met een wandelgroep."

// TestAStoryNeedsASecondPairOfEyes takes a story from the writer to the report, and goes along every way that must not be.
func TestAStoryNeedsASecondPairOfEyes(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		writer := access.Actor{Network: b.Network.ID, Person: "schrijver", Grants: []access.Grant{{Role: access.Ambassador, Area: "a"}}}
		reader := access.Actor{Network: b.Network.ID, Person: "lezer", Grants: []access.Grant{{Role: access.Liaison, Team: "t"}}}
		b.list(t, "a", spring, 60, 40)
		must(t, b.Tell(ctx, writer, "s1", spring, story, new(privacy.Scanner), "nl"))
		must(t, b.Tell(ctx, writer, "s1", spring, story, new(privacy.Scanner), "nl"))
		must(t, b.Tell(ctx, writer, "s2", spring, "Dit verhaal is nooit door iemand anders gelezen, en komt er dus niet in.", new(privacy.Scanner), "nl"))
		for what, err := range map[string]error{
			"the writer looks":           b.See(ctx, writer, "s1"),
			"it is approved unseen":      b.Approve(ctx, b.coordinator, "s1"),
			"a story that is not there":  b.See(ctx, reader, "s9"),
			"an observer looks":          b.See(ctx, b.observer, "s1"),
			"a liaison approves":         b.Approve(ctx, reader, "s1"),
			"another one takes it away":  b.Withdraw(ctx, reader, "s1"),
			"the municipality tells one": b.Tell(ctx, b.observer, "s3", spring, story, new(privacy.Scanner), "nl"),
		} {
			if !errors.Is(err, errs.Conflict) && !errors.Is(err, errs.Forbidden) && !errors.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for text, field := range map[string]string{"kort": "short", strings.Repeat("woord ", 300): "long", story + " Bel hem op 06-12345678.": "", story + " Hij is geboren op 3 mei 1951.": ""} {
			var problems errs.Problems
			if err := b.Tell(ctx, writer, "s4", spring, text, new(privacy.Scanner), "nl"); !errors.As(err, &problems) || problems[0].Column != "text" || !strings.Contains(problems[0].Key, field) {
				t.Errorf("%.20s: %v", text, err)
			}
		}
		must(t, b.See(ctx, reader, "s1"))
		must(t, b.Approve(ctx, b.coordinator, "s1"))
		all, err := b.Stories(ctx, reader)
		must(t, err)
		if len(all) != 2 || all[0].State() != insight.Approved || all[1].State() != insight.Written {
			t.Errorf("stories: %+v", all)
		}
		must(t, b.Close(ctx, b.coordinator, spring))
		c := b.published(t)[0]
		if len(c.Document.Stories) != 1 || c.Document.Stories[0] != story || !c.Sound() {
			t.Errorf("published: %q", c.Document.Stories)
		}
		for what, err := range map[string]error{"told": b.Tell(ctx, writer, "s5", spring, story, new(privacy.Scanner), "nl"), "seen": b.See(ctx, reader, "s2"), "withdrawn": b.Withdraw(ctx, b.coordinator, "s1")} {
			if !errors.Is(err, errs.Conflict) {
				t.Errorf("after closing it is %s: %v", what, err)
			}
		}
		must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error { return insight.EraseStories(ctx, tx, []string{"s1", "s2"}) }))
		if after := b.published(t)[0]; after.Hash != c.Hash || !after.Sound() {
			t.Error("the report changed when its story was removed")
		}
	})
}

// TestTheMunicipalityGetsOneMailForEachQuarter closes quarters, with the mail on, off and on again.
func TestTheMunicipalityGetsOneMailForEachQuarter(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		id, err := b.People.Save(ctx, b.Operator, people.Person{Name: "Gemma Gemeente", Email: "gemma@veen.example"})
		must(t, err)
		must(t, b.People.Assign(ctx, b.Operator, people.Assignment{Person: people.Person{ID: id}, Role: access.Observer, HoursWeek: 4, Paid: true, Starts: testkit.Today.AddDate(0, -1, 0)}))
		gemma := access.Actor{Network: b.Network.ID, Person: id, Grants: []access.Grant{{Role: access.Observer}}}
		letters := func() (all []string) {
			t.Helper()
			must(t, b.DB.View(ctx, b.Network.ID, func(tx *db.Tx) error {
				all, err = db.All(ctx, tx, db.Value[string], `select args from outbox where network_id = $1 and kind = 'figures-closed' and address = 'gemma@veen.example' order by id`, tx.Network)
				return err
			}))
			return all
		}
		b.list(t, "a", spring, 60, 40)
		must(t, b.Refresh(ctx, b.Network.ID))
		if got := letters(); len(got) != 0 {
			t.Errorf("nothing was closed, and there is a mail: %v", got)
		}
		must(t, b.Close(ctx, b.coordinator, spring))
		must(t, b.Close(ctx, b.coordinator, spring))
		got := letters()
		if len(got) != 1 || !strings.Contains(got[0], `"Discussed":"60"`) || !strings.Contains(got[0], `"Suitable":"40"`) || !strings.Contains(got[0], `"Active":""`) {
			t.Errorf("mails: %v", got)
		}
		for i, on := range []bool{false, false, true} {
			must(t, b.Mail(ctx, gemma, on))
			if yes, err := b.Mailed(ctx, gemma); yes != on || err != nil {
				t.Errorf("the mail is on: %v, want %v (%v)", yes, on, err)
			}
			must(t, b.Close(ctx, b.coordinator, spring.AddDate(0, -3*(i+1), 0)))
		}
		if got := letters(); len(got) != 2 {
			t.Errorf("%d mails, want 2", len(got))
		}
	})
}
