package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samenspel/internal/directory"
	"samenspel/internal/places"
)

// entryForm gives the form of a service as it is stored.
func entryForm(s directory.Service) form {
	f := fill("version", strconv.FormatInt(s.Version, 10), "organization", s.OrganizationID, "title", s.Title, "description", s.Description,
		"keywords", lines(s.Words), "does", lines(s.Does), "does_not", lines(s.DoesNot), "different", s.Different, "sought", s.Sought, "ages", s.Ages.String(),
		"costs", s.Costs, "cost_note", s.CostNote, "phone", s.Phone, "email", s.Email, "url", s.URL, "hours", strings.ReplaceAll(s.Hours, "; ", "\n"),
		"languages", strings.Join(s.Languages, ", "), "rhythm", strconv.Itoa(s.Rhythm),
		"no_professionals", yesNo[s.NoProfessionals], "capacity", string(s.Capacity.State), "free", count(s.Capacity.Free), "weeks", count(s.Capacity.Weeks))
	for field, codes := range map[string][]string{"needs": s.Needs, "audiences": s.Audiences, "form": s.Forms, "access": s.Access, "serves": s.Serves} {
		f.values[field] = codes
	}
	return f
}

func lines(items []string) string { return strings.Join(items, "\n") }

func count(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// Has tells whether a choice of several is ticked.
func (f form) Has(name, value string) bool { return slices.Contains(f.values[name], value) }

// items reads one item from each line of a field.
func (f form) items(name string) []string {
	var all []string
	for line := range strings.Lines(f.values.Get(name)) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// whole reads a whole number that is not negative; "" is nil. What is no such number is noted as wrong.
func (f form) whole(v *visit, name string, most int) *int {
	text := f.Get(name)
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		f.Wrong[name] = v.T("entry.wrong.number", "Most", most)
		return nil
	}
	return &n
}

// The most places and weeks that are taken.
const (
	mostPlaces = 10_000
	mostWeeks  = 520
)

// entry reads a service from what was sent, on top of what is stored: what the form does not hold stays.
func (f form) entry(v *visit, s directory.Service, tree places.Tree) directory.Service {
	if s.Version = f.version(); s.ID == "" {
		s.ID, s.Version = f.made(), 0
	}
	if organization := f.Get("organization"); organization != "" {
		s.OrganizationID = organization
	}
	s.Title, s.Description, s.Different, s.CostNote, s.Sought = f.Get("title"), f.Get("description"), f.Get("different"), f.Get("cost_note"), f.Get("sought")
	s.NoProfessionals = f.Is("no_professionals", "ja")
	s.Words, s.Does, s.DoesNot = f.items("keywords"), f.items("does"), f.items("does_not")
	s.Needs, s.Audiences, s.Forms, s.Access, s.Costs = f.values["needs"], f.values["audiences"], f.values["form"], f.values["access"], f.Get("costs")
	s.Phone, s.Email, s.URL, s.Hours = f.Get("phone"), f.Get("email"), website(f.Get("url")), strings.Join(f.items("hours"), "; ")
	s.Languages = strings.FieldsFunc(f.Get("languages"), func(r rune) bool { return r == ',' || r == ' ' })
	s.Rhythm, _ = strconv.Atoi(f.Get("rhythm")) // another number is the usual rhythm
	if !slices.Contains(directory.Rhythms, s.Rhythm) {
		s.Rhythm = directory.DefaultRhythm
	}
	ages, err := directory.ParseAges(f.Get("ages"))
	if err != nil {
		f.Wrong["ages"] = v.T("entry.wrong.ages")
	}
	s.Ages, s.Serves = ages, nil
	for _, id := range f.values["serves"] {
		if _, known := tree.Get(id); known {
			s.Serves = append(s.Serves, id)
		}
	}
	s.Capacity = f.capacity(v)
	return s
}

func (f form) capacity(v *visit) directory.Capacity {
	c := directory.Capacity{State: directory.CapacityState(f.Get("capacity")), Free: f.whole(v, "free", mostPlaces), Weeks: f.whole(v, "weeks", mostWeeks)}
	if c.State == "" {
		c.State = directory.Unknown
	}
	if c.State != directory.HasPlace {
		c.Free = nil
	}
	return c
}

// website completes an address that was typed without its beginning.
func website(text string) string {
	if text == "" || strings.Contains(text, "://") {
		return text
	}
	if u, err := url.Parse("https://" + text); err == nil && strings.Contains(u.Host, ".") {
		return u.String()
	}
	return text
}

// entryChoices are what can be ticked in the form of a service.
type entryChoices struct {
	Directory  directory.Taxonomies
	Areas      []places.Area
	Rhythms    []int
	Capacities []directory.CapacityState
}

func choicesOf(tree places.Tree) entryChoices {
	c := entryChoices{Directory: directory.Taxonomy(), Rhythms: directory.Rhythms,
		Capacities: []directory.CapacityState{directory.HasPlace, directory.Waiting, directory.Full, directory.Unknown}}
	for _, kind := range []places.Kind{places.Gemeente, places.Wijk} {
		c.Areas = append(c.Areas, tree.Kind(kind)...)
	}
	return c
}

// organizationForm gives the form of an organisation as it is stored.
func organizationForm(o directory.Organization) form {
	f := fill("version", strconv.FormatInt(o.Version, 10), "name", o.Name, "description", o.Description, "kind", o.Kind, "phone", o.Phone,
		"email", o.Email, "url", o.URL, "legal_form", o.LegalForm)
	for field, yes := range map[string]bool{"member": o.Member, "commercial": o.Commercial} {
		f.values.Set(field, yesNo[yes])
	}
	return f
}

var yesNo = map[bool]string{true: "ja", false: "nee"}

// organization reads an organisation from what was sent, on top of what is stored.
func (f form) organization(o directory.Organization) directory.Organization {
	if o.Version = f.version(); o.ID == "" {
		o.ID, o.Version = f.made(), 0
	}
	o.Name, o.Description, o.Kind, o.LegalForm = f.Get("name"), f.Get("description"), f.Get("kind"), f.Get("legal_form")
	o.Phone, o.Email, o.URL = f.Get("phone"), f.Get("email"), website(f.Get("url"))
	o.Member, o.Commercial = f.Is("member", "ja"), f.Is("commercial", "ja")
	return o
}
