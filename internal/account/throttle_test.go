package account

import (
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

func TestWaits(t *testing.T) {
	at := tally{Last: monday}
	var waits []time.Duration
	now := monday
	for range 14 {
		at = limitPair.charge(at, now)
		wait := max(0, at.Until.Sub(now))
		waits = append(waits, wait)
		now = now.Add(wait)
	}
	want := []time.Duration{0, 0, 0, 0, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute,
		15 * time.Minute, 15 * time.Minute, 15 * time.Minute, 15 * time.Minute}
	if fmt.Sprint(waits) != fmt.Sprint(want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	if at = limitPair.charge(at, now.Add(time.Duration(at.Failures)*limitPair.forget)); at.Failures != 1 {
		t.Errorf("%d failures are remembered", at.Failures)
	}
}

// An owner who fails now and then waits at most as long as the limit says, whatever an attacker does; and an attacker
// who never stops gets no more than the free attempts and one for each wait.
func TestWaitsAreBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom([]limit{limitPair, limitAccount, limitPrefix, limitLinks, limitLinksIn}).Draw(t, "limit")
		at, now, looked := tally{Last: monday}, monday, 0
		for range rapid.IntRange(1, 400).Draw(t, "attempts") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(20*time.Second)).Draw(t, "gap")))
			if at.waits(now) {
				if at.Until.Sub(now) > l.most {
					t.Fatalf("waits %v, at most %v", at.Until.Sub(now), l.most)
				}
				continue
			}
			at, looked = l.charge(at, now), looked+1
		}
		passed := now.Sub(monday)
		if most := l.free + int64(passed/l.first) + int64(passed/l.forget) + 1; int64(looked) > most {
			t.Errorf("%d attempts were looked at in %v", looked, passed)
		}
	})
}

func from(i int) Origin {
	return Origin{IP: netip.AddrFrom4([4]byte{10, byte(i >> 8), byte(i), 1}), Agent: home.Agent}
}

func TestFailuresDoNotLockOthersOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.member("anna")
		must(t, second2(w.signIn("anna", goodPassword, home))) // now home is a known place
		attacker, reasons := cafe, map[Reason]int{}
		for range 8 {
			_, e, err := w.signIn("anna", "een verkeerd wachtwoord", attacker)
			is(t, "a wrong password", err, Refused)
			reasons[e.Reason]++
		}
		if reasons[WhyWrong] != 5 || reasons[WhyWaiting] != 3 {
			t.Errorf("8 attempts: %v", reasons)
		}
		_, e, err := w.signIn("anna", goodPassword, attacker)
		is(t, "the right password from there", err, Refused)
		because(t, "the right password from there", e, WhyWaiting)
		must(t, second2(w.signIn("anna", goodPassword, home)))
		must(t, second(w.store.AskLink(ctx, w.nets[0], "anna@post.example", attacker)))
		must(t, second2(w.store.Use(ctx, w.nets[0], w.letter(), attacker)))
		w.pass(31 * time.Second)
		must(t, second2(w.signIn("anna", goodPassword, attacker)))
		_, e, err = w.signIn("anna", "een verkeerd wachtwoord", attacker)
		is(t, "a wrong password after the right one", err, Refused)
		because(t, "a wrong password after the right one", e, WhyWrong)
	})
}

func TestManyPrefixesDoNotLockTheOwnerOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.member("anna")
		must(t, second2(w.signIn("anna", goodPassword, home)))
		list := func(o Origin) []counted { return w.store.counted(w.nets[0], "password", "anna@post.example", o) }
		gateFrom := func(o Origin) (g gate) {
			must(t, w.d.In(ctx, w.nets[0], func(tx *db.Tx) (err error) { g, err = charge(ctx, tx, list(o)); return err }))
			return g
		}
		for i := range 110 {
			gateFrom(from(i))
		}
		gateFrom(from(1000))
		if g := gateFrom(from(1001)); !g.wait {
			t.Error("the address is not slowed down for new places")
		}
		if g := gateFrom(home); g.wait || g.slow {
			t.Errorf("the owner at home is held up: %+v", g)
		}
		must(t, second2(w.signIn("anna", goodPassword, home)))
		w.pass(time.Minute)
		must(t, second2(w.signIn("anna", goodPassword, cafe)))
	})
}

