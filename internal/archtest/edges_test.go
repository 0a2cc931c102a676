package archtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/testkit"
)

const page = "docs/architecture.md"

// layers from top to bottom. An edge goes down, or stays
// among concepts, among services or among base packages.
var layers = []string{"command", "wiring", "surface", "concept", "service", "base"}

// row is one package in the table of edges.
type row struct {
	layer string
	may   []string
}

// table reads the block of edges in the page on architecture.
func table(t *testing.T) map[string]row {
	t.Helper()
	_, rest, found := strings.Cut(read(t, page), "\n```edges\n")
	block, _, closed := strings.Cut(rest, "\n```\n")
	if !found || !closed {
		t.Fatalf("%s has no block of edges", page)
	}
	rows := map[string]row{}
	for _, line := range strings.Split(block, "\n")[1:] {
		words := strings.Fields(line)
		if len(words) < 2 || !slices.Contains(layers, words[1]) {
			t.Fatalf("%s: no package with one of the layers %v: %q", page, layers, line)
		}
		if _, twice := rows[words[0]]; twice {
			t.Fatalf("%s: %s stands there twice", page, words[0])
		}
		rows[words[0]] = row{words[1], words[2:]}
	}
	return rows
}

func TestTableIsSound(t *testing.T) {
	rows := table(t)
	for name, r := range rows {
		if !isFolder(name) && !isFolder(filepath.Join("internal", name)) {
			t.Errorf("%s names %s, which does not exist", page, name)
		}
		for _, to := range r.may {
			target, known := rows[to]
			if !known {
				t.Errorf("%s may import %s, which is not a row of the table", name, to)
				continue
			}
			down := slices.Index(layers, target.layer) - slices.Index(layers, r.layer)
			if down < 0 || down == 0 && !slices.Contains([]string{"concept", "service", "base"}, r.layer) {
				t.Errorf("%s (%s) may not import %s (%s): edges go down", name, r.layer, to, target.layer)
			}
			if r.layer == "surface" && to == "db" {
				t.Errorf("%s is a surface and may not import db", name)
			}
		}
	}
}

func isFolder(name string) bool {
	info, err := os.Stat(filepath.Join(testkit.Root(), name))
	return err == nil && info.IsDir()
}

func TestTableHasNoCircle(t *testing.T) {
	rows := table(t)
	var walk func(name string, path []string)
	walk = func(name string, path []string) {
		if slices.Contains(path, name) {
			t.Fatalf("a circle: %s", strings.Join(append(path, name), " → "))
		}
		for _, to := range rows[name].may {
			walk(to, append(slices.Clone(path), name))
		}
	}
	for name := range rows {
		walk(name, nil)
	}
}

func TestImportsFollowTheTable(t *testing.T) {
	rows := table(t)
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		r, known := rows[s.pkg]
		if !known {
			t.Errorf("%s: package %s is not in the table of %s", s.path, s.pkg, page)
			continue
		}
		for _, name := range s.imports() {
			to, ours := strings.CutPrefix(name, module)
			if ours && !slices.Contains(r.may, short(to)) {
				t.Errorf("%s: %s may not import %s; %s lists what it may", s.path, s.pkg, short(to), page)
			}
		}
	}
}

// drivers open databases; only package db does.
var drivers = []string{"database/sql", "github.com/jackc/pgx", "github.com/lib/pq", "modernc.org/sqlite",
	"github.com/mattn/go-sqlite3", "github.com/pressly/goose"}

// stdOnly are the packages that use nothing but the standard library and each other.
var stdOnly = []string{"errs", "access"}

func TestImportsOfOthers(t *testing.T) {
	rows := table(t)
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, name := range s.imports() {
			for _, driver := range drivers {
				if s.pkg != "db" && within(name, driver) {
					t.Errorf("%s: %s imports %s; only db does", s.path, s.pkg, name)
				}
			}
			inner := slices.Contains([]string{"concept", "service", "base"}, rows[s.pkg].layer)
			if inner && within(name, "net/http") {
				t.Errorf("%s: %s imports %s; only surfaces and the wiring do", s.path, s.pkg, name)
			}
			first, _, _ := strings.Cut(name, "/")
			if slices.Contains(stdOnly, s.pkg) && strings.Contains(first, ".") {
				t.Errorf("%s: %s imports %s; it uses the standard library only", s.path, s.pkg, name)
			}
		}
	}
}

// within tells whether an import path is a package or lies in its folder.
func within(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }
