package insight

import (
	"context"

	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/measure"
	"samenspel/internal/people"
	"samenspel/internal/suppress"
)

// helpers are who can help; "" is not known.
var helpers = func() (all []string) {
	for _, h := range measure.Helpers {
		all = append(all, string(h))
	}
	return append(all, "")
}()

// Learning is how a team learns to see what a volunteer can do. It is only of teams that are large enough.
type Learning struct {
	Team    string // id
	Members int
	Brought int            // members who brought a case in a quarter, the most of any; never more than there are
	Named   suppress.Shown // needs of which is known who named informal help; of those for which the team did
}

// learning gives how the teams of five members and more learn, by name.
func learning(ctx context.Context, tx *db.Tx, p Period, rows []row) (all []Learning, err error) {
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return nil, err
	}
	brought, err := casework.Brought(ctx, tx, p.From, p.Until)
	for _, t := range duty.Teams {
		if members := len(t.Members); members >= measure.LeastMembers {
			all = append(all, Learning{t.ID, members, min(brought[t.ID], members), named(rows, t.ID)})
		}
	}
	return all, err
}

// named gives of how many needs of a team it is known who named informal help, and for how many the team did.
func named(rows []row, team string) suppress.Shown {
	return share(rows, ByNamed, team, "yes")
}

// options gives how many needs a volunteer could meet, and for how many there was something to choose.
func options(rows []row) suppress.Shown { return share(rows, ByOptions, "", "some") }

// share counts a part of a cut, and what of it has one sub.
func share(rows []row, cut Cut, part, sub string) suppress.Shown {
	c := suppress.Counts{Of: make([]int, 1)}
	for _, r := range rows {
		if r.cut == cut && r.part == part {
			if c.N += r.N; r.sub == sub {
				c.Of[0] += r.N
			}
		}
	}
	return suppress.Whole(suppress.Rule{Least: Inside}, c)
}
