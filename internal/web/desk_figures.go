package web

import (
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
)

// deskFiguresPage shows what the information point did in a quarter, and how it stands.
type deskFiguresPage struct {
	layout
	desk.Figures
	Askers, Kinds, Outcomes []countRow
	Share                   int  // percent in time
	Known                   bool // anything was due
	Before, After           string
}

// countRow is a line of a table that is its own chart.
type countRow struct {
	Label string
	N     int
	Width int // of the bar, in percent of all
}

func (s *Server) deskFigures(v *visit) error {
	day := calendar.Today(s.Now())
	if asked := v.r.URL.Query().Get("vanaf"); asked != "" {
		parsed, err := time.Parse(time.DateOnly, asked)
		if err != nil {
			return errs.NotFound
		}
		day = parsed
	}
	f, err := s.Desk.Figures(v.r.Context(), v.actor, day)
	if err != nil {
		return err
	}
	q := f.Quarter
	page := deskFiguresPage{layout: s.staffLayout(v, v.T("deskfigures.title", "Number", q.Number(), "Year", q.Begin.Format("2006"))), Figures: f,
		Askers: countRows(v, "asker", f.Askers, desk.Askers, f.Total), Kinds: countRows(v, "kind", f.Kinds, desk.Kinds, f.Total),
		Outcomes: countRows(v, "outcome", f.Outcomes, desk.Endings, f.Total),
		Before:   v.URL("/vragen/cijfers", "vanaf", q.Begin.AddDate(0, -3, 0).Format(time.DateOnly))}
	page.Share, page.Known = f.Percent()
	if !q.Until().After(calendar.Today(s.Now())) {
		page.After = v.URL("/vragen/cijfers", "vanaf", q.Until().Format(time.DateOnly))
	}
	return s.showStaff(v, "desk-figures", page)
}

// countRows gives a line for each code that has questions, and one for those of which it is not known.
func countRows[T ~string](v *visit, field string, counts map[T]int, codes []T, total int) (rows []countRow) {
	add := func(label string, n int) {
		if n > 0 {
			rows = append(rows, countRow{label, n, 100 * n / total})
		}
	}
	for _, code := range codes {
		add(v.T("desk."+field+"."+string(code)), counts[code])
	}
	add(v.T("deskfigures.unknown"), counts[""])
	return rows
}

// wordsPage is where the words to begin answers with are kept, by need.
type wordsPage struct {
	layout
	Form  form
	Needs []wordsRow
}

type wordsRow struct {
	Code, Label, Words, Wrong string
	Version                   int64
}

func (s *Server) answerWords(v *visit) error {
	page, err := s.wordsPage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "answer-words", page)
}

func (s *Server) wordsPage(v *visit, f form) (page wordsPage, err error) {
	if err := access.Can(v.actor, access.Edit, access.Enquiries); err != nil {
		return page, err
	}
	by, err := s.Desk.AnswerWords(v.r.Context(), v.actor)
	page = wordsPage{layout: s.staffLayout(v, v.T("deskwords.title")), Form: f}
	for _, need := range directory.Taxonomy().Needs {
		row := wordsRow{need.Code, need.Label(v.Lang()), by[need.Code].Text, "", by[need.Code].Version}
		if f.Is("need", need.Code) {
			row.Words, row.Wrong = f.Get("words"), f.Wrong["words"]
		}
		page.Needs = append(page.Needs, row)
	}
	return page, err
}

func (s *Server) saveAnswerWords(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Enquiries); err != nil {
		return err
	}
	if _, ok := directory.Taxonomy().Needs.Find(f.Get("need")); !ok {
		return errs.Invalid
	}
	err = s.Desk.SaveWords(v.r.Context(), v.actor, desk.Words{Need: f.Get("need"), Text: f.Get("words"), Version: f.version()})
	if f.blame(v, err) {
		page, err := s.wordsPage(v, f)
		if err != nil {
			return err
		}
		return s.again(v, f, "answer-words", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/vragen/antwoorden") + "#need-" + f.Get("need"))
}

// usual is what was answered before about a need.
type usual struct {
	Need  string  // in words
	Words string  // an answer begins with them
	More  []offer // that were named before and do not stand among those that fit
}

// usualFor gives what was answered before about the first of the needs, or else about what fits best. It notes with each
// service that fits how often it was named. For who is no resident it leaves out what is closed to professionals.
func (s *Server) usualFor(v *visit, resident bool, needs []string, fits []offer, given []string) (u usual, err error) {
	if len(needs) == 0 && len(fits) > 0 {
		needs = fits[0].Service.Needs
	}
	if len(needs) == 0 {
		return u, nil
	}
	if term, ok := directory.Taxonomy().Needs.Find(needs[0]); ok {
		u.Need = term.Label(v.Lang())
	}
	words, err := s.Desk.AnswerWords(v.r.Context(), v.actor)
	if err != nil {
		return u, err
	}
	u.Words = words[needs[0]].Text
	before, err := s.Desk.UsedBefore(v.r.Context(), v.actor, needs[0])
	if err != nil {
		return u, err
	}
	times, ids := map[string]int{}, []string{}
	for _, one := range before {
		times[one.Service] = one.N
		i := slices.IndexFunc(fits, func(o offer) bool { return o.Service.ID == one.Service })
		if i < 0 {
			ids = append(ids, one.Service)
			continue
		}
		fits[i].Times = one.N
	}
	u.More, err = s.offers(v, searched{Resident: resident}, ids)
	for i := range u.More {
		u.More[i].Given, u.More[i].Times = slices.Contains(given, u.More[i].Service.ID), times[u.More[i].Service.ID]
	}
	return u, err
}
