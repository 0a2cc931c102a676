package harvest

import (
	"cmp"
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"samenspel/internal/directory"
	"samenspel/internal/places"
)

// places takes where a service is.
func (t *teller) places(where string, n node) (all []directory.Location) {
	for _, at := range n.nodes("service_at_locations") {
		l := at.one("location")
		location, ok := t.place(where, l)
		if ok {
			all = append(all, location)
		}
		if hours := at.nodes("schedules"); len(hours) > 0 && n["schedules"] == nil {
			n["schedules"] = hours
		}
		if phones := at.nodes("phones"); len(phones) > 0 && n["phones"] == nil {
			n["phones"] = phones
		}
		if more := said(at); more != "" {
			n["at_location"] = strings.TrimSpace(said(n["at_location"]) + "\n" + more)
		}
		if more := said(l); more != "" {
			n["location"] = strings.TrimSpace(said(n["location"]) + "\n" + more)
		}
	}
	return all
}

// place takes one location; what it does not understand stays in the node.
func (t *teller) place(where string, n node) (l directory.Location, ok bool) {
	if len(n) == 0 {
		return l, false
	}
	if t.ours != nil {
		return t.ownLocation(where, n), true
	}
	l.Name = t.line(where, n, "name")
	l.Confidential = scalar(n.take("confidential")) == "ja"
	addresses := n.nodes("addresses")
	if len(addresses) > 0 {
		t.address(where, addresses[0], &l)
		if len(addresses) > 1 {
			n["addresses"] = addresses[1:]
		}
	}
	l.Point = t.point(where, n)
	if l.Confidential { // what is said around it could give it away
		clear(n)
	}
	delete(n, "location_type")
	return l, l != (directory.Location{})
}

func (t *teller) address(where string, n node, l *directory.Location) {
	var lines []string
	for _, name := range []string{"attention", "address_1", "address_2", "address_3", "address_4", "city", "region", "state_province"} {
		lines = append(lines, t.line(where, n, name))
	}
	l.Address = bounded(strings.Join(filled(lines), ", "))
	l.Postcode = t.line(where, n, "postal_code")
	if code, ok := places.ParsePostcode(l.Postcode); ok {
		l.Postcode = code
	}
	if country := t.line(where, n, "country"); country != "" && country != "NL" {
		l.Address = strings.TrimPrefix(l.Address+", "+country, ", ")
	}
}

// point takes coordinates. Those that cannot be meant are counted and left out.
func (t *teller) point(where string, n node) *directory.Point {
	latitude, longitude := n.raw("latitude"), n.raw("longitude")
	if latitude == "" || longitude == "" {
		return nil
	}
	t.out.tally("located", where)
	y, err := strconv.ParseFloat(latitude, 64)
	x, also := strconv.ParseFloat(longitude, 64)
	switch {
	case err != nil || also != nil || math.IsNaN(x+y) || math.Abs(x) > 180 || math.Abs(y) > 180:
		t.out.tally("unusable-coordinates", where)
		return nil
	case math.Abs(x) < 1e-6 && math.Abs(y) < 1e-6:
		t.out.tally("coordinates-zero", where)
		return nil
	case math.Abs(y) > 90 && math.Abs(x) > 90:
		t.out.tally("unusable-coordinates", where)
		return nil
	case math.Abs(y) > 90 || dutch(x, y) && !dutch(y, x):
		t.out.tally("coordinates-swapped", where)
		x, y = y, x
	}
	return &directory.Point{Latitude: y, Longitude: x}
}

// dutch tells whether a latitude and longitude lie in or around the Netherlands.
func dutch(latitude, longitude float64) bool {
	return latitude > 50.5 && latitude < 54 && longitude > 3 && longitude < 7.5
}

// airsCode is a code of the AIRS taxonomy: no word that anybody searches for.
var airsCode = regexp.MustCompile(`^[A-Z]{1,2}(-\d{4}(\.\d{4}(-\d{3}(\.\d{2})?)?)?)?$`)

// words takes terms, other names and languages. Terms that our taxonomies know become codes; the others search words.
func (t *teller) words(s *directory.Service, n node) {
	words := []string{t.line("", n, "alternate_name")}
	var terms []string
	for _, a := range n.nodes("attributes") {
		term := a.one("taxonomy_term")
		name, code := cmp.Or(scalar(term["name"]), scalar(a["label"]), scalar(a["name"])), scalar(term["code"])
		name, _ = clean(plainText(name))
		if name = oneLine(name); name == "" {
			continue
		}
		if airsCode.MatchString(name) {
			terms = append(terms, name)
			continue
		}
		if name != code && code != "" {
			terms = append(terms, code+" "+name)
		}
		if !codeOf(s, name) && len(name) <= maxLine {
			words = append(words, name)
		}
	}
	if len(terms) > 0 {
		n["terms"] = strings.Join(terms, "\n")
	}
	for _, l := range n.nodes("languages") {
		name := cmp.Or(scalar(l["code"]), scalar(l["name"]), scalar(l["language"]))
		if code := languageCode(name); code != "" {
			s.Languages = append(s.Languages, code)
		} else if name, _ = clean(name); name != "" {
			words = append(words, oneLine(name))
		}
	}
	s.Words, s.Languages = unique(filled(words)), unique(s.Languages)
}

// codeOf gives a service the code of a term that our taxonomies know.
func codeOf(s *directory.Service, name string) bool {
	at, ok := knownTerms()[fold(name)]
	if !ok {
		return false
	}
	switch at.field {
	case "needs":
		s.Needs = unique(append(s.Needs, at.code))
	case "audiences":
		s.Audiences = unique(append(s.Audiences, at.code))
	case "form":
		s.Forms = unique(append(s.Forms, at.code))
	case "access":
		s.Access = unique(append(s.Access, at.code))
	case "costs":
		s.Costs = at.code
	}
	return true
}

// languageCode gives the code of a language by its code, or its name in English, Dutch or itself.
func languageCode(name string) string {
	if code, ok := languageNames()[fold(name)]; ok {
		return code
	}
	if tag, err := language.Parse(name); err == nil && len(name) <= 3 {
		base, _ := tag.Base()
		return base.String()
	}
	return ""
}

func namesOfLanguages() map[string]string {
	names := map[string]string{"creole": "ht", "haitian creole": "ht", "farsi": "fa", "tigrinya": "ti", "sign language": "sgn"}
	for _, tag := range display.Supported.Tags() {
		base, _ := tag.Base()
		code := base.String()
		for _, name := range []string{display.English.Languages().Name(base), display.Dutch.Languages().Name(base), display.Self.Name(language.Make(code))} {
			if name != "" && names[fold(name)] == "" {
				names[fold(name)] = code
			}
		}
	}
	return names
}

// hours takes when a service is open, in the text form of package calendar. What cannot be read is kept as it is said.
func (t *teller) hours(s *directory.Service, n node) {
	schedules := n.nodes("schedules")
	if len(schedules) == 0 {
		return
	}
	hours, whole := schedule(schedules)
	if !whole {
		t.out.tally("unusable-hours", "service "+s.Origin.Ref)
		n["schedules"] = schedules
	}
	s.Hours = hours.String()
}
