package tally

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/referral"
)

// The letter, and the purpose of the link in it. The letters of asked hold the question too.
const (
	letterCount = "direct-count"
	Purpose     = "direct-count" // object: an organisation
)

// asked are the letters with a link behind which the question stands.
var asked = []string{"still-right", "still-right-again", "room-asked"}

// Store keeps what organisations say.
type Store struct {
	db  *db.DB
	key []byte
}

// NewStore gives the store on d. The key makes links; whoever has it can make them too.
func NewStore(d *db.DB, key []byte) *Store { return &Store{d, key} }

// JobKind is the name of the job that asks.
const JobKind = "tally"

// Schedule is when it runs: after the job that asks whether entries are right.
var Schedule = jobs.Schedule{Kind: JobKind, At: "07:45"}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Run(ctx, run.Network) }}
}

const (
	week      = 7 * 24 * time.Hour
	linkLives = 3 // months
)

// generation numbers the months.
func generation(month time.Time) int { return month.Year()*12 + int(month.Month()) }

// Token gives the proof in the link of an organisation to a month.
func (s *Store) Token(network, organization string, month time.Time) string {
	return mail.Sign(s.key, network+"\x00"+organization, "", Purpose, generation(month))
}

// TokenIn is Token for the month of a letter, by the generation in it.
func (s *Store) TokenIn(network, organization string, generation int) string {
	return mail.Sign(s.key, network+"\x00"+organization, "", Purpose, generation)
}

// LastMonth gives the month that is asked about now.
func (s *Store) LastMonth() time.Time {
	return MonthOf(calendar.Today(s.db.Now())).AddDate(0, -1, 0)
}

// ByLink gives who may answer with the proof in a link: a member of the organisation, without an account; and the month. A
// link that is forged or too old is NotFound.
func (s *Store) ByLink(ctx context.Context, network, organization, token string) (actor access.Actor, month time.Time, err error) {
	defer errs.Wrap(&err, "tally.ByLink")
	month = s.LastMonth()
	for range linkLives {
		if mail.Verify(s.key, token, network+"\x00"+organization, "", Purpose, generation(month)) {
			return access.Actor{Network: network, Origin: Purpose, Grants: []access.Grant{{Role: access.Member, Organization: organization}}}, month, nil
		}
		month = month.AddDate(0, -1, 0)
	}
	return actor, month, errs.NotFound
}

// Of gives what an organisation said, the newest month first, to who may write for it.
func (s *Store) Of(ctx context.Context, actor access.Actor, organization string) (said []Count, err error) {
	defer errs.Wrap(&err, "tally.Of(%q)", organization)
	if err := access.Can(actor, access.Edit, access.OwnEntries, access.At{Organization: organization}); err != nil {
		return nil, err
	}
	return said, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		said, err = db.All(ctx, tx, readCount, counts+` and organization_id = $2 order by month desc limit 12`, tx.Network, organization)
		return err
	})
}

const counts = `select organization_id, month, answer from direct_count where network_id = $1 and answer <> ''`

func readCount(scan db.Scan) (c Count, err error) {
	return c, scan(&c.Organization, &c.Month, &c.Answer)
}

// Say notes what an organisation says of a month, in the place of what it said before. "" takes it back.
func (s *Store) Say(ctx context.Context, actor access.Actor, organization string, month time.Time, answer Answer) (err error) {
	defer errs.Wrap(&err, "tally.Say(%q)", organization)
	if err := access.Can(actor, access.Edit, access.OwnEntries, access.At{Organization: organization}); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `insert into direct_count (network_id, organization_id, month, answer, answered_at) values ($1, $2, $3, $4, $5)
			on conflict (network_id, organization_id, month) do update set answer = excluded.answer, answered_at = excluded.answered_at`,
			tx.Network, organization, MonthOf(month), string(answer), tx.Now); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "count", Object: access.OwnEntries, ID: organization})
	})
}

// Load gives what organisations said since a month, inside a transaction that another concept opened.
func Load(ctx context.Context, tx *db.Tx, since time.Time) (Told, error) {
	told := Told{}
	return told, db.Each(ctx, tx, func(scan db.Scan) error {
		c, err := readCount(scan)
		told[c.Organization] = append(told[c.Organization], c)
		return err
	}, counts+` and month >= $2 order by month, organization_id`, tx.Network, since)
}

// Run asks the organisations that are to be asked today. Doing it twice asks once.
func (s *Store) Run(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "tally.Run")
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		today := calendar.Today(tx.Now)
		if !calendar.Office.Works(today) {
			return nil
		}
		month := MonthOf(today).AddDate(0, -1, 0)
		all, err := referral.ReceiversSince(ctx, tx, today.AddDate(-1, 0, 0))
		if err != nil {
			return err
		}
		known, err := db.All(ctx, tx, db.Value[string], `select organization_id from direct_count where network_id = $1 and month = $2 order by organization_id`, tx.Network, month)
		if err != nil {
			return err
		}
		since := MonthOf(today)
		if ago := tx.Now.Add(-week); ago.Before(since) {
			since = ago
		}
		written, err := mail.WrittenSince(ctx, tx, since, asked...)
		if err != nil {
			return err
		}
		return ask(ctx, tx, due(all, known, written, today), month)
	})
}

// ask writes to organisations about a month.
func ask(ctx context.Context, tx *db.Tx, all []referral.Receiver, month time.Time) error {
	var rows [][]any
	for _, o := range all {
		if _, err := mail.Queue(ctx, tx, mail.Message{Kind: letterCount, Lang: mail.Languages[0], Address: o.Email, Name: o.Name, Object: o.ID, Generation: generation(month)}); err != nil {
			return err
		}
		rows = append(rows, []any{tx.Network, o.ID, month, tx.Now})
	}
	return tx.Repeat(ctx, `insert into direct_count (network_id, organization_id, month, asked_at, answer) values ($1, $2, $3, $4, '')`, rows)
}
