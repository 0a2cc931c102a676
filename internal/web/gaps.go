package web

import (
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/insight"
)

// gapsPage shows what stands out: teams that slid back, and what is asked and not offered.
type gapsPage struct {
	layout
	Slides []slideRow
	Gaps   []gapRow
	Offers []string // names to choose from
	Form   form
}

type slideRow struct {
	Name        string
	Usual, Last int // a week, rounded
}

type gapRow struct {
	insight.KnownGap
	Where, What string
	Sentence    string // ready for the municipality; "" when there is too little to say
	Months      int
	Offer       string
	States      []tick
	Wrong       bool // the form of this one
}

func (s *Server) gaps(v *visit) error {
	page, err := s.gapsPage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "gaps", page)
}

func (s *Server) gapsPage(v *visit, f form) (page gapsPage, err error) {
	w, err := s.Insight.Watch(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	entries, err := s.Directory.All(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	page = gapsPage{layout: s.staffLayout(v, v.T("gaps.title")), Form: f}
	titles := map[string]string{}
	for _, e := range entries {
		titles[e.Service.ID] = offerName(e)
		page.Offers = append(page.Offers, offerName(e))
	}
	for _, slide := range w.Slides {
		page.Slides = append(page.Slides, slideRow{v.slideName(slide, w.Names), int(slide.Usual + 0.5), int(slide.Last + 0.5)})
	}
	for _, g := range w.Gaps {
		row := gapRow{KnownGap: g, Where: v.T("gaps.town"), What: v.needWords(g.Help), Months: g.Months(calendar.Today(s.Now())), Offer: titles[g.Service],
			Wrong: f.Failed() && f.Is("area", g.Area) && f.Is("help", g.Help)}
		if g.Area != "" {
			row.Where = v.partLabel(insight.ByArea, g.Area, w.Names)
		}
		if g.Unmet >= insight.Inside {
			row.Sentence = v.T("gaps.sentence", "Where", row.Where, "What", strings.ToLower(row.What), "Asked", g.Asked, "Unmet", g.Unmet)
		}
		for _, state := range insight.GapStates {
			row.States = append(row.States, tick{Code: string(state), Label: v.T("gaps.state." + string(state)), Chosen: state == g.State})
		}
		page.Gaps = append(page.Gaps, row)
	}
	return page, nil
}

// offerName names an entry as people choose it from a list.
func offerName(e directory.Entry) string { return e.Service.Title + ", " + e.Organization.Name }

func (v *visit) slideName(s insight.SlideBack, names map[string]string) string {
	switch {
	case s.Team != "":
		return names[s.Team]
	case s.Area != "":
		return v.T("gaps.slide.area", "Where", names[s.Area])
	}
	return v.T("gaps.slide.town")
}

// moveGap notes where a gap is now.
func (s *Server) moveGap(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Figures); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	entries, err := s.Directory.All(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	service := ""
	for _, e := range entries {
		if strings.EqualFold(offerName(e), f.Get("service")) {
			service = e.Service.ID
		}
	}
	err = s.Insight.Move(v.r.Context(), v.actor, f.Get("area"), f.Get("help"), insight.GapState(f.Get("state")), service)
	if f.blame(v, err) {
		page, err := s.gapsPage(v, f)
		if err != nil {
			return err
		}
		return s.again(v, f, "gaps", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/cijfers/leemten"))
}
