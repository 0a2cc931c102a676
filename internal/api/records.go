package api

import (
	"context"
	"fmt"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/hsds"
	"samenspel/internal/search"
)

// mostFound is how many services a search leaves for the other filters.
const mostFound = 500

func (s *Server) meta(r *request) (any, error) {
	return map[string]string{"version": hsds.Version, "profile": "https://docs.openreferral.org/en/v3.1.1/hsds/overview.html", "openapi_url": r.root + "/openapi.json"}, nil
}

// filter gives what the parameters leave of the services.
func (s *Server) filter(r *request) (f directory.Filter, err error) {
	f.Organization = r.get("organization_id")
	if text := r.get("modified_after"); text != "" {
		f.Since, _ = moment(text) // was checked
		f.Since = f.Since.UTC()
	}
	f.Terms = facets(r)
	if words := r.get("search"); words != "" {
		if f.IDs, err = s.found(r.Context(), r, words); err != nil {
			return f, err
		}
	}
	if code := r.get("postcode"); code != "" {
		f, err = s.around(r, f)
	}
	return f, err
}

// facets gives the terms that are asked for.
func facets(r *request) []directory.FacetTerm {
	var terms []directory.FacetTerm
	if id := r.get("taxonomy_term_id"); id != "" {
		facet, code := hsds.Facet(id)
		terms = append(terms, directory.FacetTerm{Facet: facet, Code: code})
	}
	if id := r.get("taxonomy_id"); id != "" {
		terms = append(terms, directory.FacetTerm{Facet: hsds.FacetOf(id)})
	}
	return terms
}

// found gives the ids of services that a search finds.
func (s *Server) found(ctx context.Context, r *request, words string) ([]string, error) {
	index, err := s.Search.Index(ctx, r.actor)
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, hit := range index.Search(search.Query{Text: words, Limit: mostFound}).Hits {
		ids = append(ids, hit.Document.ID)
	}
	return ids, nil
}

// around narrows to services that come to a postcode, and to locations near it.
func (s *Server) around(r *request, f directory.Filter) (directory.Filter, error) {
	suggestion, err := s.Places.Suggest(r.Context(), r.actor, r.get("postcode"), 0)
	if err != nil {
		return f, err
	}
	if len(suggestion.Areas) == 0 {
		f.IDs = []string{} // nobody knows where that is
		return f, nil
	}
	for _, area := range suggestion.Areas {
		f.Serving = append(f.Serving, directory.Around(r.tree, area.ID)...)
	}
	meters := r.number("proximity", 0)
	if meters == 0 {
		return f, nil
	}
	latitude, longitude, err := s.Places.Middle(r.Context(), r.actor, suggestion.Areas[0].ID)
	if err != nil {
		return f, fmt.Errorf("%w: the area of this postcode is not on the map, so no distance can be told", errs.Invalid)
	}
	f.Near = &directory.Near{Point: directory.Point{Latitude: latitude, Longitude: longitude}, Meters: float64(meters)}
	return f, nil
}

func (s *Server) services(r *request) (any, error) {
	f, err := s.filter(r)
	if err != nil {
		return nil, err
	}
	if r.yes("minimal") {
		return s.stamps(r, f)
	}
	entries, total, err := s.Directory.Page(r.Context(), r.actor, f, r.window())
	if err != nil {
		return nil, err
	}
	records, last := make([]any, len(entries)), ""
	for i, e := range entries {
		record := r.writer().Service(e)
		if !r.yes("full") && !r.lines() {
			record = short(record)
		}
		records[i], last = record, e.Service.ID
	}
	return r.page(records, total, last), nil
}

// short gives a service as it stands in a list: with its organisation, without what has records of its own.
func short(s hsds.Service) hsds.Service {
	s.Phones, s.Schedules, s.ServiceAreas, s.Places, s.Languages, s.CostOptions, s.Capacities, s.Attributes = nil, nil, nil, nil, nil, nil, nil, nil
	organization := *s.Organization
	organization.Phones, organization.Attributes = nil, nil
	s.Organization = &organization
	return s
}

