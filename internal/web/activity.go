package web

import (
	"cmp"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/activity"
	"samenspel/internal/calendar"
	"samenspel/internal/casework"
	"samenspel/internal/insight"
	"samenspel/internal/people"
	"samenspel/internal/privacy"
)

// activityForm is where somebody writes down what was done.
type activityForm struct {
	layout
	Form          form
	Kinds, Places []tick
	Address       string
	Version       string // of what is changed; "" = it is something new
	Back          string // "week" = from there, and back
}

// Select gives a list to choose from.
func (p activityForm) Select(field string) selectField {
	if field == "kind" {
		return selectField{p.Form, field, p.T("activity.kind"), p.T("activity.choose"), p.Kinds}
	}
	return selectField{p.Form, field, p.T("activity.place"), p.T("activity.noplace"), p.Places}
}

// More tells whether something stands in the fields that are folded.
func (p activityForm) More() bool { return p.Form.Get("people")+p.Form.Get("note") != "" }

// kindTicks gives the kinds of activities in words.
func (v *visit) kindTicks(f form, field string) (all []tick) {
	for _, k := range activity.Kinds {
		all = append(all, tick{string(k), v.T("activity.kind." + string(k)), f.Is(field, string(k))})
	}
	return all
}

// A place of an activity is an area or a team: in a form its id behind a letter.
const (
	areaMark = "a:"
	teamMark = "t:"
)

func placeOf(area, team string) string {
	switch {
	case area != "":
		return areaMark + area
	case team != "":
		return teamMark + team
	}
	return ""
}

func readPlace(text string) (area, team string) {
	if id, ok := strings.CutPrefix(text, areaMark); ok {
		return id, ""
	}
	return "", strings.TrimPrefix(text, teamMark)
}

// placeTicks gives areas and teams to choose from.
func (s *Server) placeTicks(v *visit, f form, field string) (all []tick, err error) {
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	for _, a := range staffAreas(tree) {
		code := placeOf(a.ID, "")
		all = append(all, tick{code, a.Name, f.Is(field, code)})
	}
	teams, err := s.People.Teams(v.r.Context(), v.actor)
	for _, t := range teams {
		code := placeOf("", t.ID)
		all = append(all, tick{code, t.Name, f.Is(field, code)})
	}
	return all, err
}

