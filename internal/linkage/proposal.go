package linkage

import (
	"cmp"
	"slices"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/directory"
)

// JobKind is the name of the job that searches at night.
const JobKind = "linkage"

// State is where a pair is.
type State string

// The states.
const (
	Open      State = "open"      // an editor should look
	Merged    State = "merged"    // they are the same; one stands for the other
	Different State = "different" // they are not the same
)

// States are all of them.
var States = []State{Open, Merged, Different}

// Proposal is a pair with what is known of both and what was decided.
type Proposal struct {
	ID          string
	Kind        directory.RecordKind
	Left, Right Side
	Score       Score
	State       State
	Survivor    string // id of the one that stands for the other; "" unless merged
	Automatic   bool   // merged by the program
	Found       time.Time
	Decided     *time.Time
}

// Side is one of the two, as its source writes it.
type Side struct {
	ID           string
	Slug         string
	Name         string // or title
	Origin       directory.Origin
	Organization string // name of the organisation of a service
	Description  string
	Phone        string
	Email        string
	URL          string
	Needs        []string // codes; of a service
	Addresses    []string // public ones
	Services     int      // how many an organisation has
	Stands       string   // id of the record that stands for this one; "" = itself
}

// pairKey names a pair: its two ids, the lower first.
type pairKey struct{ left, right string }

func keyOf(a, b string) pairKey { return pairKey{min(a, b), max(a, b)} }

// known is a pair that is stored.
type known struct {
	id       string
	key      pairKey
	state    State
	survivor string
	touched  bool // someone decided about it, once
}

func (k known) merge() Merge {
	if k.survivor == k.key.left {
		return Merge{Survivor: k.key.left, Merged: k.key.right}
	}
	return Merge{Survivor: k.key.right, Merged: k.key.left}
}

// mergesOf gives the merges in force.
func mergesOf(all []known) []Merge {
	var merges []Merge
	for _, k := range all {
		if k.state == Merged {
			merges = append(merges, k.merge())
		}
	}
	return merges
}

// update is what one search for pairs does to those that are stored.
type update struct {
	add  []entered       // not stored yet
	seen map[string]Pair // by id: open, and found again
	gone []string        // ids: open, never decided, and no longer alike
}

// entered is a new pair with its state.
type entered struct {
	known
	Pair
}

// decide holds what a search found against what is stored. Pairs are about whole clusters: what was rejected between any
// of their members is rejected, and what is one already is no pair. A sure pair is merged when it is seen for the first
// time, on the record that has been here longest.
func decide(found []Pair, stored []known) update {
	stands := Survivors(mergesOf(stored))
	self := func(id string) string { return or(stands[id], id) }
	have, rejected := map[pairKey]known{}, map[pairKey]bool{}
	for _, k := range stored {
		have[k.key] = k
		if k.state == Different {
			rejected[keyOf(self(k.key.left), self(k.key.right))] = true
		}
	}
	u := update{seen: map[string]Pair{}}
	for key, p := range strongest(found, self) {
		k, there := have[key]
		switch {
		case rejected[key]:
		case there && k.state == Open:
			u.seen[k.id] = p
		case !there:
			u.add = append(u.add, entered{known{id: db.NewID(), key: key, state: Open}, p})
		}
	}
	for _, k := range stored {
		if _, again := u.seen[k.id]; k.state == Open && !k.touched && !again {
			u.gone = append(u.gone, k.id)
		}
	}
	mergeSure(u.add, stored)
	return u
}

// strongest gives the pairs of clusters that were found, each with the score of its most alike members.
func strongest(found []Pair, self func(string) string) map[pairKey]Pair {
	best := map[pairKey]Pair{}
	for _, p := range found {
		key := keyOf(self(p.Left), self(p.Right))
		if now, there := best[key]; key.left != key.right && (!there || now.Score.Weight < p.Score.Weight) {
			best[key] = p
		}
	}
	return best
}

// mergeSure merges the new pairs that are sure, the surest first, but for those that would bring together what someone
// told apart.
func mergeSure(add []entered, stored []known) {
	slices.SortFunc(add, func(a, b entered) int {
		return cmp.Or(cmp.Compare(b.Score.Weight, a.Score.Weight), cmp.Compare(a.key.left, b.key.left), cmp.Compare(a.key.right, b.key.right))
	})
	c := clustersOf(stored)
	different := slices.DeleteFunc(slices.Clone(stored), func(k known) bool { return k.state != Different })
	told := c.apart(different)
	for i := range add {
		left, right := c.head(add[i].key.left), c.head(add[i].key.right)
		if !add[i].Sure || told[keyOf(left, right)] {
			continue
		}
		add[i].state, add[i].survivor = Merged, add[i].key.left
		c.unite(left, right)
		if len(told) > 0 {
			told = c.apart(different)
		}
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
