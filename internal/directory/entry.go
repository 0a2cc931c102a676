package directory

import (
	"cmp"
	"time"

	"samenspel/internal/calendar"
	"samenspel/internal/i18n"
)

// Origin says where an entry came from: the name of a source and the reference of the entry there. Together they are
// unique in a network. Entries made here have the source "".
type Origin struct{ Source, Ref string }

// Organization is who offers: any group or body that helps, with or without a legal form.
type Organization struct {
	ID          string
	Slug        string
	Origin      Origin
	Kind        string // code of Taxonomies.Kinds
	Name        string
	Description string
	Phone       string
	Email       string
	URL         string
	LegalForm   string     // "" when it has none
	Member      bool       // takes part in the network
	Commercial  bool       // works for profit: shown, and left out of referral by default (inventory H54)
	Invited     *time.Time // when it was asked to take part; read only
	Withdrawn   *time.Time
	Version     int64
	Provenance  Provenance
	Run         string            // the run that brought it, or ""
	Survivor    string            // id of the one that stands for it; "" = it stands for itself
	From        map[string]Origin // fields that it has from a record it stands for: their name and origin
}

// Location is a place where services happen.
type Location struct {
	ID             string
	OrganizationID string
	Name           string
	Address        string
	Postcode       string
	AreaID         string // "" = unknown
	Point          *Point
	Confidential   bool // its address is for people in the network only
}

// Point is a place on the map in degrees (WGS 84).
type Point struct{ Latitude, Longitude float64 }

// CapacityState says whether there is room.
type CapacityState string

// The states of capacity. A word about room is never left to the reader: unknown is said as such.
const (
	HasPlace CapacityState = "plek"
	Waiting  CapacityState = "wachtlijst"
	Full     CapacityState = "vol"
	Unknown  CapacityState = "onbekend"
)

// Capacity is what an organisation can take on now (inventory A76).
type Capacity struct {
	State CapacityState
	Free  *int // places free now; only with HasPlace
	Weeks *int // expected waiting time in weeks
}

// In says it in words: "Plek binnen 3 weken".
func (c Capacity) In(p *i18n.Printer) string {
	switch {
	case c.State == HasPlace && c.Weeks != nil && *c.Weeks > 0:
		return p.T("capacity.within", "Count", *c.Weeks)
	case c.State == HasPlace && c.Free != nil:
		return p.T("capacity.free", "Count", *c.Free)
	case c.State == Waiting && c.Weeks != nil:
		return p.T("capacity.waiting", "Count", *c.Weeks)
	case c.State == "":
		return p.T("capacity.onbekend")
	}
	return p.T("capacity." + string(c.State))
}

// Service is what an organisation offers to someone with a need.
type Service struct {
	ID             string
	OrganizationID string
	Slug           string
	Origin         Origin
	Title          string
	Description    string
	Words          []string // search words, any number (inventory F05)
	Needs          []string // codes
	Audiences      []string // codes
	Forms          []string // codes
	Costs          string   // code, or ""
	CostNote       string   // such as "€ 4 per maaltijd"
	Access         []string // codes
	Ages           Ages
	Does, DoesNot  []string
	Different      string // what sets it apart from look-alikes
	Sought         string // which volunteers are sought for it; "" = none (inventory H38)
	// NoProfessionals: residents are among themselves there, so it is not offered to professionals (inventory H13).
	NoProfessionals bool
	Languages       []string // BCP 47
	Phone           string   // "" = that of the organisation
	Email           string   // "" = that of the organisation
	URL             string
	Serves          []string // ids of areas; empty = the whole network
	Hours           string   // when one can come or call: the text form of calendar.Hours; "" = unknown
	Capacity        Capacity
	Confirmed       *time.Time // day of the last confirmation; nil = never
	ConfirmedBy     string     // "organisatie" or "redactie"
	Rhythm          int        // months for which a confirmation holds; 0 = DefaultRhythm
	Withdrawn       *time.Time
	Version         int64
	Provenance      Provenance
	Run             string    // the run that brought it, or ""
	Updated         time.Time // last change; read only
	Locations       []Location
}

// Entry is a service together with who offers it.
type Entry struct {
	Service
	Organization Organization
}

// Telephone is the number to call about the service, or "".
func (e Entry) Telephone() string { return cmp.Or(e.Service.Phone, e.Organization.Phone) }

// Mail is the address to write to about the service, or "".
func (e Entry) Mail() string { return cmp.Or(e.Service.Email, e.Organization.Email) }

// Website is where to read more, or "".
func (e Entry) Website() string { return cmp.Or(e.Service.URL, e.Organization.URL) }

// DefaultRhythm is for how many months a confirmation holds when nothing else is said; Rhythms are the choices.
const DefaultRhythm = 6

// Rhythms are the months for which a confirmation may hold.
var Rhythms = []int{1, 3, 6, 12}

// Overdue tells whether the service should have been confirmed again before now.
func (s Service) Overdue(now time.Time) bool {
	return s.Confirmed == nil || s.Confirmed.AddDate(0, cmp.Or(s.Rhythm, DefaultRhythm), 0).Before(now)
}

// Changed gives when what it says was last changed: as its source tells, until something is changed here.
func (s Service) Changed() time.Time {
	if s.Version == 1 && s.Provenance.Modified != nil {
		return *s.Provenance.Modified
	}
	return s.Updated
}

// Opening gives the hours of the service. A text that cannot be read is a note.
func (s Service) Opening() calendar.Hours {
	h, err := calendar.Parse(s.Hours)
	if err != nil {
		return calendar.Noted(s.Hours)
	}
	return h
}
