package web

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"samenspel/internal/access"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/places"
	"samenspel/internal/referral"
)

// doReferral does something with a referral. What is wrong stands on its page, with what was typed.
func (s *Server) doReferral(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Referrals); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	next, err := s.actOn(v, id, f)
	switch {
	case err == nil && !f.Failed() && referral.Act(f.Get("do")) == referral.Opens:
		return s.showContact(v, id)
	case err == nil && f.Is("back", "vast"):
		return v.done(v.URL("/doorverwijzingen", "lijst", "vast"))
	case err == nil && !f.Failed():
		return v.done(v.URL("/doorverwijzingen/" + next))
	case !f.blame(v, err) && !f.Failed():
		return err
	}
	page, err := s.referralPage(v, id, f)
	if err != nil {
		return err
	}
	page.Act = f.Get("do")
	return s.again(v, f, page.template(), page)
}

// showContact shows the contact details, in the answer to the form only: they stand in no address and in no cache.
func (s *Server) showContact(v *visit, id string) error {
	found, err := s.Referral.OpenContact(v.r.Context(), v.actor, id)
	if err != nil {
		return err
	}
	page, err := s.referralPage(v, id, fill())
	if err != nil {
		return err
	}
	page.Found = &found
	return s.showStaff(v, page.template(), page)
}

// actOn does what a form asks for. It gives the referral that comes next: another one after a redirect. Whoever may open
// contact details does so when the page is made.
func (s *Server) actOn(v *visit, id string, f form) (next string, err error) {
	scanner, err := s.referralScanner(v, f)
	if err != nil {
		return id, err
	}
	ctx, version := v.r.Context(), f.version()
	switch act := referral.Act(f.Get("do")); act {
	case referral.Send:
		return id, s.choose(v, id, f, scanner)
	case referral.Redirect:
		made, err := s.Referral.Redirect(ctx, v.actor, id, version, f.Get("service"))
		if err == nil {
			id = made.ID
		}
		return id, err
	case referral.Revoke:
		return id, s.Referral.Revoke(ctx, v.actor, id, f.Get("consent"))
	case referral.Signals:
		side := referral.OurSide
		if slices.ContainsFunc(v.actor.Grants, func(g access.Grant) bool { return g.Role == access.Member }) {
			side = referral.TheirSide
		}
		return id, s.Referral.Signal(ctx, v.actor, id, side, f.Get("text"), scanner)
	case "answer-signal":
		return id, s.Referral.AnswerSignal(ctx, v.actor, id, f.Get("signal"), f.Get("answer"), scanner)
	case referral.Opens:
		return id, nil
	case referral.Divide:
		return id, s.Referral.Divide(ctx, v.actor, id, version, referral.Division{Share: f.Is("share", "ja"), Giver: referral.Giver(f.Get("giver")), Scanner: scanner,
			Tasks: referral.Tasks{Professional: f.Get("professional"), Volunteer: f.Get("volunteer"), Network: f.Get("network")}})
	default:
		d := referral.Do{Act: act, Reason: f.Get("reason"), Text: f.Get("text"), Outcome: referral.Outcome(f.Get("outcome")), Stepped: referral.Stepped(f.Get("stepped")),
			Result: f.Get("result"), Advised: f.Get("advised")}
		if until := f.day(v, "until"); until != nil {
			d.Until = *until
		}
		if f.Failed() {
			return id, nil
		}
		return id, s.Referral.Do(ctx, v.actor, id, version, d, scanner)
	}
}

// referralScanner looks at texts with what is public here. The reason why a name stays comes from the form.
func (s *Server) referralScanner(v *visit, f form) (referral.Scanner, error) {
	scanner, err := s.scanner(v, "")
	return referral.Scanner{Scanner: scanner, Lang: v.Lang(), Names: f.Get("names")}, err
}

