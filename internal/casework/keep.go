package casework

import (
	"context"

	"samenspel/internal/db"
	"samenspel/internal/privacy"
)

func kept(ctx context.Context, tx *db.Tx, where string) ([]privacy.Kept, error) {
	return db.All(ctx, tx, func(scan db.Scan) (k privacy.Kept, err error) { return k, scan(&k.ID, &k.From) },
		`select id, ended_at from discussed_case where network_id = $1 and ended_at is not null`+where+` order by id`, tx.Network)
}

// KeptTexts gives the closed cases that have their texts.
func KeptTexts(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, ` and erased = false`)
}

// EraseTexts erases what was written about needs, and the exact moment at which cases ended.
func EraseTexts(ctx context.Context, tx *db.Tx, ids []string) error {
	if err := tx.Repeat(ctx, `update case_need set text = '' where network_id = $1 and case_id = $2`, tx.Rows(ids)); err != nil {
		return err
	}
	return eachCase(ctx, tx, ids, func(c Case) Case {
		ended := month(*c.Ended)
		c.Ended, c.Erased = &ended, true
		return c
	})
}

// KeptDates gives the closed cases that have exact dates.
func KeptDates(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) {
	return kept(ctx, tx, ` and rounded = false`)
}

// RoundDates makes the days of cases months. Their events and actions go, in which discussions they were, and which
// professional knows them.
func RoundDates(ctx context.Context, tx *db.Tx, ids []string) error {
	for _, table := range []string{"case_event", "case_action", "discussion_case"} {
		if err := tx.Repeat(ctx, `delete from `+table+` where network_id = $1 and case_id = $2`, tx.Rows(ids)); err != nil {
			return err
		}
	}
	all, err := needsOfMany(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i, n := range all {
		all[i] = n.rounded()
	}
	if err := putNeeds(ctx, tx, all...); err != nil {
		return err
	}
	return eachCase(ctx, tx, ids, func(c Case) Case {
		c.Opened, c.Rounded, c.Professional = month(c.Opened), true, ""
		return c
	})
}

// rounded gives a need that ended with months for days. Its lead time stays.
func (n Need) rounded() Need {
	ended := month(*n.Ended)
	n.Opened, n.Ended = month(n.Opened), &ended
	n.Began, n.Next, n.Due, n.Reminded, n.Escalated = ended, ended, ended, nil, nil
	if n.Agreed != nil {
		agreed := month(*n.Agreed)
		n.Agreed = &agreed
	}
	return n
}

// KeptRows gives the closed cases.
func KeptRows(ctx context.Context, tx *db.Tx) ([]privacy.Kept, error) { return kept(ctx, tx, ``) }

// CountRows makes cases counts, by the month in which they began, and deletes them.
func CountRows(ctx context.Context, tx *db.Tx, ids []string) error {
	all, err := casesOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	needs, err := needsOfMany(ctx, tx, ids)
	if err != nil {
		return err
	}
	var counts [][]any
	of := map[string]Case{}
	for _, c := range all {
		of[c.ID] = c
		counts = append(counts, []any{tx.Network, month(c.Opened), c.Team, c.Area, "", "", 1})
	}
	for _, n := range needs {
		c := of[n.Case]
		counts = append(counts, []any{tx.Network, month(c.Opened), c.Team, c.Area, n.Help, string(n.Outcome), 1})
	}
	if err := tx.Repeat(ctx, `insert into case_count (network_id, month, team_id, area_id, help, outcome, n) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (network_id, month, team_id, area_id, help, outcome) do update set n = case_count.n + excluded.n`, counts); err != nil {
		return err
	}
	for _, table := range []string{"case_event", "case_action", "discussion_case", "case_need"} {
		if err := tx.Repeat(ctx, `delete from `+table+` where network_id = $1 and case_id = $2`, tx.Rows(ids)); err != nil {
			return err
		}
	}
	return tx.Repeat(ctx, `delete from discussed_case where network_id = $1 and id = $2`, tx.Rows(ids))
}

func casesOf(ctx context.Context, tx *db.Tx, ids []string) ([]Case, error) {
	c := condition{}
	where := c.in("c.id", ids)
	return db.All(ctx, tx, readCase, cases+` and `+where+` order by c.id`, append([]any{tx.Network}, c.args...)...)
}

func needsOfMany(ctx context.Context, tx *db.Tx, ids []string) ([]Need, error) {
	c := condition{}
	where := c.in("n.case_id", ids)
	return db.All(ctx, tx, readNeed, needs+` and `+where+` order by n.id`, append([]any{tx.Network}, c.args...)...)
}

// eachCase writes what fn makes of cases.
func eachCase(ctx context.Context, tx *db.Tx, ids []string, fn func(Case) Case) error {
	all, err := casesOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	changed := make([][]any, len(all))
	for i, c := range all {
		c = fn(c)
		changed[i] = []any{tx.Network, c.ID, c.Opened, c.Ended, c.Erased, c.Rounded, c.Professional}
	}
	return tx.Repeat(ctx, `update discussed_case set opened_on = $3, ended_at = $4, erased = $5, rounded = $6, professional = $7, version = version + 1 where network_id = $1 and id = $2`, changed)
}
