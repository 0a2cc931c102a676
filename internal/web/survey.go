package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/survey"
)

// surveysPage is where rounds of questions are opened, and what came of those that are over.
type surveysPage struct {
	layout
	Form   form
	Rounds []roundView
	Edit   bool
}

// roundView is a round in words.
type roundView struct {
	survey.Round
	Name    string
	Tickets int
	Slips   bool // residents get slips
	Lines   []resultLine
	Others  []string // what was published elsewhere about questions that we do not ask
}

// resultLine is what was said to one question: of each population, and before.
type resultLine struct {
	Question string
	Said     []resultCell
	Before   []string // earlier rounds and what was published, in words
}

type resultCell struct{ Who, Value string }

func (s *Server) surveys(v *visit) error {
	return s.showSurveys(v, fill("days", strconv.Itoa(survey.UsualDays)))
}

func (s *Server) showSurveys(v *visit, f form) error {
	rounds, err := s.Survey.Rounds(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := surveysPage{layout: s.staffLayout(v, v.T("survey.title")), Form: f, Edit: access.Can(v.actor, access.Edit, access.Surveys) == nil}
	least := survey.LeastOutside
	if page.Edit {
		least = survey.Least
	}
	for i, r := range rounds {
		page.Rounds = append(page.Rounds, v.roundView(r, rounds[i+1:], least))
	}
	if f.Failed() {
		return s.again(v, f, "surveys", page)
	}
	return s.showStaff(v, "surveys", page)
}

// Questionnaires gives what can be asked, in words.
func (p surveysPage) Questionnaires() (all []tick) {
	for _, q := range survey.Questionnaires {
		if q.Team {
			continue
		}
		all = append(all, tick{q.ID, p.T("survey.name." + q.ID), p.Form.Is("questionnaire", q.ID)})
	}
	return all
}

// roundView puts a round in words, beside earlier ones of the same questionnaire, as far as at least so many answered.
func (v *visit) roundView(r survey.Round, earlier []survey.Round, least int) roundView {
	q, _ := survey.Find(r.Questionnaire)
	view := roundView{Round: r, Name: v.T("survey.name." + r.Questionnaire), Slips: slices.Contains(q.Populations, survey.Resident)}
	for _, n := range r.Tickets {
		view.Tickets += n
	}
	if r.Closed == nil {
		return view
	}
	for _, question := range q.Questions {
		line := resultLine{Question: v.T("survey.q." + question.ID)}
		for _, p := range q.Populations {
			line.Said = append(line.Said, resultCell{v.T("survey.who." + string(p)), v.resultWords(r.Counts.Of(p, question, least), least)})
			for _, e := range earlier {
				if before := e.Counts.Of(p, question, least); e.Questionnaire == r.Questionnaire && before.Shown {
					line.Before = append(line.Before, v.T("survey.before", "Day", v.Date(*e.Closed), "Who", v.T("survey.who."+string(p)), "Value", v.resultWords(before, least)))
				}
			}
		}
		for _, b := range survey.Baseline {
			if b.Question == question.ID {
				line.Before = append(line.Before, v.T("survey.published", "Value", v.figure(question.Kind, b.Value), "What", v.T("survey.baseline."+b.Key)))
			}
		}
		view.Lines = append(view.Lines, line)
	}
	for _, b := range survey.Baseline {
		if b.Question == "" && slices.Contains(q.Populations, survey.Formal) {
			view.Others = append(view.Others, v.T("survey.published", "Value", v.figure(survey.Scale, b.Value), "What", v.T("survey.baseline."+b.Key)))
		}
	}
	return view
}

// resultWords says a result, or that too few answered.
func (v *visit) resultWords(r survey.Result, least int) string {
	if !r.Shown {
		return v.T("survey.few", "Count", least)
	}
	return v.T("survey.of", "Value", v.figure(r.Question.Kind, r.Value), "Count", r.N)
}

// figure writes a percentage or a mark.
func (v *visit) figure(kind survey.Kind, value float64) string {
	if kind == survey.Mark {
		text := strconv.FormatFloat(value, 'f', 1, 64)
		if v.Lang() == "nl" {
			text = strings.Replace(text, ".", ",", 1)
		}
		return text
	}
	return strconv.Itoa(int(value)) + "%"
}

func (s *Server) openSurvey(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(f.Get("days"))
	if err != nil {
		days = 0
	}
	err = s.Survey.Open(v.r.Context(), v.actor, f.made(), f.Get("questionnaire"), days)
	if f.blame(v, err) {
		return s.showSurveys(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/enquetes"))
}

// doSurvey ends a round, or gives a page with slips for residents.
func (s *Server) doSurvey(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	if f.Is("do", "slips") {
		return s.surveySlips(v, id, f)
	}
	err = s.Survey.Close(v.r.Context(), v.actor, id, f.version())
	if f.blame(v, err) {
		return s.showSurveys(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/enquetes"))
}

// surveySlipsPage is a page with slips to cut out.
type surveySlipsPage struct {
	layout
	Where string // where a code is typed
	Slips []surveySlip
}

type surveySlip struct {
	Code string
	Size int
	Path string // the dark squares of the square code, as an SVG path
}

func (s *Server) surveySlips(v *visit, id string, f form) error {
	n, err := strconv.Atoi(f.Get("slips"))
	if err != nil {
		n = 0
	}
	codes, err := s.Survey.Slips(v.r.Context(), v.actor, id, n)
	if f.blame(v, err) {
		return s.showSurveys(v, f)
	}
	if err != nil {
		return err
	}
	base := s.origin(v.r) + v.URL("/enquete")
	page := surveySlipsPage{layout: s.staffLayout(v, v.T("survey.slips.title")), Where: base}
	for _, code := range codes {
		slip, err := squares(base + "/" + code)
		if err != nil {
			return err
		}
		slip.Code = code[:5] + "-" + code[5:]
		page.Slips = append(page.Slips, slip)
	}
	return s.showStaff(v, "survey-slips", page)
}

// squares draws a text as a square code.
func squares(text string) (slip surveySlip, err error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return slip, err
	}
	var path strings.Builder
	slip.Size = code.Bounds().Dx()
	for y := range slip.Size {
		for x := range slip.Size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				path.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h1v1h-1z")
			}
		}
	}
	slip.Path = path.String()
	return slip, nil
}

// surveyPage asks the questions of a ticket.
type surveyPage struct {
	layout
	survey.Asked
	Form form
	Post string
}

// Choices gives the answers to a question, in words.
func (p surveyPage) Choices(q survey.Question) (all []tick) {
	for _, answer := range q.Kind.Answers() {
		label := answer
		switch {
		case q.Kind == survey.Agree && answer != survey.DontKnow:
			label = p.T("survey.agree." + answer)
		case q.Kind != survey.Mark || answer == survey.DontKnow:
			label = p.T("survey.answer." + answer)
		}
		all = append(all, tick{answer, label, p.Form.Is(q.ID, answer)})
	}
	return all
}

// toSurvey is where somebody types the code of a slip.
func (s *Server) toSurvey(v *visit) error {
	if code := survey.CleanCode(v.r.URL.Query().Get("code")); code != "" {
		return v.done(v.URL("/enquete/" + code))
	}
	return s.showStaff(v, "survey-code", textPage{s.layout(v, "survey.code.title")})
}

func (s *Server) survey(v *visit) error {
	asked, err := s.Survey.ByTicket(v.r.Context(), v.Network.ID, v.r.PathValue("token"))
	if err != nil {
		return err
	}
	return s.showSurvey(v, asked, fill())
}

func (s *Server) showSurvey(v *visit, asked survey.Asked, f form) error {
	v.keyed()
	page := surveyPage{s.layout(v, "survey.ask.title"), asked, f, v.URL("/enquete/" + v.r.PathValue("token"))}
	if f.Failed() {
		return s.again(v, f, "survey", page)
	}
	return s.write(v, http.StatusOK, "survey", page)
}

func (s *Server) doAnswerSurvey(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	asked, err := s.Survey.ByTicket(v.r.Context(), v.Network.ID, v.r.PathValue("token"))
	if err != nil {
		return err
	}
	said := map[string]string{}
	for _, q := range asked.Questions {
		said[q.ID] = f.Get(q.ID)
	}
	err = s.Survey.Answer(v.r.Context(), v.Network.ID, v.r.PathValue("token"), said)
	if errors.Is(err, errs.Conflict) {
		return v.done(v.URL("/enquete/" + v.r.PathValue("token"))) // it was answered: the page says thank you
	}
	if f.blame(v, err) {
		return s.showSurvey(v, asked, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/enquete/" + v.r.PathValue("token")))
}
