package referral

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Quarterly is what was sent in a quarter, and what was answered to it first. It is of referrals that the reader may open
// one by one, so that no number is too small.
type Quarterly struct {
	From     time.Time // first day
	Sent     int
	Accepted int // at once or for later
	Declined int
	Answers  Answers

	days []int
}

// OwnQuarters is how many quarters are given, the present one included.
const OwnQuarters = 4

// OfOrganization gives per quarter, the newest first, what an organisation was asked and what it answered, with that of those
// it stands for, to who may read its referrals.
func (s *Store) OfOrganization(ctx context.Context, actor access.Actor, organization string) (all []Quarterly, err error) {
	defer errs.Wrap(&err, "referral.OfOrganization(%q)", organization)
	if err := access.Can(actor, access.Read, access.Referrals, access.At{Organization: organization}); err != nil {
		return nil, err
	}
	return s.quarterly(ctx, actor, organization, `coalesce(g.survivor_id, g.id) = $3`)
}

// OfTeam gives per quarter, the newest first, what a team asked and what was answered, to who may read its referrals.
func (s *Store) OfTeam(ctx context.Context, actor access.Actor, team string) (all []Quarterly, err error) {
	defer errs.Wrap(&err, "referral.OfTeam(%q)", team)
	if err := access.Can(actor, access.Read, access.Referrals, access.At{Team: team}); err != nil {
		return nil, err
	}
	return s.quarterly(ctx, actor, team, `r.team_id = $3`)
}

// quarterly counts the referrals for which a condition on $3 holds.
func (s *Store) quarterly(ctx context.Context, actor access.Actor, id, condition string) (all []Quarterly, err error) {
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := load(ctx, tx)
		if err != nil {
			return err
		}
		today := calendar.Today(tx.Now)
		first := calendar.Date(today.Year(), (today.Month()-1)/3*3+1, 1)
		for i := range OwnQuarters {
			all = append(all, Quarterly{From: first.AddDate(0, -3*i, 0)})
		}
		before := ""
		err = db.Each(ctx, tx, func(scan db.Scan) error {
			var id string
			var sent time.Time
			var at *time.Time
			var act Act
			if err := scan(&id, &sent, &at, &act); err != nil || id == before {
				return err
			}
			before = id
			i := slices.IndexFunc(all, func(q Quarterly) bool { return !sent.Before(q.From) })
			all[i].count(sent, at, act)
			return nil
		}, `select r.id, r.sent_on, e.at, coalesce(e.act, '') from referral r join organization g on g.network_id = r.network_id and g.id = r.organization_id
			left join referral_event e on e.network_id = r.network_id and e.referral_id = r.id
			and e.act in ('accept', 'wait', 'decline') where r.network_id = $1 and r.sent_on >= $2 and `+condition+` order by r.id, e.id`,
			tx.Network, all[OwnQuarters-1].From, id)
		for i := range all {
			all[i].Answers = answersOf(all[i].days, c.terms.Answer)
		}
		return err
	})
	return all, err
}

// count counts a referral with the first answer to it, if any.
func (q *Quarterly) count(sent time.Time, at *time.Time, act Act) {
	q.Sent++
	switch act {
	case Decline:
		q.Declined++
	case Accept, Wait:
		q.Accepted++
	}
	if at != nil {
		q.days = append(q.days, Worked(sent, *at))
	}
}
