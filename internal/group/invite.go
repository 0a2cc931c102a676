package group

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
	"samenspel/internal/mail"
	"samenspel/internal/privacy"
)

// The letters about meetings, and the purpose of the link in them.
const (
	letterInvite  = "meeting-invitation"
	letterRemind  = "meeting-reminder"
	letterMoved   = "meeting-moved"
	letterOff     = "meeting-off"
	letterRefused = "meeting-refused"
	letterRead    = "meeting-read"
	letterMinutes = "meeting-minutes"
	letterSoon    = "action-soon"
	letterLate    = "action-late"
	Purpose       = "meeting" // object: an invitee; thread: the meeting
)

// letterDay is how a day stands in a letter, which says it in words.
const letterDay = time.RFC3339

// Token gives the proof in the link of an invitee.
func (s *Store) Token(network, invitee string) string {
	return mail.Sign(s.key, network+"\x00"+invitee, "", Purpose, 0)
}

// Name says what an item is about, in a language.
func (i Item) Name(lang string) string {
	if i.Kind == Own {
		return i.Title
	}
	name := i18n.In(lang).T("meeting.item." + string(i.Kind))
	if len(i.Who) > 0 {
		name += ": " + i18n.In(lang).List(i.Who)
	}
	return name
}

// Clock writes minutes past midnight as a time: 9.00.
func Clock(minutes int) string {
	rest := strconv.Itoa(100 + minutes%60)
	return strconv.Itoa(minutes/60) + "." + rest[1:]
}

// seen gives what of the agenda an invitee sees.
func (m Sitting) seen(i Invitee) []Item {
	if i.Guest {
		return ForGuests(m.Agenda)
	}
	return m.Agenda
}

// tell writes to invitees.
func (m Sitting) tell(ctx context.Context, tx *db.Tx, letter string, who []Invitee) error {
	lang := mail.Languages[0]
	for _, i := range who {
		if i.Email == "" {
			continue
		}
		var lines []string
		for n, item := range m.seen(i) {
			lines = append(lines, strconv.Itoa(n+1)+". "+item.Name(lang))
		}
		if _, err := mail.Queue(ctx, tx, mail.Message{Kind: letter, Lang: lang, Address: i.Email, Name: i.Contact, Object: i.ID, Thread: m.ID, Args: map[string]string{
			"Group": m.In.Name, "Day": m.Day.Format(letterDay), "From": Clock(m.From), "Until": Clock(m.Until), "Place": m.Place, "Theme": m.Theme, "Agenda": strings.Join(lines, "\n"), "Points": m.pointLines(), mail.Calendar: m.file(tx.Now)}}); err != nil {
			return err
		}
	}
	return nil
}

// pointLines writes what a meeting came to, a line each.
func (m Sitting) pointLines() string {
	lines := make([]string, len(m.Points))
	for i, p := range m.Points {
		if lines[i] = "– " + p.Text; p.Kind == Action {
			lines[i] += " (" + strings.TrimPrefix(p.Who+", ", ", ") + i18n.In(mail.Languages[0]).Date(*p.Due) + ")"
		}
	}
	return strings.Join(lines, "\n")
}

// file gives the meeting for calendar programs.
func (m Sitting) file(now time.Time) string {
	file := calendar.NewFile(m.In.Name, "Bijeenkomsten")
	file.Add(m.Event(), m.Entry(m.In, now))
	return file.String()
}

// Event gives when a meeting is.
func (m Meeting) Event() calendar.Event { return calendar.EventOn(m.Day, m.From, m.Until) }

// Entry gives what a calendar program shows of a meeting of a group.
func (m Meeting) Entry(g Group, now time.Time) calendar.Entry {
	return calendar.Entry{ID: m.ID, Title: g.Name, Description: m.Theme, Place: m.Place, Made: now, Sequence: m.Version, Off: m.Off}
}

// Invite asks everybody who belongs at a meeting that was read with a version: members, guests whose turn it is, and guests of
// this meeting. Without anything on the agenda nobody is asked (inventory M23).
func (s *Store) Invite(ctx context.Context, actor access.Actor, id string, version int64) (err error) {
	defer errs.Wrap(&err, "group.Invite(%q)", id)
	return s.arrange(ctx, actor, "invite", id, func(tx *db.Tx, m Sitting) error {
		var c complain
		c.say(!slices.ContainsFunc(m.Agenda, func(i Item) bool { return i.ID != "" }), "invite", "meeting.wrong.agenda")
		c.say(m.Day.Before(calendar.Today(tx.Now)), "invite", "meeting.wrong.over")
		if len(c.Problems) > 0 {
			return c.Problems
		}
		if err := db.Changed(tx.Exec(ctx, `update meeting set invited_at = $4, version = version + 1 where network_id = $1 and id = $2 and version = $3 and off = false and invited_at is null`,
			tx.Network, id, version, tx.Now)); err != nil {
			return err
		}
		all, err := db.All(ctx, tx, readMeeting, meetings+` and m.group_id = $2`+meetingOrder, tx.Network, m.Group)
		if err != nil {
			return err
		}
		nth := 1 + len(slices.DeleteFunc(all, func(o Meeting) bool { return o.Off || !o.Day.Before(m.Day) }))
		var rows [][]any
		for _, seat := range m.In.asked(m.Day, nth) {
			rows = append(rows, []any{tx.Network, db.NewID(), id, seat.ID, "", "", seat.Role == Guest})
		}
		if err := tx.Repeat(ctx, insertInvitee, rows); err != nil {
			return err
		}
		if m, err = sit(ctx, tx, id); err != nil {
			return err
		}
		return m.tell(ctx, tx, letterInvite, m.Invitees)
	})
}

