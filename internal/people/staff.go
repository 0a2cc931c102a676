package people

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// Record is a person with everything that person does.
type Record struct {
	Person
	Tasks   []Assignment // in force and planned
	Past    []Assignment
	Absence *Absence // now or planned; nil = none
}

// Persons gives everyone with what they do now or will do, by name.
func (s *Store) Persons(ctx context.Context, actor access.Actor) (all []Record, err error) {
	defer errs.Wrap(&err, "people.Persons")
	if err := access.Can(actor, access.Read, access.Staff); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = records(ctx, tx, ``)
		return err
	})
	return all, err
}

// Person gives one person.
func (s *Store) Person(ctx context.Context, actor access.Actor, id string) (r Record, err error) {
	defer errs.Wrap(&err, "people.Person")
	if err := access.Can(actor, access.Read, access.Staff); err != nil {
		return r, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := records(ctx, tx, ` and p.id = $2`, id)
		if err == nil && len(all) == 0 {
			err = errs.NotFound
		}
		if err == nil {
			r = all[0]
		}
		return err
	})
	return r, err
}

// records reads persons and, in one query each, their tasks and absences.
func records(ctx context.Context, tx *db.Tx, condition string, args ...any) ([]Record, error) {
	persons, err := db.All(ctx, tx, readPerson, `select `+personColumns+` from person p`+personJoin+`
		where p.network_id = $1`+condition+` order by p.name, p.id`, append([]any{tx.Network}, args...)...)
	if err != nil {
		return nil, err
	}
	all := make([]Record, len(persons))
	at := map[string]*Record{}
	for i, p := range persons {
		all[i].Person = p
		at[p.ID] = &all[i]
	}
	every, err := db.All(ctx, tx, readAssignment, tasks+condition+` order by a.starts_at, a.id`, append([]any{tx.Network}, args...)...)
	if err != nil {
		return nil, err
	}
	for _, a := range every {
		if r := at[a.Person.ID]; a.Ends != nil && !a.Ends.After(tx.Now) {
			r.Past = append(r.Past, a)
		} else {
			r.Tasks = append(r.Tasks, a)
		}
	}
	return all, db.Each(ctx, tx, func(scan db.Scan) error {
		var x Absence
		err := scan(append([]any{&x.ID, &x.PersonID, &x.Starts, &x.Ends}, x.StandIn.targets()...)...)
		if r := at[x.PersonID]; r != nil && err == nil {
			r.Absence = &x
		}
		return err
	}, `select x.id, x.person_id, x.starts_at, x.ends_at, `+personColumns+` from absence x
		join person p on p.network_id = x.network_id and p.id = x.stand_in_id`+personJoin+`
		where x.network_id = $1 and x.ends_at > $2 order by x.starts_at desc`, tx.Network, tx.Now)
}

// Save stores a person: a new one when Version is 0, under its ID when it has one, else with the version that was read.
// It gives the id. What was made before under that ID stays as it is.
func (s *Store) Save(ctx context.Context, actor access.Actor, p Person) (id string, err error) {
	defer errs.Wrap(&err, "people.Save")
	if err := access.Can(actor, access.Edit, access.Staff); err != nil {
		return "", err
	}
	if err := p.Check(); err != nil {
		return "", err
	}
	id = cmp.Or(p.ID, db.NewID())
	err = s.edit(ctx, actor, id, func(tx *db.Tx) error {
		if p.Version == 0 {
			_, err := tx.Exec(ctx, insertPerson+onceMore, tx.Network, id, id, p.Name, p.Phone, p.Email, orNull(p.OrganizationID), p.Quote)
			return err
		}
		changed, err := tx.Exec(ctx, `update person set name = $4, phone = $5, email = $6, organization_id = $7, quote = $8, version = version + 1
			where network_id = $1 and id = $2 and version = $3`, tx.Network, p.ID, p.Version, p.Name, p.Phone, p.Email, orNull(p.OrganizationID), p.Quote)
		if err == nil && changed == 0 {
			return errs.Conflict
		}
		return err
	})
	return id, err
}

