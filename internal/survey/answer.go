package survey

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Asked is what somebody with a ticket sees.
type Asked struct {
	Questionnaire
	Population Population
	Used       bool // it was answered: thank you
	round      string
}

const ticket = `select r.id, r.questionnaire, t.population, t.used from survey_ticket t join survey_round r on r.network_id = t.network_id and r.id = t.round_id
	where t.network_id = $1 and t.hash = $2 and r.closed_on is null`

func readAsked(scan db.Scan) (a Asked, err error) {
	var id string
	if err := scan(&a.round, &id, &a.Population, &a.Used); err != nil {
		return a, err
	}
	a.Questionnaire, _ = Find(id)
	return a, nil
}

// ByTicket gives what a ticket asks. A forged one, one of another network and one of a closed round are NotFound.
func (s *Store) ByTicket(ctx context.Context, network, token string) (a Asked, err error) {
	defer errs.Wrap(&err, "survey.ByTicket")
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		a, err = db.One(ctx, tx, readAsked, ticket, tx.Network, hash(CleanCode(token)))
		return err
	})
	return a, err
}

// Answer counts what somebody with a ticket said: question → answer. A ticket counts once; after that it is a Conflict. What
// was not answered is not counted; no answer at all is a problem.
func (s *Store) Answer(ctx context.Context, network, token string, said map[string]string) (err error) {
	defer errs.Wrap(&err, "survey.Answer")
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		a, err := db.One(ctx, tx, readAsked, ticket, tx.Network, hash(CleanCode(token)))
		if err != nil {
			return err
		}
		var counts [][]any
		for _, q := range a.Questions {
			switch answer := said[q.ID]; {
			case answer == "":
			case !slices.Contains(q.Kind.Answers(), answer):
				return errs.Problems{{Column: q.ID, Key: "survey.wrong.answer", Text: "survey.wrong.answer"}}
			default:
				counts = append(counts, []any{tx.Network, a.round, string(a.Population), q.ID, answer})
			}
		}
		if len(counts) == 0 {
			return errs.Problems{{Column: a.Questions[0].ID, Key: "survey.wrong.none", Text: "survey.wrong.none"}}
		}
		changed, err := tx.Exec(ctx, `update survey_ticket set used = true where network_id = $1 and hash = $2 and not used`, tx.Network, hash(CleanCode(token)))
		if err == nil && changed == 0 {
			err = errs.Conflict
		}
		if err != nil {
			return err
		}
		return tx.Repeat(ctx, `insert into survey_count (network_id, round_id, population, question, answer, n) values ($1, $2, $3, $4, $5, 1)
			on conflict (network_id, round_id, population, question, answer) do update set n = survey_count.n + 1`, counts)
	})
}

// letters of codes on slips: none looks or sounds like another.
const letters = "abcdefghkmnpqrstwxyz23456789"

const codeLength = 10 // 48 bits, tried at the rate of a form

// CleanCode gives a code as it is kept, from how people type it. The proof in a link stays as it is.
func CleanCode(typed string) string {
	if len(typed) > codeLength+8 {
		return typed
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(letters, r) {
			return r
		}
		return -1
	}, strings.ToLower(typed))
}

func newCode() string {
	code := make([]byte, codeLength)
	for i := range code {
		for {
			_, _ = rand.Read(code[i : i+1]) // never fails
			if int(code[i]) < len(letters)*(256/len(letters)) {
				code[i] = letters[int(code[i])%len(letters)]
				break
			}
		}
	}
	return string(code)
}

// mostSlips is how many slips are printed at once.
const mostSlips = 100

// Slips makes slips of an open round for residents, and gives their codes. They are kept nowhere: what is not printed is
// made anew.
func (s *Store) Slips(ctx context.Context, actor access.Actor, id string, n int) (codes []string, err error) {
	defer errs.Wrap(&err, "survey.Slips(%q)", id)
	if err := access.Can(actor, access.Edit, access.Surveys); err != nil {
		return nil, err
	}
	if n < 1 || n > mostSlips {
		return nil, errs.Problems{{Column: "slips", Key: "survey.wrong.slips", Text: "survey.wrong.slips"}}
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		r, err := db.One(ctx, tx, read, rounds+` and r.id = $2 and r.closed_on is null`, tx.Network, id)
		if err != nil {
			return err
		}
		if q, _ := Find(r.Questionnaire); !slices.Contains(q.Populations, Resident) {
			return errs.NotFound
		}
		codes = codes[:0]
		var tickets [][]any
		for range n {
			code := newCode()
			codes = append(codes, code)
			tickets = append(tickets, []any{tx.Network, hash(code), r.ID, string(Resident)})
		}
		if err := tx.Repeat(ctx, insertTicket, tickets); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "print", Object: access.Surveys, ID: id})
	})
	return codes, err
}
