package people

import (
	"context"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/places"
)

// Duty is who has which task and team at a moment, and who stands in for whom: for concepts that divide work.
type Duty struct {
	Tree  places.Tree
	Tasks []Assignment      // in force, by role and name; of who is absent too
	Away  map[string]Person // who is absent → who stands in
	Teams []Team            // with their members, by name
}

// LoadDuty gives the duty of now, inside a transaction that another concept opened.
func LoadDuty(ctx context.Context, tx *db.Tx) (d Duty, err error) {
	if d.Tree, err = places.LoadTree(ctx, tx); err != nil {
		return d, err
	}
	if d.Tasks, err = db.All(ctx, tx, readAssignment, tasks+inForce+` order by a.role, p.name, a.id`, tx.Network, tx.Now); err != nil {
		return d, err
	}
	if d.Away, err = absences(ctx, tx, tx.Now); err != nil {
		return d, err
	}
	if d.Teams, err = db.All(ctx, tx, readTeam, selectTeams, tx.Network); err != nil {
		return d, err
	}
	members, err := memberships(ctx, tx)
	for i, t := range d.Teams {
		d.Teams[i].Members = members[t.ID]
	}
	return d, err
}

// TasksBetween gives the tasks that were in force at any moment of a time, inside a transaction that another concept opened.
func TasksBetween(ctx context.Context, tx *db.Tx, from, until time.Time) ([]Assignment, error) {
	return db.All(ctx, tx, readAssignment, tasks+` and a.starts_at < $3 and (a.ends_at is null or a.ends_at > $2) order by a.id`, tx.Network, from, until)
}
