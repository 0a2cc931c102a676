package directory

import (
	"encoding/json"
	"strings"
	"time"

	"samenspel/internal/db"
)

// Field is one thing that a record says, by the name it has in the flat format.
type Field[T any] struct {
	Name string
	Text func(T) string                 // one form for each value: to compare
	Copy func(to *T, from T)            // takes the value of another record
	Set  func(to *T, text string) error // takes the value that has this form
}

func plain[T any](name string, at func(*T) *string) Field[T] {
	return Field[T]{name, func(r T) string { return *at(&r) }, func(to *T, from T) { *at(to) = *at(&from) },
		func(to *T, text string) error { *at(to) = text; return nil }}
}

func listed[T any](name string, at func(*T) *[]string) Field[T] {
	return Field[T]{name, func(r T) string { return strings.Join(*at(&r), "\n") }, func(to *T, from T) { *at(to) = *at(&from) },
		func(to *T, text string) error {
			if *at(to) = nil; text != "" {
				*at(to) = strings.Split(text, "\n")
			}
			return nil
		}}
}

func anything[T, V any](name string, at func(*T) *V) Field[T] {
	return Field[T]{name, func(r T) string { return db.JSON(*at(&r)) }, func(to *T, from T) { *at(to) = *at(&from) },
		func(to *T, text string) error {
			var value V
			err := json.Unmarshal([]byte(text), &value)
			*at(to) = value
			return err
		}}
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
	{"ages", func(s Service) string { return s.Ages.String() }, func(to *Service, from Service) { to.Ages = from.Ages }, func(to *Service, text string) (err error) {
		to.Ages, err = ParseAges(text)
		return err
	}},
	listed("form", func(s *Service) *[]string { return &s.Forms }),
	plain("costs", func(s *Service) *string { return &s.Costs }),
	plain("cost_note", func(s *Service) *string { return &s.CostNote }),
	listed("access", func(s *Service) *[]string { return &s.Access }),
	listed("does", func(s *Service) *[]string { return &s.Does }),
	listed("does_not", func(s *Service) *[]string { return &s.DoesNot }),
	plain("different", func(s *Service) *string { return &s.Different }),
	plain("sought", func(s *Service) *string { return &s.Sought }),
	anything("no_professionals", func(s *Service) *bool { return &s.NoProfessionals }),
	anything("capacity", func(s *Service) *Capacity { return &s.Capacity }),
	{"confirmed", func(s Service) string { return day(s.Confirmed) }, func(to *Service, from Service) { to.Confirmed = from.Confirmed }, setDay},
	plain("confirmed_by", func(s *Service) *string { return &s.ConfirmedBy }),
	listed("languages", func(s *Service) *[]string { return &s.Languages }),
	plain("phone", func(s *Service) *string { return &s.Phone }),
	plain("email", func(s *Service) *string { return &s.Email }),
	plain("url", func(s *Service) *string { return &s.URL }),
	plain("hours", func(s *Service) *string { return &s.Hours }),
	listed("serves", func(s *Service) *[]string { return &s.Serves }),
	{"location", func(s Service) string { return placesText(s.Locations) }, func(to *Service, from Service) { to.Locations = from.Locations }, setPlaces},
	anything("more", func(s *Service) *map[string]string { return &s.Provenance.More }),
}

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

func setDay(to *Service, text string) error {
	if to.Confirmed = nil; text == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, text)
	to.Confirmed = &day
	return err
}

// setPlaces reads what placesText wrote. The locations get new ids.
func setPlaces(to *Service, text string) error {
	var all []Location
	err := json.Unmarshal([]byte(text), &all)
	for i := range all {
		all[i].ID, all[i].OrganizationID = db.NewID(), to.OrganizationID
	}
	to.Locations = all
	return err
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
