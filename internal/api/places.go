package api

import (
	"strings"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/hsds"
	"samenspel/internal/search"
)

// places answers with services at their locations.
func (s *Server) places(r *request) (any, error) {
	f, err := s.filter(r)
	if err != nil {
		return nil, err
	}
	all, total, err := s.Directory.PlacePage(r.Context(), r.actor, f, r.window())
	if err != nil {
		return nil, err
	}
	entries, err := s.entriesOf(r, all)
	if err != nil {
		return nil, err
	}
	records := make([]any, 0, len(all))
	for _, p := range all {
		record := r.writer().Place(entries[p.ServiceID], p.Location)
		if !r.yes("full") && !r.lines() {
			service := short(*record.Service)
			record.Service = &service
		}
		records = append(records, record)
	}
	return r.page(records, total, ""), nil
}

func (s *Server) entriesOf(r *request, all []directory.Place) (map[string]directory.Entry, error) {
	f := directory.Filter{IDs: []string{}}
	for _, p := range all {
		f.IDs = append(f.IDs, p.ServiceID)
	}
	found, _, err := s.Directory.Page(r.Context(), r.actor, f, directory.Window{Limit: lineSize})
	entries := map[string]directory.Entry{}
	for _, e := range found {
		entries[e.Service.ID] = e
	}
	return entries, err
}

// place answers with one service at one location.
func (s *Server) place(r *request) (any, error) {
	p, err := s.Directory.PlaceThat(r.Context(), r.actor, func(service, location string) bool { return hsds.PlaceID(service, location) == r.PathValue("id") })
	if err != nil {
		return nil, err
	}
	entry, err := s.Directory.EntryByID(r.Context(), r.actor, p.ServiceID)
	if err != nil {
		return nil, err
	}
	return r.writer().Place(entry, p.Location), nil
}

func (s *Server) taxonomies(r *request) (any, error) {
	all := keep(hsds.Taxonomies(), func(t hsds.Taxonomy) bool { return contains(r.get("search"), t.Name, t.Description) })
	return cut(r, all), nil
}

func (s *Server) taxonomy(r *request) (any, error) {
	return one(hsds.Taxonomies(), func(t hsds.Taxonomy) bool { return t.ID == r.PathValue("id") })
}

func (s *Server) terms(r *request) (any, error) {
	all := keep(hsds.Terms(), func(t hsds.TaxonomyTerm) bool {
		of := r.get("taxonomy_id")
		return (of == "" || t.TaxonomyID == of) && r.get("parent_id") == "" && contains(r.get("search"), t.Name, t.Description, t.Code)
	})
	return cut(r, all), nil
}

func (s *Server) term(r *request) (any, error) {
	return one(hsds.Terms(), func(t hsds.TaxonomyTerm) bool { return t.ID == r.PathValue("id") })
}

func keep[T any](all []T, wanted func(T) bool) []T {
	var kept []T
	for _, one := range all {
		if wanted(one) {
			kept = append(kept, one)
		}
	}
	return kept
}

func one[T any](all []T, wanted func(T) bool) (any, error) {
	if found := keep(all, wanted); len(found) > 0 {
		return found[0], nil
	}
	return nil, errs.NotFound
}

// contains tells whether one of the texts has the words, whatever their capitals.
func contains(words string, texts ...string) bool {
	return strings.Contains(strings.ToLower(strings.Join(texts, "\n")), strings.ToLower(words))
}

// result is a service that a search found.
type result struct {
	ID           string   `json:"id"`
	Slug         string   `json:"slug"`
	Title        string   `json:"title"`
	Organization string   `json:"organization"`
	URL          string   `json:"url"`
	FoundOn      []string `json:"foundOn"` // the words of the service that made it a result
}

// results is a page of an own endpoint.
type results struct {
	Total    int      `json:"total"`
	Page     int      `json:"page"`
	PageSize int      `json:"pageSize"`
	Items    []result `json:"items"`
}

// resultSize is how many results stand on a page when nothing else is asked.
const resultSize = 20

func (s *Server) search(r *request) (any, error) {
	index, err := s.Search.Index(r.Context(), r.actor)
	if err != nil {
		return nil, err
	}
	q := search.Query{Text: r.get("q"), Limit: r.number("pageSize", resultSize)}
	page := r.number("page", 1)
	q.Offset = (page - 1) * q.Limit
	if slug := r.get("area"); slug != "" {
		area, known := r.tree.BySlug(slug)
		if !known {
			return nil, errs.NotFound
		}
		q.Area = area.ID
	}
	found := index.Search(q)
	answer := results{Total: found.Total, Page: page, PageSize: q.Limit, Items: []result{}}
	for _, hit := range found.Hits {
		d := hit.Document
		item := result{ID: d.ID, Slug: d.Slug, Title: d.Title, Organization: d.Organization, URL: r.root + "/aanbod/" + d.Slug, FoundOn: []string{}}
		for _, reason := range hit.Reasons {
			item.FoundOn = append(item.FoundOn, reason.Found)
		}
		answer.Items = append(answer.Items, item)
	}
	return answer, nil
}

// area is one area of the town.
type area struct {
	Slug   string `json:"slug"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Code   string `json:"code"`
	Parent string `json:"parent,omitempty"` // slug of the area around it
}

// areaList is every area of the town.
type areaList struct {
	Total int    `json:"total"`
	Items []area `json:"items"`
}

func (s *Server) areas(r *request) (any, error) {
	answer := areaList{Items: []area{}}
	for _, a := range r.tree.Areas() {
		around, _ := r.tree.Get(a.ParentID)
		answer.Items = append(answer.Items, area{a.Slug, a.Name, string(a.Kind), a.Code, around.Slug})
	}
	answer.Total = len(answer.Items)
	return answer, nil
}
