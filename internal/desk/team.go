package desk

import (
	"context"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/people"
)

// asked completes who asks: a team asks as a team. One that is not there is a Problem.
func (p Post) asked(in Incoming) (Incoming, error) {
	if in.Team == "" {
		return in, nil
	}
	if !slices.ContainsFunc(p.Teams, func(t people.Team) bool { return t.ID == in.Team }) {
		return in, errs.Problems{{Column: "team", Key: "desk.wrong.choice", Text: "desk.wrong.choice"}}
	}
	if in.Asker == "" {
		in.Asker = "team"
	}
	return in, nil
}

// Teams gives the teams that may be asking, by name, to who writes questions down.
func (s *Store) Teams(ctx context.Context, actor access.Actor) (all []people.Team, err error) {
	defer errs.Wrap(&err, "desk.Teams")
	if _, err := access.Reach(actor, access.Edit, access.Enquiries); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		duty, err := people.LoadDuty(ctx, tx)
		all = duty.Teams
		return err
	})
}

// OfTeam is a question that a team asked, as the team may see it: without its words.
type OfTeam struct {
	Code      string
	State     State
	Outcome   Outcome
	Needs     []string
	Made      time.Time
	AnswerDue time.Time
	Answered  *time.Time
}

// mostOfTeam is how many questions of a team are given.
const mostOfTeam = 50

// AskedBy gives the last questions of a team (inventory E19), to who may read its figures.
func (s *Store) AskedBy(ctx context.Context, actor access.Actor, team string) (all []OfTeam, err error) {
	defer errs.Wrap(&err, "desk.AskedBy(%q)", team)
	if err := access.Can(actor, access.Read, access.Figures, access.At{Team: team}); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(scan db.Scan) (q OfTeam, err error) {
			return q, scan(&q.Code, &q.State, &q.Outcome, db.FromJSON(&q.Needs), &q.Made, &q.AnswerDue, &q.Answered)
		}, `select code, state, outcome, needs, made_at, answer_due, answered_on from enquiry
			where network_id = $1 and team_id = $2 and team_id <> '' order by made_at desc, id limit $3`, tx.Network, team, mostOfTeam)
		return err
	})
}
