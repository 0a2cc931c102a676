package web

import (
	"time"

	"samenspel/internal/insight"
)

// residentsInitiative is the kind of organisation that residents make.
const residentsInitiative = "bewonersinitiatief"

// initiativesPage is how many requests got to each initiative of residents in the last twelve months (inventory A65).
type initiativesPage struct {
	layout
	Since time.Time
	Rows  []initiativeRow
}

type initiativeRow struct {
	Name, Path string
	N          *int
}

func (s *Server) initiatives(v *visit) error {
	ctx := v.r.Context()
	report, err := s.Referral.Report(ctx, v.actor, s.Now().AddDate(-1, 0, 0))
	if err != nil {
		return err
	}
	named, err := s.Desk.NamedSince(ctx, v.actor, report.Since)
	if err != nil {
		return err
	}
	referred := map[string]int{}
	for _, share := range report.Shares {
		referred[share.Organization] = share.Sent
	}
	all, err := s.Directory.Organizations(ctx, v.actor)
	if err != nil {
		return err
	}
	var ids []string
	rows := map[string]initiativeRow{}
	for _, o := range all {
		if o.Kind == residentsInitiative {
			ids, rows[o.ID] = append(ids, o.ID), initiativeRow{Name: o.Name, Path: v.URL("/organisatie/" + o.Slug)}
		}
	}
	page := initiativesPage{layout: s.staffLayout(v, v.T("initiatives.title")), Since: report.Since}
	for _, r := range insight.Initiatives(ids, referred, named) {
		row := rows[r.Organization]
		row.N = r.N
		page.Rows = append(page.Rows, row)
	}
	return s.showStaff(v, "initiatives", page)
}