// choose notes what the resident chose.
func (s *Server) choose(v *visit, id string, f form, scanner referral.Scanner) error {
	choice := referral.Choice{Wish: f.Get("wish"), Giver: referral.Giver(f.Get("giver")), Share: f.Is("share", "ja"), Scanner: scanner,
		Contact: referral.Contact{Name: f.Get("name"), Phone: f.Get("phone"), Email: f.Get("email"), Hours: f.Get("hours")}}
	if until := f.day(v, "until"); until != nil {
		choice.Until = *until
	}
	if f.Failed() {
		return nil
	}
	return s.Referral.Choose(v.r.Context(), v.actor, id, f.version(), choice)
}

// newReferralPage is where a referral is made: what is needed, where, and who could do it.
type newReferralPage struct {
	layout
	Form   form
	Needs  directory.Terms
	Wijken []places.Area
	Offers []offer
	Back   backLink            // to what it comes from, or to the list
	Rooms  []referral.Question // on the page of questions about room
	Asked  bool                // on that page: it was just asked
}

// backLink leads back to where a page came from.
type backLink struct{ Path, Label string }

// Choices gives the choices of a field, in words.
func (p newReferralPage) Choices(field string) (all []tick) {
	if field == "need" {
		for _, t := range p.Needs {
			all = append(all, tick{t.Code, t.Label(p.Lang()), p.Form.Is("need", t.Code)})
		}
		return all
	}
	if field == "aim" {
		for _, code := range referral.Aims {
			all = append(all, tick{code, p.T("aim." + code), p.Form.Is("aim", code)})
		}
		return all
	}
	for _, code := range plainCodes(referral.Whens) {
		all = append(all, tick{code, p.T("referral.when." + code), p.Form.Is("when", code)})
	}
	return all
}

func (s *Server) newReferral(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Referrals); err != nil {
		return err
	}
	q := v.r.URL.Query()
	f := fill("need", q.Get("hulpvraag"), "wijk", q.Get("wijk"), "note", q.Get("q"), "when", string(referral.Whens[0]))
	if origin := q.Get("van"); slices.Contains(referral.Origins, referral.Origin(origin)) {
		f.values.Set("origin", origin)
		f.values.Set("origin_id", q.Get("id"))
	}
	if !q.Has("hulpvraag") {
		if err := s.fromEnquiry(v, f); err != nil {
			return err
		}
	}
	if err := s.fromCase(v, f); err != nil {
		return err
	}
	page, err := s.newReferralPage(v, f, v.T("referral.new"))
	if err != nil {
		return err
	}
	return s.showStaff(v, "referral-new", page)
}

// fromEnquiry fills in what an enquiry says, when the referral comes from one.
func (s *Server) fromEnquiry(v *visit, f form) error {
	if referral.Origin(f.Get("origin")) != referral.FromEnquiry {
		return nil
	}
	d, err := s.Desk.Enquiry(v.r.Context(), v.actor, f.Get("origin_id"))
	if err != nil {
		return err
	}
	if len(d.Needs) > 0 {
		f.values.Set("need", d.Needs[0])
	}
	if area, ok := d.Post.Tree.Get(d.Area); ok {
		f.values.Set("wijk", area.Name)
	}
	if d.When != "" {
		f.values.Set("when", string(d.When))
	}
	return nil
}

// newReferralPage fills the shortlist: by fit, in the order of the search.
func (s *Server) newReferralPage(v *visit, f form, title string) (page newReferralPage, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = newReferralPage{layout: s.staffLayout(v, title), Form: f, Needs: directory.Taxonomy().Needs, Wijken: tree.Kind(places.Wijk), Back: backLink{v.URL("/doorverwijzingen"), v.T("referral.title")}}
	if referral.Origin(f.Get("origin")) == referral.FromEnquiry {
		page.Back = backLink{v.URL("/vragen/" + url.PathEscape(f.Get("origin_id"))), v.T("referral.to.enquiry")}
	}
	area, err := s.areaIn(v, tree, f)
	if err != nil {
		return page, err
	}
	text := f.Get("note")
	if term, ok := page.Needs.Find(f.Get("need")); ok {
		text += " " + term.NL
	}
	given := f.values["given"]
	if len(given) == 0 {
		given = f.values["service"]
	}
	page.Offers, err = s.offers(v, searched{Text: text, Area: area.ID}, given)
	return page, err
}

