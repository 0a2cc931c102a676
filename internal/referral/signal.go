package referral

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
)

// Signaller is who signals something about a match.
type Signaller string

// The signallers. Whoever has the link can be a volunteer; nobody asks for a name.
const (
	Volunteer Signaller = "volunteer"
	TheirSide Signaller = "organization"
	OurSide   Signaller = "sender"
)

// Signallers are all of them.
var Signallers = []Signaller{Volunteer, TheirSide, OurSide}

// Signal is something that was noticed about a running match and wants an answer. It is open until somebody answers it in
// words, which the one who signalled reads behind the same link; the organisation gets them by mail too.
//
//	open ──▶ answered          over time after 5 working days: the coordinator hears of it
type Signal struct {
	ID         string
	Referral   string // id
	Side       Signaller
	Text       string // scanned
	Made       time.Time
	Due        time.Time
	Escalated  *time.Time
	Answer     string // scanned
	Answered   *time.Time
	AnsweredBy string // id of a person
}

// Took gives in how many working days the answer came; 0 = on the same day, or there is none yet.
func (n Signal) Took() int {
	if n.Answered == nil {
		return 0
	}
	return Worked(n.Made, *n.Answered)
}

const signalColumns = `n.id, n.referral_id, n.side, n.text, n.made_at, n.due_on, n.escalated_at, n.answer, n.answered_at, n.answered_by`

func readSignal(scan db.Scan) (n Signal, err error) {
	return n, scan(&n.ID, &n.Referral, &n.Side, &n.Text, &n.Made, &n.Due, &n.Escalated, &n.Answer, &n.Answered, &n.AnsweredBy)
}

func signals(ctx context.Context, tx *db.Tx, referral string) ([]Signal, error) {
	return db.All(ctx, tx, readSignal, `select `+signalColumns+` from referral_signal n where n.network_id = $1 and n.referral_id = $2 order by n.id`, tx.Network, referral)
}

// Signal notes what somebody noticed about a running match. Who sees to it hears of it by mail at once.
func (s *Store) Signal(ctx context.Context, actor access.Actor, id string, side Signaller, text string, scanner Scanner) (err error) {
	defer errs.Wrap(&err, "referral.Signal(%q)", id)
	problems := scan(scanner, "text", text, maxReason)
	if strings.TrimSpace(text) == "" || !slices.Contains(Signallers, side) {
		problems = append(problems, errs.Problem{Column: "text", Key: "referral.wrong.signal", Text: "referral.wrong.signal"})
	}
	if len(problems) > 0 {
		return problems
	}
	return s.change(ctx, actor, id, anyVersion, Do{Act: Signals}, func(tx *db.Tx, _, r Row, d *Do) (Row, error) {
		open, err := db.One(ctx, tx, db.Value[int], `select count(*) from referral_signal where network_id = $1 and referral_id = $2 and answered_at is null`, tx.Network, id)
		if err == nil && open >= mostSignalsOpen {
			err = fmt.Errorf("%w: %d signals wait already", errs.Unavailable, open)
		}
		if err != nil {
			return r, err
		}
		if _, err := tx.Exec(ctx, `insert into referral_signal (network_id, referral_id, id, side, text, made_at, due_on, answer, answered_by) values ($1, $2, $3, $4, $5, $6, $7, '', '')`,
			tx.Network, id, db.NewID(), string(side), strings.TrimSpace(text), tx.Now, calendar.Office.After(dayOf(tx), signalDue)); err != nil {
			return r, err
		}
		return r, queue(ctx, tx, mail.Message{Kind: letterSignal, Address: r.Responsible.Email, Name: r.Responsible.Name, Object: id, Args: map[string]string{"Code": r.Code}})
	})
}

// AnswerSignal answers what was signalled, in words. Nothing else closes it.
func (s *Store) AnswerSignal(ctx context.Context, actor access.Actor, id, signal, text string, scanner Scanner) (err error) {
	defer errs.Wrap(&err, "referral.AnswerSignal(%q)", signal)
	problems := scan(scanner, "answer", text, maxReason)
	if strings.TrimSpace(text) == "" {
		problems = append(problems, errs.Problem{Column: "answer", Key: "referral.wrong.answer", Text: "referral.wrong.answer"})
	}
	if len(problems) > 0 {
		return problems
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := load(ctx, tx)
		if err != nil {
			return err
		}
		r, by, err := one(ctx, tx, actor, access.Edit, c, id)
		if err != nil {
			return err
		}
		if by != BySender {
			return forbidden(by, Signals)
		}
		changed, err := tx.Exec(ctx, `update referral_signal set answer = $4, answered_at = $5, answered_by = $6 where network_id = $1 and referral_id = $2 and id = $3 and answered_at is null`,
			tx.Network, id, signal, strings.TrimSpace(text), tx.Now, actor.Person)
		if err == nil && changed == 0 {
			err = fmt.Errorf("%w: it was answered already, or is not there", errs.Conflict)
		}
		if err != nil {
			return err
		}
		if err := queue(ctx, tx, mail.Message{Kind: letterSignalled, Address: r.Mail, Name: r.Name, Object: id, Thread: id, Args: map[string]string{"Code": r.Code}}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "answer", Object: access.Referrals, ID: id, Purpose: "signal"})
	})
}
