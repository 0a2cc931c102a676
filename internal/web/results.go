package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/places"
	"samenspel/internal/search"
)

// perPage is the number of results on a page.
const perPage = 10

// wish is what the address of a search says, as it was typed.
type wish struct {
	Text     string              // q
	Place    string              // wijk: a slug, a name or a postcode
	Chosen   map[string][]string // facet → codes
	Page     int                 // pagina, from 1
	Without  []string            // zonder: parts of the text that were understood and taken away
	area     places.Area
	NoPlace  bool          // the place is not known here
	Straddle []places.Area // the postcode lies in several wijken: choose one
}

// facetNames are the facets of the search page: their name in addresses, in the index and in the texts.
var facetNames = []struct{ Name, index, key string }{
	{"hulpvraag", search.FacetNeed, "facet.need"},
	{"doelgroep", search.FacetAudience, "facet.audience"},
	{"leeftijd", search.FacetAge, "facet.age"},
	{"vorm", search.FacetForm, "facet.form"},
	{"kosten", search.FacetCost, "facet.cost"},
}

// terms gives the taxonomy behind a facet; ages have none.
func terms(facet string) directory.Terms {
	t := directory.Taxonomy()
	return map[string]directory.Terms{"hulpvraag": t.Needs, "doelgroep": t.Audiences, "vorm": t.Forms, "kosten": t.Costs}[facet]
}

// maxPage is the last page that can be asked for: more than any search has.
const maxPage = 100_000

// readWish reads the address of a search. Codes that do not exist and pages that cannot be are left out: an old or
// broken link still gives a page.
func readWish(values url.Values) wish {
	w := wish{Text: strings.TrimSpace(values.Get("q")), Place: strings.TrimSpace(values.Get("wijk")), Chosen: map[string][]string{}}
	for _, f := range facetNames {
		for _, code := range values[f.Name] {
			if known(f.Name, code) && !slices.Contains(w.Chosen[f.Name], code) {
				w.Chosen[f.Name] = append(w.Chosen[f.Name], code)
			}
		}
	}
	w.Without = values["zonder"][:min(len(values["zonder"]), maxWithout)]
	page, err := strconv.Atoi(values.Get("pagina"))
	w.Page = 1
	if err == nil && page > 1 {
		w.Page = min(page, maxPage)
	}
	return w
}

func known(facet, code string) bool {
	if facet == "leeftijd" {
		_, ok := directory.BandByCode(code)
		return ok
	}
	_, ok := terms(facet).Find(code)
	return ok
}

// query gives the search that a wish asks for.
func (w wish) query() search.Query {
	q := search.Query{Text: w.Text, Area: w.area.ID, Without: w.Without, Limit: perPage, Offset: (w.Page - 1) * perPage,
		Needs: w.Chosen["hulpvraag"], Audiences: w.Chosen["doelgroep"], Forms: w.Chosen["vorm"], Costs: w.Chosen["kosten"]}
	if ages := w.Chosen["leeftijd"]; len(ages) > 0 {
		band, _ := directory.BandByCode(ages[0])
		q.AgeFrom, q.AgeTo = band.Min, band.Max
	}
	return q
}

// resultsPage is screen 1 and 2: what was asked, what was found, and how to narrow it.
type resultsPage struct {
	layout
	Wish       wish
	Wijken     []places.Area
	Total      int
	Results    []result
	Facets     []facetView
	Chips      []chip
	Corrected  []search.Correction
	Understood []chip
	Also       []otherSearch // searches for what may be meant as well
	Alarms     []alarmView
	Person     bool        // nothing was found: these are places where someone thinks along
	Place      places.Area // the chosen or recognised area
	Previous   string      // address of the page before, or ""
	Next       string
	Back       string // what a service page links back to
	Ask        string // address of the information point with this search filled in
}

// few is how many results are so few that a search without the choices is offered.
const few = 4

// Few tells whether choices leave little.
func (p resultsPage) Few() bool { return len(p.Chips) > 0 && p.Total < few }

// AskURL gives the address of the information point with this search filled in.
func (p resultsPage) AskURL() string { return p.Ask }

// result is one service among the results.
type result struct {
	card
	Reasons []reason
	Near    bool
}

