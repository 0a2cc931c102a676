package survey

import "strings"

// Kind is how a question is answered.
type Kind string

// The kinds.
const (
	Scale Kind = "scale" // 5 = very much … 1 = not at all, "x" = does not know
	YesNo Kind = "yesno" // "yes", "no", "x"
	Mark  Kind = "mark"  // "0" … "10", "x"
	Agree Kind = "agree" // 5 = quite so … 1 = not at all, "x" = does not know
)

// DontKnow is the answer of who does not know. It is not counted.
const DontKnow = "x"

// Answers gives those that a kind of question takes, in the order in which they are shown.
func (k Kind) Answers() []string {
	switch k {
	case Scale, Agree:
		return []string{"5", "4", "3", "2", "1", DontKnow}
	case YesNo:
		return []string{"yes", "no", DontKnow}
	}
	return []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", DontKnow}
}

// Population is who is asked.
type Population string

// The populations. Residents get slips; the others get a mail.
const (
	Formal   Population = "formal"   // professionals of teams
	Informal Population = "informal" // organisations that are a member
	Resident Population = "resident"
)

// Question is one question. Its words are the text "survey.q." + ID.
type Question struct {
	ID   string
	Kind Kind
}

// Questionnaire is what a round asks. Its name is the text "survey.name." + ID.
type Questionnaire struct {
	ID          string
	Populations []Population
	Questions   []Question
	Team        bool // asked of one team, by that team
}

// Questionnaires are all of them. That of partners measures what the inquiry in Utrecht of June 2020 measured, in words of
// our own (inventory A49 to A52).
var Questionnaires = []Questionnaire{
	{"partners", []Population{Formal, Informal}, []Question{{"worth", Scale}, {"look", Scale}, {"way", Scale}, {"stay", YesNo}, {"mark", Mark}}, false},
	{"residents", []Population{Resident}, []Question{{"helped", Scale}, {"choice", YesNo}, {"resident-mark", Mark}}, false},
	thermometer(Colleagues),
	thermometer(Informals),
}

// The two thermometers of a team: how it works together with other professionals, and with carers and volunteers (inventory
// K14). Their statements are in words of our own.
const (
	Colleagues = "thermo-colleagues"
	Informals  = "thermo-informal"
)

// Factors are what working together depends on, as Hogeschool Windesheim found them (inventory K15): a thermometer has one
// statement about each. The name of a factor is the text "survey.factor." + factor.
var Factors = []string{"tasks", "need", "contact", "inequality", "trust", "empathy", "interests", "dilemmas", "evaluation"}

func thermometer(id string) Questionnaire {
	q := Questionnaire{ID: id, Populations: []Population{Formal}, Team: true}
	for _, f := range Factors {
		q.Questions = append(q.Questions, Question{id + "-" + f, Agree})
	}
	return q
}

// Factor gives the factor that a question of a thermometer is about.
func (q Questionnaire) Factor(question Question) string {
	return strings.TrimPrefix(question.ID, q.ID+"-")
}

// Find gives a questionnaire.
func Find(id string) (Questionnaire, bool) {
	for _, q := range Questionnaires {
		if q.ID == id {
			return q, true
		}
	}
	return Questionnaire{}, false
}

// Published is a figure that somebody else published.
type Published struct {
	Question   string // the question of ours that comes nearest, or "" when none does
	Population Population
	Value      float64 // percentage, or mean mark
	Key        string  // text "survey.baseline." + Key: what it measured
}

// Baseline is what was published about Utrecht in June 2020 (inventory A49 to A52). How many answered was not published.
// Of the two statements with 94 % the wording was not published either.
var Baseline = []Published{
	{"worth", Formal, 84, "worth"},
	{"stay", "", 86, "stay"},
	{"mark", "", 7.7, "mark"},
	{"", "", 94, "other"},
	{"look", "", 92, "look"},
	{"", "", 94, "other"},
}
