package web

import (
	"time"

	"samenspel/internal/tally"
)

// tallyBlock asks an organisation how many questions of teams reached it directly in the month before.
type tallyBlock struct {
	Post    string // address that takes the answer
	Month   time.Time
	Choices []tally.Answer
	Answer  tally.Answer // "" = none yet
	Form    form
}

// Range tells whether the answer is one of the choices.
func (b tallyBlock) Range(a tally.Answer) bool { return b.Answer == a }

// tallyPage is where an organisation gives the number, and sees what it said before.
type tallyPage struct {
	layout
	Tally  tallyBlock
	Before []tally.Count
}

// byTallyLink lets in the organisation that has the link for a month.
func byTallyLink(answer func(*Server, *visit, time.Time) error) page {
	return func(s *Server, v *visit) error {
		actor, month, err := s.Tally.ByLink(v.r.Context(), v.Network.ID, v.r.PathValue("id"), v.r.PathValue("token"))
		if err != nil {
			return err
		}
		v.actor = actor
		v.keyed()
		return answer(s, v, month)
	}
}

// tallyOf gives the question about a month to an organisation, with what it said.
func (s *Server) tallyOf(v *visit, organization string, month time.Time, f form) (b tallyBlock, said []tally.Count, err error) {
	said, err = s.Tally.Of(v.r.Context(), v.actor, organization)
	b = tallyBlock{Post: v.URL("/telling/" + organization + "/" + s.Tally.Token(v.Network.ID, organization, month)), Month: month, Choices: tally.Choices, Form: f}
	for _, c := range said {
		if c.Month.Equal(month) {
			b.Answer = c.Answer
		}
	}
	return b, said, err
}

// tallyNow is tallyOf for the month before this one.
func (s *Server) tallyNow(v *visit, organization string) (tallyBlock, error) {
	b, _, err := s.tallyOf(v, organization, s.Tally.LastMonth(), fill())
	return b, err
}

func (s *Server) tallyPage(v *visit, month time.Time, f form) (page tallyPage, err error) {
	page = tallyPage{layout: s.titled(v, v.T("tally.title"))}
	page.Tally, page.Before, err = s.tallyOf(v, v.r.PathValue("id"), month, f)
	return page, err
}

func (s *Server) toTally(v *visit, month time.Time) error {
	page, err := s.tallyPage(v, month, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "tally", page)
}

// doTally takes the number, or takes it back.
func (s *Server) doTally(v *visit, month time.Time) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	answer := tally.Answer("")
	if !f.Is("do", "undo") {
		answer, err = tally.Read(f.Get("n"))
	}
	if f.blame(v, err) {
		page, err := s.tallyPage(v, month, f)
		if err != nil {
			return err
		}
		return s.again(v, f, "tally", page)
	}
	if err == nil {
		err = s.Tally.Say(v.r.Context(), v.actor, v.r.PathValue("id"), month, answer)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/telling/" + v.r.PathValue("id") + "/" + v.r.PathValue("token")))
}
