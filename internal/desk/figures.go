package desk

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// Quarter is a quarter of a year. It begins on its day and ends before Until.
type Quarter struct{ Begin time.Time }

// QuarterOf gives the quarter that a day is in.
func QuarterOf(day time.Time) Quarter {
	return Quarter{time.Date(day.Year(), (day.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)}
}

// Until gives the first day of the next quarter.
func (q Quarter) Until() time.Time { return q.Begin.AddDate(0, 3, 0) }

// Number gives the number of the quarter, from 1.
func (q Quarter) Number() int { return int(q.Begin.Month()-1)/3 + 1 }

// Figures are what the information point did in a quarter, and how it stands now. They count questions by the day from
// which they count, and are for who does the work: small numbers stand in them.
type Figures struct {
	Quarter  Quarter
	Askers   map[Asker]int // "" = not known yet
	Kinds    map[Kind]int  // "" = not known yet
	Outcomes map[Outcome]int
	Total    int

	InTime int // first answer on or before the day that was promised
	Late   int // answered later, or not answered and the day is over
	Soon   int // not answered, and the day is not over
	Ended  int // closed without an answer: in neither count

	Open       int        // now, of any quarter
	Unassigned int        // now: nobody has them
	Oldest     *time.Time // day from which the oldest open question counts
}

// Percent gives the answers in time among those that are due, in whole percents; ok is false when none is due.
func (f Figures) Percent() (percent int, ok bool) {
	due := f.InTime + f.Late
	if due == 0 {
		return 0, false
	}
	return (100*f.InTime + due/2) / due, true
}

// Informal counts questions of the quarter that were closed with information or informal help, without formal care
// (inventory A09).
func (f Figures) Informal() int { return f.Outcomes[Helped] + f.Outcomes[Information] }

// Figures gives the figures of the quarter that a day is in, to who may read every question.
func (s *Store) Figures(ctx context.Context, actor access.Actor, day time.Time) (f Figures, err error) {
	defer errs.Wrap(&err, "desk.Figures")
	if err := access.Can(actor, access.Read, access.Enquiries); err != nil {
		return f, err
	}
	f = Figures{Quarter: QuarterOf(day), Askers: map[Asker]int{}, Kinds: map[Kind]int{}, Outcomes: map[Outcome]int{}}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		if err := f.count(ctx, tx); err != nil {
			return err
		}
		if err := f.stand(ctx, tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, Purpose: "desk"})
	})
	return f, err
}

// count counts the questions of the quarter.
func (f *Figures) count(ctx context.Context, tx *db.Tx) error {
	return db.Each(ctx, tx, func(scan db.Scan) error {
		var asker Asker
		var kind Kind
		var outcome Outcome
		var answer, n int
		if err := scan(&asker, &kind, &outcome, &answer, &n); err != nil {
			return err
		}
		f.Askers[asker] += n
		f.Kinds[kind] += n
		f.Total += n
		if outcome != "" {
			f.Outcomes[outcome] += n
		}
		*[]*int{&f.InTime, &f.Late, &f.Soon, &f.Ended}[answer] += n
		return nil
	}, `select asker, kind, outcome, answer, count(*) from (select asker, kind, case when ended_at is null then '' else outcome end as outcome,
			case when answered_on is not null and answered_on <= answer_due then 0 when answered_on is null and ended_at is not null then 3
				when answered_on is null and answer_due >= $4 then 2 else 1 end as answer
			from enquiry where network_id = $1 and received_on >= $2 and received_on < $3) counted group by asker, kind, outcome, answer`,
		tx.Network, f.Quarter.Begin, f.Quarter.Until(), dayOf(tx))
}

// stand counts what is open now.
func (f *Figures) stand(ctx context.Context, tx *db.Tx) error {
	open, err := db.One(ctx, tx, db.Value[int], `select count(*) from enquiry where network_id = $1 and ended_at is null`, tx.Network)
	if err != nil {
		return err
	}
	unassigned, err := db.One(ctx, tx, db.Value[int], `select count(*) from enquiry where network_id = $1 and ended_at is null and owner_id = ''`, tx.Network)
	if err != nil {
		return err
	}
	oldest, err := db.All(ctx, tx, db.Value[time.Time], `select received_on from enquiry where network_id = $1 and ended_at is null order by received_on limit 1`, tx.Network)
	if len(oldest) > 0 {
		f.Oldest = &oldest[0]
	}
	f.Open, f.Unassigned = open, unassigned
	return err
}

// Received gives the day of each question that came in from one day on until another, inside a transaction that another
// concept opened.
func Received(ctx context.Context, tx *db.Tx, from, until time.Time) ([]time.Time, error) {
	return db.All(ctx, tx, db.Value[time.Time], `select received_on from enquiry where network_id = $1 and received_on >= $2 and received_on < $3`, tx.Network, from, until)
}
