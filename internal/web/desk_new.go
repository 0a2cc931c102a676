package web

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/search"
)

// newEnquiryPage is where a question is written down while somebody speaks.
type newEnquiryPage struct {
	layout
	Form   form
	Wijken []places.Area
	Teams  []people.Team
	Offers []offer
	Where  string // the area that the note speaks of, or ""
	Usual  usual
	Needs  []tick // what the note is about, as far as it was understood
}

// Refused are the needs of which the tick was taken away.
func (p newEnquiryPage) Refused() []string { return p.Form.values["refused"] }

// Choices gives the choices of a field, in words.
func (p newEnquiryPage) Choices(field string) []tick {
	return deskChoices(p.layout, field, p.Form.Get(field))
}

// offer is a service that fits a question.
type offer struct {
	card
	Given bool // it was named to the asker
	Times int  // how often it was named before for this need
}

// searched is what services are looked for by, and for whom. What is closed to professionals is for residents only.
type searched struct {
	Text, Area string
	Resident   bool
}

// mostOffers is how many services stand beside a question.
const mostOffers = 6

// offers gives the services that fit, those that were named first.
func (s *Server) offers(v *visit, by searched, given []string) ([]offer, error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	ids := slices.Clone(given)
	if len(ids) > maxGiven {
		return nil, errs.Invalid
	}
	if strings.TrimSpace(by.Text) != "" {
		index, err := s.Search.Index(v.r.Context(), v.actor)
		if err != nil {
			return nil, err
		}
		for _, hit := range index.Search(search.Query{Text: by.Text, Area: by.Area, Professional: !by.Resident, Limit: mostOffers}).Hits {
			if !slices.Contains(ids, hit.Document.ID) {
				ids = append(ids, hit.Document.ID)
			}
		}
	}
	entries, err := s.Directory.Entries(v.r.Context(), v.actor, ids)
	var all []offer
	for _, e := range entries {
		if by.Resident || !e.NoProfessionals {
			all = append(all, offer{card: s.card(v, tree, e), Given: slices.Contains(given, e.Service.ID)})
		}
	}
	return all, err
}

// maxGiven is how many services can be named in one answer.
const maxGiven = 20

func (s *Server) newEnquiry(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Enquiries); err != nil {
		return err
	}
	f := fill("request", s.Desk.NewRequest(s.Now()), "channel", string(desk.Phone), "when", string(desk.Whens[0]))
	if id := v.r.URL.Query().Get("concept"); id != "" {
		drafts, err := s.Desk.Drafts(v.r.Context(), v.actor)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(drafts, func(d desk.Draft) bool { return d.ID == id })
		if i < 0 {
			return errs.NotFound
		}
		f.values = drafts[i].Fields
	}
	if err := s.understand(v, f); err != nil {
		return err
	}
	page, err := s.newEnquiryPage(v, f)
	if err != nil {
		return err
	}
	return s.showStaff(v, "enquiry-new", page)
}

// understand ticks in a form what its note is about, but for what somebody took the tick away from before.
func (s *Server) understand(v *visit, f form) error {
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	ticked := f.values["needs"]
	refused := slices.DeleteFunc(slices.Concat(f.values["refused"], f.values["offered"]), func(need string) bool { return slices.Contains(ticked, need) })
	slices.Sort(refused)
	var offered, needs []string
	for _, part := range index.Search(search.Query{Text: f.Get("note"), Limit: 1}).Understood {
		if part.Need == "" || slices.Contains(offered, part.Need) {
			continue
		}
		offered = append(offered, part.Need)
		if !slices.Contains(refused, part.Need) {
			needs = append(needs, part.Need)
		}
	}
	f.values["refused"], f.values["offered"], f.values["needs"] = slices.Compact(refused), offered, needs
	return nil
}

func (s *Server) newEnquiryPage(v *visit, f form) (page newEnquiryPage, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	teams, err := s.Desk.Teams(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = newEnquiryPage{layout: s.staffLayout(v, v.T("desk.new")), Form: f, Wijken: tree.Kind(places.Wijk), Teams: teams}
	area, err := s.areaIn(v, tree, f)
	if err != nil {
		return page, err
	}
	page.Where = area.Name
	for _, code := range f.values["offered"] {
		if term, ok := directory.Taxonomy().Needs.Find(code); ok {
			page.Needs = append(page.Needs, tick{code, term.Label(v.Lang()), slices.Contains(f.values["needs"], code)})
		}
	}
	resident := !desk.Asker(f.Get("asker")).Professional()
	if page.Offers, err = s.offers(v, searched{f.Get("note"), area.ID, resident}, f.values["given"]); err != nil {
		return page, err
	}
	page.Usual, err = s.usualFor(v, resident, f.values["needs"], page.Offers, f.values["given"])
	return page, err
}

// areaIn gives the area of a question: the one that was typed, else the one that the note names. What is typed and not
// known is noted as wrong.
func (s *Server) areaIn(v *visit, tree places.Tree, f form) (places.Area, error) {
	w := wish{Place: f.Get("wijk")}
	if err := s.place(v, tree, &w); err != nil {
		return w.area, err
	}
	switch {
	case w.NoPlace:
		f.Wrong["wijk"] = v.T("desk.wrong.wijk")
	case len(w.Straddle) > 0:
		f.Wrong["wijk"] = v.T("desk.wrong.straddle", "Names", v.List(areaNames(w.Straddle)))
	case w.area.ID == "" && f.Get("note") != "":
		index, err := s.Search.Index(v.r.Context(), v.actor)
		if err != nil {
			return w.area, err
		}
		w.area, _ = tree.Get(index.Search(search.Query{Text: f.Get("note"), Limit: 1}).Area)
	}
	return w.area, nil
}

func areaNames(all []places.Area) []string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.Name
	}
	return names
}