// facetView is one facet with its choices.
type facetView struct {
	Name, Label string
	Choices     []choice
	Open        bool // something is chosen in it
}

type choice struct {
	Code, Label string
	N           int
	Chosen      bool
}

// chip is a choice that can be taken away.
type chip struct{ Label, Without string }

func (s *Server) results(v *visit) error {
	w, tree, err := s.wished(v)
	if err != nil {
		return err
	}
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	found := index.Search(w.query())
	if found.Total > 0 && len(found.Hits) == 0 { // a page beyond the last: show the last
		w.Page = (found.Total + perPage - 1) / perPage
		found = index.Search(w.query())
	}
	page := s.resultsPage(v, w, tree, found)
	if page.Results, err = s.cards(v, tree, found.Hits); err != nil {
		return err
	}
	if found.Person || found.Total == 0 {
		s.missedBy(v, w.Text)
	}
	return s.render(v, "results", page)
}

// missedBy notes that nothing was found for words. A visitor gets the page also when that fails.
func (s *Server) missedBy(v *visit, words string) {
	if err := s.Upkeep.Miss(v.r.Context(), v.Network.ID, words, v.origin().IP.String()); err != nil {
		s.Log.Warn("words that found nothing were not noted", "error", err)
	}
}

// wished reads what someone is looking for, and where.
func (s *Server) wished(v *visit) (w wish, tree places.Tree, err error) {
	w = readWish(v.r.URL.Query())
	if tree, err = s.Places.Tree(v.r.Context(), v.actor); err != nil {
		return w, tree, err
	}
	return w, tree, s.place(v, tree, &w)
}

// place finds the area that someone named by slug, name or postcode.
func (s *Server) place(v *visit, tree places.Tree, w *wish) error {
	if w.Place == "" {
		return nil
	}
	if area, ok := tree.BySlug(w.Place); ok {
		w.area, w.Place = area, area.Name
		return nil
	}
	if named := tree.Named(w.Place); len(named) > 0 {
		w.area, w.Place = named[0], named[0].Name
		return nil
	}
	found, err := s.Places.Suggest(v.r.Context(), v.actor, w.Place, 0)
	switch {
	case err != nil:
		return err
	case len(found.Wijken) == 0:
		w.NoPlace = true
	case found.Straddles:
		w.Straddle = found.Wijken
	case len(found.Areas) == 1:
		w.area = found.Areas[0]
	default:
		w.area = found.Wijken[0]
	}
	return nil
}

func (s *Server) resultsPage(v *visit, w wish, tree places.Tree, found search.Result) resultsPage {
	page := resultsPage{Wish: w, Wijken: tree.Kind(places.Wijk), Total: found.Total, Corrected: found.Corrected, Place: w.area}
	if page.Place.ID == "" && found.Area != "" {
		page.Place, _ = tree.Get(found.Area)
	}
	page.layout = s.layout(v, "results.title", "Count", found.Total, "Text", w.Text)
	if w.Text == "" {
		page.layout = s.layout(v, "results.all", "Count", found.Total)
	}
	page.Facets = facetViews(v, w, found)
	page.Chips = chips(v, w)
	page.Understood, page.Also = understood(v, w, tree, found), alsoFor(v, w, tree, found)
	page.Alarms, page.Person = alarms(v, found), found.Person
	if w.Page > 1 {
		page.Previous = w.at(v, w.Page-1)
	}
	if w.Page*perPage < found.Total {
		page.Next = w.at(v, w.Page+1)
	}
	page.Back = w.at(v, w.Page)
	page.Ask = v.URL("/vraag", "q", w.Text, "wijk", page.Place.Slug)
	return page
}

// at gives the address of a page of the same search.
func (w wish) at(v *visit, page int) string {
	return w.without(v, "", "", page)
}

// without gives the address of this search with one choice taken away.
func (w wish) without(v *visit, facet, code string, page int) string {
	query := []any{"q", w.Text}
	if facet != "wijk" && w.area.ID != "" {
		query = append(query, "wijk", w.area.Slug)
	}
	for _, f := range facetNames {
		for _, chosen := range w.Chosen[f.Name] {
			if facet != f.Name || code != chosen {
				query = append(query, f.Name, chosen)
			}
		}
	}
	for _, part := range w.Without {
		query = append(query, "zonder", part)
	}
	if page > 1 {
		query = append(query, "pagina", page)
	}
	return v.URL("/zoek", query...)
}

