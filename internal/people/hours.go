package people

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/places"
)

// WijkHours is what ambassadors work for one wijk (inventory A13).
type WijkHours struct {
	Wijk  places.Area  // zero for tasks that are for no wijk: the whole town, a team or a sector
	Tasks []Assignment // in force and planned, by name and day
	Hours float64      // a week, of the tasks in force
}

// PerHour gives the residents for each hour a week, or 0 when one of both is not known.
func (w WijkHours) PerHour() int {
	if w.Hours == 0 {
		return 0
	}
	return int(float64(w.Wijk.Residents)/w.Hours + 0.5)
}

// HoursOf gives the hours of ambassadors for every wijk, by name, also where nobody works. A task for an area within a
// wijk counts for that wijk; tasks for no wijk come last.
func HoursOf(tree places.Tree, all []Record, at time.Time) []WijkHours {
	by := map[string]*WijkHours{}
	var rows []*WijkHours
	for _, wijk := range append(tree.Kind(places.Wijk), places.Area{}) {
		row := &WijkHours{Wijk: wijk}
		by[wijk.ID] = row
		rows = append(rows, row)
	}
	for _, record := range all {
		for _, task := range record.Tasks {
			if task.Role != access.Ambassador {
				continue
			}
			wijk, _ := tree.WijkOf(task.AreaID)
			by[wijk.ID].Tasks = append(by[wijk.ID].Tasks, task)
			if task.Holds(at) {
				by[wijk.ID].Hours += task.HoursWeek
			}
		}
	}
	var found []WijkHours
	for _, row := range rows {
		slices.SortStableFunc(row.Tasks, func(a, b Assignment) int {
			return cmp.Or(cmp.Compare(a.Person.Name, b.Person.Name), a.Starts.Compare(b.Starts))
		})
		if row.Wijk.ID != "" || len(row.Tasks) > 0 {
			found = append(found, *row)
		}
	}
	return found
}

// Cost is what the hours of ambassadors cost, paid out of one source.
type Cost struct {
	Funding string  // where the money comes from, or "" when nobody said so
	Hours   float64 // a week, of the tasks in force at that moment
	Week    float64 // euros
}

// Costs gives hours times a rate in euros for each source of money, by its name (inventory A60). Unpaid tasks cost nothing.
func Costs(wijken []WijkHours, rate float64, now time.Time) (all []Cost) {
	hours := map[string]float64{}
	for _, w := range wijken {
		for _, t := range w.Tasks {
			if t.Paid && !t.Starts.After(now) && (t.Ends == nil || !t.Ends.Before(now)) {
				hours[t.Funding] += t.HoursWeek
			}
		}
	}
	for _, funding := range slices.Sorted(maps.Keys(hours)) {
		all = append(all, Cost{funding, hours[funding], hours[funding] * rate})
	}
	return all
}
