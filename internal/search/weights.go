package search

// weights holds every number that ranking uses, so that each can be measured
// and changed in one place.
type weights struct {
	field      [fieldCount]float64 // worth of a word per field, in the order of textFields
	length     [fieldCount]float64 // how far a long field dilutes its words: 0 not at all, 1 fully
	saturate   float64             // k1: how soon repetition stops adding
	part       float64             // part of a compound in a document
	queryPart  float64             // part of a compound in a query
	prefix     float64             // word that begins with the last word of the query, which the index does not know
	complete   float64             // the same when the index knows that last word as it stands
	typo       float64             // word used instead of a misspelling
	resort     float64             // word that only resembles one that nothing is known of
	inSentence float64             // word of a sentence whose kind of help is sure
	weak       float64             // word of the query that is said with almost every wish
	coverage   float64             // share of the score that depends on how much of the query was found
	sibling    float64             // word inherited from the services most like it
	siblings   int                 // how many of those
	alike      float64             // least likeness (cosine) of a sibling
	together   float64             // share of the score that siblings have a say in
	spread     float64             // how far a hit lowers those most like it, when it is unsure what is meant
	sure       float64             // certainty of the best kind at which it is sure
	named      float64             // share of the best score by which the document of a name leads
	namedShort float64             // the same when it is called by a shorter name
	floor      float64             // hits below this share of the best are left out

	heardPart   float64             // part of a compound in which a kind of help is recognised
	kindField   [fieldCount]float64 // worth of a word per field in recognising the kinds of a document
	kindNeed    float64             // factor for a kind of a need that the document has
	kindNear    float64             // kinds below this share of the best are not the document's
	kindDoubt   float64             // score of the best kind at which its certainty is a half
	kindSibling float64             // share of the kinds of the services most like it
	kind        float64             // score of a document that is fully of a kind asked for with certainty
	kindMore    float64             // share that a second kind asked for adds
	askDoubt    float64             // as kindDoubt, of a query
	askNear     float64             // kinds below this share of the best are not asked for
	askSecond   float64             // share of the first need at which a second one is as certain
	askOther    float64             // a second need counts from this share of the first

	elsewhere float64 // factor for a service elsewhere when an area is asked for
	wide      float64 // factor for a service of the whole network then
	remote    float64 // factor for a service elsewhere that is given on the phone or online
	tooOld    float64 // factor for a service that does not take the age named in the text
	forThem   float64 // factor for a service for the audience named in the text
	forOthers float64 // factor for a service that is only for others
	referred  float64 // factor for a service that only takes people from a professional, when someone else asks
	overdue   float64 // factor for an overdue confirmation
	full      float64 // factor for a service without a place
}

// standard are the weights in use. What each adds is measured in docs/search.md.
var standard = weights{
	field:      [fieldCount]float64{3, 3.5, 2.5, 0.5, 1.5, 0.1},
	length:     [fieldCount]float64{0.3, 0.3, 0.3, 0.5, 0.5, 0.8},
	saturate:   1.2,
	part:       0.7,
	queryPart:  0.7,
	prefix:     0.7,
	complete:   0.25,
	typo:       0.8,
	resort:     0.5,
	inSentence: 0.6,
	weak:       0.3,
	coverage:   0.2,
	sibling:    0.07,
	siblings:   8,
	alike:      0.25,
	together:   0.25,
	spread:     0.15,
	sure:       0.6,
	named:      6,
	namedShort: 5,
	floor:      0.12,

	heardPart:   0.65,
	kindField:   [fieldCount]float64{1, 1, 0.3, 0.2, 0.5, 0},
	kindNeed:    1.1,
	kindNear:    0.3,
	kindDoubt:   0.3,
	kindSibling: 0.5,
	kind:        16,
	kindMore:    0.4,
	askDoubt:    0.3,
	askNear:     0.3,
	askSecond:   0.7,
	askOther:    0.35,

	elsewhere: 0.3,
	wide:      0.8,
	remote:    0.5,
	tooOld:    0.6,
	forThem:   1.1,
	forOthers: 0.9,
	referred:  0.9,
	overdue:   0.9,
	full:      0.95,
}

// audience is the factor for a service that is for the audience named, or only
// for others.
func (w *weights) audience(theirs bool) float64 {
	if theirs {
		return w.forThem
	}
	return w.forOthers
}
