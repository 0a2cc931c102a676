package people

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/errs"
	"samenspel/internal/places"
)

// entry is one person in a file, with one role.
type entry struct {
	ID             string   `json:"id"`
	Name           string   `json:"name"`
	Role           Role     `json:"role"`
	OrganizationID string   `json:"organization_id"` // reference at the source of the directory
	Areas          []string `json:"areas"`           // codes or names
	HoursWeek      float64  `json:"hours_week"`
	Phone          string   `json:"phone"`
	Email          string   `json:"email"`
	Hours          string   `json:"hours"`
	Consulting     string   `json:"consulting"`
	Quote          string   `json:"quote"`
	From           string   `json:"from"` // yyyy-mm-dd
	To             string   `json:"to"`   // yyyy-mm-dd, the first day it no longer holds; "" = open
}

// Read reads a list of persons with their roles: a JSON list. Areas are looked up in the tree and organisations by
// their reference. What cannot be used comes back as errs.Problems, by place in the list.
func Read(text []byte, tree places.Tree, organizations map[string]string) ([]Assignment, error) {
	var entries []entry
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&entries); err != nil {
		return nil, errs.Problems{{Text: "this is not a list of persons in JSON: " + err.Error()}}
	}
	var all []Assignment
	var problems errs.Problems
	for i, e := range entries {
		assignments, err := e.assignments(tree, organizations)
		if err != nil {
			problems = append(problems, errs.Problem{Row: i + 1, Text: err.Error()})
		}
		all = append(all, assignments...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return all, nil
}

// assignments gives one task for each area.
func (e entry) assignments(tree places.Tree, organizations map[string]string) ([]Assignment, error) {
	if e.ID == "" || e.Name == "" {
		return nil, errors.New("a person needs an id and a name")
	}
	if !slices.Contains(Assignable, e.Role) {
		return nil, fmt.Errorf("%q is not a role; use one of %v", e.Role, Assignable)
	}
	if e.OrganizationID != "" && organizations[e.OrganizationID] == "" {
		return nil, fmt.Errorf("organisation %q is not in the directory; import that first", e.OrganizationID)
	}
	starts, ends, err := e.dates()
	if err != nil {
		return nil, err
	}
	person := Person{Ref: e.ID, Name: e.Name, Phone: e.Phone, Email: e.Email, OrganizationID: organizations[e.OrganizationID], Quote: e.Quote}
	var all []Assignment
	for _, name := range e.Areas {
		named := tree.Named(name)
		if len(named) == 0 {
			return nil, fmt.Errorf("area %q is not known; import the areas first", name)
		}
		all = append(all, Assignment{Person: person, Role: e.Role, AreaID: named[0].ID, HoursWeek: e.HoursWeek,
			Days: e.Hours, Consulting: e.Consulting, Paid: true, Starts: starts, Ends: ends})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no area", e.Name)
	}
	return all, nil
}

func (e entry) dates() (starts time.Time, ends *time.Time, err error) {
	if starts, err = time.Parse(time.DateOnly, e.From); err != nil {
		return starts, nil, fmt.Errorf("%q is not a date; write 2026-11-01", e.From)
	}
	if e.To == "" {
		return starts, nil, nil
	}
	end, err := time.Parse(time.DateOnly, e.To)
	if err != nil {
		return starts, nil, fmt.Errorf("%q is not a date; write 2026-11-01", e.To)
	}
	if !end.After(starts) {
		return starts, nil, fmt.Errorf("the task ends on %s, before it begins", e.To)
	}
	return starts, &end, nil
}
