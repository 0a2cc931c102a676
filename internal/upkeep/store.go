package upkeep

import (
	"context"
	"fmt"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
)

// The letters, and the purpose of the link in them.
const (
	letterAsk        = "still-right"
	letterRemind     = "still-right-again"
	letterCorrection = "correction"

	Purpose = "own-entries"
)

// A new round waits until an organisation got no mail with another question for a week.
const (
	othersAsk = "direct-count" // the letter of package tally
	quietDays = 7
)

// Store keeps rounds and corrections.
type Store struct {
	db        *db.DB
	directory *directory.Store
	key       []byte
}

// NewStore gives the store on d. The key makes links; whoever has it can make them too.
func NewStore(d *db.DB, entries *directory.Store, key []byte) *Store { return &Store{d, entries, key} }

// JobKind is the name of the job that takes the steps of a day.
const JobKind = "upkeep"

// Schedule is when it runs: organisations get their mail in the morning.
var Schedule = jobs.Schedule{Kind: JobKind, At: "07:30"}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Run(ctx, run.Network) }}
}

// Token gives the proof in the link of a generation to the entries of an organisation.
func (s *Store) Token(organization string, generation int) string {
	return mail.Sign(s.key, organization, "", Purpose, generation)
}

const roundColumns = `organization_id, generation, asked_at, reminded_at, call_at`

func readRound(scan db.Scan) (r Round, err error) {
	return r, scan(&r.Organization, &r.Generation, &r.Asked, &r.Reminded, &r.ToCall)
}

// writeRound keeps a round of an organisation in the place of the one before.
func writeRound(ctx context.Context, tx *db.Tx, r Round) error {
	_, err := tx.Exec(ctx, `insert into upkeep_round (network_id, organization_id, generation, asked_at, reminded_at, call_at)
		values ($1, $2, $3, $4, $5, $6) on conflict (network_id, organization_id) do update set generation = excluded.generation,
			asked_at = excluded.asked_at, reminded_at = excluded.reminded_at, call_at = excluded.call_at`,
		tx.Network, r.Organization, r.Generation, r.Asked, r.Reminded, r.ToCall)
	return err
}

// asked is an organisation with its round and whether it is overdue.
type asked struct {
	Round
	Name, Email string
	Overdue     bool
	Services    int
}

// Run takes the steps of a day for a network: it asks, reminds, lists and ends rounds. Doing it twice asks once.
func (s *Store) Run(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "upkeep.Run")
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		all, err := due(ctx, tx)
		if err != nil {
			return err
		}
		lately, err := mail.WrittenSince(ctx, tx, tx.Now.AddDate(0, 0, -quietDays), othersAsk)
		if err != nil {
			return err
		}
		for _, a := range all {
			if lately[a.Email] && !a.Open() {
				continue // tomorrow, or later
			}
			if err := s.step(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// due gives the organisations with an open round or an overdue service, with what the records they stand for offer. An
// organisation without a mail address is asked at that of such a record. What
// waits for an editor is not public: nobody is asked about it.
func due(ctx context.Context, tx *db.Tx) ([]asked, error) {
	services, err := db.All(ctx, tx, func(scan db.Scan) (s directory.Service, err error) {
		return s, scan(&s.OrganizationID, &s.Confirmed, &s.Rhythm)
	}, `select coalesce(o.survivor_id, o.id), s.confirmed_at, s.rhythm from service s
		join organization o on o.network_id = s.network_id and o.id = s.organization_id
		where s.network_id = $1 and s.withdrawn_at is null and s.survivor_id is null and o.withdrawn_at is null`+directory.Shown("s"), tx.Network)
	if err != nil {
		return nil, err
	}
	overdue, count := map[string]bool{}, map[string]int{}
	for _, s := range services {
		overdue[s.OrganizationID] = overdue[s.OrganizationID] || s.Overdue(tx.Now)
		count[s.OrganizationID]++
	}
	all, err := db.All(ctx, tx, func(scan db.Scan) (a asked, err error) {
		return a, scan(&a.Organization, &a.Name, &a.Email, &a.Generation, &a.Asked, &a.Reminded, &a.ToCall)
	}, `select o.id, o.name, case when o.email <> '' then o.email else coalesce((select min(m.email) from organization m
			where m.network_id = o.network_id and m.survivor_id = o.id and m.withdrawn_at is null and m.email <> ''), '') end,
			coalesce(r.generation, 0), r.asked_at, r.reminded_at, r.call_at from organization o
		left join upkeep_round r on r.network_id = o.network_id and r.organization_id = o.id
		where o.network_id = $1 and o.withdrawn_at is null and o.survivor_id is null`+directory.Shown("o")+`order by o.id`, tx.Network)
	var wanted []asked
	for _, a := range all {
		a.Overdue, a.Services = overdue[a.Organization], count[a.Organization]
		if a.Overdue || a.Open() {
			wanted = append(wanted, a)
		}
	}
	return wanted, err
}

// step takes the next step of one organisation.
func (s *Store) step(ctx context.Context, tx *db.Tx, a asked) error {
	step := Next(a.Round, a.Overdue, a.Email != "", tx.Now)
	if step == Nothing {
		return nil
	}
	r := a.after(step, tx.Now)
	if err := writeRound(ctx, tx, r); err != nil {
		return err
	}
	letter := map[Step]string{Ask: letterAsk, Remind: letterRemind}[step]
	if letter == "" {
		return nil
	}
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: letter, Lang: "nl", Address: a.Email, Name: a.Name, Object: a.Organization, Generation: r.Generation,
		Args: map[string]string{"Services": fmt.Sprint(a.Services)}})
	return err
}

