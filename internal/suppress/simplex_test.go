package suppress_test

import (
	"math"
	"slices"
)

// program is a system of equations over numbers that are not negative, in the form of a simplex tableau: the last column
// has the values of the basic variables.
type program struct {
	rows  [][]float64
	basis []int
	n     int
}

const tiny = 1e-7

// solve finds a first solution of a·x = b, x ≥ 0. There is one: the town itself.
func solve(width int, a [][]float64, b []float64) program {
	p := program{n: width + len(b)}
	cost := make([]float64, p.n)
	for i, row := range a {
		full := make([]float64, p.n+1)
		copy(full, row)
		full[width+i], full[p.n] = 1, b[i]
		p.rows, p.basis = append(p.rows, full), append(p.basis, width+i)
		cost[width+i] = -1
	}
	p.climb(cost)
	for i := 0; i < len(p.rows); i++ { // what was only a help leaves the basis, or its equation follows from others
		if p.basis[i] < width {
			continue
		}
		if j := slices.IndexFunc(p.rows[i][:width], func(v float64) bool { return math.Abs(v) > tiny }); j >= 0 {
			p.pivot(i, j)
			continue
		}
		p.rows, p.basis = slices.Delete(p.rows, i, i+1), slices.Delete(p.basis, i, i+1)
		i--
	}
	for i, row := range p.rows {
		p.rows[i] = append(row[:width:width], row[p.n])
	}
	p.n = width
	return p
}

// bounds gives the least and the most that a sum of cells can be in whole numbers.
func (p program) bounds(in []bool) (low, high float64) {
	cost, less := make([]float64, p.n), make([]float64, p.n)
	for i := range p.n {
		if in[i] {
			cost[i], less[i] = 1, -1
		}
	}
	return math.Ceil(-p.clone().climb(less) - tiny), math.Floor(p.clone().climb(cost) + tiny)
}

func (p program) clone() *program {
	c := program{n: p.n, basis: slices.Clone(p.basis)}
	for _, row := range p.rows {
		c.rows = append(c.rows, slices.Clone(row))
	}
	return &c
}

// climb makes cost·x as large as it can be and gives it. It takes the first variable that helps, so that it never goes round.
func (p *program) climb(cost []float64) float64 {
	for {
		reduced := slices.Clone(cost)
		value := 0.0
		for i, row := range p.rows {
			if c := cost[p.basis[i]]; c != 0 {
				value += c * row[p.n]
				for j := range reduced {
					reduced[j] -= c * row[j]
				}
			}
		}
		enter := slices.IndexFunc(reduced, func(v float64) bool { return v > tiny })
		if enter < 0 {
			return value
		}
		leave := -1
		for i, row := range p.rows {
			if row[enter] > tiny && (leave < 0 || row[p.n]/row[enter] < p.rows[leave][p.n]/p.rows[leave][enter]-tiny ||
				row[p.n]/row[enter] < p.rows[leave][p.n]/p.rows[leave][enter]+tiny && p.basis[i] < p.basis[leave]) {
				leave = i
			}
		}
		if leave < 0 {
			return math.Inf(1)
		}
		p.pivot(leave, enter)
	}
}

func (p *program) pivot(leave, enter int) {
	at := p.rows[leave]
	by := at[enter]
	for j := range at {
		at[j] /= by
	}
	for i, row := range p.rows {
		if f := row[enter]; i != leave && f != 0 {
			for j := range row {
				row[j] -= f * at[j]
			}
		}
	}
	p.basis[leave] = enter
}
