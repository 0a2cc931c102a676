package network

import "slices"

// State is how far a condition is.
type State string

// The states.
const (
	Open State = "open"
	Busy State = "busy"
	Done State = "done"
)

// States are all of them, in the order in which they follow each other.
var States = []State{Open, Busy, Done}

// Condition is one of the conditions of a good start, with who sees to it.
type Condition struct {
	Owner string `json:"owner"` // a person or an organisation
	State State  `json:"state"` // "" = open
}

// Conditions are what must be there before a network can last (inventory A53, M01, M02): money for the hours of the
// ambassadors, the backing of boards and management, neighbourhood teams that take part, privacy that is arranged, a
// coordinator with an information point, and organisations that take on questions.
var Conditions = []string{"funding", "backing", "teams", "privacy", "coordination", "partners"}

// Controller is an organisation that answers, together with the others, for what is done with personal data (AVG
// art. 26). They are named in public before the first case.
type Controller struct {
	Name    string `json:"name"`
	Contact string `json:"contact"` // e-mail address or telephone number for questions about privacy
	Does    string `json:"does"`    // what it does for the resident
}

// Facts is what the caller knows of a network.
type Facts struct {
	Wijken  int
	Vacant  int // wijken for which nobody answers yet
	Teams   int
	Persons int // with a task, besides the administrators
}

// Step is one thing to do before the first question.
type Step struct {
	ID   string
	Left int // how much is still to do; 0 = done
}

// Steps gives what a network does on its way to the first question, in order.
func (s Settings) Steps(f Facts) []Step {
	return []Step{
		{"name", missing(s.Name, s.Town, s.About)},
		{"desk", missing(s.Phone, s.Email, s.Hours)},
		{"areas", max(0, 1-f.Wijken)},
		{"people", s.peopleLeft(f)},
		{"teams", max(0, 1-f.Teams)},
		{"controllers", max(0, 1-len(s.Controllers))},
		{"conditions", s.conditionsLeft()},
	}
}

// peopleLeft counts the wijken for which nobody answers; without wijken, someone with a task is what can be had.
func (s Settings) peopleLeft(f Facts) int {
	if f.Wijken == 0 {
		return max(0, 1-f.Persons)
	}
	return f.Vacant
}

func (s Settings) conditionsLeft() int {
	left := 0
	for _, id := range Conditions {
		if s.Conditions[id].State != Done {
			left++
		}
	}
	return left
}

func missing(texts ...string) int {
	return len(slices.DeleteFunc(texts, func(text string) bool { return text != "" }))
}
