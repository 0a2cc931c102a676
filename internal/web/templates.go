package web

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"strings"
	"sync"
	"text/template/parse"

	"samenspel/internal/directory"
	"samenspel/internal/i18n"
)

//go:embed templates
var templateFiles embed.FS

// trees are templates that were read, by their names.
type trees map[string]*parse.Tree

// templates holds what pages are made of, and those that were made: in a language, and in the words of a network. A page is
// made when it is first asked for, of a copy of the templates that it needs: making one safe for HTML changes them.
type templates struct {
	pages map[string]trees // each page with all that it can show
	funcs template.FuncMap // those that know no language
	ready *sync.Map        // spoken → said
}

// frame is the template around every page.
const frame = "layout.html"

// spoken is a page in a language, as a network says it; network is "" for all that have no words of their own.
type spoken struct{ network, lang, name string }

// said is a page that is ready, made with the settings of a version.
type said struct {
	version int64
	page    *template.Template
}

// parseTemplates reads all pages, with the frame and the parts that they share.
func parseTemplates(files *assets) (templates, error) {
	all := templates{map[string]trees{}, template.FuncMap{
		"keys": func() []shortcut { return shortcuts }, "asset": files.url, "add": func(a, b int) int { return a + b }, "join": strings.Join,
	}, new(sync.Map)}
	shared, err := all.read("templates/parts/*.html")
	if err != nil {
		return all, err
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return all, err
	}
	for _, name := range names {
		own, err := all.read(name)
		if err != nil {
			return all, err
		}
		there := maps.Clone(shared)
		maps.Copy(there, own)
		needed := trees{}
		if err := there.collect(frame, needed); err != nil {
			return all, fmt.Errorf("%s: %w", name, err)
		}
		all.pages[strings.TrimSuffix(path.Base(name), ".html")] = needed
	}
	return all, nil
}

// read reads the templates of files.
func (t templates) read(patterns ...string) (trees, error) {
	set, err := template.New("").Funcs(t.funcs).Funcs(texts(i18n.In(i18n.Languages[0]))).ParseFS(templateFiles, patterns...)
	if err != nil {
		return nil, err
	}
	all := trees{}
	for _, one := range set.Templates() {
		if one.Tree != nil {
			all[one.Name()] = one.Tree
		}
	}
	return all, nil
}

// collect adds a template, and all that it shows, to those that are needed.
func (all trees) collect(name string, needed trees) error {
	if needed[name] != nil {
		return nil
	}
	tree, ok := all[name]
	if !ok {
		return fmt.Errorf("there is no template %q", name)
	}
	needed[name] = tree
	for _, other := range shows(tree.Root) {
		if err := all.collect(other, needed); err != nil {
			return err
		}
	}
	return nil
}

// shows gives the names of the templates that a part of a template shows.
func shows(node parse.Node) (names []string) {
	both := func(b parse.BranchNode) []string { return append(shows(b.List), shows(b.ElseList)...) }
	switch n := node.(type) {
	case *parse.TemplateNode:
		return []string{n.Name}
	case *parse.IfNode:
		return both(n.BranchNode)
	case *parse.RangeNode:
		return both(n.BranchNode)
	case *parse.WithNode:
		return both(n.BranchNode)
	case *parse.ListNode:
		if n != nil {
			for _, inside := range n.Nodes {
				names = append(names, shows(inside)...)
			}
		}
	}
	return names
}

// page gives a page as the network of a visit says it. It is made once for each version of the settings.
func (t templates) page(v *visit, name string) (*template.Template, error) {
	key, version := spoken{lang: v.Lang(), name: name}, int64(0)
	if len(v.Network.Settings.Words(v.Lang())) > 0 {
		key.network, version = v.Network.ID, v.Network.Version
	}
	if kept, ok := t.ready.Load(key); ok && kept.(said).version == version {
		return kept.(said).page, nil
	}
	needed, ok := t.pages[name]
	if !ok {
		return nil, fmt.Errorf("there is no template %q", name)
	}
	page := template.New("").Funcs(t.funcs).Funcs(texts(v.Printer))
	for name, tree := range needed {
		if _, err := page.AddParseTree(name, tree.Copy()); err != nil {
			return nil, err
		}
	}
	t.ready.Store(key, said{version, page})
	return page, nil
}

// texts are the functions of a template that say something.
func texts(p *i18n.Printer) template.FuncMap {
	return template.FuncMap{"t": p.T, "number": p.Number, "date": p.Date, "month": p.Month, "list": p.List,
		"workdays": func(n int) string { return workdays(p, n) },
		"field": func(f form, name, key, kind string, auto ...string) field {
			return newField(p, f, name, key, kind, auto)
		},
		"pick": func(f form, name, key string, choices []tick) tickField {
			return tickField{Name: name, Label: p.T(key), Wrong: f.Wrong[name], Choices: choices}
		},
		"ticks": func(f form, name, key string, terms directory.Terms) tickField {
			return newTicks(p, f, name, key, terms)
		}}
}