// saveEnquiry keeps a question, a draft of one, or only looks what fits.
func (s *Server) saveEnquiry(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if _, ok := s.Desk.RequestAge(f.Get("request"), s.Now()); !ok {
		f.values.Set("request", s.Desk.NewRequest(s.Now()))
	}
	if err := s.understand(v, f); err != nil {
		return err
	}
	switch f.Get("do") {
	case "draft", "look":
		return s.saveDraft(v, f)
	case "drop":
		if err := s.Desk.DropDraft(v.r.Context(), v.actor, f.Get("request")); err != nil {
			return err
		}
		return v.done(v.URL("/vragen"))
	}
	return s.keepEnquiry(v, f)
}

// saveDraft keeps what was typed so far, and shows what fits.
func (s *Server) saveDraft(v *visit, f form) error {
	if f.Get("note") != "" || f.Get("phone") != "" || f.Get("name") != "" {
		if err := s.Desk.SaveDraft(v.r.Context(), v.actor, desk.Draft{ID: f.Get("request"), Fields: f.values}); err != nil {
			return err
		}
	}
	page, err := s.newEnquiryPage(v, f)
	if err != nil {
		return err
	}
	page.Form.Wrong = map[string]string{} // nobody is told of mistakes while typing
	return s.showStaff(v, "enquiry-new", page)
}

// incoming reads the fields of a question.
func (s *Server) incoming(v *visit, f form) (in desk.Incoming, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return in, err
	}
	area, err := s.areaIn(v, tree, f)
	if err != nil {
		return in, err
	}
	scanner, err := s.scanner(v, v.Network.Settings.Name)
	in = desk.Incoming{Request: f.Get("request"), Channel: desk.Channel(cmp.Or(f.Get("channel"), string(desk.Phone))), Note: f.Get("note"), Kind: desk.Kind(f.Get("kind")),
		Asker: desk.Asker(f.Get("asker")), Team: f.Get("team"), Whom: f.Get("whom"), Area: area.ID, When: desk.When(f.Get("when")), Scanner: scanner,
		Contact: desk.Contact{Name: f.Get("name"), Phone: f.Get("phone"), Email: f.Get("email"), Hours: f.Get("hours")}}
	for _, need := range f.values["needs"] {
		if _, ok := directory.Taxonomy().Needs.Find(need); ok && !slices.Contains(in.Needs, need) {
			in.Needs = append(in.Needs, need)
		}
	}
	return in, err
}

// keepEnquiry keeps a question: with an answer when services were named, passed on when that was asked.
func (s *Server) keepEnquiry(v *visit, f form) error {
	in, err := s.incoming(v, f)
	if err != nil {
		return err
	}
	in.Take = !f.Is("do", "pass")
	var e desk.Enquiry
	if !f.Failed() {
		e, err = s.Desk.Receive(v.r.Context(), v.actor, in)
	}
	if f.blame(v, err) || f.Failed() {
		page, broken := s.newEnquiryPage(v, f)
		if broken != nil {
			return broken
		}
		return s.again(v, f, "enquiry-new", page)
	}
	if err != nil {
		return err
	}
	switch given := f.values["given"]; {
	case e.Version != 1: // the form came a second time
	case f.Is("do", "pass"):
		_, err = s.Desk.Pass(v.r.Context(), v.actor, e.ID, e.Version, desk.Destination{Route: true}, "")
	case len(given) > 0:
		err = s.answerWith(v, e.ID, e.Version, given, desk.Response{})
	}
	if err != nil && !errors.As(err, new(errs.Problems)) {
		return err
	}
	return v.done(v.URL("/vragen/" + e.ID))
}

// answerWith notes an answer with services of the directory.
func (s *Server) answerWith(v *visit, id string, version int64, given []string, r desk.Response) error {
	if len(given) > maxGiven {
		return errs.Invalid
	}
	entries, err := s.Directory.Entries(v.r.Context(), v.actor, given)
	if err != nil {
		return err
	}
	var lines []string
	for _, e := range entries {
		r.Given = append(r.Given, desk.Given{Service: e.Service.ID, Title: e.Title, Organization: e.Organization.Name, Needs: e.Service.Needs})
		line := e.Title + ", " + e.Organization.Name
		for _, more := range []string{e.Telephone(), e.Website()} {
			if more != "" {
				line += "\n" + more
			}
		}
		lines = append(lines, line)
	}
	r.Offer, r.Lang = strings.Join(lines, "\n\n"), v.Lang()
	return s.Desk.Answer(v.r.Context(), v.actor, id, version, r)
}
