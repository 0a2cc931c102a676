package linkage

import (
	"math"
	"slices"
	"strings"

	"samenspel/internal/directory"
)

// Record is what is known of an organisation or a service, as its source writes it.
type Record struct {
	ID     string
	Group  string // only records of one group are compared: services of one organisation
	Source string
	Name   string // or title
	Phone  string
	Email  string
	URL    string
	Needs  []string // codes; services only
	Places []Place
}

// Place is where a record says it is.
type Place struct {
	Address  string // street and number
	Postcode string
	Town     string
	Point    *directory.Point
}

// traits are the parts of a record in the form in which they are compared.
type traits struct {
	Record
	words  []string // of the name, sorted
	joined string   // those words as one
	shape  letters  // of joined
	head   string   // the same of the name before a bracket, dash or comma
	phone  string
	site   string
	houses []house
	points []directory.Point
}

// traitsOf brings a record into the form for comparing. Towns are names that may stand at the end of a name.
func traitsOf(r Record, towns []string) traits {
	t := traits{Record: r, phone: phoneOf(r.Phone), site: siteOf(r.URL, r.Email)}
	for _, p := range r.Places {
		towns = append(slices.Clip(towns), p.Town)
		if h := houseOf(p.Address, p.Postcode); h.number != "" {
			t.houses = append(t.houses, h)
		}
		if p.Point != nil {
			t.points = append(t.points, *p.Point)
		}
	}
	t.words = nameWords(r.Name, towns)
	t.joined = strings.Join(t.words, "")
	t.shape = lettersOf(t.joined)
	t.head = strings.Join(nameWords(headOf(r.Name), towns), "")
	return t
}

// The levels of agreement. Unknown says nothing: one of the two has no such field.
const (
	Unknown = ""
	Same    = "same"
	Close   = "close"
	Part    = "part"
	Other   = "other"
)

// closeName is how alike two names are that a typing error, or another way of writing, could have made.
const closeName = 0.8

func compareNames(a, b traits) string {
	switch {
	case a.joined == "" || b.joined == "":
		return Unknown
	case a.joined == b.joined:
		return Same
	case alike(a.shape, b.shape) >= closeName:
		return Close
	case contains(a.words, b.words) || contains(b.words, a.words) || a.head == b.head:
		return Part
	}
	return Other
}

func contains(all, some []string) bool {
	for _, w := range some {
		if !slices.Contains(all, w) {
			return false
		}
	}
	return true
}

func compareHouses(a, b traits) string {
	best := Unknown
	for _, x := range a.houses {
		for _, y := range b.houses {
			best = better(best, compareHouse(x, y))
		}
	}
	return best
}

// dutchPostcode is how long a postcode is that with a number names one house; a shorter one names an area.
const dutchPostcode = 6

// closeStreet is how alike two names of streets are that can be one street.
const closeStreet = 0.9

func compareHouse(a, b house) string {
	full := len(a.postcode) == dutchPostcode && len(b.postcode) == dutchPostcode
	samePostcode := full && a.postcode == b.postcode
	sameStreet := sameArea(a.postcode, b.postcode) && alike(a.shape, b.shape) >= closeStreet
	switch {
	case a.number == b.number && (samePostcode || sameStreet):
		return Same
	case samePostcode || sameStreet:
		return Close
	}
	return Other
}

// sameArea tells whether two postcodes can be of one town: their first four characters agree, or one is not known. A
// street is in many towns.
func sameArea(a, b string) bool {
	return len(a) < 4 || len(b) < 4 || a[:4] == b[:4]
}

// ranks are the levels from strong to weak.
var ranks = []string{Same, Close, Part, Other, Unknown}

func better(a, b string) string {
	if slices.Index(ranks, a) <= slices.Index(ranks, b) {
		return a
	}
	return b
}

func comparePhones(a, b traits) string { return compareTexts(a.phone, b.phone) }

func compareSites(a, b traits) string { return compareTexts(a.site, b.site) }

func compareTexts(a, b string) string {
	switch {
	case a == "" || b == "":
		return Unknown
	case a == b:
		return Same
	}
	return Other
}

// compareSpots compares coordinates where addresses cannot be compared, so that one place does not count twice.
func compareSpots(a, b traits) string {
	best := Unknown
	if len(a.houses) > 0 && len(b.houses) > 0 {
		return best
	}
	for _, p := range a.points {
		for _, q := range b.points {
			best = better(best, compareSpot(p, q))
		}
	}
	return best
}

func compareSpot(p, q directory.Point) string {
	switch d := metres(p, q); {
	case d <= 50:
		return Same
	case d <= 500:
		return Close
	}
	return Other
}

// metres is the distance between points that are not far apart.
func metres(p, q directory.Point) float64 {
	const perDegree = 111_195
	north := (p.Latitude - q.Latitude) * perDegree
	east := (p.Longitude - q.Longitude) * perDegree * math.Cos(p.Latitude*math.Pi/180)
	return math.Hypot(north, east)
}

func compareNeeds(a, b traits) string {
	if len(a.Needs) == 0 || len(b.Needs) == 0 {
		return Unknown
	}
	some := func(code string) bool { return slices.Contains(b.Needs, code) }
	switch {
	case contains(a.Needs, b.Needs) && contains(b.Needs, a.Needs):
		return Same
	case slices.ContainsFunc(a.Needs, some):
		return Part
	}
	return Other
}
