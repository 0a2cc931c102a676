package retention

import (
	"context"

	"samenspel/internal/access"
	"samenspel/internal/jobs"
)

// JobKind is the name of the kind of jobs that run retention.
const JobKind = "retention"

// Schedule runs it every night.
var Schedule = jobs.Schedule{Kind: JobKind, At: "03:15"}

// Kind gives the kind of jobs that run retention in a network.
func (e *Engine) Kind() jobs.Kind {
	return jobs.Kind{Name: JobKind, Do: func(ctx context.Context, run *jobs.Run) error {
		counts, _, err := e.Run(ctx, access.As(access.Operator, run.Network), run.ID)
		if err != nil {
			return err
		}
		return run.Progress(ctx, int(Total(counts)), 0, "")
	}}
}
