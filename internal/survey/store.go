package survey

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
)

// Store keeps rounds.
type Store struct {
	db  *db.DB
	key []byte
}

// NewStore gives the store on d. Whoever has the key can make the links of invitations.
func NewStore(d *db.DB, key []byte) *Store { return &Store{d, key} }

// Round is one time that a questionnaire is asked.
type Round struct {
	ID            string
	Questionnaire string
	Team          string // id; "" = the network is asked
	Opened        time.Time
	Closes        time.Time // the last day
	Reminded      *time.Time
	Closed        *time.Time
	Version       int64
	Tickets       map[Population]int // given out; only of an open round
	Used          int                // of those; only of an open round
	Counts        Counts             // only of a closed round
}

const rounds = `select r.id, r.questionnaire, r.team_id, r.opened_on, r.closes_on, r.reminded_at, r.closed_on, r.version from survey_round r where r.network_id = $1`

func read(scan db.Scan) (r Round, err error) {
	return r, scan(&r.ID, &r.Questionnaire, &r.Team, &r.Opened, &r.Closes, &r.Reminded, &r.Closed, &r.Version)
}

// The days that a round is open when nothing is said, at most, and after how many is reminded.
const (
	UsualDays   = 21
	mostDays    = 90
	remindAfter = 7
)

// Rounds gives the rounds of the network, the newest first: of open ones how many answered, of closed ones what.
func (s *Store) Rounds(ctx context.Context, actor access.Actor) (all []Round, err error) {
	defer errs.Wrap(&err, "survey.Rounds")
	if err := access.Can(actor, access.Read, access.Surveys); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err = roundsOf(ctx, tx, "")
		return err
	})
}

// RoundsOf gives the rounds of a team, as Rounds does, to who reads what that team agrees.
func (s *Store) RoundsOf(ctx context.Context, actor access.Actor, team string) (all []Round, err error) {
	defer errs.Wrap(&err, "survey.RoundsOf(%q)", team)
	if _, err := access.Reach(actor, access.Read, access.Teamwork); err != nil {
		return nil, err
	}
	return all, s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		if err := may(ctx, tx, actor, access.Read, team); err != nil {
			return err
		}
		all, err = roundsOf(ctx, tx, team)
		return err
	})
}

// may tells whether the actor may do something with rounds of a team, or, without one, of the network.
func may(ctx context.Context, tx *db.Tx, actor access.Actor, action access.Action, team string) error {
	if team == "" {
		return access.Can(actor, action, access.Surveys)
	}
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(duty.Teams, func(t people.Team) bool { return t.ID == team })
	if i < 0 {
		return fmt.Errorf("%w: no such team", errs.NotFound)
	}
	return access.Can(actor, action, access.Teamwork, access.At{Team: team, Area: duty.Teams[i].AreaID})
}

func roundsOf(ctx context.Context, tx *db.Tx, team string) ([]Round, error) {
	all, err := db.All(ctx, tx, read, rounds+` and r.team_id = $2 order by r.id desc`, tx.Network, team)
	if err != nil {
		return nil, err
	}
	at := map[string]*Round{}
	for i := range all {
		at[all[i].ID] = &all[i]
		all[i].Tickets, all[i].Counts = map[Population]int{}, Counts{}
	}
	if err := addTickets(ctx, tx, at); err != nil {
		return nil, err
	}
	return all, addCounts(ctx, tx, at)
}

func addTickets(ctx context.Context, tx *db.Tx, at map[string]*Round) error {
	return db.Each(ctx, tx, func(scan db.Scan) error {
		var id string
		var p Population
		var n, used int
		err := scan(&id, &p, &n, &used)
		if r := at[id]; r != nil {
			r.Tickets[p], r.Used = n, r.Used+used
		}
		return err
	}, `select round_id, population, count(*), sum(case when used then 1 else 0 end) from survey_ticket where network_id = $1 group by round_id, population`, tx.Network)
}

// addCounts adds what was answered in closed rounds. What of open ones was answered nobody sees.
func addCounts(ctx context.Context, tx *db.Tx, at map[string]*Round) error {
	return db.Each(ctx, tx, func(scan db.Scan) error {
		var id, question, answer string
		var p Population
		var n int
		err := scan(&id, &p, &question, &answer, &n)
		if r := at[id]; r != nil {
			r.Counts.add(p, question, answer, n)
		}
		return err
	}, `select c.round_id, c.population, c.question, c.answer, c.n from survey_count c
		join survey_round r on r.network_id = c.network_id and r.id = c.round_id where c.network_id = $1 and r.closed_on is not null`, tx.Network)
}

// Open begins a round of the network. Partners are asked by mail; for residents slips are printed (Slips). The same request
// again gives the round that was made of it.
func (s *Store) Open(ctx context.Context, actor access.Actor, request, questionnaire string, days int) (err error) {
	defer errs.Wrap(&err, "survey.Open(%q)", questionnaire)
	if err := access.Can(actor, access.Edit, access.Surveys); err != nil {
		return err
	}
	return s.open(ctx, actor, Round{ID: request, Questionnaire: questionnaire}, days)
}

