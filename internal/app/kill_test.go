package app_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/mail"
	"samenspel/internal/network"
	"samenspel/internal/people"
)

// This test binary writes until it is killed when these are in its environment.
const (
	writesTo      = "SAMENSPEL_TEST_WRITES_TO"      // address of a database
	writesNetwork = "SAMENSPEL_TEST_WRITES_NETWORK" // id
	writesRound   = "SAMENSPEL_TEST_WRITES_ROUND"
)

func init() {
	if address := os.Getenv(writesTo); address != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(address, os.Getenv(writesNetwork), os.Getenv(writesRound)))
		os.Exit(1)
	}
}

// writeUntilKilled writes from several sides at once, and says what was committed in a line for each.
func writeUntilKilled(address, network, round string) error {
	ctx := context.Background()
	d, err := ready(ctx, address)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for side := range 4 {
		go func() {
			for n := 0; ; n++ {
				what, err := writeOne(ctx, d, network, fmt.Sprintf("r%s-%d-%d", round, side, n), n%2 == 0)
				if err != nil {
					failed <- err
					return
				}
				fmt.Println(what)
			}
		}()
	}
	return <-failed
}

// ready opens a database as a start does.
func ready(ctx context.Context, address string) (*db.DB, error) {
	d, err := db.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	_, err = d.Migrate(ctx)
	return d, err
}

// writeOne adds a person (with a line in the trace) or a mail (with its job).
func writeOne(ctx context.Context, d *db.DB, network, mark string, person bool) (string, error) {
	if person {
		id, err := people.NewStore(d).Save(ctx, access.As(access.Operator, network), people.Person{Name: mark})
		return "person " + id + " " + mark, err
	}
	var id string
	err := d.In(ctx, network, func(tx *db.Tx) (err error) {
		id, err = mail.Queue(ctx, tx, mail.Message{Kind: "test", Lang: "nl", Address: mark + "@veen.example"})
		return err
	})
	return "mail " + id + " " + mark + "@veen.example", err
}

// killOnce lets a process write, kills it at a moment nobody chose, and gives what it said was committed.
func killOnce(t *testing.T, address, network string, round int) []string {
	t.Helper()
	acknowledged, ended := writeUntil(t, address, network, strconv.Itoa(round), func(p *os.Process) error {
		time.Sleep(time.Duration(rand.IntN(150_000)) * time.Microsecond)
		return p.Kill()
	})
	if !strings.Contains(ended, "killed") {
		t.Fatalf("the process was not killed, it ended by itself: %s", ended)
	}
	return said(acknowledged, time.Now())
}

// acknowledgement is what a process said was committed, and when we heard it.
type acknowledgement struct {
	what string
	at   time.Time
}

// said gives what was acknowledged before a moment.
func said(all []acknowledgement, before time.Time) (what []string) {
	for _, a := range all {
		if a.at.Before(before) {
			what = append(what, a.what)
		}
	}
	return what
}

// writeUntil lets a process write until strike, which is called once it writes, ends that. It gives what the process
// said was committed, and how it ended.
func writeUntil(t *testing.T, address, network, mark string, strike func(*os.Process) error) (acknowledged []acknowledgement, ended string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	var problems strings.Builder
	cmd.Stderr = &problems
	cmd.Env = append(os.Environ(), writesTo+"="+address, writesNetwork+"="+network, writesRound+"="+mark)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	struck := make(chan error, 1)
	lines := bufio.NewScanner(pipe)
	for lines.Scan() {
		if len(acknowledged) == 0 {
			go func() { struck <- strike(cmd.Process) }()
		}
		acknowledged = append(acknowledged, acknowledgement{lines.Text(), time.Now()})
	}
	err = cmd.Wait()
	if len(acknowledged) > 0 {
		err = errors.Join(err, <-struck)
	}
	return acknowledged, fmt.Sprint(err, " ", &problems)
}

// stored tells how often each row that was acknowledged is there.
func stored(t *testing.T, d *db.DB, network string) map[string]int {
	t.Helper()
	there := map[string]int{}
	ctx := context.Background()
	err := d.View(ctx, network, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(scan db.Scan) error {
			var what string
			err := scan(&what)
			there[what]++
			return err
		}, `select 'person ' || p.id || ' ' || p.name from person p
				join audit_line a on a.network_id = p.network_id and a.object = $2 and a.object_id = p.id where p.network_id = $1
			union all select 'mail ' || o.id || ' ' || o.address from outbox o
				join job j on j.network_id = o.network_id and j.kind = 'mail' and j.state = 'waiting' and j.unique_key = o.id where o.network_id = $1
			union all select o.address from outbox o where o.network_id = $1`, network, string(access.Staff))
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}

// holds opens a database after a kill and looks whether it is whole and has all that was acknowledged.
func holds(t *testing.T, address, network string, acknowledged []string) {
	t.Helper()
	ctx := context.Background()
	begin := time.Now()
	d, err := ready(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	t.Logf("ready after %v", time.Since(begin))
	there := stored(t, d, network)
	for _, what := range acknowledged {
		if there[what] != 1 {
			t.Errorf("%q was acknowledged and is there %d times", what, there[what])
		}
		if words := strings.Fields(what); words[0] == "mail" && there[words[2]] != 1 {
			t.Errorf("a mail to %s is there %d times", words[2], there[words[2]])
		}
	}
	if _, err := audit.NewStore(d).Verify(ctx, access.As(access.Operator, network), nil); err != nil {
		t.Error(err)
	}
	if d.Engine() == "sqlite" {
		if said := dbtest.Ask[string](t, d, "pragma integrity_check"); len(said) != 1 || said[0] != "ok" {
			t.Errorf("the database is damaged: %v", said)
		}
	}
}

// TestWhatWasAcknowledgedSurvivesAKill kills a process that writes, again and again. SAMENSPEL_ROUNDS says how often.
func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	rounds := dbtest.Rounds("SAMENSPEL_ROUNDS", 20)
	for engine, address := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(t.TempDir(), "samenspel.db") },
		"postgres": func() string { return dbtest.PostgresAddress(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			address := address()
			id := newNetwork(t, address)
			var acknowledged []string
			for round := range rounds {
				acknowledged = append(acknowledged, killOnce(t, address, id, round)...)
				holds(t, address, id, acknowledged)
				if t.Failed() {
					t.Fatalf("after round %d", round)
				}
			}
			t.Logf("%d rounds, %d writes acknowledged, all there", rounds, len(acknowledged))
		})
	}
}

func newNetwork(t *testing.T, address string) string {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	n, err := network.NewStore(d).Add(ctx, network.Network{Slug: "veen", Settings: network.Settings{Name: "Samenspel Veen"}})
	if err != nil {
		t.Fatal(err)
	}
	return n.ID
}
