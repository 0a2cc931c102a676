package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/desk"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
)

// byMail does something in a transaction, as package inbox does when a mail comes in.
func (b bench) byMail(t *testing.T, do func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	must(t, b.DB.In(ctx, b.Network.ID, func(tx *db.Tx) error { return do(ctx, tx) }))
}

var mailed = desk.Letter{ID: "m1", Name: "Anna Jansen", From: "anna@example.org", Subject: "Hulp", Text: "Mijn moeder is alleen. Bel mij op 06 12345678.", Mail: "<a1@example.org>"}

func TestAMailBecomesAQuestion(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		var made desk.Enquiry
		b.byMail(t, func(ctx context.Context, tx *db.Tx) (err error) {
			if made, err = b.FromMail(ctx, tx, mailed); err == nil {
				_, err = desk.Receipt(ctx, tx, made, mailed, true, "")
			}
			return err
		})
		d, err := b.Enquiry(ctx, b.worker, made.ID)
		must(t, err)
		if d.State != desk.New || d.Channel != desk.Mail || strings.Contains(d.Note, "06") || d.Contact.Email != "anna@example.org" || d.Contact.Phone != "06 12345678" ||
			!strings.Contains(d.Contact.Text, "06 12345678") {
			t.Errorf("the question is %+v with %+v", d.Enquiry, d.Contact)
		}
		told := dbtest.Ask[string](t, b.DB, `select kind || ' ' || address || ' ' || in_reply_to || ' ' || thread_id from outbox`)
		if len(told) != 1 || told[0] != "desk-received-attached anna@example.org <a1@example.org> "+made.ID {
			t.Errorf("the sender was told %v", told)
		}
	})
}

// TestATeamSeesWhatItAsked by mail, and nothing of what another team asked.
func TestATeamSeesWhatItAsked(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		team, err := b.People.SaveTeam(ctx, b.Operator, people.Team{Name: "Jeugdteam stad", Kind: "jeugd", Email: "jeugd@veen.example"})
		must(t, err)
		letter := mailed
		letter.Team, letter.Asker = team, ""
		var made desk.Enquiry
		b.byMail(t, func(ctx context.Context, tx *db.Tx) (err error) {
			made, err = b.FromMail(ctx, tx, letter)
			return err
		})
		leader := access.Actor{Network: b.Network.ID, Person: "x", Grants: []access.Grant{{Role: access.Liaison, Team: team}}}
		all, err := b.AskedBy(ctx, leader, team)
		must(t, err)
		if len(all) != 1 || all[0].Code != made.Code || all[0].State != desk.New || made.Asker != "team" {
			t.Errorf("the team sees %+v of %+v", all, made)
		}
		if _, err := b.AskedBy(ctx, leader, "another"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("of another team: %v", err)
		}
	})
}

func TestAnAnswerByMailOpensAQuestionAgain(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		var made desk.Enquiry
		b.byMail(t, func(ctx context.Context, tx *db.Tx) (err error) {
			made, err = b.FromMail(ctx, tx, mailed)
			return err
		})
		must(t, b.Answer(ctx, b.worker, made.ID, 1, desk.Response{Text: "Dit past bij u.", Mail: true}))
		answer := dbtest.Ask[string](t, b.DB, `select in_reply_to || ' ' || thread_id from outbox where kind = 'desk-answer'`)
		if len(answer) != 1 || answer[0] != "<a1@example.org> "+made.ID {
			t.Errorf("the answer does not keep the thread: %v", answer)
		}
		must(t, b.Do(ctx, b.worker, made.ID, 2, desk.Step{Act: desk.Close, Outcome: desk.Endings[0], Kind: desk.Kinds[0], Asker: desk.Askers[0]}))
		more := desk.Letter{ID: "m2", From: "anna@example.org", Text: "Het lukte toch niet."}
		var found, other bool
		b.byMail(t, func(ctx context.Context, tx *db.Tx) (err error) {
			if found, err = b.AnswerFromMail(ctx, tx, made.ID, more); err == nil {
				other, err = b.AnswerFromMail(ctx, tx, "nonsense", more)
			}
			return err
		})
		d, err := b.Enquiry(ctx, b.worker, made.ID)
		must(t, err)
		if !found || other || !d.Open() || !strings.HasSuffix(d.Contact.Text, "Het lukte toch niet.") || d.Next.Before(testkit.Today.AddDate(0, 0, -1)) {
			t.Errorf("found %v and %v; it is %s, next on %v, with %q", found, other, d.State, d.Next, d.Contact.Text)
		}
	})
}

func TestAMailWithoutAnythingIsAQuestionToo(t *testing.T) {
	each(t, func(t *testing.T, b bench) {
		for _, l := range []desk.Letter{{ID: "1"}, {ID: "2", From: "a@b.c", Text: strings.Repeat("lang ", 100_000), Name: strings.Repeat("n", 1000)}} {
			b.byMail(t, func(ctx context.Context, tx *db.Tx) error {
				_, err := b.FromMail(ctx, tx, l)
				return err
			})
		}
	})
}
