package referral

import (
	"context"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Division is who does what, as it was agreed. With Share the resident, or a representative, said that the organisation may
// read it.
type Division struct {
	Tasks   Tasks
	Share   bool
	Giver   Giver // with Share
	Scanner Scanner
}

func (v Division) check() error {
	var problems errs.Problems
	for column, text := range map[string]string{"professional": v.Tasks.Professional, "volunteer": v.Tasks.Volunteer, "network": v.Tasks.Network} {
		problems = append(problems, scan(v.Scanner, column, text, maxWish)...)
	}
	if v.Share && !slices.Contains(Givers, v.Giver) {
		problems = append(problems, errs.Problem{Column: "giver", Key: "referral.wrong.giver", Text: "referral.wrong.giver"})
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// Divide notes who does what while a volunteer helps, and whether the organisation may read it. Its consent holds until it
// is withdrawn or replaced, half a year at most.
func (s *Store) Divide(ctx context.Context, actor access.Actor, id string, version int64, v Division) (err error) {
	defer errs.Wrap(&err, "referral.Divide(%q)", id)
	if err := v.check(); err != nil {
		return err
	}
	return s.change(ctx, actor, id, version, Do{Act: Divide}, func(tx *db.Tx, _, r Row, _ *Do) (Row, error) {
		t := v.Tasks
		r.Tasks = Tasks{strings.TrimSpace(t.Professional), strings.TrimSpace(t.Volunteer), strings.TrimSpace(t.Network)}
		if _, err := tx.Exec(ctx, `update consent set withdrawn_at = $4 where network_id = $1 and referral_id = $2 and item = $3 and withdrawn_at is null`,
			tx.Network, id, string(ItemTasks), tx.Now); err != nil || !v.Share {
			return r, err
		}
		return r, note(ctx, tx, actor, r.Referral, ItemTasks, v.Giver, time.Time{})
	})
}
