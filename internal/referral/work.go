package referral

import (
	"context"
	"maps"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/people"
)

// JobKind is the name of the job that takes the steps of a day.
const JobKind = "referral"

// Schedule is when it runs: before people begin their day, after the job of the information point.
var Schedule = jobs.Schedule{Kind: JobKind, At: "07:50"}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Run(ctx, run.Network) }}
}

// Run takes the steps of a day: it follows organisations and senders that are not there any more, asks, gives back,
// escalates and looks back, and writes everyone one mail about all of it. Doing it twice on a day says everything once.
func (s *Store) Run(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "referral.Run")
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		c, err := load(ctx, tx)
		if err != nil {
			return err
		}
		w := work{crew: c, tx: tx, store: s, post: map[string]*parcel{}}
		for _, step := range []func(context.Context) error{w.followOrganizations, w.followSenders, w.due, w.signals, w.news, w.digests} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return w.send(ctx)
	})
}

// work is one run of the job.
type work struct {
	crew
	tx    *db.Tx
	store *Store
	rows  [][]any // changed referrals
	did   [][]any // events
	post  map[string]*parcel
}

// parcel is what one recipient gets in one mail.
type parcel struct {
	letter     string
	to         people.Person
	object     string
	todo, news map[string]bool // by referral
}

// add puts a referral into the mail of a recipient.
func (w *work) add(letter string, to people.Person, object, referral string, news bool) {
	if to.Email == "" {
		return
	}
	key := letter + "\x00" + to.Email + "\x00" + object
	p := w.post[key]
	if p == nil {
		p = &parcel{letter, to, object, map[string]bool{}, map[string]bool{}}
		w.post[key] = p
	}
	if news {
		p.news[referral] = true
	} else {
		p.todo[referral] = true
	}
}

// send writes the mails, in a fixed order.
func (w *work) send(ctx context.Context) error {
	for _, key := range slices.Sorted(maps.Keys(w.post)) {
		p := w.post[key]
		if p.letter == letterOwn {
			continue
		}
		if err := bundle(ctx, w.tx, p.letter, p.to, p.object, len(p.todo), len(p.news)); err != nil {
			return err
		}
	}
	return w.own(ctx)
}

// toOwner puts a referral into the mail of whose turn it is by its state.
func (w *work) toOwner(r Row, owner Side) {
	switch {
	case owner == ByOrganization && r.Mail != "":
		w.add(letterInbox, people.Person{Name: r.Name, Email: r.Mail}, r.Organization, r.ID, false)
	case owner == ByProfessional && r.Professional.Email != "":
		w.add(letterOwn, people.Person{Name: r.Professional.Name, Email: r.Professional.Email}, r.Referrer, r.ID, false)
	default:
		w.toSender(r, false)
	}
}

func (w *work) toSender(r Row, news bool) {
	w.add(letterNews, w.responsible(r.Referral), "", r.ID, news)
}

func (w *work) toCoordinators(referral string) {
	all := w.With(access.Coordinator)
	if len(all) == 0 {
		all = []people.Person{{Name: w.name, Email: w.mail}}
	}
	for _, who := range all {
		w.add(letterStuck, who, "", referral, false)
	}
}

// note keeps what the program did to a referral.
func (w *work) note(r Referral, act Act) {
	w.rows = append(w.rows, r.updating(w.tx.Network))
	w.did = append(w.did, []any{w.tx.Network, r.ID, db.NewID(), w.tx.Now, "", string(ByProgram), string(act), string(r.State), r.Reason, act == Gone || act == Return})
}

// keep writes what was noted.
func (w *work) keep(ctx context.Context, purpose string) error {
	if len(w.rows) == 0 {
		return nil
	}
	if err := w.tx.Repeat(ctx, updates, w.rows); err != nil {
		return err
	}
	if err := w.tx.Repeat(ctx, insertEvent, w.did); err != nil {
		return err
	}
	w.rows, w.did = nil, nil
	return audit.Write(ctx, w.tx, access.Actor{Network: w.tx.Network}, audit.Act{Action: "edit", Object: access.Referrals, Purpose: purpose})
}

// followOrganizations lets a referral follow its organisation into the one that stands for it, and gives it back when the
// organisation left the directory. A match that runs goes on: the look-back asks the sender.
func (w *work) followOrganizations(ctx context.Context) error {
	type move struct {
		Row
		to string
	}
	moved, err := db.All(ctx, w.tx, func(scan db.Scan) (m move, err error) {
		m.Row, err = read(func(into ...any) error { return scan(append([]any{&m.to}, into...)...) })
		return m, err
	}, `select coalesce(o.survivor_id, ''), `+columns+joined+` where r.network_id = $1 and r.ended_at is null
		and (o.survivor_id is not null or o.withdrawn_at is not null) order by r.next_on, r.id`, w.tx.Network)
	if err != nil {
		return err
	}
	for _, m := range moved {
		r := m.Referral
		act := Gone
		if m.to != "" {
			act = Moved
			if err := w.store.rekey(w.tx.Network, r, m.to); err != nil {
				return err
			}
			r.Organization = m.to
		} else if r, err = r.After(Do{Act: Gone, By: ByProgram}, w.crew.terms, w.tx.Now); err != nil {
			continue // it runs, or came back already
		} else if err := w.store.destroy(ctx, w.tx, r); err != nil {
			return err
		}
		w.note(r, act)
	}
	return w.keep(ctx, "organisations")
}

