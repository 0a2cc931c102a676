package app

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/privacy"
	"samenspel/internal/teamwork"
)

// demoTeamwork lets the team of the example town write a plan and begin a conversation, unless that was done.
func (e *env) demoTeamwork(ctx context.Context, parts *services, ambassador access.Actor, today time.Time) error {
	team, review := db.IDFor("demo", ambassador.Network, "team"), today.AddDate(0, 5, 0)
	board, err := parts.teamwork.Board(ctx, ambassador, team)
	if err != nil || len(board.Talks) > 0 || len(board.Who) == 0 {
		return err
	}
	plan := teamwork.Plan{Team: team, Motto: "Eerst kijken, dan pas doen", Review: &review,
		Texts: map[string]string{"what": "Bij elke nieuwe vraag kijken wij of een vrijwilliger kan helpen.", "how": "Eén vraag per week naar de ambassadeur."}}
	if err := parts.teamwork.SavePlan(ctx, ambassador, plan, today, privacy.Check{}); err != nil {
		return err
	}
	talk, err := parts.teamwork.Begin(ctx, ambassador, db.IDFor("demo", ambassador.Network, "talk"), team, today)
	if err != nil {
		return err
	}
	return parts.teamwork.Write(ctx, ambassador, teamwork.Entry{Talk: talk, Version: 1, Point: teamwork.Vision,
		Note:   teamwork.Note{Stands: "Wij kennen de grote organisaties, en weinig kleine.", Matters: "Dat iedereen weet wie er in de wijk zijn."},
		Action: &teamwork.Action{ID: db.IDFor("demo", ambassador.Network, "team-action"), What: "Drie kleine organisaties uitnodigen", Person: board.Who[0].ID, Due: today.AddDate(0, 0, 21)}}, today, privacy.Check{})
}
