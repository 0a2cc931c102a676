package instrument

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// List is a list of statements with how it is scored. Its words are the texts "list." + ID and beyond.
type List struct {
	ID          string
	By          string // who made it, and where that stands; "" = it is ours
	URL         string // where it is explained; "" = here
	Parts       []Part // one, or several that are scored apart
	Least, Most int    // answers
	Bands       []Band // of the sum, from low to high; nil = there is no sum
}

// Part is a part of a list that is scored by itself.
type Part struct {
	ID    string // "" = the whole list
	Items int
}

// Band is where a sum falls, from a number on.
type Band struct {
	ID   string
	From int
	Over bool // it is too much: there should be help
}

// Lists are all of them.
var Lists = []List{
	{ID: "ediz", By: "A. de Boer e.a., Tijdschrift voor Gerontologie en Geriatrie 43, 2012", URL: "https://link.springer.com/article/10.1007/s12439-012-0010-4",
		Parts: []Part{{"", 15}}, Most: 1, Bands: []Band{{"none", 0, false}, {"some", 1, false}, {"much", 4, false}, {"over", 9, true}}},
	{ID: "csi", By: "B. Robinson, Journal of Gerontology 38, 1983", URL: "https://www.vilans.nl/producten/toolkit-mantelzorg-en-overbelasting",
		Parts: []Part{{"", 13}}, Most: 1, Bands: []Band{{"below", 0, false}, {"over", 7, true}}},
	{ID: "cra", By: "C.W. Given e.a., Research in Nursing and Health 15, 1992", URL: "https://onlinelibrary.wiley.com/doi/10.1002/nur.4770150406",
		Parts: []Part{{"schedule", 5}, {"finances", 3}, {"support", 5}, {"health", 4}, {"esteem", 7}}, Least: 1, Most: 5},
	{ID: "scan", Parts: []Part{{"", 10}}, Least: 1, Most: 5},
}

// Find gives a list.
func Find(id string) (List, bool) {
	i := slices.IndexFunc(Lists, func(l List) bool { return l.ID == id })
	if i < 0 {
		return List{}, false
	}
	return Lists[i], true
}

// Own tells whether the items of a list are ours.
func (l List) Own() bool { return l.By == "" }

// Items gives how many items a list has.
func (l List) Items() (n int) {
	for _, p := range l.Parts {
		n += p.Items
	}
	return n
}

// Answers gives what can be answered, from low to high.
func (l List) Answers() (all []int) {
	for n := l.Least; n <= l.Most; n++ {
		all = append(all, n)
	}
	return all
}

// backwards marks an item that is scored the other way round: the lowest answer counts as the highest.
const backwards = "-"

// Read gives the items that somebody typed, one on a line, in the order of the parts; ok is false when there are not as many
// as the list has.
func (l List) Read(text string) (items []string, ok bool) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			items = append(items, line)
		}
	}
	return items, len(items) == l.Items()
}

// Say gives an item as people read it.
func Say(item string) string { return strings.TrimSpace(strings.TrimPrefix(item, backwards)) }

// Result is what comes of answers.
type Result struct {
	Sum   int
	Band  Band   // "" = there are no bands
	Means []Mean // of the parts, when there are several
	Low   []int  // the three items that scored lowest, counted from 0; only without bands and parts
}

// Mean is the mean of a part, with one decimal.
type Mean struct {
	Part  string
	Value float64
}

// lows is how many of the lowest items are named.
const lows = 3

// Score scores the answers to items. missing are the items that were not answered, or with something else than the list
// takes; then there is no result, because a sum over a part of the items means nothing.
func (l List) Score(items []string, answers []int) (r Result, missing []int) {
	for i := range items {
		if i >= len(answers) || answers[i] < l.Least || answers[i] > l.Most {
			missing = append(missing, i)
		}
	}
	if len(missing) > 0 || len(items) != l.Items() {
		return Result{}, missing
	}
	scores := make([]int, len(items))
	for i, item := range items {
		scores[i] = answers[i]
		if strings.HasPrefix(item, backwards) {
			scores[i] = l.Least + l.Most - answers[i]
		}
		r.Sum += scores[i]
	}
	switch {
	case len(l.Parts) > 1:
		return Result{Means: l.means(scores)}, nil
	case l.Bands == nil:
		return Result{Low: lowest(scores)}, nil
	}
	for _, b := range l.Bands {
		if r.Sum >= b.From {
			r.Band = b
		}
	}
	return r, nil
}

func (l List) means(scores []int) (all []Mean) {
	at := 0
	for _, p := range l.Parts {
		sum := 0
		for _, n := range scores[at : at+p.Items] {
			sum += n
		}
		all = append(all, Mean{p.ID, math.Round(10*float64(sum)/float64(p.Items)) / 10})
		at += p.Items
	}
	return all
}

// lowest gives the items with the lowest scores, the first of equals first.
func lowest(scores []int) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	return order[:min(lows, len(order))]
}
