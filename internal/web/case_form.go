package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/directory"
	"samenspel/internal/measure"
	"samenspel/internal/places"
)

// newRows is how many empty rows a form has for a new case, and for one that is there.
const newRows, moreRows = 4, 1

// caseForm is the form of a case on the table: a row for each need without an end, and empty ones. Names of fields end
// with the key of their row.
type caseForm struct {
	layout
	casework.Row
	Form   form
	Rows   []needRow
	Post   string
	Looked bool // the offers are shown
	Wijken []places.Area
}

// Stamp is the version for forms; "" for a new case.
func (c caseForm) Stamp() string {
	if c.ID == "" {
		return ""
	}
	return strconv.FormatInt(c.Version, 10)
}

// needRow is one row of it.
type needRow struct {
	layout
	Key    string // "n2" is the second need of the case, "k1" the first empty row
	At     string // the id of the case, or "new": for ids on the page
	N      int    // number of the need, from 1
	Need   casework.Need
	Form   form
	Offers []offer
	Past   string // what happened here before, in words, or ""
	Asked  []casework.OwnQuestion
}

// Name gives the name of a field in this row.
func (r needRow) Name(field string) string { return field + "-" + r.Key }

// Wrong gives what is wrong with a field, or "".
func (r needRow) Wrong(field string) string { return r.Form.Wrong[r.Name(field)] }

// Value gives what was typed, or else what is kept.
func (r needRow) Value(field string) string {
	if r.Form.values.Has("help-" + r.Key) {
		return r.Form.Get(r.Name(field))
	}
	return map[string]string{"help": r.Need.Help, "audience": r.Need.Audience, "ages": r.Need.Ages, "aim": r.Need.Aim, "text": r.Need.Text, "fit": string(r.Need.Fit), "reason": r.Need.Reason,
		"when": string(r.Need.When), "before": string(r.Need.Before), "moment": r.Need.Moment, "named": r.Need.Named}[field]
}

// Folded tells whether what is optional can stay folded.
func (r needRow) Folded() bool {
	return !slices.ContainsFunc(r.Own(), ownField.Said) && !slices.ContainsFunc([]string{"text", "audience", "ages", "aim", "until", "before", "moment", "named"}, func(field string) bool { return r.Value(field) != "" || r.Wrong(field) != "" })
}

// Choices gives the choices of a field, in words.
func (r needRow) Choices(field string) (all []tick) {
	add := func(code, label string) { all = append(all, tick{code, label, r.Value(field) == code}) }
	taxonomy := directory.Taxonomy()
	switch field {
	case "help":
		for _, t := range taxonomy.Needs {
			add(t.Code, t.Label(r.Lang()))
		}
	case "audience":
		for _, t := range taxonomy.Audiences {
			add(t.Code, t.Label(r.Lang()))
		}
	case "ages":
		for _, b := range directory.Bands {
			add(b.Code(), b.Code())
		}
	case "before":
		for _, h := range measure.Helpers {
			add(string(h), r.T("measure.helper."+string(h)))
		}
	case "moment":
		for _, moment := range casework.Moments {
			add(moment, r.T("measure.moment."+moment))
		}
	case "named":
		for _, named := range casework.Named {
			add(named, r.T("casework.named."+named))
		}
	case "aim":
		for _, code := range casework.Aims {
			add(code, r.T("aim."+code))
		}
	case "fit":
		for _, fit := range []casework.Fit{casework.Yes, casework.NotNow, casework.No} {
			add(string(fit), r.T("casework.fit."+string(fit)))
		}
	case "when":
		for _, when := range casework.Whens {
			add(string(when), r.T("casework.when."+string(when)))
		}
	}
	return all
}

// rowField is a field of a row, for the template.
type rowField struct {
	Row          needRow
	Field, Label string
	Empty        bool // there is an empty choice
}

// Pick gives a field of this row.
func (r needRow) Pick(field, label string, empty bool) rowField {
	return rowField{r, field, label, empty}
}

// Reasons gives the reasons for an answer, in words.
func (r needRow) Reasons(fit string) (all []tick) {
	for _, code := range casework.Reasons[casework.Fit(fit)] {
		all = append(all, tick{code, r.T("casework.reason." + code), r.Value("reason") == code && r.Value("fit") == fit})
	}
	return all
}

