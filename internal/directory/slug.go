package directory

import (
	"strconv"
	"strings"

	"samenspel/internal/i18n"
)

// Slugs hands out slugs that are unique among those it knows.
type Slugs map[string]bool

// Take gives a free slug and keeps it: made from the name, then the name with more detail, then with a number.
func (s Slugs) Take(name, detail, fallback string) string {
	base := i18n.Slug(name)
	if base == "" {
		base = fallback
	}
	for _, candidate := range []string{base, strings.Trim(base+"-"+i18n.Slug(detail), "-")} {
		if !s[candidate] {
			s[candidate] = true
			return candidate
		}
	}
	for n := 2; ; n++ {
		candidate := base + "-" + strconv.Itoa(n)
		if !s[candidate] {
			s[candidate] = true
			return candidate
		}
	}
}
