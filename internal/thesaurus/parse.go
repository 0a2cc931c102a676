package thesaurus

import (
	"fmt"
	"slices"
	"strings"
)

// read adds the kinds and alarms of one file.
func (s *Set) read(text string) error {
	need := ""
	var put func(key, value string) bool
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if code, ok := strings.CutPrefix(line, "=="); ok {
			put = s.begin(need, strings.TrimSpace(code))
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case ok && key == "hulpvraag" && put == nil:
			need = value
		case !ok || put == nil || !put(strings.TrimSpace(key), value):
			return fmt.Errorf("line %d: %q is not understood", n+1, line)
		}
	}
	return nil
}

// begin adds a kind, or an alarm in a file without a need, and gives what puts the next lines into it.
func (s *Set) begin(need, code string) func(key, value string) bool {
	if need == "" {
		s.Alarms = append(s.Alarms, Alarm{Code: code})
		return s.Alarms[len(s.Alarms)-1].put
	}
	s.Kinds = append(s.Kinds, Kind{Code: code, Need: need, Foreign: map[string][]string{}, Shared: map[string]string{}})
	return s.Kinds[len(s.Kinds)-1].put
}

// put takes in one line of a kind. A key may come more than once: lists are added up.
func (k *Kind) put(key, value string) bool {
	texts := map[string]*string{"naam nl": &k.NL, "naam en": &k.EN, "zin": &k.Sentence}
	lists := map[string]*[]string{"heet": &k.Names, "vraag": &k.Asks, "vak": &k.Profession, "wenk": &k.Hints, "voor": &k.Audiences,
		"verwant": &k.Related, "niet": &k.Not, "nagekeken": &k.Reviewed}
	switch {
	case texts[key] != nil:
		*texts[key] = value
	case lists[key] != nil:
		*lists[key] = append(*lists[key], list(value)...)
	case slices.Contains(Languages, key):
		k.Foreign[key] = append(k.Foreign[key], list(value)...)
	case key == "gedeeld":
		for _, item := range list(value) {
			word, reason, _ := strings.Cut(strings.TrimSuffix(item, ")"), " (")
			k.Shared[word] = reason
		}
	default:
		return false
	}
	return true
}

// put takes in one line of an alarm.
func (a *Alarm) put(key, value string) bool {
	texts := map[string]*string{"naam nl": &a.NL, "naam en": &a.EN, "zin": &a.Sentence, "sentence": &a.English, "bel": &a.Phone}
	switch {
	case texts[key] != nil:
		*texts[key] = value
	case key == "woorden":
		a.Words = append(a.Words, list(value)...)
	case key == "nagekeken":
		a.Reviewed = append(a.Reviewed, list(value)...)
	default:
		return false
	}
	return true
}

// list reads expressions with a semicolon between them.
func list(value string) []string {
	var out []string
	for _, item := range strings.Split(value, ";") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}
