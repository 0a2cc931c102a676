package search

// window is how many of the best hits are looked at for look-alikes.
const window = 60

// perOrganization is how many hits one organisation has before others come first.
const perOrganization = 3

// spread reorders the best keys so that look-alikes do not fill a page: when
// it is unsure what is meant, or several things are. Each hit then lowers those
// most like it, and after three hits of one organisation the others come first.
// The order is the same for every page.
func (x *Index) spread(keys []uint64, p *plan) {
	strength := x.unsure(p)
	if strength == 0 && len(p.needs) < 2 {
		return
	}
	s := spreading{x: x, keys: keys[:min(len(keys), window)], strength: strength, of: make(map[string]int)}
	copy(s.keys, s.inOrder())
}

// unsure says how far look-alikes are lowered: not for a single word, nor when
// the kind of help is clear.
func (x *Index) unsure(p *plan) float64 {
	if len(p.wishes) < 2 || len(p.asked) == 0 || float64(p.asked[0].score) >= x.weights.sure {
		return 0
	}
	return x.weights.spread
}

// spreading is one reordering.
type spreading struct {
	x        *Index
	keys     []uint64
	strength float64
	worth    []float64      // of each key; -1 when it has its place
	at       map[uint32]int // document → its key
	of       map[string]int // organisation → its hits so far
}

func (s *spreading) inOrder() []uint64 {
	s.worth, s.at = make([]float64, len(s.keys)), make(map[uint32]int, len(s.keys))
	for i, key := range s.keys {
		score, d := s.x.unkey(key)
		s.worth[i], s.at[d] = score, i
	}
	out := make([]uint64, 0, len(s.keys))
	for range s.keys {
		best := s.best()
		out = append(out, s.keys[best])
		s.worth[best] = -1
		s.lower(best)
	}
	return out
}

// best is the key that comes next; the first among equals.
func (s *spreading) best() int {
	best := 0
	for i := range s.worth {
		if s.worth[i] > s.worth[best] {
			best = i
		}
	}
	return best
}

// lower makes way for others than those like a hit that has its place.
func (s *spreading) lower(hit int) {
	_, d := s.x.unkey(s.keys[hit])
	for _, other := range s.x.alike[d] {
		if i, ok := s.at[other.doc]; ok && s.worth[i] > 0 {
			s.worth[i] *= 1 - s.strength*float64(other.likeness)
		}
	}
	maker := s.x.docs[d].Organization
	if s.of[maker]++; s.of[maker] != perOrganization {
		return
	}
	for i, key := range s.keys {
		if _, other := s.x.unkey(key); s.worth[i] > 0 && s.x.docs[other].Organization == maker {
			s.worth[i] /= farBehind
		}
	}
}

// farBehind puts hits behind all others, in their own order.
const farBehind = 1e6
