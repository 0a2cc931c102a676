package insight

import (
	"context"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

const stories = `select id, quarter, text, written_by, written_at, seen_by, seen_at, approved_by, approved_at from report_story where network_id = $1`

func readStory(scan db.Scan) (s Story, err error) {
	return s, scan(&s.ID, &s.Quarter, &s.Text, &s.WrittenBy, &s.WrittenAt, &s.SeenBy, &s.SeenAt, &s.ApprovedBy, &s.ApprovedAt)
}

// Stories gives the stories of quarters that are not closed, the newest quarter first, to who works with them.
func (s *Store) Stories(ctx context.Context, actor access.Actor) (all []Story, err error) {
	defer errs.Wrap(&err, "insight.Stories")
	if err := access.Can(actor, access.Read, access.Stories); err != nil {
		return nil, err
	}
	return all, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		done, err := closed(ctx, tx)
		if err != nil {
			return err
		}
		if all, err = db.All(ctx, tx, readStory, stories+` order by quarter desc, id`, tx.Network); err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(s Story) bool { _, there := find(done, QuarterOf(s.Quarter)); return there })
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Stories})
	})
}

// Tell keeps a story for the report of a quarter that is not closed. The same id again changes nothing. What could tell who
// somebody is comes back as a Problem, explained in a language.
func (s *Store) Tell(ctx context.Context, actor access.Actor, id string, quarter time.Time, typed string, scanner *privacy.Scanner, lang string) (err error) {
	defer errs.Wrap(&err, "insight.Tell")
	if err := access.Can(actor, access.Edit, access.Stories, access.At{Person: actor.Person}); err != nil {
		return err
	}
	text, err := told(typed, scanner, lang)
	if err != nil {
		return err
	}
	p := QuarterOf(quarter)
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := stillOpen(ctx, tx, p); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `insert into report_story (network_id, id, quarter, text, written_by, written_at, seen_by, approved_by) values ($1, $2, $3, $4, $5, $6, '', '')
			on conflict (network_id, id) do nothing`, tx.Network, id, p.From, text, actor.Person, tx.Now)
		if err != nil || n == 0 {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "tell", Object: access.Stories, ID: id})
	})
}

// stillOpen refuses a quarter that is closed, or that did not begin yet.
func stillOpen(ctx context.Context, tx *db.Tx, p Period) error {
	all, err := closed(ctx, tx)
	if err != nil {
		return err
	}
	if _, done := find(all, p); done || p.From.After(tx.Now) {
		return fmt.Errorf("%w: the report of %s is closed", errs.Conflict, p.Name())
	}
	return nil
}

// See notes that somebody other than the writer looked, and that nobody can be recognised.
func (s *Store) See(ctx context.Context, actor access.Actor, id string) error {
	return s.step(ctx, actor, id, "see", access.Read, Story.seen)
}

// Approve lets a story into the report, by who may edit all stories.
func (s *Store) Approve(ctx context.Context, actor access.Actor, id string) error {
	return s.step(ctx, actor, id, "approve", access.Edit, Story.approved)
}

func (s *Store) step(ctx context.Context, actor access.Actor, id, act string, right access.Action, next func(Story, string, time.Time) (Story, error)) (err error) {
	defer errs.Wrap(&err, "insight.step(%s)", act)
	if err := access.Can(actor, right, access.Stories); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		story, err := openStory(ctx, tx, id)
		if err != nil {
			return err
		}
		if story, err = next(story, actor.Person, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update report_story set seen_by = $3, seen_at = $4, approved_by = $5, approved_at = $6 where network_id = $1 and id = $2`,
			tx.Network, id, story.SeenBy, story.SeenAt, story.ApprovedBy, story.ApprovedAt); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: act, Object: access.Stories, ID: id})
	})
}

// openStory gives a story of a quarter that is not closed.
func openStory(ctx context.Context, tx *db.Tx, id string) (Story, error) {
	story, err := db.One(ctx, tx, readStory, stories+` and id = $2`, tx.Network, id)
	if err != nil {
		return story, err
	}
	return story, stillOpen(ctx, tx, QuarterOf(story.Quarter))
}

// Withdraw deletes a story of a quarter that is not closed: by the writer, or by who may edit all.
func (s *Store) Withdraw(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "insight.Withdraw")
	if _, err := access.Reach(actor, access.Edit, access.Stories); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		story, err := openStory(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := access.Can(actor, access.Edit, access.Stories, access.At{Person: story.WrittenBy}); err != nil {
			return err
		}
		if err := EraseStories(ctx, tx, []string{id}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "withdraw", Object: access.Stories, ID: id})
	})
}

// approvedOf gives the texts that go into the report of a quarter, in the order in which they were written.
func approvedOf(ctx context.Context, tx *db.Tx, p Period) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `select text from report_story where network_id = $1 and quarter = $2 and approved_at is not null order by written_at, id`, tx.Network, p.From)
}

// KeptStories gives all stories, for their term.
func KeptStories(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) },
		`select id, written_at from report_story where network_id = $1 order by id`, tx.Network)
}

// EraseStories deletes stories. What was published of them stays.
func EraseStories(ctx context.Context, tx *db.Tx, ids []string) error {
	return tx.Repeat(ctx, `delete from report_story where network_id = $1 and id = $2`, tx.Rows(ids))
}
