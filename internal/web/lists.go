package web

import (
	"net/http"
	"strconv"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/errs"
	"samenspel/internal/instrument"
	"samenspel/internal/network"
)

// listPage is a list to fill in, and what came of it. Nothing of it is kept: not the answers and not the result.
type listPage struct {
	layout
	List   instrument.List
	Items  []string // nil = the network may not show them
	Form   form
	Result *instrument.Result
}

// Choices gives the answers to an item, in words.
func (p listPage) Choices(item int) (all []tick) {
	kind := "yesno"
	if p.List.Most > 1 {
		kind = "five"
	}
	if p.List.ID == "scan" {
		kind = p.List.ID
	}
	for _, n := range p.List.Answers() {
		code := strconv.Itoa(n)
		all = append(all, tick{code, p.T("list.answer." + kind + "." + code), p.Form.Is(itemName(item), code)})
	}
	return all
}

// Mean writes a mean as the language of the page does.
func (p listPage) Mean(value float64) string {
	text := strconv.FormatFloat(value, 'f', 1, 64)
	if p.Lang() == "nl" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// Item gives an item as people read it.
func (p listPage) Item(item int) string { return instrument.Say(p.Items[item]) }

// Wrong gives what is wrong with an item, or "".
func (p listPage) Wrong(item int) string { return p.Form.Wrong[itemName(item)] }

// Name gives the name of the field of an item.
func (listPage) Name(item int) string { return itemName(item) }

func itemName(item int) string { return "i" + strconv.Itoa(item+1) }

// list gives the list of an address with its items: our own, or those that the network may show.
func (v *visit) list() (l instrument.List, items []string, err error) {
	l, ok := instrument.Find(v.r.PathValue("list"))
	if !ok {
		return l, nil, errs.NotFound
	}
	if !l.Own() {
		return l, v.Network.Settings.Lists[l.ID].Items, nil
	}
	for n := range l.Items() {
		items = append(items, v.T("list."+l.ID+"."+strconv.Itoa(n+1)))
	}
	return l, items, nil
}

func (s *Server) fillList(v *visit) error {
	l, items, err := v.list()
	if err != nil {
		return err
	}
	return s.showList(v, listPage{List: l, Items: items, Form: fill()})
}

func (s *Server) showList(v *visit, page listPage) error {
	v.w.Header().Set("Cache-Control", "no-store")
	page.layout = s.titled(v, v.T("list."+page.List.ID))
	if page.Form.Failed() {
		return s.again(v, page.Form, "list", page)
	}
	return s.write(v, http.StatusOK, "list", page)
}

// scoreList shows what comes of the answers.
func (s *Server) scoreList(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	l, items, err := v.list()
	if err != nil {
		return err
	}
	if items == nil {
		return errs.NotFound
	}
	answers := make([]int, len(items))
	for i := range items {
		n, err := strconv.Atoi(f.Get(itemName(i)))
		if err != nil {
			n = l.Least - 1 // no answer
		}
		answers[i] = n
	}
	result, missing := l.Score(items, answers)
	for _, i := range missing {
		f.Wrong[itemName(i)] = v.T("list.wrong.answer")
	}
	return s.showList(v, listPage{List: l, Items: items, Form: f, Result: &result})
}

// licencesPage is where an administrator enters the items of lists for which there is permission.
type licencesPage struct {
	layout
	Form  form // of the list that was sent
	Lists []licenceRow
}

type licenceRow struct {
	instrument.List
	Form form
}

func (s *Server) licences(v *visit) error { return s.showLicences(v, form{}) }

func (s *Server) showLicences(v *visit, f form) error {
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	page := licencesPage{layout: s.staffLayout(v, v.T("list.licences")), Form: f}
	for _, l := range instrument.Lists {
		if l.Own() {
			continue
		}
		row := licenceRow{l, v.licence(l)}
		if f.Is("list", l.ID) {
			row.Form = f
		}
		page.Lists = append(page.Lists, row)
	}
	if f.Failed() {
		return s.again(v, f, "licences", page)
	}
	return s.showStaff(v, "licences", page)
}

// licence fills a form with what is kept of a list.
func (v *visit) licence(l instrument.List) form {
	kept := v.Network.Settings.Lists[l.ID]
	f := fill("version", strconv.FormatInt(v.Network.Version, 10), "from", kept.From, "day", kept.Day)
	for _, item := range kept.Items {
		f.values.Set("items", f.values.Get("items")+item+"\n")
	}
	if kept.Items != nil {
		f.values.Set("permitted", "ja")
	}
	return f
}

// saveLicence keeps the items of a list with the permission for them. Without items the list is taken away.
func (s *Server) saveLicence(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Settings); err != nil {
		return err
	}
	l, ok := instrument.Find(f.Get("list"))
	if !ok || l.Own() {
		return errs.NotFound
	}
	n := v.Network
	n.Version, n.Settings.Lists = f.version(), map[string]network.Licensed{}
	for id, kept := range v.Network.Settings.Lists {
		if id != l.ID {
			n.Settings.Lists[id] = kept
		}
	}
	if f.Get("items") != "" {
		n.Settings.Lists[l.ID] = s.readLicence(v, f, l)
	}
	if !f.Failed() {
		err = s.Networks.Change(v.r.Context(), v.actor, n)
	}
	if f.blame(v, err) || f.Failed() {
		return s.showLicences(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/lijsten"))
}

// readLicence reads what was typed, and notes what is wrong with it.
func (s *Server) readLicence(v *visit, f form, l instrument.List) network.Licensed {
	items, whole := l.Read(cut(f.Get("items"), maxItems))
	if !whole {
		f.Wrong["items"] = v.T("list.wrong.items", "Count", l.Items(), "Typed", len(items))
	}
	if f.Get("from") == "" {
		f.Wrong["from"] = v.T("list.wrong.from")
	}
	day := f.day(v, "day")
	if f.Wrong["day"] == "" && (day == nil || day.After(calendar.Today(s.Now()))) {
		f.Wrong["day"] = v.T("list.wrong.day")
	}
	if !f.Is("permitted", "ja") {
		f.Wrong["permitted"] = v.T("list.wrong.permitted")
	}
	return network.Licensed{Items: items, From: cut(f.Get("from"), maxAsked), Day: f.Get("day")}
}

// maxItems is the length of all items of a list together.
const maxItems = 8000
