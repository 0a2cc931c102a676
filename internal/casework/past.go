package casework

import (
	"context"

	"samenspel/internal/db"
)

// Past is how often a kind of help was discussed in an area, and how often it started there. Numbers that are too small to
// tell are 0.
type Past struct{ Discussed, Started int }

// leastTold is the smallest number that is told.
const leastTold = 5

// told takes out what is too small to tell, and what would give that away.
func (p Past) told() Past {
	if p.Discussed < leastTold {
		return Past{}
	}
	if p.Started < leastTold || p.Discussed-p.Started < leastTold {
		p.Started = 0
	}
	return p
}

// pasts gives what happened in an area before, by kind of help: of the cases that are there, and of those that became
// counts.
func pasts(ctx context.Context, tx *db.Tx, area string) (map[string]Past, error) {
	type line struct {
		help string
		Past
	}
	all := map[string]Past{}
	for _, statement := range []string{
		`select n.help, count(*), sum(case when n.outcome = 'started' then 1 else 0 end) from case_need n
			join discussed_case c on c.network_id = n.network_id and c.id = n.case_id where n.network_id = $1 and c.area_id = $2 and n.help <> '' group by n.help order by n.help`,
		`select help, cast(sum(n) as bigint), cast(sum(case when outcome = 'started' then n else 0 end) as bigint) from case_count
			where network_id = $1 and area_id = $2 and help <> '' group by help order by help`,
	} {
		lines, err := db.All(ctx, tx, func(scan db.Scan) (l line, err error) { return l, scan(&l.help, &l.Discussed, &l.Started) }, statement, tx.Network, area)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			all[l.help] = Past{all[l.help].Discussed + l.Discussed, all[l.help].Started + l.Started}
		}
	}
	for help, p := range all {
		all[help] = p.told()
	}
	return all, nil
}
