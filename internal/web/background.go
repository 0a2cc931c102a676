package web

import (
	"errors"
	"regexp"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
)

// pile is what lies in one state, the newest first.
type pile[T any] struct {
	State, Label string
	Rows         []T
	Older        string // address of those before these, or ""
}

// stateChoice is one state to look at.
type stateChoice struct {
	Label, Address string
	Current        bool
}

// backgroundPage shows piles of mail or of jobs: all of them, or the one that was chosen.
type backgroundPage[T any] struct {
	layout
	Edit    bool   // may try again
	Notice  string // about all of it, or ""
	Trouble string
	Choices []stateChoice
	Piles   []pile[T]
}

// source is where piles come from.
type source[S ~string, T any] struct {
	path   string
	states []S
	words  map[S]string
	full   int // rows in a list that may have more behind it
	list   func(state S, before string) ([]T, error)
	id     func(T) string
}

var isID = regexp.MustCompile(`^[0-9a-f-]{1,36}$`).MatchString

// read gives the piles that a query asks for, and the choices there are.
func (from source[S, T]) read(v *visit) (piles []pile[T], choices []stateChoice, err error) {
	chosen, before := S(v.r.URL.Query().Get("stand")), v.r.URL.Query().Get("voor")
	if chosen == "" || !isID(before) {
		before = ""
	}
	choices = []stateChoice{{v.T("background.all"), v.URL(from.path), chosen == ""}}
	for _, state := range from.states {
		choices = append(choices, stateChoice{from.words[state], v.URL(from.path, "stand", state), chosen == state})
		if chosen != "" && chosen != state {
			continue
		}
		rows, err := from.list(state, before)
		if err != nil {
			return nil, nil, err
		}
		p := pile[T]{State: string(state), Label: from.words[state], Rows: rows}
		if len(rows) == from.full {
			p.Older = v.URL(from.path, "stand", state, "voor", from.id(rows[len(rows)-1]))
		}
		piles = append(piles, p)
	}
	if piles == nil {
		err = errs.NotFound
	}
	return piles, choices, err
}

// subject gives the id in the address; "" for what cannot be one.
func (v *visit) subject() string {
	if id := v.r.PathValue("id"); isID(id) {
		return id
	}
	return ""
}

// wordOf gives the word for a code, and another for a code that has none.
func wordOf[K comparable](words map[K]string, code K, otherwise string) string {
	if word, ok := words[code]; ok {
		return word
	}
	return otherwise
}

var netherlands, _ = time.LoadLocation("Europe/Amsterdam") // cannot fail: the zones are built in

// moment writes a day and a time as clocks here show it.
func (v *visit) moment(at time.Time) string {
	local := at.In(netherlands)
	return v.Date(local) + " " + local.Format("15:04")
}

// delivery is a mail as the page shows it.
type delivery struct {
	mail.Delivery
	Letter, Trouble string
	When            string
	Again           bool // may be tried once more
	Here            bool // lies in the folder and can be read
}

// outbox shows mail that is on its way, was sent or failed: to whom and what about, never what it says.
func (s *Server) outbox(v *visit) error {
	t := v.T
	kinds := map[string]string{"invitation": t("outbox.kind.invitation"), "sign-in": t("outbox.kind.sign-in"), "notice": t("outbox.kind.notice")}
	troubles := map[mail.Class]string{"": "", mail.Refused: t("outbox.why.refused"), mail.Unknown: t("outbox.why.unknown"),
		mail.Obsolete: t("outbox.why.obsolete"), mail.Unwritable: t("outbox.why.unwritable"), mail.Later: t("outbox.why.later"),
		mail.Connect: t("outbox.why.connect"), mail.TLS: t("outbox.why.tls"), mail.Login: t("outbox.why.login"), mail.Unready: t("outbox.why.unready")}
	piles, choices, err := source[mail.State, delivery]{
		path: "/beheer/post", states: []mail.State{mail.Failed, mail.Bounced, mail.Waiting, mail.Sent}, full: mail.PageLength,
		words: map[mail.State]string{mail.Failed: t("background.failed"), mail.Bounced: t("outbox.bounced"), mail.Waiting: t("background.waiting"), mail.Sent: t("outbox.sent")},
		list: func(state mail.State, before string) ([]delivery, error) {
			all, err := s.Outbox.List(v.r.Context(), v.actor, state, before)
			rows := make([]delivery, len(all))
			for i, d := range all {
				rows[i] = delivery{d, wordOf(kinds, d.Kind, t("outbox.kind.other")), wordOf(troubles, d.LastError, t("background.why.error")), v.moment(d.CreatedAt),
					state == mail.Failed || state == mail.Bounced, state == mail.Sent && s.options.Letters != nil}
				if state == mail.Sent {
					rows[i].Trouble = ""
				}
			}
			return rows, err
		},
		id: func(d delivery) string { return d.ID },
	}.read(v)
	if err != nil {
		return err
	}
	page := backgroundPage[delivery]{layout: s.staffLayout(v, t("outbox.title")), Edit: mayRetry(v), Choices: choices, Piles: piles}
	if s.options.Letters != nil {
		page.Notice = t("outbox.noserver")
	}
	return s.showStaff(v, "outbox", page)
}

