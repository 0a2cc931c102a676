package linkage

import (
	"maps"
	"slices"
)

// Merge says that two records are the same, and which of them goes on.
type Merge struct{ Survivor, Merged string }

// Survivors gives for every record that another stands for, which one: a function of the merges in force, in whatever
// order they were made or undone. Records that merges connect form one cluster. Its survivor is the oldest record that
// no merge in the cluster gave up, or the oldest of all when the merges contradict each other.
func Survivors(merges []Merge) map[string]string {
	c, given := clusters{}, map[string]bool{}
	for _, m := range merges {
		given[m.Merged] = true
		c.unite(m.Survivor, m.Merged)
	}
	best := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(c)) {
		head := c.head(id)
		if now, known := best[head]; !known || given[now] && !given[id] {
			best[head] = id
		}
	}
	stands := map[string]string{}
	for id := range c {
		if survivor := best[c.head(id)]; survivor != id {
			stands[id] = survivor
		}
	}
	return stands
}

// clusters are records that belong together. Each points at another of its cluster, and the head at itself.
type clusters map[string]string

// head gives the one of its cluster that all others lead to. A record that is in none is its own.
func (c clusters) head(id string) string {
	for c[id] != id && c[id] != "" {
		c[id] = c[c[id]]
		id = c[id]
	}
	return id
}

func (c clusters) unite(a, b string) {
	for _, id := range []string{a, b} {
		if c[id] == "" {
			c[id] = id
		}
	}
	c[c.head(b)] = c.head(a)
}

// clustersOf gives what the merges in force bring together.
func clustersOf(all []known) clusters {
	c := clusters{}
	for _, k := range all {
		if k.state == Merged {
			c.unite(k.key.left, k.key.right)
		}
	}
	return c
}

// apart gives the pairs of clusters of which someone said that they are not the same.
func (c clusters) apart(all []known) map[pairKey]bool {
	told := map[pairKey]bool{}
	for _, k := range all {
		if k.state == Different {
			told[keyOf(c.head(k.key.left), c.head(k.key.right))] = true
		}
	}
	return told
}

// contradicts tells whether the merges in force make one of two records that were told apart.
func contradicts(all []known) bool {
	for key := range clustersOf(all).apart(all) {
		if key.left == key.right {
			return true
		}
	}
	return false
}
