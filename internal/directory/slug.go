package directory

import (
	"hash/maphash"
	"strconv"
	"strings"

	"samenspel/internal/i18n"
)

// Slugs hands out slugs that are unique among those it knows. It keeps a hash of each, and the last number that was
// given behind it, so that a million fit in memory.
type Slugs map[uint64]int

var slugSeed = maphash.MakeSeed()

// Add keeps a slug that is taken.
func (s Slugs) Add(slug string) { s[maphash.String(slugSeed, slug)] += 0 }

func (s Slugs) free(slug string) bool {
	_, taken := s[maphash.String(slugSeed, slug)]
	return !taken
}

// Take gives a free slug and keeps it: made from the name, then the name with more detail, then with a number.
func (s Slugs) Take(name, detail, fallback string) string {
	base := i18n.Slug(name)
	if base == "" {
		base = fallback
	}
	for _, candidate := range []string{base, strings.Trim(base+"-"+i18n.Slug(detail), "-")} {
		if s.free(candidate) {
			s.Add(candidate)
			return candidate
		}
	}
	key := maphash.String(slugSeed, base)
	for n := max(2, s[key]+1); ; n++ {
		candidate := base + "-" + strconv.Itoa(n)
		if s.free(candidate) {
			s.Add(candidate)
			s[key] = n
			return candidate
		}
	}
}
