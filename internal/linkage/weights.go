package linkage

import (
	"math"

	"samenspel/internal/directory"
)

// Field is what two records are compared by.
type Field string

// The fields.
const (
	Name  Field = "name"
	House Field = "house"
	Phone Field = "phone"
	Site  Field = "site"
	Spot  Field = "spot"
	Needs Field = "needs"
)

// outcome is how often a level is seen: m for records that are the same, u for records that are not.
type outcome struct {
	level string
	m, u  float64
}

// weight is what the outcome says, in bits.
func (o outcome) weight() float64 { return math.Log2(o.m / o.u) }

type comparison struct {
	field    Field
	compare  func(a, b traits) string
	outcomes []outcome
}

// model is how records of one kind are compared.
type model struct {
	prior       float64 // chance that two records that were put beside each other for no reason are the same
	comparisons []comparison
}

// models hold the weights. u follows from how many different values a town of some 1,000 organisations has: two of them
// share a full name about once in 2,000, a house once in 500 (one building, many users), a number once in 2,000 and a
// site once in 500 (an umbrella with many branches). m follows from how sources differ: two in three write a name alike,
// three in four the same house; one lists the local number and the other the central one. Where two numbers were as likely
// the more careful one stands here. docs/linkage.md shows what comes of them on labelled pairs.
var models = map[directory.RecordKind]model{
	directory.OrganizationRecord: {prior: 1.0 / 1000, comparisons: []comparison{
		{Name, compareNames, []outcome{{Same, .65, .0005}, {Close, .15, .004}, {Part, .12, .015}, {Other, .08, .9805}}},
		{House, compareHouses, []outcome{{Same, .75, .002}, {Close, .07, .006}, {Other, .18, .992}}},
		{Phone, comparePhones, []outcome{{Same, .6, .0005}, {Other, .4, .9995}}},
		{Site, compareSites, []outcome{{Same, .8, .002}, {Other, .2, .998}}},
		{Spot, compareSpots, []outcome{{Same, .7, .002}, {Close, .15, .02}, {Other, .15, .978}}},
	}},
	// Inside one organisation titles and needs resemble each other more, and a telephone number says nothing.
	directory.ServiceRecord: {prior: 1.0 / 50, comparisons: []comparison{
		{Name, compareNames, []outcome{{Same, .6, .004}, {Close, .2, .02}, {Part, .1, .05}, {Other, .1, .926}}},
		{Needs, compareNeeds, []outcome{{Same, .6, .1}, {Part, .3, .2}, {Other, .1, .7}}},
		{House, compareHouses, []outcome{{Same, .7, .3}, {Close, .1, .05}, {Other, .2, .65}}},
	}},
}

// Reason is what one field says about a pair.
type Reason struct {
	Field  Field   `json:"field"`
	Level  string  `json:"level"`
	Weight float64 `json:"weight"` // bits: above 0 speaks for the same, below 0 against
}

// Score is what all fields say together.
type Score struct {
	Weight  float64 // bits, the prior included
	Reasons []Reason
}

// score compares two records.
func (m model) score(a, b traits) Score {
	s := Score{Weight: math.Log2(m.prior / (1 - m.prior))}
	for _, c := range m.comparisons {
		level := c.compare(a, b)
		for _, o := range c.outcomes {
			if o.level == level {
				s.Weight += o.weight()
				s.Reasons = append(s.Reasons, Reason{c.field, level, o.weight()})
			}
		}
	}
	return s
}

// Chance is the probability that the records are the same.
func (s Score) Chance() float64 { return 1 / (1 + math.Exp2(-s.Weight)) }

// The bounds of weight, in bits. A pair is proposed from a chance of one in three: a look costs an editor less than a
// double entry costs those who search. The program merges from a chance of 0.996, and TestLabelledPairs holds that
// against pairs that people judged.
const (
	proposeFrom = -1
	mergeFrom   = 8
)

// Proposed tells whether an editor should look at the pair.
func (s Score) Proposed() bool { return s.Weight >= proposeFrom }

// Sure tells whether the program may merge by itself: much speaks for it, and nothing that is known against it.
func (s Score) Sure() bool {
	for _, r := range s.Reasons {
		if r.Weight < 0 {
			return false
		}
	}
	return s.Weight >= mergeFrom
}
