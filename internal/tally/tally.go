package tally

import (
	"slices"
	"strconv"
	"time"

	"samenspel/internal/errs"
	"samenspel/internal/referral"
)

// Answer is a range of Choices, or a whole number up to Most.
type Answer string

// Choices are the ranges, each in one tap.
var Choices = []Answer{"0", "1-2", "3-5", "6-10", "11+"}

// about is what a range is taken for. Of the last one only the lower end is sure.
var about = map[Answer]float64{"0": 0, "1-2": 1.5, "3-5": 4, "6-10": 8, "11+": 14}

// Most is the largest number that is believed.
const Most = 500

// Read reads an answer: a choice or a number. Anything else is a Problem.
func Read(text string) (Answer, error) {
	if a := Answer(text); slices.Contains(Choices, a) {
		return a, nil
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= Most {
		return Answer(strconv.Itoa(n)), nil
	}
	return "", errs.Problems{{Column: "n", Key: "tally.wrong", Text: "tally.wrong", Value: text}}
}

// About gives an answer as a number.
func (a Answer) About() float64 {
	if n, ok := about[a]; ok {
		return n
	}
	n, _ := strconv.Atoi(string(a)) // Read made it
	return float64(n)
}

// Count is what an organisation said of a month.
type Count struct {
	Organization string    // id
	Month        time.Time // its first day
	Answer       Answer    // "" = none
}

// MonthOf gives the first day of the month in which a day lies.
func MonthOf(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// Told is what organisations said, by organisation and in the order of months.
type Told map[string][]Count

// At gives about how many questions reached an organisation in a month: as it said, else as it said last, else first.
func (t Told) At(organization string, month time.Time) float64 {
	said := t[organization]
	if len(said) == 0 {
		return 0
	}
	at := said[0]
	for _, c := range said {
		if !c.Month.After(month) {
			at = c
		}
	}
	return at.Answer.About()
}

// lastDay is the last day of a month on which a mail of its own may go.
const lastDay = 20

// due gives the organisations to which a mail of its own goes on a day: they are not known to have been asked about the
// month, and got none of the mails that hold the question (by address).
func due(all []referral.Receiver, known []string, written map[string]bool, day time.Time) (some []referral.Receiver) {
	for _, o := range all {
		if day.Day() <= lastDay && o.Email != "" && !written[o.Email] && !slices.Contains(known, o.ID) {
			some = append(some, o)
		}
	}
	return some
}