// mayRetry tells whether the actor may make things wait again: who may do that with jobs may do it with mail.
func mayRetry(v *visit) bool { return access.Can(v.actor, access.Edit, access.Jobs) == nil }

func (s *Server) sendAgain(v *visit) error {
	return s.tried(v, s.Outbox.Retry(v.r.Context(), v.actor, v.subject()), "/beheer/post")
}

// tried goes on after a try: what is gone already is as good.
func (s *Server) tried(v *visit, err error, path string) error {
	if err != nil && !errors.Is(err, errs.NotFound) {
		return err
	}
	return v.done(v.URL(path))
}

// job is a job as the page shows it.
type job struct {
	jobs.Status
	What, When, Trouble, Progress string
}

// background shows what the program does by itself: what failed, what runs and what waits.
func (s *Server) background(v *visit) error {
	piles, choices, err := s.jobPiles(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "jobs", s.backgroundOf(v, "", choices, piles))
}

// backgroundOf is the page of jobs, with what is known about backups.
func (s *Server) backgroundOf(v *visit, trouble string, choices []stateChoice, piles []pile[job]) backgroundPage[job] {
	page := backgroundPage[job]{s.staffLayout(v, v.T("jobs.title")), mayRetry(v), v.T("jobs.backup.none"), trouble, choices, piles}
	if s.options.LastBackup != nil {
		page.Notice = v.T("jobs.backup.never")
		if last := s.options.LastBackup(); !last.IsZero() {
			page.Notice = v.T("jobs.backup.last", "Moment", v.moment(last))
		}
	}
	return page
}

func (s *Server) jobPiles(v *visit) ([]pile[job], []stateChoice, error) {
	t := v.T
	kinds := map[string]string{mail.JobKind: t("jobs.kind.mail"), "backup": t("jobs.kind.backup")}
	return source[jobs.State, job]{
		path: "/beheer/werk", states: []jobs.State{jobs.Failed, jobs.Running, jobs.Waiting}, full: jobs.PageLength,
		words: map[jobs.State]string{jobs.Failed: t("background.failed"), jobs.Running: t("jobs.running"), jobs.Waiting: t("background.waiting")},
		list: func(state jobs.State, before string) ([]job, error) {
			all, err := s.Jobs.List(v.r.Context(), v.actor, state, before)
			rows := make([]job, len(all))
			for i, status := range all {
				rows[i] = job{status, wordOf(kinds, status.Kind, t("jobs.kind.other")), v.whenJob(status), v.whyJob(status.LastError), v.progressOf(status)}
			}
			return rows, err
		},
		id: func(j job) string { return j.ID },
	}.read(v)
}

func (v *visit) whenJob(j jobs.Status) string {
	switch {
	case j.State == jobs.Running && j.StartedAt != nil:
		return v.T("jobs.started", "Moment", v.moment(*j.StartedAt))
	case j.State == jobs.Failed && j.EndedAt != nil:
		return v.T("jobs.ended", "Moment", v.moment(*j.EndedAt))
	case j.State == jobs.Waiting && j.RunAt.After(j.EnteredAt):
		return v.T("jobs.notbefore", "Moment", v.moment(j.RunAt))
	}
	return v.moment(j.EnteredAt)
}

// whyJob puts the class of an error of a job in words.
func (v *visit) whyJob(class string) string {
	t := v.T
	return wordOf(map[string]string{"": "", "crashed": t("jobs.why.crashed"), "stopped": t("jobs.why.crashed"), "panic": t("jobs.why.broken"),
		"context deadline exceeded": t("jobs.why.slow"), errs.Unavailable.Error(): t("jobs.why.unavailable"), errs.NotFound.Error(): t("jobs.why.gone"),
		errs.Invalid.Error(): t("jobs.why.broken")}, class, t("background.why.error"))
}

func (v *visit) progressOf(j jobs.Status) string {
	switch {
	case j.Total > 0:
		return v.T("jobs.progress", "Done", v.Number(j.Done), "Total", v.Number(j.Total))
	case j.Done > 0:
		return v.T("jobs.done", "Done", v.Number(j.Done))
	}
	return ""
}

func (s *Server) retryJob(v *visit) error {
	err := s.Jobs.Retry(v.r.Context(), v.actor, v.subject())
	if !errors.Is(err, errs.Conflict) {
		return s.tried(v, err, "/beheer/werk")
	}
	piles, choices, err := s.jobPiles(v)
	if err != nil {
		return err
	}
	f := fill()
	f.Wrong[""] = v.T("jobs.conflict")
	return s.again(v, f, "jobs", s.backgroundOf(v, f.Wrong[""], choices, piles))
}

func (s *Server) dropJob(v *visit) error {
	return s.tried(v, s.Jobs.Drop(v.r.Context(), v.actor, v.subject()), "/beheer/werk")
}
