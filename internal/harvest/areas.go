package harvest

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"samenspel/internal/i18n"
	"samenspel/internal/places"
)

// areas finds areas by the names that a source uses. In a network that has none they are made as they come: wijken of
// the town.
type areas struct {
	tree  places.Tree
	town  string // where a row names none
	fixed bool   // nothing is made
	newID func() string
	known map[[2]string]string // id by town and name, "" = unknown
	warn  func(row int, field, text string)

	made    []places.Area
	madeIDs map[string]string // by kind, town and name
	slugs   map[string]bool
	codes   map[string]bool
}

func newAreas(tree places.Tree, town string, newID func() string, warn func(row int, field, text string)) *areas {
	return &areas{tree: tree, town: town, newID: newID, warn: warn, known: map[[2]string]string{},
		madeIDs: map[string]string{}, slugs: map[string]bool{}, codes: map[string]bool{}}
}

// find gives the id of an area, or "" for a name that is empty or unknown. An unknown name is warned about in the
// column of field.
func (a *areas) find(row int, field, inTown, name string) string {
	if name == "" && inTown == "" {
		return ""
	}
	key := [2]string{fold(inTown), fold(name)}
	id, ok := a.known[key]
	if !ok && strings.HasPrefix(name, areaMark) {
		id = a.told(name)
	} else if !ok && a.tree.Empty() && !a.fixed {
		id = a.create(inTown, name)
	} else if !ok {
		id = a.search(inTown, name)
	}
	a.known[key] = id
	if id == "" {
		a.warn(row, field, a.unknown(inTown, name))
	}
	return id
}

// search looks in the areas of the network: for the town, or for a name in that town.
func (a *areas) search(inTown, name string) string {
	towns := a.towns(inTown)
	if a.noTown(inTown) {
		return ""
	}
	if name == "" {
		name = inTown
	}
	for _, found := range a.tree.Named(name) {
		if len(towns) == 0 || a.tree.Within(found.ID, towns[0].ID) {
			return found.ID
		}
	}
	return ""
}

func (a *areas) towns(name string) []places.Area {
	return slices.DeleteFunc(a.tree.Named(name), func(t places.Area) bool { return t.Kind != places.Gemeente })
}

// noTown tells whether a row lies in a town that this network does not have.
func (a *areas) noTown(name string) bool {
	return name != "" && len(a.towns(name)) == 0 && len(a.tree.Kind(places.Gemeente)) > 0
}

// unknown says that an area is not known, and which names are like it.
func (a *areas) unknown(inTown, name string) string {
	if name == "" || a.noTown(inTown) {
		name = inTown
	}
	if _, label, ours := strings.Cut(name, "#"); ours && strings.HasPrefix(name, areaMark) {
		name = label
	}
	text := fmt.Sprintf("%q is not an area of this network and is left out", name)
	if near := nearest(name, a.names(), 3); len(near) > 0 {
		text += "; did you mean " + strings.ReplaceAll(quoted(near), `", "`, `" or "`) + "?"
	}
	return text
}

func (a *areas) names() (names []string) {
	for _, area := range a.tree.Areas() {
		names = append(names, area.Name)
	}
	sort.Strings(names)
	return slices.Compact(names)
}

// create gives the id of an area in a network that had none before this run.
func (a *areas) create(inTown, name string) string {
	if inTown == "" {
		inTown = a.town
	}
	parent := ""
	if inTown != "" {
		parent = a.add(places.Area{Kind: places.Gemeente, Name: inTown}, "GM", inTown)
	}
	if name == "" || strings.EqualFold(name, inTown) {
		return parent
	}
	return a.add(places.Area{Kind: places.Wijk, Name: name, ParentID: parent}, "wijk", inTown)
}

func (a *areas) add(area places.Area, prefix, inTown string) string {
	key := fold(string(area.Kind) + "\n" + inTown + "\n" + area.Name)
	if id, ok := a.madeIDs[key]; ok {
		return id
	}
	area.ID = a.newID()
	area.Slug = free(a.slugs, i18n.Slug(area.Name), i18n.Slug(inTown))
	area.Code = free(a.codes, prefix+"-"+fold(area.Name), fold(inTown))
	a.madeIDs[key] = area.ID
	a.made = append(a.made, area)
	return area.ID
}

// free gives a text that is not taken yet, and takes it: base, base with detail, or base with a number.
func free(taken map[string]bool, base, detail string) string {
	candidate := strings.Trim(base, "-")
	if candidate == "" || taken[candidate] {
		candidate = strings.Trim(base+"-"+detail, "-")
	}
	for n := 2; candidate == "" || taken[candidate]; n++ {
		candidate = fmt.Sprintf("%s-%d", strings.Trim(base+"-"+detail, "-"), n)
	}
	taken[candidate] = true
	return candidate
}

// nearest gives the names that could be meant by a name, at most n, the likeliest first.
func nearest(name string, among []string, n int) []string {
	type near struct {
		name     string
		distance int
	}
	var found []near
	most := max(2, len([]rune(name))/3)
	for _, candidate := range among {
		if d := distance(fold(name), fold(candidate)); d <= most {
			found = append(found, near{candidate, d})
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].distance < found[j].distance })
	var names []string
	for _, f := range found[:min(n, len(found))] {
		names = append(names, f.name)
	}
	return names
}

// distance counts the letters to add, take out, replace or swap with their neighbour to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before, above []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before, above, row = above, row, make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			replace := above[j]
			if x[i] != y[j] {
				replace++
			}
			row[j+1] = min(replace, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(y)]
}
