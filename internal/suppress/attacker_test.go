package suppress_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"samenspel/internal/suppress"
)

// world are the sorts of case that a town can have: the smallest things of which it has a number.
type world[C any] []C

// count adds up the numbers of some sorts.
func (w world[C]) count(town []int, in func(C) bool) (n int) {
	for i, c := range w {
		if in(c) {
			n += town[i]
		}
	}
	return n
}

// attacker collects what is published: sums of sorts, and which sums are hidden.
type attacker[C any] struct {
	world  world[C]
	a      [][]float64
	b      []float64
	hidden []func(C) bool
}

func (k *attacker[C]) learns(n *int, in func(C) bool) {
	if n == nil {
		k.hidden = append(k.hidden, in)
		return
	}
	row := make([]float64, len(k.world))
	for i, c := range k.world {
		if in(c) {
			row[i] = 1
		}
	}
	k.a, k.b = append(k.a, row), append(k.b, float64(*n))
}

// shown reads what is shown of cases, and of how many of them each of some things is true.
func (k *attacker[C]) shown(s suppress.Shown, in func(C) bool, truths []func(C) bool) {
	k.learns(s.N, in)
	for i, of := range s.Of {
		k.learns(of, both(in, truths[i]))
	}
}

// outcome is what came of attacks.
type outcome struct {
	seed      int
	attacked  int
	narrowest float64 // interval, in thresholds
}

// attack works out the least and the most that small counts can be, over all towns with the same publications.
func (k *attacker[C]) attack(t *testing.T, town []int, least int, secrets []func(C) bool, o *outcome) {
	t.Helper()
	p := solve(len(k.world), k.a, k.b)
	for _, secret := range secrets {
		marked := make([]bool, len(k.world))
		for i, c := range k.world {
			marked[i] = secret(c)
		}
		low, high := p.bounds(marked)
		o.attacked++
		o.narrowest = min(o.narrowest, (high-low)/float64(least))
		if high < float64(least) || high-low < float64(least) {
			t.Fatalf("town %d, threshold %d: a count of %d is between %v and %v", o.seed, least, k.world.count(town, secret), low, high)
		}
	}
}

// small gives some of the sums of which a town has few.
func (w world[C]) small(r *rand.Rand, town []int, least int, candidates []func(C) bool) (all []func(C) bool) {
	for _, i := range r.Perm(len(candidates)) {
		if w.count(town, candidates[i]) < least && len(all) < 12 {
			all = append(all, candidates[i])
		}
	}
	return all
}

// towns calls test with as many seeds as there are towns to attack, and says what came of it.
func towns(t *testing.T, n int, test func(r *rand.Rand, least int, o *outcome) (published int)) {
	if testing.Short() {
		n /= 20
	}
	published, o := 0, outcome{narrowest: math.Inf(1)}
	for seed := range n {
		o.seed = seed
		published += test(rand.New(rand.NewPCG(uint64(seed), 8)), []int{5, 10}[seed%2], &o) // #nosec G404 -- a test that repeats itself
	}
	t.Logf("%d towns, %d published counts, %d hidden counts attacked; the narrowest interval is %.2f times the threshold", n, published, o.attacked, o.narrowest)
	if published < 8*n || o.attacked < n {
		t.Errorf("the attack has too little to do: %d published, %d attacked", published, o.attacked)
	}
}

func both[C any](a, b func(C) bool) func(C) bool { return func(c C) bool { return a(c) && b(c) } }
func not[C any](f func(C) bool) func(C) bool     { return func(c C) bool { return !f(c) } }
