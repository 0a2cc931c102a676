package web

import (
	"fmt"
	"net/http"
	"time"
)

// The addresses for machines: they say little, always quickly.

func (s *Server) healthy(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, "ok\n") }

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.Ready(r); err != nil {
		s.Log.Error("not ready", "error", err)
		text(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	text(w, http.StatusOK, "ready\n")
}

func (s *Server) robots(w http.ResponseWriter, _ *http.Request) {
	text(w, http.StatusOK, "User-agent: *\nDisallow: /metrics\n")
}

// security tells where to report a weakness (RFC 9116).
func (s *Server) security(w http.ResponseWriter, r *http.Request) {
	contact := s.options.Contact
	if contact == "" {
		if n, err := s.Networks.At(r.Context(), "", r.Host); err == nil && n.Settings.Email != "" {
			contact = "mailto:" + n.Settings.Email
		}
	}
	if contact == "" {
		http.NotFound(w, r)
		return
	}
	expires := s.Now().UTC().AddDate(0, 6, 0).Truncate(24 * time.Hour)
	text(w, http.StatusOK, fmt.Sprintf("Contact: %s\nExpires: %s\nPreferred-Languages: nl, en\n", contact, expires.Format(time.RFC3339)))
}

func (s *Server) favicon(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, s.files.url("favicon.svg"), http.StatusFound)
}

func text(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}
