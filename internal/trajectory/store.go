package trajectory

import (
	"context"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

// Store keeps trajectories and targets.
type Store struct{ db *db.DB }

// NewStore gives the store on d.
func NewStore(d *db.DB) *Store { return &Store{d} }

const trajectories = `select t.id, t.team_id, t.area_id, t.programme, t.starts_on, t.ends_on, t.hours_week, t.measure, t.aim, t.funding, t.second, t.second_share, t.rate, t.funded_until,
	t.evaluation, t.version from trajectory t where t.network_id = $1`

func read(scan db.Scan) (t Trajectory, err error) {
	return t, scan(&t.ID, &t.Team, &t.Area, &t.Programme, &t.Starts, &t.Ends, &t.HoursWeek, &t.Measure, &t.Aim, &t.Funding, &t.Second, &t.SecondShare, &t.Rate, &t.FundedUntil, &t.Evaluation, &t.Version)
}

// All gives all trajectories, the latest first, inside a transaction that another concept opened.
func All(ctx context.Context, tx *db.Tx) ([]Trajectory, error) {
	return db.All(ctx, tx, read, trajectories+` order by t.starts_on desc, t.id`, tx.Network)
}

// List gives all trajectories, the latest first.
func (s *Store) List(ctx context.Context, actor access.Actor) (all []Trajectory, err error) {
	defer errs.Wrap(&err, "trajectory.List")
	if err := access.Can(actor, access.Read, access.Trajectories); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = All(ctx, tx)
		return err
	})
}

// One gives a trajectory.
func (s *Store) One(ctx context.Context, actor access.Actor, id string) (t Trajectory, err error) {
	defer errs.Wrap(&err, "trajectory.One(%q)", id)
	if err := access.Can(actor, access.Read, access.Trajectories); err != nil {
		return t, err
	}
	return t, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		t, err = db.One(ctx, tx, read, trajectories+` and t.id = $2`, tx.Network, id)
		return err
	})
}

// edit lets the actor change something, and notes it.
func (s *Store) edit(ctx context.Context, actor access.Actor, action, id string, fn func(*db.Tx) error) error {
	return audit.Edit(ctx, s.db, actor, audit.Act{Action: action, Object: access.Trajectories, ID: id}, fn)
}

// Begin makes the same trajectory at many places, all or none. The same request again gives the same trajectories. Two at
// the same place may not overlap.
func (s *Store) Begin(ctx context.Context, actor access.Actor, request string, t Trajectory, at []Place, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "trajectory.Begin")
	t = t.trimmed()
	return s.edit(ctx, actor, "begin", request, func(tx *db.Tx) error {
		problems := t.check(texts)
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		if len(at) == 0 || slices.ContainsFunc(at, func(p Place) bool { return nameOf(duty, p) == "" }) {
			problems = append(problems, errs.Problem{Column: "places", Key: "trajectory.wrong.places", Text: "trajectory.wrong.places"})
		}
		there, err := All(ctx, tx)
		if err != nil {
			return err
		}
		var rows [][]any
		for _, p := range at {
			one := t
			one.ID, one.Place = db.IDFor("trajectory", tx.Network, request, p.ID()), p
			problems = append(problems, one.clash(there, nameOf(duty, p))...)
			rows = append(rows, one.row(tx.Network))
		}
		if len(problems) > 0 {
			return problems
		}
		return tx.Repeat(ctx, `insert into trajectory (network_id, id, team_id, area_id, programme, starts_on, ends_on, hours_week, measure, aim, funding, rate, funded_until, second, second_share, evaluation, version)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', 1) on conflict (network_id, id) do nothing`, rows)
	})
}

// row gives the values of a trajectory but for its evaluation and version.
func (t Trajectory) row(network string) []any {
	return []any{network, t.ID, t.Team, t.Area, t.Programme, t.Starts, t.Ends, t.HoursWeek, string(t.Measure), t.Aim, t.Funding, t.Rate, t.FundedUntil, t.Second, t.SecondShare}
}

// clash gives the problem that something else goes on at the same place, which has this name.
func (t Trajectory) clash(there []Trajectory, name string) errs.Problems {
	if !slices.ContainsFunc(there, t.overlaps) {
		return nil
	}
	return errs.Problems{{Column: "places", Key: "trajectory.wrong.overlap", Text: "trajectory.wrong.overlap", Value: name}}
}

