package search

import (
	"slices"
	"strings"
)

// Suggestion completes what is being typed.
type Suggestion struct {
	Text string // as it would be typed in full
	Kind SuggestionKind
	Area string // id, for an area
	N    int    // documents it stands in
}

// SuggestionKind says what a suggestion is.
type SuggestionKind string

// The kinds of suggestions.
const (
	SuggestArea         SuggestionKind = "area"
	SuggestHelp         SuggestionKind = "kind" // a kind of help
	SuggestWord         SuggestionKind = "word"
	SuggestTitle        SuggestionKind = "title"
	SuggestOrganization SuggestionKind = "organization"
)

// hint is a suggestion under one of the keys that lead to it.
type hint struct {
	key   string // folded, words separated by one space
	inner bool   // the key begins at a later word of the text
	*Suggestion
}

// newHints lists everything that can be suggested, ordered by key.
func (x *Index) newHints() []hint {
	var out []hint
	for _, a := range x.areas.areas {
		out = append(out, hintsFor(&Suggestion{a.Name, SuggestArea, a.ID, 0})...)
	}
	out = append(append(out, x.helpHints()...), x.wordHints()...)
	titles, organizations := make(map[string]int), make(map[string]int)
	for i := range x.docs {
		titles[x.docs[i].Title]++
		organizations[x.docs[i].Organization]++
	}
	for title, n := range titles {
		out = append(out, hintsFor(&Suggestion{title, SuggestTitle, "", n})...)
	}
	for name, n := range organizations {
		out = append(out, hintsFor(&Suggestion{name, SuggestOrganization, "", n})...)
	}
	slices.SortFunc(out, func(a, b hint) int {
		return strings.Compare(a.key+"\x00"+a.Text+string(a.Kind), b.key+"\x00"+b.Text+string(b.Kind))
	})
	return out
}

// helpHints suggests the kinds of help that someone offers, by their names.
func (x *Index) helpHints() []hint {
	var out []hint
	for k, found := range x.kinds {
		if len(found) == 0 {
			continue
		}
		kind := &x.said.kinds[k]
		dutch, english := &Suggestion{kind.NL, SuggestHelp, "", len(found)}, &Suggestion{kind.EN, SuggestHelp, "", len(found)}
		out = append(append(out, hintsFor(dutch)...), hintsFor(english)...)
		for _, name := range kind.Names {
			out = append(out, hint{foldedPrefix(name), true, dutch})
		}
	}
	return out
}

// wordHints suggests the words of the documents, each under its commonest
// spelling.
func (x *Index) wordHints() []hint {
	best := make(map[string]*form)
	for i := range x.forms {
		f := &x.forms[i]
		if old := best[f.folded]; old == nil || f.docs > old.docs {
			best[f.folded] = f
		}
	}
	var out []hint
	for folded, f := range best {
		_, area := x.areas.names[folded]
		if n := x.split.words[folded]; !area && len(folded) >= 3 && n > 1 && !stopwords[folded] && digits(folded) == 0 {
			out = append(out, hint{folded, false, &Suggestion{strings.ToLower(f.text), SuggestWord, "", n}})
		}
	}
	return out
}

// hintsFor gives a hint for each word of a text that a visitor may begin with.
func hintsFor(s *Suggestion) []hint {
	words := tokens(s.Text)
	key := ""
	var out []hint
	for i := len(words) - 1; i >= 0; i-- {
		key = strings.TrimSuffix(words[i].folded+" "+key, " ")
		if i == 0 || !stopwords[words[i].folded] {
			out = append(out, hint{key, i > 0, s})
		}
	}
	return out
}

// Suggest gives at most n ways to complete a prefix: areas and kinds of help
// first, then words, titles and organisations, the commonest first. Words take at most half of
// the places when there is something else to show.
func (x *Index) Suggest(prefix string, n int) []Suggestion {
	found := x.completions(foldedPrefix(prefix))
	slices.SortStableFunc(found, compareHints)
	var out, spare []Suggestion
	words := 0
	for _, h := range found {
		switch {
		case len(out) >= n:
		case slices.Contains(out, *h.Suggestion):
		case h.Kind == SuggestWord && words >= (n+1)/2:
			spare = append(spare, *h.Suggestion)
		default:
			out = append(out, *h.Suggestion)
			if h.Kind == SuggestWord {
				words++
			}
		}
	}
	free := max(min(n-len(out), len(spare)), 0)
	return append(out, spare[:free]...)
}

func foldedPrefix(text string) string {
	words := tokens(bounded(text))
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = w.folded
	}
	return strings.Join(folded, " ")
}

// completions gives the hints whose key begins with a prefix.
func (x *Index) completions(prefix string) []hint {
	if prefix == "" {
		return nil
	}
	from, _ := slices.BinarySearchFunc(x.hints, prefix, func(h hint, p string) int { return strings.Compare(h.key, p) })
	to := from
	for to < len(x.hints) && strings.HasPrefix(x.hints[to].key, prefix) {
		to++
	}
	return slices.Clone(x.hints[from:to])
}

// compareHints orders what begins with the prefix before what contains it, and
// areas and kinds of help, then what is common, before the rest.
func compareHints(a, b hint) int {
	switch {
	case a.inner != b.inner:
		return boolOrder(a.inner)
	case a.leads() != b.leads():
		return -boolOrder(a.leads())
	}
	return b.N - a.N
}

// leads says whether a hint comes before what is more common.
func (h *hint) leads() bool { return h.Kind == SuggestArea || h.Kind == SuggestHelp && !h.inner }

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return -1
}
