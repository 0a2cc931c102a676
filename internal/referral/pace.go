package referral

import (
	"context"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/people"
)

// A professional gets a letter at once when something goes to a resident, unless one went in the last days: whoever brought
// the case was in the talk. What must be done waits until a week after the last letter, and news alone two weeks. What waits
// is owed, and goes along with the next letter, which leads to all of it.
const (
	handSpacing = 5 // days
	spacing     = 7
	newsSpacing = 14
)

// pace is what a professional was told, and is owed.
type pace struct {
	Referrer
	told *time.Time // day of the last letter
	owed bool
	news int // owed
	todo int // that wait for the professional now
}

// waits tells whether it is too early for another letter on a day.
func (p pace) waits(today time.Time) bool {
	days := spacing
	if p.todo == 0 {
		days = newsSpacing
	}
	return p.told != nil && today.Before(p.told.AddDate(0, 0, days))
}

const waitsForThem = `r.ended_at is null and r.returned_at is null and (r.state = 'with-resident' or r.state = 'active' and r.asked_at is not null or r.look_asked_at is not null and r.looked_on is null)`

// paces gives what these professionals were told, and all who are owed something.
func paces(ctx context.Context, tx *db.Tx, ids []string) ([]pace, error) {
	var where conditions
	among := where.in("f.id", ids)
	return db.All(ctx, tx, func(scan db.Scan) (p pace, err error) {
		return p, scan(&p.ID, &p.Name, &p.Email, &p.told, &p.owed, &p.news, &p.todo)
	}, `select f.id, f.name, f.email, f.told_on, f.owed, f.owed_news, (select count(*) from referral r where r.network_id = f.network_id and r.referrer_id = f.id and `+waitsForThem+`)
		from referrer f where f.network_id = $1 and (f.owed or `+among+`) order by f.id`, append([]any{tx.Network}, where.args...)...)
}

// own writes to professionals what was put into their mails, and what they were owed, or keeps it for later.
func (w *work) own(ctx context.Context) error {
	var ids []string
	news := map[string]int{}
	for _, p := range w.post {
		if p.letter == letterOwn {
			ids = append(ids, p.object)
			news[p.object] = len(p.news)
		}
	}
	all, err := paces(ctx, w.tx, ids)
	if err != nil {
		return err
	}
	var kept [][]any
	today := dayOf(w.tx)
	for _, p := range all {
		p.news += news[p.ID]
		p.owed = p.waits(today)
		if !p.owed && p.todo+p.news > 0 {
			if err := bundle(ctx, w.tx, letterOwn, people.Person{Name: p.Name, Email: p.Email}, p.ID, p.todo, p.news); err != nil {
				return err
			}
			p.told = &today
		}
		if !p.owed {
			p.news = 0
		}
		kept = append(kept, []any{w.tx.Network, p.ID, p.told, p.owed, p.news})
	}
	return w.tx.Repeat(ctx, `update referrer set told_on = $3, owed = $4, owed_news = $5 where network_id = $1 and id = $2`, kept)
}
