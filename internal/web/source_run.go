package web

import (
	"fmt"
	"strconv"

	"samenspel/internal/errs"
	"samenspel/internal/harvest"
)

// runPage is one run: how far it is, what stands out in the source, and what it changes.
type runPage struct {
	layout
	Run       harvest.Run
	SourceID  string
	State     string
	Counts    []countLine
	Fresh     []string // titles of what is new
	Choices   []stateChoice
	Changes   []changeLine
	More      string // address of the changes behind these
	Mapping   string // address of the page that says what its columns hold, or ""
	Words     string // address of the page that says what its words mean, or ""
	Unknown   bool   // all that is wrong is that nobody said so yet
	Undoable  bool
	Published bool
}

// countLine is how many records of a kind were new, changed and so on.
type countLine struct {
	Label string
	harvest.Counts
}

// changeLine is a change in words.
type changeLine struct {
	harvest.Change
	Says   string
	Fields []fieldLine
}

type fieldLine struct{ Label, Old, New string }

func (s *Server) run(v *visit) error {
	if err := mayHarvest(v); err != nil {
		return err
	}
	page, err := s.runPage(v, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showStaff(v, "run", page)
}

func (s *Server) runPage(v *visit, id string) (page runPage, err error) {
	ctx := v.r.Context()
	if page.Run, err = s.Harvest.Run(ctx, v.actor, id); err != nil {
		return page, err
	}
	page.layout = s.staffLayout(v, v.T("sources.run", "Source", page.Run.Source))
	page.State, page.Published = v.runState(page.Run.State), page.Run.State == harvest.Published
	page.Counts = []countLine{{v.T("sources.services"), page.Run.Report.Services}, {v.T("sources.organizations"), page.Run.Report.Organizations}}
	if err := s.placeRun(v, &page); err != nil || page.Run.Open() {
		return page, err
	}
	if page.Fresh, err = s.Harvest.Fresh(ctx, v.actor, id); err != nil {
		return page, err
	}
	what := v.r.URL.Query().Get("soort")
	after, _ := strconv.Atoi(v.r.URL.Query().Get("na")) // a forged one is the beginning
	all, err := s.Harvest.Changes(ctx, v.actor, id, what, after)
	for _, c := range all {
		page.Changes = append(page.Changes, v.changeLine(c))
	}
	page.Choices = v.kindsOfChange(page.Run, what)
	if len(all) == harvest.PageLength {
		page.More = v.URL("/beheer/bronnen/ronde/"+id, "soort", what, "na", all[len(all)-1].Seq)
	}
	return page, err
}

// placeRun finds the source of a run, and whether it can be undone or needs a mapping.
func (s *Server) placeRun(v *visit, page *runPage) error {
	sources, err := s.Harvest.Sources(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	for _, source := range sources {
		if source.Name == page.Run.Source {
			page.SourceID = source.ID
		}
	}
	if page.Run.State == harvest.Refused && page.SourceID != "" {
		if _, err := s.Harvest.Columns(v.r.Context(), v.actor, page.Run.ID); err == nil {
			page.Mapping = v.URL("/beheer/bronnen/ronde/" + page.Run.ID + "/vertaling")
			problems := page.Run.Report.Problems
			page.Unknown = len(problems) == 1 && problems[0].Row == 0 && page.Run.Report.Mapping == ""
		}
	}
	if page.Run.State == harvest.Ready && page.SourceID != "" {
		s.findWords(v, page)
	}
	runs, err := s.Harvest.Runs(v.r.Context(), v.actor, page.Run.Source)
	page.Undoable = page.Published && lastPublished(runs) == page.Run.ID
	return err
}

// findWords finds out whether the file of a run has words without a meaning. A source that is no flat file has none.
func (s *Server) findWords(v *visit, page *runPage) {
	source, err := s.Harvest.Source(v.r.Context(), v.actor, page.SourceID)
	if err != nil {
		return
	}
	if words, _, err := s.Harvest.Words(v.r.Context(), v.actor, page.Run.ID, source.Mapping); err == nil && len(words) > 0 {
		page.Words = v.URL("/beheer/bronnen/ronde/" + page.Run.ID + "/woorden")
	}
}

// lastPublished gives the id of the newest run that was published.
func lastPublished(runs []harvest.Run) string {
	for _, r := range runs {
		if r.State == harvest.Published || r.State == harvest.Publishing {
			return r.ID
		}
	}
	return ""
}

func (v *visit) kindsOfChange(r harvest.Run, chosen string) []stateChoice {
	path := "/beheer/bronnen/ronde/" + r.ID
	choices := []stateChoice{{v.T("background.all"), v.URL(path), chosen == ""}}
	for _, what := range []string{harvest.DiffChanged, harvest.DiffWithdrawn, harvest.DiffInactive, harvest.DiffReturned, harvest.DiffConflict} {
		choices = append(choices, stateChoice{v.whatChanged(what), v.URL(path, "soort", what), chosen == what})
	}
	return choices
}

// whatChanged puts a kind of change in words.
func (v *visit) whatChanged(what string) string {
	t := v.T
	return wordOf(map[string]string{harvest.DiffChanged: t("sources.what.changed"), harvest.DiffWithdrawn: t("sources.what.withdrawn"),
		harvest.DiffInactive: t("sources.what.inactive"), harvest.DiffReturned: t("sources.what.returned"), harvest.DiffConflict: t("sources.what.conflict")}, what, what)
}

func (v *visit) changeLine(c harvest.Change) changeLine {
	line := changeLine{Change: c, Says: v.whatChanged(c.What)}
	for _, f := range c.Fields {
		line.Fields = append(line.Fields, fieldLine{v.fieldName(f.Field), f.Old, f.New})
	}
	return line
}

// publishRun, stopRun and undoRun decide about a whole run.
func (s *Server) publishRun(v *visit) error {
	return s.decided(v, s.Harvest.Publish(v.r.Context(), v.actor, v.r.PathValue("id")))
}

func (s *Server) stopRun(v *visit) error {
	return s.decided(v, s.Harvest.Stop(v.r.Context(), v.actor, v.r.PathValue("id")))
}

func (s *Server) undoRun(v *visit) error {
	return s.decided(v, s.Harvest.Undo(v.r.Context(), v.actor, v.r.PathValue("id")))
}

// settleRun chooses who wins a conflict.
func (s *Server) settleRun(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	seq, _ := strconv.Atoi(f.Get("nummer")) // a forged one is none
	return s.decided(v, s.Harvest.Settle(v.r.Context(), v.actor, v.r.PathValue("id"), seq, harvest.Winner(f.Get("wie"))))
}

func (s *Server) decided(v *visit, err error) error {
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bronnen/ronde/" + v.r.PathValue("id")))
}

// mappingPage says what the columns of a file hold.
type mappingPage struct {
	layout
	Run     harvest.Run
	Form    form
	Columns []columnLine
	Fields  []option
}

type columnLine struct {
	harvest.Column
	Name string // of its choice in the form
}

func (s *Server) mapping(v *visit) error {
	page, err := s.mappingPage(v)
	if err != nil {
		return err
	}
	page.Form = fill("separator", ";")
	for _, c := range page.Columns {
		page.Form.values.Set(c.Name, c.Field)
	}
	return s.showStaff(v, "mapping", page)
}

func (s *Server) mappingPage(v *visit) (page mappingPage, err error) {
	if err := mayHarvest(v); err != nil {
		return page, err
	}
	id := v.r.PathValue("id")
	if page.Run, err = s.Harvest.Run(v.r.Context(), v.actor, id); err != nil {
		return page, err
	}
	columns, err := s.Harvest.Columns(v.r.Context(), v.actor, id)
	if err != nil {
		return page, err
	}
	for i, c := range columns {
		page.Columns = append(page.Columns, columnLine{c, fmt.Sprint("kolom", i)})
	}
	for _, field := range harvest.MappingFields() {
		page.Fields = append(page.Fields, option{field, v.fieldName(field)})
	}
	page.layout = s.staffLayout(v, v.T("sources.mapping", "Source", page.Run.Source))
	return page, nil
}

// saveMapping keeps what the columns hold with the source, and reads the file again.
func (s *Server) saveMapping(v *visit) error {
	page, err := s.mappingPage(v)
	if err != nil {
		return err
	}
	if page.Form, err = v.readForm(); err != nil {
		return err
	}
	fields := map[string]string{}
	for _, c := range page.Columns {
		fields[c.Heading] = page.Form.Get(c.Name)
	}
	m, err := harvest.MakeMapping(page.Run.Source, fields, page.Form.Get("separator"))
	var source harvest.Source
	if err == nil {
		source, err = s.sourceNamed(v, page.Run.Source)
	}
	if err == nil {
		source.Mapping = &m
		_, err = s.Harvest.SaveSource(v.r.Context(), v.actor, source)
	}
	if page.Form.blame(v, err) {
		return s.again(v, page.Form, "mapping", page)
	}
	if err != nil {
		return err
	}
	id, err := s.Harvest.Again(v.r.Context(), v.actor, source.ID, page.Run.ID)
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bronnen/ronde/" + id))
}

func (s *Server) sourceNamed(v *visit, name string) (harvest.Source, error) {
	all, err := s.Harvest.Sources(v.r.Context(), v.actor)
	for _, source := range all {
		if source.Name == name {
			return source, err
		}
	}
	if err == nil {
		err = errs.NotFound
	}
	return harvest.Source{}, err
}