// OpenForTeam begins a round among the members of a team, by who writes for that team; else it is as Open.
func (s *Store) OpenForTeam(ctx context.Context, actor access.Actor, request, questionnaire, team string, days int) (err error) {
	defer errs.Wrap(&err, "survey.OpenForTeam(%q, %q)", questionnaire, team)
	if _, err := access.Reach(actor, access.Edit, access.Teamwork); err != nil {
		return err
	}
	if team == "" {
		return errs.NotFound
	}
	return s.open(ctx, actor, Round{ID: request, Questionnaire: questionnaire, Team: team}, days)
}

func (s *Store) open(ctx context.Context, actor access.Actor, r Round, days int) error {
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := may(ctx, tx, actor, access.Edit, r.Team); err != nil {
			return err
		}
		q, ok := Find(r.Questionnaire)
		if !ok || q.Team != (r.Team != "") || days < 1 || days > mostDays {
			return errs.Problems{{Column: "days", Key: "survey.wrong.days", Text: "survey.wrong.days"}}
		}
		day := calendar.Today(tx.Now)
		running, err := db.One(ctx, tx, db.Value[int], `select count(*) from survey_round where network_id = $1 and questionnaire = $2 and team_id = $4 and closed_on is null and id <> $3`, tx.Network, q.ID, r.ID, r.Team)
		if err == nil && running > 0 {
			err = errs.Problems{{Column: "questionnaire", Key: "survey.wrong.open", Text: "survey.wrong.open"}}
		}
		if err != nil {
			return err
		}
		r.Closes = day.AddDate(0, 0, days)
		made, err := tx.Exec(ctx, `insert into survey_round (network_id, id, questionnaire, team_id, opened_on, closes_on, version) values ($1, $2, $3, $4, $5, $6, 1)
			on conflict (network_id, id) do nothing`, tx.Network, r.ID, q.ID, r.Team, day, r.Closes)
		if err != nil || made == 0 {
			return err
		}
		if err := s.invite(ctx, tx, r, q); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "open", Object: access.Surveys, ID: r.ID})
	})
}

// invite gives a ticket to everyone of the populations that are asked by mail, and writes to them. Somebody who belongs to
// two is asked once.
func (s *Store) invite(ctx context.Context, tx *db.Tx, r Round, q Questionnaire) error {
	var tickets [][]any
	for _, p := range q.Populations {
		all, err := reached(ctx, tx, p, r.Team)
		if err != nil {
			return err
		}
		for _, who := range all {
			tickets = append(tickets, []any{tx.Network, hash(s.Token(tx.Network, r.ID, who.Email)), r.ID, string(p)})
			if err := ask(ctx, tx, invitations[r.Team != ""].ask, r, who); err != nil {
				return err
			}
		}
	}
	return tx.Repeat(ctx, insertTicket, tickets)
}

const insertTicket = `insert into survey_ticket (network_id, hash, round_id, population, used) values ($1, $2, $3, $4, false) on conflict (network_id, hash) do nothing`

// reached gives who of a population can be asked by mail, each address once; of a team, when it is asked.
func reached(ctx context.Context, tx *db.Tx, p Population, team string) (all []people.Person, err error) {
	switch p {
	case Formal:
		duty, err := people.LoadDuty(ctx, tx)
		if err != nil {
			return nil, err
		}
		for _, t := range duty.Teams {
			for _, m := range t.Members {
				if team == "" || team == t.ID {
					all = append(all, m.Person)
				}
			}
		}
	case Informal:
		all, err = db.All(ctx, tx, func(scan db.Scan) (who people.Person, err error) { return who, scan(&who.Name, &who.Email) },
			`select name, email from organization where network_id = $1 and member and survivor_id is null and withdrawn_at is null and email <> '' order by email, name`, tx.Network)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(who people.Person) bool {
		double := who.Email == "" || seen[who.Email]
		seen[who.Email] = true
		return double
	}), err
}

// Token gives the proof in the link of an invitation.
func (s *Store) Token(network, round, address string) string {
	return mail.Sign(s.key, network+"\x00"+round, address, PurposeAnswer, 0)
}

// hash is what is kept of a token: whoever reads it cannot answer with it.
func hash(token string) string {
	sum := sha256.Sum256([]byte("survey ticket\x00" + token))
	return hex.EncodeToString(sum[:16])
}

// close ends a round: its tickets go, and its results can be read.
func closeRound(ctx context.Context, tx *db.Tx, r Round) error {
	if _, err := tx.Exec(ctx, `delete from survey_ticket where network_id = $1 and round_id = $2`, tx.Network, r.ID); err != nil {
		return err
	}
	return db.Changed(tx.Exec(ctx, `update survey_round set closed_on = $4, version = version + 1 where network_id = $1 and id = $2 and version = $3 and closed_on is null`,
		tx.Network, r.ID, r.Version, calendar.Today(tx.Now)))
}

// Close ends a round before its last day, by who may open it.
func (s *Store) Close(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "survey.Close(%q)", id)
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		r, err := db.One(ctx, tx, read, rounds+` and r.id = $2`, tx.Network, id)
		if err != nil {
			return err
		}
		if err := may(ctx, tx, actor, access.Edit, r.Team); err != nil {
			return err
		}
		r.Version = version
		if err := closeRound(ctx, tx, r); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "close", Object: access.Surveys, ID: id})
	})
}