func TestTheWholeNetworkSlowsDown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.member("anna")
		must(t, w.d.In(ctx, w.nets[0], func(tx *db.Tx) error {
			list := w.store.counted(w.nets[0], "password", "anna@post.example", home)
			return writeTallies(ctx, tx, list[3:], []tally{{Failures: 2000, Last: tx.Now}})
		}))
		must(t, second2(w.signIn("anna", goodPassword, home)))
		if w.pauses != 1 {
			t.Errorf("%d pauses at a new place", w.pauses)
		}
		must(t, second2(w.signIn("anna", goodPassword, home)))
		if w.pauses != 1 {
			t.Errorf("%d pauses, the last at a known place", w.pauses)
		}
	})
}

func TestSprayingOnePrefix(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		waited := 0
		for i := range 60 {
			must(t, w.d.In(ctx, w.nets[0], func(tx *db.Tx) error {
				g, err := charge(ctx, tx, w.store.counted(w.nets[0], "password", fmt.Sprintf("nobody%d@post.example", i), cafe))
				if g.wait {
					waited++
				}
				return err
			}))
		}
		if waited != 10 {
			t.Errorf("%d of 60 addresses from one prefix had to wait", waited)
		}
	})
}

// Attempts that come at the same moment are counted before any is looked at.
func TestManyAttemptsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.member("anna")
		var mu sync.Mutex
		reasons := map[Reason]int{}
		var wait sync.WaitGroup
		for range 12 {
			wait.Go(func() {
				_, e, err := w.signIn("anna", "een verkeerd wachtwoord", cafe)
				is(t, "a wrong password", err, Refused)
				mu.Lock()
				defer mu.Unlock()
				reasons[e.Reason]++
			})
		}
		wait.Wait()
		if reasons[WhyWrong] != 5 || reasons[WhyWaiting] != 7 {
			t.Errorf("12 attempts at once: %v", reasons)
		}
	})
}

func TestCodesAreSlowedDownToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, secret := w.staff("anna")
		w.pass(time.Minute)
		half, _, err := w.signIn("anna", goodPassword, cafe)
		must(t, err)
		for i := range 6 {
			_, e, err := w.store.SecondCode(ctx, w.nets[0], half.Token, "000001", cafe)
			is(t, "a wrong code", err, Refused)
			because(t, fmt.Sprintf("attempt %d", i+1), e, map[bool]Reason{true: WhyWrong, false: WhyWaiting}[i < 5])
		}
		_, e, err := w.store.SecondCode(ctx, w.nets[0], half.Token, w.code(secret, 0), cafe)
		is(t, "the right code too soon", err, Refused)
		because(t, "the right code too soon", e, WhyWaiting)
		athome, _, err := w.signIn("anna", goodPassword, home)
		must(t, err)
		must(t, second2(w.store.SecondCode(ctx, w.nets[0], athome.Token, w.code(secret, 0), home)))
	})
}

// Whoever tries cannot tell an address with an account from one without: one error, one text, one computation.
func TestNobodyIsToldWhoHasAnAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.member("anna")
		bram := w.member("bram")
		w.invite(0, "cor")
		must(t, second(w.store.Suspend(ctx, w.operator(0), bram.Session.Account)))
		for range 5 {
			must(t, second3(w.signIn("anna", "een verkeerd wachtwoord", from(9))))
		}
		for _, c := range []struct {
			what, name, password string
			from                 Origin
			why                  Reason
		}{
			{"unknown", "nobody", goodPassword, home, WhyUnknown},
			{"no address", "", "", home, WhyUnknown},
			{"wrong", "anna", "een verkeerd wachtwoord", home, WhyWrong},
			{"empty", "anna", "", home, WhyWrong},
			{"waiting", "anna", goodPassword, from(9), WhyWaiting},
			{"suspended", "bram", goodPassword, home, WhyState},
			{"no password", "cor", goodPassword, home, WhyWrong},
		} {
			before := w.store.hasher.made.Load()
			step, e, err := w.signIn(c.name, c.password, c.from)
			because(t, c.what, e, c.why)
			w.recorded(e)
			if err == nil || err.Error() != "account.SignIn: signing in failed: not allowed" || step.Token != "" || step.Session != (Session{}) {
				t.Errorf("%s: %v, %+v", c.what, err, step)
			}
			is(t, c.what, err, errs.Forbidden)
			if n := w.store.hasher.made.Load() - before; n != 1 {
				t.Errorf("%s: %d computations", c.what, n)
			}
		}
	})
}

func second3(_ Step, _ Event, err error) error {
	if err == nil {
		return fmt.Errorf("it was taken")
	}
	return nil
}
