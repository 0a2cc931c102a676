package measure

// Helper is who helps with a need.
type Helper string

// The helpers. A need of which nobody said who helps has none of them.
const (
	Nobody   Helper = "nobody"
	Informal Helper = "informal"
	Both     Helper = "both"
	Formal   Helper = "formal"
)

// Helpers are all of them.
var Helpers = []Helper{Nobody, Informal, Both, Formal}

// and gives who helps with two needs together. Of a need that is not known nothing follows.
func (h Helper) and(other Helper) Helper {
	switch {
	case h == "" || h == Nobody && other != "":
		return other
	case other == "" || other == Nobody || other == h:
		return h
	}
	return Both
}

// Before gives who helped with a case when it was discussed first; "" = nobody said so of any need.
func (c Case) Before() (h Helper) {
	for _, n := range c.Needs {
		h = h.and(n.Helped)
	}
	return h
}

// After gives who helps with a case since: only informally, only formally, or both; "" = nobody said so of any need.
func (c Case) After() (h Helper) {
	for _, n := range c.Needs {
		h = h.and(n.Helps)
	}
	return h
}

// Moment gives how far the formal care was when the first need was discussed.
func (c Case) Moment() string {
	if len(c.Needs) == 0 {
		return ""
	}
	return c.Needs[0].Moment
}

// LeastMembers is the smallest team of which is shown how it learns.
const LeastMembers = 5

// LeastOptions is from how many services on a choice sheet a resident has something to choose.
const LeastOptions = 2
