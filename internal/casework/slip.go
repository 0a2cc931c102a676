package casework

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
)

// Slip is a code with its words that was printed before a meeting and waits for a case.
type Slip struct {
	Code  string
	Words string
}

// mostSlips is how many slips are printed at once; slipsLast is how long they wait.
const (
	mostSlips = 40
	slipsLast = 183 * 24 * time.Hour
)

// PrintSlips makes slips for a team.
func (s *Store) PrintSlips(ctx context.Context, actor access.Actor, team string, n int) (slips []Slip, err error) {
	defer errs.Wrap(&err, "casework.PrintSlips")
	if n < 1 || n > mostSlips {
		return nil, errs.Problems{{Column: "slips", Key: "casework.wrong.slips", Text: "casework.wrong.slips"}}
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		slips = nil
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return err
		}
		area, err := teamOf(duty, team, "")
		if err != nil {
			return err
		}
		if err := access.Can(actor, access.Edit, access.Cases, access.At{Area: area, Team: team}); err != nil {
			return err
		}
		taken, err := takenWords(ctx, tx, team)
		if err != nil {
			return err
		}
		var rows [][]any
		for range n {
			slip := Slip{newCode(), newWords(taken)}
			taken[slip.Words] = true
			slips = append(slips, slip)
			rows = append(rows, []any{tx.Network, slip.Code, slip.Words, team, tx.Now})
		}
		if err := tx.Repeat(ctx, `insert into case_slip (network_id, code, words, team_id, printed_at) values ($1, $2, $3, $4, $5)`, rows); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "print slips", Object: access.Cases})
	})
	return slips, err
}

// takenWords gives the words of open cases and slips of a team.
func takenWords(ctx context.Context, tx *db.Tx, team string) (map[string]bool, error) {
	all, err := db.All(ctx, tx, db.Value[string], `select words from discussed_case where network_id = $1 and team_id = $2 and ended_at is null
		union select words from case_slip where network_id = $1 and team_id = $2`, tx.Network, team)
	taken := map[string]bool{}
	for _, words := range all {
		taken[words] = true
	}
	return taken, err
}

// freeWords gives words when no open case or slip of a team has them, else other ones.
func freeWords(ctx context.Context, tx *db.Tx, team, words string) (string, error) {
	taken, err := takenWords(ctx, tx, team)
	if err != nil || words != "" && !taken[words] {
		return words, err
	}
	if words = newWords(taken); words == "" {
		return "", errs.Conflict
	}
	return words, nil
}

// takeSlip gives the code and words of a new case: those of a slip of its team, or new ones.
func takeSlip(ctx context.Context, tx *db.Tx, team, typed string) (code, words string, err error) {
	if typed == "" {
		words, err = freeWords(ctx, tx, team, "")
		return newCode(), words, err
	}
	code = CleanCode(typed)
	found, err := db.All(ctx, tx, db.Value[string], `select words from case_slip where network_id = $1 and team_id = $2 and code = $3`, tx.Network, team, code)
	if err != nil {
		return "", "", err
	}
	if len(found) == 0 {
		return "", "", errs.Problems{{Column: "slip", Key: "casework.wrong.slip", Text: "casework.wrong.slip", Value: typed}}
	}
	_, err = tx.Exec(ctx, `delete from case_slip where network_id = $1 and code = $2`, tx.Network, code)
	return code, found[0], err
}
