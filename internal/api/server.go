package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/limit"
	"samenspel/internal/network"
	"samenspel/internal/places"
	"samenspel/internal/search"
)

// Deps is what the answers stand on.
type Deps struct {
	Networks  *network.Store
	Directory *directory.Store
	Places    *places.Store
	Search    *search.Keeper
	Now       func() time.Time
	Log       *slog.Logger

	Origin func(*http.Request) string // what comes before every path: https://help.example
}

// Server answers programs. Make one with New; it is an http.Handler.
type Server struct {
	Deps
	mux   *http.ServeMux
	limit *limit.Limiter
}

// Patterns are the addresses below which a Server answers.
var Patterns = []string{"/hsds/", "/api/", "/openapi.json", "/n/{network}/hsds/", "/n/{network}/api/", "/n/{network}/openapi.json"}

// New gives the server on these parts.
func New(deps Deps) *Server {
	s := &Server{Deps: deps, mux: http.NewServeMux(), limit: limit.New(deps.Now, limitRequests, limitTime)}
	for _, prefix := range []string{"", "/n/{network}"} {
		for i := range endpoints {
			s.mux.Handle("GET "+prefix+endpoints[i].path, s.open(&endpoints[i]))
		}
		for _, path := range []string{"/openapi.json", "/api/v1/openapi.json"} {
			s.mux.Handle("GET "+prefix+path, s.open(&endpoint{answer: (*Server).description}))
		}
		s.mux.Handle(prefix+"/hsds/", s.open(&endpoint{answer: nothing}))
		s.mux.Handle(prefix+"/api/", s.open(&endpoint{answer: nothing}))
		s.mux.Handle(prefix+"/openapi.json", s.open(&endpoint{answer: nothing}))
	}
	return s
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func nothing(*Server, *request) (any, error) { return nil, errs.NotFound }

// open lets any website ask, within the limit, and gives what the endpoint answers.
func (s *Server) open(e *endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Link, ETag, Retry-After, API-Version")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("API-Version", apiVersion)
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			s.wrongMethod(w, r)
			return
		}
		if wait := s.limit.Take(r.RemoteAddr); wait > 0 {
			h.Set("Retry-After", seconds(wait))
			s.problem(w, http.StatusTooManyRequests, "Too many requests. Come back after the time in the header Retry-After.")
			return
		}
		if err := s.reply(w, r, e); err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *Server) wrongMethod(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", "GET, HEAD, OPTIONS")
	if r.Method == http.MethodOptions {
		w.Header().Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
		w.Header().Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.problem(w, http.StatusMethodNotAllowed, "Only reading is possible here.")
}

func (s *Server) reply(w http.ResponseWriter, r *http.Request, e *endpoint) error {
	n, err := s.Networks.At(r.Context(), r.PathValue("network"), r.Host)
	if err != nil {
		return err
	}
	asked := &request{Request: r, network: n, actor: access.As(access.Visitor, n.ID), values: r.URL.Query()}
	if slug := r.PathValue("network"); slug != "" {
		asked.prefix = "/n/" + slug
	}
	asked.root = s.Origin(r) + asked.prefix
	if err := e.check(asked.values); err != nil {
		return err
	}
	if !e.anywhere || asked.values.Has("area") {
		if asked.tree, err = s.Places.Tree(r.Context(), asked.actor); err != nil {
			return err
		}
	}
	answer, err := e.answer(s, asked)
	if err != nil {
		return err
	}
	return send(w, asked, answer)
}

// send writes the answer as JSON, or one record on a line. What the asker still has is not sent again.
func send(w http.ResponseWriter, r *request, answer any) error {
	h := w.Header()
	page, isList := answer.(list)
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	kind := "application/json"
	switch {
	case isList && r.lines():
		kind = "application/x-ndjson"
		for _, record := range page.Contents {
			if err := encoder.Encode(record); err != nil {
				return err
			}
		}
	default:
		if isList && page.Contents == nil {
			page.Contents = []any{}
			answer = page
		}
		if err := encoder.Encode(answer); err != nil {
			return err
		}
	}
	if isList {
		page.header(h)
	}
	sum := sha256.Sum256(body.Bytes())
	h.Set("ETag", `"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
	h.Set("Cache-Control", "public, max-age=60")
	h.Set("Content-Type", kind+"; charset=utf-8")
	if strings.Contains(r.Header.Get("If-None-Match"), h.Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, _ = w.Write(body.Bytes()) // an asker who left is no failure
	return nil
}

// problem answers with a problem (RFC 9457).
func (s *Server) problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": detail})
}

func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, errs.NotFound):
		s.problem(w, http.StatusNotFound, "There is nothing at this address.")
	case errors.Is(err, errs.Invalid):
		detail := err.Error()
		if _, after, found := strings.Cut(detail, errs.Invalid.Error()+": "); found {
			detail = after
		}
		s.problem(w, http.StatusBadRequest, strings.ToUpper(detail[:1])+detail[1:]+".")
	case errors.Is(err, errs.Unavailable):
		w.Header().Set("Retry-After", "5")
		s.problem(w, http.StatusServiceUnavailable, "This cannot be answered now. Try again in a moment.")
	default:
		s.Log.Error("api", "path", r.Pattern, "error", err)
		s.problem(w, http.StatusInternalServerError, "Something went wrong here. Try again in a moment.")
	}
}