// caseForm gives the form of a case; a zero one is a new case. own is what the network asks of its own, past what happened
// in the area before.
func (s *Server) caseForm(v *visit, row casework.Row, f form, post string, own casework.Form, past map[string]casework.Past) (page caseForm, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = caseForm{layout: s.staffLayout(v, ""), Row: row, Form: f, Post: post, Looked: f.Is("do", "look"), Wijken: tree.Kind(places.Wijk)}
	empties, asked := 0, own.For(row.Area)
	add := func(key string, n casework.Need) error {
		r := needRow{layout: page.layout, Key: key, At: cmp.Or(row.ID, "new"), N: cmp.Or(n.Place, len(row.Needs)+1), Need: n, Form: f, Asked: asked}
		if n.ID == "" {
			r.N += empties
			empties++
		}
		help, chosen := r.Value("help"), f.values["service-"+key]
		if !f.values.Has("help-" + key) {
			chosen = n.Services
		}
		by := searched{}
		if term, ok := directory.Taxonomy().Needs.Find(help); ok && page.Looked {
			by = searched{Text: term.NL + " " + r.Value("text"), Area: row.Area}
			r.Past = v.pastWords(past[help])
		}
		r.Offers, err = s.offers(v, by, chosen)
		page.Rows = append(page.Rows, r)
		return err
	}
	for _, n := range row.Needs {
		if n.State == casework.Asked || n.State == casework.Later || n.State == casework.Suitable {
			if err := add("n"+strconv.Itoa(n.Place), n); err != nil {
				return page, err
			}
		}
	}
	empty := moreRows
	if row.ID == "" {
		empty = newRows
	}
	for i := range empty {
		if err := add("k"+strconv.Itoa(i+1), casework.Need{}); err != nil {
			return page, err
		}
	}
	return page, nil
}

// pastWords says what happened before; nothing when that is too little to tell.
func (v *visit) pastWords(p casework.Past) string {
	switch {
	case p.Discussed == 0:
		return ""
	case p.Started == 0:
		return v.T("cases.past.only", "Discussed", p.Discussed)
	}
	return v.T("cases.past", "Discussed", p.Discussed, "Started", p.Started)
}

// askings reads the rows of a form. Empty rows are left out, and of needs what is not on the form.
func (s *Server) askings(v *visit, f form, needs []casework.Need) (all []casework.Asking, err error) {
	for _, n := range needs {
		key := "n" + strconv.Itoa(n.Place)
		if !f.values.Has("help-" + key) {
			continue
		}
		asking, err := s.askingIn(v, f, key, n)
		if err != nil {
			return nil, err
		}
		asking.Need = n.ID
		all = append(all, asking)
	}
	for i := range newRows {
		key := "k" + strconv.Itoa(i+1)
		if f.Get("help-"+key)+f.Get("fit-"+key)+f.Get("text-"+key) == "" {
			continue
		}
		asking, err := s.askingIn(v, f, key, casework.Need{})
		if err != nil {
			return nil, err
		}
		all = append(all, asking)
	}
	return all, nil
}

// askingIn reads one row. An answer that is there already is not given again, so that its days stay.
func (s *Server) askingIn(v *visit, f form, key string, n casework.Need) (a casework.Asking, err error) {
	get := func(field string) string { return f.Get(field + "-" + key) }
	a = casework.Asking{Key: key, Help: get("help"), Audience: get("audience"), Ages: get("ages"), Aim: get("aim"), Services: f.values["service-"+key], Own: ownIn(f, key),
		Said: casework.Said{Before: measure.Helper(get("before")), Moment: get("moment"), Named: get("named")}}
	if a.Text, err = s.caseText(v, f, "text-"+key, "text-reason-"+key); err != nil {
		return a, err
	}
	step := casework.Step{Fit: casework.Fit(get("fit")), When: casework.When(cmp.Or(get("when"), string(casework.Now))), Until: f.dayOr(v, "until-"+key, time.Time{})}
	if step.Fit != casework.Yes {
		step.Reason, step.When = get("reason"), ""
	}
	same := n.Fit == step.Fit && n.Reason == step.Reason && n.When == step.When && step.Until.IsZero()
	if step.Fit != "" && !same {
		a.Judge = &step
	}
	return a, nil
}

// caseText reads a text that is looked at before it is kept, with the reason for going on in spite of a name.
func (s *Server) caseText(v *visit, f form, name, reason string) (casework.Text, error) {
	text := casework.Text{Typed: f.Get(name), Reason: f.Get(reason), Lang: v.Lang()}
	if text.Typed == "" {
		return text, nil
	}
	scanner, err := s.scanner(v, "")
	text.Scanner = scanner
	return text, err
}

// recordCase keeps what a form says of the needs of a case that is there.
func (s *Server) recordCase(v *visit, id string, f form) error {
	ctx := v.r.Context()
	d, err := s.Casework.Case(ctx, v.actor, id)
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Cases, access.At{ID: d.ID, Area: d.Area, Team: d.Case.Team, Person: d.Owner}); err != nil {
		return err
	}
	asked, err := s.askings(v, f, d.Needs)
	if err != nil || f.Failed() {
		return err
	}
	return s.Casework.Discuss(ctx, v.actor, id, f.version(), asked...)
}
