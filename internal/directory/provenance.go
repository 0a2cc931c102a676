package directory

import (
	"maps"
	"strings"
	"time"

	"samenspel/internal/db"
)

// Provenance says where what a record says comes from. Without more, everything comes from the source in its Origin.
type Provenance struct {
	Fetched  *time.Time        `json:"fetched,omitempty"`  // when the source last said something new
	Modified *time.Time        `json:"modified,omitempty"` // when it was last changed, as the source that it was new from tells
	Fields   map[string]Stamp  `json:"fields,omitempty"`   // the fields that come from elsewhere
	Said     map[string]string `json:"said,omitempty"`     // of those fields: what the source said of them last
	More     map[string]string `json:"more,omitempty"`     // what the source says and no field here holds
	Objected *Stamp            `json:"objected,omitempty"` // someone objected to the record: it stays withdrawn
}

// Stamp says who wrote something and when.
type Stamp struct {
	Source string    `json:"source,omitempty"` // name of a source; "" = written or confirmed here
	By     string    `json:"by,omitempty"`     // id of a person, or a word such as "organisatie"
	At     time.Time `json:"at"`
}

// Of gives where a field of a record with this origin comes from.
func (p Provenance) Of(field string, o Origin) Stamp {
	if stamp, ok := p.Fields[field]; ok {
		return stamp
	}
	stamp := Stamp{Source: o.Source}
	if p.Fetched != nil {
		stamp.At = *p.Fetched
	}
	return stamp
}

// Written gives the provenance after a field was written elsewhere. said is what the source said of it until now.
func (p Provenance) Written(field string, stamp Stamp, said string) Provenance {
	p = p.Heard(field, said)
	p.Fields = put(p.Fields, field, stamp)
	return p
}

// Heard gives the provenance after the source said something of a field that is kept as it is.
func (p Provenance) Heard(field, said string) Provenance {
	p.Said = put(p.Said, field, said)
	return p
}

// Returned gives the provenance after a field follows the source again.
func (p Provenance) Returned(field string) Provenance {
	p.Fields, p.Said = maps.Clone(p.Fields), maps.Clone(p.Said)
	delete(p.Fields, field)
	delete(p.Said, field)
	return p
}

// put gives a copy of a map with one value more.
func put[V any](m map[string]V, name string, value V) map[string]V {
	other := map[string]V{}
	maps.Copy(other, m)
	other[name] = value
	return other
}

// Field is one thing that a record says, by the name it has in the flat format.
type Field[T any] struct {
	Name string
	Text func(T) string      // one form for each value: to compare
	Copy func(to *T, from T) // takes the value of another record
}

func plain[T any](name string, at func(*T) *string) Field[T] {
	return Field[T]{name, func(r T) string { return *at(&r) }, func(to *T, from T) { *at(to) = *at(&from) }}
}

func listed[T any](name string, at func(*T) *[]string) Field[T] {
	return Field[T]{name, func(r T) string { return strings.Join(*at(&r), "\n") }, func(to *T, from T) { *at(to) = *at(&from) }}
}

func anything[T, V any](name string, at func(*T) *V) Field[T] {
	return Field[T]{name, func(r T) string { return db.JSON(*at(&r)) }, func(to *T, from T) { *at(to) = *at(&from) }}
}

// OrganizationFields are what a source can say of an organisation.
var OrganizationFields = []Field[Organization]{
	plain("organization", func(o *Organization) *string { return &o.Name }),
	plain("organization_type", func(o *Organization) *string { return &o.Kind }),
	plain("organization_description", func(o *Organization) *string { return &o.Description }),
	plain("organization_phone", func(o *Organization) *string { return &o.Phone }),
	plain("organization_email", func(o *Organization) *string { return &o.Email }),
	plain("organization_url", func(o *Organization) *string { return &o.URL }),
	anything("organization_member", func(o *Organization) *bool { return &o.Member }),
	anything("organization_commercial", func(o *Organization) *bool { return &o.Commercial }),
	plain("organization_legal_form", func(o *Organization) *string { return &o.LegalForm }),
	anything("more", func(o *Organization) *map[string]string { return &o.Provenance.More }),
}

// ServiceFields are what a source can say of a service.
var ServiceFields = []Field[Service]{
	plain("organization_id", func(s *Service) *string { return &s.OrganizationID }),
	plain("title", func(s *Service) *string { return &s.Title }),
	plain("description", func(s *Service) *string { return &s.Description }),
	listed("keywords", func(s *Service) *[]string { return &s.Words }),
	listed("needs", func(s *Service) *[]string { return &s.Needs }),
	listed("audiences", func(s *Service) *[]string { return &s.Audiences }),
	{"ages", func(s Service) string { return s.Ages.String() }, func(to *Service, from Service) { to.Ages = from.Ages }},
	listed("form", func(s *Service) *[]string { return &s.Forms }),
	plain("costs", func(s *Service) *string { return &s.Costs }),
	plain("cost_note", func(s *Service) *string { return &s.CostNote }),
	listed("access", func(s *Service) *[]string { return &s.Access }),
	listed("does", func(s *Service) *[]string { return &s.Does }),
	listed("does_not", func(s *Service) *[]string { return &s.DoesNot }),
	plain("different", func(s *Service) *string { return &s.Different }),
	anything("capacity", func(s *Service) *Capacity { return &s.Capacity }),
	{"confirmed", func(s Service) string { return day(s.Confirmed) }, func(to *Service, from Service) { to.Confirmed = from.Confirmed }},
	plain("confirmed_by", func(s *Service) *string { return &s.ConfirmedBy }),
	listed("languages", func(s *Service) *[]string { return &s.Languages }),
	plain("phone", func(s *Service) *string { return &s.Phone }),
	plain("email", func(s *Service) *string { return &s.Email }),
	plain("url", func(s *Service) *string { return &s.URL }),
	plain("hours", func(s *Service) *string { return &s.Hours }),
	listed("serves", func(s *Service) *[]string { return &s.Serves }),
	{"location", func(s Service) string { return placesText(s.Locations) }, func(to *Service, from Service) { to.Locations = from.Locations }},
	anything("more", func(s *Service) *map[string]string { return &s.Provenance.More }),
}

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// placesText gives the locations without their ids: the same place may have two.
func placesText(all []Location) string {
	bare := make([]Location, len(all))
	for i, l := range all {
		l.ID, l.OrganizationID = "", ""
		bare[i] = l
	}
	return db.JSON(bare)
}
