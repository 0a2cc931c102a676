package places

import (
	"sort"
	"strings"

	"github.com/paulmach/orb"
)

// Kind is the level of an area.
type Kind string

// The levels, from large to small.
const (
	Gemeente Kind = "gemeente"
	Wijk     Kind = "wijk"
	Buurt    Kind = "buurt"
	Streets  Kind = "streets"
)

// MaxResidents bounds the number of residents of an area.
const MaxResidents = 10_000_000

// Area is one node of the tree of places.
type Area struct {
	ID        string
	ParentID  string // "" for the root
	Kind      Kind
	Code      string // such as "WK034401"
	CodeYear  int    // edition of the code, 0 = unknown
	Name      string
	Slug      string
	Residents int              // 0 = not known
	Boundary  orb.MultiPolygon // degrees, longitude first; empty = not drawn
}

// Tree is the areas of a network, without boundaries. Its zero value is a network without areas.
type Tree struct {
	areas    map[string]Area
	children map[string][]string
}

// NewTree gives the tree of these areas.
func NewTree(areas []Area) Tree {
	t := Tree{areas: map[string]Area{}, children: map[string][]string{}}
	sorted := append([]Area(nil), areas...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Name < sorted[j].Name })
	for _, a := range sorted {
		t.areas[a.ID] = a
		t.children[a.ParentID] = append(t.children[a.ParentID], a.ID)
	}
	return t
}

// Empty tells whether there are no areas.
func (t Tree) Empty() bool { return len(t.areas) == 0 }

// Get gives the area with an id.
func (t Tree) Get(id string) (Area, bool) {
	a, ok := t.areas[id]
	return a, ok
}

// BySlug gives the area with a slug.
func (t Tree) BySlug(slug string) (Area, bool) {
	for _, a := range t.areas {
		if a.Slug == slug {
			return a, true
		}
	}
	return Area{}, false
}

// Kind gives all areas of a kind, by name.
func (t Tree) Kind(kind Kind) []Area {
	var found []Area
	for _, a := range t.areas {
		if a.Kind == kind {
			found = append(found, a)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Name < found[j].Name })
	return found
}

// Children gives the areas directly below an area, by name. The children of "" are the roots.
func (t Tree) Children(id string) []Area {
	var found []Area
	for _, child := range t.children[id] {
		found = append(found, t.areas[child])
	}
	return found
}

// Path gives the area and what it lies in, from the area up to the root.
func (t Tree) Path(id string) []Area {
	var path []Area
	for a, ok := t.areas[id]; ok && len(path) <= len(t.areas); a, ok = t.areas[a.ParentID] {
		path = append(path, a)
	}
	return path
}

// Within tells whether an area is the other one or lies in it.
func (t Tree) Within(id, ancestor string) bool {
	for _, a := range t.Path(id) {
		if a.ID == ancestor {
			return true
		}
	}
	return false
}

// WijkOf gives the wijk an area is or lies in.
func (t Tree) WijkOf(id string) (Area, bool) {
	for _, a := range t.Path(id) {
		if a.Kind == Wijk {
			return a, true
		}
	}
	return Area{}, false
}

// Named finds areas by name or code, not minding case; the largest area comes first.
func (t Tree) Named(name string) []Area {
	var found []Area
	for _, a := range t.areas {
		if strings.EqualFold(a.Name, name) || strings.EqualFold(a.Code, name) {
			found = append(found, a)
		}
	}
	sort.Slice(found, func(i, j int) bool {
		if pi, pj := len(t.Path(found[i].ID)), len(t.Path(found[j].ID)); pi != pj {
			return pi < pj
		}
		return found[i].Code < found[j].Code
	})
	return found
}

// Areas gives every area, by name.
func (t Tree) Areas() []Area {
	all := make([]Area, 0, len(t.areas))
	for _, a := range t.areas {
		all = append(all, a)
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].Name < all[j].Name || all[i].Name == all[j].Name && all[i].ID < all[j].ID
	})
	return all
}
