package web

import (
	"fmt"

	"samenspel/internal/harvest"
)

// sourceWordsPage says what words of a source mean in our taxonomies.
type sourceWordsPage struct {
	layout
	Run     harvest.Run
	Form    form
	Words   []wordLine
	mapping harvest.Mapping
}

// wordLine is one word with the terms that it can stand for.
type wordLine struct {
	harvest.Word
	Name  string // of its choice in the form
	Label string // of its field
	Terms []option
}

func (s *Server) words(v *visit) error {
	page, err := s.sourceWordsPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "words", page)
}

func (s *Server) sourceWordsPage(v *visit) (page sourceWordsPage, err error) {
	if err := mayHarvest(v); err != nil {
		return page, err
	}
	page.Form = fill()
	if page.Run, err = s.Harvest.Run(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return page, err
	}
	source, err := s.sourceNamed(v, page.Run.Source)
	if err != nil {
		return page, err
	}
	words, m, err := s.Harvest.Words(v.r.Context(), v.actor, page.Run.ID, source.Mapping)
	if err != nil {
		return page, err
	}
	page.mapping, page.layout = m, s.staffLayout(v, v.T("words.title", "Source", source.Name))
	for i, word := range words {
		line := wordLine{Word: word, Name: fmt.Sprint("woord", i), Label: v.fieldName(word.Field)}
		for _, term := range harvest.TermsOf(word.Field) {
			line.Terms = append(line.Terms, option{term.Code, term.Label(v.Lang())})
		}
		page.Words = append(page.Words, line)
	}
	return page, nil
}

// saveWords keeps the meanings with the source, and reads the file again.
func (s *Server) saveWords(v *visit) error {
	page, err := s.sourceWordsPage(v)
	if err != nil {
		return err
	}
	if page.Form, err = v.readForm(); err != nil {
		return err
	}
	codes := map[string]map[string]string{}
	for _, w := range page.Words {
		if codes[w.Field] == nil {
			codes[w.Field] = map[string]string{}
		}
		codes[w.Field][w.Text] = page.Form.Get(w.Name)
	}
	m, err := page.mapping.WithMeanings(codes)
	if err != nil {
		return err
	}
	source, err := s.sourceNamed(v, page.Run.Source)
	if err != nil {
		return err
	}
	source.Mapping = &m
	if _, err := s.Harvest.SaveSource(v.r.Context(), v.actor, source); err != nil {
		return err
	}
	id, err := s.Harvest.Again(v.r.Context(), v.actor, source.ID, page.Run.ID)
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/bronnen/ronde/" + id))
}
