package people

import (
	"context"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/mail"
)

// Present gives a person, or who stands in.
func (d Duty) Present(who Person) Person {
	if standIn, absent := d.Away[who.ID]; absent {
		return standIn
	}
	return who
}

// Known gives who has a task or a place in a team now. Who has none owns nothing any more.
func (d Duty) Known(id string) (Person, bool) {
	for _, a := range d.Tasks {
		if a.Person.ID == id {
			return a.Person, true
		}
	}
	for _, t := range d.Teams {
		for _, m := range t.Members {
			if m.Person.ID == id {
				return m.Person, true
			}
		}
	}
	return Person{}, false
}

// With gives who has a role, or who stands in, each once.
func (d Duty) With(role Role) (all []Person) {
	for _, a := range d.Tasks {
		who := d.Present(a.Person)
		if a.Role == role && !slices.ContainsFunc(all, func(there Person) bool { return there.ID == who.ID }) {
			all = append(all, who)
		}
	}
	return all
}

// Nearest gives the ambassador of an area or of one around it, or who stands in; without one a coordinator. It is empty
// when there is nobody.
func (d Duty) Nearest(area string) Person {
	for _, around := range d.Tree.Path(area) {
		for _, a := range d.Tasks {
			if a.Role == access.Ambassador && a.AreaID == around.ID && a.Variant != Narrow && a.Sector == "" {
				return d.Present(a.Person)
			}
		}
	}
	if all := d.With(access.Coordinator); len(all) > 0 {
		return all[0]
	}
	return Person{}
}

// Same gives the ids under which things of a person stand: the own one, and those for whom the person stands in.
func (d Duty) Same(person string) []string {
	all := []string{person}
	for absent, standIn := range d.Away {
		if standIn.ID == person {
			all = append(all, absent)
		}
	}
	slices.Sort(all)
	return all
}

// TellCoordinators writes a letter to the coordinators, or to somebody else when there is none: the information point, or
// nobody.
func (d Duty) TellCoordinators(ctx context.Context, tx *db.Tx, letter string, otherwise Person, args map[string]string) error {
	all := d.With(access.Coordinator)
	if len(all) == 0 {
		all = []Person{otherwise}
	}
	for _, who := range all {
		if who.Email == "" {
			continue
		}
		if _, err := mail.Queue(ctx, tx, mail.Message{Kind: letter, Lang: mail.Languages[0], Address: who.Email, Name: who.Name, Args: args}); err != nil {
			return err
		}
	}
	return nil
}
