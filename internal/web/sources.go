package web

import (
	"strconv"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
)

// sourcesPage lists the places that the directory hears from, and the newest runs.
type sourcesPage struct {
	layout
	Sources []harvest.Source
	Runs    []runLine
}

// runLine is a run as a list shows it.
type runLine struct {
	harvest.Run
	When, What, Outcome string
}

// mayHarvest keeps out who may not edit the directory.
func mayHarvest(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.Directory); err != nil {
		return err
	}
	return access.Can(v.actor, access.Read, access.Secrets)
}

func (s *Server) sources(v *visit) error {
	all, err := s.Harvest.Sources(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	runs, err := s.runLines(v, "")
	if err != nil {
		return err
	}
	return s.showStaff(v, "sources", sourcesPage{s.staffLayout(v, v.T("sources.title")), all, runs})
}

// runLines gives the newest runs of a source, or of all with "".
func (s *Server) runLines(v *visit, source string) (lines []runLine, err error) {
	runs, err := s.Harvest.Runs(v.r.Context(), v.actor, source)
	for _, r := range runs {
		lines = append(lines, v.runLine(r))
	}
	return lines, err
}

func (v *visit) runLine(r harvest.Run) runLine {
	line := runLine{Run: r, When: v.moment(r.StartedAt), What: v.runState(r.State)}
	if c := r.Report.Services; r.State != harvest.Refused && !r.Open() {
		line.Outcome = v.T("sources.outcome", "New", v.Number(c.New), "Changed", v.Number(c.Changed), "Withdrawn", v.Number(c.Withdrawn+c.Inactive))
	}
	return line
}

// runState puts the state of a run in words.
func (v *visit) runState(state harvest.RunState) string {
	t := v.T
	return wordOf(map[string]string{string(harvest.Waiting): t("sources.state.waiting"), string(harvest.Working): t("sources.state.working"),
		string(harvest.Ready): t("sources.state.ready"), string(harvest.Publishing): t("sources.state.publishing"),
		string(harvest.Published): t("sources.state.published"), string(harvest.Refused): t("sources.state.refused"),
		string(harvest.Stopped): t("sources.state.stopped"), string(harvest.Undone): t("sources.state.undone")}, string(state), string(state))
}

// sourcePage is one source: how it is read, its file or address, and its runs.
type sourcePage struct {
	layout
	Source  harvest.Source
	Form    form
	Formats []option
	Rhythms []option
	Rules   []ruleLine
	Winners []option
	Runs    []runLine
	Saved   bool
}

// option is one choice of a list.
type option struct{ Value, Label string }

// ruleLine is who wins for one field.
type ruleLine struct{ Field, Label string }

func (s *Server) source(v *visit) error {
	if err := mayHarvest(v); err != nil {
		return err
	}
	page, err := s.sourcePage(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	page.Form = sourceForm(page.Source)
	page.Saved = v.r.URL.Query().Has("bewaard")
	return s.showStaff(v, "source", page)
}

// sourcePage gives the page of a source; id "" is a new one.
func (s *Server) sourcePage(v *visit, id string) (page sourcePage, err error) {
	page.Source = harvest.Source{Format: harvest.FormatAuto}
	title := v.T("sources.new")
	if id != "" {
		if page.Source, err = s.Harvest.Source(v.r.Context(), v.actor, id); err != nil {
			return page, err
		}
		title = page.Source.Name
		if page.Runs, err = s.runLines(v, page.Source.Name); err != nil {
			return page, err
		}
	}
	page.layout = s.staffLayout(v, title)
	t := v.T
	page.Formats = []option{{"auto", t("sources.format.auto")}, {"flat", t("sources.format.flat")}, {"hsds", t("sources.format.hsds")}, {"airs", t("sources.format.airs")}}
	page.Rhythms = []option{{"0", t("sources.every.never")}, {"6", t("sources.every.hours")}, {"24", t("sources.every.day")}, {"168", t("sources.every.week")}}
	page.Winners = []option{{string(harvest.Ask), t("sources.winner.ask")}, {string(harvest.HereWins), t("sources.winner.here")}, {string(harvest.SourceWins), t("sources.winner.source")}}
	page.Rules = append(page.Rules, ruleLine{"", t("sources.rule.others")})
	for _, field := range harvest.RuleFields() {
		page.Rules = append(page.Rules, ruleLine{field, v.fieldName(field)})
	}
	return page, nil
}

// sourceForm shows what is stored of a source.
func sourceForm(s harvest.Source) form {
	f := fill("name", s.Name, "format", string(s.Format), "address", s.Address, "every", strconv.Itoa(s.EveryHours), "owner", s.Owner,
		"version", strconv.FormatInt(s.Version, 10))
	for field, winner := range s.Rules {
		f.values.Set("rule-"+field, string(winner))
	}
	return f
}

func (s *Server) saveSource(v *visit) error {
	if err := mayHarvest(v); err != nil {
		return err
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	page, err := s.sourcePage(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	edited := page.Source
	edited.Name, edited.Format, edited.Address, edited.Owner = f.Get("name"), harvest.Format(f.Get("format")), f.Get("address"), f.Get("owner")
	if edited.Version = f.version(); page.Source.ID != "" {
		edited.Name = page.Source.Name
	} else {
		edited.ID, edited.Version = f.made(), 0
	}
	edited.EveryHours, _ = strconv.Atoi(f.Get("every")) // a forged one is never
	edited.Rules = harvest.Rules{}
	for _, rule := range page.Rules {
		if winner := harvest.Winner(f.Get("rule-" + rule.Field)); winner != "" {
			edited.Rules[rule.Field] = winner
		}
	}
	if f.Get("mapping") == "weg" {
		edited.Mapping = nil
	}
	id, err := s.Harvest.SaveSource(v.r.Context(), v.actor, edited)
	if f.blame(v, err) {
		page.Form = f
		return s.again(v, f, "source", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bronnen/"+id, "bewaard", "ja"))
}

// sendSource takes a file for a source.
func (s *Server) sendSource(v *visit) error {
	if err := mayHarvest(v); err != nil {
		return err
	}
	page, err := s.sourcePage(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	file, header, err := v.r.FormFile("file")
	var run string
	if err != nil {
		err = errs.Problems{{Column: "file", Text: "sources.wrong.file"}}
	} else {
		defer func() { _ = file.Close() }()
		run, err = s.Harvest.Upload(v.r.Context(), v.actor, page.Source.ID, header.Filename, file)
	}
	return s.toRun(v, page, run, err)
}

// fetchSource fetches a source now.
func (s *Server) fetchSource(v *visit) error {
	if err := mayHarvest(v); err != nil {
		return err
	}
	page, err := s.sourcePage(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	run, err := s.Harvest.FetchNow(v.r.Context(), v.actor, page.Source.ID)
	return s.toRun(v, page, run, err)
}

// toRun goes on to the page of a run, or back to the source with what is wrong.
func (s *Server) toRun(v *visit, page sourcePage, run string, err error) error {
	page.Form = sourceForm(page.Source)
	if page.Form.blame(v, err) {
		return s.again(v, page.Form, "source", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bronnen/ronde/" + run))
}

// fieldName puts the name of a field in words.
func (v *visit) fieldName(field string) string { return v.T("field." + field) }
