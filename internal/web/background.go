package web

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/inbox"
	"samenspel/internal/jobs"
	"samenspel/internal/linkage"
	"samenspel/internal/mail"
	"samenspel/internal/retention"
	"samenspel/internal/upkeep"
)

// pile is what lies in one state, the newest first.
type pile struct {
	State, Label string
	Rows         []pileRow
	Older        string // address of those before these, or ""
}

// pileRow is one mail or one job as the page shows it.
type pileRow struct {
	ID          string
	Cells       []string // one for each column but the last
	Progress    string   // in words, or ""
	Done, Total int      // of the progress; a Total of 0 is unknown
	Tries       int
	Trouble     string // in words, or ""
	Page        string // address that tells more, behind the last cell; or ""
	Buttons     []button
}

// button is something that can be done with a row.
type button struct{ Address, Label, About string }

// stateChoice is one state to look at.
type stateChoice struct {
	Label, Address string
	Current        bool
}

// backgroundPage shows piles of mail or of jobs: all of them, or the one that was chosen.
type backgroundPage struct {
	layout
	Notice  string // about all of it, or ""
	Intro   string
	Columns []string
	Edit    bool // may try again
	Trouble string
	Choices []stateChoice
	Piles   []pile
}

// source is where piles come from.
type source[S ~string] struct {
	path   string
	states []S
	words  map[S]string
	full   int // rows in a list that may have more behind it
	list   func(state S, before string) ([]pileRow, error)
}

var isID = regexp.MustCompile(`^[0-9a-f-]{1,36}$`).MatchString

