package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

// score holds averages over queries.
type score struct {
	ndcg, recall, first, zero, dead mean
	open, frozen                    mean // nDCG
	categories                      []string
	category                        map[string]*mean // nDCG
}

type mean struct{ sum, n float64 }

func (m *mean) add(v float64) { m.sum, m.n = m.sum+v, m.n+1 }
func (m mean) value() float64 { return m.sum / max(m.n, 1) }

// measure scores the ten best hits of each query.
func measure(queries []query, found map[string][]string) score {
	s := score{category: map[string]*mean{}}
	for _, q := range queries {
		hits := found[q.id][:min(len(found[q.id]), 10)]
		if s.category[q.category] == nil {
			s.category[q.category] = &mean{}
			s.categories = append(s.categories, q.category)
		}
		ndcg := q.ndcg(hits)
		s.ndcg.add(ndcg)
		s.category[q.category].add(ndcg)
		if q.frozen {
			s.frozen.add(ndcg)
		} else {
			s.open.add(ndcg)
		}
		right, wanted := q.right(hits)
		if wanted > 0 {
			s.recall.add(float64(right) / float64(min(wanted, 10)))
			s.dead.add(truth(right == 0))
		}
		s.first.add(truth(len(hits) > 0 && q.grades[hits[0]] >= 2))
		s.zero.add(truth(len(hits) == 0))
	}
	return s
}

// ndcg compares the gains of the hits with those of the best possible order.
func (q query) ndcg(hits []string) float64 {
	best := make([]int, 0, len(q.grades))
	for _, g := range q.grades {
		best = append(best, g)
	}
	slices.SortFunc(best, func(a, b int) int { return b - a })
	ideal, got := 0.0, 0.0
	for i, g := range best[:min(len(best), 10)] {
		ideal += gain(g, i)
	}
	for i, h := range hits {
		got += gain(q.grades[h], i)
	}
	return got / ideal
}

func gain(grade, place int) float64 {
	return (math.Pow(2, float64(grade)) - 1) / math.Log2(float64(place+2))
}

// right counts the hits of grade 2 and 3, and how many there are to find.
func (q query) right(hits []string) (n, wanted int) {
	for _, h := range hits {
		if q.grades[h] >= 2 {
			n++
		}
	}
	for _, g := range q.grades {
		if g >= 2 {
			wanted++
		}
	}
	return n, wanted
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func heading(s score) string {
	row := fmt.Sprintf("%-16s %5s %5s %5s %5s %5s %5s %6s |", "", "nDCG", "R@10", "P@1", "zero", "dead", "open", "frozen")
	for _, c := range s.categories {
		row += fmt.Sprintf(" %7s", c[:min(len(c), 7)])
	}
	return row
}

func (s score) row(name string) string {
	row := fmt.Sprintf("%-16s %.3f %.3f %.3f %.3f %.3f %.3f  %.3f |", name, s.ndcg.value(), s.recall.value(), s.first.value(),
		s.zero.value(), s.dead.value(), s.open.value(), s.frozen.value())
	for _, c := range s.categories {
		row += fmt.Sprintf("   %.3f", s.category[c].value())
	}
	return row
}

// keep compares the score with the one in score.txt, or writes it there.
func (s score) keep(write bool) error {
	got := s.ndcg.value()
	if write {
		return os.WriteFile("score.txt", fmt.Appendf(nil, "%.3f\n", got), 0o644)
	}
	text, err := os.ReadFile("score.txt")
	if err != nil {
		return err
	}
	kept, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil {
		return err
	}
	if got < kept-allowed {
		return fmt.Errorf("nDCG@10 fell from %.3f to %.3f", kept, got)
	}
	return nil
}
