package survey

import (
	"context"

	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
)

// The letters, and the purposes of their links. The link of an invitation is derived for its recipient.
const (
	letterClosed = "survey-closed"

	PurposeAnswer  = "survey-answer" // object: a round
	PurposeResults = "survey-results"
)

// invitations are what is written to who is asked: of the network (false), and of a team (true).
var invitations = map[bool]struct{ ask, remind string }{
	false: {"survey-ask", "survey-remind"},
	true:  {"survey-team-ask", "survey-team-remind"},
}

// JobKind is the name of the job that takes the steps of a day.
const JobKind = "survey"

// Schedule is when it runs.
var Schedule = jobs.Schedule{Kind: JobKind, At: "07:55"}

// Kind does that job.
func (s *Store) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error { return s.Run(ctx, run.Network) }}
}

// Run takes the steps of a day: it reminds once, and closes what is over.
func (s *Store) Run(ctx context.Context, network string) (err error) {
	defer errs.Wrap(&err, "survey.Run")
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		day := calendar.Today(tx.Now)
		running, err := db.All(ctx, tx, read, rounds+` and r.closed_on is null order by r.id`, tx.Network)
		if err != nil {
			return err
		}
		for _, r := range running { // at most one of each questionnaire and team
			switch {
			case day.After(r.Closes):
				if err := closeRound(ctx, tx, r); err != nil {
					return err
				}
				if err := tellClosed(ctx, tx, r); err != nil {
					return err
				}
			case r.Reminded == nil && !day.Before(r.Opened.AddDate(0, 0, remindAfter)):
				if err := s.remind(ctx, tx, r); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// remind writes once to whose ticket was not used. Who that is, is derived again: it is kept nowhere.
func (s *Store) remind(ctx context.Context, tx *db.Tx, r Round) error {
	q, _ := Find(r.Questionnaire)
	unused := map[string]bool{}
	all, err := db.All(ctx, tx, db.Value[string], `select hash from survey_ticket where network_id = $1 and round_id = $2 and not used`, tx.Network, r.ID)
	if err != nil {
		return err
	}
	for _, h := range all {
		unused[h] = true
	}
	for _, p := range q.Populations {
		who, err := reached(ctx, tx, p, r.Team)
		if err != nil {
			return err
		}
		for _, one := range who {
			h := hash(s.Token(tx.Network, r.ID, one.Email))
			if !unused[h] {
				continue
			}
			delete(unused, h)
			if err := ask(ctx, tx, invitations[r.Team != ""].remind, r, one); err != nil {
				return err
			}
		}
	}
	_, err = tx.Exec(ctx, `update survey_round set reminded_at = $3, version = version + 1 where network_id = $1 and id = $2`, tx.Network, r.ID, tx.Now)
	return err
}

func ask(ctx context.Context, tx *db.Tx, letter string, r Round, who people.Person) error {
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: letter, Lang: mail.Languages[0], Address: who.Email, Name: who.Name, Object: r.ID,
		Args: map[string]string{"Until": i18n.In(mail.Languages[0]).Date(r.Closes)}})
	return err
}

// tellClosed tells the coordinators that there are results. Those of a team stand on its own page.
func tellClosed(ctx context.Context, tx *db.Tx, r Round) error {
	if r.Team != "" {
		return nil
	}
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return err
	}
	return duty.TellCoordinators(ctx, tx, letterClosed, people.Person{}, nil)
}
