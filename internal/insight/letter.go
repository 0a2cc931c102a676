package insight

import (
	"context"
	"slices"
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/measure"
	"samenspel/internal/people"
)

// PurposeReport is the purpose of the link in the mail about a closed quarter. It leads to a page that needs a sign-in.
const PurposeReport = "figures-report"

// tellObservers writes to those who watch for the municipality that a quarter was closed, with a few figures of it. A figure
// that may not be shown is left out.
func tellObservers(ctx context.Context, tx *db.Tx, p Period, d Document) error {
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return err
	}
	off, err := db.All(ctx, tx, db.Value[string], `select person_id from report_unmailed where network_id = $1 order by person_id`, tx.Network)
	if err != nil {
		return err
	}
	for _, who := range duty.With(access.Observer) {
		if _, unmailed := slices.BinarySearch(off, who.ID); unmailed || who.Email == "" {
			continue
		}
		if _, err := mail.Queue(ctx, tx, mail.Message{Kind: "figures-closed", Lang: mail.Languages[0], Address: who.Email, Name: who.Name, Object: p.Name(), Args: d.words(p)}); err != nil {
			return err
		}
	}
	return nil
}

// words are what the letter says; "" is a figure that is left out.
func (d Document) words(p Period) map[string]string {
	words := map[string]string{"Quarter": strconv.Itoa(int(p.From.Month()+2) / 3), "Year": strconv.Itoa(p.From.Year())}
	say := func(name string, n *int) {
		if words[name] = ""; n != nil {
			words[name] = strconv.Itoa(*n)
		}
	}
	say("Discussed", d.Report.All.N)
	for name, key := range map[string]measure.Key{"Suitable": measure.Suitable, "Started": measure.Started, "Active": measure.Active} {
		say(name, d.Report.All.Of[slices.Index(measure.Parts, key)])
	}
	return words
}

// Mailed tells whether the actor gets a mail when a quarter was closed.
func (s *Store) Mailed(ctx context.Context, actor access.Actor) (yes bool, err error) {
	defer errs.Wrap(&err, "insight.Mailed")
	if err := access.Can(actor, access.Read, access.Figures); err != nil {
		return false, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		off, err := db.One(ctx, tx, db.Value[int], `select count(*) from report_unmailed where network_id = $1 and person_id = $2`, tx.Network, actor.Person)
		yes = off == 0
		return err
	})
	return yes, err
}

// Mail sets whether the actor gets that mail.
func (s *Store) Mail(ctx context.Context, actor access.Actor, yes bool) (err error) {
	defer errs.Wrap(&err, "insight.Mail")
	if err := access.Can(actor, access.Read, access.Figures); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		statement := `insert into report_unmailed (network_id, person_id) values ($1, $2) on conflict (network_id, person_id) do nothing`
		if yes {
			statement = `delete from report_unmailed where network_id = $1 and person_id = $2`
		}
		if _, err := tx.Exec(ctx, statement, tx.Network, actor.Person); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "change", Object: access.Figures, Purpose: "mail"})
	})
}
