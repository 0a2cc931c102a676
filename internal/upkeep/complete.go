package upkeep

import "samenspel/internal/directory"

// Finder gives the ids of the organisations of the best results for words.
type Finder func(words string) (organizations []string)

// Unfound is a member that a visitor does not find.
type Unfound struct {
	Organization directory.Organization
	ByName       bool // not among the first results for its own name
	ByNeed       bool // none of its services names a need
}

// firstResults is how many results count as found.
const firstResults = 5

// Complete gives the members of the network that cannot be found by their name or by a need. It finds nothing when all
// can.
func Complete(organizations []directory.Organization, entries []directory.Entry, find Finder) []Unfound {
	hasNeed := map[string]bool{}
	for _, e := range entries {
		hasNeed[e.Organization.ID] = hasNeed[e.Organization.ID] || len(e.Needs) > 0
	}
	var all []Unfound
	for _, o := range organizations {
		if !o.Member {
			continue
		}
		u := Unfound{Organization: o, ByName: !among(o.ID, find(o.Name)), ByNeed: !hasNeed[o.ID]}
		if u.ByName || u.ByNeed {
			all = append(all, u)
		}
	}
	return all
}

func among(id string, found []string) bool {
	for _, other := range found[:min(len(found), firstResults)] {
		if other == id {
			return true
		}
	}
	return false
}
