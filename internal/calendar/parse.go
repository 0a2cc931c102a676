package calendar

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/errs"
)

// mostParts bounds what one text may hold.
const mostParts = 200

var (
	dated    = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})\s+(.+)$`)
	closure  = regexp.MustCompile(`^(?:dicht|gesloten)\s+(\d{4}-\d{2}-\d{2})(?:\s*\.\.\s*(\d{4}-\d{2}-\d{2}))?(?:\s+(.*))?$`)
	note     = regexp.MustCompile(`^"([^"]+)"$`)
	holiday  = regexp.MustCompile(`^feestdagen\s+(open|dicht|gesloten)$`)
	limit    = regexp.MustCompile(`^(vanaf|t/m|tot en met)\s+(\d{4}-\d{2}-\d{2})$`)
	weekly   = regexp.MustCompile(`^(?:(1e|2e|3e|4e|laatste|even|oneven)\s+)?([a-z][a-z ,/-]*?)\s*(\d.*)$`)
	spanForm = regexp.MustCompile(`^(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|tot)\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*uur)?$`)
)

// Parse reads hours in the text form; capitals and spare spaces do not matter. An empty text knows nothing. The error
// is Invalid and names the part that cannot be read.
func Parse(text string) (Hours, error) {
	var h Hours
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' })
	if len(parts) > mostParts {
		return Hours{}, fmt.Errorf("%w: more than %d parts", errs.Invalid, mostParts)
	}
	for _, part := range parts {
		part = strings.Join(strings.Fields(part), " ")
		if part == "" {
			continue
		}
		if err := h.add(part); err != nil {
			return Hours{}, fmt.Errorf("%w: %q: %w", errs.Invalid, part, err)
		}
	}
	slices.SortStableFunc(h.Dated, func(a, b Dated) int { return a.Day.Compare(b.Day) })
	slices.SortStableFunc(h.Closures, func(a, b Closure) int { return a.From.Compare(b.From) })
	return h, nil
}

// Told reads hours that people wrote for people. What cannot be read knows nothing.
func Told(text string) Hours {
	h, err := Parse(text)
	if err != nil {
		return Hours{}
	}
	return h
}

// Cut reads hours at the beginning of a sentence that goes on with a place: dinsdag 10.00–12.00 uur, Lange Gracht 12.
// Without hours at the beginning everything is the rest.
func Cut(text string) (h Hours, rest string) {
	for end := len(text); end > 0; end = strings.LastIndex(text[:end], ",") {
		if h, err := Parse(text[:end]); err == nil && h.Known() {
			return h, strings.TrimSpace(strings.TrimLeft(text[end:], ", "))
		}
	}
	return Hours{}, text
}

// add reads one part into the hours.
func (h *Hours) add(part string) error {
	low := strings.ToLower(part)
	switch low {
	case "altijd", "24/7", "dag en nacht":
		h.Always = true
		return nil
	case "op afspraak", "na afspraak":
		h.ByAppointment = true
		return nil
	}
	if m := note.FindStringSubmatch(part); m != nil {
		h.Notes = append(h.Notes, m[1])
		return nil
	}
	if m := holiday.FindStringSubmatch(low); m != nil {
		h.Holidays = Closed
		if m[1] == "open" {
			h.Holidays = Open
		}
		return nil
	}
	if m := closure.FindStringSubmatch(low); m != nil {
		return h.addClosure(m[1], cmp.Or(m[2], m[1]), part[len(part)-len(m[3]):])
	}
	if strings.HasPrefix(low, "dicht") || strings.HasPrefix(low, "gesloten") {
		return fmt.Errorf("write the days as dicht 2026-12-24..2027-01-02")
	}
	if m := limit.FindStringSubmatch(low); m != nil {
		return h.addLimit(m[1], m[2])
	}
	if m := dated.FindStringSubmatch(low); m != nil {
		return h.addDated(m[1], m[2])
	}
	if m := weekly.FindStringSubmatch(low); m != nil {
		return h.addWeekly(Which(m[1]), m[2], m[3])
	}
	return fmt.Errorf("write days and times, such as ma-vr 9:00-17:00")
}

func (h *Hours) addClosure(from, until, reason string) error {
	first, err := parseDay(from)
	if err != nil {
		return err
	}
	last, err := parseDay(until)
	if err != nil {
		return err
	}
	if last.Before(first) {
		return fmt.Errorf("it ends before it begins")
	}
	h.Closures = append(h.Closures, Closure{first, last, reason})
	return nil
}

