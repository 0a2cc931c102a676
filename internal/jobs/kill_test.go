package jobs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
)

// The names under which the child process of a test finds its work.
const childDatabase = "SAMENSPEL_TEST_JOBS_DATABASE"

var began sync.Once

const childLease = 400 * time.Millisecond

// effects makes one row for each job, and counts in the column for a year how often it was made: at least once.
func effects(d *db.DB) []Kind {
	return []Kind{{Name: "effect", Attempts: 1000, Do: func(ctx context.Context, run *Run) error {
		began.Do(func() {
			if os.Getenv(childDatabase) != "" {
				fmt.Println("working")
			}
		})
		time.Sleep(10 * time.Millisecond)
		return d.In(ctx, run.Network, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into area (network_id, id, kind, code, code_year, name, slug, boundary)
				values ($1, $2, 'effect', $2, 1, '', $2, '')
				on conflict (network_id, id) do update set code_year = area.code_year + 1`, tx.Network, run.ID)
			return err
		})
	}}}
}

func child() {
	d, err := db.Open(ctx, os.Getenv(childDatabase))
	if err != nil {
		panic(err)
	}
	w, err := NewWorker(d, Options{Networks: one, Kinds: effects(d), Lease: childLease, Poll: 20 * time.Millisecond})
	if err != nil {
		panic(err)
	}
	w.Run(ctx)
}

// addresses gives an empty, migrated database on each engine, which a child process can open too.
func addresses(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "samenspel.db"), "postgres": dbtest.PostgresAddress(t)}
}

func open(t *testing.T, address string) *db.DB {
	t.Helper()
	d, err := db.Open(ctx, address)
	if err == nil {
		_, err = d.Migrate(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// TestKilledWorkersLoseNothing kills workers, again and again. SAMENSPEL_ROUNDS says how often.
func TestKilledWorkersLoseNothing(t *testing.T) {
	for engine, address := range addresses(t) {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			killWorkers(t, open(t, address), address)
		})
	}
}

func killWorkers(t *testing.T, d *db.DB, address string) {
	kills := dbtest.Rounds("SAMENSPEL_ROUNDS", 20)
	jobs := 50 * kills
	addNetwork(t, d, "a")
	in(t, d, "a", func(tx *db.Tx) error {
		for i := range jobs {
			if _, err := Enter(ctx, tx, Job{Kind: "effect", Key: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	struck := 0
	for range kills {
		struck += killOne(t, d, address)
	}
	since := time.Now()
	w := worker(t, d, Options{Kinds: effects(d), Lease: childLease, Slots: 8})
	for count(t, d, `select count(*) from job where network_id = $1 and state = 'done'`) < jobs && time.Since(since) < 5*time.Minute {
		drain(t, w)
		time.Sleep(20 * time.Millisecond)
	}
	if n := count(t, d, `select count(*) from job where network_id = $1 and state <> 'done'`); n != 0 {
		t.Errorf("%d jobs are stuck", n)
	}
	once := count(t, d, `select count(*) from area where network_id = $1 and code_year >= 1`)
	twice := count(t, d, `select count(*) from area where network_id = $1 and code_year > 1`)
	if once != jobs {
		t.Errorf("%d of %d jobs had their effect", once, jobs)
	}
	if struck == 0 {
		t.Error("no kill struck a running job")
	}
	t.Logf("%d kills struck %d running jobs; %d effects came more than once; the rest took %v", kills, struck, twice, time.Since(since).Round(time.Millisecond))
}

// killOne starts a worker, kills it while it works, and gives the number of jobs it had in hand.
func killOne(t *testing.T, d *db.DB, address string) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDatabase+"="+address)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	working := make(chan struct{})
	go func() { _, _ = out.Read(make([]byte, 1)); close(working) }()
	select {
	case <-working:
	case <-time.After(10 * time.Second): // there is nothing left to do
	}
	time.Sleep(rand.N(60 * time.Millisecond))
	_ = cmd.Process.Kill()
	<-working
	_ = cmd.Wait()
	return count(t, d, `select count(*) from job where network_id = $1 and state = 'running'`)
}

func count(t rapid.TB, d *db.DB, query string, args ...any) (n int) {
	t.Helper()
	err := d.View(ctx, "a", func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int], query, append([]any{tx.Network}, args...)...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