// newActivity gives a form that begins with what this person chose last; nil when this person writes no activities.
func (s *Server) newActivity(v *visit, back string) (*activityForm, error) {
	if !access.Any(v.actor, access.Edit, access.Activities) {
		return nil, nil
	}
	last, _, err := s.Activity.Last(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	f := fill("day", calendar.Today(s.Now()).Format(time.DateOnly), "kind", string(last.Kind), "place", placeOf(last.Area, last.Team), "hours", hoursText(last.Hours))
	return s.activityForm(v, f, back)
}

func (s *Server) activityForm(v *visit, f form, back string) (*activityForm, error) {
	all, err := s.placeTicks(v, f, "place")
	return &activityForm{layout: s.staffLayout(v, v.T("activity.title")), Form: f, Kinds: v.kindTicks(f, "kind"), Places: all, Address: v.URL("/activiteiten"), Back: back}, err
}

// hoursText writes hours as a field takes them; 0 is "".
func hoursText(hours float64) string {
	if hours == 0 {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(hours, 'f', -1, 64), ".", ",", 1)
}

// readActivity reads what was typed.
func (v *visit) readActivity(f form, today time.Time) activity.Entry {
	e := activity.Entry{Day: f.dayOr(v, "day", today), Kind: activity.Kind(f.Get("kind")), Hours: f.number(v, "hours"), Partner: f.Get("partner"), People: activity.Uncounted, Note: f.Get("note")}
	e.Area, e.Team = readPlace(f.Get("place"))
	if f.Get("people") != "" {
		n, err := strconv.Atoi(f.Get("people"))
		if err != nil || n < 0 {
			n = math.MaxInt32 // is said to be wrong
		}
		e.People = n
	}
	return e
}

// texts looks at what somebody types, in the language of the page.
func (s *Server) texts(v *visit) (privacy.Check, error) {
	scanner, err := s.scanner(v, "")
	return privacy.Check{Scanner: scanner, Lang: v.Lang()}, err
}

// addActivity keeps what somebody did.
func (s *Server) addActivity(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	e := v.readActivity(f, calendar.Today(s.Now()))
	e.ID = f.made()
	saved, err := s.saveActivity(v, f, e)
	switch {
	case err != nil:
		return err
	case !saved:
		return s.showActivities(v, f)
	case f.Is("back", "week"):
		return v.done(v.URL("/week", "bewaard", "ja") + "#did")
	}
	return v.done(v.URL("/activiteiten", "kwartaal", insight.QuarterOf(e.Day).Name()))
}

// saveActivity keeps an activity; saved is false when something is wrong in the form.
func (s *Server) saveActivity(v *visit, f form, e activity.Entry) (saved bool, err error) {
	if _, err := access.Reach(v.actor, access.Edit, access.Activities); err != nil || f.Failed() {
		return false, err
	}
	texts, err := s.texts(v)
	if err != nil {
		return false, err
	}
	err = s.Activity.Save(v.r.Context(), v.actor, e, texts)
	if f.blame(v, err) {
		return false, nil
	}
	return err == nil, err
}

// activity shows something that was done, to change it.
func (s *Server) activity(v *visit) error {
	e, err := s.Activity.Own(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	f := fill("day", e.Day.Format(time.DateOnly), "kind", string(e.Kind), "place", placeOf(e.Area, e.Team), "hours", hoursText(e.Hours), "partner", e.Partner, "note", e.Note,
		"version", strconv.FormatInt(e.Version, 10))
	if e.People != activity.Uncounted {
		f.values.Set("people", strconv.Itoa(e.People))
	}
	return s.showActivity(v, f)
}

func (s *Server) showActivity(v *visit, f form) error {
	page, err := s.activityForm(v, f, "")
	if err != nil {
		return err
	}
	page.Title, page.Address, page.Version = v.T("activity.change"), v.URL("/activiteiten/"+v.r.PathValue("id")), f.Get("version")
	if f.Failed() {
		return s.again(v, f, "activity", page)
	}
	return s.showStaff(v, "activity", page)
}

// changeActivity changes something that was done, or takes it away.
func (s *Server) changeActivity(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	there, err := s.Activity.Own(v.r.Context(), v.actor, id)
	if err != nil {
		return err
	}
	if f.Is("do", "remove") {
		err := s.Activity.Remove(v.r.Context(), v.actor, id, f.version())
		if f.blame(v, err) {
			return s.showActivity(v, f)
		}
		if err != nil {
			return err
		}
		return v.done(v.URL("/activiteiten", "kwartaal", insight.QuarterOf(there.Day).Name()))
	}
	e := v.readActivity(f, there.Day)
	e.ID, e.Version = id, f.version()
	saved, err := s.saveActivity(v, f, e)
	if err != nil {
		return err
	}
	if !saved {
		return s.showActivity(v, f)
	}
	return v.done(v.URL("/activiteiten", "kwartaal", insight.QuarterOf(e.Day).Name()))
}

// activitiesPage is what was done in a quarter.
type activitiesPage struct {
	layout
	Did                      *activityForm // nil = this person writes none
	Filter                   form
	Quarters, Kinds, Persons []tick
	Sums                     []activity.Sum
	Total                    activity.Sum
	Rows                     []activityRow
	Attended                 []attendedRow
	CSV                      string
}

type activityRow struct {
	activity.Entry
	Who, Where string
	Own        bool
}

// attendedRow is how many discussions of a kind this person led at a team.
type attendedRow struct {
	Team, Kind string
	N          int
}

// Select gives a list to filter by.
func (p activitiesPage) Select(field string) selectField {
	all := map[string][]tick{"kwartaal": p.Quarters, "soort": p.Kinds, "wie": p.Persons}[field]
	return selectField{p.Filter, field, p.T("activity.filter." + field), p.T("activity.filter.all"), all}
}

func (s *Server) activityLog(v *visit) error {
	if _, err := access.Reach(v.actor, access.Read, access.Activities); err != nil {
		return err
	}
	return s.showActivities(v, form{})
}

// showActivities shows what was done, with a form to add to it: f, or a new one.
func (s *Server) showActivities(v *visit, f form) error {
	page, _, err := s.activitiesPage(v)
	if err != nil {
		return err
	}
	if f.Failed() {
		if page.Did, err = s.activityForm(v, f, f.Get("back")); err != nil {
			return err
		}
		return s.again(v, f, "activities", page)
	}
	if page.Did, err = s.newActivity(v, ""); err != nil {
		return err
	}
	return s.showStaff(v, "activities", page)
}

// quartersShown is how many quarters can be chosen.
const quartersShown = 12

// quarterIn gives the quarter with a name, of those that can be chosen, and all of them. Without one it is that of today.
func (v *visit) quarterIn(name string, today time.Time) (chosen insight.Period, all []tick) {
	chosen = insight.QuarterOf(today)
	for i, p := 0, chosen; i < quartersShown; i++ {
		if p.Name() == name {
			chosen = p
		}
		all = append(all, tick{Code: p.Name(), Label: v.quarterName(p)})
		p = insight.QuarterOf(p.From.AddDate(0, 0, -1))
	}
	for i := range all {
		all[i].Chosen = all[i].Code == chosen.Name()
	}
	return chosen, all
}

// activitiesPage gives what was done in the quarter, of the kind and by the person that are asked for.
func (s *Server) activitiesPage(v *visit) (page activitiesPage, quarter insight.Period, err error) {
	query := v.r.URL.Query()
	page = activitiesPage{layout: s.staffLayout(v, v.T("activity.title")), Filter: fill("soort", query.Get("soort"), "wie", query.Get("wie"))}
	quarter, page.Quarters = v.quarterIn(query.Get("kwartaal"), calendar.Today(s.Now()))
	page.Kinds = v.kindTicks(page.Filter, "soort")
	page.CSV = v.URL("/activiteiten.csv", "kwartaal", quarter.Name(), "soort", query.Get("soort"), "wie", query.Get("wie"))
	found, err := s.Activity.List(v.r.Context(), v.actor, activity.Filter{From: quarter.From, Until: quarter.Until, Kind: activity.Kind(query.Get("soort")), Person: query.Get("wie")})
	if err != nil {
		return page, quarter, err
	}
	where, err := s.partNames(v)
	if err != nil {
		return page, quarter, err
	}
	names, err := s.People.Names(v.r.Context(), v.actor)
	if err != nil {
		return page, quarter, err
	}
	if access.Can(v.actor, access.Read, access.Activities) == nil {
		if page.Persons, err = s.sitters(v, page.Filter, "wie"); err != nil {
			return page, quarter, err
		}
	}
	for _, e := range found {
		page.Rows = append(page.Rows, activityRow{e, names[e.Person], where[e.Area+e.Team], e.Person == v.actor.Person})
	}
	page.Sums = activity.Sums(found)
	for _, sum := range page.Sums {
		page.Total.N, page.Total.Hours, page.Total.People = page.Total.N+sum.N, page.Total.Hours+sum.Hours, page.Total.People+sum.People
	}
	page.Attended, err = s.attended(v, quarter, where)
	return page, quarter, err
}

// attended gives the discussions that this person led, for who discusses cases.
func (s *Server) attended(v *visit, quarter insight.Period, names map[string]string) (rows []attendedRow, err error) {
	if !access.Any(v.actor, access.Read, access.Cases) {
		return nil, nil
	}
	all, err := s.Casework.Attended(v.r.Context(), v.actor, quarter.From, quarter.Until)
	at := map[casework.Presence]int{}
	for _, p := range all {
		key := casework.Presence{Team: p.Team, Kind: p.Kind}
		i, known := at[key]
		if !known {
			i, at[key] = len(rows), len(rows)
			rows = append(rows, attendedRow{cmp.Or(names[p.Team], v.T("intervision.among")), v.T("casework.kind." + string(p.Kind)), 0})
		}
		rows[i].N += p.N
	}
	return rows, err
}

// sitters gives who may do things in the name of the network.
func (s *Server) sitters(v *visit, f form, field string) (all []tick, err error) {
	records, err := s.People.Persons(v.r.Context(), v.actor)
	for _, r := range records {
		if slices.ContainsFunc(r.Tasks, func(a people.Assignment) bool {
			return slices.Contains(activity.Sitters, a.Role) && a.Holds(s.Now())
		}) {
			all = append(all, tick{r.ID, r.Name, f.Is(field, r.ID)})
		}
	}
	return all, err
}

// activityCSV gives the same list as a file.
func (s *Server) activityCSV(v *visit) error {
	if _, err := access.Reach(v.actor, access.Read, access.Activities); err != nil {
		return err
	}
	page, quarter, err := s.activitiesPage(v)
	if err != nil {
		return err
	}
	rows := [][]any{{v.T("activity.day"), v.T("activity.sort"), v.T("activity.hours.n"), v.T("activity.place"), v.T("activity.partner"), v.T("activity.people"), v.T("activity.note"), v.T("activity.who")}}
	for _, r := range page.Rows {
		came := ""
		if r.People != activity.Uncounted {
			came = strconv.Itoa(r.People)
		}
		rows = append(rows, []any{r.Day.Format(time.DateOnly), v.T("activity.kind." + string(r.Kind)), page.Hours(r.Hours), r.Where, r.Partner, came, r.Note, r.Who})
	}
	text, err := insight.CSV(rows)
	if err != nil {
		return err
	}
	return v.download(quarter.Name()+"-activiteiten.csv", "text/csv; charset=utf-8", text)
}

// download answers with a file that no cache keeps.
func (v *visit) download(name, kind string, text []byte) error {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	return send(v.w, v.r, http.StatusOK, text)
}
