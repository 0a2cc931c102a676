package harvest

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
)

// Word is a word of a source that stands where a term of a taxonomy is wanted, and that nobody gave a meaning.
type Word struct {
	Field string // needs, audiences, form, costs, access or organization_type
	Text  string
	Count int // rows that have it
}

// MostWords is how many words Words gives at most: a form has room for them.
const MostWords = 100

// Words gives the words without a meaning in a flat file that was sent for a run, field by field, the most used first,
// and the mapping with which the file is read: custom, or with nil the one that its headings tell.
func (im *Importer) Words(ctx context.Context, actor access.Actor, run string, custom *Mapping) (words []Word, m Mapping, err error) {
	defer errs.Wrap(&err, "harvest.Words(%q)", run)
	if err := may(actor); err != nil {
		return nil, m, err
	}
	name, content, err := im.file(ctx, actor, run)
	if err != nil {
		return nil, m, err
	}
	table, err := Read(Input{Name: name, Data: bytes.NewReader(content)})
	if err != nil {
		return nil, m, err
	}
	if custom != nil {
		m, err = *custom, custom.fit(table.Headings)
	} else {
		m, err = choose("", table.Headings)
	}
	if err != nil {
		return nil, m, err
	}
	return table.unknownWords(m), m, nil
}

// unknownWords gives the words of the coded fields that a mapping gives no meaning.
func (t Table) unknownWords(m Mapping) (words []Word) {
	in := &interpreter{mapping: m, table: t}
	in.bind()
	for _, field := range coded {
		known, count := m.dictionary(field), map[string]*Word{}
		for _, row := range t.Rows {
			for _, text := range (&record{in: in, row: row}).list(field) {
				if _, ok := known[fold(text)]; ok || row.Broken {
					continue
				}
				if count[fold(text)] == nil {
					count[fold(text)] = &Word{Field: field, Text: text}
				}
				count[fold(text)].Count++
			}
		}
		for _, word := range slices.SortedFunc(maps.Values(count), func(a, b *Word) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Text, b.Text)) }) {
			words = append(words, *word)
		}
	}
	return words[:min(len(words), MostWords)]
}

// WithMeanings gives a mapping in which words have a meaning: codes by field and word. A word with the code "" stays a
// search word, and is not asked for again.
func (m Mapping) WithMeanings(codes map[string]map[string]string) (Mapping, error) {
	values := map[string]map[string][]string{}
	for field, words := range m.Values {
		values[field] = maps.Clone(words)
	}
	for field, words := range codes {
		if values[field] == nil {
			values[field] = map[string][]string{}
		}
		for word, code := range words {
			values[field][word] = []string{}
			if code != "" {
				values[field][word] = []string{code}
			}
		}
	}
	m.Values = values
	if problems := m.check(); len(problems) > 0 {
		return m, problems
	}
	return m, nil
}

// TermsOf gives the terms that a coded field can have.
func TermsOf(field string) directory.Terms { return taxonomy(field) }
