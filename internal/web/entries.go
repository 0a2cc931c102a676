package web

import (
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/search"
	"samenspel/internal/upkeep"
)

// entriesPage lists the entries that a person may write, with what they lack.
type entriesPage struct {
	layout
	Words, Show   string // what is looked for, and which: "" = all, "verlopen", "weg"
	Entries       []entryRow
	Total         int
	More          string // address of the next page
	Organizations []directory.Organization
	Editor        bool
	Retired       []retiredRow // with Show "weg", in the place of Entries
}

// entryRow is one entry in that list.
type entryRow struct {
	directory.Entry
	Overdue bool
	Points  int
	Lacks   []upkeep.Lack
}

const entriesPerPage = 50

// writable narrows a filter to the entries an actor may write. An actor who may write none is Forbidden.
func writable(actor access.Actor, f directory.Filter) (directory.Filter, error) {
	if access.Can(actor, access.Edit, access.Directory) == nil {
		return f, nil
	}
	within, err := access.Reach(actor, access.Edit, access.OwnEntries)
	f.Offered = append([]string{}, within.Organizations...)
	return f, err
}

func (s *Server) entries(v *visit) error {
	f, err := writable(v.actor, directory.Filter{})
	if err != nil {
		return err
	}
	page := entriesPage{layout: s.staffLayout(v, v.T("entries.title")), Words: v.r.URL.Query().Get("q"), Show: v.r.URL.Query().Get("toon"),
		Editor: access.Can(v.actor, access.Edit, access.Directory) == nil}
	if page.Show == "weg" {
		if page.Retired, err = s.retired(v, f); err != nil {
			return err
		}
		page.Total = len(page.Retired)
		return s.showStaff(v, "entries", page)
	}
	if page.Show == "verlopen" {
		f.Overdue = s.Now()
	}
	order := []string(nil)
	if page.Words != "" {
		if order, err = s.foundIDs(v, page.Words); err != nil {
			return err
		}
		f.IDs = order
	}
	found, total, err := s.Directory.Page(v.r.Context(), v.actor, f, directory.Window{After: v.r.URL.Query().Get("na"), Limit: entriesPerPage})
	if err != nil {
		return err
	}
	page.Total = total
	slices.SortStableFunc(found, func(a, b directory.Entry) int { // the best first, where something was looked for
		return slices.Index(order, a.Service.ID) - slices.Index(order, b.Service.ID)
	})
	for _, e := range found {
		row := entryRow{Entry: e, Overdue: e.Service.Overdue(s.Now())}
		row.Points, row.Lacks = upkeep.Quality(e, s.Now())
		page.Entries = append(page.Entries, row)
	}
	if len(found) == entriesPerPage {
		page.More = v.URL("/beheer/aanbod", "q", page.Words, "toon", page.Show, "na", found[len(found)-1].Service.ID)
	}
	if page.Organizations, err = s.ownOrganizations(v, f); err != nil {
		return err
	}
	return s.showStaff(v, "entries", page)
}

// ownOrganizations gives the organisations whose entries a member writes; for an editor none: there are too many to
// list.
func (s *Server) ownOrganizations(v *visit, f directory.Filter) ([]directory.Organization, error) {
	if f.Offered == nil {
		return nil, nil
	}
	all, _, err := s.Directory.OrganizationPage(v.r.Context(), v.actor, directory.Filter{IDs: f.Offered}, directory.Window{Limit: entriesPerPage})
	return all, err
}

// editorPatience is how long an editor waits for what was just saved to be found.
const editorPatience = time.Second

// foundIDs gives the ids of services that a search finds, also of what was saved a moment ago.
func (s *Server) foundIDs(v *visit, words string) ([]string, error) {
	index, err := s.Search.Fresh(v.r.Context(), v.actor, editorPatience)
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, hit := range index.Search(search.Query{Text: words, Limit: entriesPerPage}).Hits {
		ids = append(ids, hit.Document.ID)
	}
	return ids, nil
}

// entryPage is the form of one service with the page that residents see beside it.
type entryPage struct {
	layout
	entryChoices
	Form          form
	Entry         directory.Entry // zero for a new one
	View          card
	Organizations []directory.Organization // to choose from; none when it cannot change
	Action, Back  string
	ByLink        bool
	Origins       *origins // for editors
}

