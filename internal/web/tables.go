package web

import (
	"cmp"
	"slices"
	"strconv"

	"samenspel/internal/errs"
	"samenspel/internal/group"
)

// The usual plan of tables: three rounds of twenty minutes.
const (
	usualRounds  = 3
	usualMinutes = 20
	mostMinutes  = 120
)

// seated is somebody at a table, and on behalf of whom.
type seated struct{ Name, Of string }

// tableRow is a table of a round.
type tableRow struct {
	N      int
	People []seated
	Each   int // minutes to speak, for each
}

// roundRow is a round: who sits where, and who sits it out.
type roundRow struct {
	N      int
	Tables []tableRow
	Rest   []seated
}

// tablesPage is who sits with whom at a meeting.
type tablesPage struct {
	layout
	Meeting planned
	Sizes   []tick
	Rounds  int
	Minutes int // of a round
	Count   int // of people
	Plan    []roundRow
}

// tables plans who sits with whom: who said to come, or everybody who was asked as long as nobody answered. It keeps nothing.
func (s *Server) tables(v *visit) error {
	m, err := s.Group.Meeting(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if !s.Group.MayLead(v.actor, m.In) {
		return errs.NotFound
	}
	l := s.staffLayout(v, v.T("tables.title"))
	size := within(v.r.URL.Query().Get("per"), group.TableSizes[1], group.Pair, slices.Max(group.TableSizes))
	page := tablesPage{layout: l, Meeting: planned{l, m.Meeting, m.In, nil}, Rounds: within(v.r.URL.Query().Get("rondes"), usualRounds, 1, group.MostRounds),
		Minutes: within(v.r.URL.Query().Get("minuten"), usualMinutes, 1, mostMinutes)}
	for _, n := range group.TableSizes {
		page.Sizes = append(page.Sizes, tick{strconv.Itoa(n), v.T("tables.per." + strconv.Itoa(n)), n == size})
	}
	people := page.coming(m)
	page.Count = len(people)
	for i, round := range group.Tables(len(people), size, page.Rounds) {
		page.Plan = append(page.Plan, page.round(i+1, round, people))
	}
	return s.showStaff(v, "tables", page)
}

// coming gives who will be there.
func (p tablesPage) coming(m group.Sitting) (people []seated) {
	answered := slices.ContainsFunc(m.Invitees, func(i group.Invitee) bool { return i.Answer == group.Comes || i.Answer == group.Sends })
	for _, i := range m.Invitees {
		if !answered && i.Answer != group.Not || i.Answer == group.Comes || i.Answer == group.Sends {
			people = append(people, seated{cmp.Or(i.Instead, i.Contact), p.invitedOf(i)})
		}
	}
	return people
}

// round puts names at the tables of a round. Who has none sits it out.
func (p tablesPage) round(n int, round group.Round, people []seated) roundRow {
	row, placed := roundRow{N: n}, map[int]bool{}
	for i, table := range round {
		one := tableRow{N: i + 1, Each: max(1, p.Minutes/max(1, len(table)))}
		for _, who := range table {
			one.People = append(one.People, people[who])
			placed[who] = true
		}
		row.Tables = append(row.Tables, one)
	}
	for i, who := range people {
		if !placed[i] {
			row.Rest = append(row.Rest, who)
		}
	}
	return row
}
