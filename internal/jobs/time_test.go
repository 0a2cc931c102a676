package jobs

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/calendar"
	"samenspel/internal/db"
)

func utc(text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return at
}

func TestPeriodsBegin(t *testing.T) {
	night := Schedule{At: "02:30"}
	for _, c := range []struct {
		s         Schedule
		now, want string
	}{
		{night, "2026-01-15 12:00", "2026-01-15 01:30"}, // winter: UTC+1
		{night, "2026-01-15 01:29", "2026-01-14 01:30"},
		{night, "2026-07-15 12:00", "2026-07-15 00:30"}, // summer: UTC+2
		{night, "2027-03-28 00:59", "2027-03-27 01:30"}, // 02:30 is not on the clock this night
		{night, "2027-03-28 01:00", "2027-03-28 01:00"}, // 02:00 becomes 03:00
		{night, "2027-03-29 00:29", "2027-03-28 01:00"},
		{night, "2027-03-29 00:30", "2027-03-29 00:30"},
		{night, "2026-10-25 00:29", "2026-10-24 00:30"}, // 02:30 is on the clock twice
		{night, "2026-10-25 00:30", "2026-10-25 00:30"},
		{night, "2026-10-25 01:30", "2026-10-25 00:30"},
		{night, "2026-10-26 01:29", "2026-10-25 00:30"},
		{night, "2026-10-26 01:30", "2026-10-26 01:30"},
		{night, "2028-02-29 12:00", "2028-02-29 01:30"}, // leap day
		{night, "2026-12-31 23:30", "2026-12-31 01:30"}, // new year in the Netherlands
		{Schedule{At: "00:00"}, "2026-12-31 23:00", "2026-12-31 23:00"},
		{Schedule{Every: time.Hour}, "2026-10-25 01:59", "2026-10-25 01:00"},
		{Schedule{Every: 15 * time.Minute}, "2026-10-25 01:59", "2026-10-25 01:45"},
	} {
		if got := c.s.Begin(utc(c.now)); !got.Equal(utc(c.want)) || got.Location() != time.UTC {
			t.Errorf("%+v at %s began %v, want %s", c.s, c.now, got, c.want)
		}
	}
}

// In any year, each day has one beginning at or after the wall time and within the hour of a jump, and beginnings
// only grow.
func TestEveryDayHasOnePeriod(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := time.Date(0, 1, 1, rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"), 0, 0, time.UTC)
		s := Schedule{At: clock.Format("15:04")}
		now := time.Date(rapid.IntRange(2020, 2037).Draw(t, "year"), 1, rapid.IntRange(1, 366).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		seen := map[time.Time]bool{}
		var last time.Time
		for range 4 * 24 * 4 { // four days, each quarter of an hour
			begin := s.Begin(now)
			if begin.After(now) || begin.Before(last) || now.Sub(begin) > 26*time.Hour {
				t.Fatalf("at %v the period began %v, and before that %v", now, begin, last)
			}
			local := begin.In(calendar.Amsterdam)
			if got := local.Format("15:04"); got != s.At && got != "03:00" {
				t.Fatalf("a period of %s began at %v", s.At, local)
			}
			seen[begin], last = true, begin
			now = now.Add(15 * time.Minute)
		}
		if n := len(seen); n < 4 || n > 5 {
			t.Fatalf("%d periods in four days", n)
		}
	})
}

func TestSchedulesEnterEachPeriodOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		ran := 0
		start := func() *Worker { // as after a start of the program: it remembers nothing
			return worker(t, d, Options{Schedules: []Schedule{{Kind: "nightly", At: "02:30"}},
				Kinds: []Kind{{Name: "nightly", Do: func(context.Context, *Run) error { ran++; return nil }}}})
		}
		clock.set(utc("2026-10-24 12:00"))
		drain(t, start()) // the period that runs
		w := start()
		for clock.now().Before(utc("2026-10-27 12:00")) {
			drain(t, w)
			drain(t, start())
			clock.move(20 * time.Minute)
		}
		if ran != 4 {
			t.Errorf("it ran %d times from 24 to 27 October, want 4", ran)
		}
		clock.move(5 * 24 * time.Hour)
		drain(t, w)
		drain(t, start())
		if ran != 5 {
			t.Errorf("after a stop of five days it ran %d times, want one more", ran)
		}
	})
}

func TestTwoWorkersEnterAPeriodOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		var entered atomic.Int64
		for range 20 {
			clock.move(time.Hour)
			done := make(chan error)
			for range 8 {
				go func() {
					done <- d.In(ctx, "a", func(tx *db.Tx) error {
						now, err := enterPeriod(ctx, tx, "hourly", tx.Now.Truncate(time.Hour))
						if now && err == nil {
							entered.Add(1)
						}
						return err
					})
				}()
			}
			for range 8 {
				if err := <-done; err != nil {
					t.Fatal(err)
				}
			}
		}
		if entered.Load() != 20 || count(t, d, `select count(*) from job where network_id = $1`) != 20 {
			t.Errorf("%d periods were entered, want 20", entered.Load())
		}
	})
}

