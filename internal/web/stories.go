package web

import (
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/errs"
	"samenspel/internal/insight"
)

// storiesPage is where stories for the reports are told, looked at and approved.
type storiesPage struct {
	layout
	Form     form
	Rows     []storyRow
	Quarters []tick // for which a story can be told
}

type storyRow struct {
	insight.Story
	Name    string // of the quarter
	By      string // who wrote it
	See     bool   // the reader may be the second person
	Approve bool
	Drop    bool
}

func (s *Server) stories(v *visit) error {
	page, err := s.storiesPage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "stories", page)
}

func (s *Server) storiesPage(v *visit, f form) (page storiesPage, err error) {
	ctx := v.r.Context()
	all, err := s.Insight.Stories(ctx, v.actor)
	if err != nil {
		return page, err
	}
	published, err := s.Insight.Published(ctx, v.actor)
	if err != nil {
		return page, err
	}
	names, err := s.namesFor(v)
	if err != nil {
		return page, err
	}
	page = storiesPage{layout: s.staffLayout(v, v.T("stories.title")), Form: f}
	today, approves := calendar.Today(s.Now()), access.Can(v.actor, access.Edit, access.Stories) == nil
	now := insight.QuarterOf(today)
	page.Quarters = append([]tick{{Code: now.From.Format(time.DateOnly), Label: v.quarterName(now)}}, v.closable(published, today)...)
	page.Quarters = page.Quarters[:min(4, len(page.Quarters))]
	for _, story := range all {
		own := story.WrittenBy == v.actor.Person
		page.Rows = append(page.Rows, storyRow{story, v.quarterName(insight.QuarterOf(story.Quarter)), names[story.WrittenBy],
			story.State() == insight.Written && !own, story.State() == insight.Seen && approves, own || approves})
	}
	return page, nil
}

// tellStory keeps a story. What is wrong with it stands beside what was typed.
func (s *Server) tellStory(v *visit) error {
	if _, err := access.Reach(v.actor, access.Edit, access.Stories); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	scanner, err := s.scanner(v, "")
	if err != nil {
		return err
	}
	quarter, err := time.Parse(time.DateOnly, f.Get("quarter"))
	if err != nil {
		return errs.Invalid
	}
	err = s.Insight.Tell(v.r.Context(), v.actor, f.made(), quarter, f.Get("text"), scanner, v.Lang())
	if f.blame(v, err) {
		page, err := s.storiesPage(v, f)
		if err != nil {
			return err
		}
		return s.again(v, f, "stories", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/cijfers/verhalen"))
}

// doStory does something with a story.
func (s *Server) doStory(v *visit) error {
	if err := access.Can(v.actor, access.Read, access.Stories); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	ctx, id := v.r.Context(), v.r.PathValue("id")
	switch f.Get("do") {
	case "see":
		err = s.Insight.See(ctx, v.actor, id)
	case "approve":
		err = s.Insight.Approve(ctx, v.actor, id)
	case "withdraw":
		err = s.Insight.Withdraw(ctx, v.actor, id)
	default:
		err = errs.Invalid
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/cijfers/verhalen"))
}

// mailFigures sets whether somebody gets a mail when a quarter was closed.
func (s *Server) mailFigures(v *visit) error {
	if err := access.Can(v.actor, access.Read, access.Figures); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := s.Insight.Mail(v.r.Context(), v.actor, f.Is("mail", "ja")); err != nil {
		return err
	}
	return v.done(v.URL("/cijfers") + "#mail")
}