func facetViews(v *visit, w wish, found search.Result) []facetView {
	var views []facetView
	for _, f := range facetNames {
		view := facetView{Name: f.Name, Label: v.T(f.key), Open: len(w.Chosen[f.Name]) > 0}
		counts := map[string]int{}
		for _, c := range found.Facets[f.index] {
			counts[c.Code] = c.N
		}
		for _, code := range facetCodes(f.Name) {
			chosen := slices.Contains(w.Chosen[f.Name], code)
			if counts[code] > 0 || chosen {
				view.Choices = append(view.Choices, choice{code, choiceLabel(v, f.Name, code), counts[code], chosen})
			}
		}
		if len(view.Choices) > 0 {
			views = append(views, view)
		}
	}
	return views
}

func facetCodes(facet string) []string {
	var codes []string
	if facet == "leeftijd" {
		for _, band := range directory.Bands {
			codes = append(codes, band.Code())
		}
		return codes
	}
	for _, term := range terms(facet) {
		codes = append(codes, term.Code)
	}
	return codes
}

func choiceLabel(v *visit, facet, code string) string {
	if facet == "leeftijd" {
		return v.T("age.band", "Band", strings.ReplaceAll(code, "-", "–"))
	}
	term, _ := terms(facet).Find(code)
	return term.Label(v.Lang())
}

func chips(v *visit, w wish) []chip {
	var chips []chip
	if w.area.ID != "" {
		chips = append(chips, chip{w.area.Name, w.without(v, "wijk", "", 1)})
	}
	for _, f := range facetNames {
		for _, code := range w.Chosen[f.Name] {
			chips = append(chips, chip{choiceLabel(v, f.Name, code), w.without(v, f.Name, code, 1)})
		}
	}
	return chips
}

// cards reads the services that were found, in one go.
func (s *Server) cards(v *visit, tree places.Tree, hits []search.Hit) ([]result, error) {
	ids := make([]string, len(hits))
	by := map[string]search.Hit{}
	for i, hit := range hits {
		ids[i] = hit.Document.ID
		by[hit.Document.ID] = hit
	}
	entries, err := s.Directory.Entries(v.r.Context(), v.actor, ids)
	if err != nil {
		return nil, fmt.Errorf("reading what was found: %w", err)
	}
	results := make([]result, len(entries))
	for i, e := range entries {
		hit := by[e.Service.ID]
		results[i] = result{card: s.card(v, tree, e), Reasons: reasons(v, hit), Near: hit.Near}
	}
	return results, nil
}

// maxReasons is how many words an explanation names.
const maxReasons = 5

// reasons gives the entry's own words on which it was found, the most telling first, or else the kind of help it is.
func reasons(v *visit, hit search.Hit) []reason {
	var found []reason
	for _, r := range hit.Reasons {
		shown := reason{r.Found, "nl"}
		if r.Field == search.FieldKind {
			kind, _ := kindOf(r.Word)
			shown = reason{kind.Label(v.Lang()), v.Lang()}
		}
		if r.Field != search.FieldArea && !slices.Contains(found, shown) && len(found) < maxReasons {
			found = append(found, shown)
		}
	}
	return found
}

// reason is a word on which an entry was found, and the language it is in.
type reason struct{ Text, Lang string }

// homePage is where a visitor starts.
type homePage struct {
	layout
	Wish   wish
	Wijken []places.Area
	Needs  []choice
}

func (s *Server) home(v *visit) error {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, c := range index.Search(search.Query{Limit: 1}).Facets[search.FacetNeed] {
		counts[c.Code] = c.N
	}
	page := homePage{layout: s.layout(v, "home.title"), Wijken: tree.Kind(places.Wijk)}
	for _, term := range directory.Taxonomy().Needs {
		page.Needs = append(page.Needs, choice{Code: term.Code, Label: term.Label(v.Lang()), N: counts[term.Code]})
	}
	return s.render(v, "home", page)
}

// tooLong refuses a list of more things than a page can show.
func tooLong(n, most int, what string) error {
	if n > most {
		return fmt.Errorf("%d %s, more than %d: %w", n, what, most, errs.Invalid)
	}
	return nil
}
