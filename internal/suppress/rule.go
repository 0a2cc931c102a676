package suppress

import "slices"

// Rule says what is small, and which things say something of each other.
type Rule struct {
	Least int // the threshold: the smallest count that may be shown
	Links []Link
}

// Link is between two things by their places in Of: whatever Part is true of, Whole is true of too. The difference of
// their counts is a count as well, and where that is small Yields, one of the two, is hidden. Links make no circle.
type Link struct {
	Part, Whole, Yields int
	Twins               bool // one may write down no difference: when there is none at all, both say the same
}

// other gives the thing at the other end.
func (l Link) other() int { return l.Part + l.Whole - l.Yields }

// on leaves out the links that counts do not have: those without things, and those of lists that were taken over, in which
// a part may be more than its whole.
func (rule Rule) on(c Counts) Rule {
	rule.Links = slices.DeleteFunc(slices.Clone(rule.Links), func(l Link) bool { return len(c.Of) == 0 || c.Of[l.Part] > c.Of[l.Whole] })
	return rule
}

// order gives the places of things, each after those that it yields to.
func (rule Rule) order(things int) (all []int) {
	for len(all) < things {
		for of := range things {
			if !slices.Contains(all, of) && !slices.ContainsFunc(rule.Links, func(l Link) bool { return l.Yields == of && !slices.Contains(all, l.other()) }) {
				all = append(all, of)
			}
		}
	}
	return all
}

// twin gives the other thing that has the same count, when there is no difference to hide, or -1.
func (rule Rule) twin(c Counts, of int) int {
	for _, l := range rule.Links {
		if l.Twins && l.Yields == of && c.Of[l.Part] == c.Of[l.Whole] {
			return l.other()
		}
	}
	return -1
}

// member gives what a thing and what it yields to divide: how many more it is true of than its parts, and how many fewer
// than its wholes. A twin divides nothing.
func (rule Rule) member(c Counts, of, twin int) member {
	from, to := 0, c.N
	for _, l := range rule.Links {
		switch {
		case l.Yields != of || l.other() == twin:
		case l.Whole == of:
			from = max(from, c.Of[l.Part])
		default:
			to = min(to, c.Of[l.Whole])
		}
	}
	return member{n: c.Of[of] - from, rest: to - c.Of[of]}
}
