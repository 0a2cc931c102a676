package web

import (
	"encoding/xml"
	"net/http"
)

// sitemap lists the public pages for search engines (sitemaps.org, version 0.9).
type sitemap struct {
	XMLName xml.Name      `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	Pages   []sitemapPage `xml:"url"`
}

type sitemapPage struct {
	Address string `xml:"loc"`
}

// mostListed is how many addresses one sitemap may hold.
const mostListed = 50_000

// fixedPages are the pages that every network has.
var fixedPages = []string{"/", "/wijk", "/organisatie", "/agenda", "/gids", "/hulpmiddelen", "/over", "/privacy", "/toegankelijkheid"}

func (s *Server) sitemap(v *visit) error {
	entries, err := s.Directory.All(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	paths := append([]string{}, fixedPages...)
	for _, a := range tree.Areas() {
		paths = append(paths, "/wijk/"+a.Slug)
	}
	seen := map[string]bool{}
	for _, e := range entries {
		if organization := "/organisatie/" + e.Organization.Slug; !seen[organization] {
			seen[organization] = true
			paths = append(paths, organization)
		}
		paths = append(paths, "/aanbod/"+e.Service.Slug)
	}
	var all sitemap
	for _, path := range paths[:min(len(paths), mostListed)] {
		all.Pages = append(all.Pages, sitemapPage{s.origin(v.r) + v.URL(path)})
	}
	body, err := xml.Marshal(all)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	v.w.Header().Set("Cache-Control", "public, max-age=3600")
	return send(v.w, v.r, http.StatusOK, append([]byte(xml.Header), body...))
}