// Assign gives a person a task, under its ID when it has one. What was made before under that ID stays as it is.
func (s *Store) Assign(ctx context.Context, actor access.Actor, a Assignment) (err error) {
	defer errs.Wrap(&err, "people.Assign")
	if err := access.Can(actor, access.Edit, access.Staff); err != nil {
		return err
	}
	if err := a.Check(); err != nil {
		return err
	}
	a.ID = cmp.Or(a.ID, db.NewID())
	return s.edit(ctx, actor, a.Person.ID, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, insertAssignment+onceMore, a.columns(tx.Network)...)
		return err
	})
}

// End ends a task on a day.
func (s *Store) End(ctx context.Context, actor access.Actor, task string, day time.Time) (err error) {
	defer errs.Wrap(&err, "people.End")
	return s.edit(ctx, actor, task, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update assignment set ends_at = $3 where network_id = $1 and id = $2 and (ends_at is null or ends_at > $3)`,
			tx.Network, task, day)
		if err == nil && changed == 0 {
			return errs.NotFound
		}
		return err
	})
}

// Away notes that a person is absent, and who stands in.
func (s *Store) Away(ctx context.Context, actor access.Actor, a Absence) (err error) {
	defer errs.Wrap(&err, "people.Away")
	if err := access.Can(actor, access.Edit, access.Staff); err != nil {
		return err
	}
	if err := a.check(); err != nil {
		return err
	}
	return s.edit(ctx, actor, a.PersonID, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `delete from absence where network_id = $1 and person_id = $2 and ends_at > $3`, tx.Network, a.PersonID, a.Starts); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into absence (network_id, id, person_id, stand_in_id, starts_at, ends_at) values ($1, $2, $3, $4, $5, $6)`,
			tx.Network, db.NewID(), a.PersonID, a.StandIn.ID, a.Starts, a.Ends)
		return err
	})
}

// Mover moves what another concept lets a person own to a successor, inside the transaction of a handover. It gives
// how many things it moved.
type Mover func(ctx context.Context, tx *db.Tx, from, to string) (int, error)

// Handover ends everything a person does on a day and lets a successor go on with it from then. Nothing stays with who
// hands over: tasks in force and planned, teams, absences in which that person stands in, and what the movers know.
func (s *Store) Handover(ctx context.Context, actor access.Actor, from, to string, day time.Time, movers ...Mover) (moved int, err error) {
	defer errs.Wrap(&err, "people.Handover")
	if err := access.Can(actor, access.Edit, access.Staff); err != nil {
		return 0, err
	}
	if from == to || to == "" {
		return 0, errs.Problems{{Column: "successor", Text: "people.wrong.successor"}}
	}
	err = s.edit(ctx, actor, from, func(tx *db.Tx) error {
		moved, err = handover(ctx, tx, from, to, day, movers)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "take over", Object: access.Staff, ID: to})
	})
	return moved, err
}

func handover(ctx context.Context, tx *db.Tx, from, to string, day time.Time, movers []Mover) (moved int, err error) {
	successor, err := db.One(ctx, tx, readPerson, `select `+personColumns+` from person p`+personJoin+` where p.network_id = $1 and p.id = $2`, tx.Network, to)
	if err != nil {
		return 0, fmt.Errorf("the successor: %w", err)
	}
	own, err := db.All(ctx, tx, readAssignment, tasks+` and a.person_id = $2 and (a.ends_at is null or a.ends_at > $3)`, tx.Network, from, day)
	if err != nil {
		return 0, err
	}
	ended, begun := handed(own, successor, day, db.NewID)
	if err := writeAssignments(ctx, tx, append(ended, begun...)); err != nil {
		return 0, err
	}
	moved = len(begun)
	for _, step := range []string{
		`update absence set stand_in_id = $3 where network_id = $1 and stand_in_id = $2 and person_id <> $3 and ends_at > $4`,
		`delete from absence where network_id = $1 and stand_in_id = $2 and person_id = $3 and ends_at > $4`,
		`update membership set ends_at = $4 where network_id = $1 and person_id = $2 and $3 <> '' and (ends_at is null or ends_at > $4)`,
	} {
		n, err := tx.Exec(ctx, step, tx.Network, from, to, day)
		if err != nil {
			return 0, err
		}
		moved += int(n)
	}
	for _, move := range movers {
		n, err := move(ctx, tx, from, to)
		if err != nil {
			return 0, err
		}
		moved += n
	}
	return moved, nil
}

