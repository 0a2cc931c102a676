package account

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
)

// code gives the code of an app whose clock differs by so many steps.
func (w *world) code(secret string, steps int) string {
	w.t.Helper()
	code, err := totp.GenerateCode(secret, w.clock().Add(time.Duration(steps)*totpPeriod*time.Second))
	must(w.t, err)
	return code
}

func TestWholeLifeOfACoordinator(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.give("anna", access.Coordinator)
		made, e, err := w.store.Invite(ctx, w.operator(0), w.person(0, "anna"), " Anna@Post.Example ")
		must(t, err)
		w.recorded(e)
		if made.Email != "anna@post.example" || made.State != Invited || w.sent[0].To != made.Email || w.sent[0].Kind != LetterInvitation {
			t.Fatalf("invited %+v with %+v", made, w.sent[0])
		}
		token := w.letter()
		peeked, err := w.store.Peek(ctx, w.nets[0], token)
		must(t, err)
		if peeked.Kind != LetterInvitation || peeked.Email != made.Email || !peeked.Expires.Equal(monday.Add(7*day)) {
			t.Errorf("peeked %+v", peeked)
		}
		enrolling, e, err := w.store.Use(ctx, w.nets[0], token, home)
		must(t, err)
		w.recorded(e)
		if enrolling.Session.Stage != Enrol || enrolling.Session.Device != "Firefox" {
			t.Fatalf("a coordinator without factors comes to %+v", enrolling.Session)
		}
		_, err = w.session(enrolling.Token)
		is(t, "a session that enrols", err, SignedOut)

		withPassword, _, err := w.store.SetPassword(ctx, enrolling.Session, goodPassword, "Samenspel veen")
		must(t, err)
		if withPassword.Session.Stage != Enrol || withPassword.Token == enrolling.Token {
			t.Fatalf("with a password alone: %+v", withPassword.Session)
		}
		setup, err := w.store.BeginTOTP(ctx, withPassword.Session, "Samenspel: veen")
		must(t, err)
		_, _, err = w.store.ConfirmTOTP(ctx, withPassword.Session, "000000")
		says(t, "a wrong first code", err, CodeWrong)
		full, e, err := w.store.ConfirmTOTP(ctx, withPassword.Session, w.code(setup.Secret, 0))
		must(t, err)
		w.recorded(e)
		if full.Session.Stage != Full || !full.Session.Strong || full.Session.Class != StaffClass || len(full.Recovery) != 10 {
			t.Fatalf("with password and code: %+v, %d recovery codes", full.Session, len(full.Recovery))
		}
		must(t, second(w.session(full.Token)))

		w.pass(time.Minute)
		half, e, err := w.signIn("ANNA", goodPassword, cafe)
		must(t, err)
		w.recorded(e)
		if half.Session.Stage != Second || !e.Done {
			t.Fatalf("after the password: %+v", half.Session)
		}
		_, err = w.session(half.Token)
		is(t, "half a sign-in", err, SignedOut)
		_, e, err = w.store.SecondCode(ctx, w.nets[0], half.Token, "123456", cafe)
		is(t, "a wrong code", err, Refused)
		because(t, "a wrong code", e, WhyWrong)
		done, e, err := w.store.SecondCode(ctx, w.nets[0], half.Token, w.code(setup.Secret, 0), cafe)
		must(t, err)
		w.recorded(e)
		if done.Session.Stage != Full || done.Token == half.Token || done.Session.Device != "Safari" {
			t.Fatalf("after the code: %+v", done.Session)
		}
		all, err := w.store.Sessions(ctx, done.Session)
		must(t, err)
		if len(all) != 2 || all[0].Device == all[1].Device || !all[0].Seen.Equal(monday.Truncate(day)) || all[0].Current == all[1].Current {
			t.Errorf("sessions: %+v", all)
		}
		_, err = w.store.Revoke(ctx, done.Session, full.Session.ID)
		must(t, err)
		_, err = w.session(full.Token)
		is(t, "a revoked session", err, SignedOut)
		_, err = w.store.SignOut(ctx, done.Session)
		must(t, err)
		_, err = w.session(done.Token)
		is(t, "after signing out", err, SignedOut)
	})
}

