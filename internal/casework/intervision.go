package casework

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
)

// Intervision is a closed meeting of ambassadors, in which they look at their own work (intervisie, inventory A61). Nothing
// of what is said is kept, and no case lies on its table: who sat, on which day, is all. It is no discussion of a team.
type Intervision struct {
	Discussion
	Sitters []string // ids of persons, who called it together among them
}

// among tells as whom an actor looks at it: as one who sits in it, or as somebody else.
func (i Intervision) among(actor access.Actor) access.At {
	if slices.Contains(i.Sitters, actor.Person) {
		return access.At{ID: i.ID, Person: actor.Person}
	}
	return access.At{ID: i.ID}
}

// fewest is with how many one sits, oneself included.
const fewest = 2

// Gather calls ambassadors together on a day, under the id that the form carries: the same form twice makes one. The actor
// sits in it too. Two working days later it is over.
func (s *Store) Gather(ctx context.Context, actor access.Actor, id string, day time.Time, persons []string) (err error) {
	defer errs.Wrap(&err, "casework.Gather")
	if err := access.Can(actor, access.Edit, access.Intervisions, access.At{Person: actor.Person}); err != nil {
		return err
	}
	d := Discussion{ID: id, Kind: IntervisionKind, Held: day, Leader: actor.Person}
	sitters := slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(persons), actor.Person))))
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if problems := d.wrongDay(dayOf(tx)); problems != nil {
			return problems
		}
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		stranger := func(person string) bool {
			return !slices.ContainsFunc(duty.Tasks, func(t people.Assignment) bool { return t.Role == access.Ambassador && t.Person.ID == person })
		}
		if len(sitters) < fewest || slices.ContainsFunc(sitters, stranger) {
			return errs.Problems{{Column: "person", Key: "casework.wrong.sitters", Text: "casework.wrong.sitters"}}
		}
		made, err := tx.Exec(ctx, `insert into discussion (network_id, id, team_id, kind, held_on, leader_id) values ($1, $2, '', $3, $4, $5)
			on conflict (network_id, id) do nothing`, tx.Network, d.ID, string(d.Kind), d.Held, d.Leader)
		if err != nil || made == 0 {
			return err
		}
		rows := make([][]any, len(sitters))
		for i, person := range sitters {
			rows[i] = []any{tx.Network, d.ID, person}
		}
		if err := tx.Repeat(ctx, `insert into discussion_member (network_id, discussion_id, person_id) values ($1, $2, $3)`, rows); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "gather", Object: access.Intervisions, ID: d.ID})
	})
}

// Intervisions gives those in which the actor sits, and to who reads all of them every one, the newest first.
func (s *Store) Intervisions(ctx context.Context, actor access.Actor) (all []Intervision, err error) {
	defer errs.Wrap(&err, "casework.Intervisions")
	if _, err := access.Reach(actor, access.Read, access.Intervisions); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = intervisions(ctx, tx)
		return err
	})
	return slices.DeleteFunc(all, func(i Intervision) bool {
		return access.Can(actor, access.Read, access.Intervisions, i.among(actor)) != nil
	}), err
}

// intervisions gives all that are kept, with who sits in them.
func intervisions(ctx context.Context, tx *db.Tx) ([]Intervision, error) {
	found, err := db.All(ctx, tx, readDiscussion, discussions+` and d.kind = 'intervision' order by d.held_on desc, d.id`, tx.Network)
	if err != nil {
		return nil, err
	}
	sitters := map[string][]string{}
	err = db.Each(ctx, tx, func(scan db.Scan) error {
		var id, person string
		err := scan(&id, &person)
		sitters[id] = append(sitters[id], person)
		return err
	}, `select discussion_id, person_id from discussion_member where network_id = $1 order by discussion_id, person_id`, tx.Network)
	all := make([]Intervision, len(found))
	for i, d := range found {
		all[i] = Intervision{d, sitters[d.ID]}
	}
	return all, err
}

// CallOff takes away an intervision that does not happen: by who called it together, while it is open.
func (s *Store) CallOff(ctx context.Context, actor access.Actor, id string) (err error) {
	defer errs.Wrap(&err, "casework.CallOff(%q)", id)
	if _, err := access.Reach(actor, access.Edit, access.Intervisions); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		d, err := db.One(ctx, tx, readDiscussion, discussions+` and d.kind = 'intervision' and d.id = $2`, tx.Network, id)
		switch {
		case err != nil:
			return err
		case d.Leader != actor.Person:
			return errs.NotFound
		case d.Closed != nil:
			return errs.Conflict
		}
		if _, err := tx.Exec(ctx, `delete from discussion where network_id = $1 and id = $2`, tx.Network, id); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "call off", Object: access.Intervisions, ID: id})
	})
}
