package web

import (
	"samenspel/internal/calendar"
	"samenspel/internal/directory"
)

// linkedService is a service as search engines read it (schema.org, JSON-LD).
type linkedService struct {
	Context     string                   `json:"@context"`
	Type        string                   `json:"@type"`
	Name        string                   `json:"name"`
	Description string                   `json:"description,omitempty"`
	URL         string                   `json:"url"`
	Provider    linkedProvider           `json:"provider"`
	Areas       []string                 `json:"areaServed,omitempty"`
	Languages   []string                 `json:"availableLanguage,omitempty"`
	Places      []linkedPlace            `json:"location,omitempty"`
	Hours       []calendar.Specification `json:"hoursAvailable,omitempty"`
}

type linkedProvider struct {
	Type      string `json:"@type"`
	Name      string `json:"name"`
	URL       string `json:"url"`
	Telephone string `json:"telephone,omitempty"`
}

type linkedPlace struct {
	Type    string `json:"@type"`
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"`
}

// linked gives what a service page tells, for machines. Confidential places are left out.
func (s *Server) linked(v *visit, c card) linkedService {
	at := s.origin(v.r)
	l := linkedService{Context: "https://schema.org", Type: "Service", Name: c.Title, Description: c.Service.Description,
		URL: at + v.URL("/aanbod/"+c.Service.Slug), Areas: c.Where, Languages: c.Service.Languages,
		Provider: linkedProvider{"Organization", c.Organization.Name, at + v.URL("/organisatie/"+c.Organization.Slug), c.Telephone()},
		Hours:    c.Opening().Specifications(calendar.Today(s.Now()))}
	for _, place := range c.Service.Locations {
		if !place.Confidential {
			l.Places = append(l.Places, linkedPlaceOf(place))
		}
	}
	return l
}

func linkedPlaceOf(l directory.Location) linkedPlace {
	return linkedPlace{Type: "Place", Name: l.Name, Address: address(l)}
}