func second[T any](_ T, err error) error { return err }

func TestAMemberSignsInByLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := w.invite(0, "bram")
		if step.Session.Stage != Full || step.Session.Strong || step.Session.Class != MemberClass {
			t.Fatalf("a member comes to %+v", step.Session)
		}
		_, err := w.store.AskLink(ctx, w.nets[0], "Bram@post.example", home)
		must(t, err)
		from := home
		from.Token = step.Token
		again, _, err := w.store.Use(ctx, w.nets[0], w.letter(), from)
		must(t, err)
		if again.Token == step.Token {
			t.Error("signing in kept the token")
		}
		_, err = w.session(step.Token)
		is(t, "the token from before signing in", err, SignedOut)
		must(t, second(w.session(again.Token)))
	})
}

func TestAFactorThatIsThereIsAlwaysAskedFor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, secret := w.staff("anna")
		w.pass(time.Minute)
		w.give("anna") // no longer a coordinator
		for _, name := range []string{"link", "password"} {
			var step Step
			var err error
			if name == "link" {
				must(t, second(w.store.AskLink(ctx, w.nets[0], "anna@post.example", home)))
				step, _, err = w.store.Use(ctx, w.nets[0], w.letter(), home)
			} else {
				step, _, err = w.signIn("anna", goodPassword, home)
			}
			must(t, err)
			if step.Session.Stage != Second {
				t.Errorf("%s alone comes to %s", name, step.Session.Stage)
			}
			_, _, err = w.store.SetPassword(ctx, step.Session, "een heel ander wachtwoord")
			is(t, "a new password half way", err, SignedOut)
			_, err = w.store.BeginTOTP(ctx, step.Session, "x")
			is(t, "a new app half way", err, SignedOut)
			_, _, err = w.store.BeginPasskey(ctx, step.Session, site)
			is(t, "a new passkey half way", err, SignedOut)
			_, _, err = w.store.Renew(ctx, step.Session)
			is(t, "going on half way", err, SignedOut)
			full, _, err := w.store.SecondCode(ctx, w.nets[0], step.Token, w.code(secret, 0), home)
			must(t, err)
			if full.Session.Stage != Full {
				t.Errorf("%s and a code come to %s", name, full.Session.Stage)
			}
			w.pass(time.Minute)
		}
	})
}

func TestCodesWorkOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, secret := w.staff("anna")
		w.pass(5 * time.Minute)
		try := func(code string) (Event, error) {
			half, _, err := w.signIn("anna", goodPassword, home)
			must(t, err)
			_, e, err := w.store.SecondCode(ctx, w.nets[0], half.Token, code, home)
			return e, err
		}
		for _, steps := range []int{-2, 2, 10} {
			e, err := try(w.code(secret, steps))
			is(t, "a clock that is too far off", err, Refused)
			because(t, "a clock that is too far off", e, WhyWrong)
		}
		code := w.code(secret, -1)
		must(t, second(try(code[:3]+" "+code[3:])))
		e, err := try(code)
		is(t, "the same code again", err, Refused)
		because(t, "the same code again", e, WhyUsed)
		must(t, second(try(w.code(secret, 1))))
		e, err = try(w.code(secret, 0))
		is(t, "an earlier code", err, Refused)
		because(t, "an earlier code", e, WhyUsed)
	})
}

