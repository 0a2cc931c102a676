package agreement

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/privacy"
	"samenspel/internal/referral"
)

// Party is a side of an agreement: an organisation.
type Party struct {
	ID     string `json:"id"` // as it was chosen; "" = the network
	Stands string `json:"-"`  // id of the one that stands for it now: itself, unless it was merged
	Name   string `json:"-"`  // of that one
}

// Counts is what a target counts.
type Counts string

// What can be counted.
const (
	Sent    Counts = "sent"    // referrals that were sent
	Started Counts = "started" // those of them in which help began
)

// AllCounts are all of them.
var AllCounts = []Counts{Sent, Started}

// Target is how many of something were agreed.
type Target struct {
	Counts Counts `json:"counts"`
	Need   string `json:"need"` // code of the kind of help; "" = any
	Number int    `json:"number"`
	N      int    `json:"-"` // so far; follows from the referrals
}

// Percent gives how far it is, at most 100.
func (t Target) Percent() int { return min(100, 100*t.N/max(1, t.Number)) }

// Agreement is what sides agreed.
type Agreement struct {
	ID      string
	Kind    Kind
	From    Party
	To      Party
	Subject string
	Text    string // the whole of it, or ""; scanned
	Starts  time.Time
	Ends    time.Time // the last day
	Targets []Target
	Looked  *time.Time // the day of looking back that was settled last
	Words   string     // of that day

	Signatures  []Signature // of From, of To, and of who joined
	Commitments []Commitment
	Contacts    []Contact
	Costs       []Cost
	Version     int64
}

// The bounds of an agreement.
const (
	mostYears   = 10
	mostTargets = 2
	mostNumber  = 100_000
	mostSubject = 100 // characters
	mostWords   = 1000
	weeksAhead  = 4 // in which a look-back is seen before its day
)

// check gives the problems that keep an agreement from being kept, its parties excepted. Columns are the names of form
// fields; those of a target end with its number.
func (a Agreement) check(texts privacy.Check) (problems errs.Problems) {
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	long := utf8.RuneCountInString(a.Subject)
	say(long == 0 || long > mostSubject, "subject", "agreement.wrong.subject")
	say(a.Starts.IsZero(), "starts", "agreement.wrong.starts")
	say(a.Ends.Before(a.Starts), "ends", "agreement.wrong.ends")
	say(a.Ends.After(a.Starts.AddDate(mostYears, 0, 0)), "ends", "agreement.wrong.far")
	say(!slices.Contains(Kinds, a.Kind), "kind", "agreement.wrong.kind")
	say(utf8.RuneCountInString(a.Text) > mostText, "text", "agreement.wrong.text")
	say(len(a.Targets) == 0 && a.Kind == Exchange || len(a.Targets) > mostTargets, "number1", "agreement.wrong.number")
	for i, t := range a.Targets {
		place := strconv.Itoa(i + 1)
		_, known := directory.Taxonomy().Needs.Find(t.Need)
		say(t.Number < 1 || t.Number > mostNumber, "number"+place, "agreement.wrong.number")
		say(!slices.Contains(AllCounts, t.Counts), "counts"+place, "agreement.wrong.counts")
		say(t.Need != "" && !known, "need"+place, "agreement.wrong.need")
	}
	problems = append(problems, texts.Problems("text", a.Text, privacy.Name, privacy.Date, privacy.Address, privacy.Postcode)...)
	return append(problems, texts.Problems("subject", a.Subject, privacy.Name)...)
}

// trimmed gives the agreement without spaces around its texts.
func (a Agreement) trimmed() Agreement {
	a.Subject, a.Text = strings.TrimSpace(a.Subject), strings.TrimSpace(a.Text)
	return a
}

// LookBack gives the next day of looking back: a year after the first day and each year after, and the last day. ok is
// false when all of them were settled.
func (a Agreement) LookBack() (day time.Time, ok bool) {
	for years := 1; years <= mostYears+1; years++ {
		if day = a.Starts.AddDate(years, 0, 0); day.After(a.Ends) {
			day = a.Ends
		}
		if a.Looked == nil || day.After(*a.Looked) {
			return day, true
		}
	}
	return time.Time{}, false
}

// Soon tells whether a look-back is due, or within four weeks.
func (a Agreement) Soon(today time.Time) bool {
	day, ok := a.LookBack()
	return ok && !day.After(today.AddDate(0, 0, 7*weeksAhead))
}

// Gone gives how much of the term is over on a day, in percents.
func (a Agreement) Gone(today time.Time) int {
	whole, gone := a.Ends.AddDate(0, 0, 1).Sub(a.Starts), today.Sub(a.Starts)
	return int(min(100, max(0, 100*gone/whole)))
}

// concerns tells whether referrals count for the agreement.
func (a Agreement) concerns(e referral.Exchange) bool {
	return e.To == a.To.Stands && (a.From.ID == "" || e.From == a.From.Stands) && !e.Sent.Before(a.Starts) && !e.Sent.After(a.Ends)
}

// counted gives the agreement with how far each target is.
func (a Agreement) counted(all []referral.Exchange) Agreement {
	a.Targets = slices.Clone(a.Targets)
	for _, e := range all {
		if !a.concerns(e) {
			continue
		}
		for i, t := range a.Targets {
			switch {
			case t.Need != "" && t.Need != e.Need:
			case t.Counts == Started:
				a.Targets[i].N += e.Started
			default:
				a.Targets[i].N += e.N
			}
		}
	}
	return a
}
