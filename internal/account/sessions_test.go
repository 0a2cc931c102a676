package account

import (
	"fmt"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

func TestLettersFollowTheLanguageOfThePages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		session, err := w.session(w.invite(0, "bram").Token)
		must(t, err)
		must(t, w.store.Like(ctx, session, Likes{TextSize: 100, Lang: "en"}))
		w.invite(0, "cor")
		for address, want := range map[string]string{"bram@post.example": "en", " Bram@Post.example": "en", "cor@post.example": "", "nobody@post.example": ""} {
			if lang, err := w.store.LangOf(ctx, w.nets[0], address); err != nil || lang != want {
				t.Errorf("%q gets letters in %q, %v", address, lang, err)
			}
		}
		if lang, err := w.store.LangOf(ctx, w.nets[1], "bram@post.example"); err != nil || lang != "" {
			t.Errorf("in the other network it is %q, %v", lang, err)
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.give("bram", access.Liaison) // protected data, by link
		for _, c := range []struct {
			name           string
			idle, absolute time.Duration
		}{{"bram", 30 * time.Minute, 12 * time.Hour}, {"cor", 14 * day, 90 * day}} {
			step := w.invite(0, c.name)
			w.pass(c.idle - time.Second)
			must(t, second(w.session(step.Token)))
			w.pass(c.idle - time.Second)
			s, err := w.session(step.Token)
			must(t, err)
			for since := 2 * (c.idle - time.Second); since < c.absolute-c.idle; since += c.idle / 2 {
				w.pass(c.idle / 2)
				s, err = w.session(step.Token)
				must(t, err)
			}
			if s.Idle.After(s.Ends) {
				t.Errorf("%s: idle until %v, ends %v", c.name, s.Idle, s.Ends)
			}
			w.pass(s.Ends.Sub(w.clock()))
			is(t, c.name+" at the absolute limit", second(w.session(step.Token)), SignedOut)

			must(t, second(w.store.AskLink(ctx, w.nets[0], c.name+"@post.example", home)))
			step, _, err = w.store.Use(ctx, w.nets[0], w.letter(), home)
			must(t, err)
			w.pass(c.idle)
			is(t, c.name+" at the idle limit", second(w.session(step.Token)), SignedOut)
		}
	})
}

func TestHalfSessionsEndSoon(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, secret := w.staff("anna")
		w.pass(time.Minute)
		half, _, err := w.signIn("anna", goodPassword, home)
		must(t, err)
		must(t, second(w.store.Pending(ctx, w.nets[0], half.Token)))
		w.pass(10 * time.Minute)
		is(t, "half a session", second(w.store.Pending(ctx, w.nets[0], half.Token)), SignedOut)
		_, e, err := w.store.SecondCode(ctx, w.nets[0], half.Token, w.code(secret, 0), home)
		is(t, "a code too late", err, Refused)
		because(t, "a code too late", e, WhyExpired)
	})
}

func TestATokenIsOfOneNetwork(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := w.invite(0, "bram")
		for _, token := range []string{step.Token, "", "x", step.Token + "x", digest(step.Token)} {
			is(t, "elsewhere", second(w.store.Session(ctx, w.nets[1], token)), SignedOut)
			is(t, "elsewhere", second(w.store.Pending(ctx, w.nets[1], token)), SignedOut)
		}
		foreign := step.Session
		foreign.Network = w.nets[1]
		is(t, "listing elsewhere", second(w.store.Sessions(ctx, foreign)), SignedOut)
		is(t, "a password elsewhere", second2(w.store.SetPassword(ctx, foreign, goodPassword)), SignedOut)
		is(t, "renewing elsewhere", second2(w.store.Renew(ctx, foreign)), SignedOut)
		other := w.invite(1, "bram")
		stolen := step.Session
		stolen.Account = other.Session.Account
		is(t, "another account", second2(w.store.SetPassword(ctx, stolen, goodPassword)), SignedOut)
		is(t, "a session of another", second(w.store.Revoke(ctx, step.Session, other.Session.ID)), errs.NotFound)
		_, _, err := w.store.SignIn(ctx, w.nets[1], "bram@post.example", goodPassword, home)
		is(t, "no password there", err, Refused)
		must(t, second(w.store.Session(ctx, w.nets[1], other.Token)))
	})
}

func TestSignsOfLifeAreWrittenOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := w.invite(0, "bram")
		seen := func() (at time.Time) {
			must(t, w.d.View(ctx, w.nets[0], func(tx *db.Tx) (err error) {
				at, err = db.One(ctx, tx, db.Value[time.Time], `select seen_at from account_session where network_id = $1`, tx.Network)
				return err
			}))
			return at
		}
		for range 3 {
			w.pass(19 * time.Second)
			must(t, second(w.session(step.Token)))
		}
		if !seen().Equal(monday) {
			t.Errorf("written after %v", seen().Sub(monday))
		}
		w.pass(3 * time.Second)
		must(t, second(w.session(step.Token)))
		if !seen().Equal(monday.Add(time.Minute)) {
			t.Errorf("after a minute: %v", seen().Sub(monday))
		}
	})
}

