package harvest_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/harvest"
)

// childDatabase names a database; with it the test program is the process that gets killed.
const (
	childDatabase = "SAMENSPEL_TEST_CHILD_DATABASE"
	childNetwork  = "SAMENSPEL_TEST_CHILD_NETWORK"
)

const letFinish = -1

// importAsChild imports the second file and says when its transaction is open.
func importAsChild(address string) {
	ctx := context.Background()
	d, err := db.Open(ctx, address)
	if err != nil {
		panic(err)
	}
	n := townOf(nil, d, os.Getenv(childNetwork))
	said := false
	_, err = n.importer.Import(ctx, n.actor, "bron", harvest.Input{Data: strings.NewReader(manyServices("na"))}, harvest.Options{Accept: true,
		Progress: func(int, int) {
			if !said {
				said = true
				fmt.Println("in the transaction")
			}
		}})
	if err != nil {
		panic(err)
	}
}

func manyServices(title string) string {
	var rows []map[string]string
	for i := range 2000 {
		rows = append(rows, service(fmt.Sprint("s", i), "title", fmt.Sprint("Aanbod ", title, " ", i), "description", strings.Repeat("veel tekst ", 50)))
	}
	return flat(rows...)
}

// Waits are in milliseconds. A run that is killed at any moment leaves the state before it or, when it was through, the state after it.
func TestKilledRunLeavesThePreviousState(t *testing.T) {
	if testing.Short() {
		t.Skip("what is killed are processes, which share no memory")
	}
	before, after := 0, 0
	for _, wait := range []time.Duration{0, 10, 20, 40, 80, 120, 160, letFinish} {
		address := "sqlite:" + filepath.Join(t.TempDir(), "samenspel.db")
		network := prepare(t, address)
		killImport(t, address, network, wait)
		d, err := db.Open(context.Background(), address)
		if err != nil {
			t.Fatal(err)
		}
		titles := map[string]int{}
		for _, e := range townOf(t, d, network).all() {
			titles[strings.Fields(e.Title)[1]]++
		}
		switch {
		case titles["voor"] == 2000 && len(titles) == 1:
			before++
		case titles["na"] == 2000 && len(titles) == 1:
			after++
		default:
			t.Errorf("killed after %v: the directory holds %v", wait, titles)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if before == 0 || after == 0 {
		t.Errorf("%d runs were killed before their end and %d after it: both must occur", before, after)
	}
	t.Logf("%d runs left the state before, %d the state after", before, after)
}

// prepare makes a database with a network and the first file in it, and gives the network's id.
func prepare(t *testing.T, address string) string {
	t.Helper()
	d, err := db.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	if _, err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	n := newTown(t, d, "waterveen")
	n.run("bron", manyServices("voor"))
	return n.actor.Network
}

func killImport(t *testing.T, address, network string, wait time.Duration) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childDatabase+"="+address, childNetwork+"="+network)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "in the transaction\n" {
		t.Fatalf("the child says %q, %v", line, err)
	}
	if wait != letFinish {
		time.Sleep(wait * time.Millisecond)
		_ = child.Process.Kill() // SIGKILL; it may have ended already
	}
	_ = child.Wait()
}
