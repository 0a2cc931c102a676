package upkeep

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// Outcome is how a correction ended.
type Outcome string

// The outcomes. An open correction has none.
const (
	Mended Outcome = "mended"
	NotSo  Outcome = "not-so"
)

// Correction is what somebody says is wrong with an entry.
type Correction struct {
	ID      string
	Service directory.Service // id, slug and title
	Owner   string            // name of the organisation
	Text    string
	Made    time.Time
	Outcome Outcome
	Ended   *time.Time
}

// The most characters of a correction, and the most open ones of one entry: more say nothing new.
const (
	maxCorrection = 1000
	mostOpen      = 20
)

// Report takes what somebody says is wrong with a service. The text passed the scanner. The organisation hears of it by
// mail. The error is Invalid for a text that is empty or too long, or when many wait already.
func (s *Store) Report(ctx context.Context, actor access.Actor, service, text string) (err error) {
	defer errs.Wrap(&err, "upkeep.Report(%q)", service)
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > maxCorrection {
		return fmt.Errorf("%w: a correction has 1 to %d characters", errs.Invalid, maxCorrection)
	}
	e, err := s.directory.EntryByID(ctx, actor, service)
	if err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		open, err := db.One(ctx, tx, db.Value[int], `select count(*) from correction where network_id = $1 and service_id = $2 and ended_at is null`, tx.Network, service)
		if err != nil {
			return err
		}
		if open >= mostOpen {
			return fmt.Errorf("%w: %d corrections of this entry wait already", errs.Unavailable, open)
		}
		id := db.NewID()
		_, err = tx.Exec(ctx, `insert into correction (network_id, id, service_id, organization_id, text, made_at, outcome)
			values ($1, $2, $3, $4, $5, $6, '')`, tx.Network, id, service, e.Organization.ID, text, tx.Now)
		if err != nil {
			return err
		}
		if e.Mail() != "" {
			_, err = mail.Queue(ctx, tx, mail.Message{Kind: letterCorrection, Lang: "nl", Address: e.Mail(), Name: e.Organization.Name, Object: service,
				Args: map[string]string{"Title": e.Title, "Text": text}})
		}
		if err != nil {
			return err
		}
		return trace(ctx, tx, actor, "report", id)
	})
}

// Corrections gives what is open, oldest first, and what ended in the last month.
func (s *Store) Corrections(ctx context.Context, actor access.Actor) (all []Correction, err error) {
	defer errs.Wrap(&err, "upkeep.Corrections")
	if err := access.Can(actor, access.Read, access.Reports); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(scan db.Scan) (c Correction, err error) {
			return c, scan(&c.ID, &c.Service.ID, &c.Service.Slug, &c.Service.Title, &c.Owner, &c.Text, &c.Made, &c.Outcome, &c.Ended)
		}, `select c.id, s.id, s.slug, s.title, o.name, c.text, c.made_at, c.outcome, c.ended_at from correction c
			join service s on s.network_id = c.network_id and s.id = c.service_id
			join organization o on o.network_id = c.network_id and o.id = c.organization_id
			where c.network_id = $1 and (c.ended_at is null or c.ended_at > $2) order by c.made_at`, tx.Network, tx.Now.AddDate(0, -1, 0))
		return err
	})
	return all, err
}

// Settle ends a correction. One that ended already is a Conflict.
func (s *Store) Settle(ctx context.Context, actor access.Actor, id string, outcome Outcome) (err error) {
	defer errs.Wrap(&err, "upkeep.Settle(%q)", id)
	if err := access.Can(actor, access.Edit, access.Reports); err != nil {
		return err
	}
	if outcome != Mended && outcome != NotSo {
		return fmt.Errorf("%w: %q is no outcome", errs.Invalid, outcome)
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update correction set outcome = $3, ended_at = $4 where network_id = $1 and id = $2 and ended_at is null`,
			tx.Network, id, string(outcome), tx.Now)
		if err == nil && changed == 0 {
			err = errs.NotFound
		}
		if err != nil {
			return err
		}
		return trace(ctx, tx, actor, "settle", id)
	})
}

// Forget deletes corrections that ended before a moment, and words that nobody looked for since. It gives how much.
func Forget(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	ended, err := tx.Exec(ctx, `delete from correction where network_id = $1 and ended_at is not null and ended_at < $2`, tx.Network, before)
	if err != nil {
		return ended, err
	}
	missed, err := forgetMissed(ctx, tx, before)
	return ended + missed, err
}
