package places

import (
	"sort"
	"strings"

	"github.com/paulmach/orb"

	"samenspel/internal/errs"
)

// Town is what an import needs to know of the network when a file does not name the municipality.
type Town struct{ Code, Name string }

// plan decides what a list of drafts means for the tree there is: which areas are new, which change. It gives every
// area to write, parents first. Nothing is removed.
func plan(tree Tree, drafts []Draft, town Town, newID func() string, slugs func(name, code string) string) ([]Area, error) {
	p := planner{byCode: map[string]Area{}, byName: map[string][]Area{}, newID: newID, slugs: slugs}
	for _, a := range tree.Areas() {
		p.know(a)
	}
	p.town(drafts, town)
	var problems errs.Problems
	for _, d := range order(drafts) {
		if err := p.add(d); err != nil {
			problems = append(problems, problem(d.Row, err))
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return p.write, nil
}

type planner struct {
	byCode map[string]Area
	byName map[string][]Area
	write  []Area
	newID  func() string
	slugs  func(name, code string) string
}

func (p *planner) know(a Area) {
	p.byCode[a.Code] = a
	p.byName[strings.ToLower(a.Name)] = append(p.byName[strings.ToLower(a.Name)], a)
}

var depth = map[Kind]int{Gemeente: 0, Wijk: 1, Buurt: 2, Streets: 3}

// order puts parents before children.
func order(drafts []Draft) []Draft {
	sorted := append([]Draft(nil), drafts...)
	sort.SliceStable(sorted, func(i, j int) bool { return depth[sorted[i].kind()] < depth[sorted[j].kind()] })
	return sorted
}

// kind is the level a draft says, or the one its code tells, or a wijk.
func (d Draft) kind() Kind {
	if d.Kind != "" {
		return d.Kind
	}
	switch {
	case strings.HasPrefix(d.Code, "GM"):
		return Gemeente
	case strings.HasPrefix(d.Code, "BU"):
		return Buurt
	}
	return Wijk
}

// parentCode is the code of the area a draft lies in: as it says, or as CBS codes tell.
func (d Draft) parentCode() string {
	switch {
	case d.Parent != "":
		return d.Parent
	case d.kind() == Buurt && len(d.Code) == 10:
		return "WK" + d.Code[2:8]
	case d.kind() == Wijk && len(d.Code) == 8:
		return "GM" + d.Code[2:6]
	}
	return ""
}

// town makes sure that there is a municipality to hang wijken on, under the code that the drafts know it by.
func (p *planner) town(drafts []Draft, town Town) {
	for _, d := range drafts {
		if d.kind() == Gemeente {
			return
		}
		if d.kind() == Wijk && town.Code == "" {
			town.Code = d.parentCode()
		}
	}
	for _, a := range p.byCode {
		if a.Kind == Gemeente && provisional(a.Code) && town.Code != "" {
			a.Code = town.Code
			p.put(a)
		}
		if a.Kind == Gemeente {
			return
		}
	}
	if town.Code == "" {
		town.Code = "GM-" + strings.ToLower(town.Name)
	}
	p.put(Area{Kind: Gemeente, Code: town.Code, Name: town.Name})
}

// provisional tells whether a code was made here, for want of an official one.
func provisional(code string) bool { return strings.Contains(code, "-") }

func (p *planner) put(a Area) {
	if a.ID == "" {
		a.ID = p.newID()
		a.Slug = p.slugs(a.Name, a.Code)
	}
	p.know(a)
	p.write = append(p.write, a)
}

func (p *planner) add(d Draft) error {
	if _, known := depth[d.kind()]; !known {
		return wrong{"kind", string(d.Kind)}
	}
	a, known := p.known(d)
	if !known {
		a = Area{Kind: d.kind(), Code: d.Code}
		if a.Code == "" {
			a.Code = string(a.Kind) + "-" + strings.ToLower(d.Name)
		}
	}
	if d.Code != "" {
		a.Code = d.Code
	}
	a.Name = d.Name
	if d.Year > 0 {
		a.CodeYear = d.Year
	}
	if d.Residents > 0 {
		a.Residents = d.Residents
	}
	if len(d.Boundary) > 0 {
		a.Boundary = d.Boundary
	}
	if a.Kind != Gemeente {
		parent, err := p.parent(d)
		if err != nil {
			return err
		}
		a.ParentID = parent.ID
	}
	p.put(a)
	return nil
}

// known finds the area a draft is about: by code, or by name among its own kind when one of them has no official code.
func (p *planner) known(d Draft) (Area, bool) {
	if a, ok := p.byCode[d.Code]; ok && d.Code != "" {
		return a, true
	}
	for _, a := range p.byName[strings.ToLower(d.Name)] {
		if a.Kind == d.kind() && (d.Code == "" || provisional(a.Code)) {
			return a, true
		}
	}
	return Area{}, false
}

func (p *planner) parent(d Draft) (Area, error) {
	if parent, ok := p.byCode[d.parentCode()]; ok && depth[parent.Kind] < depth[d.kind()] {
		return parent, nil
	}
	if d.kind() == Wijk {
		for _, a := range p.byCode {
			if a.Kind == Gemeente && (d.parentCode() == "" || d.parentCode() == a.Code) {
				return a, nil
			}
		}
	}
	return Area{}, wrong{"parent", d.parentCode()}
}

// detail is the part of the width of a town that a border may move when it is made simpler. On a map of 960 units
// that is less than one unit.
const detail = 1.0 / 1600

// simplifyLevels makes the boundaries of each level simpler together.
func simplifyLevels(drafts []Draft) {
	for kind := range depth {
		var of []int
		var boundaries []orb.MultiPolygon
		for i, d := range drafts {
			if d.kind() == kind && len(d.Boundary) > 0 {
				of = append(of, i)
				boundaries = append(boundaries, d.Boundary)
			}
		}
		for i, simple := range Simplify(boundaries, detail*width(boundaries)) {
			drafts[of[i]].Boundary = simple
		}
	}
}

func width(boundaries []orb.MultiPolygon) float64 {
	var all orb.Collection
	for _, b := range boundaries {
		all = append(all, b)
	}
	if len(all) == 0 {
		return 0
	}
	return all.Bound().Right() - all.Bound().Left()
}
