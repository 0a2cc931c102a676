package referral

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// A link about one referral lives as long as the referral has its texts. A link to a list, of an organisation or a
// professional, lives three months: each mail brings a new one.
const linkMonths = 3

// season numbers the months, so that a link to a list can tell in which it was made.
func season(now time.Time) int { return now.Year()*12 + int(now.Month()) }

// Token gives the proof in a link of a purpose to an object of a network. generation is that of the mail; links about one
// referral have none.
func (s *Store) Token(network, purpose, object string, generation int) string {
	if purpose != PurposeInbox && purpose != PurposeOwn {
		generation = 0
	}
	return mail.Sign(s.o.Key, network+"\x00"+object, "", purpose, generation)
}

// verified tells whether a token is good now.
func (s *Store) verified(network, purpose, object, token string, now time.Time) bool {
	for age := range linkMonths + 1 {
		if mail.Verify(s.o.Key, token, network+"\x00"+object, "", purpose, season(now)-age) {
			return true
		}
	}
	return mail.Verify(s.o.Key, token, network+"\x00"+object, "", purpose, 0)
}

// ByLink gives who may act with the proof in a link: a member of the organisation, or the professional, without an
// account. A forged link, one of another network or purpose, and one that is over are NotFound.
func (s *Store) ByLink(ctx context.Context, network, purpose, object, token string) (actor access.Actor, err error) {
	defer errs.Wrap(&err, "referral.ByLink(%s)", purpose)
	if !s.verified(network, purpose, object, token, s.db.Now()) {
		return actor, errs.NotFound
	}
	actor = access.Actor{Network: network, Origin: purpose}
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		organization, err := s.behind(ctx, tx, purpose, object)
		actor.Grants = []access.Grant{{Role: access.Member, Organization: organization}}
		if purpose == PurposeOwn {
			actor.Person, actor.Grants = object, []access.Grant{{Role: access.Professional}}
		}
		return err
	})
	return actor, err
}

// behind gives the organisation that a link is for, and checks that what it is about is still there.
func (s *Store) behind(ctx context.Context, tx *db.Tx, purpose, object string) (string, error) {
	switch purpose {
	case PurposeAnswer, PurposeSignal:
		return db.One(ctx, tx, db.Value[string], `select organization_id from referral where network_id = $1 and id = $2 and erased = false`, tx.Network, object)
	case PurposeInbox:
		return survivor(ctx, tx, object)
	case PurposeOwn:
		return db.One(ctx, tx, db.Value[string], `select id from referrer where network_id = $1 and id = $2`, tx.Network, object)
	case PurposeRoom:
		question, organization := cutRoom(object)
		return db.One(ctx, tx, db.Value[string], `select organization_id from room_asked where network_id = $1 and question_id = $2 and organization_id = $3`,
			tx.Network, question, organization)
	}
	return "", errs.NotFound
}

// survivor gives the organisation that stands for one now.
func survivor(ctx context.Context, tx *db.Tx, organization string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `select coalesce(survivor_id, id) from organization where network_id = $1 and id = $2`, tx.Network, organization)
}