func TestRecoveryCodes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.give("anna", access.Desk)
		step := w.member("anna")
		setup, err := w.store.BeginTOTP(ctx, step.Session, "Samenspel")
		must(t, err)
		step, _, err = w.store.ConfirmTOTP(ctx, step.Session, w.code(setup.Secret, 0))
		must(t, err)
		codes := step.Recovery
		try := func(code string) error {
			half, _, err := w.signIn("anna", goodPassword, home)
			must(t, err)
			_, _, err = w.store.SecondRecovery(ctx, w.nets[0], half.Token, code, home)
			return err
		}
		must(t, try(codes[0]))
		is(t, "a code that was used", try(codes[0]), Refused)
		is(t, "no code", try(""), Refused)
		must(t, try(" "+codes[1][:4]+codes[1][5:]))
		own, err := w.store.Own(ctx, step.Session)
		must(t, err)
		if own.Recovery != 8 || !own.TOTP || !own.Password {
			t.Errorf("own: %+v", own)
		}
		fresh, _, err := w.store.NewRecovery(ctx, step.Session)
		must(t, err)
		is(t, "a code of before", try(codes[2]), Refused)
		must(t, try(fresh[2]))
		_, _, err = w.store.RemoveTOTP(ctx, step.Session)
		is(t, "the last factor", err, LastFactor)
		w.give("anna")
		step, _, err = w.store.RemoveTOTP(ctx, step.Session)
		must(t, err)
		must(t, second(w.session(step.Token)))
	})
}

func TestSecretsAreSealedAndBound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, secret := w.staff("anna")
		w.staff("bram")
		var texts []string
		must(t, w.d.In(ctx, w.nets[0], func(tx *db.Tx) (err error) {
			if texts, err = db.All(ctx, tx, db.Value[string], `select totp from account where network_id = $1 order by email`, tx.Network); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `update account set totp = $2 where network_id = $1 and email = 'bram@post.example'`, tx.Network, texts[0])
			return err
		}))
		if len(texts) != 2 || texts[0] == "" || texts[0] == secret {
			t.Fatalf("stored: %q", texts)
		}
		w.pass(time.Minute)
		half, _, err := w.signIn("bram", goodPassword, home)
		must(t, err)
		if _, _, err := w.store.SecondCode(ctx, w.nets[0], half.Token, w.code(secret, 0), home); err == nil {
			t.Error("the secret of another account was taken")
		}
	})
}

func TestStatesOfAnAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := w.member("bram")
		id, op := step.Session.Account, w.operator(0)
		_, err := w.store.Resume(ctx, op, id)
		is(t, "resuming who is active", err, errs.Conflict)
		must(t, second(w.store.AskLink(ctx, w.nets[0], "bram@post.example", home)))
		token := w.letter()
		e, err := w.store.Suspend(ctx, op, id)
		must(t, err)
		w.recorded(e)
		_, err = w.session(step.Token)
		is(t, "a session of who is suspended", err, SignedOut)
		_, _, err = w.store.Use(ctx, w.nets[0], token, home)
		is(t, "a link of who is suspended", err, LinkUnknown)
		_, e, err = w.signIn("bram", goodPassword, home)
		is(t, "who is suspended", err, Refused)
		because(t, "who is suspended", e, WhyState)
		_, err = w.store.Suspend(ctx, op, id)
		is(t, "suspending twice", err, errs.Conflict)
		must(t, second(w.store.Resume(ctx, op, id)))
		step, _, err = w.signIn("bram", goodPassword, home)
		must(t, err)
		must(t, second(w.store.Remove(ctx, op, id)))
		_, err = w.session(step.Token)
		is(t, "a session of who is removed", err, SignedOut)
		for name, do := range map[string]func() (Event, error){
			"resume": func() (Event, error) { return w.store.Resume(ctx, op, id) },
			"remove": func() (Event, error) { return w.store.Remove(ctx, op, id) },
			"invite": func() (Event, error) { return w.store.InviteAgain(ctx, op, id) },
		} {
			is(t, name+" who is removed", second(do()), errs.NotFound)
		}
		must(t, second(w.store.AskLink(ctx, w.nets[0], "bram@post.example", home)))
		all, err := w.store.List(ctx, op)
		must(t, err)
		if len(all) != 0 {
			t.Errorf("the list shows %+v", all)
		}
		if again := w.invite(0, "bram"); again.Session.Account == id {
			t.Error("a new account has the id of the old one")
		}
	})
}