func (h *Hours) addLimit(word, text string) error {
	day, err := parseDay(text)
	if err != nil {
		return err
	}
	if word == "vanaf" {
		h.From = &day
	} else {
		h.Until = &day
	}
	return nil
}

func (h *Hours) addDated(text, times string) error {
	day, err := parseDay(text)
	if err != nil {
		return err
	}
	spans, err := parseSpans(times)
	h.Dated = append(h.Dated, Dated{day, spans})
	return err
}

func (h *Hours) addWeekly(which Which, days, times string) error {
	w := Weekly{Which: which}
	var err error
	if w.Days, err = parseDays(days); err != nil {
		return err
	}
	w.Spans, err = parseSpans(times)
	h.Weekly = append(h.Weekly, w)
	return err
}

func parseDay(text string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, fmt.Errorf("%s is not a day; write year-month-day, such as 2026-12-24", text)
	}
	return day, nil
}

// joined are the words that people write between days, and their signs.
var joined = strings.NewReplacer(" tot en met ", "-", " t/m ", "-", " en ", ",")

// parseDays reads days and rows of days: ma, wo, ma-vr or maandag tot en met vrijdag.
func parseDays(text string) ([]time.Weekday, error) {
	var days []time.Weekday
	for _, part := range strings.FieldsFunc(joined.Replace(text), func(r rune) bool { return r == ',' || r == '/' }) {
		first, last, isRow := strings.Cut(part, "-")
		from, ok := weekday(first)
		until, also := from, true
		if isRow {
			until, also = weekday(last)
		}
		if !ok || !also {
			return nil, fmt.Errorf("%q is not a day of the week; write ma, di, wo, do, vr, za or zo", strings.TrimSpace(part))
		}
		days = append(days, from)
		for day := from; day != until; {
			day = (day + 1) % 7
			days = append(days, day)
		}
	}
	slices.SortFunc(days, func(a, b time.Weekday) int { return position(a) - position(b) })
	days = slices.Compact(days)
	if len(days) == 0 {
		return nil, fmt.Errorf("no day of the week; write ma, di, wo, do, vr, za or zo")
	}
	return days, nil
}

// fullDays are the names in full, by time.Weekday; every beginning of two letters or more counts.
var fullDays = []string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}

func weekday(text string) (time.Weekday, bool) {
	text = strings.TrimSuffix(strings.TrimSpace(text), ".")
	for i, name := range fullDays {
		if len(text) >= 2 && (strings.HasPrefix(name, text) || text == name+"en") {
			return time.Weekday(i), true
		}
	}
	return 0, false
}

// parseSpans reads times: 9:00-12:30, 13:30-17:00.
func parseSpans(text string) ([]Span, error) {
	var spans []Span
	for part := range strings.SplitSeq(strings.ReplaceAll(text, " en ", ", "), ",") {
		m := spanForm.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, fmt.Errorf("%q is not a time; write it as 9:00-17:00", strings.TrimSpace(part))
		}
		start, err := minutes(m[1], m[2])
		if err != nil {
			return nil, err
		}
		end, err := minutes(m[3], m[4])
		if err != nil {
			return nil, err
		}
		if start == 24*60 {
			return nil, fmt.Errorf("write 0:00 for the beginning of a day")
		}
		spans = append(spans, Span{start, end})
	}
	return checkSpans(spans)
}

// checkSpans orders the times of one day and refuses those that run through each other.
func checkSpans(spans []Span) ([]Span, error) {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	for i, s := range spans {
		if i > 0 && (spans[i-1].End > s.Start || spans[i-1].End <= spans[i-1].Start) {
			return nil, fmt.Errorf("the times %s run through each other", typedSpans(spans))
		}
	}
	return spans, nil
}

func minutes(hour, minute string) (int, error) {
	h, _ := strconv.Atoi(hour) // one or two digits
	m, _ := strconv.Atoi(cmp.Or(minute, "0"))
	if h > 24 || m > 59 || h == 24 && m > 0 {
		return 0, fmt.Errorf("%s:%s is not a time of the day", hour, cmp.Or(minute, "00"))
	}
	return h*60 + m, nil
}
