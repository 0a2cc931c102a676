package jobs

import (
	"context"
	"sync"
	"testing"
	"time"

	"samenspel/internal/db"
)

func TestManyWorkersClaimEachJobOnce(t *testing.T) {
	const workers, jobs = 8, 2000
	each(t, func(t *testing.T, d *db.DB, _ *hand) {
		in(t, d, "a", func(tx *db.Tx) error {
			for range jobs {
				if _, err := Enter(ctx, tx, Job{Kind: "x"}); err != nil {
					return err
				}
			}
			return nil
		})
		var mu sync.Mutex
		times, by := map[string]int{}, map[int]int{}
		var all sync.WaitGroup
		since := time.Now()
		for i := range workers {
			w := worker(t, d, Options{Slots: 25, Kinds: []Kind{{Name: "x", Do: func(_ context.Context, run *Run) error {
				mu.Lock()
				defer mu.Unlock()
				times[run.ID]++
				by[i]++
				return nil
			}}}})
			all.Go(func() {
				if _, err := w.Drain(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for id, n := range times {
			if n != 1 {
				t.Errorf("job %s ran %d times", id, n)
			}
		}
		if done := count(t, d, `select count(*) from job where network_id = $1 and state = 'done' and attempt = 1`); len(times) != jobs || done != jobs {
			t.Errorf("%d jobs ran and %d are done, of %d", len(times), done, jobs)
		}
		t.Logf("%d jobs by %d workers in %v: %v", jobs, workers, time.Since(since).Round(time.Millisecond), by)
	})
}

// On PostgreSQL the state is asked again on the row that is changed, so that a claim without "skip locked" would be
// slow but right.
func TestClaimIsRightWithoutSkipLocked(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *hand) {
		const jobs = 300
		for range jobs {
			enter(t, d, "a", Job{Kind: "x"})
		}
		var mu sync.Mutex
		claims := 0
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range jobs { // each takes what it can until there is no more
					var mine []claimed
					err := d.In(ctx, "a", func(tx *db.Tx) (err error) {
						mine, err = claim(ctx, tx, []any{"x"}, 7, time.Minute, "")
						return err
					})
					mu.Lock()
					claims += len(mine)
					rest := jobs - claims
					mu.Unlock()
					if err != nil || rest <= 0 {
						return
					}
				}
			})
		}
		all.Wait()
		if running := count(t, d, `select count(*) from job where network_id = $1 and state = 'running' and attempt = 1`); claims != jobs || running != jobs {
			t.Errorf("%d claims, %d running, %d jobs", claims, running, jobs)
		}
	})
}
