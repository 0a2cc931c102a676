package referral

import (
	"cmp"
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Answers is how soon one side answers, in working days.
type Answers struct {
	N      int // of which an answer came
	Median int // of these
	Late   int // of these, after the last day of the term
}

// answersOf counts answers, each as the working days it took.
func answersOf(days []int, term int) (a Answers) {
	if len(days) == 0 {
		return a
	}
	slices.Sort(days)
	a.N, a.Median = len(days), days[(len(days)-1)/2]
	for _, took := range days {
		if took > term {
			a.Late++
		}
	}
	return a
}

// Worked gives how many working days it took from a day to another: none when that was the same day.
func Worked(from, until time.Time) (n int) {
	for day := calendar.Today(from).AddDate(0, 0, 1); !day.After(calendar.Today(until)); day = day.AddDate(0, 0, 1) {
		if calendar.Office.Works(day) {
			n++
		}
	}
	return n
}

// Share is what went to one organisation.
type Share struct {
	Organization string // id
	Name         string
	Sent         int
	Own          int // by who works there
	Answers      Answers
}

// Report is what was sent since a day, to whom, and how soon both sides answer.
type Report struct {
	Since       time.Time
	Sent        int
	OwnEmployer int     // to the employer of who sent it
	Shares      []Share // the most first
	Signals     Answers // of ours, to what volunteers and organisations noticed
}

// Report counts, for who may see all, what went to whom since a day: whether ambassadors are neutral, and how soon
// organisations answer them, and they answer signals. An organisation counts for those that it stands for.
func (s *Store) Report(ctx context.Context, actor access.Actor, since time.Time) (p Report, err error) {
	defer errs.Wrap(&err, "referral.Report")
	if err := access.Can(actor, access.Read, access.Referrals); err != nil {
		return p, err
	}
	p.Since = calendar.Today(since)
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := load(ctx, tx)
		if err != nil {
			return err
		}
		places, err := p.shares(ctx, tx)
		if err != nil {
			return err
		}
		if err := p.answers(ctx, tx, places, c.terms.Answer); err != nil {
			return err
		}
		return p.signals(ctx, tx)
	})
	return p, err
}

// shares counts by organisation. It gives the place in Shares of each one that got something, and of those it stands for.
func (p *Report) shares(ctx context.Context, tx *db.Tx) (places map[string]int, err error) {
	places = map[string]int{}
	err = db.Each(ctx, tx, func(scan db.Scan) error {
		var s Share
		var asked string
		if err := scan(&asked, &s.Organization, &s.Name, &s.Sent, &s.Own); err != nil {
			return err
		}
		i := slices.IndexFunc(p.Shares, func(there Share) bool { return there.Organization == s.Organization })
		if i < 0 {
			i, p.Shares = len(p.Shares), append(p.Shares, Share{Organization: s.Organization, Name: s.Name})
		}
		p.Shares[i].Sent, p.Shares[i].Own, places[asked] = p.Shares[i].Sent+s.Sent, p.Shares[i].Own+s.Own, i
		p.Sent, p.OwnEmployer = p.Sent+s.Sent, p.OwnEmployer+s.Own
		return nil
	}, `select g.id, o.id, o.name, count(*), coalesce(sum(case when coalesce(w.survivor_id, w.id) = o.id then 1 else 0 end), 0)
		from referral r join organization g on g.network_id = r.network_id and g.id = r.organization_id
		join organization o on o.network_id = g.network_id and o.id = coalesce(g.survivor_id, g.id)
		left join person q on q.network_id = r.network_id and q.id = r.sender_id
		left join organization w on w.network_id = q.network_id and w.id = q.organization_id
		where r.network_id = $1 and r.sent_on >= $2 group by g.id, o.id, o.name order by o.name, o.id, g.id`, tx.Network, p.Since)
	return places, err
}

