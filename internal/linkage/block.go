package linkage

import (
	"cmp"
	"iter"
	"slices"

	"samenspel/internal/directory"
)

const (
	// mostShare is how many records may share a telephone number or a site before it stops saying who they are: that
	// of a town hall, or of a national organisation with branches everywhere.
	mostShare = 10
	// largestBlock is how many records may share a key before it stops being one. It bounds the work: a record is
	// compared with at most this many others for each of its keys.
	largestBlock = 50
	// shortestWord is how many letters a word has that can be a key.
	shortestWord = 4
	// prefix is how many letters of a name are a key, for names with a mistake further on.
	prefix = 5
)

// forgetShared takes from the records what too many of them share.
func forgetShared(all []traits) {
	phones, sites := map[string]int{}, map[string]int{}
	for _, t := range all {
		phones[t.phone]++
		sites[t.site]++
	}
	for i := range all {
		if phones[all[i].phone] > mostShare {
			all[i].phone = ""
		}
		if sites[all[i].site] > mostShare {
			all[i].site = ""
		}
	}
}

// keys are what a record shares with those it is worth comparing to.
func (t traits) keys() []string {
	var keys []string
	add := func(kind, value string) {
		if value != "" {
			keys = append(keys, t.Group+"|"+kind+"|"+value)
		}
	}
	for _, word := range t.words {
		if len(word) >= shortestWord {
			add("word", word)
		}
	}
	add("name", t.joined)
	add("start", t.joined[:min(prefix, len(t.joined))])
	for _, h := range t.houses {
		add("house", h.postcode+" "+h.number)
	}
	add("phone", t.phone)
	add("site", t.site)
	slices.Sort(keys)
	return slices.Compact(keys)
}

// pairs gives the places in all of two records that share a key, each pair once, the first before the second.
func pairs(all []traits) iter.Seq2[int, int] {
	keys := make([][]string, len(all))
	blocks := map[string][]int{}
	for i, t := range all {
		keys[i] = t.keys()
		for _, key := range keys[i] {
			blocks[key] = append(blocks[key], i)
		}
	}
	return func(yield func(int, int) bool) {
		for i := range all {
			var near []int
			for _, key := range keys[i] {
				if block := blocks[key]; len(block) <= largestBlock {
					at, _ := slices.BinarySearch(block, i)
					near = append(near, block[at+1:]...)
				}
			}
			slices.Sort(near)
			for _, j := range slices.Compact(near) {
				if !yield(i, j) {
					return
				}
			}
		}
	}
}

// Pair is two records that may be the same. Left is the one with the lower id.
type Pair struct {
	Left, Right string // ids
	Score       Score
	Sure        bool // the program may merge it
}

// Find gives the pairs of records worth proposing, by left and right. Towns are names that may stand at the end of the
// name of a record.
func Find(kind directory.RecordKind, records []Record, towns []string) []Pair {
	all := make([]traits, len(records))
	for i, r := range records {
		all[i] = traitsOf(r, towns)
	}
	slices.SortFunc(all, func(a, b traits) int { return cmp.Compare(a.ID, b.ID) })
	forgetShared(all)
	var found []Pair
	for i, j := range pairs(all) {
		if score := models[kind].score(all[i], all[j]); score.Proposed() {
			found = append(found, Pair{all[i].ID, all[j].ID, score, kind == directory.OrganizationRecord && all[i].Source != all[j].Source && score.Sure()})
		}
	}
	return found
}
