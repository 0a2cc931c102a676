package web

import (
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/agreement"
	"samenspel/internal/calendar"
	"samenspel/internal/directory"
)

// agreementFields is the form of an agreement.
type agreementFields struct {
	layout
	Form          form
	Organizations []directory.Organization // of a new one
}

// Places are the numbers of its targets, which names of fields end with.
func (agreementFields) Places() []string { return []string{"1", "2"} }

// Select gives a list to choose from.
func (p agreementFields) Select(name, place string) selectField {
	field := name + place
	list := selectField{p.Form, field, p.T("agreement." + name), p.T("activity.choose"), nil}
	add := func(code, label string) {
		list.Choices = append(list.Choices, tick{code, label, p.Form.Is(field, code)})
	}
	switch name {
	case "kind":
		for _, k := range agreement.Kinds {
			add(string(k), p.T("agreement.kind."+string(k)))
		}
	case "counts":
		for _, c := range agreement.AllCounts {
			add(string(c), p.T("agreement.counts."+string(c)))
		}
	case "need":
		list.Any = p.T("agreement.any")
		for _, t := range directory.Taxonomy().Needs {
			add(t.Code, t.Label(p.Lang()))
		}
	default:
		if name == "from" {
			list.Any = p.T("agreement.network")
		}
		for _, o := range p.Organizations {
			add(o.ID, o.Name)
		}
	}
	return list
}

// agreementRow is an agreement in words.
type agreementRow struct {
	layout
	agreement.Agreement
	Today time.Time
}

// Between tells who agreed it.
func (r agreementRow) Between() string {
	return r.T("agreement.between", "From", r.sideName(r.From), "To", r.To.Name)
}

// State says whether everybody signed, and who did not.
func (r agreementRow) State() string {
	var missing []string
	for _, s := range r.Signatures {
		if s.Signed == nil {
			missing = append(missing, r.sideName(s.Party))
		}
	}
	if len(missing) == 0 {
		return r.T("agreement.signed.all")
	}
	return r.T("agreement.signed.missing", "Who", strings.Join(missing, ", "))
}

// sideName gives the name of a side.
func (l layout) sideName(p agreement.Party) string {
	if p.ID == "" {
		return l.T("agreement.network")
	}
	return p.Name
}

// Goal says what a target is, and how far it is.
func (r agreementRow) Goal(t agreement.Target) string {
	need := r.T("agreement.any")
	if term, ok := directory.Taxonomy().Needs.Find(t.Need); ok {
		need = term.Label(r.Lang())
	}
	return r.T("agreement.goal", "N", r.Number(t.N), "Number", r.Number(t.Number), "Counts", r.T("agreement.counts."+string(t.Counts)), "Need", need)
}

// Passed tells how much of the term is over, in percents.
func (r agreementRow) Passed() int { return r.Gone(r.Today) }

// Next gives the next day of looking back; nil = there is none.
func (r agreementRow) Next() *time.Time {
	if day, ok := r.LookBack(); ok {
		return &day
	}
	return nil
}

// agreementsPage is what organisations agreed.
type agreementsPage struct {
	agreementFields
	Rows []agreementRow
	Edit bool
}

// The usual term of an agreement, in years (inventory H14).
const usualYears = 5

func (s *Server) agreements(v *visit) error {
	today := calendar.Today(s.Now())
	return s.showAgreements(v, fill("kind", string(agreement.Exchange), "starts", today.Format(time.DateOnly), "ends", today.AddDate(usualYears, 0, -1).Format(time.DateOnly),
		"counts1", string(agreement.Sent), "counts2", string(agreement.Started)))
}

func (s *Server) showAgreements(v *visit, f form) error {
	all, err := s.Agreement.List(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	l := s.staffLayout(v, v.T("agreement.title"))
	page := agreementsPage{agreementFields{layout: l, Form: f}, nil, access.Can(v.actor, access.Edit, access.Agreements) == nil}
	for _, a := range all {
		page.Rows = append(page.Rows, agreementRow{l, a, calendar.Today(s.Now())})
	}
	if page.Edit {
		if page.Organizations, err = s.Directory.Organizations(v.r.Context(), v.actor); err != nil {
			return err
		}
	}
	if f.Failed() {
		return s.again(v, f, "agreements", page)
	}
	return s.showStaff(v, "agreements", page)
}

// readAgreement reads what was typed. A target without a number is none.
func (v *visit) readAgreement(f form) agreement.Agreement {
	a := agreement.Agreement{Kind: agreement.Kind(f.Get("kind")), From: agreement.Party{ID: f.Get("from")}, To: agreement.Party{ID: f.Get("to")}, Subject: f.Get("subject"), Text: f.Get("text"),
		Starts: f.dayOr(v, "starts", time.Time{}), Ends: f.dayOr(v, "ends", time.Time{})}
	for _, place := range (agreementFields{}).Places() {
		if f.Get("number"+place) != "" {
			a.Targets = append(a.Targets, agreement.Target{Counts: agreement.Counts(f.Get("counts" + place)), Need: f.Get("need" + place), Number: f.integer("number" + place)})
		}
	}
	return a
}

func (s *Server) makeAgreement(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Agreements); err != nil {
		return err
	}
	texts, err := s.texts(v)
	if err != nil {
		return err
	}
	a := v.readAgreement(f)
	a.ID = f.made()
	if !f.Failed() {
		err = s.Agreement.Make(v.r.Context(), v.actor, a, texts)
	}
	if f.blame(v, err) || f.Failed() {
		return s.showAgreements(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/afspraken/" + a.ID))
}

// agreementTodos gives the agreements on which somebody must look back soon, to who arranges them.
func (s *Server) agreementTodos(v *visit) (lines []todo, err error) {
	if access.Can(v.actor, access.Edit, access.Agreements) != nil {
		return nil, nil
	}
	today := calendar.Today(s.Now())
	all, err := s.Agreement.Soon(v.r.Context(), v.actor, today)
	for _, a := range all {
		if day, ok := a.LookBack(); ok && a.Soon(today) {
			lines = append(lines, todo{Text: v.T("week.agreement", "Subject", a.Subject), Day: &day, Who: v.me.Name, Path: v.URL("/afspraken/"+a.ID) + "#look"})
		}
		for _, c := range a.Late(today) {
			lines = append(lines, todo{Text: v.T("week.commitment", "What", c.What), Day: c.By, Who: v.me.Name, Path: v.URL("/afspraken/"+a.ID) + "#commitments"})
		}
	}
	return lines, err
}
