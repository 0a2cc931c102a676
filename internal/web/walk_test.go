//go:build !race

package web_test

import (
	"bytes"
	"cmp"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"samenspel/internal/access"
	"samenspel/internal/web"
)

// sent is one request of a walk: an address, or a form as a page offers it.
type sent struct {
	role    access.Role
	method  string
	path    string // without the prefix of the network
	values  url.Values
	file    string // name of the field that takes a file
	pattern string
	leads   []string // of a page: the addresses that it links to
}

func (s sent) String() string {
	return fmt.Sprintf("%s %s as %s %s", s.method, s.path, s.role, s.values.Encode())
}

// send does a request and gives what it answers.
func (w *twins) send(s sent) *httptest.ResponseRecorder {
	body, kind := strings.NewReader(s.values.Encode()), "application/x-www-form-urlencoded"
	if s.file != "" {
		var text bytes.Buffer
		parts := multipart.NewWriter(&text)
		part, _ := parts.CreateFormFile(s.file, "x.csv")
		_, _ = part.Write([]byte("PC6;Huisnummer;Buurt;Wijk;Gemeente\n0101AA;1;BU90000101;WK900001;GM9000\n"))
		_ = parts.Close()
		body, kind = strings.NewReader(text.String()), parts.FormDataContentType()
	}
	r := httptest.NewRequest(s.method, "http://localhost/n/hier"+s.path, body)
	if s.method == http.MethodPost {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if token := w.tokens[s.role]; token != "" {
		r.AddCookie(&http.Cookie{Name: web.CookieName(w.town.Network.ID), Value: token})
	}
	answer := httptest.NewRecorder()
	w.server.ServeHTTP(answer, r)
	return answer
}

// matcher gives the pattern of the longest address that a path belongs to.
func matcher() func(method, path string) string {
	hole := regexp.MustCompile(`\\\{[a-z]+\\\}`)
	type known struct {
		method, pattern string
		is              *regexp.Regexp
	}
	var all []known
	for _, route := range web.Addresses() {
		is := hole.ReplaceAllString(regexp.QuoteMeta(strings.TrimSuffix(route[1], "{$}")), `[^/]+`)
		all = append(all, known{route[0], route[1], regexp.MustCompile("^" + is + "$")})
	}
	slices.SortStableFunc(all, func(a, b known) int {
		return cmp.Compare(strings.Count(a.pattern, "{"), strings.Count(b.pattern, "{"))
	})
	return func(method, path string) string {
		for _, k := range all {
			if k.method == method && k.is.MatchString(path) {
				return k.pattern
			}
		}
		return ""
	}
}

// walk goes to every page that a role reaches by links, one of each address, and gives those pages and the forms on them.
func (w *twins) walk(t testing.TB, role access.Role) (pages, forms []sent) {
	t.Helper()
	match, seen, begun := matcher(), map[string]int{}, map[string]bool{}
	var queue []string
	for _, route := range web.Addresses() {
		if route[0] == http.MethodGet && (!strings.Contains(route[1], "{") || route[1] == "/{$}") {
			queue = append(queue, strings.TrimSuffix(route[1], "{$}"))
		}
	}
	doors := w.doors()
	queue = append(queue, doors...)
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		path, query, _ := strings.Cut(address, "?")
		pattern := match(http.MethodGet, path)
		if pattern == "" || begun[address] || seen[pattern+"?"+keysOf(query)] >= 1 && !slices.Contains(doors, address) {
			continue
		}
		begun[address] = true
		seen[pattern+"?"+keysOf(query)]++
		s := sent{role: role, method: http.MethodGet, path: address, pattern: pattern}
		doc, err := goquery.NewDocumentFromReader(w.send(s).Body)
		if err != nil {
			t.Fatal(err)
		}
		doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			if link, ok := strings.CutPrefix(a.AttrOr("href", ""), "/n/hier"); ok && !strings.HasPrefix(link, "/en") {
				link, _, _ = strings.Cut(link, "#")
				s.leads = append(s.leads, cmp.Or(link, "/"))
			}
		})
		pages, queue = append(pages, s), append(queue, s.leads...)
		doc.Find("form[method=post]").Each(func(_ int, f *goquery.Selection) { forms = append(forms, filled(role, path, match, f)...) })
	}
	return pages, forms
}

func keysOf(query string) string {
	values, _ := url.ParseQuery(query)
	var keys []string
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return strings.Join(keys, "&")
}

// filled gives a form as somebody would send it, once for each of its buttons.
func filled(role access.Role, page string, match func(method, path string) string, f *goquery.Selection) (all []sent) {
	path, _, _ := strings.Cut(cmp.Or(strings.TrimPrefix(f.AttrOr("action", ""), "/n/hier"), page), "#") // a browser keeps that to itself
	s := sent{role: role, method: http.MethodPost, path: path, pattern: match(http.MethodPost, path), values: url.Values{}}
	f.Find("input[name], textarea[name]").Each(func(_ int, field *goquery.Selection) {
		name, value := field.AttrOr("name", ""), field.AttrOr("value", field.Text())
		if name == "new" {
			value = "01900000-0000-7000-8000-000000000000" // another each time, for who sends it
		}
		_, checked := field.Attr("checked")
		switch kind := field.AttrOr("type", "text"); {
		case kind == "file":
			s.file = name
		case kind == "checkbox" || kind == "radio" && (checked || !s.values.Has(name)):
			s.values.Set(name, value)
		case kind == "radio":
		case value == "":
			s.values.Set(name, map[string]string{"email": "nieuw@hier.example", "date": "2026-12-01", "password": "een lange zin die niemand raadt", "tel": "099 000 11 11"}[kind])
			if name == "bank" {
				s.values.Set(name, "https://vacatures.hier.example")
			}
			if s.values.Get(name) == "" {
				s.values.Set(name, "8")
			}
		default:
			s.values.Set(name, value)
		}
	})
	f.Find("select[name]").Each(func(_ int, field *goquery.Selection) {
		s.values.Set(field.AttrOr("name", ""), cmp.Or(field.Find("option[selected]").AttrOr("value", ""), field.Find("option").Last().AttrOr("value", "")))
	})
	f.Find("button[name]").Each(func(_ int, button *goquery.Selection) {
		one := s
		one.values = url.Values{}
		for name, value := range s.values {
			one.values[name] = value
		}
		one.values.Set(button.AttrOr("name", ""), button.AttrOr("value", ""))
		all = append(all, one)
	})
	if all == nil {
		all = []sent{s}
	}
	return all
}