// entryPage fills the page for an actor. A new service has no id in the address.
func (s *Server) entryPage(v *visit, id, back string) (page entryPage, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = entryPage{entryChoices: choicesOf(tree), Back: back, Action: v.r.URL.Path}
	if id == "" {
		page.Form = fill("ages", "alle", "rhythm", "6", "organization", v.r.URL.Query().Get("organisatie"))
		page.Organizations, err = s.Directory.Organizations(v.r.Context(), v.actor)
		return page, err
	}
	if page.Entry, err = s.Directory.WrittenEntry(v.r.Context(), v.actor, id); err != nil {
		return page, err
	}
	page.Form, page.View = entryForm(page.Entry.Service), s.card(v, tree, page.Entry)
	page.Origins, err = s.serviceOrigins(v, page.Entry.Service, tree)
	return page, err
}

func (s *Server) entry(v *visit) error {
	page, err := s.ownEntryPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "entry", page)
}

// ownEntryPage is entryPage for someone who is signed in and may write that entry.
func (s *Server) ownEntryPage(v *visit) (page entryPage, err error) {
	if page, err = s.entryPage(v, v.r.PathValue("id"), v.URL("/beheer/aanbod")); err != nil {
		return page, err
	}
	title := page.Entry.Title
	if title == "" {
		title = v.T("entries.new")
	}
	page.layout = s.staffLayout(v, title)
	return page, s.mayWrite(v, page.Entry.Service.OrganizationID)
}

// mayWrite tells whether the actor may write entries of an organisation; "" is any.
func (s *Server) mayWrite(v *visit, organization string) error {
	within, err := writable(v.actor, directory.Filter{})
	if err != nil || within.Offered == nil || organization == "" || slices.Contains(within.Offered, organization) {
		return err
	}
	return s.Directory.MayWrite(v.r.Context(), v.actor, organization)
}

func (s *Server) saveEntry(v *visit) error {
	page, err := s.ownEntryPage(v)
	if err != nil {
		return err
	}
	by := "organisatie"
	if access.Can(v.actor, access.Edit, access.Directory) == nil {
		by = "redactie"
	}
	return s.keepEntry(v, page, by, v.URL("/beheer/aanbod"))
}

// keepEntry stores what was sent and goes on to another page, or shows the form again.
func (s *Server) keepEntry(v *visit, page entryPage, by, next string) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page.Form = f
	entry := f.entry(v, page.Entry.Service, tree)
	if !f.Failed() {
		if _, err = s.Directory.SaveService(v.r.Context(), v.actor, entry, by); err == nil {
			return v.done(next)
		}
		if !f.blame(v, err) {
			return err
		}
	}
	return s.again(v, f, "entry", page)
}

// ownerPage is the form of one organisation.
type ownerPage struct {
	layout
	Directory    directory.Taxonomies
	Form         form
	Organization directory.Organization
	Action, Back string
	Editor       bool
	Origins      *origins // for editors
}

func (s *Server) ownerPage(v *visit, id, back string) (page ownerPage, err error) {
	page = ownerPage{Directory: directory.Taxonomy(), Back: back, Action: v.r.URL.Path, Editor: access.Can(v.actor, access.Edit, access.Directory) == nil}
	if id == "" {
		page.Form = fill("kind", "vrijwilligersorganisatie")
		return page, access.Can(v.actor, access.Edit, access.Directory)
	}
	if page.Organization, err = s.Directory.WrittenOrganization(v.r.Context(), v.actor, id); err != nil {
		return page, err
	}
	page.Form = organizationForm(page.Organization)
	if page.Origins, err = s.organizationOrigins(v, page.Organization); err != nil {
		return page, err
	}
	return page, s.mayWrite(v, id)
}

func (s *Server) owner(v *visit) error {
	page, err := s.staffOwnerPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "owner", page)
}

func (s *Server) staffOwnerPage(v *visit) (ownerPage, error) {
	page, err := s.ownerPage(v, v.r.PathValue("id"), v.URL("/beheer/aanbod"))
	title := page.Organization.Name
	if title == "" {
		title = v.T("owner.new")
	}
	page.layout = s.staffLayout(v, title)
	return page, err
}

func (s *Server) saveOwner(v *visit) error {
	page, err := s.staffOwnerPage(v)
	if err != nil {
		return err
	}
	return s.keepOwner(v, page, "redactie", v.URL("/beheer/aanbod"))
}

func (s *Server) keepOwner(v *visit, page ownerPage, by, next string) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	page.Form = f
	_, err = s.Directory.SaveOrganization(v.r.Context(), v.actor, f.organization(page.Organization), by)
	if err == nil {
		return v.done(next)
	}
	if !f.blame(v, err) {
		return err
	}
	return s.again(v, f, "owner", page)
}
