package insight

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/casework"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/suppress"
)

// OwnAnswers is what was answered to a question of the network itself. Yes and No are nil where they are too small to show.
type OwnAnswers struct {
	Question casework.OwnQuestion
	Yes, No  *int
}

// OwnQuestions gives what was answered in a period to the questions that the network asks of its own, as it stands now. They
// are in no report for others. What was answered goes with its case.
func (s *Store) OwnQuestions(ctx context.Context, actor access.Actor, p Period) (all []OwnAnswers, err error) {
	defer errs.Wrap(&err, "insight.OwnQuestions")
	if err := mayLook(actor); err != nil {
		return nil, err
	}
	return all, s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		counts, err := casework.CountOwn(ctx, tx, p.From, p.Until)
		if err != nil {
			return err
		}
		all = shownOwn(counts)
		return audit.Write(ctx, tx, actor, audit.Act{Action: "read", Object: access.Figures, Purpose: "own questions"})
	})
}

// shownOwn gives what may be shown of each question: both answers, or none of the two.
func shownOwn(counts []casework.OwnCount) (all []OwnAnswers) {
	for _, c := range counts {
		cut := suppress.Cut(suppress.Rule{Least: Inside}, suppress.Counts{N: c.Yes + c.No},
			[]suppress.Row{{Key: "yes", Counts: suppress.Counts{N: c.Yes}}, {Key: "no", Counts: suppress.Counts{N: c.No}}})
		all = append(all, OwnAnswers{c.OwnQuestion, cut[0].N, cut[1].N})
	}
	return all
}
