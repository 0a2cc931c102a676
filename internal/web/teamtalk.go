package web

import (
	"slices"
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/directory"
	"samenspel/internal/teamwork"
)

// teamTalkPage is a session of a conversation: one focus point with its three boxes, and the way to the others.
type teamTalkPage struct {
	layout
	Board  teamwork.Board
	Talk   teamwork.Talk
	Point  teamwork.Point
	Points []teamwork.Point
	Next   teamwork.Point // "" = this is the last
	Form   form
	Add    actionForm
	Edit   bool
	Invite []directory.Organization // whom a team might ask to join (inventory K42)
	Saved  bool
}

// Questions are the numbers of the questions to begin with, as the texts have them.
func (teamTalkPage) Questions() []string { return []string{"1", "2", "3"} }

// Minutes gives how long a team talks about a point.
func (teamTalkPage) Minutes() []int { return []int{teamwork.LeastMinutes, teamwork.MostMinutes} }

// carersCentre is the kind of organisation that a team invites (taxonomy of kinds).
const carersCentre = "mantelzorgsteunpunt"

func (s *Server) teamTalk(v *visit) error {
	return s.showTeamTalk(v, teamwork.Point(v.r.URL.Query().Get("punt")), form{})
}

func (s *Server) showTeamTalk(v *visit, point teamwork.Point, f form) error {
	b, t, err := s.talk(v)
	if err != nil {
		return err
	}
	if !slices.Contains(teamwork.Points, point) {
		point = t.Next()
	}
	page := teamTalkPage{layout: s.staffLayout(v, v.T("teamwork.talk.of", "Team", b.Name)), Board: b, Talk: t, Point: point, Points: teamwork.Points, Form: f,
		Edit: v.writes(b, "") && t.Finished == nil, Saved: v.r.URL.Query().Has("bewaard")}
	if at := slices.Index(teamwork.Points, point); at+1 < len(teamwork.Points) {
		page.Next = teamwork.Points[at+1]
	}
	if page.Invite, err = s.carersCentres(v); err != nil {
		return err
	}
	if f.Failed() {
		page.Add = v.actionForm(f, b)
		return s.again(v, f, "team-talk", page)
	}
	page.Form = s.newAction()
	page.Form.values.Set("stands", t.Notes[point].Stands)
	page.Form.values.Set("matters", t.Notes[point].Matters)
	page.Form.values.Set("version", strconv.FormatInt(t.Version, 10))
	page.Add = v.actionForm(page.Form, b)
	return s.showStaff(v, "team-talk", page)
}

// talk gives the conversation that an address names, with its team.
func (s *Server) talk(v *visit) (b teamwork.Board, t teamwork.Talk, err error) {
	b, err = s.Teamwork.BoardOf(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return b, t, err
	}
	t, _ = b.Talk(v.r.PathValue("id"))
	return b, t, nil
}

// carersCentres gives the centres for carers in the directory.
func (s *Server) carersCentres(v *visit) ([]directory.Organization, error) {
	all, err := s.Directory.Organizations(v.r.Context(), v.actor)
	return slices.DeleteFunc(all, func(o directory.Organization) bool { return o.Kind != carersCentre }), err
}

// doTeamTalk keeps what was written of a point, or finishes the conversation.
func (s *Server) doTeamTalk(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if _, err := access.Reach(v.actor, access.Edit, access.Teamwork); err != nil {
		return err
	}
	ctx, id, today, point := v.r.Context(), v.r.PathValue("id"), calendar.Today(s.Now()), teamwork.Point(f.Get("point"))
	to := v.URL("/teamgesprek/"+id, "punt", string(point), "bewaard", "ja")
	if f.Is("do", "finish") {
		err, to = s.Teamwork.Finish(ctx, v.actor, id, f.version(), today), v.URL("/teamgesprek/"+id+"/vel")
	} else {
		e := teamwork.Entry{Talk: id, Version: f.version(), Point: point, Note: teamwork.Note{Stands: f.Get("stands"), Matters: f.Get("matters")}}
		if f.Get("what") != "" {
			a := v.readAction(f, "")
			e.Action = &a
		}
		texts, problem := s.texts(v)
		if problem != nil {
			return problem
		}
		if !f.Failed() {
			err = s.Teamwork.Write(ctx, v.actor, e, today, texts)
		}
	}
	if f.blame(v, err) || f.Failed() {
		return s.showTeamTalk(v, point, f)
	}
	if err != nil {
		return err
	}
	return v.done(to)
}

// teamSheetPage is the grid of a conversation, four points by three boxes, for a flip-over.
type teamSheetPage struct {
	layout
	Board  teamwork.Board
	Talk   teamwork.Talk
	Points []teamwork.Point
}

func (s *Server) teamSheet(v *visit) error {
	b, t, err := s.talk(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "team-sheet", teamSheetPage{s.staffLayout(v, v.T("teamwork.talk.of", "Team", b.Name)), b, t, teamwork.Points})
}
