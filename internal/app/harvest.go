package app

import (
	"context"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/harvest"
	"samenspel/internal/jobs"
)

// harvestEvery is how often is looked which sources are to be fetched.
const harvestEvery = time.Hour

// harvestKinds are the jobs that read sources.
func (e *env) harvestKinds(im *harvest.Importer, f *fetcher) []jobs.Kind {
	work := func(ctx context.Context, job *jobs.Run) error {
		n, err := e.networkOf(ctx, job.Network)
		if err != nil {
			return err
		}
		return im.Work(ctx, access.As(access.Operator, job.Network), job, f.get, n.Settings.Town)
	}
	due := func(ctx context.Context, job *jobs.Run) error {
		return im.EnterDue(ctx, access.As(access.Operator, job.Network))
	}
	return []jobs.Kind{{Name: harvest.JobKind, Do: work, Attempts: 3, Timeout: 2 * time.Hour}, {Name: harvest.DueKind, Do: due, Attempts: 3}}
}