// read gives the piles that a query asks for, and the choices there are.
func (from source[S]) read(v *visit) (piles []pile, choices []stateChoice, err error) {
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
		p := pile{State: string(state), Label: from.words[state], Rows: rows}
		if len(rows) == from.full {
			p.Older = v.URL(from.path, "stand", state, "voor", rows[len(rows)-1].ID)
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

// moment writes a day and a time as clocks here show it.
func (v *visit) moment(at time.Time) string {
	local := at.In(calendar.Amsterdam)
	return v.Date(local) + " " + local.Format("15:04")
}

// outbox shows mail that is on its way, was sent or failed: to whom and what about, never what it says.
func (s *Server) outbox(v *visit) error {
	t := v.T
	piles, choices, err := source[mail.State]{
		path: "/beheer/post", states: []mail.State{mail.Failed, mail.Bounced, mail.Held, mail.Waiting, mail.Sent}, full: mail.PageLength,
		words: map[mail.State]string{mail.Failed: t("background.failed"), mail.Bounced: t("outbox.bounced"), mail.Held: t("outbox.held"), mail.Waiting: t("background.waiting"), mail.Sent: t("outbox.sent")},
		list: func(state mail.State, before string) ([]pileRow, error) {
			all, err := s.Outbox.List(v.r.Context(), v.actor, state, before)
			return rowsOf(all, func(d mail.Delivery) pileRow { return v.deliveryRow(d, s.options.Letters != nil) }), err
		},
	}.read(v)
	if err != nil {
		return err
	}
	page := backgroundPage{layout: s.staffLayout(v, t("outbox.title")), Intro: t("outbox.intro"),
		Columns: []string{t("background.when"), t("outbox.to"), t("outbox.letter"), t("background.how")}, Edit: mayRetry(v), Choices: choices, Piles: piles}
	if s.options.Letters != nil {
		page.Intro = t("outbox.noserver")
	}
	return s.showStaff(v, "piles", page)
}

func rowsOf[T any](all []T, row func(T) pileRow) []pileRow {
	rows := make([]pileRow, len(all))
	for i, one := range all {
		rows[i] = row(one)
	}
	return rows
}

// deliveryRow puts a mail in words. Here tells that it lies in the folder and can be read.
func (v *visit) deliveryRow(d mail.Delivery, here bool) pileRow {
	t := v.T
	kinds := map[string]string{"invitation": t("outbox.kind.invitation"), "sign-in": t("outbox.kind.sign-in"), "notice": t("outbox.kind.notice"),
		"glass": t("outbox.kind.glass"), "still-right": t("outbox.kind.still-right"), "still-right-again": t("outbox.kind.still-right-again"),
		"correction": t("outbox.kind.correction"), "introductions": t("outbox.kind.introductions"), "no-attachments": t("outbox.kind.mail-came"),
		"desk-received": t("outbox.kind.mail-came"), "desk-received-attached": t("outbox.kind.mail-came"), "desk-answer": t("outbox.kind.answer"), "desk-outside": t("outbox.kind.question"),
		"desk-passed": t("outbox.kind.question"), "desk-moved": t("outbox.kind.question"), "desk-remind": t("outbox.kind.questions"), "desk-escalate": t("outbox.kind.questions"), "desk-week": t("outbox.kind.questions")}
	groups := map[string]string{"referral": t("outbox.kind.referral"), "room": t("outbox.kind.room"), "volunteer": t("volunteer.title"), "neighbour": t("neighbours.title"), "case": t("outbox.kind.cases"), "survey": t("survey.title"), "direct": t("tally.title"), "slide": t("gaps.slides"), "figures": t("figures.title")}
	group, _, _ := strings.Cut(d.Kind, "-")
	letter := wordOf(kinds, d.Kind, wordOf(groups, group, t("outbox.kind.other")))
	row := pileRow{ID: d.ID, Cells: []string{v.moment(d.CreatedAt), d.Address, letter}, Tries: d.Attempts}
	if d.State != mail.Sent {
		row.Trouble = v.whyMail(d.LastError)
	}
	if d.State == mail.Sent && here {
		row.Page = v.URL("/beheer/post/" + d.ID)
	}
	if d.State == mail.Failed || d.State == mail.Bounced || d.State == mail.Held {
		row.Buttons = []button{{v.URL("/beheer/post/" + d.ID + "/opnieuw"), t("background.again"), letter + ", " + d.Address}}
	}
	return row
}

// whyMail puts the class of a failure of a mail in words.
func (v *visit) whyMail(class mail.Class) string {
	t := v.T
	return wordOf(map[mail.Class]string{"": "", mail.Refused: t("outbox.why.refused"), mail.Unknown: t("outbox.why.unknown"),
		mail.Obsolete: t("outbox.why.obsolete"), mail.Unwritable: t("outbox.why.unwritable"), mail.Later: t("outbox.why.later"),
		mail.Connect: t("outbox.why.connect"), mail.TLS: t("outbox.why.tls"), mail.Login: t("outbox.why.login"), mail.Unready: t("outbox.why.unready")},
		class, t("background.why.error"))
}

// mayRetry tells whether the actor may make things wait again: who may do that with jobs may do it with mail.
func mayRetry(v *visit) bool { return access.Can(v.actor, access.Edit, access.Jobs) == nil }

func (s *Server) sendAgain(v *visit) error {
	return s.tried(v, s.Outbox.Retry(v.r.Context(), v.actor, v.subject()), "/beheer/post")
}

// tried goes on after a try.
func (s *Server) tried(v *visit, err error, path string) error {
	if err != nil {
		return err
	}
	return v.done(v.URL(path))
}

// background shows what the program does by itself: what failed, what runs and what waits.
func (s *Server) background(v *visit) error {
	page, err := s.jobsPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "piles", page)
}

func (s *Server) jobsPage(v *visit) (page backgroundPage, err error) {
	t := v.T
	page = backgroundPage{layout: s.staffLayout(v, t("jobs.title")), Intro: t("jobs.intro"), Notice: s.backupNotice(v),
		Columns: []string{t("jobs.what"), t("background.when"), t("background.how")}, Edit: mayRetry(v)}
	page.Piles, page.Choices, err = source[jobs.State]{
		path: "/beheer/werk", states: []jobs.State{jobs.Failed, jobs.Running, jobs.Waiting}, full: jobs.PageLength,
		words: map[jobs.State]string{jobs.Failed: t("background.failed"), jobs.Running: t("jobs.running"), jobs.Waiting: t("background.waiting")},
		list: func(state jobs.State, before string) ([]pileRow, error) {
			all, err := s.Jobs.List(v.r.Context(), v.actor, state, before)
			return rowsOf(all, v.jobRow), err
		},
	}.read(v)
	return page, err
}

// backupNotice says when the last backup was made.
func (s *Server) backupNotice(v *visit) string {
	if s.options.LastBackup == nil {
		return v.T("jobs.backup.none")
	}
	if last := s.options.LastBackup(); !last.IsZero() {
		return v.T("jobs.backup.last", "Moment", v.moment(last))
	}
	return v.T("jobs.backup.never")
}

// jobRow puts a job in words.
func (v *visit) jobRow(j jobs.Status) pileRow {
	t := v.T
	what := wordOf(map[string]string{mail.JobKind: t("jobs.kind.mail"), inbox.JobKind: t("jobs.kind.mail-in"), harvest.JobKind: t("jobs.kind.harvest"), harvest.DueKind: t("jobs.kind.harvest-due"), "introductions": t("jobs.kind.introductions"), "backup": t("jobs.kind.backup"),
		retention.JobKind: t("jobs.kind.retention"), upkeep.JobKind: t("jobs.kind.upkeep"), upkeep.LinksKind: t("jobs.kind.links"), linkage.JobKind: t("jobs.kind.linkage"), audit.JobKind: t("jobs.kind.seal")}, j.Kind, t("jobs.kind.other"))
	row := pileRow{ID: j.ID, Cells: []string{what, v.whenJob(j)}, Progress: v.progressOf(j), Done: j.Done, Total: j.Total, Tries: j.Attempt, Trouble: v.whyJob(j.LastError)}
	if j.State == jobs.Failed {
		row.Buttons = []button{{v.URL("/beheer/werk/" + j.ID + "/opnieuw"), t("background.again"), what}, {v.URL("/beheer/werk/" + j.ID + "/weg"), t("jobs.drop"), what}}
	}
	return row
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
		return s.triedJob(v, err)
	}
	page, err := s.jobsPage(v)
	if err != nil {
		return err
	}
	f := fill()
	f.Wrong[""] = v.T("jobs.conflict")
	page.Trouble = f.Wrong[""]
	return s.again(v, f, "piles", page)
}

func (s *Server) dropJob(v *visit) error {
	return s.triedJob(v, s.Jobs.Drop(v.r.Context(), v.actor, v.subject()))
}

// triedJob goes on after a try. A job that is there and did not fail any more needs none.
func (s *Server) triedJob(v *visit, err error) error {
	if errors.Is(err, errs.NotFound) {
		_, err = s.Jobs.Get(v.r.Context(), v.actor, v.subject())
	}
	return s.tried(v, err, "/beheer/werk")
}
