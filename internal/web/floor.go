package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

const requestID = "X-Request-Id"

// limits of one request and of all together
const (
	maxURL     = 1 << 20 // bytes; longer does not reach us
	maxHeaders = 16 << 10
	maxBody    = 64 << 10
	busyAt     = 128              // requests answered at the same time
	maxWait    = 2 * time.Second  // for a place among those
	maxTime    = 20 * time.Second // for one answer; the database stops working on it then
)

// HTTPServer gives an http.Server with every limit set.
func (s *Server) HTTPServer() *http.Server {
	return &http.Server{
		Handler: s, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second,
		IdleTimeout: 60 * time.Second, MaxHeaderBytes: maxURL + maxHeaders,
	}
}

// floor is what every answer stands on: a reference number, security headers, limits, protection against requests
// from other sites, recovery from panics, and one line in the log.
func (s *Server) floor(next http.Handler) http.Handler {
	return s.logged(s.secured(s.recovered(s.comesFrom(limited(http.NewCrossOriginProtection().Handler(next))))))
}

// recorder remembers how a request was answered.
type recorder struct {
	http.ResponseWriter
	status, bytes int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(body []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(body)
	r.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// logged writes one line for each request: the route, never the address, because that holds what someone looks for.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.Now()
		id := make([]byte, 5)
		_, _ = rand.Read(id) // never fails
		reference := hex.EncodeToString(id)
		w.Header().Set(requestID, reference)
		answer := &recorder{ResponseWriter: w}
		next.ServeHTTP(answer, r)
		took := s.Now().Sub(start)
		_, route := s.mux.Handler(r)
		s.metrics.count(route, answer.status, took)
		s.Log.Info("request", "reference", reference, "method", r.Method, "route", route, "status", answer.status,
			"bytes", answer.bytes, "ms", float64(took.Microseconds())/1000)
	})
}

const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *Server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if s.options.HTTPS || r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if reason := recover(); reason != nil {
				reference := w.Header().Get(requestID)
				s.Log.Error("panic", "reference", reference, "reason", reason, "stack", string(debug.Stack()))
				http.Error(w, "Er ging iets mis. Probeer het nog eens. Nummer: "+reference, http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// limited refuses what is too big, and asks visitors to come back when too many are here. The addresses that tell
// whether we live are always answered.
func limited(next http.Handler) http.Handler {
	places := make(chan struct{}, busyAt)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if size(r.Header) > maxHeaders {
			http.Error(w, http.StatusText(http.StatusRequestHeaderFieldsTooLarge), http.StatusRequestHeaderFieldsTooLarge)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit(r))
		if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			next.ServeHTTP(w, r)
			return
		}
		if !wait(r, places) {
			w.Header().Set("Retry-After", "3")
			http.Error(w, "Het is nu druk. Probeer het over een paar tellen nog eens.", http.StatusServiceUnavailable)
			return
		}
		defer func() { <-places }()
		ctx, cancel := context.WithTimeout(r.Context(), maxTime)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// bodyLimit is how much a request may bring: more for a file, which only pages for staff read.
func bodyLimit(r *http.Request) int64 {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return maxUpload
	}
	return maxBody
}

func size(h http.Header) (bytes int) {
	for name, values := range h {
		for _, value := range values {
			bytes += len(name) + len(value)
		}
	}
	return bytes
}

func wait(r *http.Request, places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	default:
	}
	timer := time.NewTimer(maxWait)
	defer timer.Stop()
	select {
	case places <- struct{}{}:
		return true
	case <-timer.C:
	case <-r.Context().Done():
	}
	return false
}
