package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/glass"
	"samenspel/internal/i18n"
	"samenspel/internal/network"
)

// visit is one request for a page of a network.
type visit struct {
	w http.ResponseWriter
	r *http.Request
	site
	actor   access.Actor
	me      *me             // who is signed in, on pages for staff
	session account.Session // of that person
	opened  []glass.Opening // by that person, and open now
}

// site is which network in which language, and where its addresses stand.
type site struct {
	*i18n.Printer
	Network network.Network
	root    string // "" or "/n/waterveen"; see Root
}

// Root is what comes before addresses that are alike in every language.
func (s site) Root() string { return s.root }

// Base is what comes before every address of this site in this language.
func (s site) Base() string {
	if s.Lang() == i18n.Languages[0] {
		return s.root
	}
	return s.root + "/" + s.Lang()
}

// URL gives the address of a path on this site with a query of names and values in turn. Empty values are left out.
func (s site) URL(path string, query ...any) string {
	values := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		if value := fmt.Sprint(query[i+1]); value != "" {
			values.Add(fmt.Sprint(query[i]), value)
		}
	}
	address := s.Base() + path
	if address == "" {
		address = "/"
	}
	if len(values) > 0 {
		address += "?" + values.Encode()
	}
	return address
}

// Origin is what comes before every path of a server, as the visitor reached it: https://help.example. With https
// something in front of it answers over TLS.
func Origin(r *http.Request, https bool) string {
	if https || r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (s *Server) origin(r *http.Request) string { return Origin(r, s.options.HTTPS) }

// show makes an http.Handler of a page that stands under a prefix.
func (s *Server) show(prefix string, answer page) http.Handler {
	lang := i18n.Languages[0]
	if strings.HasSuffix(prefix, "/en") {
		lang = "en"
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, r: r, site: site{Printer: i18n.In(lang)}}
		err := s.enter(v)
		if err == nil {
			err = answer(s, v)
		}
		if err != nil {
			s.fail(v, err)
		}
	})
}

// enter finds out which network a request is for: the one in the address, the one of the host name, or the first
// that was made.
func (s *Server) enter(v *visit) (err error) {
	slug := v.r.PathValue("network")
	if slug != "" {
		v.root = "/n/" + url.PathEscape(slug)
	}
	v.Network, err = s.Networks.At(v.r.Context(), slug, v.r.Host)
	v.actor = access.As(access.Visitor, v.Network.ID)
	v.site = v.in("")
	return err
}
