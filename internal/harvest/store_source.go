package harvest

import (
	"context"
	"encoding/json"
	"fmt"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

const sourceColumns = `select id, name, kind, address, every_hours, owner, mapping, rules, etag, modified, cursor_at, fetched_at, version
	from source where network_id = $1`

func readSource(scan db.Scan) (s Source, err error) {
	var mapping string
	err = scan(&s.ID, &s.Name, &s.Format, &s.Address, &s.EveryHours, &s.Owner, &mapping, db.FromJSON(&s.Rules), &s.ETag, &s.Modified,
		&s.Since, &s.FetchedAt, &s.Version)
	if err == nil && mapping != "" {
		s.Mapping = new(Mapping)
		err = json.Unmarshal([]byte(mapping), s.Mapping)
	}
	return s, err
}

func oneSource(ctx context.Context, tx *db.Tx, id string) (Source, error) {
	return db.One(ctx, tx, readSource, sourceColumns+` and id = $2`, tx.Network, id)
}

// writeSource makes a source, unless its form was sent before, or changes the one of this version. Another address forgets
// what was known of the old one.
func writeSource(ctx context.Context, tx *db.Tx, s Source) error {
	mapping := ""
	if s.Mapping != nil {
		mapping = db.JSON(s.Mapping)
	}
	if s.Rules == nil {
		s.Rules = Rules{}
	}
	if s.Version == 0 {
		_, err := tx.Exec(ctx, `insert into source (network_id, id, name, kind, address, every_hours, owner, mapping, rules, etag, modified, version)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', 1)
			on conflict (network_id, id) do update set id = excluded.id`, tx.Network, s.ID, s.Name, string(s.Format), s.Address, s.EveryHours,
			s.Owner, mapping, db.JSON(s.Rules))
		return err
	}
	n, err := tx.Exec(ctx, `update source set kind = $4, every_hours = $6, owner = $7, mapping = $8, rules = $9, version = version + 1,
			etag = case when address = $5 then etag else '' end, modified = case when address = $5 then modified else '' end,
			cursor_at = case when address = $5 then cursor_at else $10 end, address = $5
		where network_id = $1 and id = $2 and version = $3`, tx.Network, s.ID, s.Version, string(s.Format), s.Address, s.EveryHours, s.Owner,
		mapping, db.JSON(s.Rules), nil)
	if err == nil && n == 0 {
		err = fmt.Errorf("the source was changed: %w", errs.Conflict)
	}
	return err
}

func noteFetched(ctx context.Context, tx *db.Tx, id string, next Origin) error {
	_, err := tx.Exec(ctx, `update source set etag = $3, modified = $4, cursor_at = $5, fetched_at = $6 where network_id = $1 and id = $2`,
		tx.Network, id, next.ETag, next.Modified, next.Since, tx.Now)
	return err
}

func listChanges(ctx context.Context, tx *db.Tx, run, what string, after int) ([]Change, error) {
	return db.All(ctx, tx, func(scan db.Scan) (c Change, err error) {
		return c, scan(&c.Seq, &c.Kind, &c.Ref, &c.Title, &c.What, db.FromJSON(&c.Fields), &c.Settled)
	}, `select seq, kind, ref, title, what, fields, settled from harvest_change
		where network_id = $1 and run_id = $2 and ($3 = '' or what = $3) and seq > $4 order by seq limit $5`, tx.Network, run, what, after, PageLength)
}

func oneChange(ctx context.Context, tx *db.Tx, run string, seq int) (change, error) {
	return db.One(ctx, tx, readChange, changeColumns+`run_id = $2 and seq = $3`, tx.Network, run, seq)
}

func settled(ctx context.Context, tx *db.Tx, run string, seq int, winner Winner) error {
	_, err := tx.Exec(ctx, `update harvest_change set settled = $4 where network_id = $1 and run_id = $2 and seq = $3`, tx.Network, run, seq, string(winner))
	return err
}
