package account

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

func TestLinksThatDoNotWork(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.invite(0, "bram")
		ask := func() string {
			t.Helper()
			must(t, second(w.store.AskLink(ctx, w.nets[0], "bram@post.example", home)))
			return w.letter()
		}
		use := func(n, token string) (Event, error) {
			_, e, err := w.store.Use(ctx, n, token, home)
			return e, err
		}
		token := ask()
		for range 3 { // programs that scan mail open it first
			must(t, second(w.store.Peek(ctx, w.nets[0], token)))
		}
		e, err := use(w.nets[1], token)
		is(t, "a link of another network", err, LinkUnknown)
		because(t, "a link of another network", e, WhyUnknown)
		w.recorded(e)
		for _, forged := range []string{"", "x", token + "x", token[:len(token)-1], strings.ToUpper(token), keyring("another key").link(w.nets[0], w.sent[len(w.sent)-1].Link)} {
			is(t, "a forged link", second(use(w.nets[0], forged)), LinkUnknown)
		}
		must(t, second(use(w.nets[0], token)))
		e, err = use(w.nets[0], token)
		is(t, "a used link", err, LinkUsed)
		because(t, "a used link", e, WhyUsed)
		is(t, "looking at a used link", second(w.store.Peek(ctx, w.nets[0], token)), LinkUsed)
		is(t, "sending a used link", second(w.store.LinkToken(ctx, w.nets[0], w.sent[len(w.sent)-1].Link)), errs.NotFound)
		token = ask()
		w.pass(linkFor)
		e, err = use(w.nets[0], token)
		is(t, "an expired link", err, LinkExpired)
		because(t, "an expired link", e, WhyExpired)
		is(t, "an expired link", err, errs.NotFound)
	})
}

func TestNoTokenIsStored(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := w.invite(0, "bram")
		must(t, second(w.store.AskLink(ctx, w.nets[0], "bram@post.example", home)))
		token := w.letter()
		must(t, w.d.View(ctx, w.nets[0], func(tx *db.Tx) error {
			return db.Each(ctx, tx, func(scan db.Scan) error {
				var id, hash string
				err := scan(&id, &hash)
				if hash == "" || strings.Contains(id+hash, token) || strings.Contains(id+hash, step.Token) {
					t.Error("a token is stored")
				}
				return err
			}, `select id, hash from account_link where network_id = $1 union all select id, hash from account_session where network_id = $1`, tx.Network)
		}))
		if len(token) < 22 || len(step.Token) < 43 {
			t.Error("a token is too short")
		}
	})
}

func TestALinkIsUsedOnceHoweverManyTry(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.invite(0, "bram")
		must(t, second(w.store.AskLink(ctx, w.nets[0], "bram@post.example", home)))
		token := w.letter()
		var in atomic.Int64
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				if _, _, err := w.store.Use(ctx, w.nets[0], token, home); err == nil {
					in.Add(1)
				}
			})
		}
		wait.Wait()
		if in.Load() != 1 {
			t.Errorf("one link signed in %d times", in.Load())
		}
	})
}

func TestAskingForLinksTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bram := w.invite(0, "bram")
		must(t, second2(w.store.Invite(ctx, w.operator(0), w.person(0, "cor"), "cor@post.example")))
		must(t, second(w.store.Suspend(ctx, w.operator(0), bram.Session.Account)))
		before := len(w.sent)
		for email, reason := range map[string]Reason{"nobody@post.example": WhyUnknown, "bram@post.example": WhyState, "cor@post.example": WhyState} {
			e, err := w.store.AskLink(ctx, w.nets[0], email, home)
			must(t, err)
			because(t, email, e, reason)
			w.recorded(e)
		}
		if len(w.sent) != before {
			t.Error("a letter was sent")
		}
	})
}

func TestLinksCannotFloodAMailbox(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.invite(0, "bram")
		before := len(w.sent)
		for range 40 {
			must(t, second(w.store.AskLink(ctx, w.nets[0], "bram@post.example", home)))
			w.pass(10 * time.Second)
		}
		if n := len(w.sent) - before; n < 3 || n > 4 {
			t.Errorf("%d letters in 7 minutes", n)
		}
		w.pass(2 * time.Hour)
		must(t, second(w.store.AskLink(ctx, w.nets[0], "bram@post.example", home)))
		must(t, second2(w.store.Use(ctx, w.nets[0], w.letter(), home)))
	})
}
