package casework

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Presence is how many discussions of a kind were held with a team in a month, and how many of them an ambassador led
// (inventory M40). It follows from discussions that were closed; nobody counts it.
type Presence struct {
	Month time.Time // its first day
	Team  string    // id
	Kind  Kind
	N     int
	Led   int
}

// held are the discussions that were closed, each with whether an ambassador led it.
const held = `select d.held_on, d.team_id, d.kind, case when exists (select 1 from assignment a where a.network_id = d.network_id and a.person_id = d.leader_id
	and a.role = 'ambassador' and a.starts_at <= d.held_on and (a.ends_at is null or a.ends_at > d.held_on)) then 1 else 0 end
	from discussion d where d.network_id = $1 and d.closed_at is not null`

// presences counts the discussions that a condition finds, whose arguments begin at $2: by month, team and kind.
func presences(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Presence, error) {
	counts := map[Presence]Presence{}
	err := db.Each(ctx, tx, func(scan db.Scan) error {
		p := Presence{N: 1}
		if err := scan(&p.Month, &p.Team, &p.Kind, &p.Led); err != nil {
			return err
		}
		key := Presence{Month: month(p.Month), Team: p.Team, Kind: p.Kind}
		sum := counts[key]
		counts[key] = Presence{key.Month, key.Team, key.Kind, sum.N + 1, sum.Led + p.Led}
		return nil
	}, held+where, append([]any{tx.Network}, args...)...)
	return inOrder(slices.Collect(maps.Values(counts))), err
}

func inOrder(all []Presence) []Presence {
	slices.SortFunc(all, func(a, b Presence) int {
		return cmp.Or(a.Month.Compare(b.Month), cmp.Compare(a.Team, b.Team), cmp.Compare(a.Kind, b.Kind))
	})
	return all
}

// Presences gives the discussions of whole months, from the first day of one until that of another, also those that are
// not kept any more. It works inside a transaction that another concept opened.
func Presences(ctx context.Context, tx *db.Tx, from, until time.Time) ([]Presence, error) {
	now, err := presences(ctx, tx, ` and d.held_on >= $2 and d.held_on < $3`, from, until)
	if err != nil {
		return nil, err
	}
	past, err := db.All(ctx, tx, func(scan db.Scan) (p Presence, err error) { return p, scan(&p.Month, &p.Team, &p.Kind, &p.N, &p.Led) },
		`select month, team_id, kind, n, led from discussion_count where network_id = $1 and month >= $2 and month < $3`, tx.Network, from, until)
	return inOrder(append(now, past...)), err
}

// attended is the condition for discussions that $4 led, or sat in with other ambassadors.
const attended = ` and (d.leader_id = $4 or exists (select 1 from discussion_member m
	where m.network_id = d.network_id and m.discussion_id = d.id and m.person_id = $4))`

// Attended gives the discussions of whole months that the actor led, and the intervisions in which the actor sat: by month,
// team and kind. An intervision has no team.
func (s *Store) Attended(ctx context.Context, actor access.Actor, from, until time.Time) (all []Presence, err error) {
	defer errs.Wrap(&err, "casework.Attended")
	if _, err := access.Reach(actor, access.Read, access.Cases); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = presences(ctx, tx, ` and d.held_on >= $2 and d.held_on < $3`+attended, from, until, actor.Person)
		return err
	})
}

// forgotten is the condition for discussions that were closed before $2 and in which no case is left.
const forgotten = ` and closed_at < $2 and not exists (select 1 from discussion_case l where l.network_id = d.network_id and l.discussion_id = d.id)`

// ForgetDiscussions deletes discussions that were closed before a moment and in which no case is left, and gives how many.
// What is left of them is a count.
func ForgetDiscussions(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	gone, err := presences(ctx, tx, forgotten, before)
	if err != nil {
		return 0, err
	}
	rows := make([][]any, len(gone))
	for i, p := range gone {
		rows[i] = []any{tx.Network, p.Month, p.Team, string(p.Kind), p.N, p.Led}
	}
	if err := tx.Repeat(ctx, `insert into discussion_count (network_id, month, team_id, kind, n, led) values ($1, $2, $3, $4, $5, $6)
		on conflict (network_id, month, team_id, kind) do update set n = discussion_count.n + excluded.n, led = discussion_count.led + excluded.led`, rows); err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `delete from discussion as d where d.network_id = $1`+forgotten, tx.Network, before)
}
