package web

import (
	"context"
	"errors"
	"net/http"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/errs"
)

// failurePage is what a person sees when something goes wrong.
type failurePage struct {
	layout
	Kind      string // key of the texts: "missing", "wrong", "busy", "broken"
	Reference string // to name on the phone
}

// statusOf maps the kinds of errors to an HTTP status and to the texts that go with it.
func statusOf(err error) (status int, kind string) {
	switch {
	case errors.Is(err, errs.NotFound), errors.Is(err, errs.Forbidden):
		return http.StatusNotFound, "missing" // what someone may not see does not exist for them
	case errors.Is(err, errs.Invalid):
		return http.StatusBadRequest, "wrong"
	case errors.Is(err, errs.Conflict):
		return http.StatusConflict, "wrong"
	case errors.Is(err, errs.Unavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable, "busy"
	}
	return http.StatusInternalServerError, "broken"
}

func (s *Server) fail(v *visit, err error) {
	status, kind := statusOf(err)
	reference := v.w.Header().Get(requestID)
	if status >= 500 {
		s.Log.Error("request failed", "reference", reference, "route", v.r.Pattern, "error", err)
	}
	if errors.Is(err, errs.Forbidden) && v.me != nil {
		s.denied(v)
	}
	if status == http.StatusServiceUnavailable {
		v.w.Header().Set("Retry-After", "5")
	}
	name := "failure"
	if v.Network.ID == "" {
		name = "nowhere"
	}
	v.w.Header().Set("Cache-Control", "no-store")
	broken := s.write(v, status, name, failurePage{s.layout(v, "failure."+kind+".title"), kind, reference})
	if broken != nil {
		s.Log.Error("the page that tells of a failure failed", "reference", reference, "error", broken)
		http.Error(v.w, v.T("failure.broken.title")+" "+reference, status)
	}
}

// denied leaves a line in the trace when someone who is signed in asked for what is not theirs.
func (s *Server) denied(v *visit) {
	_, route := s.mux.Handler(v.r)
	err := s.Audit.Note(v.r.Context(), v.actor, audit.Act{Action: route, Object: access.Staff, Outcome: audit.Denied})
	if err != nil {
		s.Log.Error("a denial could not be traced", "route", route, "error", err)
	}
}

func (s *Server) nothing(*visit) error { return errs.NotFound }

func (s *Server) wrongMethod(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Allow", "GET, HEAD")
	http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
}
