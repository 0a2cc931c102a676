package web

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
	"samenspel/internal/retention"
)

// privacyPage is the privacy statement: the part about people is made from the register of processing.
type privacyPage struct {
	layout
	Personal []processing
}

// processing is an entry of the register in words.
type processing struct {
	Name, Purpose, Whose, Data, Basis, Kept string
	Everyone                                bool   // some of it is public
	Readers                                 string // of what is not
	Columns                                 []column
}

type column struct{ Table, Name, Category, Readers string }

func (s *Server) privacy(v *visit) error {
	all, err := s.processings(v)
	if err != nil {
		return err
	}
	return s.render(v, "privacy", privacyPage{s.layout(v, "privacy.title"),
		slices.DeleteFunc(all, func(p processing) bool { return p.Basis == "" })})
}

// processings puts the register in words, with the terms of this network.
func (s *Server) processings(v *visit) ([]processing, error) {
	rules, err := s.Retention.Terms(v.r.Context(), v.Network.ID)
	if err != nil {
		return nil, err
	}
	entries := privacy.Entries()
	all := make([]processing, len(privacy.Register))
	for i := range privacy.Register {
		p, lang := &privacy.Register[i], v.Lang()
		all[i] = processing{Name: p.Name.In(lang), Purpose: p.Purpose.In(lang), Whose: p.Whose.In(lang), Data: p.Data.In(lang), Kept: v.kept(*p, rules),
			Everyone: p.Public(), Readers: v.roles(privacy.Readers(p.Seen))}
		if p.Personal() {
			all[i].Basis = v.T("register.basis." + string(p.Basis))
		}
		for _, e := range entries {
			if e.Processing == p {
				all[i].Columns = append(all[i].Columns, column{e.Table, e.Column, v.T("register.category." + string(e.Category)), v.roles(e.Readers)})
			}
		}
	}
	return all, nil
}

// kept says how long something is kept.
func (v *visit) kept(p privacy.Processing, rules privacy.Rules) string {
	for _, r := range rules {
		if r.Object == p.Term {
			return v.term(r.After)
		}
	}
	return p.Kept.In(v.Lang())
}

// term writes a term in words.
func (v *visit) term(t privacy.Term) string {
	switch {
	case t.Years > 0:
		return v.T("register.years", "Count", t.Years)
	case t.Months > 0:
		return v.T("register.months", "Count", t.Months)
	case t.Days > 0:
		return v.T("register.days", "Count", t.Days)
	}
	return v.T("register.atonce")
}

// roles writes who may see something.
func (v *visit) roles(roles []access.Role) string {
	if len(roles) == 0 {
		return v.T("register.nobody")
	}
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = v.T("role." + string(role))
		if role == access.Visitor {
			words[i] = v.T("register.everyone")
		}
	}
	return strings.Join(words, ", ")
}

// registerPage is the register of processing with what an assessment (DPIA) needs.
type registerPage struct {
	layout
	All []processing
}

func (s *Server) register(v *visit) error {
	if err := access.Can(v.actor, access.Read, access.Retention); err != nil {
		return err
	}
	all, err := s.processings(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "register", registerPage{s.staffLayout(v, v.T("register.title")), all})
}

