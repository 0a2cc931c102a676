package web

import (
	"encoding/json"
	"strconv"

	"samenspel/internal/directory"
	"samenspel/internal/places"
	"samenspel/internal/search"
)

// alarmView is a number to call before anything else.
type alarmView struct{ Name, Phone, Sentence string }

// understood shows what was read in the text, each part with the address of the search without it.
func understood(v *visit, w wish, tree places.Tree, found search.Result) []chip {
	var parts []chip
	for _, p := range found.Understood {
		if label := partLabel(v, tree, p); label != "" {
			less := w
			less.Without = append(less.Without[:len(less.Without):len(less.Without)], p.Key())
			parts = append(parts, chip{label, less.at(v, 1)})
		}
	}
	return parts
}

func partLabel(v *visit, tree places.Tree, p search.Part) string {
	switch p.Kind {
	case search.PartHelp, search.PartName:
		return p.Label(v.Lang())
	case search.PartAudience:
		term, _ := directory.Taxonomy().Audiences.Find(p.Code)
		return term.Label(v.Lang())
	case search.PartAge:
		years, _ := strconv.Atoi(p.Code)
		return v.T("understood.age", "Count", years)
	case search.PartRole:
		return v.T("understood.role." + p.Code)
	}
	area, _ := tree.Get(p.Code)
	return area.Name
}

// otherSearch leads to another search.
type otherSearch struct{ Label, To string }

// alsoFor gives the searches for kinds of help that may be meant as well.
func alsoFor(v *visit, w wish, tree places.Tree, found search.Result) []otherSearch {
	var links []otherSearch
	for _, p := range found.Related {
		label := partLabel(v, tree, p)
		links = append(links, otherSearch{label, v.URL("/zoek", "q", label, "wijk", w.area.Slug)})
	}
	return links
}

// suggested is how many ways to go on typing are offered.
const suggested = 8

// suggestions completes what someone is typing in the search field.
func (s *Server) suggestions(v *visit) error {
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	texts := []string{}
	for _, suggestion := range index.Suggest(v.r.URL.Query().Get("q"), suggested) {
		texts = append(texts, suggestion.Text)
	}
	v.w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(v.w).Encode(texts)
}

// alarms gives the numbers to call for the dangers that a text speaks of.
func alarms(v *visit, found search.Result) []alarmView {
	var views []alarmView
	for _, a := range found.Alarms {
		view := alarmView{a.NL, a.Phone, a.Sentence}
		if v.Lang() == "en" {
			view.Name, view.Sentence = a.EN, a.English
		}
		views = append(views, view)
	}
	return views
}

// maxWithout is how many parts can be taken away.
const maxWithout = 10
