package web

import (
	"strconv"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// doEnquiry does something with a question. What is wrong stands on its page, with what was typed.
func (s *Server) doEnquiry(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Enquiries); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id, here := v.r.PathValue("id"), v.URL("/vragen/"+v.r.PathValue("id"))
	if err = s.stepOf(v, id, f); err == nil && !f.Failed() {
		return v.done(here)
	}
	if !f.blame(v, err) && !f.Failed() {
		return err
	}
	page, err := s.enquiryPage(v, f)
	if err != nil {
		return err
	}
	page.Act = f.Get("do")
	return s.again(v, f, "enquiry", page)
}

// stepOf does what a form of a question asks for.
func (s *Server) stepOf(v *visit, id string, f form) error {
	ctx, version := v.r.Context(), f.version()
	step := desk.Step{Act: desk.Act(f.Get("do")), Outcome: desk.Outcome(f.Get("outcome")), Kind: desk.Kind(f.Get("kind")), Asker: desk.Asker(f.Get("asker")), Reason: f.Get("reason")}
	switch step.Act {
	case desk.PassOn:
		if f.Get("to") == "" {
			f.Wrong["to"] = v.T("desk.wrong.to")
			return nil
		}
		_, err := s.Desk.Pass(ctx, v.actor, id, version, destination(f.Get("to")), f.Get("reason"))
		return err
	case desk.Answer:
		return s.answerWith(v, id, version, f.values["given"], desk.Response{Text: f.Get("text"), Mail: f.Is("mail", "ja")})
	case desk.Wait, desk.LookBack:
		if until := f.day(v, "until"); until != nil {
			step.Until = *until
		}
		if f.Failed() {
			return nil
		}
	case desk.Take, desk.AskBack, desk.Close, desk.Reopen, desk.Note:
	default:
		return errs.Invalid
	}
	return s.Desk.Do(ctx, v.actor, id, version, step)
}

// editEnquiryPage is the form of what is known of a question.
type editEnquiryPage struct {
	layout
	Form   form
	Wijken []places.Area
	Teams  []people.Team
	Needs  directory.Terms
	Back   string
}

// Choices gives the choices of a field, in words.
func (p editEnquiryPage) Choices(field string) []tick {
	return deskChoices(p.layout, field, p.Form.Get(field))
}

// editEnquiryPage gives the form of a question that may be changed: with what is stored, or with what was sent.
func (s *Server) editEnquiryPage(v *visit, sent *form) (page editEnquiryPage, err error) {
	d, err := s.Desk.Enquiry(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return page, err
	}
	if !s.mayEdit(v, d) || !d.Can(desk.Describe) {
		return page, errs.NotFound
	}
	area, _ := d.Post.Tree.Get(d.Area)
	f := fill("version", strconv.FormatInt(d.Version, 10), "note", d.Note, "wijk", area.Name, "asker", string(d.Asker), "team", d.Team, "whom", d.Whom, "when", string(d.When), "kind", string(d.Kind),
		"name", d.Contact.Name, "phone", d.Contact.Phone, "email", d.Contact.Email, "hours", d.Contact.Hours)
	f.values["needs"] = d.Needs
	if sent != nil {
		f = *sent
	}
	return editEnquiryPage{s.staffLayout(v, v.T("desk.change")), f, d.Post.Tree.Kind(places.Wijk), d.Post.Teams, directory.Taxonomy().Needs, v.URL("/vragen/" + d.ID)}, nil
}

func (s *Server) editEnquiry(v *visit) error {
	page, err := s.editEnquiryPage(v, nil)
	if err != nil {
		return err
	}
	return s.showStaff(v, "enquiry-edit", page)
}

func (s *Server) describeEnquiry(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	in, err := s.incoming(v, f)
	if err != nil {
		return err
	}
	if !f.Failed() {
		err = s.Desk.Describe(v.r.Context(), v.actor, v.r.PathValue("id"), f.version(), in)
	}
	if !f.blame(v, err) && !f.Failed() {
		if err != nil {
			return err
		}
		return v.done(v.URL("/vragen/" + v.r.PathValue("id")))
	}
	page, err := s.editEnquiryPage(v, &f)
	if err != nil {
		return err
	}
	return s.again(v, f, "enquiry-edit", page)
}

// destination reads to whom a question goes.
func destination(text string) desk.Destination {
	kind, id, _ := strings.Cut(text, ":")
	switch kind {
	case "route":
		return desk.Destination{Route: true}
	case "team":
		return desk.Destination{Team: id}
	case "desk":
		return desk.Destination{}
	}
	return desk.Destination{Person: id}
}
