package calendar

import (
	"strings"
	"time"
	"unicode"
)

// dayNames are the Dutch names of days, by time.Weekday. Their first two letters stand for them too.
var dayNames = [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}

// ReadWeek finds the days of the week in a Dutch text such as "dinsdag en donderdag", "ma t/m wo" or "ma-vr". A text
// that names none gives the zero Week.
func ReadWeek(text string) (week Week) {
	words := strings.FieldsFunc(strings.ToLower(strings.NewReplacer("-", " - ", "–", " - ", "t/m", " - ", "tot en met", " - ").Replace(text)),
		func(r rune) bool { return r != '-' && !unicode.IsLetter(r) })
	last, until := time.Weekday(-1), false
	for _, word := range words {
		day, ok := dayOf(word)
		switch {
		case word == "-":
			until = last >= 0
			continue
		case ok && until:
			for d := last; d != day; d = (d + 1) % 7 {
				week[d] = true
			}
		}
		if ok {
			week[day], last = true, day
		}
		until = false
	}
	return week
}

// dayOf reads the name of a day: short, whole, or as the beginning of a word such as dinsdagochtend.
func dayOf(word string) (time.Weekday, bool) {
	for day, name := range dayNames {
		if word == name[:2] || strings.HasPrefix(word, name) {
			return time.Weekday(day), true
		}
	}
	return 0, false
}
