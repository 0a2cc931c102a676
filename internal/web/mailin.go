package web

import (
	"net/mail"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/inbox"
	"samenspel/internal/network"
)

// MailBox is where mail comes in, as far as pages show it.
type MailBox struct {
	Last func() (good, since time.Time, refused bool)    // when it could last be read, and since when it cannot
	Drop func(n network.Network, mail DroppedMail) error // puts a mail into it; nil = only a mail server does
}

// DroppedMail is a mail that somebody makes up on a page, to try out what happens.
type DroppedMail struct{ From, Subject, Text string }

// mailInPage shows the mail that could not be read, and what was put aside: from which domain and when, never what it says.
type mailInPage struct {
	layout
	Notice  string
	Trouble string // why no mail can be read now, or ""
	Choices []stateChoice
	Piles   []pile
	Edit    bool
	Form    form
	Drop    bool // a mail can be made up
}

func (s *Server) mailIn(v *visit) error {
	page, err := s.mailInPage(v, fill())
	if err != nil {
		return err
	}
	return s.showStaff(v, "mail_in", page)
}

func (s *Server) mailInPage(v *visit, f form) (page mailInPage, err error) {
	page = mailInPage{layout: s.staffLayout(v, v.T("mailin.title")), Edit: access.Can(v.actor, access.Edit, access.MailIn) == nil, Form: f}
	page.Notice, page.Trouble = s.howBoxIs(v)
	page.Drop = page.Edit && s.options.MailBox != nil && s.options.MailBox.Drop != nil
	page.Piles, page.Choices, err = source[inbox.State]{
		path: mailInPath, states: []inbox.State{inbox.Stuck, inbox.Aside, inbox.Waiting}, full: inbox.PageLength,
		words: map[inbox.State]string{inbox.Stuck: v.T("mailin.stuck"), inbox.Aside: v.T("mailin.aside"), inbox.Waiting: v.T("background.waiting")},
		list: func(state inbox.State, before string) ([]pileRow, error) {
			all, err := s.Inbox.List(v.r.Context(), v.actor, state, before)
			return rowsOf(all, v.mailInRow), err
		},
	}.read(v)
	return page, err
}

const mailInPath = "/beheer/binnenpost"

// howBoxIs says whether mail is read now: a word about it, or what is the matter.
func (s *Server) howBoxIs(v *visit) (notice, trouble string) {
	if s.options.MailBox == nil {
		return v.T("mailin.none"), ""
	}
	good, since, refused := s.options.MailBox.Last()
	switch {
	case !since.IsZero() && refused:
		return "", v.T("mailin.refused", "Moment", v.moment(since))
	case !since.IsZero():
		return "", v.T("mailin.away", "Moment", v.moment(since))
	case good.IsZero():
		return v.T("mailin.begins"), ""
	}
	return v.T("mailin.good", "Moment", v.moment(good)), ""
}

// mailInRow puts a mail in words.
func (v *visit) mailInRow(m inbox.Row) pileRow {
	t := v.T
	from := m.Domain
	if from == "" {
		from = t("mailin.unknown")
	}
	why := wordOf(map[inbox.Reason]string{"": "", inbox.Broken: t("mailin.why.broken"), inbox.Crashed: t("mailin.why.crashed"), inbox.Refused: t("mailin.why.refused"),
		inbox.Automatic: t("mailin.why.automatic"), inbox.Returned: t("mailin.why.returned"), inbox.Loop: t("mailin.why.loop"), inbox.Many: t("mailin.why.many"),
		inbox.ByHand: t("mailin.why.by-hand")}, m.Reason, t("background.why.error"))
	row := pileRow{ID: m.ID, Cells: []string{v.moment(m.ReceivedAt), from}, Trouble: why}
	about := from + ", " + row.Cells[0]
	if m.State != inbox.Waiting {
		label := t("mailin.again")
		if m.State == inbox.Aside {
			label = t("mailin.after-all")
		}
		row.Buttons = append(row.Buttons, button{v.URL(mailInPath + "/" + m.ID + "/opnieuw"), label, about})
	}
	if m.State == inbox.Stuck {
		row.Buttons = append(row.Buttons, button{v.URL(mailInPath + "/" + m.ID + "/weg"), t("mailin.put-aside"), about})
	}
	return row
}

func (s *Server) readMailAgain(v *visit) error {
	return s.tried(v, s.Inbox.Retry(v.r.Context(), v.actor, v.subject()), mailInPath)
}

func (s *Server) putMailAside(v *visit) error {
	return s.tried(v, s.Inbox.PutAside(v.r.Context(), v.actor, v.subject()), mailInPath)
}

// stuckMail gives a line about mail that could not be read, for who may do something about it.
func (s *Server) stuckMail(v *visit) (lines []todo, err error) {
	n, err := s.Inbox.Left(v.r.Context(), v.actor)
	if n > 0 {
		lines = append(lines, todo{Text: v.T("mailin.left", "Count", n), Who: v.T("role.desk"), Path: v.URL(mailInPath)})
	}
	return lines, err
}

// The most that a mail that is made up may have, in bytes.
const longDropped = 10_000

// dropMail puts a mail that somebody made up into the mailbox of an installation without a mail server.
func (s *Server) dropMail(v *visit) error {
	if err := access.Can(v.actor, access.Edit, access.MailIn); err != nil {
		return err
	}
	if s.options.MailBox == nil || s.options.MailBox.Drop == nil {
		return errs.NotFound
	}
	f, err := v.readForm()
	if err != nil {
		return err
	}
	made := DroppedMail{From: f.Get("from"), Subject: f.Get("subject"), Text: f.Get("text")}
	if address, err := mail.ParseAddress(made.From); err != nil || address.Address != made.From || strings.ContainsAny(made.From, "\r\n") {
		f.Wrong["from"] = v.T("mailin.wrong.from")
	}
	if made.Text == "" || len(made.Text) > longDropped {
		f.Wrong["text"] = v.T("mailin.wrong.text")
	}
	if f.Failed() {
		page, err := s.mailInPage(v, f)
		if err != nil {
			return err
		}
		return s.again(v, f, "mail_in", page)
	}
	if err := s.options.MailBox.Drop(v.Network, made); err != nil {
		return err
	}
	return v.done(v.URL(mailInPath))
}