func TestResettingFactors(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step, _ := w.staff("anna")
		w.pass(time.Hour)
		must(t, second(w.store.ResetFactors(ctx, w.operator(0), step.Session.Account)))
		_, err := w.session(step.Token)
		is(t, "a session of before", err, SignedOut)
		_, _, err = w.signIn("anna", goodPassword, home)
		is(t, "the password of before", err, Refused)
		again, _, err := w.store.Use(ctx, w.nets[0], w.letter(), home)
		must(t, err)
		if again.Session.Stage != Enrol {
			t.Errorf("after a reset: %+v", again.Session)
		}
	})
}

func TestInvitations(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		made, _, err := w.store.Invite(ctx, w.operator(0), w.person(0, "anna"), "anna@post.example")
		must(t, err)
		first := w.letter()
		_, _, err = w.store.Invite(ctx, w.operator(0), w.person(0, "bram"), "ANNA@post.example")
		is(t, "an address twice", err, errs.Conflict)
		_, _, err = w.store.Invite(ctx, w.operator(0), w.person(0, "anna"), "anna2@post.example")
		is(t, "a person twice", err, errs.Conflict)
		_, _, err = w.store.Invite(ctx, w.operator(0), w.person(1, "anna"), "anna3@post.example")
		is(t, "a person of another network", err, errs.NotFound)
		for _, email := range []string{"", "anna", "a b@post.example", "Anna <anna@post.example>", "a@b\r\nBcc: c@d"} {
			_, _, err = w.store.Invite(ctx, w.operator(0), w.person(0, "bram"), email)
			says(t, email, err, EmailWrong)
		}
		must(t, second(w.store.InviteAgain(ctx, w.operator(0), made.ID)))
		again := w.letter()
		_, err = w.store.Peek(ctx, w.nets[0], first)
		is(t, "the first invitation", err, LinkUnknown)
		must(t, second(w.store.ChangeEmail(ctx, w.operator(0), made.ID, "anna@werk.example")))
		_, err = w.store.Peek(ctx, w.nets[0], again)
		is(t, "an invitation to the old address", err, LinkUnknown)
		w.pass(7*day - time.Minute)
		must(t, second2(w.store.Use(ctx, w.nets[0], w.letter(), home)))
		is(t, "inviting who is active", second(w.store.InviteAgain(ctx, w.operator(0), made.ID)), errs.Conflict)
		w.invite(1, "anna") // the same address in another network is another account
	})
}

func second2[A, B any](_ A, _ B, err error) error { return err }

func TestOnlyWhoMayManagesAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := w.member("bram")
		id := step.Session.Account
		for _, role := range []access.Role{access.Visitor, access.Ambassador, access.Desk, access.Liaison, access.Member, access.Observer, access.PrivacyOfficer, access.Editor} {
			actor := access.Actor{Network: w.nets[0], Person: "x", Grants: []access.Grant{{Role: role, Team: "t", Area: "a", Organization: "o"}}}
			is(t, string(role)+" invites", second2(w.store.Invite(ctx, actor, w.person(0, "cor"), "cor@post.example")), errs.Forbidden)
			is(t, string(role)+" suspends", second(w.store.Suspend(ctx, actor, id)), errs.Forbidden)
			is(t, string(role)+" removes", second(w.store.Remove(ctx, actor, id)), errs.Forbidden)
			is(t, string(role)+" resets", second(w.store.ResetFactors(ctx, actor, id)), errs.Forbidden)
			is(t, string(role)+" ends sessions", second(w.store.EndSessions(ctx, actor, id)), errs.Forbidden)
			is(t, string(role)+" changes an address", second(w.store.ChangeEmail(ctx, actor, id, "x@y.example")), errs.Forbidden)
		}
		foreign := access.As(admin, w.nets[1])
		is(t, "an administrator of elsewhere", second(w.store.Suspend(ctx, foreign, id)), errs.NotFound)
		own := access.Actor{Network: w.nets[0], Person: "chief", Grants: []access.Grant{{Role: admin}}}
		e, err := w.store.EndSessions(ctx, own, id)
		must(t, err)
		if e.By != "chief" || e.Person != w.person(0, "bram") {
			t.Errorf("event: %+v", e)
		}
		_, err = w.session(step.Token)
		is(t, "a session that was ended", err, SignedOut)
		all, err := w.store.List(ctx, own)
		must(t, err)
		if len(all) != 1 || !all[0].Password || all[0].TOTP || all[0].State != Active {
			t.Errorf("the list shows %+v", all)
		}
	})
}

