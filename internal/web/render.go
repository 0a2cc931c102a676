package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"samenspel/internal/directory"
	"samenspel/internal/i18n"
	"samenspel/internal/network"
	"samenspel/internal/people"
)

//go:embed templates
var templateFiles embed.FS

// templates holds every page in every language, and what was made of them in the words of a network.
type templates struct {
	plain map[string]map[string]*template.Template // language, then page; never executed, so that they can be cloned
	ready *sync.Map                                // spoken → said
}

// spoken is a page in a language, as a network says it; network is "" for all that have no words of their own.
type spoken struct{ network, lang, name string }

// said is a page that is ready, made with the settings of a version.
type said struct {
	version int64
	page    *template.Template
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
	plain, ok := t.plain[v.Lang()][name]
	if !ok {
		return nil, fmt.Errorf("there is no template %q", name)
	}
	page, err := plain.Clone()
	if err != nil {
		return nil, err
	}
	page.Funcs(texts(v.Printer))
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

// parseTemplates reads the layout and parts once per language, and every page on a clone of them. Functions that
// depend on the language are bound here, so that nothing is shared between requests.
func parseTemplates(files *assets) (templates, error) {
	all := templates{map[string]map[string]*template.Template{}, new(sync.Map)}
	for _, lang := range i18n.Languages {
		shared, err := template.New("shared").Funcs(texts(i18n.In(lang))).Funcs(template.FuncMap{
			"keys": func() []shortcut { return shortcuts }, "asset": files.url, "add": func(a, b int) int { return a + b }, "join": strings.Join,
		}).ParseFS(templateFiles, "templates/layout.html", "templates/parts/*.html")
		if err != nil {
			return all, err
		}
		names, err := fs.Glob(templateFiles, "templates/*.html")
		if err != nil {
			return all, err
		}
		all.plain[lang] = map[string]*template.Template{}
		for _, name := range names {
			clone, err := shared.Clone()
			if err != nil {
				return all, err
			}
			if _, err := clone.ParseFS(templateFiles, name); err != nil {
				return all, err
			}
			all.plain[lang][strings.TrimSuffix(path.Base(name), ".html")] = clone
		}
	}
	return all, nil
}

// layout is what every page shows around its own content.
type layout struct {
	site
	Title   string // of the page, in the tab and as heading
	Here    string // path without prefix, for the menu and the language switch
	Query   string // raw query, for the language switch
	Section string // part of the menu that is current
	Me      *me    // who is signed in; nil for a visitor
	now     time.Time
}

func (s *Server) layout(v *visit, titleKey string, args ...any) layout {
	return s.titled(v, v.T(titleKey, args...))
}

func (s *Server) titled(v *visit, title string) layout {
	here := strings.TrimPrefix(v.r.URL.Path, v.Base())
	if here == "" {
		here = "/"
	}
	return layout{site: v.site, Title: title, Here: here, Query: v.r.URL.RawQuery, Section: strings.SplitN(here, "/", 3)[1], now: s.Now()}
}

// Other gives the address of this page in another language.
func (l layout) Other(lang string) string {
	other := site{Printer: i18n.In(lang), Network: l.Network, root: l.root}
	address := other.Base() + l.Here
	if l.Query != "" {
		address += "?" + l.Query
	}
	return address
}

// Vacant tells whether a wijk misses its ambassador. Where the coordinator answers for all wijken, none does.
func (l layout) Vacant(c people.Contacts) bool { return c.Vacant && !l.Network.Settings.ByCoordinator }

// Settings are what the network says about itself.
func (l layout) Settings() network.Settings { return l.Network.Settings }

// Digits is a telephone number as it stands behind tel: in a link.
func (layout) Digits(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || (r >= '0' && r <= '9') {
			return r
		}
		return -1
	}, number)
}

// Write is a mail address as a link target, with an optional subject and body.
func (layout) Write(address string, parts ...string) string {
	target := "mailto:" + address
	for i, name := range []string{"subject", "body"} {
		if i < len(parts) && parts[i] != "" {
			separator := "?"
			if strings.Contains(target, "?") {
				separator = "&"
			}
			target += separator + name + "=" + mailEscape(parts[i])
		}
	}
	return target
}

// partHeader names the part of a page that the script asks for.
const partHeader = "Samenspel-Part"

// render answers with a page, or with the part of it that the script asked for. An answer that the browser still has
// is not sent again.
func (s *Server) render(v *visit, name string, data any) error {
	v.w.Header().Set("Cache-Control", "public, max-age=0, must-revalidate")
	return s.write(v, http.StatusOK, name, data)
}

func (s *Server) write(v *visit, status int, name string, data any) error {
	page, err := s.pages.page(v, name)
	if err != nil {
		return err
	}
	part := "layout.html"
	if asked := v.r.Header.Get(partHeader); asked != "" && page.Lookup("part-"+asked) != nil {
		part = "part-" + asked
	}
	var body bytes.Buffer
	if err := page.ExecuteTemplate(&body, part, data); err != nil {
		return fmt.Errorf("rendering %s: %w", name, err)
	}
	header := v.w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", v.Lang())
	header.Add("Vary", partHeader)
	if status == http.StatusOK {
		sum := sha256.Sum256(body.Bytes())
		header.Set("ETag", `W/"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
		if strings.Contains(v.r.Header.Get("If-None-Match"), header.Get("ETag")) {
			v.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	return send(v.w, v.r, status, body.Bytes())
}

// mailEscape writes text as a part of a mailto: address, where a space must not become a plus.
func mailEscape(text string) string {
	return strings.ReplaceAll(template.URLQueryEscaper(text), "+", "%20")
}

// AskURL gives the address of the information point; pages with a search fill it in.
func (l layout) AskURL() string { return l.URL("/vraag") }

// Own tells that the first of services beside each other is the one the page is about.
func (layout) Own() bool { return false }
