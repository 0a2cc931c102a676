package harvest

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
)

const runColumns = `select id, source, person_id, state, automatic, report, done, total, started_at, touched_at, ended_at
	from harvest_run where network_id = $1 and `

func readRun(scan db.Scan) (r Run, err error) {
	return r, scan(&r.ID, &r.Source, &r.Person, &r.State, &r.Automatic, db.FromJSON(&r.Report), &r.Done, &r.Total, &r.StartedAt,
		&r.TouchedAt, &r.EndedAt)
}

func writeRun(ctx context.Context, tx *db.Tx, r Run) error {
	_, err := tx.Exec(ctx, `insert into harvest_run (network_id, id, source, person_id, state, automatic, report, done, total,
		started_at, touched_at, ended_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)
		on conflict (network_id, id) do update set state = excluded.state, report = excluded.report, done = excluded.done,
			total = excluded.total, touched_at = excluded.touched_at, ended_at = excluded.ended_at`,
		tx.Network, r.ID, r.Source, r.Person, string(r.State), r.Automatic, db.JSON(r.Report), r.Done, r.Total, tx.Now, r.EndedAt)
	return err
}

func touchRun(ctx context.Context, tx *db.Tx, id string, done, total int) error {
	_, err := tx.Exec(ctx, `update harvest_run set done = $3, total = $4, touched_at = $5 where network_id = $1 and id = $2`,
		tx.Network, id, done, total, tx.Now)
	return err
}

// runsShown is how many runs a list has.
const runsShown = 50

func listRuns(ctx context.Context, tx *db.Tx, source string) ([]Run, error) {
	return db.All(ctx, tx, readRun, runColumns+`($2 = '' or source = $2) order by id desc limit $3`, tx.Network, source, runsShown)
}

func oneRun(ctx context.Context, tx *db.Tx, id string) (Run, error) {
	return db.One(ctx, tx, readRun, runColumns+`id = $2`, tx.Network, id)
}

// unfinished gives the runs of a source of which something could still come or that were broken off, but for one and
// those that wait.
func unfinished(ctx context.Context, tx *db.Tx, source, but string) ([]Run, error) {
	return db.All(ctx, tx, readRun, runColumns+`source = $2 and id <> $3 and (state in ('working', 'ready', 'publishing')
		or state <> 'waiting' and exists (select 1 from hidden_run h where h.network_id = harvest_run.network_id and h.run_id = harvest_run.id))`,
		tx.Network, source, but)
}

// laterRun tells whether a later run of the source was published.
func laterRun(ctx context.Context, tx *db.Tx, r Run) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `select count(*) from harvest_run where network_id = $1 and source = $2 and id > $3
		and state in ('publishing', 'published')`, tx.Network, r.Source, r.ID)
	return n > 0, err
}

const changeColumns = `select seq, kind, record_id, ref, title, what, fields, before, after, settled from harvest_change where network_id = $1 and `

func readChange(scan db.Scan) (c change, err error) {
	return c, scan(&c.Seq, &c.Kind, &c.ID, &c.Ref, &c.Title, &c.What, db.FromJSON(&c.Fields), &c.Before, &c.After, &c.Settled)
}

func writeChanges(ctx context.Context, tx *db.Tx, run string, all []change) error {
	rows := make([][]any, len(all))
	for i, c := range all {
		rows[i] = []any{tx.Network, run, c.Seq, c.Kind, c.ID, c.Ref, c.Title, c.What, db.JSON(c.Fields), c.Before, c.After, ""}
	}
	return tx.Insert(ctx, `insert into harvest_change (network_id, run_id, seq, kind, record_id, ref, title, what, fields, before, after, settled)`, "", rows)
}

func changesAfter(ctx context.Context, tx *db.Tx, run string, seq, limit int) ([]change, error) {
	return db.All(ctx, tx, readChange, changeColumns+`run_id = $2 and seq > $3 order by seq limit $4`, tx.Network, run, seq, limit)
}

func changeCount(ctx context.Context, tx *db.Tx, run string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `select count(*) from harvest_change where network_id = $1 and run_id = $2`, tx.Network, run)
}

// applyChanges makes records what a run decided.
func applyChanges(ctx context.Context, tx *db.Tx, actor access.Actor, some []change) error {
	return rewrite(ctx, tx, actor, some, organizationKind.apply, serviceKind(nil).apply, false)
}

// revertChanges makes records what they were before a run.
func revertChanges(ctx context.Context, tx *db.Tx, actor access.Actor, some []change) error {
	return rewrite(ctx, tx, actor, some, organizationKind.revert, serviceKind(nil).revert, true)
}

// rewrite reads the records of changes, makes others of them and writes these. What a change withdraws needs no reading.
func rewrite(ctx context.Context, tx *db.Tx, actor access.Actor, some []change,
	organization func(change, directory.Organization) (directory.Organization, error),
	service func(change, directory.Service) (directory.Service, error), back bool) error {
	ids := map[string][]string{}
	gone := map[string][]string{}
	for _, c := range some {
		if c.What == DiffWithdrawn {
			gone[c.Kind] = append(gone[c.Kind], c.ID)
		} else {
			ids[c.Kind] = append(ids[c.Kind], c.ID)
		}
	}
	now, err := directory.Get(ctx, tx, actor, ids[kindOrganization], ids[kindService])
	if err != nil {
		return err
	}
	for _, c := range some {
		if o, ok := now.Organizations[c.ID]; ok && c.Kind == kindOrganization {
			if now.Organizations[c.ID], err = organization(c, o); err != nil {
				return err
			}
		} else if s, ok := now.Services[c.ID]; ok && c.Kind == kindService {
			if now.Services[c.ID], err = service(c, s); err != nil {
				return err
			}
		}
	}
	if err := directory.Put(ctx, tx, now.Changes()); err != nil {
		return err
	}
	if back {
		return directory.Restore(ctx, tx, gone[kindService], gone[kindOrganization])
	}
	return directory.Withdraw(ctx, tx, gone[kindService], gone[kindOrganization])
}

// Forget deletes the files of runs that ended before a moment, inside a transaction of package retention. It gives how
// many parts they had.
func Forget(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec(ctx, `delete from harvest_part where network_id = $1 and exists (select 1 from harvest_run r
		where r.network_id = harvest_part.network_id and r.id = harvest_part.run_id and r.ended_at < $2)`, tx.Network, before)
}