func TestAChangeOfPasswordEndsTheOthers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mine := w.member("anna")
		other, _, err := w.signIn("anna", goodPassword, cafe)
		must(t, err)
		must(t, second(w.store.AskLink(ctx, w.nets[0], "anna@post.example", home)))
		token := w.letter()
		ends := mine.Session.Ends
		w.pass(14 * time.Minute)
		changed, e, err := w.store.SetPassword(ctx, mine.Session, "een nieuw en lang geheim")
		must(t, err)
		w.recorded(e)
		if last := w.sent[len(w.sent)-1]; last.Kind != LetterNotice || last.About != ActSetPassword || last.Link != "" {
			t.Errorf("the owner is told %+v", last)
		}
		for what, old := range map[string]string{"the token of before": mine.Token, "the other session": other.Token} {
			is(t, what, second(w.session(old)), SignedOut)
		}
		is(t, "a link of before", second2(w.store.Use(ctx, w.nets[0], token, home)), LinkUnknown)
		s, err := w.session(changed.Token)
		must(t, err)
		if !s.Ends.Equal(ends) {
			t.Errorf("the session ends at %v, and first at %v", s.Ends, ends)
		}
		is(t, "the old password", second2(w.signIn("anna", goodPassword, home)), Refused)
		w.pass(2 * time.Minute)
		is(t, "a change after a while", second2(w.store.SetPassword(ctx, s, goodPassword)), Stale)
		_, err = w.store.BeginTOTP(ctx, s, "x")
		is(t, "an app after a while", err, Stale)
		_, _, err = w.store.SetPassword(ctx, must1(w.signIn("anna", "een nieuw en lang geheim", home)).Session, "anna@post.example!")
		says(t, "a password with the address", err, PasswordAboutUs)
	})
}

func must1(step Step, _ Event, err error) Step {
	if err != nil {
		panic(err)
	}
	return step
}

func TestRolesThatComeLater(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := w.invite(0, "bram")
		w.give("bram", access.Ambassador)
		s, err := w.session(step.Token)
		must(t, err)
		if s.Enough([]access.Role{access.Ambassador}) {
			t.Error("a session by link is enough for an ambassador")
		}
		began := w.clock()
		w.pass(freshFor + time.Second)
		_, _, err = w.store.Renew(ctx, s)
		is(t, "becoming more after a while", err, Stale)
		must(t, second(w.session(step.Token)))
		w.pass(began.Sub(w.clock()))
		renewed, e, err := w.store.Renew(ctx, s)
		must(t, err)
		w.recorded(e)
		if renewed.Session.Stage != Enrol || renewed.Session.Class != StaffClass {
			t.Errorf("renewed: %+v", renewed.Session)
		}
		is(t, "the session of before", second(w.session(step.Token)), SignedOut)
		is(t, "the renewed one", second(w.session(renewed.Token)), SignedOut)

		staff, _ := w.staff("anna")
		w.give("anna", access.Member)
		w.pass(time.Hour / 4)
		less, _, err := w.store.Renew(ctx, staff.Session)
		must(t, err)
		if less.Session.Class != StaffClass || !less.Session.Ends.Equal(staff.Session.Ends) || less.Token == staff.Token {
			t.Errorf("with fewer roles: %+v", less.Session)
		}
	})
}

func TestManySessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.invite(0, "bram")
		var last Step
		for i := range maxSessions + 2 {
			w.pass(time.Second)
			must(t, w.d.In(ctx, w.nets[0], func(tx *db.Tx) error {
				a, err := byID(ctx, tx, first.Session.Account)
				must(t, err)
				last, err = w.store.admit(ctx, tx, a, ByLink, false, from(i))
				return err
			}))
		}
		is(t, "the first of many", second(w.session(first.Token)), SignedOut)
		all, err := w.store.Sessions(ctx, last.Session)
		must(t, err)
		if len(all) != maxSessions {
			t.Errorf("%d sessions", len(all))
		}
		ended, _, err := w.store.RevokeOthers(ctx, last.Session)
		must(t, err)
		if ended != maxSessions-1 {
			t.Errorf("%d others ended", ended)
		}
		must(t, second(w.session(last.Token)))
	})
}

func (w *world) sweep(t *testing.T) (gone int64) {
	t.Helper()
	must(t, w.d.In(ctx, w.nets[0], func(tx *db.Tx) (err error) {
		gone, err = Sweep(ctx, tx)
		return err
	}))
	return gone
}

func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.invite(0, "bram")
		for i := range 3 {
			must(t, second(w.store.AskLink(ctx, w.nets[0], fmt.Sprintf("nobody%d@post.example", i), home)))
		}
		must(t, second2(w.store.BeginPasskeySignIn(ctx, w.nets[0], site)))
		gone := w.sweep(t)
		if gone != 0 {
			t.Errorf("%d rows went at once", gone)
		}
		w.pass(100 * day)
		if gone = w.sweep(t); gone != 1+1+1+3+1 { // session, ceremony, link, tallies of three addresses and of one prefix
			t.Errorf("%d rows went", gone)
		}
	})
}

func TestRehashingAtSignIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := w.member("anna")
		weak := phc{cost{64, 1, 1}, random(saltLength), make([]byte, hashLength)}
		weak.hash, _ = w.store.hasher.compute(ctx, weak, goodPassword)
		stored := func() (hash string) {
			must(t, w.d.In(ctx, w.nets[0], func(tx *db.Tx) error {
				a, err := byID(ctx, tx, step.Session.Account)
				hash = a.password
				return err
			}))
			return hash
		}
		must(t, w.d.In(ctx, w.nets[0], func(tx *db.Tx) error { return set(ctx, tx, step.Session.Account, setPassword, weak.String()) }))
		must(t, second3(w.signIn("anna", "een verkeerd wachtwoord", home)))
		if stored() != weak.String() {
			t.Error("a wrong password changed the hash")
		}
		must(t, second2(w.signIn("anna", goodPassword, home)))
		if p, err := parsePHC(stored()); err != nil || p.cost != w.store.hasher.cost {
			t.Errorf("the hash is still %s", stored())
		}
		must(t, second2(w.signIn("anna", goodPassword, home)))
	})
}
