package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"samenspel/internal/access"
)

var doctorCommand = command{name: "doctor", usage: "[--data DIR | --database ADDRESS]",
	summary: "look whether everything is in order, and say what to do when not", run: doctor, looks: true}

// finding is what the doctor says about one thing.
type finding struct {
	what string
	bad  string // what is wrong and what to do; "" = in order
}

func doctor(ctx context.Context, e *env) error {
	database := e.database(ctx)
	findings := []finding{database, e.disk(), e.permissions(), clock(time.Now())}
	if database.bad == "" {
		networks, err := e.examineNetworks(ctx)
		if err != nil {
			return err
		}
		findings = append(findings, networks...)
	}
	wrong := 0
	for _, f := range findings {
		if f.bad == "" {
			fmt.Fprintf(e.out, "good   %s\n", f.what)
			continue
		}
		wrong++
		fmt.Fprintf(e.out, "LOOK   %s: %s\n", f.what, f.bad)
	}
	fmt.Fprintln(e.out, "\nSettings in force:")
	fmt.Fprintln(e.out, strings.Join(e.values.InForce("serve"), "\n"))
	if wrong > 0 {
		return fmt.Errorf("%d things need a look", wrong)
	}
	return nil
}

func (e *env) database(ctx context.Context) finding {
	f := finding{what: "the " + e.db.Engine() + " database answers and its schema is up to date"}
	have, want, err := e.db.Version(ctx)
	if err != nil {
		f.bad = err.Error()
	} else if have > want {
		f.bad = fmt.Sprintf("it has schema %d and this program knows %d; start the newer program", have, want)
	} else if have < want {
		f.bad = fmt.Sprintf("it has schema %d and this program wants %d; run samenspel migrate", have, want)
	}
	return f
}

// needDisk is the room a small installation needs to go on, in bytes.
const needDisk = 500 << 20

func (e *env) disk() finding {
	f := finding{what: "there is room on the disk"}
	var stat syscall.Statfs_t
	if err := syscall.Statfs(e.values["data"], &stat); err != nil {
		if os.IsNotExist(err) { // a PostgreSQL installation without a data folder
			return f
		}
		f.bad = err.Error()
		return f
	}
	if free := stat.Bavail * uint64(stat.Bsize); free < needDisk { // #nosec G115 -- a block size is positive
		f.bad = fmt.Sprintf("only %d MB is free; make room or move the data folder", free>>20)
	}
	return f
}

func (e *env) permissions() finding {
	f := finding{what: "the data folder is closed to other users of this machine"}
	path, isFile := strings.CutPrefix(e.values.Database(), "sqlite:")
	if !isFile {
		return f
	}
	info, err := os.Stat(filepath.Dir(path))
	if err != nil {
		f.bad = err.Error()
	} else if info.Mode().Perm()&0o077 != 0 {
		f.bad = fmt.Sprintf("others can look in %s; run chmod 700 on it", filepath.Dir(path))
	}
	return f
}

// clock looks whether the clock can be right: no earlier than the day this version was made ready.
func clock(now time.Time) finding {
	f := finding{what: "the clock says " + now.Format("2 January 2006 15:04 MST")}
	if now.Before(demoDay) {
		f.bad = "that is in the past; set the clock of this machine"
	}
	return f
}

func (e *env) examineNetworks(ctx context.Context) ([]finding, error) {
	all, err := e.networks.List(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return []finding{{what: "networks", bad: "there is none yet; make one with samenspel network add SLUG"}}, nil
	}
	var findings []finding
	for _, n := range all {
		f := finding{what: "network " + n.Slug}
		tree, err := e.places.Tree(ctx, access.As(access.Visitor, n.ID))
		switch {
		case err != nil:
			return nil, err
		case tree.Empty():
			f.bad = "it has no areas; import them with samenspel import --format areas"
		case n.Settings.Phone == "" && n.Settings.Email == "":
			f.bad = "its information point has no phone and no e-mail; use samenspel network set " + n.Slug + " --phone … --email …"
		}
		findings = append(findings, f)
	}
	return findings, nil
}