// followSenders moves what belongs to who has no task any more to who it belongs to now.
func (w *work) followSenders(ctx context.Context) error {
	var c conditions
	where := c.in("r.sender_id", w.everyone())
	all, err := db.All(ctx, w.tx, read, rows+` and r.ended_at is null and r.origin <> 'organization' and not `+where+` order by r.next_on, r.id`, append([]any{w.tx.Network}, c.args...)...)
	if err != nil {
		return err
	}
	for _, r := range all {
		if to := w.responsible(r.Referral); to.ID != "" && to.ID != r.Sender {
			r.Sender = to.ID
			w.note(r.Referral, Moved)
			w.toSender(r, true)
		}
	}
	return w.keep(ctx, "senders")
}

// everyone gives the ids of who has a task or a place in a team.
func (w *work) everyone() (ids []string) {
	for _, a := range w.Tasks {
		ids = append(ids, a.Person.ID)
	}
	for _, t := range w.Teams {
		for _, m := range t.Members {
			ids = append(ids, m.Person.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// due asks, gives back, escalates, completes and looks back.
func (w *work) due(ctx context.Context) error {
	today := dayOf(w.tx)
	all, err := db.All(ctx, w.tx, read, rows+` and r.ended_at is null and (r.next_on <= $2 and r.escalated_at is null or r.looked_on is null and r.look_due <= $2 and r.look_late_at is null)
		order by r.next_on, r.id`, w.tx.Network, today)
	if err != nil {
		return err
	}
	for _, r := range all {
		w.step(r, today)
	}
	return w.keep(ctx, "terms")
}

// step takes the steps of one referral.
func (w *work) step(r Row, today time.Time) {
	for act := r.Must(today); act != ""; act = r.Must(today) {
		owner := life[r.State].owner
		r.Referral = r.did(act, w.tx.Now)
		switch act {
		case Ask:
			w.toOwner(r, owner)
		case Return:
			w.toSender(r, false)
		case Escalate:
			w.toCoordinators(r.ID)
		}
		w.note(r.Referral, act)
		r.Version++
	}
	for act := r.MustLook(today); act != ""; act = r.MustLook(today) {
		r.Referral = r.didLook(act, w.tx.Now)
		if act == AskLook {
			w.toOwner(r, lookOwner(r))
		} else {
			w.toCoordinators(r.ID)
		}
		w.note(r.Referral, act)
		r.Version++
	}
}

// lookOwner is who is asked by mail how it goes: the organisation first, when it knows of the question.
func lookOwner(r Row) Side {
	switch {
	case r.SentOn != nil && r.Mail != "" && r.State != Declined:
		return ByOrganization
	case r.Referrer != "":
		return ByProfessional
	}
	return BySender
}

// signals tells the coordinator which signals got no answer in time.
func (w *work) signals(ctx context.Context) error {
	today := dayOf(w.tx)
	if !calendar.Office.Works(today) {
		return nil
	}
	late, err := db.All(ctx, w.tx, readSignal, `select `+signalColumns+` from referral_signal n where n.network_id = $1 and n.answered_at is null and n.escalated_at is null and n.due_on < $2 order by n.id`,
		w.tx.Network, today)
	if err != nil {
		return err
	}
	done := make([][]any, len(late))
	for i, n := range late {
		done[i] = []any{w.tx.Network, n.Referral, n.ID, w.tx.Now}
		w.toCoordinators(n.Referral)
	}
	return w.tx.Repeat(ctx, `update referral_signal set escalated_at = $4 where network_id = $1 and referral_id = $2 and id = $3`, done)
}

// news puts what others did since the last mail into the mails of the sender and of the professional.
func (w *work) news(ctx context.Context) error {
	const fresh = ` and r.id in (select e.referral_id from referral_event e where e.network_id = $1 and e.news`
	all, err := db.All(ctx, w.tx, read, rows+fresh+`) order by r.id`, w.tx.Network)
	if err != nil || len(all) == 0 {
		return err
	}
	notOwn, err := db.All(ctx, w.tx, db.Value[string], `select r.id from referral r where r.network_id = $1`+fresh+` and e.side <> 'professional')`, w.tx.Network)
	if err != nil {
		return err
	}
	for _, r := range all {
		w.toSender(r, true)
		if f := r.Professional; f.Email != "" && f.Person != w.responsible(r.Referral).ID && slices.Contains(notOwn, r.ID) {
			w.add(letterOwn, people.Person{Name: f.Name, Email: f.Email}, r.Referrer, r.ID, true)
		}
	}
	_, err = w.tx.Exec(ctx, `update referral_event set news = false where network_id = $1 and news`, w.tx.Network)
	return err
}

// Mover moves what a person sent to a successor, in a handover (people.Mover).
func Mover(ctx context.Context, tx *db.Tx, from, to string) (int, error) {
	open, err := db.All(ctx, tx, read, rows+` and r.sender_id = $2 and r.ended_at is null order by r.id`, tx.Network, from)
	if err != nil || len(open) == 0 {
		return 0, err
	}
	w := work{tx: tx}
	for _, r := range open {
		r.Sender = to
		w.note(r.Referral, Moved)
	}
	return len(open), w.keep(ctx, "handover")
}