// registerFile gives the register as CSV, a row for each column of the database.
func (s *Server) registerFile(v *visit) error {
	if err := access.Can(v.actor, access.Read, access.Retention); err != nil {
		return err
	}
	all, err := s.processings(v)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="register.csv"`)
	v.w.Header().Set("Cache-Control", "no-store")
	to := csv.NewWriter(v.w)
	rows := [][]string{{"processing", "purpose", "whose", "data", "basis", "kept", "table", "column", "category", "readers"}}
	for _, p := range all {
		for _, c := range p.Columns {
			rows = append(rows, []string{p.Name, p.Purpose, p.Whose, p.Data, p.Basis, p.Kept, c.Table, c.Name, c.Category, c.Readers})
		}
	}
	return to.WriteAll(rows)
}

// removalPage is how long things are kept, and the agreement of two people that what is over goes.
type removalPage struct {
	layout
	State     retention.State
	Asker     string    // name
	Agreer    string    // name
	Now       termLines // of what is kept in the database
	Later     termLines // of what is not kept yet, or lies outside
	Mend      bool      // may change terms and ask
	Agree     bool      // may agree now
	Tried     bool
	Total     int
	Form      form
	Objection string
}

// termLine is one rule, with what a run would do to such things now.
type termLine struct {
	privacy.Rule
	ID, Address                    string // of its form
	What, From, Then, Bounds, Long string
	Fixed                          bool   // the term cannot be changed
	Mend                           bool   // may change it
	Count                          string // "" when no run was tried
	Wrong, Value                   string
}

type termLines []termLine

// Wrong tells whether something typed in one of them was wrong.
func (t termLines) Wrong() bool {
	return slices.ContainsFunc(t, func(line termLine) bool { return line.Wrong != "" })
}

func (s *Server) removal(v *visit) error {
	page, err := s.removalPage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "removal", page)
}

func (s *Server) removalPage(v *visit, f form) (page removalPage, err error) {
	ctx := v.r.Context()
	page = removalPage{layout: s.staffLayout(v, v.T("removal.title")), Form: f, Tried: v.r.URL.Query().Has("proef")}
	state, rules, err := s.Retention.State(ctx, v.actor)
	if err != nil {
		return page, err
	}
	names, err := s.People.Names(ctx, v.actor)
	if err != nil {
		return page, err
	}
	var counts []retention.Count
	if page.Tried {
		if counts, err = s.Retention.Try(ctx, v.actor); err != nil {
			return page, err
		}
	}
	page.State, page.Asker, page.Agreer, page.Total = state, names[state.AskedBy], names[state.AgreedBy], int(retention.Total(counts))
	page.Mend = access.Can(v.actor, access.Edit, access.Retention) == nil
	page.Agree = state.Asked() && state.AskedBy != v.actor.Person && access.Can(v.actor, access.Edit, access.Approval) == nil
	for _, r := range rules {
		line := v.termLine(r, f, counts)
		line.Mend = page.Mend
		if slices.Contains(s.Retention.Keeps(), r.Object) {
			page.Now = append(page.Now, line)
		} else {
			page.Later = append(page.Later, line)
		}
	}
	return page, nil
}

func (v *visit) termLine(r privacy.Rule, f form, counts []retention.Count) termLine {
	line := termLine{Rule: r, ID: "term-" + string(r.Object) + "-" + string(r.From), Address: v.URL("/beheer/privacy/termijn"), What: v.T("removal.object." + string(r.Object)), From: v.T("removal.from." + string(r.From)), Then: v.T("removal.then." + string(r.Then)),
		Bounds: v.T("removal.bounds", "Least", v.term(r.Least), "Most", v.term(r.Most)), Long: v.term(r.After), Fixed: r.Least == r.Most, Value: r.After.String()}
	if f.Is("object", string(r.Object)) && f.Is("from", string(r.From)) {
		line.Wrong, line.Value = f.Wrong["term"], f.Get("term")
	}
	for _, c := range counts {
		if c.Object == r.Object && c.Effect == r.Then {
			line.Count = v.Number(int(c.N))
		}
	}
	return line
}

// setTerm changes one term. A term out of bounds comes back with a sentence and what was typed.
func (s *Server) setTerm(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Retention); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	term, err := privacy.ParseTerm(strings.ToLower(f.Get("term")))
	if err == nil {
		err = s.Retention.SetTerm(v.r.Context(), v.actor, privacy.Object(f.Get("object")), privacy.Event(f.Get("from")), term)
	}
	if errors.Is(err, errs.Invalid) {
		f.Wrong["term"] = v.T("removal.wrong")
		return s.removalAgain(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/privacy"))
}

func (s *Server) removalAgain(v *visit, f form) error {
	page, err := s.removalPage(v, f)
	if err != nil {
		return err
	}
	page.Objection = f.Wrong[""]
	return s.again(v, f, "removal", page)
}

func (s *Server) askRemoval(v *visit) error {
	return s.agreement(v, s.Retention.Ask(v.r.Context(), v.actor))
}

func (s *Server) agreeRemoval(v *visit) error {
	return s.agreement(v, s.Retention.Agree(v.r.Context(), v.actor))
}

// agreement goes on after a step of the agreement. What somebody else did meanwhile is shown with a sentence.
func (s *Server) agreement(v *visit, err error) error {
	if errors.Is(err, errs.Conflict) {
		f := fill()
		f.Wrong[""] = v.T("removal.conflict")
		return s.removalAgain(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/privacy"))
}
