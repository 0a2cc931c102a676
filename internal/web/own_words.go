package web

import (
	"errors"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/search"
	"samenspel/internal/upkeep"
)

// ownWordsPage is where an editor adds words to a kind of help.
type ownWordsPage struct {
	layout
	Form  form
	Kinds []choice
	Own   []ownWords
	Now   []string // what the words find now, when they were tried
	Then  []string // what they will find beside that
	Tried bool
}

// ownWords are the words that a network added to one kind of help.
type ownWords struct {
	Code, Label string
	Words       []string
}

// tried is how many entries show what words find.
const tried = 5

func (s *Server) ownWords(v *visit) error {
	page, err := s.ownWordsPage(v)
	if err != nil {
		return err
	}
	if page.Tried = page.Form.Get("soort") != "" && page.Form.Get("words") != ""; page.Tried {
		if err := s.tryWords(v, &page); err != nil {
			return err
		}
	}
	return s.showStaff(v, "own_words", page)
}

func (s *Server) ownWordsPage(v *visit) (ownWordsPage, error) {
	query := v.r.URL.Query()
	page := ownWordsPage{layout: s.staffLayout(v, v.T("ownwords.title")), Form: fill("soort", query.Get("soort"), "words", cut(query.Get("words"), maxAsked))}
	if err := access.Can(v.actor, access.Read, access.Reports); err != nil {
		return page, err
	}
	own, err := s.Upkeep.ByKind(v.r.Context(), v.actor)
	for _, k := range search.Kinds() {
		label := k.Label(v.Lang())
		page.Kinds = append(page.Kinds, choice{Code: k.Code, Label: label, Chosen: k.Code == page.Form.Get("soort")})
		if len(own[k.Code]) > 0 {
			page.Own = append(page.Own, ownWords{k.Code, label, own[k.Code]})
		}
	}
	slices.SortFunc(page.Kinds, func(a, b choice) int { return strings.Compare(a.Label, b.Label) })
	return page, err
}

// tryWords shows what words find now, and what is found for the kind of help they will stand for.
func (s *Server) tryWords(v *visit, page *ownWordsPage) error {
	index, err := s.Search.Index(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	kind, _ := kindOf(page.Form.Get("soort"))
	page.Now, page.Then = titlesFound(index, page.Form.Get("words")), titlesFound(index, kind.NL)
	return nil
}

func titlesFound(index *search.Index, text string) []string {
	var titles []string
	for _, hit := range index.Search(search.Query{Text: text, Limit: tried}).Hits {
		titles = append(titles, hit.Document.Title)
	}
	return titles
}

// kindOf finds a kind of help by its code.
func kindOf(code string) (search.Part, bool) {
	kinds := search.Kinds()
	i := slices.IndexFunc(kinds, func(k search.Part) bool { return k.Code == code })
	if i < 0 {
		return search.Part{}, false
	}
	return kinds[i], true
}

// changeOwnWords adds words to a kind of help, or takes them away.
func (s *Server) changeOwnWords(v *visit) error {
	page, err := s.ownWordsPage(v)
	if err != nil {
		return err
	}
	if page.Form, err = v.readForm(); err != nil {
		return err
	}
	code, words := page.Form.Get("soort"), page.Form.Get("words")
	for i := range page.Kinds {
		page.Kinds[i].Chosen = page.Kinds[i].Code == code
	}
	if page.Form.Get("do") == "drop" {
		err = s.Upkeep.DropOwnWord(v.r.Context(), v.actor, upkeep.OwnWord{Kind: code, Words: words})
	} else if _, ok := kindOf(code); !ok {
		page.Form.Wrong["soort"] = v.T("ownwords.wrong.kind")
		return s.again(v, page.Form, "own_words", page)
	} else {
		err = s.Upkeep.AddOwnWord(v.r.Context(), v.actor, code, words)
	}
	var problems errs.Problems
	if errors.As(err, &problems) {
		page.Form.Wrong["words"] = v.T("ownwords.wrong." + problems[0].Key)
		return s.again(v, page.Form, "own_words", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/woorden"))
}
