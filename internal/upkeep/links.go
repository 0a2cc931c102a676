package upkeep

import (
	"context"
	"slices"
	"sync"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
)

// LinksKind is the name of the job that looks whether websites answer.
const LinksKind = "links"

// LinksSchedule is when it runs: at night, a part of the websites each time.
var LinksSchedule = jobs.Schedule{Kind: LinksKind, At: "04:10"}

// Websites are looked at once a week, so many a night, so many at the same time. One that fails twice, a week apart, is
// dead: websites have bad days too.
const (
	lookEvery   = 7 * 24 * time.Hour
	mostLooked  = 2000
	atOnce      = 8
	deadAfter   = 2
	firstError  = 400 // status
	unreachable = 0
)

// Visit asks a website for its first page and gives the status of the answer. An error is no answer at all.
type Visit func(ctx context.Context, address string) (status int, err error)

// link is a website as it was seen last.
type link struct {
	URL      string
	Failures int
}

// CheckLinks looks at the websites of a network that were not looked at for a week.
func (s *Store) CheckLinks(ctx context.Context, network string, visit Visit) (err error) {
	defer errs.Wrap(&err, "upkeep.CheckLinks")
	var due []link
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		due, err = dueLinks(ctx, tx)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	seen := visitAll(ctx, due, visit)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		rows := make([][]any, len(due))
		for i, l := range due {
			failures := 0
			if seen[i] == unreachable || seen[i] >= firstError {
				failures = l.Failures + 1
			}
			rows[i] = []any{tx.Network, l.URL, seen[i], failures, tx.Now}
		}
		if err := tx.Repeat(ctx, `insert into website (network_id, url, status, failures, seen_at) values ($1, $2, $3, $4, $5)
			on conflict (network_id, url) do update set status = excluded.status, failures = excluded.failures, seen_at = excluded.seen_at`, rows); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `delete from website where network_id = $1 and seen_at < $2`, tx.Network, tx.Now.Add(-4*lookEvery))
		return err
	})
}

var websites = `select o.url as url from organization o where o.network_id = $1 and o.url <> '' and o.withdrawn_at is null` + directory.Shown("o") + `
	union select s.url from service s where s.network_id = $1 and s.url <> '' and s.withdrawn_at is null` + directory.Shown("s")

// dueLinks gives the websites to look at, those that were never seen first.
func dueLinks(ctx context.Context, tx *db.Tx) ([]link, error) {
	return db.All(ctx, tx, func(scan db.Scan) (l link, err error) { return l, scan(&l.URL, &l.Failures) },
		`select u.url, coalesce(w.failures, 0) from (`+websites+`) u left join website w on w.network_id = $1 and w.url = u.url
			where w.seen_at is null or w.seen_at < $2 order by w.seen_at is not null, u.url limit $3`, tx.Network, tx.Now.Add(-lookEvery), mostLooked)
}

// visitAll gives the status of each website; unreachable where there was no answer.
func visitAll(ctx context.Context, all []link, visit Visit) []int {
	seen := make([]int, len(all))
	next := make(chan int)
	var working sync.WaitGroup
	for range atOnce {
		working.Go(func() {
			for i := range next {
				if status, err := visit(ctx, all[i].URL); err == nil {
					seen[i] = status
				}
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	working.Wait()
	return seen
}

// DeadLinks gives the entries whose website does not answer, by title.
func (s *Store) DeadLinks(ctx context.Context, actor access.Actor, entries []directory.Entry) (dead []directory.Entry, err error) {
	defer errs.Wrap(&err, "upkeep.DeadLinks")
	if err := access.Can(actor, access.Edit, access.Directory); err != nil {
		return nil, err
	}
	var urls []string
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		urls, err = db.All(ctx, tx, db.Value[string], `select url from website where network_id = $1 and failures >= $2`, tx.Network, deadAfter)
		return err
	})
	for _, e := range entries {
		if slices.Contains(urls, e.Website()) {
			dead = append(dead, e)
		}
	}
	return dead, err
}