const insertInvitee = `insert into meeting_invitee (network_id, id, meeting_id, seat_id, contact, email, guest, answer, instead, came) values ($1, $2, $3, $4, $5, $6, $7, '', '', false)
	on conflict (network_id, id) do nothing`

// Ask asks a guest to a meeting, under an id: what was made before under that id stays as it is. When the invitation went out
// already, the guest hears at once.
func (s *Store) Ask(ctx context.Context, actor access.Actor, meeting, id, contact, email string) (err error) {
	defer errs.Wrap(&err, "group.Ask(%q)", meeting)
	return s.arrange(ctx, actor, "ask guest", meeting, func(tx *db.Tx, m Sitting) error {
		if problems := checkGuest(contact, email); len(problems) > 0 {
			return problems
		}
		guest := Invitee{ID: id, Contact: strings.TrimSpace(contact), Email: strings.TrimSpace(email), Guest: true}
		made, err := tx.Exec(ctx, insertInvitee, tx.Network, id, meeting, "", guest.Contact, guest.Email, true)
		if err != nil || made == 0 || m.Invited == nil || m.Off {
			return err
		}
		return m.tell(ctx, tx, letterInvite, []Invitee{guest})
	})
}

// Remind writes once more to everybody who did not answer, and gives how many that are.
func (s *Store) Remind(ctx context.Context, actor access.Actor, id string) (n int, err error) {
	defer errs.Wrap(&err, "group.Remind(%q)", id)
	return n, s.arrange(ctx, actor, "remind", id, func(tx *db.Tx, m Sitting) error {
		today := calendar.Today(tx.Now)
		if m.Off || m.Invited == nil || m.Day.Before(today) {
			return errs.Conflict
		}
		var silent []Invitee
		var rows [][]any
		for _, i := range m.Invitees {
			if i.Answer == Silent && (i.Reminded == nil || calendar.Today(*i.Reminded).Before(today)) {
				silent, rows = append(silent, i), append(rows, []any{tx.Network, i.ID, tx.Now})
			}
		}
		n = len(silent)
		if err := m.tell(ctx, tx, letterRemind, silent); err != nil {
			return err
		}
		return tx.Repeat(ctx, `update meeting_invitee set reminded_at = $3 where network_id = $1 and id = $2`, rows)
	})
}

// Linked is what somebody sees behind the link of an invitation: of the agenda as much as is meant for who that is.
type Linked struct {
	Sitting
	Me Invitee
}

// linked gives what is behind a link, with who may act there. A forged link is NotFound.
func (s *Store) linked(ctx context.Context, tx *db.Tx, meeting, token string) (l Linked, actor access.Actor, err error) {
	if l.Sitting, err = sit(ctx, tx, meeting); err != nil {
		return l, actor, err
	}
	at := slices.IndexFunc(l.Invitees, func(i Invitee) bool { return mail.Verify(s.key, token, tx.Network+"\x00"+i.ID, "", Purpose, 0) })
	if at < 0 {
		return l, actor, errs.NotFound
	}
	l.Me = l.Invitees[at]
	l.Agenda, l.Clashes = l.seen(l.Me), nil
	if l.Me.Guest || l.Minutes == Draft {
		l.Words, l.Points = "", nil
	}
	l.Proposed = slices.DeleteFunc(l.Proposed, func(i Item) bool { return l.Me.Guest || i.Seat != l.Me.Seat })
	return l, access.Actor{Network: tx.Network, Origin: Purpose}, nil
}

// ByLink gives what is behind the link of an invitation. A forged link is NotFound.
func (s *Store) ByLink(ctx context.Context, network, meeting, token string) (l Linked, err error) {
	defer errs.Wrap(&err, "group.ByLink")
	return l, s.db.View(ctx, network, func(tx *db.Tx) error {
		l, _, err = s.linked(ctx, tx, meeting, token)
		return err
	})
}

// Answer notes what an invitee says, in the place of what was said before. instead is who comes in the place.
func (s *Store) Answer(ctx context.Context, network, meeting, token string, answer Answer, instead string) (err error) {
	defer errs.Wrap(&err, "group.Answer")
	instead = strings.TrimSpace(instead)
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		l, actor, err := s.linked(ctx, tx, meeting, token)
		if err != nil {
			return err
		}
		var c complain
		c.say(!slices.Contains(Answers, answer), "answer", "meeting.wrong.answer")
		c.say(answer == Sends && (instead == "" || utf8.RuneCountInString(instead) > mostName), "instead", "meeting.wrong.instead")
		c.say(l.Off || l.Day.Before(calendar.Today(tx.Now)), "answer", "meeting.wrong.over")
		if len(c.Problems) > 0 {
			return c.Problems
		}
		if answer != Sends {
			instead = ""
		}
		return l.answered(ctx, tx, actor, l.Me.ID, answer, instead)
	})
}

// Propose proposes an item through the link of an invitation, under its ID. Guests propose nothing.
func (s *Store) Propose(ctx context.Context, network, meeting, token string, i Item, texts privacy.Check) (err error) {
	defer errs.Wrap(&err, "group.Propose")
	return s.db.In(ctx, network, func(tx *db.Tx) error {
		l, actor, err := s.linked(ctx, tx, meeting, token)
		if err != nil {
			return err
		}
		if l.Me.Guest {
			return errs.Forbidden
		}
		i.Kind, i.Guests, i.State, i.Seat = Own, false, Proposed, l.Me.Seat
		return l.put(ctx, tx, actor, i, texts)
	})
}