func (s *Server) makeReferral(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	page, err := s.newReferralPage(v, f, v.T("referral.new"))
	if err != nil {
		return err
	}
	n, err := s.referralIn(v, f)
	if err != nil {
		return err
	}
	var made referral.Referral
	if !f.Failed() {
		made, err = s.Referral.Make(v.r.Context(), v.actor, n)
	}
	if !f.blame(v, err) && !f.Failed() {
		if err != nil {
			return err
		}
		return v.done(v.URL("/doorverwijzingen/" + made.ID))
	}
	return s.again(v, f, "referral-new", page)
}

// referralIn reads the form of a new referral.
func (s *Server) referralIn(v *visit, f form) (n referral.New, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return n, err
	}
	area, err := s.areaIn(v, tree, f)
	if err != nil {
		return n, err
	}
	n = referral.New{Request: f.made(), Service: f.Get("service"), Wish: f.Get("wish"), Aim: f.Get("aim"), When: referral.When(f.Get("when")),
		Source:       referral.Source{Kind: referral.Origin(f.Get("origin")), ID: f.Get("origin_id"), Area: area.ID, Need: f.Get("need")},
		Professional: referral.Referrer{Name: f.Get("referrer_name"), Email: f.Get("referrer")}}
	if n.Scanner, err = s.referralScanner(v, f); err != nil {
		return n, err
	}
	within, err := access.Reach(v.actor, access.Edit, access.Referrals)
	if err != nil {
		return n, err
	}
	if n.Source.Kind != referral.FromEnquiry && n.Source.Kind != referral.FromCase {
		n.Source.Kind, n.Source.ID = referral.FromCase, n.Request // made by hand: it stands for itself
		if len(within.Organizations) > 0 && len(within.Areas) == 0 && !within.All {
			n.Source.Kind, n.Source.ID = referral.FromOrganization, within.Organizations[0]
		}
	}
	if uuid.Validate(n.Source.ID) != nil { // nothing that somebody typed
		return n, errs.Invalid
	}
	if n.Source.Kind == referral.FromEnquiry {
		n.Tell = desk.Referred
	}
	if err != nil {
		return n, err
	}
	return n, s.ofCase(v, &n)
}

// rooms is where several organisations are asked at once whether they have room.
func (s *Server) rooms(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Referrals); err != nil {
		return err
	}
	q := v.r.URL.Query()
	return s.showRooms(v, fill("need", q.Get("hulpvraag"), "wijk", q.Get("wijk")), false)
}

func (s *Server) showRooms(v *visit, f form, again bool) error {
	page, err := s.newReferralPage(v, f, v.T("room.title"))
	if err != nil {
		return err
	}
	page.Asked = v.r.URL.Query().Has("gevraagd")
	if page.Rooms, err = s.Referral.Questions(v.r.Context(), v.actor); err != nil {
		return err
	}
	if again {
		return s.again(v, f, "rooms", page)
	}
	return s.showStaff(v, "rooms", page)
}

func (s *Server) askRooms(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	area, err := s.areaIn(v, tree, f)
	if err != nil {
		return err
	}
	if !f.Failed() {
		_, err = s.Referral.AskRoom(v.r.Context(), v.actor, f.made(), f.Get("need"), area.ID, f.values["service"])
	}
	if !f.blame(v, err) && !f.Failed() {
		if err != nil {
			return err
		}
		return v.done(v.URL("/doorverwijzingen/plek", "gevraagd", "ja"))
	}
	return s.showRooms(v, f, true)
}

// NeedOf gives a kind of help in words.
func (p newReferralPage) NeedOf(code string) string {
	term, _ := p.Needs.Find(code)
	return term.Label(p.Lang())
}

// weeks reads a number of weeks; nil = none was given.
func (f form) weeks() *int {
	n, err := strconv.Atoi(f.Get("weeks"))
	if err != nil {
		return nil
	}
	return &n
}

// Kept gives the names of what the shortlist was made with, for the form that follows it.
func (newReferralPage) Kept() []string {
	return []string{"need", "wijk", "note", "origin", "origin_id"}
}
