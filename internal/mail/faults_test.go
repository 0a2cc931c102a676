package mail

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
)

// odds of what the server does, in hundredths; the rest is accepted.
var odds = []struct {
	do  fault
	per int
}{
	{laterRcpt, 12}, {laterData, 8}, {refuseRcpt, 3}, {refuseData, 2}, {dropRcpt, 6}, {dropBefore, 6}, {dropAfter, 8},
}

func roll(seed uint64, recipient string, attempt int) fault {
	var sum uint64
	for _, b := range []byte(recipient) {
		sum = sum*31 + uint64(b)
	}
	n := rand.New(rand.NewPCG(seed, sum+uint64(attempt)<<32)).IntN(100)
	for _, o := range odds {
		if n < o.per {
			return o.do
		}
		n -= o.per
	}
	return accept
}

// TestManyMails: none is lost, and one comes twice only where the server took it and hung up. SAMENSPEL_MAILS says how
// many.
func TestManyMails(t *testing.T) {
	mails := dbtest.Rounds("SAMENSPEL_MAILS", 1000)
	each2(t, func(t *testing.T, d *db.DB) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		p := newPost(t, func(p *post) { p.script = func(to string, attempt int) fault { return roll(seed, to, attempt) } })
		o := newOffice(t, d, p.sender(None))
		ids := make([]string, mails)
		o.in(func(tx *db.Tx) (err error) {
			for i := range ids {
				if ids[i], err = Queue(ctx, tx, signIn(recipient(i))); err != nil {
					return err
				}
			}
			return nil
		})
		since := time.Now()
		for range 80 {
			o.after(time.Hour)
		}
		t.Logf("%d mails in %v: %v", mails, time.Since(since).Round(time.Millisecond), countCopies(t, o, p, ids))
	})
}

var messageIDLine = regexp.MustCompile(`(?m)^Message-ID: (.*)\r$`)

func countCopies(t *testing.T, o *office, p *post, ids []string) map[string]int {
	t.Helper()
	type row struct {
		id    string
		state State
		class Class
	}
	rows := map[string]row{}
	o.in(func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(scan db.Scan) error {
			var r row
			err := scan(&r.id, &r.state, &r.class)
			rows[r.id] = r
			return err
		}, `select id, state, last_error from outbox where network_id = $1`, tx.Network)
	})
	counts := map[string]int{}
	for i, id := range ids {
		to, r := recipient(i), rows[id]
		mails, lost := p.copies(to)
		copies := len(mails)
		counts[fmt.Sprintf("%s %s ×%d", r.state, r.class, copies)]++
		ok := false
		switch {
		case r.state == Sent:
			ok = copies == 1 || copies == 2 && lost == 1
		case r.state == Failed && r.class == Refused:
			ok = copies == lost && copies <= 1
		case r.state == Failed && r.class == Unknown: // a person sees it
			ok = copies == lost && copies <= 2
		}
		if !ok {
			t.Errorf("the mail to %s is %s, %q; it came %d times, %d of them without an answer", to, r.state, r.class, copies, lost)
		}
		for _, copy := range mails {
			if found := messageIDLine.FindStringSubmatch(copy); found == nil || found[1] != "<"+id+"@waterveen.example>" {
				t.Errorf("a copy to %s has the Message-ID %q", to, found)
			}
		}
	}
	return counts
}