// What cannot be written into the trace, or whose letter cannot be entered, did not happen.
func TestNothingHappensWithoutItsTrace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := w.member("anna")
		must(t, second(w.store.AskLink(ctx, w.nets[0], "anna@post.example", home)))
		link, before := w.letter(), len(w.sent)
		for what, do := range map[string]func() error{
			"signing in": func() error { return second2(w.signIn("anna", goodPassword, home)) },
			"a link":     func() error { return second2(w.store.Use(ctx, w.nets[0], link, home)) },
			"a password": func() error { return second2(w.store.SetPassword(ctx, step.Session, "een ander lang geheim")) },
			"suspending": func() error { return second(w.store.Suspend(ctx, w.operator(0), step.Session.Account)) },
			"an invite": func() error {
				return second2(w.store.Invite(ctx, w.operator(0), w.person(0, "bram"), "b@post.example"))
			},
			"signing out": func() error { return second(w.store.SignOut(ctx, step.Session)) },
		} {
			w.broken = "trace"
			is(t, what+" without a trace", do(), errBroken)
		}
		w.broken = "outbox"
		is(t, "a password without a letter", second2(w.store.SetPassword(ctx, step.Session, "een ander lang geheim")), errBroken)
		is(t, "an invitation without a letter", second2(w.store.Invite(ctx, w.operator(0), w.person(0, "bram"), "b@post.example")), errBroken)
		w.broken, w.sent = "", w.sent[:before]
		must(t, second(w.session(step.Token)))
		must(t, second2(w.signIn("anna", goodPassword, home)))
		must(t, second2(w.store.Use(ctx, w.nets[0], link, home)))
		all, err := w.store.List(ctx, w.operator(0))
		must(t, err)
		if len(all) != 1 || all[0].State != Active {
			t.Errorf("accounts: %+v", all)
		}
	})
}

func TestAStoreNeedsWhatItNeeds(t *testing.T) {
	full := onSQLite(t).store.o
	for what, spoil := range map[string]func(*Options){
		"key":     func(o *Options) { o.Key = o.Key[:31] },
		"secrets": func(o *Options) { o.Secrets = nil },
		"roles":   func(o *Options) { o.Roles = nil },
		"send":    func(o *Options) { o.Send = nil },
		"record":  func(o *Options) { o.Record = nil },
	} {
		o := full
		spoil(&o)
		is(t, "no "+what, second(NewStore(nil, o)), errs.Invalid)
	}
	o := full
	o.Pause = nil
	s, err := NewStore(sqliteDB, o)
	must(t, err)
	if cap(s.hasher.slots) != 4 || s.hasher.cost != (cost{19 * 1024, 2, 1}) {
		t.Errorf("%d at a time, cost %+v", cap(s.hasher.slots), s.hasher.cost)
	}
	start := time.Now()
	s.o.Pause(ctx, time.Millisecond)
	if time.Since(start) < time.Millisecond {
		t.Error("a pause does not wait")
	}
}