// Clock jumps by an hour either way, while jobs run and while they wait: none is skipped, none runs twice. The clock
// stands still otherwise, so that a machine that is busy for a moment does not look like a dead worker.
func TestClockJumps(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		const lease = 400 * time.Millisecond
		var ran, periods atomic.Int64
		release := make(chan struct{})
		kinds := []Kind{
			{Name: "hourly", Do: func(context.Context, *Run) error { periods.Add(1); return nil }},
			{Name: "long", Do: func(ctx context.Context, _ *Run) error {
				ran.Add(1)
				select {
				case <-ctx.Done():
					return errors.New("the job was taken away")
				case <-release:
					return nil
				}
			}}}
		running, stop := context.WithCancel(ctx)
		var workers sync.WaitGroup
		for range 2 {
			w := worker(t, d, Options{Lease: lease, Poll: 5 * time.Millisecond, Kinds: kinds, Schedules: []Schedule{{Kind: "hourly", Every: time.Hour}}})
			workers.Go(func() { w.Run(running) })
		}
		ids := []string{enter(t, d, "a", Job{Kind: "long"}), enter(t, d, "a", Job{Kind: "long"}),
			enter(t, d, "a", Job{Kind: "long", At: noon().Add(30 * time.Minute)})}
		until(t, func() bool { return ran.Load() == 2 })
		for _, jump := range []time.Duration{time.Hour, -time.Hour, -time.Hour, time.Hour} {
			clock.move(jump)
			until(t, func() bool { // every lease was renewed, and no doubt is left
				return ran.Load() == 3 && count(t, d, `select count(*) from job where network_id = $1 and kind = 'long' and state = 'running'
					and doubted = $2 and leased_until > $3 and leased_until <= $4`, false, d.Now(), d.Now().Add(lease)) == 3
			})
		}
		close(release)
		until(t, func() bool {
			return count(t, d, `select count(*) from job where network_id = $1 and state = 'done'`) == 3+2
		})
		stop()
		workers.Wait()
		for _, id := range ids {
			if s := get(t, d, "a", id); s.State != Done || s.Attempt != 1 {
				t.Errorf("a job is %+v", s)
			}
		}
		if ran.Load() != 3 || periods.Load() != 2 { // the period of noon, and the one the first jump reached
			t.Errorf("3 jobs ran %d times, and 2 periods %d", ran.Load(), periods.Load())
		}
	})
}

// until waits for something that comes soon.
func until(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it did not come in a minute")
		}
	}
}

func TestBackoffGrowsAndStaysInBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, attempt := rapid.String().Draw(t, "id"), rapid.IntRange(1, 1000).Draw(t, "attempt")
		wait := backoff(id, attempt)
		middle := min(time.Duration(1<<min(attempt-1, 20))*time.Minute, 4*time.Hour)
		if wait < middle*8/10 || wait > middle*12/10 {
			t.Fatalf("attempt %d waits %v", attempt, wait)
		}
	})
}

// A job that always fails is tried from its first minute to the end of its age, is told which attempt is the last,
// and ends as failed.
func TestAgeEndsAJob(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		var lasts []bool
		w := worker(t, d, Options{Kinds: []Kind{{Name: "x", Do: func(_ context.Context, run *Run) error {
			lasts = append(lasts, run.Last)
			return errors.New("no")
		}}}})
		id := enter(t, d, "a", Job{Kind: "x"})
		for range 200 {
			drain(t, w)
			s := get(t, d, "a", id)
			if s.State == Failed {
				break
			}
			clock.set(s.RunAt)
		}
		if age := clock.now().Sub(noon()); age != 72*time.Hour {
			t.Errorf("it was given up after %v", age)
		}
		for i, last := range lasts {
			if last != (i == len(lasts)-1) {
				t.Errorf("attempt %d of %d: last is %v", i+1, len(lasts), last)
			}
		}
		if len(lasts) < 20 || len(lasts) > 32 {
			t.Errorf("%d attempts in 72 hours", len(lasts))
		}
	})
}

// A worker dies; a lease and its doubt later its job is free, also when the clock was put back meanwhile.
func TestADeadWorkersJobIsFreeSoon(t *testing.T) {
	for name, jump := range map[string]time.Duration{"clock goes on": 0, "clock is put back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, d *db.DB, clock *hand) {
				id := enter(t, d, "a", Job{Kind: "x", At: noon().Add(-2 * time.Hour)})
				w := worker(t, d, Options{Kinds: []Kind{{Name: "x", Attempts: 2, Do: func(context.Context, *Run) error { return nil }}}})
				in(t, d, "a", func(tx *db.Tx) error {
					_, err := claim(ctx, tx, w.names, 1, w.options.Lease, w.skipLocks)
					return err
				})
				clock.move(jump)
				for second := range 60 {
					if drain(t, w) == 1 {
						t.Logf("free after %d seconds", second)
						return
					}
					clock.move(time.Second)
				}
				t.Errorf("after a minute it is %+v", get(t, d, "a", id))
			})
		})
	}
}

// A job that kills its process each time is given up like one that fails.
func TestAJobThatKillsIsGivenUp(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, clock *hand) {
		id := enter(t, d, "a", Job{Kind: "x"})
		w := worker(t, d, Options{Kinds: []Kind{{Name: "x", Attempts: 3}}})
		for range 3 {
			in(t, d, "a", func(tx *db.Tx) error {
				mine, err := claim(ctx, tx, w.names, 1, w.options.Lease, w.skipLocks)
				if len(mine) != 1 {
					t.Errorf("%d claimed", len(mine))
				}
				return err
			})
			for range 2 {
				clock.move(time.Minute)
				if err := w.takeOver(ctx, "a"); err != nil {
					t.Fatal(err)
				}
			}
		}
		if s := get(t, d, "a", id); s.State != Failed || s.Attempt != 3 || s.LastError != "crashed" {
			t.Errorf("it is %+v", s)
		}
	})
}
