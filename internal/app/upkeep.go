package app

import (
	"context"
	"io"
	"net/http"
	"time"

	"samenspel/internal/jobs"
	"samenspel/internal/upkeep"
)

// visitWithin is how long a website may take, and how much of its first page is read.
const (
	visitWithin = 20 * time.Second
	visitBytes  = 64 << 10
)

// upkeepKinds are the jobs that keep the directory right.
func (e *env) upkeepKinds(store *upkeep.Store, f *fetcher) []jobs.Kind {
	links := func(ctx context.Context, job *jobs.Run) error { return store.CheckLinks(ctx, job.Network, f.visit) }
	return []jobs.Kind{store.Kind(), {Name: upkeep.LinksKind, Do: links, Timeout: time.Hour}}
}

// visit asks a website for its first page, as a browser would, and gives the status of the answer.
func (f *fetcher) visit(ctx context.Context, address string) (status int, err error) {
	ctx, cancel := context.WithTimeout(ctx, visitWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("User-Agent", "Samenspel (checks whether links work)")
	answer, err := f.client.Do(r) // #nosec G107 -- only public addresses are connected to
	if err != nil {
		return 0, err
	}
	_, _ = io.CopyN(io.Discard, answer.Body, visitBytes)
	return answer.StatusCode, answer.Body.Close()
}
