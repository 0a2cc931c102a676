package desk

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// Draft is what somebody was typing about a question: the fields of the form. It lies sealed, for that person only, until
// the question is kept or the term of drafts is over.
type Draft struct {
	ID      string // the request of the question it becomes
	Fields  map[string][]string
	Changed time.Time
}

// mostDrafts is how many drafts one person has; the oldest go first.
const mostDrafts = 20

func aboutDraft(network, person, id string) string {
	return "enquiry draft\x00" + network + "\x00" + person + "\x00" + id
}

// SaveDraft keeps what somebody is typing.
func (s *Store) SaveDraft(ctx context.Context, actor access.Actor, d Draft) (err error) {
	defer errs.Wrap(&err, "desk.SaveDraft")
	if _, err := access.Reach(actor, access.Edit, access.Enquiries); err != nil || actor.Person == "" || d.ID == "" {
		return errs.Forbidden
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		sealed, err := privacy.Seal(box, aboutDraft(tx.Network, actor.Person, d.ID), d.Fields)
		if err != nil {
			return err
		}
		changed, err := tx.Exec(ctx, `insert into enquiry_draft (network_id, id, person_id, sealed, changed_at)
			select $1, $2, $3, $4, $5 where not exists (select 1 from enquiry where network_id = $1 and request = $2)
			on conflict (network_id, id) do update set sealed = excluded.sealed, changed_at = excluded.changed_at where enquiry_draft.person_id = excluded.person_id`,
			tx.Network, d.ID, actor.Person, sealed, tx.Now)
		if err != nil || changed == 0 {
			return err // it became a question already, or is of somebody else
		}
		_, err = tx.Exec(ctx, `delete from enquiry_draft where network_id = $1 and person_id = $2 and id not in (select id from enquiry_draft
			where network_id = $1 and person_id = $2 order by changed_at desc, id desc limit $3)`, tx.Network, actor.Person, mostDrafts)
		return err
	})
}

// Drafts gives what the actor was typing, the latest first.
func (s *Store) Drafts(ctx context.Context, actor access.Actor) (all []Draft, err error) {
	defer errs.Wrap(&err, "desk.Drafts")
	if _, err := access.Reach(actor, access.Edit, access.Enquiries); err != nil || actor.Person == "" {
		return nil, nil
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(scan db.Scan) error {
			var d Draft
			var sealed string
			if err := scan(&d.ID, &sealed, &d.Changed); err != nil {
				return err
			}
			err := privacy.Unseal(box, aboutDraft(tx.Network, actor.Person, d.ID), sealed, &d.Fields)
			all = append(all, d)
			return err
		}, `select id, sealed, changed_at from enquiry_draft where network_id = $1 and person_id = $2 order by changed_at desc, id desc`, tx.Network, actor.Person)
	})
	return all, err
}

// DropDraft throws away what the actor was typing.
func (s *Store) DropDraft(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "desk.DropDraft")
	if _, err := access.Reach(actor, access.Edit, access.Enquiries); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from enquiry_draft where network_id = $1 and id = $2 and person_id = $3`, tx.Network, id, actor.Person)
		return err
	})
}
