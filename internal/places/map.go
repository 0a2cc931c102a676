package places

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Map is a drawing of areas that fits a page: a view box of Width × Height units and one shape for each area.
type Map struct {
	Width, Height int
	Shapes        []Shape
}

// Shape is one area on a map: the d of an SVG path and where its name can stand.
type Shape struct {
	Area   Area
	Path   string
	LabelX int
	LabelY int
}

// mapWidth is the width of every map in units: fine enough for a wide screen, coarse enough to stay small.
const mapWidth = 960

// Draw draws the areas that have a boundary, in the order given.
func Draw(areas []Area) Map {
	var bound orb.Bound
	drawn := false
	for _, a := range areas {
		if len(a.Boundary) == 0 {
			continue
		}
		if !drawn {
			bound, drawn = a.Boundary.Bound(), true
		}
		bound = bound.Union(a.Boundary.Bound())
	}
	if !drawn || bound.Left() == bound.Right() {
		return Map{}
	}
	view := newProjection(bound)
	m := Map{Width: mapWidth, Height: view.height}
	for _, a := range areas {
		if len(a.Boundary) > 0 {
			m.Shapes = append(m.Shapes, view.shape(a))
		}
	}
	return m
}

// projection lays degrees on the map. At the size of a town a plane with the width of a degree at this latitude is
// exact enough.
type projection struct {
	left, top, perX, perY float64
	height                int
}

func newProjection(b orb.Bound) projection {
	perX := mapWidth / (b.Right() - b.Left())
	perY := perX / math.Cos((b.Top()+b.Bottom())/2*math.Pi/180)
	return projection{b.Left(), b.Top(), perX, perY, max(1, int(math.Ceil((b.Top()-b.Bottom())*perY)))}
}

func (v projection) at(p orb.Point) (x, y int) {
	return int(math.Round((p[0] - v.left) * v.perX)), int(math.Round((v.top - p[1]) * v.perY))
}

func (v projection) shape(a Area) Shape {
	var path strings.Builder
	for _, polygon := range a.Boundary {
		for _, ring := range polygon {
			v.draw(&path, ring)
		}
	}
	s := Shape{Area: a, Path: path.String()}
	s.LabelX, s.LabelY = v.at(label(a.Boundary))
	return s
}

// draw writes a ring as relative steps, which are short. Steps that round to nothing are left out, and so is a ring
// of which nothing is left.
func (v projection) draw(path *strings.Builder, ring orb.Ring) {
	x, y := v.at(ring[0])
	start := "M" + strconv.Itoa(x) + pair(y) + "l"
	var steps []string
	for _, p := range ring[1 : len(ring)-1] {
		px, py := v.at(p)
		if px == x && py == y {
			continue
		}
		steps = append(steps, strconv.Itoa(px-x)+pair(py-y))
		x, y = px, py
	}
	if len(steps) > 1 {
		path.WriteString(start + strings.Join(steps, " ") + "z")
	}
}

// pair writes a number with the separator it needs: a minus sign separates by itself.
func pair(n int) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	return " " + strconv.Itoa(n)
}

// label is where the name of an area stands: the middle of its largest polygon, or of the widest part of it when the
// middle lies outside.
func label(boundary orb.MultiPolygon) orb.Point {
	largest := boundary[0]
	for _, polygon := range boundary {
		if math.Abs(planar.Area(polygon)) > math.Abs(planar.Area(largest)) {
			largest = polygon
		}
	}
	middle, _ := planar.CentroidArea(largest)
	if planar.PolygonContains(largest, middle) {
		return middle
	}
	return widest(largest, middle[1])
}

// widest gives the middle of the longest stretch inside a polygon on a line of one latitude.
func widest(polygon orb.Polygon, latitude float64) orb.Point {
	bound := polygon.Bound()
	const steps = 64
	best, from, length := bound.Center(), 0.0, 0.0
	inside := false
	for i := 0; i <= steps; i++ {
		x := bound.Left() + (bound.Right()-bound.Left())*float64(i)/steps
		now := planar.PolygonContains(polygon, orb.Point{x, latitude})
		switch {
		case now && !inside:
			from = x
		case now && x-from >= length:
			best, length = orb.Point{(from + x) / 2, latitude}, x-from
		}
		inside = now
	}
	return best
}
