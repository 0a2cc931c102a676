package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// areaTree is the tree of places, by number.
type areaTree struct {
	areas   []Area
	ids     map[string]int32
	parent  []int32          // -1 for a root
	names   map[string]int32 // name as one folded word, without article
	longest int              // tokens of the longest name
}

// placement is where a document is offered.
type placement struct {
	serves  []int32
	located int32 // -1 when unknown
	wide    bool  // the whole network
}

// fit says how well a document suits an area that was asked for.
type fit uint8

const (
	fitElsewhere fit = iota
	fitWide
	fitNear
)

func newAreaTree(areas []Area) areaTree {
	t := areaTree{
		areas:  append([]Area(nil), areas...),
		ids:    make(map[string]int32, len(areas)),
		parent: make([]int32, len(areas)),
		names:  make(map[string]int32, len(areas)),
	}
	for i, a := range t.areas {
		t.ids[a.ID] = int32(i)
	}
	for i, a := range t.areas {
		t.parent[i] = t.number(a.Parent)
		t.call(int32(i), a.Name)
		t.call(int32(i), a.Slug)
	}
	return t
}

// call lets an area be recognised by a name, unless another has it already.
func (t *areaTree) call(area int32, name string) {
	words := withoutArticle(tokens(name))
	key := joined(words)
	if _, taken := t.names[key]; !taken && len(key) > 2 {
		t.names[key] = area
		t.longest = max(t.longest, len(words))
	}
}

// number gives the position of an area, or -1.
func (t *areaTree) number(id string) int32 {
	if n, ok := t.ids[id]; ok {
		return n
	}
	return -1
}

func withoutArticle(words []token) []token {
	if len(words) > 1 && (words[0].folded == "de" || words[0].folded == "het" || words[0].folded == "t") {
		return words[1:]
	}
	return words
}

func joined(words []token) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.folded)
	}
	return b.String()
}

// leadsToArea are words after which a word is a place.
var leadsToArea = wordSet("in uit wijk buurt te nabij rond omgeving vanuit stadsdeel straat gebied")

// named finds the longest name of an area in a text. It gives the area (-1
// when there is none) and the words that name it. A name that is an ordinary
// word is one only where a place is to be expected: "in Tuin", "Tuin wijk".
func (t *areaTree) named(words []token, ordinary map[string]bool) (area int32, from, to int) {
	for size := min(t.longest, len(words)); size > 0; size-- {
		for i := 0; i+size <= len(words); i++ {
			name := joined(words[i : i+size])
			if n, ok := t.names[name]; ok && (size > 1 || !ordinary[name] || placed(words, i)) {
				return n, i, i + size
			}
		}
	}
	return -1, 0, 0
}

// placed says whether the word at i stands where a place does: after "in" or
// "wijk", at the end, or with a capital inside a sentence.
func placed(words []token, i int) bool {
	before := i - 1
	if before > 0 && (words[before].folded == "de" || words[before].folded == "het") {
		before--
	}
	first, _ := utf8.DecodeRuneInString(words[i].text)
	if i+1 == len(words) {
		return i > 0
	}
	return before >= 0 && leadsToArea[words[before].folded] || i > 0 && unicode.IsUpper(first) ||
		words[i+1].folded == "wijk" || words[i+1].folded == "buurt"
}

// within says whether area lies in ancestor or is it. A loop in the tree ends
// after as many steps as there are areas.
func (t *areaTree) within(area, ancestor int32) bool {
	for range len(t.areas) {
		if area < 0 {
			return false
		}
		if area == ancestor {
			return true
		}
		area = t.parent[area]
	}
	return false
}

// place looks up where the documents are offered. Areas that are not in the
// tree are ignored.
func (t *areaTree) place(docs []Document) []placement {
	out := make([]placement, len(docs))
	for i := range docs {
		p := &out[i]
		p.wide = len(docs[i].Areas) == 0
		p.located = t.number(docs[i].Located)
		for _, id := range docs[i].Areas {
			if n := t.number(id); n >= 0 {
				p.serves = append(p.serves, n)
			}
		}
	}
	return out
}

// around marks the areas that contain the given one or lie in it.
func (t *areaTree) around(area int32) []bool {
	near := make([]bool, len(t.areas))
	for i := range near {
		near[i] = t.within(area, int32(i)) || t.within(int32(i), area)
	}
	return near
}

// fit compares a placement with the areas around the one asked for.
func (p *placement) fit(near []bool) fit {
	if p.located >= 0 && near[p.located] {
		return fitNear
	}
	for _, a := range p.serves {
		if near[a] {
			return fitNear
		}
	}
	if p.wide {
		return fitWide
	}
	return fitElsewhere
}
