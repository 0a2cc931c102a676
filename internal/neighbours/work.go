package neighbours

import (
	"context"
	"strconv"

	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

// The letters to who made a post, and to who looks after them.
const (
	letterMade  = "neighbour-made"
	letterAsked = "neighbour-asked" // there is somebody: do you agree?
	letterKnown = "neighbour-known" // both agree: see how to reach each other
	letterAgain = "neighbour-again" // the other does not want to: we look on
	letterLook  = "neighbour-look"  // did it work?
	letterLate  = "neighbour-late"
)

// The purposes of the links in them. The second needs a sign-in.
const (
	PurposePage = "neighbour-page" // object: the code of a post
	PurposeList = "neighbour-list"
)

// tell writes to who made a post. Who gave no address is called from the list.
func tell(ctx context.Context, tx *db.Tx, letter string, p Post, c Contact) error {
	if c.Email == "" {
		return nil
	}
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: letter, Lang: mail.Languages[0], Address: c.Email, Name: c.Name, Object: p.Code, Urgent: letter == letterMade})
	return err
}

// JobKind is the name of the job that takes the steps of a day.
const JobKind = "neighbours"

// Schedule is when it runs.
var Schedule = jobs.Schedule{Kind: JobKind, At: "07:57"}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Run(ctx, run.Network) }}
}

// Run takes the steps of a day: it asks whether it worked, and tells the coordinator what is over time. Doing it twice on a
// day says everything once.
func (s *Store) Run(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "neighbours.Run")
	box, err := s.secrets(ctx, network)
	if err != nil {
		return err
	}
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		day := dayOf(tx)
		all, err := db.All(ctx, tx, read, posts+` and n.ended_at is null and n.next_on <= $2 order by n.id`, tx.Network, day)
		if err != nil {
			return err
		}
		must := map[Act][]Post{}
		var look []string
		for _, p := range all {
			act := p.Must(day)
			must[act] = append(must[act], p)
			if act == Look {
				look = append(look, p.ID)
			}
		}
		who, err := contacts(ctx, tx, box, look...)
		if err != nil {
			return err
		}
		for _, p := range must[Look] {
			if err := tell(ctx, tx, letterLook, p, who[p.ID]); err != nil {
				return err
			}
		}
		if err := note(ctx, tx, "told_at", must[Look]); err != nil {
			return err
		}
		if err := note(ctx, tx, "late_at", must[Late]); err != nil || len(must[Late]) == 0 {
			return err
		}
		return tellLate(ctx, tx, len(must[Late]))
	})
}

// note writes that something was said about posts now.
func note(ctx context.Context, tx *db.Tx, column string, all []Post) error {
	rows := make([][]any, len(all))
	for i, p := range all {
		rows[i] = []any{tx.Network, p.ID, tx.Now}
	}
	return tx.Repeat(ctx, `update neighbour set `+column+` = $3, version = version + 1 where network_id = $1 and id = $2`, rows)
}

// tellLate writes to the coordinators, or else to the information point, how many posts are over time.
func tellLate(ctx context.Context, tx *db.Tx, n int) error {
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return err
	}
	_, here, err := days(ctx, tx)
	if err != nil {
		return err
	}
	point := people.Person{Name: here.Settings.Name, Email: here.Settings.Email}
	return duty.TellCoordinators(ctx, tx, letterLate, point, map[string]string{"Count": strconv.Itoa(n)})
}

// KeptPosts gives all posts, with the moment at which something last happened.
func KeptPosts(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) }, `select id, touched_at from neighbour where network_id = $1`, tx.Network)
}

// Erase deletes posts with everything that belongs to them.
func Erase(ctx context.Context, tx *db.Tx, ids []string) error {
	rows := tx.Rows(ids)
	for _, statement := range []string{
		`delete from neighbour_contact where network_id = $1 and neighbour_id = $2`,
		`delete from neighbour_pair where network_id = $1 and (ask_id = $2 or offer_id = $2)`,
		`delete from neighbour where network_id = $1 and id = $2`,
	} {
		if err := tx.Repeat(ctx, statement, rows); err != nil {
			return err
		}
	}
	return nil
}