// Names gives the names of everyone, by id, to whoever may read the trace or staff.
func (s *Store) Names(ctx context.Context, actor access.Actor) (names map[string]string, err error) {
	defer errs.Wrap(&err, "people.Names")
	if access.Can(actor, access.Read, access.Trace) != nil {
		if _, err := access.Reach(actor, access.Read, access.Staff); err != nil {
			return nil, err
		}
	}
	names = map[string]string{}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(scan db.Scan) error {
			var id, name string
			err := scan(&id, &name)
			names[id] = name
			return err
		}, `select id, name from person where network_id = $1`, tx.Network)
	})
	return names, err
}

// Self gives the actor's own record. Everyone who is signed in may see that.
func (s *Store) Self(ctx context.Context, actor access.Actor) (r Record, err error) {
	defer errs.Wrap(&err, "people.Self")
	if actor.Person == "" {
		return r, errs.NotFound
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := records(ctx, tx, ` and p.id = $2`, actor.Person)
		if err == nil && len(all) == 1 {
			r = all[0]
		}
		return err
	})
	return r, err
}

// Witnesses gives who is told when somebody opens what is closed in an area: its ambassador, or who stands in, and the
// privacy officers. It works inside a transaction that another concept opened.
func Witnesses(ctx context.Context, tx *db.Tx, area string) ([]Person, error) {
	tree, err := places.LoadTree(ctx, tx)
	if err != nil {
		return nil, err
	}
	assigned, err := db.All(ctx, tx, readAssignment, tasks+inForce+` order by a.role, p.name, a.id`, tx.Network, tx.Now)
	if err != nil {
		return nil, err
	}
	away, err := absences(ctx, tx, tx.Now)
	return witnesses(tree, area, shown(assigned, away, true)), err
}

// NameOf gives the name of a person, inside a transaction that another concept opened.
func NameOf(ctx context.Context, tx *db.Tx, person string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `select name from person where network_id = $1 and id = $2`, tx.Network, person)
}

// Roles gives the roles of a person now, inside a transaction that another concept opened.
func Roles(ctx context.Context, tx *db.Tx, person string) ([]access.Role, error) {
	grants, err := grantsOf(ctx, tx, person)
	return access.Actor{Grants: grants}.Roles(), err
}

// Found makes the first administrator of a network that has nobody yet. The actor is someone of another network who
// may make networks. It gives the id of the person.
func (s *Store) Found(ctx context.Context, actor access.Actor, network string, p Person) (id string, err error) {
	defer errs.Wrap(&err, "people.Found")
	if err := access.Can(actor, access.Edit, access.Networks); err != nil {
		return "", err
	}
	if err := p.Check(); err != nil {
		return "", err
	}
	p.ID, p.Ref = db.NewID(), "founder"
	founder := access.As(access.Operator, network)
	return p.ID, s.edit(ctx, founder, p.ID, func(tx *db.Tx) error {
		there, err := db.One(ctx, tx, db.Value[int], `select count(*) from person where network_id = $1`, tx.Network)
		if err != nil {
			return err
		}
		if there > 0 {
			return errs.Conflict
		}
		if err := tx.Repeat(ctx, upsertPerson, [][]any{{tx.Network, p.ID, p.Ref, p.Name, p.Phone, p.Email, nil, p.Quote}}); err != nil {
			return err
		}
		return writeAssignments(ctx, tx, []Assignment{{ID: db.NewID(), Person: p, Role: access.Administrator, Paid: true, Starts: tx.Now}})
	})
}
