package web

import (
	"errors"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
	"samenspel/internal/referral"
)

// ownFiguresPage shows the figures of the own teams and organisations.
type ownFiguresPage struct {
	layout
	Teams         []ownTeam
	Organizations []ownOrganization
}

// Needs gives kinds of help in words.
func (p ownFiguresPage) Needs(codes []string) []string {
	return directory.Taxonomy().Needs.Labels(codes, p.Lang())
}

// ownTeam is a team with its figures: as they stand now to who reads its cases, else what was published.
type ownTeam struct {
	ID, Name  string
	Live      bool
	Funnel    []measureRow
	Learning  []learningRow
	Quarters  []quarterRow  // what it asked of organisations
	Questions []desk.OfTeam // what it asked the information point
	Published []publishedTeam
}

type publishedTeam struct {
	Name string
	N    *int
}

type ownOrganization struct {
	Name     string
	Quarters []quarterRow
}

type quarterRow struct {
	Name string
	referral.Quarterly
}

func (s *Server) ownFigures(v *visit) error {
	teams, organizations, err := s.ownThings(v)
	if err != nil {
		return err
	}
	page := ownFiguresPage{layout: s.staffLayout(v, v.T("ownfigures.title"))}
	for _, id := range teams {
		team, err := s.ownTeam(v, id)
		if err != nil {
			return err
		}
		page.Teams = append(page.Teams, team)
	}
	known, err := s.Directory.Organizations(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	for _, o := range known {
		if !slices.Contains(organizations, o.ID) {
			continue
		}
		all, err := s.Referral.OfOrganization(v.r.Context(), v.actor, o.ID)
		if err != nil {
			return err
		}
		page.Organizations = append(page.Organizations, ownOrganization{o.Name, v.quarterRows(all)})
	}
	return s.showStaff(v, "own-figures", page)
}

// ownThings gives the teams and organisations of which the visitor may see figures. Who sees all has none of the own.
func (s *Server) ownThings(v *visit) (teams, organizations []string, err error) {
	within, err := access.Reach(v.actor, access.Read, access.Figures)
	if err != nil {
		return nil, nil, err
	}
	if referrals, err := access.Reach(v.actor, access.Read, access.Referrals); err == nil {
		organizations = slices.DeleteFunc(slices.Clone(within.Organizations), func(id string) bool { return !slices.Contains(referrals.Organizations, id) })
	}
	return within.Teams, organizations, nil
}

func (s *Server) ownTeam(v *visit, id string) (team ownTeam, err error) {
	ctx := v.r.Context()
	names, err := s.Insight.Teams(ctx, v.actor)
	if err != nil {
		return team, err
	}
	team = ownTeam{ID: id, Name: names[id]}
	f, err := s.Insight.OfTeam(ctx, v.actor, id)
	switch {
	case err == nil:
		team.Live, team.Funnel = true, v.measureRows(f.Shown)
		if f.Learning != nil {
			team.Learning = v.learningRows([]insight.Learning{*f.Learning}, names)
		}
	case !errors.Is(err, errs.Forbidden):
		return team, err
	}
	sent, err := s.Referral.OfTeam(ctx, v.actor, id)
	if err == nil {
		team.Quarters = v.quarterRows(sent)
	} else if !errors.Is(err, errs.Forbidden) {
		return team, err
	}
	if team.Questions, err = s.Desk.AskedBy(ctx, v.actor, id); err != nil {
		return team, err
	}
	published, err := s.Insight.Published(ctx, v.actor)
	for _, c := range published {
		for _, cut := range c.Document.Report.Cuts {
			for _, r := range cut.Rows {
				if cut.Name == string(insight.ByTeam) && r.Key == id {
					team.Published = append(team.Published, publishedTeam{v.quarterName(c.Period), r.N})
				}
			}
		}
	}
	return team, err
}

func (v *visit) quarterRows(all []referral.Quarterly) (rows []quarterRow) {
	for _, q := range all {
		rows = append(rows, quarterRow{v.quarterName(insight.QuarterOf(q.From)), q})
	}
	return rows
}
