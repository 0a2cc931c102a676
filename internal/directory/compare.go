package directory

import (
	"sort"

	"samenspel/internal/places"
)

// LookAlikes gives the entries that a person could take for this one, most alike first, at most n: those that answer
// the same needs, for the same people, in the same form, in a shared area. An entry of the same organisation is no
// look-alike: the choice is between organisations (inventory H41).
func LookAlikes(tree places.Tree, of Entry, among []Entry, n int) []Entry {
	type alike struct {
		entry Entry
		score float64
	}
	var found []alike
	for _, e := range among {
		if e.Service.ID == of.Service.ID || e.Organization.ID == of.Organization.ID {
			continue
		}
		if score := likeness(of.Service, e.Service); score > 0 && meet(tree, of.Service, e.Service) {
			found = append(found, alike{e, score})
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].score > found[j].score })
	var best []Entry
	for _, f := range found[:min(n, len(found))] {
		best = append(best, f.entry)
	}
	return best
}

// meet tells whether someone could use both services.
func meet(tree places.Tree, a, b Service) bool {
	if len(a.Serves) == 0 {
		return true
	}
	for _, area := range a.Serves {
		if ServesArea(b, tree, area) {
			return true
		}
	}
	return false
}

// likeness is 0 for services that share no need, and grows to 1 with what they share.
func likeness(a, b Service) float64 {
	needs := overlap(a.Needs, b.Needs)
	if needs == 0 {
		return 0
	}
	return 0.5*needs + 0.25*overlap(a.Audiences, b.Audiences) + 0.25*overlap(a.Forms, b.Forms)
}

// overlap is the part that two lists have in common: 1 for equal lists, 0 for strangers (Jaccard).
func overlap(a, b []string) float64 {
	have := map[string]bool{}
	for _, v := range a {
		have[v] = true
	}
	common, all := 0, len(have)
	for _, v := range b {
		if have[v] {
			common++
		} else {
			all++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(common) / float64(all)
}

// ServesArea tells whether someone in an area can use a service: it serves the whole network, the area, something
// around it, or something in it.
func ServesArea(s Service, tree places.Tree, area string) bool {
	if len(s.Serves) == 0 {
		return true
	}
	for _, id := range s.Serves {
		if tree.Within(area, id) || tree.Within(id, area) {
			return true
		}
	}
	return false
}
