package web

import (
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/agreement"
	"samenspel/internal/calendar"
)

// commitmentRow is something that a side will do.
type commitmentRow struct {
	agreement.Commitment
	N    int // its place
	Who  string
	May  bool // who looks may say that it was done
	Late bool
}

// costRow is a line of costs.
type costRow struct {
	agreement.Cost
	N int // its place
}

// agreementPage is one agreement: who signed it, how far it is, what was said of it, and where that is written.
type agreementPage struct {
	agreementFields
	Row         agreementRow
	Edit        bool
	Commitments []commitmentRow
}

// Side gives the name of one who signs.
func (p agreementPage) Side(s agreement.Signature) string { return p.sideName(s.Party) }

// Costs gives the lines of costs, the last year first, with their places.
func (p agreementPage) Costs() (rows []costRow) {
	for i, c := range p.Row.Costs {
		rows = append(rows, costRow{c, i})
	}
	slices.SortStableFunc(rows, func(a, b costRow) int { return b.Year - a.Year })
	return rows
}

// Years gives the years that have costs, the last first.
func (p agreementPage) Years() (years []int) {
	for _, c := range p.Costs() {
		years = append(years, c.Year)
	}
	return slices.Compact(years)
}

// Spent gives what a year cost, in words.
func (p agreementPage) Spent(year int) string { return p.Euros(float64(p.Row.Spent(year))) }

// Select gives a list to choose from: of sides, of purposes, or one of those of the form.
func (p agreementPage) Select(name, place string) selectField {
	list := selectField{p.Form, name, p.T("agreement.one." + name), p.T("activity.choose"), nil}
	switch name {
	case "for":
		for _, purpose := range agreement.Purposes {
			list.Choices = append(list.Choices, tick{purpose, p.T("agreement.for." + purpose), p.Form.Is(name, purpose)})
		}
	case "side", "signer":
		for _, s := range p.Row.Signatures {
			switch {
			case name == "signer" && s.Signed != nil:
			case s.ID == "":
				list.Any = p.sideName(s.Party)
			default:
				list.Choices = append(list.Choices, tick{s.ID, s.Name, p.Form.Is(name, s.ID)})
			}
		}
	case "join", "to":
		for _, o := range p.Organizations {
			list.Choices = append(list.Choices, tick{o.ID, o.Name, p.Form.Is(name, o.ID)})
		}
	default:
		return p.agreementFields.Select(name, place)
	}
	return list
}

// Post is where the forms of the page are sent.
func (p agreementPage) Post() string { return p.URL("/afspraken/" + p.Row.ID) }

// line is the button beside one line of a list.
type line struct {
	agreementPage
	Do, Label, What string
	N               int
}

// Line gives the button that does something with one line.
func (p agreementPage) Line(do, label string, n int, what string) line {
	return line{p, do, label, what, n}
}

// Open tells whether something was sent with one of the forms, and is wrong; "" is the form of the words and targets.
func (p agreementPage) Open(do string) bool { return p.Form.Failed() && p.Form.Is("do", do) }

func (s *Server) oneAgreement(v *visit) error { return s.showAgreement(v, form{}) }

func (s *Server) showAgreement(v *visit, f form) error {
	a, err := s.Agreement.One(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	l, today := s.staffLayout(v, a.Subject), calendar.Today(s.Now())
	page := agreementPage{agreementFields: agreementFields{layout: l, Form: storedAgreement(a)}, Row: agreementRow{l, a, today}, Edit: access.Can(v.actor, access.Edit, access.Agreements) == nil}
	for i, c := range a.Commitments {
		at := a.Signatures[slices.IndexFunc(a.Signatures, func(s agreement.Signature) bool { return s.ID == c.Side })]
		page.Commitments = append(page.Commitments, commitmentRow{c, i, l.sideName(at.Party),
			access.Can(v.actor, access.Edit, access.Commitments, access.At{ID: a.ID, Organization: c.Side}) == nil, slices.Contains(a.Late(today), c)})
	}
	if page.Edit {
		if page.Organizations, err = s.Directory.Organizations(v.r.Context(), v.actor); err != nil {
			return err
		}
	}
	if f.Failed() {
		page.Form = f.over(page.Form)
		return s.again(v, page.Form, "agreement", page)
	}
	return s.showStaff(v, "agreement", page)
}

// storedAgreement fills the forms of an agreement with what is stored.
func storedAgreement(a agreement.Agreement) form {
	f := fill("subject", a.Subject, "text", a.Text, "starts", a.Starts.Format(time.DateOnly), "ends", a.Ends.Format(time.DateOnly), "version", strconv.FormatInt(a.Version, 10))
	for i, t := range a.Targets {
		place := strconv.Itoa(i + 1)
		f.values.Set("number"+place, strconv.Itoa(t.Number))
		f.values.Set("counts"+place, string(t.Counts))
		f.values.Set("need"+place, t.Need)
	}
	return f
}

// agreementChange reads what somebody does to an agreement.
func (v *visit) agreementChange(f form) agreement.Change {
	n, err := strconv.Atoi(f.Get("n"))
	if err != nil {
		n = -1
	}
	switch f.Get("do") {
	case "look-back":
		return agreement.LookBack(f.Get("words"))
	case "join":
		return agreement.Join(f.Get("join"))
	case "sign":
		return agreement.Sign(f.Get("signer"), f.dayOr(v, "signed", time.Time{}))
	case "commit":
		return agreement.Commit(agreement.Commitment{What: f.Get("what"), Side: f.Get("side"), By: f.day(v, "by")})
	case "tick":
		return agreement.Tick(n)
	case "uncommit":
		return agreement.Uncommit(n)
	case "know":
		return agreement.Know(agreement.Contact{Name: f.Get("name"), About: f.Get("about"), Reach: f.Get("reach")})
	case "forget":
		return agreement.Forget(n)
	case "spend":
		return agreement.Spend(agreement.Cost{Year: f.integer("year"), For: f.Get("for"), Euros: f.integer("euros")})
	case "unspend":
		return agreement.Unspend(n)
	}
	return agreement.Rewrite(v.readAgreement(f))
}

// doAgreement changes an agreement, copies it for another side, or takes it away.
func (s *Server) doAgreement(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	texts, err := s.texts(v)
	if err != nil {
		return err
	}
	ctx, id, to := v.r.Context(), v.r.PathValue("id"), "/afspraken"
	switch {
	case f.Is("do", "remove"):
		err = s.Agreement.Remove(ctx, v.actor, id, f.version())
	case f.Is("do", "copy"):
		made := f.made()
		to += "/" + made
		err = s.Agreement.Copy(ctx, v.actor, id, made, f.Get("to"))
	default:
		to += "/" + id
		if change := v.agreementChange(f); !f.Failed() {
			err = s.Agreement.Change(ctx, v.actor, id, f.version(), change, texts)
		}
	}
	if f.blame(v, err) || f.Failed() {
		return s.showAgreement(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL(to))
}
