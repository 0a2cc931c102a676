package search

import (
	"math/bits"
	"slices"
	"strings"
)

// form is a word as it is written somewhere in the documents.
type form struct {
	text   string
	folded string
	terms  []formTerm // its stem first, then the parts when it is a compound
	docs   int        // documents that hold it
}

// formTerm is one of the terms that a form stands for.
type formTerm struct {
	term   uint32
	weight float32 // 1 for the whole word
}

// occurrence counts a form in the fields of one document.
type occurrence struct {
	form   uint32
	counts [fieldCount]uint8
}

// mask has a bit for each field with the form.
func (o *occurrence) mask() uint8 {
	var m uint8
	for f, n := range o.counts {
		if n > 0 {
			m |= 1 << f
		}
	}
	return m
}

// lexicon holds the words of all documents and the terms they stand for.
type lexicon struct {
	forms   []form
	ids     map[string]uint32 // form by its text
	terms   map[string]uint32 // term by its stem
	names   []uint32          // term → the form to show for it
	sorted  []uint32          // forms in the order of their folded text
	split   compounds
	spelled speller
}

// read counts the forms of a document. Stop words are kept where they may be
// part of a name.
func (l *lexicon) read(d *Document) []occurrence {
	var found []occurrence
	at := make(map[uint32]int)
	for f, texts := range d.texts() {
		for _, text := range texts {
			for _, t := range tokens(text) {
				if namingMask>>f&1 == 0 && stopwords[t.folded] {
					continue
				}
				id := l.form(t)
				i, ok := at[id]
				if !ok {
					i = len(found)
					at[id] = i
					found = append(found, occurrence{form: id})
					l.forms[id].docs++
				}
				if n := &found[i].counts[f]; *n < 255 {
					*n++
				}
			}
		}
	}
	return found
}

// form gives the id of a token's form, new or known.
func (l *lexicon) form(t token) uint32 {
	id, ok := l.ids[t.text]
	if !ok {
		id = uint32(len(l.forms))
		text := strings.Clone(t.text)
		l.ids[text] = id
		l.forms = append(l.forms, form{text: text, folded: strings.Clone(t.folded)})
	}
	return id
}

// analyse gives every form its terms, once all documents were read: only then
// is it known which words a compound may consist of.
func (l *lexicon) analyse(w *weights, said *vocabulary) {
	l.split = compounds{words: make(map[string]int), stems: make(map[string]int), others: said.words}
	for i := range l.forms {
		f := &l.forms[i]
		l.split.words[f.folded] += f.docs
		l.split.stems[stem(f.folded)] += f.docs
	}
	for i := range l.forms {
		f := &l.forms[i]
		f.terms = append(f.terms, formTerm{l.term(stem(f.folded)), 1})
		for _, part := range l.split.split(f.folded) {
			f.terms = append(f.terms, formTerm{l.term(stem(part)), float32(w.part)})
		}
	}
	l.order()
	l.spelled = newSpeller(l.split.words, said.spellings)
}

// term gives the id of a stem, new or known.
func (l *lexicon) term(stem string) uint32 {
	id, ok := l.terms[stem]
	if !ok {
		id = uint32(len(l.terms))
		l.terms[stem] = id
	}
	return id
}

// order sorts the forms and picks the commonest form of each term.
func (l *lexicon) order() {
	l.sorted = make([]uint32, len(l.forms))
	l.names = make([]uint32, len(l.terms))
	best := make([]int, len(l.terms))
	for i := range l.forms {
		l.sorted[i] = uint32(i)
		f := &l.forms[i]
		if whole := f.terms[0].term; f.docs > best[whole] {
			best[whole], l.names[whole] = f.docs, uint32(i)
		}
		for _, t := range f.terms[1:] {
			if best[t.term] == 0 {
				best[t.term], l.names[t.term] = 1, uint32(i)
			}
		}
	}
	slices.SortFunc(l.sorted, func(a, b uint32) int {
		return strings.Compare(l.forms[a].folded, l.forms[b].folded)
	})
}

// startingWith gives the forms that begin with a folded prefix, in order.
func (l *lexicon) startingWith(prefix string) []uint32 {
	from, _ := slices.BinarySearchFunc(l.sorted, prefix, func(id uint32, p string) int {
		return strings.Compare(l.forms[id].folded, p)
	})
	to := from
	for to < len(l.sorted) && strings.HasPrefix(l.forms[l.sorted[to]].folded, prefix) {
		to++
	}
	return l.sorted[from:to]
}

// firstField is the most telling field in a mask.
func firstField(mask uint8) Field {
	if f := bits.TrailingZeros8(mask); f < fieldCount {
		return textFields[f]
	}
	return FieldSibling
}
