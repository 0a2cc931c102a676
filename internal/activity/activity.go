package activity

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/errs"
	"samenspel/internal/privacy"
)

// Kind is what somebody did.
type Kind string

// The kinds.
const (
	Networking   Kind = "networking"  // meeting partners, also for coffee
	OfficeHour   Kind = "office-hour" // for residents
	Information  Kind = "information" // a session about informal care
	Visit        Kind = "visit"       // to an organisation or initiative
	Representing Kind = "representing"
	Linking      Kind = "linking"     // formal and informal care
	Together     Kind = "together"    // bringing organisations together
	Initiatives  Kind = "initiatives" // strengthening initiatives of residents
	Neighbours   Kind = "neighbours"  // building a network of neighbours
	Volunteers   Kind = "volunteers"  // steering volunteers
	Other        Kind = "other"
)

// Kinds are all of them, in the order in which they are shown.
var Kinds = []Kind{Networking, OfficeHour, Information, Visit, Representing, Linking, Together, Initiatives, Neighbours, Volunteers, Other}

// Counted are the kinds of which it may be said how many people came.
var Counted = []Kind{OfficeHour, Information}

// Uncounted says that nobody counted who came.
const Uncounted = -1

// Entry is something that somebody did.
type Entry struct {
	ID      string
	Person  string // id of who did it
	Day     time.Time
	Kind    Kind
	Hours   float64 // in quarters of an hour
	Area    string  // id, or ""
	Team    string  // id, or ""; not both
	Partner string  // with whom or for whom, in words
	People  int     // who came, or Uncounted
	Note    string
	Version int64
}

// The bounds of an entry.
const (
	mostHours   = 24
	mostPeople  = 9999
	mostPartner = 100 // characters
	mostNote    = 200
	yearsBack   = 2
)

// check gives the problems that keep an entry from being stored on a day. Columns are the names of form fields.
func (e Entry) check(today time.Time, texts privacy.Check) (problems errs.Problems) {
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	say(!slices.Contains(Kinds, e.Kind), "kind", "activity.wrong.kind")
	say(e.Day.After(today), "day", "activity.wrong.future")
	say(e.Day.Before(today.AddDate(-yearsBack, 0, 0)), "day", "activity.wrong.past")
	say(!(e.Hours > 0 && e.Hours <= mostHours && 4*e.Hours == math.Trunc(4*e.Hours)), "hours", "activity.wrong.hours")
	say(e.Area != "" && e.Team != "", "place", "activity.wrong.place")
	say(e.People != Uncounted && !slices.Contains(Counted, e.Kind), "people", "activity.wrong.people.kind")
	say(e.People < Uncounted || e.People > mostPeople, "people", "activity.wrong.people")
	say(utf8.RuneCountInString(e.Partner) > mostPartner, "partner", "activity.wrong.partner")
	say(utf8.RuneCountInString(e.Note) > mostNote, "note", "activity.wrong.long")
	return slices.Concat(problems, texts.Problems("partner", e.Partner), texts.Problems("note", e.Note))
}

// Sum is what of a kind was done.
type Sum struct {
	Kind   Kind
	N      int
	Hours  float64
	People int // who came to those that were counted
}

// Sums adds up entries by kind, in the order of Kinds. Kinds of which there is nothing are left out.
func Sums(entries []Entry) (sums []Sum) {
	for _, kind := range Kinds {
		sum := Sum{Kind: kind}
		for _, e := range entries {
			if e.Kind == kind {
				sum.N, sum.Hours, sum.People = sum.N+1, sum.Hours+e.Hours, sum.People+max(0, e.People)
			}
		}
		if sum.N > 0 {
			sums = append(sums, sum)
		}
	}
	return sums
}

// Seat is where somebody sits on behalf of the network.
type Seat struct {
	ID      string
	Person  string // id
	Body    string // such as a board or a steering group
	Brief   string // what to tell of it
	Starts  time.Time
	Ended   *time.Time
	Next    *time.Time // when to report back; nil = nothing is asked
	Version int64
	Reports []Report // the newest first
}

// Report is what somebody told of a seat.
type Report struct {
	Due, Told time.Time
	Words     string
}

// Due tells whether a report must be given on a day.
func (s Seat) Due(today time.Time) bool {
	return s.Ended == nil && s.Next != nil && !s.Next.After(today)
}

// The most characters of the texts of a seat.
const (
	mostBody   = 100
	mostBrief  = 200
	mostReport = 500
)

// check gives the problems that keep a seat from being stored.
func (s Seat) check(texts privacy.Check) (problems errs.Problems) {
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	say(strings.TrimSpace(s.Body) == "" || utf8.RuneCountInString(s.Body) > mostBody, "body", "seat.wrong.body")
	say(utf8.RuneCountInString(s.Brief) > mostBrief, "brief", "activity.wrong.long")
	say(s.Next != nil && s.Next.Before(s.Starts), "next", "seat.wrong.next")
	return slices.Concat(problems, texts.Problems("body", s.Body, privacy.Name), texts.Problems("brief", s.Brief))
}

// checkReport gives the problems that keep a report from being stored: what was told, and when the next one is due.
func checkReport(words string, next *time.Time, today time.Time, texts privacy.Check) (problems errs.Problems) {
	if strings.TrimSpace(words) == "" || utf8.RuneCountInString(words) > mostReport {
		problems = append(problems, errs.Problem{Column: "words", Key: "seat.wrong.words", Text: "seat.wrong.words"})
	}
	if next != nil && !next.After(today) {
		problems = append(problems, errs.Problem{Column: "next", Key: "seat.wrong.later", Text: "seat.wrong.later"})
	}
	return slices.Concat(problems, texts.Problems("words", words))
}
