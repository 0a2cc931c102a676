package web

import (
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/insight"
)

// gapsPage shows what stands out: teams that slid back, what is asked and not offered, and what is asked so often that
// something together may help.
type gapsPage struct {
	layout
	Slides  []slideRow
	Reached []reachedRow
	Gaps    []gapRow
	Often   []oftenRow
	Offers  []string // names to choose from
	Form    form
}

type slideRow struct {
	Name        string
	Usual, Last int    // a week, rounded
	Path        string // where it is taken up; "" = it was not told yet
	Taken       bool
}

// reachedRow is what reached the organisations in a month.
type reachedRow struct {
	insight.Reached
	About int // direct ones, rounded
	All   int
}

type gapRow struct {
	insight.KnownGap
	Where, What string
	Sentences   []string // ready for the municipality: of each source, and of the offer that solved it
	Small       []string // the same of too few to say outside
	Months      int
	Offer       string
	States      []tick
	Wrong       bool // the form of this one
}

// oftenRow is a kind of help that is asked often in a wijk, with the search that shows what there is.
type oftenRow struct{ Text, Address string }

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
	page.Slides = v.slideRows(w)
	for _, r := range w.Reached {
		about := int(r.Direct + 0.5)
		page.Reached = append(page.Reached, reachedRow{r, about, r.Sent + about})
	}
	for _, g := range w.Gaps {
		row := v.gapRow(g, w, calendar.Today(s.Now()), titles[g.Service])
		if row.Wrong = f.Failed() && f.Is("gap", g.ID); row.Wrong {
			for i := range row.States {
				row.States[i].Chosen = f.Is("state", row.States[i].Code)
			}
		}
		page.Gaps = append(page.Gaps, row)
	}
	for _, g := range w.Often {
		area := v.partLabel(insight.ByArea, g.Area, w.Names)
		page.Often = append(page.Often, oftenRow{v.T("gaps.often.line", "N", g.Asked, "What", strings.ToLower(v.needWords(g.Help)), "Where", area), v.URL("/zoek", "hulpvraag", g.Help, "wijk", area)})
	}
	return page, nil
}

// gapRow puts a gap in words.
func (v *visit) gapRow(g insight.KnownGap, w insight.Watch, today time.Time, offer string) gapRow {
	row := gapRow{KnownGap: g, Where: v.T("gaps.town"), What: v.needWords(g.Help), Months: g.Months(today), Offer: offer}
	if g.Words != "" {
		row.What = v.T("gaps.words", "Words", g.Words)
	}
	if g.Area != "" {
		row.Where = v.partLabel(insight.ByArea, g.Area, w.Names)
	}
	for _, sign := range g.Signs {
		said := v.T("gaps.sentence."+string(sign.Source), "Where", row.Where, "What", strings.ToLower(row.What), "Words", g.Words,
			"Asked", sign.Asked, "Unmet", sign.Unmet, "Weeks", w.Long)
		if sign.Unmet < insight.Outside {
			row.Small = append(row.Small, said)
			continue
		}
		row.Sentences = append(row.Sentences, said)
	}
	if g.State == insight.Solved {
		row.Sentences = append(row.Sentences, v.T("gaps.sentence.solved", "First", v.Month(g.SignalledAt), "Offer", offer, "Solved", v.Month(g.Changed), "Count", row.Months))
	}
	for _, state := range insight.GapStates {
		row.States = append(row.States, tick{Code: string(state), Label: v.T("gaps.state." + string(state)), Chosen: state == g.State})
	}
	return row
}

// offerName names an entry as people choose it from a list.
func offerName(e directory.Entry) string { return e.Service.Title + ", " + e.Organization.Name }

// slideRows gives what was told and is open, and what is seen now and will be told.
func (v *visit) slideRows(w insight.Watch) (rows []slideRow) {
	for _, k := range w.Told {
		rows = append(rows, slideRow{v.slideName(w.Names[k.Team], w.Names[k.Area]), insight.Rough(k.Usual), insight.Rough(k.Last), v.URL("/terugval/" + k.ID), k.By != ""})
	}
	for _, slide := range w.Slides {
		if !slices.ContainsFunc(w.Told, func(k insight.KnownSlide) bool { return k.Team == slide.Team && k.Area == slide.Area }) {
			rows = append(rows, slideRow{Name: v.slideName(w.Names[slide.Team], w.Names[slide.Area]), Usual: insight.Rough(slide.Usual), Last: insight.Rough(slide.Last)})
		}
	}
	return rows
}

// slideName names a series: a team, or small teams together.
func (v *visit) slideName(team, area string) string {
	switch {
	case team != "":
		return team
	case area != "":
		return v.T("gaps.slide.area", "Where", area)
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
	g, err := s.Insight.Move(v.r.Context(), v.actor, f.Get("gap"), insight.GapState(f.Get("state")), service)
	if f.blame(v, err) {
		page, err := s.gapsPage(v, f)
		if err != nil {
			return err
		}
		return s.again(v, f, "gaps", page)
	}
	if err == nil && g.State == insight.Solved && g.Words != "" {
		err = s.answerWord(v, service, g.Words)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/cijfers/leemten"))
}

// answerWord lets an offer be found by the words that found nothing before.
func (s *Server) answerWord(v *visit, service, words string) error {
	e, err := s.Directory.EntryByID(v.r.Context(), v.actor, service)
	if err != nil || slices.Contains(e.Service.Words, words) {
		return err
	}
	return s.Upkeep.AddWord(v.r.Context(), v.actor, service, words)
}