func (p *Report) answers(ctx context.Context, tx *db.Tx, places map[string]int, term int) error {
	days, before := make([][]int, len(p.Shares)), ""
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var organization, referral string
		var sent, answered time.Time
		if err := scan(&organization, &referral, &sent, &answered); err != nil {
			return err
		}
		if i, ok := places[organization]; ok && referral != before { // the first answer counts
			days[i], before = append(days[i], Worked(sent, answered)), referral
		}
		return nil
	}, `select r.organization_id, r.id, r.sent_on, e.at from referral r join referral_event e on e.network_id = r.network_id and e.referral_id = r.id
		where r.network_id = $1 and r.sent_on >= $2 and e.act in ('consider', 'accept', 'wait', 'decline') order by r.id, e.id`, tx.Network, p.Since)
	for i := range p.Shares {
		p.Shares[i].Answers = answersOf(days[i], term)
	}
	slices.SortStableFunc(p.Shares, func(a, b Share) int { return cmp.Compare(b.Sent, a.Sent) })
	return err
}

func (p *Report) signals(ctx context.Context, tx *db.Tx) error {
	var days []int
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		var made, answered time.Time
		err := scan(&made, &answered)
		days = append(days, Worked(made, answered))
		return err
	}, `select n.made_at, n.answered_at from referral_signal n where n.network_id = $1 and n.made_at >= $2 and n.side <> 'sender' and n.answered_at is not null`, tx.Network, p.Since)
	p.Signals = answersOf(days, signalDue)
	return err
}

// AnsweredIn gives the working days until the first answer of the organisation; ok is false when there is none yet.
func (d Detail) AnsweredIn() (days int, ok bool) {
	if i := slices.IndexFunc(d.Events, func(e Event) bool { return slices.Contains(answers, e.Act) }); i >= 0 && d.SentOn != nil {
		return Worked(*d.SentOn, d.Events[i].At), true
	}
	return 0, false
}

// Used is a service that somebody referred to before, with what came of it.
type Used struct {
	Slug    string // "" = it is not in the directory any more, or closed to professionals
	Title   string
	Name    string // of the organisation
	Sent    int
	Started int
	Open    int
}

// mostUsed is how many services Used gives.
const mostUsed = 10

// usedYears is how far back Used looks.
const usedYears = 2

// Used gives to what the actor referred in the last years, as sender or as professional, the most used first.
func (s *Store) Used(ctx context.Context, actor access.Actor) (all []Used, err error) {
	defer errs.Wrap(&err, "referral.Used")
	if _, err := access.Reach(actor, access.Read, access.Referrals); err != nil || actor.Person == "" {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := loadFor(ctx, tx, actor)
		if err != nil {
			return err
		}
		all = nil
		for _, as := range []half{asSender, asProfessional} {
			some, err := usedAs(ctx, tx, c, actor, as)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		all = mostUsedOf(all)
		return nil
	})
	return all, err
}

// usedAs gives what the actor used in one way. What is both the sender's and the professional's counts as the sender's.
func usedAs(ctx context.Context, tx *db.Tx, c crew, actor access.Actor, as half) ([]Used, error) {
	where := conditions{half: as}
	where.text = where.mine(c, actor) + ` and r.sent_on >= ` + where.day(dayOf(tx).AddDate(-usedYears, 0, 0))
	return db.All(ctx, tx, func(scan db.Scan) (u Used, err error) {
		return u, scan(&u.Slug, &u.Title, &u.Name, &u.Sent, &u.Started, &u.Open)
	},
		`select case when s.withdrawn_at is null and not s.no_professionals then coalesce(s.slug, '') else '' end, coalesce(s.title, ''), o.name, count(*),
		sum(case when r.started_on is not null then 1 else 0 end), sum(case when r.ended_at is null then 1 else 0 end)`+joined+`
		where r.network_id = $1 and `+where.text+` group by s.id, s.slug, s.title, s.withdrawn_at, s.no_professionals, o.name`, append([]any{tx.Network}, where.args...)...)
}

// mostUsedOf adds up what is about the same service, and gives the most used.
func mostUsedOf(all []Used) (sum []Used) {
	for _, u := range all {
		i := slices.IndexFunc(sum, func(there Used) bool { return there.Slug == u.Slug && there.Title == u.Title && there.Name == u.Name })
		if i < 0 {
			sum = append(sum, u)
			continue
		}
		sum[i].Sent, sum[i].Started, sum[i].Open = sum[i].Sent+u.Sent, sum[i].Started+u.Started, sum[i].Open+u.Open
	}
	slices.SortFunc(sum, func(a, b Used) int {
		return cmp.Or(cmp.Compare(b.Sent, a.Sent), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Name, b.Name))
	})
	return sum[:min(mostUsed, len(sum))]
}
