package account

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
)

// 500 sign-ins at once take no more memory than four, and whoever waits too long is told so.
func TestManySignInsAtOnce(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	w.member("anna")
	must(t, second2(w.signIn("anna", goodPassword, home)))
	w.store.hasher.wait = time.Second
	stop, peak := watchMemory()
	var refused, unavailable, other atomic.Int64
	var wait sync.WaitGroup
	for i := range 500 {
		wait.Go(func() {
			_, _, err := w.signIn(fmt.Sprintf("nobody%d", i), goodPassword, from(i))
			switch {
			case errors.Is(err, Refused):
				refused.Add(1)
			case errors.Is(err, errs.Unavailable):
				unavailable.Add(1)
			default:
				other.Add(1)
				t.Log(err)
			}
		})
	}
	wait.Wait()
	close(stop)
	grown := <-peak >> 20
	t.Logf("%d looked at, %d told to come back, %d MiB more than before, %d at a time", refused.Load(), unavailable.Load(), grown, w.store.hasher.most.Load())
	if other.Load() > 0 || refused.Load() == 0 || w.store.hasher.most.Load() > 4 || grown > 400 {
		t.Errorf("%d others; %d MiB; %d at a time", other.Load(), grown, w.store.hasher.most.Load())
	}
	w.store.hasher.wait = maxWait
	must(t, second2(w.signIn("anna", goodPassword, home)))
}

// watchMemory gives by how many bytes the heap grows until stop is closed.
func watchMemory() (stop chan struct{}, peak chan int64) {
	stop, peak = make(chan struct{}), make(chan int64, 1)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	go func() {
		for {
			select {
			case <-stop:
				peak <- int64(most - before)
				return
			case <-time.After(10 * time.Millisecond):
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	return stop, peak
}

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchWorld(b *testing.B) (*world, Step) {
	b.Helper()
	var w *world
	var step Step
	t := &testing.T{}
	w = newWorld(t, dbtest.SQLite(b))
	step = w.member("anna")
	if t.Failed() {
		b.Fatal("the world could not be made")
	}
	return w, step
}

func BenchmarkSignIn(b *testing.B) {
	w, _ := benchWorld(b)
	before := cpu(b)
	for b.Loop() {
		if _, _, err := w.signIn("anna", goodPassword, home); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N)/1e6, "cpu-ms/op")
}

func BenchmarkSignInOfNobody(b *testing.B) {
	w, _ := benchWorld(b)
	before, i := cpu(b), 0
	for b.Loop() {
		i++
		if _, _, err := w.signIn(fmt.Sprint("nobody", i), goodPassword, from(i)); !errors.Is(err, Refused) {
			b.Fatal(err)
		}
		w.pass(2 * time.Second)
	}
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N)/1e6, "cpu-ms/op")
}

func BenchmarkSession(b *testing.B) {
	w, step := benchWorld(b)
	for b.Loop() {
		if _, err := w.session(step.Token); err != nil {
			b.Fatal(err)
		}
	}
}
