package web

import (
	"samenspel/internal/errs"
	"samenspel/internal/instrument"
	"samenspel/internal/knowledge"
)

// knowledgePage is what helps a team to work with informal care: cards to print, where to read more, and words.
type knowledgePage struct {
	layout
	Cards    []knowledge.Card
	Subjects []knowledge.Subject
	Terms    []knowledge.Term
	Lists    []instrument.List
}

// Say gives words in the language of the page.
func (l layout) Say(w knowledge.Words) string { return w.In(l.Lang()) }

func (s *Server) knowledge(v *visit) error {
	return s.render(v, "knowledge", knowledgePage{s.layout(v, "knowledge.title"), knowledge.Cards, knowledge.Subjects, knowledge.Terms, instrument.Lists})
}

// cardPage is one card, large, to print.
type cardPage struct {
	layout
	Card knowledge.Card
}

func (s *Server) knowledgeCard(v *visit) error {
	card, ok := knowledge.Find(v.r.PathValue("card"))
	if !ok {
		return errs.NotFound
	}
	return s.render(v, "knowledge-card", cardPage{s.titled(v, card.Name.In(v.Lang())), card})
}