// nameOf gives the name of a place; "" is a place that is not there, or that is not one.
func nameOf(duty people.Duty, p Place) string {
	if p.Team != "" && p.Area != "" {
		return ""
	}
	for _, t := range duty.Teams {
		if t.ID == p.Team {
			return t.Name
		}
	}
	area, _ := duty.Tree.Get(p.Area)
	return area.Name
}

// Save changes a trajectory that was read with a version. Its place stays.
func (s *Store) Save(ctx context.Context, actor access.Actor, t Trajectory, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "trajectory.Save(%q)", t.ID)
	t = t.trimmed()
	return s.edit(ctx, actor, "edit", t.ID, func(tx *db.Tx) error {
		there, err := All(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(there, func(one Trajectory) bool { return one.ID == t.ID })
		if i < 0 {
			return errs.NotFound
		}
		t.Place = there[i].Place
		problems := t.check(texts)
		for _, p := range t.clash(there, "") {
			problems = append(problems, errs.Problem{Column: "starts", Key: "trajectory.wrong.clash", Text: p.Text})
		}
		if len(problems) > 0 {
			return problems
		}
		return db.Changed(tx.Exec(ctx, `update trajectory set programme = $4, starts_on = $5, ends_on = $6, hours_week = $7, measure = $8, aim = $9, funding = $10, rate = $11, funded_until = $12,
			evaluation = $13, second = $14, second_share = $15, version = version + 1 where network_id = $1 and id = $2 and version = $3`,
			tx.Network, t.ID, t.Version, t.Programme, t.Starts, t.Ends, t.HoursWeek, string(t.Measure), t.Aim, t.Funding, t.Rate, t.FundedUntil, t.Evaluation, t.Second, t.SecondShare))
	})
}

// Remove takes a trajectory away that was read with a version.
func (s *Store) Remove(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "trajectory.Remove(%q)", id)
	return s.edit(ctx, actor, "remove", id, func(tx *db.Tx) error {
		return db.Changed(tx.Exec(ctx, `delete from trajectory where network_id = $1 and id = $2 and version = $3`, tx.Network, id, version))
	})
}

// Targets gives the targets of a year.
func (s *Store) Targets(ctx context.Context, actor access.Actor, year int) (all []Target, err error) {
	defer errs.Wrap(&err, "trajectory.Targets")
	if err := access.Can(actor, access.Read, access.Trajectories); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(scan db.Scan) (t Target, err error) {
			return t, scan(&t.ID, &t.Team, &t.Area, &t.Year, &t.Measure, &t.Aim)
		}, `select id, team_id, area_id, year, measure, aim from target where network_id = $1 and year = $2 order by id`, tx.Network, year)
		return err
	})
}

// Aim makes a target, under its ID. What was made before under that ID stays as it is. A place has one of a measure a year.
func (s *Store) Aim(ctx context.Context, actor access.Actor, t Target) (err error) {
	defer errs.Wrap(&err, "trajectory.Aim")
	return s.edit(ctx, actor, "aim", t.ID, func(tx *db.Tx) error {
		problems := t.check()
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		if nameOf(duty, t.Place) == "" {
			problems = append(problems, errs.Problem{Column: "place", Key: "trajectory.wrong.places", Text: "trajectory.wrong.places"})
		}
		if len(problems) > 0 {
			return problems
		}
		taken, err := db.One(ctx, tx, db.Value[int], `select count(*) from target where network_id = $1 and team_id = $2 and area_id = $3 and year = $4 and measure = $5 and id <> $6`,
			tx.Network, t.Team, t.Area, t.Year, string(t.Measure), t.ID)
		if err != nil {
			return err
		}
		if taken > 0 {
			return errs.Problems{{Column: "place", Key: "trajectory.wrong.taken", Text: "trajectory.wrong.taken"}}
		}
		_, err = tx.Exec(ctx, `insert into target (network_id, id, team_id, area_id, year, measure, aim) values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (network_id, id) do nothing`, tx.Network, t.ID, t.Team, t.Area, t.Year, string(t.Measure), t.Aim)
		return err
	})
}

// Drop takes a target away.
func (s *Store) Drop(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "trajectory.Drop(%q)", id)
	return s.edit(ctx, actor, "drop", id, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `delete from target where network_id = $1 and id = $2`, tx.Network, id)
		if err == nil && n == 0 {
			err = errs.NotFound
		}
		return err
	})
}