// Actor gives who may act for an organisation with the proof in a link: a member of it, without an account. A link that
// is forged or whose round ended is NotFound.
func (s *Store) Actor(ctx context.Context, network, organization, token string) (actor access.Actor, err error) {
	defer errs.Wrap(&err, "upkeep.Actor")
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		r, err := db.One(ctx, tx, readRound, `select `+roundColumns+` from upkeep_round where network_id = $1 and organization_id = $2`, tx.Network, organization)
		if err == nil && (!r.Open() || !mail.Verify(s.key, token, organization, "", Purpose, r.Generation)) {
			err = errs.NotFound
		}
		return err
	})
	return access.Actor{Network: network, Origin: Purpose, Grants: []access.Grant{{Role: access.Member, Organization: organization}}}, err
}

// Organization gives an organisation with what it offers, for who may write it.
func (s *Store) Organization(ctx context.Context, actor access.Actor, id string) (o directory.Organization, entries []directory.Entry, err error) {
	defer errs.Wrap(&err, "upkeep.Organization(%q)", id)
	all, _, err := s.directory.OrganizationPage(ctx, actor, directory.Filter{IDs: []string{id}}, directory.Window{Limit: 1})
	if err == nil && len(all) == 0 {
		err = errs.NotFound
	}
	if err != nil {
		return o, nil, err
	}
	entries, _, err = s.directory.Page(ctx, actor, directory.Filter{Organization: id}, directory.Window{Limit: mostEntries})
	return all[0], entries, err
}

// mostEntries is how many services of one organisation a page shows.
const mostEntries = 500

// Confirm says of everything an organisation offers that it is still right, and ends its round.
func (s *Store) Confirm(ctx context.Context, actor access.Actor, organization, by string) (err error) {
	defer errs.Wrap(&err, "upkeep.Confirm(%q)", organization)
	_, entries, err := s.Organization(ctx, actor, organization)
	if err != nil {
		return err
	}
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.Service.ID
	}
	return s.directory.Confirm(ctx, actor, organization, ids, by)
}

// ToCall is an organisation that somebody should call.
type ToCall struct {
	Organization directory.Organization
	Since        time.Time
	Mail         bool // it was asked by mail first
}

// Calls gives the organisations to call, those that wait longest first.
func (s *Store) Calls(ctx context.Context, actor access.Actor) (all []ToCall, err error) {
	defer errs.Wrap(&err, "upkeep.Calls")
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(scan db.Scan) (c ToCall, err error) {
			var asked *time.Time
			o := &c.Organization
			err = scan(&o.ID, &o.Name, &o.Slug, &o.Phone, &o.Email, &c.Since, &asked)
			c.Mail = asked != nil
			return c, err
		}, `select o.id, o.name, o.slug, o.phone, o.email, r.call_at, r.asked_at from upkeep_round r
			join organization o on o.network_id = r.network_id and o.id = r.organization_id
			where r.network_id = $1 and r.call_at is not null and o.survivor_id is null order by r.call_at, o.name`, tx.Network)
		return err
	})
	return all, err
}

// trace writes that someone did something to a correction.
func trace(ctx context.Context, tx *db.Tx, actor access.Actor, action, id string) error {
	return audit.Write(ctx, tx, actor, audit.Act{Action: action, Object: access.Reports, ID: id})
}
