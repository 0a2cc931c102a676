package group

import "slices"

// Pair is the size of a table at which two people meet: speed-dating (inventory G07).
const Pair = 2

// TableSizes are how many can sit at a table (inventory H03).
var TableSizes = []int{Pair, 4, 5}

// MostRounds is how many rounds a plan has at most.
const MostRounds = 12

// Round is who sits with whom: the places of people in a list, by table.
type Round [][]int

// Tables plans rounds in which so many people sit at tables of a size, each time with others. Two by two nobody meets the same
// person twice, as long as there are new ones; when their number is odd, one sits a round out. Larger tables differ by one at
// most, and repeat as few meetings as a look at every exchange of two people finds.
func Tables(people, size, rounds int) []Round {
	if people < 2 || size < Pair {
		return nil
	}
	rounds = min(rounds, MostRounds)
	if size == Pair {
		return pairs(people, rounds)
	}
	met, all := make([][]int, people), make([]Round, 0, rounds)
	for i := range met {
		met[i] = make([]int, people)
	}
	for n := range rounds {
		round := better(deal(people, (people+size-1)/size, n), met)
		for _, table := range round {
			for _, a := range table {
				for _, b := range table {
					met[a][b]++
				}
			}
		}
		all = append(all, round)
	}
	return all
}

// pairs turns a circle of people around one who stays, a place each round: everybody meets everybody.
func pairs(people, rounds int) (all []Round) {
	circle := people + people%2 // who sits opposite the empty place sits this round out
	for n := range min(rounds, circle-1) {
		at := func(i int) int {
			if i == 0 {
				return 0
			}
			return 1 + (i-1+n)%(circle-1)
		}
		var round Round
		for i := range circle / 2 {
			if a, b := at(i), at(circle-1-i); a < people && b < people {
				round = append(round, []int{min(a, b), max(a, b)})
			}
		}
		all = append(all, round)
	}
	return all
}

// deal gives everybody a table, in turn: of who sat together, each moves on by another number of tables in each round.
func deal(people, tables, round int) Round {
	dealt := make(Round, tables)
	for i := range people {
		at := (i + round*(i/tables)) % tables
		dealt[at] = append(dealt[at], i)
	}
	return even(dealt)
}

// even moves people from the fullest table to the emptiest, until they differ by one at most.
func even(round Round) Round {
	for {
		slices.SortStableFunc(round, func(a, b []int) int { return len(a) - len(b) })
		last := len(round) - 1
		if len(round[last])-len(round[0]) <= 1 {
			return round
		}
		one := round[last][len(round[last])-1]
		round[last] = round[last][:len(round[last])-1]
		round[0] = append(slices.Clone(round[0]), one)
	}
}

// better exchanges two people of two tables as long as fewer meetings are repeated by it.
func better(round Round, met [][]int) Round {
	again := func(table []int, place, who int) (n int) {
		for i, other := range table {
			if i != place {
				n += met[who][other] * met[who][other]
			}
		}
		return n
	}
	for changed := true; changed; {
		changed = false
		for s := range round {
			for t := s + 1; t < len(round); t++ {
				for i, a := range round[s] {
					for j, b := range round[t] {
						now, then := again(round[s], i, a)+again(round[t], j, b), again(round[s], i, b)+again(round[t], j, a)
						if then < now {
							round[s][i], round[t][j], a, changed = b, a, b, true
						}
					}
				}
			}
		}
	}
	for _, table := range round {
		slices.Sort(table)
	}
	return round
}
