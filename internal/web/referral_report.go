package web

import (
	"encoding/json"
	"net/http"
	"time"

	"samenspel/internal/referral"
)

// The pages of this file tell how referrals go as a whole, and give them to programs of others.

// referralReportPage is to whom was referred, and how soon both sides answer.
type referralReportPage struct {
	layout
	referral.Report
}

// Percent gives how much of all went to the employer of who sent it.
func (p referralReportPage) Percent() int { return 100 * p.OwnEmployer / max(1, p.Sent) }

// Silent gives how many of a share have no answer.
func (referralReportPage) Silent(s referral.Share) int { return s.Sent - s.Answers.N }

func (s *Server) referralReport(v *visit) error {
	report, err := s.Referral.Report(v.r.Context(), v.actor, s.Now().AddDate(-1, 0, 0))
	if err != nil {
		return err
	}
	return s.showStaff(v, "referral-report", referralReportPage{s.staffLayout(v, v.T("report.title")), report})
}

// exportReferrals gives a page of referrals in FHIR, with a link to the next one.
func (s *Server) exportReferrals(v *visit) error {
	base := s.origin(v.r) + v.Base()
	bundle, next, err := s.Referral.Export(v.r.Context(), v.actor, base, v.r.URL.Query().Get("na"))
	if err != nil {
		return err
	}
	if next != "" {
		bundle.Links = []referral.Link{{Relation: "next", URL: base + "/doorverwijzingen/uitvoer?na=" + next}}
	}
	text, err := json.MarshalIndent(bundle, "", " ")
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/fhir+json; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="doorverwijzingen-`+s.Now().Format(time.DateOnly)+`.json"`)
	h.Set("Cache-Control", "no-store")
	return send(v.w, v.r, http.StatusOK, text)
}

// referralByCode leads to the referral that people, and programs of others, name by a code.
func (s *Server) referralByCode(v *visit) error {
	id, err := s.Referral.ByCode(v.r.Context(), v.actor, v.r.PathValue("code"))
	if err != nil {
		return err
	}
	return v.done(v.URL("/doorverwijzingen/" + id))
}
