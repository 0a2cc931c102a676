package harvest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"samenspel/internal/calendar"
)

// term is a term of a taxonomy and the field that has it.
type term struct{ field, code string }

// knownTerms gives the terms of our taxonomies by what people call them.
var knownTerms = sync.OnceValue(func() map[string]term {
	known := map[string]term{}
	for _, field := range coded {
		if field == "organization_type" {
			continue
		}
		for _, t := range taxonomy(field) {
			for _, word := range []string{t.NL, t.EN, t.Code} {
				if _, taken := known[fold(word)]; !taken {
					known[fold(word)] = term{field, t.Code}
				}
			}
		}
	}
	return known
})

var languageNames = sync.OnceValue(namesOfLanguages)

// schedule gives the hours that schedules of HSDS say, 1.1 (weekday) or later (byday). whole: all of it could be read.
func schedule(all []node) (h calendar.Hours, whole bool) {
	whole = true
	spans := map[string][]calendar.Span{} // by day and which
	texts := map[string]bool{}
	for _, n := range all {
		texts[scalar(n["original_text"])] = true
		span, ok := spanOf(scalar(n["opens_at"]), scalar(n["closes_at"]))
		days, which, known := daysOf(n)
		if !ok || !known {
			whole = false
			continue
		}
		limits(&h, n)
		for _, day := range days {
			key := string(which) + " " + day.String()
			spans[key] = addSpan(spans[key], span)
		}
	}
	h.Weekly = weeklyOf(spans)
	return h, whole && len(texts) <= 1
}

// weeklyOf puts days with the same times together, from Monday on.
func weeklyOf(spans map[string][]calendar.Span) (all []calendar.Weekly) {
	for _, which := range []calendar.Which{calendar.Every, calendar.First, calendar.Second, calendar.Third, calendar.Fourth, calendar.Last} {
		var row []calendar.Weekly
		for i := range 7 {
			day := time.Weekday((i + 1) % 7)
			times := spans[string(which)+" "+day.String()]
			at := slices.IndexFunc(row, func(w calendar.Weekly) bool { return slices.Equal(w.Spans, times) })
			switch {
			case len(times) == 0:
			case at >= 0:
				row[at].Days = append(row[at].Days, day)
			default:
				row = append(row, calendar.Weekly{Days: []time.Weekday{day}, Which: which, Spans: times})
			}
		}
		all = append(all, row...)
	}
	return all
}

// addSpan adds a span to a day, unless it runs through another.
func addSpan(spans []calendar.Span, s calendar.Span) []calendar.Span {
	for _, other := range spans {
		if s.Start < other.End && other.Start < s.End || other.End <= other.Start {
			return spans
		}
	}
	spans = append(spans, s)
	slices.SortFunc(spans, func(a, b calendar.Span) int { return a.Start - b.Start })
	return spans
}

func limits(h *calendar.Hours, n node) {
	for name, at := range map[string]**time.Time{"valid_from": &h.From, "valid_to": &h.Until} {
		if day, err := time.Parse(time.DateOnly, scalar(n[name])); err == nil {
			*at = &day
		}
	}
}

var weekdays = map[string]time.Weekday{"mo": time.Monday, "tu": time.Tuesday, "we": time.Wednesday, "th": time.Thursday,
	"fr": time.Friday, "sa": time.Saturday, "su": time.Sunday}

var byDay = regexp.MustCompile(`^([+-]?\d)?([A-Za-z]{2})[a-z]*$`)

// daysOf gives the days of a schedule. Rules that a week or month does not tell are not known.
func daysOf(n node) (days []time.Weekday, which calendar.Which, known bool) {
	interval := scalar(n["interval"])
	freq := strings.ToUpper(scalar(n["freq"]))
	text := scalar(n["weekday"])
	if text == "" {
		text = scalar(n["byday"])
	}
	if interval != "" && interval != "1" || freq != "" && freq != "WEEKLY" && freq != "MONTHLY" || text == "" {
		return nil, "", false
	}
	nth := map[string]calendar.Which{"": calendar.Every, "1": calendar.First, "2": calendar.Second, "3": calendar.Third, "4": calendar.Fourth, "-1": calendar.Last}
	for i, part := range strings.Split(text, ",") {
		m := byDay.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, "", false
		}
		day, ok := weekdays[strings.ToLower(m[2])]
		of, also := nth[strings.TrimPrefix(m[1], "+")]
		if !ok || !also || i > 0 && of != which {
			return nil, "", false
		}
		days, which = append(days, day), of
	}
	return days, which, true
}

var clockForm = regexp.MustCompile(`^(\d{1,2})(?::?(\d{2}))?(?::\d{2})?\s*([ap]\.?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?$`)

func spanOf(opens, closes string) (s calendar.Span, ok bool) {
	start, ok := clock(opens)
	end, also := clock(closes)
	return calendar.Span{Start: start % (24 * 60), End: end}, ok && also && start != end
}

// clock reads a time of day such as 9:00, 9:00am or 18:00:00, in minutes.
func clock(text string) (int, bool) {
	m := clockForm.FindStringSubmatch(strings.ToLower(strings.TrimSpace(text)))
	if m == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi("0" + m[2])
	switch {
	case m[3] != "" && hour == 12:
		hour = 0
		fallthrough
	case m[3] != "":
		if m[3][0] == 'p' {
			hour += 12
		}
	}
	return hour*60 + minute, hour <= 24 && minute < 60 && hour*60+minute <= 24*60
}
