package archtest

import (
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEveryPackageHasADoc(t *testing.T) {
	has := map[string]bool{}
	for _, s := range sources(t) {
		has[s.pkg] = has[s.pkg] || s.Doc != nil && strings.TrimSpace(s.Doc.Text()) != ""
	}
	for pkg, ok := range has {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}

// The most lines that a person should have to hold in mind at once.
const (
	maxFunction = 80
	maxFile     = 500
)

func TestLength(t *testing.T) {
	for _, s := range sources(t) {
		if ast.IsGenerated(s.File) {
			continue
		}
		if s.all > maxFile && !strings.HasSuffix(s.path, "_test.go") {
			t.Errorf("%s has %d lines, more than %d: split it", s.path, s.all, maxFile)
		}
		for _, d := range s.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			first, last := s.lines(f)
			if n := last - first + 1; n > maxFunction {
				t.Errorf("%s:%d: %s has %d lines, more than %d: split it", s.path, first, f.Name.Name, n, maxFunction)
			}
		}
	}
}

// unescaped are the types by which text reaches a page without being escaped.
var unescaped = []string{"HTML", "HTMLAttr", "JS", "JSStr", "URL", "CSS", "Srcset"}

func TestPagesAreEscaped(t *testing.T) {
	for _, s := range sources(t) {
		name := templatePackage(s)
		if name == "" {
			continue
		}
		ast.Inspect(s.File, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains(unescaped, selector.Sel.Name) {
				return true
			}
			if x, ok := selector.X.(*ast.Ident); ok && x.Name == name {
				line, _ := s.lines(n)
				t.Errorf("%s:%d: template.%s puts text on a page unescaped", s.path, line, selector.Sel.Name)
			}
			return true
		})
	}
}

// templatePackage gives the name under which a file knows html/template, or "".
func templatePackage(s source) string {
	for _, spec := range s.Imports {
		if spec.Path.Value != `"html/template"` {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return "template"
	}
	return ""
}

// ownPaths are folders of somebody's machine. What the project says must hold on any machine.
var ownPaths = []string{"/work/", "/tmp/", "/root/", "/home/"}

func TestNoPathsOfOneMachine(t *testing.T) {
	for _, name := range files(t) {
		if strings.HasSuffix(name, "_test.go") || slices.Contains([]string{".png", ".ico", ".sum"}, path.Ext(name)) {
			continue
		}
		text := read(t, name)
		if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			for _, own := range ownPaths {
				if strings.Contains(line, own) {
					t.Errorf("%s:%d: %s is a path of one machine", name, i+1, own)
				}
			}
		}
	}
}

// maxModules is how many modules of others the project may import, its tests included.
const maxModules = 30

func TestFewModules(t *testing.T) {
	var required []string
	for _, line := range strings.Split(read(t, "go.mod"), "\n") {
		words := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(words) >= 2 && strings.HasPrefix(words[1], "v") && strings.Contains(words[0], ".") {
			required = append(required, words[0])
		}
	}
	used := map[string]bool{}
	for _, s := range sources(t) {
		for _, name := range s.imports() {
			longest := ""
			for _, m := range required {
				if within(name, m) && len(m) > len(longest) {
					longest = m
				}
			}
			if longest != "" {
				used[longest] = true
			}
		}
	}
	if len(used) == 0 || len(used) > maxModules {
		t.Errorf("the project imports %d modules of others; 1 to %d are expected", len(used), maxModules)
	}
}
