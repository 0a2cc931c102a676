package web

import (
	"samenspel/internal/access"
	"samenspel/internal/casework"
	"samenspel/internal/errs"
)

// caseChoicePage is what a resident chooses from, on paper: each need with its services.
type caseChoicePage struct {
	layout
	casework.Detail
	Choices []needView
}

func (s *Server) caseChoice(v *visit) error {
	page, err := s.casePage(v, fill())
	if err != nil {
		return err
	}
	sheet := caseChoicePage{layout: s.staffLayout(v, v.T("choice.title")), Detail: page.Detail}
	for _, line := range page.Lines {
		if line.Open() && len(line.Offers) > 0 {
			sheet.Choices = append(sheet.Choices, line)
		}
	}
	if len(sheet.Choices) == 0 {
		return errs.NotFound
	}
	return s.showStaff(v, "case-choice", sheet)
}

// feedbackPage is what a professional hears of a meeting: words, kinds of help and what was agreed, nothing of who it is.
type feedbackPage struct {
	layout
	casework.Discussion
	Sat    []feedbackCase
	Linked bool // behind a link: nobody is signed in
}

type feedbackCase struct {
	caseRow
	Needs []needView
}

// feedback prints it for all cases of a meeting.
func (s *Server) feedback(v *visit) error {
	table, err := s.Casework.Discussion(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	page := feedbackPage{layout: s.staffLayout(v, v.T("feedback.title", "Day", v.Date(table.Held))), Discussion: table.Discussion}
	if page.Sat, err = s.told(v, table.Cases); err != nil {
		return err
	}
	return s.showStaff(v, "feedback", page)
}

// yours shows a professional the own cases of a meeting, behind the link of a mail.
func (s *Server) yours(v *visit) error {
	own, err := s.Casework.Yours(v.r.Context(), v.Network.ID, v.r.PathValue("id"), v.r.PathValue("token"))
	if err != nil {
		return err
	}
	v.keyed()
	page := feedbackPage{layout: s.staffLayout(v, v.T("yours.title", "Day", v.Date(own.Held))), Discussion: own.Discussion, Linked: true}
	if page.Sat, err = s.told(v, own.Rows); err != nil {
		return err
	}
	return s.showStaff(v, "feedback", page)
}

// told gives cases with the services on their shortlists.
func (s *Server) told(v *visit, rows []casework.Row) (all []feedbackCase, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	today := s.Now().UTC()
	for _, r := range rows {
		told := feedbackCase{caseRow: v.caseRow(tree, r, today)}
		for _, line := range told.Lines {
			offers, err := s.offers(v, searched{}, line.Services)
			if err != nil {
				return nil, err
			}
			told.Needs = append(told.Needs, needView{needLine: line, Offers: offers})
		}
		all = append(all, told)
	}
	return all, nil
}

// glassOf gives the code with which the texts of a case are asked for in an emergency.
func (v *visit) glassOf() string {
	if access.Can(v.actor, access.Edit, access.Glass) != nil {
		return ""
	}
	return casework.CleanCode(v.r.URL.Query().Get("casus"))
}
