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

	"samenspel/internal/errs"
)

// 500 passwords at once take no more memory than four, and whoever waits too long is told so.
func TestManyPasswordsAtOnce(t *testing.T) {
	h := newHasher(4, today)
	h.wait = 500 * time.Millisecond
	stored, err := h.make(ctx, goodPassword)
	must(t, err)
	stop, peak := watchMemory()
	var looked, unavailable atomic.Int64
	var wait sync.WaitGroup
	for range 500 {
		wait.Go(func() {
			ok, _, err := h.fits(ctx, stored, goodPassword)
			switch {
			case ok && err == nil:
				looked.Add(1)
			case errors.Is(err, errs.Unavailable):
				unavailable.Add(1)
			default:
				t.Errorf("%v %v", ok, err)
			}
		})
	}
	wait.Wait()
	close(stop)
	grown := <-peak >> 20
	t.Logf("%d looked at, %d told to come back, %d MiB more than before, %d at a time", looked.Load(), unavailable.Load(), grown, h.most.Load())
	if looked.Load() == 0 || h.most.Load() > 4 || grown > 400 {
		t.Errorf("%d looked at, %d MiB, %d at a time", looked.Load(), grown, h.most.Load())
	}
}

// 500 sign-ins at once end in what they should, and one whose password was not looked at did not fail.
func TestManySignInsAtOnce(t *testing.T) {
	w := onSQLite(t)
	w.member("anna")
	w.store.hasher.wait = time.Millisecond
	w.store.hasher.slots <- struct{}{} // three are left
	var refused, unavailable atomic.Int64
	var wait sync.WaitGroup
	for i := range 500 {
		wait.Go(func() {
			_, e, err := w.signIn(fmt.Sprintf("nobody%d", i), goodPassword, from(i))
			switch {
			case errors.Is(err, Refused) && e.Reason == WhyUnknown:
				refused.Add(1)
			case errors.Is(err, errs.Unavailable) && e.Reason == WhyOverload:
				unavailable.Add(1)
			default:
				t.Error(e.Reason, err)
			}
		})
	}
	wait.Wait()
	t.Logf("%d looked at, %d told to come back", refused.Load(), unavailable.Load())
	for range 3 {
		w.store.hasher.slots <- struct{}{} // none is left
	}
	for range 10 {
		_, e, err := w.signIn("anna", goodPassword, home)
		is(t, "with no slot left", err, errs.Unavailable)
		because(t, "with no slot left", e, WhyOverload)
	}
	<-w.store.hasher.slots
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
	w := onSQLite(b)
	w.store.hasher = newHasher(4, today)
	return w, w.member("anna")
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
