package web

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/errs"
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
}

// site is which network in which language, and where its addresses stand.
type site struct {
	*i18n.Printer
	Network network.Network
	root    string // "" or "/n/waterveen"
}

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

// origin is what comes before every path of this server, as the visitor reached it: https://help.example.
func (s *Server) origin(r *http.Request) string {
	if s.options.HTTPS || r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

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

// enter finds out which network a request is for: the one in the address, the one of the host name, or the only one
// there is.
func (s *Server) enter(v *visit) (err error) {
	if slug := v.r.PathValue("network"); slug != "" {
		v.Network, err = s.Networks.BySlug(v.r.Context(), slug)
		v.root = "/n/" + url.PathEscape(slug)
	} else {
		v.Network, err = s.hosted(v.r)
	}
	v.actor = access.As(access.Visitor, v.Network.ID)
	return err
}

func (s *Server) hosted(r *http.Request) (network.Network, error) {
	all, err := s.Networks.List(r.Context())
	if err != nil {
		return network.Network{}, err
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	for _, n := range all {
		if n.Host != "" && strings.EqualFold(n.Host, host) {
			return n, nil
		}
	}
	if len(all) == 1 && all[0].Host == "" {
		return all[0], nil
	}
	return network.Network{}, errs.NotFound
}
