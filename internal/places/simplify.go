package places

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// Simplify makes boundaries simpler together, so that shared borders stay closed. Tolerance is the largest distance
// in degrees that a border may move. An area that would vanish keeps its shape.
//
// How: points that more than two borders touch are junctions and stay. Between junctions lies an arc. Two areas that
// share a border have the same arc, perhaps the other way round; every arc is turned to one fixed direction and then
// simplified, which gives both areas the same points.
func Simplify(boundaries []orb.MultiPolygon, tolerance float64) []orb.MultiPolygon {
	net := newJunctions(boundaries)
	simple := make([]orb.MultiPolygon, len(boundaries))
	for i, boundary := range boundaries {
		for _, polygon := range boundary {
			if kept := net.simplifyPolygon(polygon, tolerance); len(kept) > 0 {
				simple[i] = append(simple[i], kept)
			}
		}
		if len(simple[i]) == 0 {
			simple[i] = boundary
		}
	}
	return simple
}

// junctions holds the neighbours of every point over all borders.
type junctions map[orb.Point]map[orb.Point]bool

func newJunctions(boundaries []orb.MultiPolygon) junctions {
	net := junctions{}
	for _, boundary := range boundaries {
		for _, polygon := range boundary {
			for _, ring := range polygon {
				ring = snap(ring)
				for i := 1; i < len(ring); i++ {
					net.join(ring[i-1], ring[i])
					net.join(ring[i], ring[i-1])
				}
			}
		}
	}
	return net
}

func (n junctions) join(a, b orb.Point) {
	if n[a] == nil {
		n[a] = map[orb.Point]bool{}
	}
	n[a][b] = true
}

// snap rounds points to a millionth of a degree (about 10 cm), so that equal points are equal, and drops repeats.
func snap(ring orb.Ring) orb.Ring {
	snapped := make(orb.Ring, 0, len(ring))
	for _, p := range ring {
		p = orb.Point{math.Round(p[0]*1e6) / 1e6, math.Round(p[1]*1e6) / 1e6}
		if len(snapped) == 0 || snapped[len(snapped)-1] != p {
			snapped = append(snapped, p)
		}
	}
	return snapped
}

func (n junctions) simplifyPolygon(polygon orb.Polygon, tolerance float64) orb.Polygon {
	var kept orb.Polygon
	for i, ring := range polygon {
		simple := n.simplifyRing(snap(ring), tolerance)
		if len(simple) >= 4 {
			kept = append(kept, simple)
		} else if i == 0 {
			return nil // without its outer ring there is no polygon
		}
	}
	return kept
}

func (n junctions) simplifyRing(ring orb.Ring, tolerance float64) orb.Ring {
	if len(ring) < 4 {
		return nil
	}
	ring = n.rotate(ring)
	simple := orb.Ring{ring[0]}
	for start := 0; start < len(ring)-1; {
		end := start + 1
		for end < len(ring)-1 && len(n[ring[end]]) <= 2 {
			end++
		}
		simple = append(simple, simplifyArc(orb.LineString(ring[start:end+1]), tolerance)[1:]...)
		start = end
	}
	return simple
}

// rotate starts a closed ring at a junction, or at its least point when it has none, which is the same point for
// every area that uses the ring.
func (n junctions) rotate(ring orb.Ring) orb.Ring {
	open := ring[:len(ring)-1]
	first := 0
	for i, p := range open {
		if len(n[p]) > 2 {
			first = i
			break
		}
		if less(p, open[first]) {
			first = i
		}
	}
	turned := append(append(make(orb.Ring, 0, len(ring)), open[first:]...), open[:first]...)
	return append(turned, turned[0])
}

func less(a, b orb.Point) bool { return a[0] < b[0] || (a[0] == b[0] && a[1] < b[1]) }

func simplifyArc(arc orb.LineString, tolerance float64) orb.LineString {
	reversed := !forward(arc)
	if reversed {
		arc = arc.Clone()
		arc.Reverse()
	}
	simple := thin(arc, tolerance)
	if reversed {
		simple = simple.Clone()
		simple.Reverse()
	}
	return simple
}

// forward tells whether an arc runs in the direction that both its users agree on.
func forward(arc orb.LineString) bool {
	for i, j := 0, len(arc)-1; i < j; i, j = i+1, j-1 {
		if arc[i] != arc[j] {
			return less(arc[i], arc[j])
		}
	}
	return true
}

// thin drops the points of an arc that lie within the tolerance. An arc that comes back to its start is cut at its
// farthest point first, because a line from a point to itself has no direction.
func thin(arc orb.LineString, tolerance float64) orb.LineString {
	if len(arc) < 3 {
		return arc
	}
	if arc[0] == arc[len(arc)-1] {
		far := farthest(arc)
		there, back := thin(arc[:far+1].Clone(), tolerance), thin(arc[far:].Clone(), tolerance)
		return append(there, back[1:]...)
	}
	return simplify.DouglasPeucker(tolerance).LineString(arc.Clone())
}

func farthest(arc orb.LineString) int {
	far, most := 0, -1.0
	for i, p := range arc {
		dx, dy := p[0]-arc[0][0], p[1]-arc[0][1]
		if d := dx*dx + dy*dy; d > most {
			far, most = i, d
		}
	}
	return far
}
