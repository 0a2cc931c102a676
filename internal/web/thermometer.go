package web

import (
	"net/url"
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/knowledge"
	"samenspel/internal/survey"
	"samenspel/internal/teamwork"
)

// thermometerPage is how a team works together, in its own eyes: what runs, and what came of earlier rounds.
type thermometerPage struct {
	layout
	Board  teamwork.Board
	Form   form
	Meters []meter
	Edit   bool
}

// meter is one of the two thermometers.
type meter struct {
	Questionnaire survey.Questionnaire
	Running       *survey.Round
	Tickets       int // of that
	Rounds        []survey.Round
	Rows          []meterRow
	Low           string           // factor that is lowest now; "" = not known
	Cards         []knowledge.Card // that may help with it
}

// meterRow is a factor with what was answered in each round, the newest first.
type meterRow struct {
	Factor string
	Said   []string
}

// mostWaves is how many rounds stand beside each other.
const mostWaves = 4

func (s *Server) thermometer(v *visit) error {
	return s.showThermometer(v, fill("days", strconv.Itoa(survey.UsualDays)))
}

func (s *Server) showThermometer(v *visit, f form) error {
	b, err := s.Teamwork.Board(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	rounds, err := s.Survey.RoundsOf(v.r.Context(), v.actor, b.ID)
	if err != nil {
		return err
	}
	page := thermometerPage{layout: s.staffLayout(v, v.T("thermo.title")), Board: b, Form: f, Edit: v.writes(b, "")}
	for _, q := range survey.Questionnaires {
		if q.Team {
			page.Meters = append(page.Meters, v.meter(q, rounds))
		}
	}
	if f.Failed() {
		return s.again(v, f, "thermometer", page)
	}
	return s.showStaff(v, "thermometer", page)
}

// meter gives a thermometer with its rounds among all of a team.
func (v *visit) meter(q survey.Questionnaire, rounds []survey.Round) meter {
	m := meter{Questionnaire: q}
	for _, r := range rounds {
		switch {
		case r.Questionnaire != q.ID:
		case r.Closed == nil:
			m.Running, m.Tickets = &r, r.Tickets[survey.Formal]
		case len(m.Rounds) < mostWaves:
			m.Rounds = append(m.Rounds, r)
		}
	}
	if len(m.Rounds) == 0 {
		return m
	}
	var now []survey.Result
	for _, question := range q.Questions {
		row := meterRow{Factor: q.Factor(question)}
		for i, r := range m.Rounds {
			result := r.Counts.Of(survey.Formal, question, survey.Least)
			row.Said = append(row.Said, v.resultWords(result, survey.Least))
			if i == 0 {
				now = append(now, result)
			}
		}
		m.Rows = append(m.Rows, row)
	}
	if low, ok := survey.Lowest(now); ok {
		m.Low = q.Factor(low.Question)
		m.Cards = knowledge.For(m.Low)
	}
	return m
}

// doThermometer asks a team, or ends a round.
func (s *Server) doThermometer(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if _, err := access.Reach(v.actor, access.Edit, access.Teamwork); err != nil {
		return err
	}
	team := v.r.PathValue("id")
	if f.Is("do", "close") {
		err = s.Survey.Close(v.r.Context(), v.actor, f.Get("round"), f.version())
	} else {
		err = s.Survey.OpenForTeam(v.r.Context(), v.actor, f.made(), f.Get("questionnaire"), team, max(0, f.integer("days")))
	}
	if f.blame(v, err) {
		return s.showThermometer(v, f)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/team/" + url.PathEscape(team) + "/thermometer"))
}
