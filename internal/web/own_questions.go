package web

import (
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/directory"
	"samenspel/internal/insight"
	"samenspel/internal/places"
)

// caseFormPage is what the form of cases asks: the same everywhere, and what the network adds to it.
type caseFormPage struct {
	layout
	Form    form
	Version int64
	Shared  []string // the kinds of help, in words
	Asked   []ownQuestionRow
	Before  []ownQuestionRow // no longer asked
	Wijken  []places.Area
}

// ownQuestionRow is a question with where it is asked, and what was answered in the last twelve months.
type ownQuestionRow struct {
	casework.OwnQuestion
	Where   string
	Answers insight.OwnAnswers
}

// Place gives the choice of where a question is asked.
func (p caseFormPage) Place() selectField {
	var all []tick
	for _, a := range p.Wijken {
		all = append(all, tick{a.ID, a.Name, p.Form.Is("area", a.ID)})
	}
	return selectField{p.Form, "area", p.T("ownquestion.where"), p.T("ownquestion.everywhere"), all}
}

func (s *Server) caseQuestions(v *visit) error { return s.showCaseQuestions(v, fill()) }

func (s *Server) showCaseQuestions(v *visit, f form) error {
	own, err := s.Casework.Form(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	today := calendar.Today(s.Now())
	counted, err := s.Insight.OwnQuestions(v.r.Context(), v.actor, insight.PeriodOf(today.AddDate(0, -11, 1-today.Day()), today))
	if err != nil {
		return err
	}
	page := caseFormPage{layout: s.staffLayout(v, v.T("ownquestion.title")), Form: f, Version: own.Version(), Wijken: tree.Kind(places.Wijk)}
	for _, need := range directory.Taxonomy().Needs {
		page.Shared = append(page.Shared, need.Label(v.Lang()))
	}
	for _, q := range own.Questions {
		row := ownQuestionRow{OwnQuestion: q, Where: v.whereAsked(tree, q)}
		for _, c := range counted {
			if c.Question.ID == q.ID {
				row.Answers = c
			}
		}
		if q.Asked() {
			page.Asked = append(page.Asked, row)
		} else {
			page.Before = append(page.Before, row)
		}
	}
	if f.Failed() {
		return s.again(v, f, "case-form", page)
	}
	return s.showStaff(v, "case-form", page)
}

// whereAsked gives the name of the wijk in which a question is asked.
func (v *visit) whereAsked(tree places.Tree, q casework.OwnQuestion) string {
	if q.Area == "" {
		return v.T("ownquestion.everywhere")
	}
	area, _ := tree.Get(q.Area)
	return area.Name
}

// changeCaseQuestions adds a question to the form of cases, or takes one away.
func (s *Server) changeCaseQuestions(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.CaseForm); err != nil {
		return err
	}
	if f.Is("do", "stop") {
		err = s.Casework.Stop(v.r.Context(), v.actor, f.Get("id"))
	} else {
		texts, problem := s.texts(v)
		if problem != nil {
			return problem
		}
		err = s.Casework.Ask(v.r.Context(), v.actor, casework.OwnQuestion{ID: f.made(), Area: f.Get("area"), Text: f.Get("text")}, texts)
	}
	if f.blame(v, err) {
		return s.showCaseQuestions(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/casussen/formulier"))
}

// ownAnswerRow is what was answered to an own question in a period.
type ownAnswerRow struct {
	Text, Where string
	Yes, No     *int
}

// ownAnswers gives what was answered to the own questions in a period.
func (s *Server) ownAnswers(v *visit, period insight.Period) (rows []ownAnswerRow, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	all, err := s.Insight.OwnQuestions(v.r.Context(), v.actor, period)
	for _, a := range all {
		rows = append(rows, ownAnswerRow{a.Question.Text, v.whereAsked(tree, a.Question), a.Yes, a.No})
	}
	return rows, err
}

// ownField is an own question in a row of the form of a case.
type ownField struct {
	Name, Text string
	Wrong      string
	Choices    []tick // yes, no, not said
}

// Own gives the own questions of this row.
func (r needRow) Own() (fields []ownField) {
	for _, q := range r.Asked {
		field := "own-" + q.ID
		said := r.Need.Own[q.ID]
		if r.Form.values.Has("help-" + r.Key) {
			said = r.Form.Get(r.Name(field))
		}
		own := ownField{Name: r.Name(field), Text: q.Text, Wrong: r.Wrong(field)}
		for _, answer := range casework.Named {
			own.Choices = append(own.Choices, tick{answer, r.T("survey.answer." + answer), said == answer})
		}
		own.Choices = append(own.Choices, tick{"", r.T("ownquestion.unsaid"), said == ""})
		fields = append(fields, own)
	}
	return fields
}

// Said tells whether it was answered.
func (o ownField) Said() bool { return o.Wrong != "" || !o.Choices[len(o.Choices)-1].Chosen }

// ownIn reads the answers to own questions in a row of a form.
func ownIn(f form, key string) map[string]string {
	own := map[string]string{}
	for name := range f.values {
		field, here := strings.CutSuffix(name, "-"+key)
		if id, ok := strings.CutPrefix(field, "own-"); ok && here {
			own[id] = f.Get(name)
		}
	}
	return own
}
