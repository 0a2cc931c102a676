//go:build powercut

package app_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samenspel/internal/db/dbtest"
)

// disk is a file system in a file, of which the power can be cut. It needs root, ext4 and xfs_io.
type disk struct {
	image, mount string
	at           time.Time // of the last cut
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	folder := t.TempDir()
	d := &disk{image: filepath.Join(folder, "image"), mount: filepath.Join(folder, "mount")}
	if err := os.Mkdir(d.mount, 0o700); err != nil {
		t.Fatal(err)
	}
	shell(t, "truncate", "--size=512M", d.image)
	shell(t, "mkfs.ext4", "-q", "-F", d.image)
	d.connect(t)
	t.Cleanup(func() { _ = exec.Command("umount", d.mount).Run() })
	return d
}

func (d *disk) connect(t *testing.T) { shell(t, "mount", "-o", "loop", d.image, d.mount) }

// cut ends the file system at once, without its journal: what was not on the disk yet never gets there. The process that
// writes then gets nothing but errors, and is ended. What it said in between counts for nothing: with a real power cut it
// would not have said it.
func (d *disk) cut(p *os.Process) error {
	time.Sleep(time.Duration(20+rand.IntN(150)) * time.Millisecond)
	d.at = time.Now()
	if out, err := exec.Command("xfs_io", "-x", "-c", "shutdown", d.mount).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	time.Sleep(100 * time.Millisecond)
	_ = p.Kill() // it may have ended by itself
	return nil
}

func shell(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
}

// TestWhatWasAcknowledgedSurvivesAPowerCut cuts the power of the disk under a process that writes, again and again.
func TestWhatWasAcknowledgedSurvivesAPowerCut(t *testing.T) {
	rounds, d := dbtest.Rounds("SAMENSPEL_ROUNDS", 20), newDisk(t)
	address := "sqlite:" + filepath.Join(d.mount, "data", "samenspel.db")
	id := newNetwork(t, address)
	shell(t, "sync", "-f", d.mount)
	var acknowledged []string
	for round := range rounds {
		written, ended := writeUntil(t, address, id, fmt.Sprint("p", round), d.cut)
		if strings.Contains(ended, "xfs_io") || len(written) == 0 {
			t.Fatalf("the power was not cut: %s", ended)
		}
		acknowledged = append(acknowledged, said(written, d.at)...)
		shell(t, "umount", d.mount)
		d.connect(t)
		holds(t, address, id, acknowledged)
		if t.Failed() {
			t.Fatalf("after round %d", round)
		}
	}
	t.Logf("%d power cuts, %d writes acknowledged, all there", rounds, len(acknowledged))
}
