package volunteering

import (
	"context"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/privacy"
)

// JobKind is the name of the job that takes the steps of a day.
const JobKind = "volunteering"

// Schedule is when it runs: before people begin their day.
var Schedule = jobs.Schedule{Kind: JobKind, At: "07:45"}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Run(ctx, run.Network) }}
}

// Run takes the steps of a day: it asks who was introduced whether it began, and tells the coordinator what is over time.
// Doing it twice on a day says everything once.
func (s *Store) Run(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "volunteering.Run")
	box, err := s.o.Secrets(ctx, network)
	if err != nil {
		return err
	}
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		day := dayOf(tx)
		all, err := db.All(ctx, tx, read, signups+` and v.ended_at is null and v.next_on <= $2 order by v.id`, tx.Network, day)
		if err != nil {
			return err
		}
		var ask, late []string
		for _, one := range all {
			switch one.Must(day) {
			case Ask:
				ask = append(ask, one.ID)
			case Escalate:
				late = append(late, one.ID)
			}
		}
		if err := askAll(ctx, tx, box, all, ask); err != nil {
			return err
		}
		if err := note(ctx, tx, "escalated_at", late); err != nil || len(late) == 0 {
			return err
		}
		return tellLate(ctx, tx, len(late))
	})
}

// askAll asks people by mail whether they began, and notes that. Who has no address is called from the list.
func askAll(ctx context.Context, tx *db.Tx, box tink.AEAD, all []Signup, ids []string) error {
	who, err := contacts(ctx, tx, box, ids)
	if err != nil {
		return err
	}
	for _, one := range all {
		c, asked := who[one.ID]
		if !asked || c.Email == "" {
			continue
		}
		if _, err := mail.Queue(ctx, tx, mail.Message{Kind: letterAsk, Lang: mail.Languages[0], Address: c.Email, Name: c.Name, Object: one.Code}); err != nil {
			return err
		}
	}
	return note(ctx, tx, "asked_at", ids)
}

// note writes that something was said about sign-ups now.
func note(ctx context.Context, tx *db.Tx, column string, ids []string) error {
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{tx.Network, id, tx.Now}
	}
	return tx.Repeat(ctx, `update volunteer set `+column+` = $3, version = version + 1 where network_id = $1 and id = $2`, rows)
}

// KeptSignups gives all sign-ups, with the moment at which something last happened.
func KeptSignups(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) }, `select id, touched_at from volunteer where network_id = $1`, tx.Network)
}

// Erase deletes sign-ups with everything that belongs to them.
func Erase(ctx context.Context, tx *db.Tx, ids []string) error {
	rows := tx.Rows(ids)
	for _, statement := range []string{
		`delete from volunteer_contact where network_id = $1 and volunteer_id = $2`,
		`delete from introduction where network_id = $1 and volunteer_id = $2`,
		`delete from volunteer where network_id = $1 and id = $2`,
	} {
		if err := tx.Repeat(ctx, statement, rows); err != nil {
			return err
		}
	}
	return nil
}
