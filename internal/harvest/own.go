package harvest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/i18n"
	"samenspel/internal/places"
)

// own is what a record says that package hsds wrote, by the names of its attributes: what HSDS has no field for stands
// there, so that a directory that is taken elsewhere comes back as it was. It is nil for a record of somebody else.
//
// What such a record says passes the same checks as any other. Its texts are taken as they are, though, and what stands
// in it twice, for readers that do not know these attributes, is taken once.
type own map[string][]string

// ownMark begins the link type of such an attribute.
const ownMark = "samenspel:"

// takeOwn takes these attributes out of a record, or out of a location.
func takeOwn(n node) (o own) {
	var others []node
	for _, a := range n.nodes("attributes") {
		name, mine := strings.CutPrefix(scalar(a["link_type"]), ownMark)
		if !mine {
			others = append(others, a)
			continue
		}
		if o == nil {
			o = own{}
		}
		value, _ := a["value"].(string)
		if value = cmp.Or(value, scalar(a.one("taxonomy_term")["code"])); value != "" && len(value) <= MaxText {
			o[name] = append(o[name], value)
		}
	}
	if len(others) > 0 {
		n["attributes"] = others
	}
	return o
}

// first gives the only value of an attribute, or "".
func (o own) first(name string) string { return append(slices.Clip(o[name]), "")[0] }

// line gives the only value of an attribute that is one line.
func (o own) line(name string) string {
	text := o.first(name)
	if len(text) > maxLine || strings.Contains(text, "\n") {
		return ""
	}
	return text
}

// codes gives the values of an attribute that our taxonomies know.
func (o own) codes(name string, terms directory.Terms) (codes []string) {
	for _, code := range o[name] {
		if _, known := terms.Find(code); known {
			codes = append(codes, code)
		}
	}
	return codes
}

// number gives a whole number up to most, or nil.
func (o own) number(name string, most int) *int {
	n, err := parseCount(o.first(name), most)
	if err != nil {
		return nil
	}
	return n
}

// ownID gives the id that a record keeps in a network without entries: its reference, when that is one of ours.
func ownID(ref string) string {
	if id, err := uuid.Parse(ref); err != nil || id.String() != ref {
		return ""
	}
	return ref
}

// organization completes an organisation.
func (o own) organization(into *directory.Organization) {
	if o == nil {
		return
	}
	t := directory.Taxonomy()
	into.ID, into.Slug = ownID(into.Origin.Ref), i18n.Slug(o.line("slug"))
	into.Kind = append(o.codes("kinds", t.Kinds), "")[0]
	into.Member, into.Commercial = o.first("member") == "ja", o.first("commercial") == "ja"
}

// service completes a service from its attributes and from the fields that hold a part of the same.
func (o own) service(into *directory.Service, n node) {
	if o == nil {
		return
	}
	t := directory.Taxonomy()
	into.ID, into.Slug = ownID(into.Origin.Ref), i18n.Slug(o.line("slug"))
	into.Needs, into.Audiences, into.Forms = o.codes("needs", t.Needs), o.codes("audiences", t.Audiences), o.codes("forms", t.Forms)
	into.Access, into.Costs = o.codes("access", t.Access), append(o.codes("costs", t.Costs), "")[0]
	into.Languages = nil
	for _, l := range n.nodes("languages") {
		if code := scalar(l["code"]); languageForm.MatchString(code) {
			into.Languages = append(into.Languages, code)
		}
	}
	into.Words, into.Does, into.DoesNot, into.Different, into.Sought = o["keyword"], o["does"], o["does-not"], o.first("different"), o.first("sought")
	into.NoProfessionals = o.first("no-professionals") == "ja"
	if rhythm := o.number("rhythm", 12); rhythm != nil && slices.Contains(directory.Rhythms, *rhythm) {
		into.Rhythm = *rhythm
	}
	if h, err := calendar.Parse(o.first("hours")); err == nil {
		into.Hours = h.String()
	} else {
		into.Hours = calendar.Noted(o.first("hours")).String()
	}
	into.Capacity = o.capacity(n)
	if day, err := time.Parse(time.DateOnly, n.raw("assured_date")); err == nil {
		into.Confirmed, into.ConfirmedBy = &day, o.line("confirmed-by")
	}
	if moment, err := time.Parse(time.RFC3339Nano, n.raw("last_modified")); err == nil {
		into.Provenance.Modified = &moment
	}
	for _, told := range []string{"application_process", "wait_time", "cost_options", "capacities", "schedules", "status"} {
		delete(n, told)
	}
}

func (o own) capacity(n node) directory.Capacity {
	c := directory.Capacity{State: directory.CapacityState(o.first("capacity")), Weeks: o.number("waiting-weeks", maxWeeks)}
	switch c.State {
	case directory.Waiting, directory.Full:
	case directory.HasPlace:
		if free, err := parseCount(scalar(n.one("capacities")["available"]), maxPlaces); err == nil {
			c.Free = free
		}
	default:
		c.State = directory.Unknown
	}
	return c
}

// serves takes the areas that a service is for, as areas.told knows them.
func (o own) serves(n node) (names []string) {
	for _, area := range n.nodes("service_areas") {
		names = append(names, scalar(area["uri"])+"#"+scalar(area["name"]))
	}
	return names
}

// ownLocation takes a location; its area as areas.told knows it.
func (t *teller) ownLocation(where string, n node) directory.Location {
	o := takeOwn(n)
	l := directory.Location{ID: ownID(n.raw("id")), Name: t.line(where, n, "name"), Point: t.point(where, n)}
	address := n.one("addresses")
	l.Address, l.Postcode = t.line(where, address, "address_1"), t.line(where, address, "postal_code")
	if uri := o.line("area"); uri != "" {
		l.AreaID = uri + "#" + scalar(address["region"])
	}
	clear(n) // the rest says the same once more
	return l
}

// areaMark begins the name of an area in our own records: urn:cbs:2024:WK036301, and behind a # what people call it.
const areaMark = "urn:cbs:"

// told gives the id of an area of our own records by its code, or else by its name. In a network that has no areas it is
// made.
func (a *areas) told(name string) string {
	uri, label, _ := strings.Cut(strings.TrimPrefix(name, areaMark), "#")
	year, code, _ := strings.Cut(uri, ":")
	for _, area := range a.tree.Areas() {
		if area.Code == code {
			return area.ID
		}
	}
	if id := a.madeIDs[areaMark+code]; id != "" {
		return id
	}
	if label = oneLine(label); !a.tree.Empty() || code == "" {
		return a.search("", label)
	}
	area := places.Area{ID: a.newID(), Kind: kindByCode(code), Code: code, Name: cmp.Or(label, code), Slug: free(a.slugs, i18n.Slug(label), i18n.Slug(code))}
	area.CodeYear, _ = strconv.Atoi(year) // another word is no year
	a.madeIDs[areaMark+code] = area.ID
	a.made = append(a.made, area)
	return area.ID
}

func kindByCode(code string) places.Kind {
	switch {
	case strings.HasPrefix(code, "GM"):
		return places.Gemeente
	case strings.HasPrefix(code, "BU"):
		return places.Buurt
	}
	return places.Wijk
}
