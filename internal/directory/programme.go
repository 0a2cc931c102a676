package directory

import (
	"slices"
	"strings"
)

// programmeMark begins a search word that says to which programme a service belongs, such as "programma Samen Ouder Worden".
const programmeMark = "programma "

// Programmes gives the names of the programmes that a service belongs to, as its search words say.
func (s Service) Programmes() (names []string) {
	for _, word := range s.Words {
		if len(word) < len(programmeMark) || !strings.EqualFold(word[:len(programmeMark)], programmeMark) {
			continue
		}
		if name := strings.TrimSpace(word[len(programmeMark):]); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
