package retention_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/network"
	"samenspel/internal/privacy"
	"samenspel/internal/retention"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

// house is a network in which finished jobs stand for things that are kept: their payload is whatever a test puts in.
type house struct {
	t       *testing.T
	d       *db.DB
	now     time.Time
	network string
	folder  string
	engine  *retention.Engine
	failing bool // removing fails in the middle, after the tombstones are in the file
}

var (
	coordinator = access.Grant{Role: access.Coordinator}
	officer     = access.Grant{Role: access.PrivacyOfficer}
)

func newHouse(t *testing.T, d *db.DB) *house {
	h := &house{t: t, now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), folder: filepath.Join(t.TempDir(), "tombstones")}
	h.d = d.WithClock(func() time.Time { return h.now })
	n, err := network.NewStore(h.d).Add(ctx, network.Network{Slug: "veen", Settings: network.Settings{Name: "Veen"}})
	h.must(err)
	h.network = n.ID
	h.engine = h.another("key")
	return h
}

// another gives an engine on the same files and database, as after a new start.
func (h *house) another(key string) *retention.Engine {
	return retention.New(h.d, retention.Options{Folder: h.folder, Key: []byte(key), Keepers: []retention.Keeper{{Object: privacy.Draft, List: h.list, Do: h.do}},
		Sweepers: []retention.Sweeper{{Object: privacy.FinishedJob, Sweep: func(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
			return tx.Exec(ctx, `delete from job where network_id = $1 and kind = 'old' and entered_at < $2`, tx.Network, before)
		}}}})
}

func (h *house) list(ctx context.Context, tx *db.Tx) ([]retention.Thing, error) {
	return db.All(ctx, tx, func(scan db.Scan) (thing retention.Thing, err error) {
		var at time.Time
		err = scan(&thing.ID, &at)
		thing.Dates = map[privacy.Event]time.Time{privacy.Changed: at}
		return thing, err
	}, `select id, entered_at from job where network_id = $1 and kind = 'thing'`, tx.Network)
}

var errCrash = errors.New("crash")

func (h *house) do(ctx context.Context, tx *db.Tx, _ privacy.Effect, ids []string) error {
	for i, id := range ids {
		if h.failing && i == len(ids)/2 {
			return errCrash
		}
		if _, err := tx.Exec(ctx, `delete from job where network_id = $1 and id = $2`, tx.Network, id); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// keep keeps things of now.
func (h *house) keep(kind string, n int) {
	h.t.Helper()
	h.must(h.d.In(ctx, h.network, func(tx *db.Tx) error {
		for range n {
			if _, err := jobs.Enter(ctx, tx, jobs.Job{Kind: kind}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (h *house) kept(kind string) int {
	h.t.Helper()
	n := 0
	h.must(h.d.View(ctx, h.network, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int], `select count(*) from job where network_id = $1 and kind = $2`, tx.Network, kind)
		return err
	}))
	return n
}

func (h *house) inDatabase() int {
	h.t.Helper()
	n := 0
	h.must(h.d.View(ctx, h.network, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Value[int], `select count(*) from tombstone where network_id = $1`, tx.Network)
		return err
	}))
	return n
}

func (h *house) file() string { return filepath.Join(h.folder, h.network+".log") }

// inFile gives the lines of the file behind its head.
func (h *house) inFile() []string {
	h.t.Helper()
	text, err := os.ReadFile(h.file())
	h.must(err)
	return strings.Split(strings.TrimSpace(string(text)), "\n")[1:]
}

func (h *house) person(id string, grant access.Grant) access.Actor {
	return access.Actor{Network: h.network, Person: id, Grants: []access.Grant{grant}}
}

func (h *house) operator() access.Actor { return access.As(access.Operator, h.network) }

func (h *house) agree() {
	h.t.Helper()
	h.must(h.engine.Ask(ctx, h.person("cor", coordinator)))
	h.must(h.engine.Agree(ctx, h.person("fg", officer)))
}

func (h *house) run() (removed int64, agreed bool) {
	h.t.Helper()
	counts, agreed, err := h.engine.Run(ctx, h.operator(), "job")
	h.must(err)
	return retention.Total(counts), agreed
}

// whole looks whether the file and the database say the same, and nothing twice.
func (h *house) whole(n int) {
	h.t.Helper()
	lines := h.inFile()
	for i := range lines {
		lines[i] = strings.Join(strings.Fields(lines[i])[1:4], " ")
	}
	slices.Sort(lines)
	if once := slices.Compact(slices.Clone(lines)); len(once) != n || len(lines) != n || h.inDatabase() != n {
		h.t.Errorf("%d tombstones in the file, %d of them different, and %d in the database; want %d", len(lines), len(once), h.inDatabase(), n)
	}
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newHouse(t, d)) })
}

