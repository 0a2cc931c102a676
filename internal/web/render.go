package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"samenspel/internal/i18n"
	"samenspel/internal/network"
	"samenspel/internal/people"
)

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
	part := frame
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

// keyed says that the address of this page is a key: no cache keeps the page, and no other site hears of it.
func (v *visit) keyed() {
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.Header().Set("Referrer-Policy", "no-referrer")
}

// mailEscape writes text as a part of a mailto: address, where a space must not become a plus.
func mailEscape(text string) string {
	return strings.ReplaceAll(template.URLQueryEscaper(text), "+", "%20")
}

// AskURL gives the address of the information point; pages with a search fill it in.
func (l layout) AskURL() string { return l.URL("/vraag") }

// Own tells that the first of services beside each other is the one the page is about.
func (layout) Own() bool { return false }
