package calendar_test

import (
	"testing"
	"time"

	"samenspel/internal/calendar"
)

func TestDaysAreReadFromPlainWords(t *testing.T) {
	for text, want := range map[string]calendar.Week{
		"":                                {},
		"op afspraak":                     {},
		"elke werkdag":                    {},
		"dinsdag":                         {time.Tuesday: true},
		"Dinsdag en donderdag":            {time.Tuesday: true, time.Thursday: true},
		"op dinsdagen, 's ochtends":       {time.Tuesday: true},
		"ma-vr":                           calendar.Office,
		"maandag t/m woensdag":            {time.Monday: true, time.Tuesday: true, time.Wednesday: true},
		"maandag tot en met dinsdag":      {time.Monday: true, time.Tuesday: true},
		"vr–ma 9:00-12:00":                {time.Friday: true, time.Saturday: true, time.Sunday: true, time.Monday: true},
		"dinsdagochtend en vrijdagmiddag": {time.Tuesday: true, time.Friday: true},
		"overdag":                         {},
		"donderdags van 9-12":             {time.Thursday: true},
	} {
		if got := calendar.ReadWeek(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
