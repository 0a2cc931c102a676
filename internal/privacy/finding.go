package privacy

import (
	"cmp"
	"slices"
)

// Kind is a kind of identifier.
type Kind int

// The kinds. Of two findings that overlap, the kind that stands first here is kept.
const (
	BSN      Kind = iota + 1 // citizen service number (burgerservicenummer)
	IBAN                     // bank account
	Email                    // e-mail address
	Phone                    // telephone number
	Profile                  // page or name on a social medium
	Postcode                 // postcode of six places, with the house number if there is one
	Address                  // street with a house number
	Date                     // date of birth, or another that is long ago
	Number                   // number of a file, policy, client or car
	Name                     // name or initials
)

// Kinds are all kinds.
var Kinds = []Kind{BSN, IBAN, Email, Phone, Profile, Postcode, Address, Date, Number, Name}

var kindNames = [...]string{"", "bsn", "iban", "email", "phone", "profile", "postcode", "address", "date", "number", "name"}

// String gives the code of the kind, such as "phone".
func (k Kind) String() string {
	if k < BSN || k > Name {
		return "unknown"
	}
	return kindNames[k]
}

// Finding is a place in a text that could identify a person. Start and End are bytes of the text, on the borders of
// its characters. Sure means that the form leaves no doubt.
type Finding struct {
	Kind       Kind
	Start, End int
	Sure       bool
}

// merge puts findings in order and makes one of those that overlap.
func merge(found []Finding) []Finding {
	slices.SortFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var apart []Finding
	for _, f := range found {
		last := len(apart) - 1
		if last < 0 || f.Start >= apart[last].End {
			apart = append(apart, f)
			continue
		}
		l := &apart[last]
		l.Kind, l.End, l.Sure = min(l.Kind, f.Kind), max(l.End, f.End), l.Sure || f.Sure
	}
	return apart
}
