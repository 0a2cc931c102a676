package thesaurus

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"
)

// Set is a thesaurus. It never changes after it was read.
type Set struct {
	Kinds  []Kind  // in the order of the files
	Alarms []Alarm // most urgent first
}

// Kind is a kind of help.
type Kind struct {
	Code       string
	Need       string // code of the need it belongs to
	NL, EN     string // names on screen
	Sentence   string // Dutch, level B1
	Names      []string
	Asks       []string
	Profession []string
	Hints      []string            // words that only make one think of it; they count for less
	Foreign    map[string][]string // language code → expressions
	Audiences  []string            // codes
	Related    []string            // codes of kinds
	Not        []string
	Reviewed   []string          // language codes
	Shared     map[string]string // word in more kinds than usual → reason
}

// Alarm is a danger that people may write about, with the number that helps.
type Alarm struct {
	Code     string
	NL, EN   string // who answers
	Phone    string
	Sentence string
	English  string // the sentence in English
	Words    []string
	Reviewed []string
}

// Name gives the name of a kind in a language: English for "en", else Dutch.
func (k *Kind) Name(lang string) string {
	if lang == "en" {
		return k.EN
	}
	return k.NL
}

// Dutch gives all Dutch expressions.
func (k *Kind) Dutch() []string {
	return slices.Concat([]string{k.NL}, k.Names, k.Asks, k.Profession)
}

// With gives a set to whose kinds expressions were added: by the code of the kind. A code that is unknown is left out.
func (s *Set) With(own map[string][]string) *Set {
	out := &Set{Kinds: slices.Clone(s.Kinds), Alarms: s.Alarms}
	for i := range out.Kinds {
		k := &out.Kinds[i]
		k.Asks = slices.Concat(k.Asks, own[k.Code])
	}
	return out
}

// Find gives the kind with a code.
func (s *Set) Find(code string) (*Kind, bool) {
	for i := range s.Kinds {
		if s.Kinds[i].Code == code {
			return &s.Kinds[i], true
		}
	}
	return nil, false
}

// Languages are the codes of the languages other than Dutch that a kind may have expressions in. Every kind has some in
// the first eight.
var Languages = []string{"en", "tr", "ar", "pl", "uk", "de", "es", "ti", "fr", "ru", "fa", "so", "pt", "ro", "bg", "pap"}

//go:embed kinds/*.txt
var files embed.FS

// Standard gives the thesaurus that comes with the product.
var Standard = sync.OnceValue(func() *Set {
	names, err := fs.Glob(files, "kinds/*.txt")
	if err != nil {
		panic(err)
	}
	set := &Set{}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		if err := set.read(string(text)); err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
	}
	return set
})
