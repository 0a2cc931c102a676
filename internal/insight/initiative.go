package insight

import (
	"slices"

	"samenspel/internal/suppress"
)

// Requests is how many requests got to an organisation; nil when that is too small to show.
type Requests struct {
	Organization string // id
	N            *int
}

// Initiatives gives how many requests got to each of these organisations: referrals, and answers of the information point
// that named it, each by id of the organisation. All others together are one row of the same table, so that nothing small
// follows from the whole. What got most comes first, and what is hidden last.
func Initiatives(ids []string, counted ...map[string]int) (all []Requests) {
	rows, whole := make([]suppress.Row, len(ids)+1), 0
	for i, id := range ids {
		rows[i].Key = id
	}
	for _, counts := range counted {
		for id, n := range counts {
			i := slices.Index(ids, id)
			if i < 0 {
				i = len(ids)
			}
			rows[i].N, whole = rows[i].N+n, whole+n
		}
	}
	for _, r := range suppress.Cut(suppress.Rule{Least: Inside}, suppress.Counts{N: whole}, rows)[:len(ids)] {
		all = append(all, Requests{r.Key, r.N})
	}
	slices.SortStableFunc(all, func(a, b Requests) int { return b.size() - a.size() })
	return all
}

func (r Requests) size() int {
	if r.N == nil {
		return -1
	}
	return *r.N
}
