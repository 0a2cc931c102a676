package web

import (
	"errors"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
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

// foundIDs gives the ids of services that a search finds.
func (s *Server) foundIDs(v *visit, words string) ([]string, error) {
	index, err := s.Search.Index(v.r.Context(), v.actor)
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
	if page.Organization, _, err = s.Upkeep.Organization(v.r.Context(), v.actor, id); err != nil {
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

// upkeepPage is what a person must look at to keep the directory right.
type upkeepPage struct {
	layout
	Calls       []upkeep.ToCall
	Corrections []upkeep.Correction
	Unfound     []upkeep.Unfound
	Members     int
	Dead        []directory.Entry // their website does not answer
	Missed      []missedRow
}

// missedRow is words that found nothing, with entries to which they may belong.
type missedRow struct {
	upkeep.Missed
	Proposals []directory.Entry
}

// proposed is how many entries are proposed for words that found nothing.
const proposed = 3

func (s *Server) upkeep(v *visit) error {
	page := upkeepPage{layout: s.staffLayout(v, v.T("upkeep.title"))}
	var err error
	if page.Calls, err = s.Upkeep.Calls(v.r.Context(), v.actor); err != nil {
		return err
	}
	if page.Corrections, err = s.Upkeep.Corrections(v.r.Context(), v.actor); err != nil {
		return err
	}
	organizations, err := s.Directory.Organizations(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	entries, err := s.Directory.All(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	find, err := s.finder(v, entries)
	if err != nil {
		return err
	}
	if page.Dead, err = s.Upkeep.DeadLinks(v.r.Context(), v.actor, entries); err != nil {
		return err
	}
	if page.Missed, err = s.missed(v); err != nil {
		return err
	}
	page.Unfound = upkeep.Complete(organizations, entries, find)
	for _, o := range organizations {
		if o.Member {
			page.Members++
		}
	}
	return s.showStaff(v, "upkeep", page)
}

// missed gives the words that found nothing. An entry is proposed when it answers to one of the words by itself.
func (s *Server) missed(v *visit) ([]missedRow, error) {
	all, err := s.Upkeep.AllMissed(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	rows := make([]missedRow, len(all))
	for i, m := range all {
		var ids []string
		for _, word := range strings.Fields(m.Words) {
			found, err := s.foundIDs(v, word)
			if err != nil {
				return nil, err
			}
			ids = append(ids, found...)
		}
		entries, err := s.Directory.Entries(v.r.Context(), v.actor, ids[:min(len(ids), proposed)])
		if err != nil {
			return nil, err
		}
		rows[i] = missedRow{m, entries}
	}
	return rows, nil
}

// addWord adds words that found nothing to an entry, or only takes them off the list.
func (s *Server) addWord(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if id := f.Get("service"); id != "" {
		err = s.Upkeep.AddWord(v.r.Context(), v.actor, id, f.Get("words"))
	} else {
		err = s.Upkeep.Settled(v.r.Context(), v.actor, f.Get("words"))
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bijhouden"))
}

// finder finds organisations as visitors do.
func (s *Server) finder(v *visit, entries []directory.Entry) (upkeep.Finder, error) {
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	of := map[string]string{}
	for _, e := range entries {
		of[e.Service.ID] = e.Organization.ID
	}
	return func(words string) []string {
		var found []string
		for _, hit := range index.Search(search.Query{Text: words, Limit: 10}).Hits {
			found = append(found, of[hit.Document.ID])
		}
		return found
	}, nil
}

// confirmByPhone says for an organisation that was called that everything is right.
func (s *Server) confirmByPhone(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Directory); err != nil {
		return err
	}
	if err := s.Upkeep.Confirm(v.r.Context(), v.actor, v.r.PathValue("id"), "redactie"); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bijhouden"))
}

func (s *Server) settleCorrection(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := s.Upkeep.Settle(v.r.Context(), v.actor, v.r.PathValue("id"), upkeep.Outcome(f.Get("outcome"))); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bijhouden"))
}

// wrongPage is where a visitor says what is wrong with an entry.
type wrongPage struct {
	layout
	Entry directory.Entry
	Form  form
	Sent  bool
}

func (s *Server) wrongPage(v *visit) (page wrongPage, err error) {
	entry, err := s.Directory.Entry(v.r.Context(), v.actor, v.r.PathValue("slug"))
	return wrongPage{layout: s.layout(v, "wrong.title", "Title", entry.Title), Entry: entry, Form: fill(), Sent: v.r.URL.Query().Has("dank")}, err
}

func (s *Server) wrong(v *visit) error {
	page, err := s.wrongPage(v)
	if err != nil {
		return err
	}
	return s.render(v, "wrong", page)
}

func (s *Server) reportWrong(v *visit) error {
	page, err := s.wrongPage(v)
	if err != nil {
		return err
	}
	if page.Form, err = v.readForm(); err != nil {
		return err
	}
	text := page.Form.Get("text")
	switch found := s.identifiers(v, text); {
	case text == "":
		page.Form.Wrong["text"] = v.T("wrong.empty")
	case found != "":
		page.Form.Wrong["text"] = found
	}
	if page.Form.Failed() {
		return s.again(v, page.Form, "wrong", page)
	}
	err = s.Upkeep.Report(v.r.Context(), v.actor, page.Entry.Service.ID, text)
	if errors.Is(err, errs.Invalid) {
		page.Form.Wrong["text"] = v.T("wrong.long")
		return s.again(v, page.Form, "wrong", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/aanbod/"+page.Entry.Service.Slug+"/klopt-niet", "dank", "ja"))
}

// identifiers says what in a text could identify a person, or "". Telephone numbers and addresses of organisations are
// what corrections are about, so these may stand in it.
func (s *Server) identifiers(v *visit, text string) string {
	for _, f := range privacy.Scan(text) {
		switch f.Kind {
		case privacy.BSN, privacy.IBAN, privacy.Date, privacy.Name:
			return privacy.Explain(f.Kind, v.Lang())
		}
	}
	return ""
}