func TestWhatIsOverGoesAndLeavesATombstone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.keep("thing", 450)
		h.now = h.now.AddDate(0, 0, 13)
		h.keep("thing", 3)
		h.agree()
		if n, agreed := h.run(); n != 0 || !agreed {
			t.Errorf("a day too early %d went, %v", n, agreed)
		}
		h.now = h.now.AddDate(0, 0, 1)
		if n, _ := h.run(); n != 450 || h.kept("thing") != 3 {
			t.Errorf("%d went and %d are there", n, h.kept("thing"))
		}
		h.whole(450)
		if line := strings.Fields(h.inFile()[0]); line[0] != "2026-11-16T09:00:00Z" || line[1] != "draft" || line[2] != "delete" || len(line[3]) != 64 || line[4] != "job" {
			t.Errorf("a tombstone is %v", line)
		}
		if n, _ := h.run(); n != 0 {
			t.Errorf("the second run took %d", n)
		}
		h.whole(450)
	})
}

func TestTheFirstRunNeedsTwoPeople(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.keep("thing", 2)
		h.keep("old", 1)
		h.now = h.now.AddDate(1, 0, 0)
		cor, fg := h.person("cor", coordinator), h.person("fg", officer)
		if err := h.engine.Agree(ctx, fg); !errors.Is(err, errs.Conflict) {
			t.Errorf("agreeing to what nobody asked: %v", err)
		}
		h.must(h.engine.Ask(ctx, fg))
		if err := h.engine.Agree(ctx, fg); !errors.Is(err, errs.Forbidden) {
			t.Errorf("agreeing to the own wish: %v", err)
		}
		if err := h.engine.Agree(ctx, cor); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a coordinator agrees: %v", err)
		}
		if n, agreed := h.run(); agreed || n != 1 || h.kept("thing") != 2 || h.kept("old") != 0 {
			t.Errorf("without agreement %d went, %d things are left", n, h.kept("thing"))
		}
		h.must(h.engine.Agree(ctx, h.person("admin", access.Grant{Role: access.Administrator})))
		if err := h.engine.Ask(ctx, cor); !errors.Is(err, errs.Conflict) {
			t.Errorf("asking what was agreed: %v", err)
		}
		if n, agreed := h.run(); !agreed || n != 2 {
			t.Errorf("with agreement %d went", n)
		}
		lines, err := audit.NewStore(h.d).Lines(ctx, fg, audit.Filter{Object: string(access.Retention), Limit: 20})
		h.must(err)
		var said []string
		for _, l := range lines {
			said = append(said, l.Person+" "+l.Action+" "+l.Purpose)
		}
		if got := strings.Join(said, ", "); got != " remove 2, admin agree ,  remove 1, fg ask " {
			t.Errorf("the trace says: %s", got)
		}
	})
}

func TestTermsWithinBounds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.agree()
		cor := h.person("cor", coordinator)
		set := func(days int) error {
			return h.engine.SetTerm(ctx, cor, privacy.Draft, privacy.Changed, privacy.Term{Days: days})
		}
		for days, want := range map[int]error{31: errs.Invalid, 0: errs.Invalid} {
			if err := set(days); !errors.Is(err, want) {
				t.Errorf("%d days: %v", days, err)
			}
		}
		if err := h.engine.SetTerm(ctx, h.person("amb", access.Grant{Role: access.Ambassador}), privacy.Draft, privacy.Changed, privacy.Term{Days: 20}); !errors.Is(err, errs.Forbidden) {
			t.Errorf("an ambassador sets a term: %v", err)
		}
		h.must(set(20))
		if s, _, err := h.engine.State(ctx, cor); err != nil || !s.Agreed() {
			t.Errorf("a longer term asks for agreement: %+v, %v", s, err)
		}
		h.must(set(7))
		s, rules, err := h.engine.State(ctx, cor)
		h.must(err)
		if s.Agreed() || s.Asked() {
			t.Errorf("after a shorter term: %+v", s)
		}
		if i := slices.IndexFunc(rules, func(r privacy.Rule) bool { return r.Object == privacy.Draft }); rules[i].After.String() != "7d" {
			t.Errorf("the term is %s", rules[i].After)
		}
	})
}

func TestATryChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.keep("thing", 2)
		h.keep("old", 3)
		h.now = h.now.AddDate(1, 0, 0)
		counts, err := h.engine.Try(ctx, h.person("cor", coordinator))
		h.must(err)
		if got := fmt.Sprint(counts); got != "[{draft delete 2} {job delete 3}]" || h.kept("thing") != 2 || h.kept("old") != 3 {
			t.Errorf("it counts %s and leaves %d and %d", got, h.kept("thing"), h.kept("old"))
		}
		if _, err := os.Stat(h.file()); err == nil {
			t.Error("it wrote a file")
		}
	})
}

