package web

import (
	"slices"
	"strings"

	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/places"
	"samenspel/internal/search"
)

// card is a service as people see it: every code turned into words.
type card struct {
	directory.Entry
	Lead      string // the first sentences
	Capacity  string // in words: "Plek binnen 3 weken"
	State     directory.CapacityState
	Cost      string
	Where     []string // where it serves, in words
	Form      []string
	Needs     []choice
	For       string // for whom, with ages
	HowIn     []string
	Languages []string
	Hours     []string // when one can come or call, in words; none = unknown
	Now       string   // whether it is open now
	Checked   string   // when it was confirmed, in words
	Overdue   bool
	Places    []placeView
}

// placeView is one location as a visitor may know it.
type placeView struct {
	Name, Address, Area string
	Confidential        bool
}

func (s *Server) card(v *visit, tree places.Tree, e directory.Entry) card {
	t := directory.Taxonomy()
	c := card{Entry: e, Lead: lead(e.Service.Description), Capacity: e.Service.Capacity.In(v.Printer), State: e.Service.Capacity.State,
		Cost: costWords(v, e.Service), Where: serves(v, tree, e.Service), Form: t.Forms.Labels(e.Service.Forms, v.Lang()),
		For: forWhom(v, e.Service), HowIn: t.Access.Labels(e.Service.Access, v.Lang()), Overdue: e.Service.Overdue(s.Now())}
	for _, code := range e.Service.Needs {
		if term, ok := t.Needs.Find(code); ok {
			c.Needs = append(c.Needs, choice{Code: code, Label: term.Label(v.Lang())})
		}
	}
	for _, code := range e.Service.Languages {
		c.Languages = append(c.Languages, v.T("language."+code))
	}
	opening := e.Opening()
	c.Hours, c.Now = opening.Lines(v.Printer, calendar.Today(s.Now())), opening.Now(v.Printer, s.Now())
	c.Checked = v.T("service.never")
	if day := e.Service.Confirmed; day != nil {
		c.Checked = v.T("service.checked", "Day", v.Date(*day))
	}
	for _, l := range e.Service.Locations {
		place := placeView{Name: l.Name, Address: address(l), Confidential: l.Confidential}
		if area, ok := tree.Get(l.AreaID); ok {
			place.Area = area.Name
		}
		c.Places = append(c.Places, place)
	}
	return c
}

// address is the street and postcode of a location on one line.
func address(l directory.Location) string {
	return strings.TrimSpace(strings.Trim(l.Address+", "+l.Postcode, ", "))
}

const maxLead = 200 // characters

// lead gives the first sentences of a text, as many as fit on a card.
func lead(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= maxLead {
		return text
	}
	end := strings.LastIndexAny(text[:maxLead], ".!?")
	if end > maxLead/3 {
		return text[:end+1]
	}
	return strings.ToValidUTF8(text[:strings.LastIndex(text[:maxLead], " ")+1], "") + "…"
}

func costWords(v *visit, s directory.Service) string {
	term, known := directory.Taxonomy().Costs.Find(s.Costs)
	switch {
	case s.CostNote != "":
		return s.CostNote
	case known:
		return term.Label(v.Lang())
	}
	return v.T("cost.unknown")
}

// serves names the areas of a service; many areas, or none, are the whole town.
func serves(v *visit, tree places.Tree, s directory.Service) []string {
	var names []string
	for _, id := range s.Serves {
		area, ok := tree.Get(id)
		if ok && area.Kind == places.Gemeente {
			return []string{v.T("area.whole", "Town", area.Name)}
		}
		if ok {
			names = append(names, area.Name)
		}
	}
	if len(names) == 0 {
		return []string{v.T("area.whole", "Town", v.Network.Settings.Town)}
	}
	return names
}

func forWhom(v *visit, s directory.Service) string {
	who := directory.Taxonomy().Audiences.Labels(s.Audiences, v.Lang())
	if len(who) == 0 {
		who = []string{v.T("audience.any")}
	}
	text := v.List(who)
	if !s.Ages.All() {
		text += ", " + ageWords(v, s.Ages)
	}
	return upper(text)
}

func ageWords(v *visit, a directory.Ages) string {
	if a.Max == 0 {
		return v.T("age.from", "From", a.Min)
	}
	return v.T("age.range", "From", a.Min, "To", a.Max)
}

func upper(text string) string {
	for i := range text {
		if i > 0 {
			return strings.ToUpper(text[:i]) + text[i:]
		}
	}
	return text
}

// servicePage is screen 3: one service, and how it differs from those like it.
type servicePage struct {
	layout
	Service card
	Alike   []card // the service itself first, then its look-alikes; none = nothing to compare
	Back    string // address of the search it was found with, or ""
	Linked  linkedService
	Belongs []programmeLink // to programmes
}

