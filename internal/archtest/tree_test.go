package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samenspel/internal/testkit"
)

const module = "samenspel/"

// forTests are the packages that exist for tests only.
var forTests = []string{"db/dbtest", "testkit", "testkit/idp", "archtest", "e2e"}

// source is one parsed Go file.
type source struct {
	path string // from the top of the project
	pkg  string // short name of its package: "web", "db/dbtest", "cmd/samenspel"
	test bool   // a test, or part of a package for tests
	*ast.File
	lines func(ast.Node) (first, last int)
	all   int // lines in the file
}

// imports gives the import paths of the file.
func (s source) imports() (paths []string) {
	for _, spec := range s.Imports {
		text, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, text)
	}
	return paths
}

// short is the name of a package as the table of edges writes it.
func short(folder string) string { return strings.TrimPrefix(folder, "internal/") }

// sources parses every Go file of the project.
func sources(t *testing.T) (all []source) {
	t.Helper()
	for _, name := range files(t) {
		if path.Ext(name) != ".go" || strings.HasPrefix(name, "tools/") { // tools are modules of their own
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join(testkit.Root(), name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		pkg := short(path.Dir(name))
		all = append(all, source{
			path: name, pkg: pkg, File: file, test: strings.HasSuffix(name, "_test.go") || slices.Contains(forTests, pkg),
			all: set.File(file.Pos()).LineCount(),
			lines: func(n ast.Node) (int, int) {
				return set.Position(n.Pos()).Line, set.Position(n.End()).Line
			},
		})
	}
	if len(all) < 20 {
		t.Fatalf("only %d Go files were found: the test looks in the wrong place", len(all))
	}
	return all
}

// notOurs are folders that hold nothing of the project itself. A second checkout of git has a file .git.
var notOurs = []string{".git", "node_modules", "data", "out"}

// files gives every file of the project, from its top, with slashes.
func files(t *testing.T) (names []string) {
	t.Helper()
	root := os.DirFS(testkit.Root())
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch ours := !slices.Contains(notOurs, entry.Name()); {
		case !ours && entry.IsDir():
			return fs.SkipDir
		case ours && entry.Type().IsRegular():
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// read gives a file of the project.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testkit.Root(), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