// TestACrashLosesNothingAndDoublesNothing dies between the file and the database, at every kind of moment.
func TestACrashLosesNothingAndDoublesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.keep("thing", 10)
		h.now = h.now.AddDate(1, 0, 0)
		h.agree()
		h.failing = true
		if _, _, err := h.engine.Run(ctx, h.operator(), "job"); !errors.Is(err, errCrash) {
			t.Fatalf("it ended with %v", err)
		}
		if len(h.inFile()) != 10 || h.inDatabase() != 0 || h.kept("thing") != 10 {
			t.Fatalf("after the crash: %d lines, %d rows, %d things", len(h.inFile()), h.inDatabase(), h.kept("thing"))
		}
		h.failing = false
		h.must(h.engine.SetTerm(ctx, h.person("cor", coordinator), privacy.Draft, privacy.Changed, privacy.Term{Days: 30}))
		h.must(h.another("key").Settle(ctx, h.network)) // a new start
		if h.kept("thing") != 0 {
			t.Errorf("%d things came back", h.kept("thing"))
		}
		h.whole(10)
		h.keep("thing", 1)
		h.now = h.now.AddDate(1, 0, 0)
		text, err := os.ReadFile(h.file())
		h.must(err)
		h.must(os.WriteFile(h.file(), append(text, "2027-11-02T09:00:00Z draft del"...), 0o600)) // a power cut
		h.run()
		h.whole(11)
	})
}

// TestAnOlderDatabaseForgetsAgain gives an engine a database in which removed things are there again.
func TestAnOlderDatabaseForgetsAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.keep("thing", 5)
		h.now = h.now.AddDate(0, 0, 15)
		h.keep("thing", 2)
		h.agree()
		things, err := []retention.Thing(nil), error(nil)
		h.must(h.d.View(ctx, h.network, func(tx *db.Tx) error { things, err = h.list(ctx, tx); return err }))
		h.run()
		h.must(h.d.In(ctx, h.network, func(tx *db.Tx) error {
			for _, thing := range things { // as a backup would bring them back, but younger, so that no term is over
				_, err := tx.Exec(ctx, `insert into job (network_id, id, kind, payload, priority, state, attempt, due_at, run_at, lease, doubted, done, total, progress, last_error, entered_at)
					values ($1, $2, 'thing', 'null', 0, 'waiting', 0, $3, $3, '', $4, 0, 0, '', '', $3) on conflict do nothing`, tx.Network, thing.ID, tx.Now, false)
				if err != nil {
					return err
				}
			}
			_, err := tx.Exec(ctx, `delete from tombstone where network_id = $1`, tx.Network)
			return err
		}))
		if h.kept("thing") != 7 {
			t.Fatalf("%d things are there", h.kept("thing"))
		}
		h.must(h.another("key").Settle(ctx, h.network))
		if h.kept("thing") != 2 {
			t.Errorf("%d things are left", h.kept("thing"))
		}
		h.whole(5)
		h.must(os.Remove(h.file()))
		if err := h.another("key").Ready([]string{h.network}); !errors.Is(err, errs.NotFound) {
			t.Errorf("without the file: %v", err)
		}
		h.must(h.another("key").Settle(ctx, h.network)) // the database makes the file anew
		h.whole(5)
		h.must(h.another("key").Ready([]string{h.network}))
	})
}

func TestAFileThatWasTouchedIsRefused(t *testing.T) {
	h := newHouse(t, dbtest.SQLite(t))
	h.keep("thing", 3)
	h.now = h.now.AddDate(1, 0, 0)
	h.agree()
	h.run()
	good, err := os.ReadFile(h.file())
	h.must(err)
	lines := strings.SplitAfter(string(good), "\n")
	for name, text := range map[string]string{
		"a line is gone": lines[0] + lines[2] + lines[3],
		"lines moved":    lines[0] + lines[2] + lines[1] + lines[3],
		"a byte changed": strings.Replace(string(good), " delete ", " erase ", 1),
		"no head":        lines[1],
		"words only":     lines[0] + "nonsense\n",
	} {
		h.must(os.WriteFile(h.file(), []byte(text), 0o600))
		if err := h.another("key").Settle(ctx, h.network); !errors.Is(err, errs.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.must(os.WriteFile(h.file(), good, 0o600))
	if err := h.another("another key").Settle(ctx, h.network); !errors.Is(err, errs.Conflict) || !strings.Contains(err.Error(), "folder keys") {
		t.Errorf("with other keys: %v", err)
	}
	h.must(h.another("key").Settle(ctx, h.network))
}

func TestEveryNightByItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.keep("thing", 2)
		h.now = h.now.AddDate(0, 1, 0)
		h.agree()
		w, err := jobs.NewWorker(h.d, jobs.Options{Kinds: []jobs.Kind{h.engine.Kind()}, Schedules: []jobs.Schedule{retention.Schedule},
			Networks: func(context.Context) ([]string, error) { return []string{h.network}, nil }})
		h.must(err)
		for range 2 {
			h.now = h.now.AddDate(0, 0, 1)
			if n, err := w.Drain(ctx); err != nil || n != 1 {
				t.Errorf("%d runs, %v", n, err)
			}
		}
		if h.kept("thing") != 0 {
			t.Error("what was over is still there")
		}
		h.whole(2)
	})
}