// Own tells that the first of the services beside each other is this one.
func (servicePage) Own() bool { return true }

// alikes is how many look-alikes stand beside a service.
const alikes = 2

func (s *Server) service(v *visit) error {
	entry, err := s.Directory.Entry(v.r.Context(), v.actor, v.r.PathValue("slug"))
	if err != nil {
		return s.moved(v, err, directory.ServiceRecord, "/aanbod/")
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	others, err := s.lookAlikes(v, tree, entry, false)
	if err != nil {
		return err
	}
	page := servicePage{layout: s.titled(v, entry.Service.Title), Service: s.card(v, tree, entry), Back: v.back()}
	page.Linked, page.Belongs = s.linked(v, page.Service), v.programmesOf(entry.Service)
	if len(others) > 0 {
		page.Alike = []card{page.Service}
	}
	for _, other := range others {
		page.Alike = append(page.Alike, s.card(v, tree, other))
	}
	return s.render(v, "service", page)
}

// lookAlikes asks the index for services that resemble one, and compares those. For a professional it leaves out what is
// closed to them.
func (s *Server) lookAlikes(v *visit, tree places.Tree, of directory.Entry, professional bool) ([]directory.Entry, error) {
	if len(of.Service.Needs) == 0 {
		return nil, nil
	}
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	found := index.Search(search.Query{Text: of.Service.Title, Needs: of.Service.Needs, Professional: professional, Limit: 30})
	var ids []string
	for _, hit := range found.Hits {
		ids = append(ids, hit.Document.ID)
	}
	among, err := s.Directory.Entries(v.r.Context(), v.actor, ids)
	if err != nil {
		return nil, err
	}
	among = slices.DeleteFunc(among, func(e directory.Entry) bool { return professional && e.NoProfessionals }) // the index may be a moment behind
	return directory.LookAlikes(tree, of, among, alikes), nil
}

// back gives the address of the search that a visitor came from, so that it can be gone back to without a script.
func (v *visit) back() string {
	from := v.r.URL.Query().Get("uit")
	if strings.HasPrefix(from, v.URL("/zoek")) && !strings.ContainsAny(from, "\r\n\\") {
		return from
	}
	return ""
}

// comparePage shows two to four services beside each other.
type comparePage struct {
	layout
	Alike []card
	Back  string
}

// mostCompared is how many services fit beside each other.
const mostCompared = 4

func (s *Server) compare(v *visit) error {
	slugs := v.r.URL.Query()["aanbod"]
	if err := tooLong(len(slugs), 100, "services to compare"); err != nil {
		return err
	}
	if len(slugs) > mostCompared {
		slugs = slugs[:mostCompared]
	}
	entries, err := s.Directory.EntriesBySlug(v.r.Context(), v.actor, slugs)
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := comparePage{layout: s.layout(v, "compare.title"), Back: v.back()}
	for _, e := range entries {
		page.Alike = append(page.Alike, s.card(v, tree, e))
	}
	return s.render(v, "compare", page)
}

// organizationPage shows who offers, and everything they offer.
type organizationPage struct {
	layout
	Organization directory.Organization
	Kind         string
	Services     []card
}

func (s *Server) organization(v *visit) error {
	organization, entries, err := s.Directory.Organization(v.r.Context(), v.actor, v.r.PathValue("slug"))
	if err != nil {
		return s.moved(v, err, directory.OrganizationRecord, "/organisatie/")
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := organizationPage{layout: s.titled(v, organization.Name), Organization: organization}
	if kind, ok := directory.Taxonomy().Kinds.Find(organization.Kind); ok {
		page.Kind = kind.Label(v.Lang())
	}
	for _, e := range entries {
		page.Services = append(page.Services, s.card(v, tree, e))
	}
	return s.render(v, "organization", page)
}

// organizationsPage lists everyone who takes part, by kind.
type organizationsPage struct {
	layout
	Total int
	Kinds []organizationKind
}

type organizationKind struct {
	Label         string
	Organizations []directory.Organization
}

func (s *Server) organizations(v *visit) error {
	all, err := s.Directory.Organizations(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errs.NotFound
	}
	page := organizationsPage{layout: s.layout(v, "organizations.title"), Total: len(all)}
	for _, kind := range directory.Taxonomy().Kinds {
		of := organizationKind{Label: kind.Label(v.Lang())}
		for _, o := range all {
			if o.Kind == kind.Code {
				of.Organizations = append(of.Organizations, o)
			}
		}
		if len(of.Organizations) > 0 {
			page.Kinds = append(page.Kinds, of)
		}
	}
	return s.render(v, "organizations", page)
}
