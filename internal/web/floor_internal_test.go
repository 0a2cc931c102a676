package web

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestTooManyVisitorsAreAskedToComeBack fills every place with requests that wait, and looks what the next one gets.
func TestTooManyVisitorsAreAskedToComeBack(t *testing.T) {
	release := make(chan struct{})
	var inside sync.WaitGroup
	h := limited(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			return
		}
		inside.Done()
		<-release
	}))
	inside.Add(busyAt)
	var all sync.WaitGroup
	for range busyAt {
		all.Go(func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) })
	}
	inside.Wait()
	start := time.Now()
	refused := httptest.NewRecorder()
	h.ServeHTTP(refused, httptest.NewRequest(http.MethodGet, "/", nil))
	if refused.Code != http.StatusServiceUnavailable || refused.Header().Get("Retry-After") == "" {
		t.Errorf("one too many gets %d, Retry-After %q", refused.Code, refused.Header().Get("Retry-After"))
	}
	if waited := time.Since(start); waited < maxWait {
		t.Errorf("it was sent away after %s; it may wait %s for a place", waited, maxWait)
	}
	healthy := httptest.NewRecorder()
	h.ServeHTTP(healthy, httptest.NewRequest(http.MethodGet, "/healthz", nil))
	if healthy.Code != http.StatusOK {
		t.Errorf("whether we live answers %d", healthy.Code)
	}
	close(release)
	all.Wait()
}

func TestAPanicIsOnePageAndNotTheEnd(t *testing.T) {
	var log bytes.Buffer
	s := &Server{Deps: Deps{Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil))}, metrics: newMetrics(), mux: http.NewServeMux()}
	s.mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) { panic("secret detail") })
	server := httptest.NewServer(s.floor(s.mux))
	defer server.Close()
	for range 2 {
		answer, err := http.Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		reference := answer.Header.Get(requestID)
		if answer.StatusCode != 500 || strings.Contains(string(text), "secret") || !strings.Contains(string(text), reference) {
			t.Errorf("a panic answers %d: %s", answer.StatusCode, text)
		}
		if !strings.Contains(log.String(), reference) || !strings.Contains(log.String(), "secret detail") {
			t.Error("the log does not tell what happened")
		}
	}
}

func TestLimitsAreSet(t *testing.T) {
	s := (&Server{}).HTTPServer()
	for name, d := range map[string]time.Duration{"header": s.ReadHeaderTimeout, "read": s.ReadTimeout, "write": s.WriteTimeout, "idle": s.IdleTimeout} {
		if d <= 0 || d > time.Minute {
			t.Errorf("the %s timeout is %s", name, d)
		}
	}
}