// stamp is a service by its id and last change.
type stamp struct {
	ID           string `json:"id"`
	LastModified string `json:"last_modified"`
}

func (s *Server) stamps(r *request, f directory.Filter) (any, error) {
	all, err := s.Directory.LastChanges(r.Context(), r.actor, f)
	records := make([]any, len(all))
	for i, one := range all {
		records[i] = stamp{one.ID, one.Updated.UTC().Format("2006-01-02T15:04:05.000Z")}
	}
	return list{TotalItems: len(all), TotalPages: 1, PageNumber: 1, Size: len(all), FirstPage: true, LastPage: true, Empty: len(all) == 0, Contents: records}, err
}

func (s *Server) service(r *request) (any, error) {
	entry, err := s.Directory.EntryByID(r.Context(), r.actor, r.PathValue("id"))
	return r.writer().Service(entry), err
}

func (s *Server) organizations(r *request) (any, error) {
	f := directory.Filter{Terms: facets(r)}
	if words := r.get("search"); words != "" {
		ids, err := s.found(r.Context(), r, words)
		if err != nil {
			return nil, err
		}
		entries, err := s.Directory.Entries(r.Context(), r.actor, ids)
		if err != nil {
			return nil, err
		}
		f.IDs = []string{}
		for _, e := range entries {
			f.IDs = append(f.IDs, e.Organization.ID)
		}
	}
	all, total, err := s.Directory.OrganizationPage(r.Context(), r.actor, f, r.window())
	if err != nil {
		return nil, err
	}
	return s.organizationList(r, all, total)
}

func (s *Server) organizationList(r *request, all []directory.Organization, total int) (any, error) {
	with := map[string][]hsds.Service{}
	if r.yes("full_service") {
		var err error
		if with, err = s.servicesOf(r, all); err != nil {
			return nil, err
		}
	}
	records, last := make([]any, len(all)), ""
	for i, o := range all {
		record := r.writer().Organization(o)
		if !r.yes("full") && !r.yes("full_service") && !r.lines() {
			record.Phones, record.Attributes = nil, nil
		}
		record.Services = with[o.ID]
		records[i], last = record, o.ID
	}
	return r.page(records, total, last), nil
}

// servicesOf gives the services of organisations, by the id of the organisation.
func (s *Server) servicesOf(r *request, all []directory.Organization) (map[string][]hsds.Service, error) {
	f := directory.Filter{Offered: []string{}}
	for _, o := range all {
		f.Offered = append(f.Offered, o.ID)
	}
	entries, _, err := s.Directory.Page(r.Context(), r.actor, f, directory.Window{Limit: lineSize})
	with := map[string][]hsds.Service{}
	for _, e := range entries {
		record := r.writer().Service(e)
		record.Organization = nil
		with[e.Organization.ID] = append(with[e.Organization.ID], record)
	}
	return with, err
}

func (s *Server) organization(r *request) (any, error) {
	all, _, err := s.Directory.OrganizationPage(r.Context(), r.actor, directory.Filter{IDs: []string{r.PathValue("id")}}, directory.Window{Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, errs.NotFound
	}
	record := r.writer().Organization(all[0])
	if r.yes("full_service") {
		with, err := s.servicesOf(r, all)
		record.Services = with[all[0].ID]
		return record, err
	}
	return record, nil
}

func (s *Server) locations(r *request) (any, error) {
	f, err := s.filter(r)
	if err != nil {
		return nil, err
	}
	all, total, err := s.Directory.LocationPage(r.Context(), r.actor, f, r.window())
	records, last := make([]any, len(all)), ""
	for i, l := range all {
		records[i], last = r.writer().Location(l), l.ID
	}
	return r.page(records, total, last), err
}

func (s *Server) location(r *request) (any, error) {
	all, _, err := s.Directory.LocationPage(r.Context(), r.actor, directory.Filter{IDs: []string{r.PathValue("id")}}, directory.Window{Limit: 2})
	if err == nil && len(all) != 1 {
		err = errs.NotFound
	}
	if err != nil {
		return nil, err
	}
	return r.writer().Location(all[0]), nil
}
