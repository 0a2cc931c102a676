package referral

import (
	"context"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
	"samenspel/internal/mail"
)

// Room is the answer to a question about room.
type Room string

// The answers.
const (
	HasRoom   Room = "room"
	RoomLater Room = "later" // after so many weeks
	IsFull    Room = "full"
)

// Rooms are all of them.
var Rooms = []Room{HasRoom, RoomLater, IsFull}

// Question asks several organisations whether they have room, by kind of help and area only.
type Question struct {
	ID    string
	Need  string
	Area  string // id, or ""
	By    string // id of a person
	Made  time.Time
	Due   time.Time
	Asked []Asked
}

// Open tells whether somebody has still to answer.
func (q Question) Open(today time.Time) bool { return !today.After(q.Due) }

// Asked is one organisation with its answer.
type Asked struct {
	Organization string // id
	Name         string
	Service      string // id
	Slug         string
	Title        string
	Answer       Room // "" = none yet
	Weeks        *int
	Answered     *time.Time
}

// most services that one question goes to
const mostAsked = 12

// AskRoom asks who offers these services whether there is room, each organisation in one mail.
func (s *Store) AskRoom(ctx context.Context, actor access.Actor, request, need, area string, services []string) (q Question, err error) {
	defer errs.Wrap(&err, "referral.AskRoom")
	if _, err := access.Reach(actor, access.Edit, access.Referrals); err != nil {
		return q, err
	}
	if _, known := directory.Taxonomy().Needs.Find(need); !known || len(services) == 0 || len(services) > mostAsked {
		return q, errs.Problems{{Column: "service", Key: "referral.wrong.room", Text: "referral.wrong.room"}}
	}
	entries, err := s.directory.Entries(ctx, actor, services)
	if err != nil {
		return q, err
	}
	entries = slices.DeleteFunc(entries, func(e directory.Entry) bool { return e.NoProfessionals })
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		c, err := load(ctx, tx)
		if err != nil {
			return err
		}
		q = Question{ID: request, Need: need, Area: area, By: actor.Person, Made: tx.Now, Due: calendar.Office.After(dayOf(tx), questionDue)}
		if q.ID == "" {
			q.ID = db.NewID()
		}
		made, err := tx.Exec(ctx, `insert into room_question (network_id, id, need, area_id, asked_by, made_at, due_on) values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (network_id, id) do nothing`, tx.Network, q.ID, need, null(area), actor.Person, q.Made, q.Due)
		if err != nil || made == 0 {
			return err
		}
		if err := q.ask(ctx, tx, c, entries); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "ask", Object: access.Referrals, ID: q.ID, Purpose: "room"})
	})
	return q, err
}

func (q *Question) ask(ctx context.Context, tx *db.Tx, c crew, entries []directory.Entry) error {
	told := map[string]bool{}
	area, _ := c.Tree.Get(q.Area)
	need, _ := directory.Taxonomy().Needs.Find(q.Need)
	var asked [][]any
	for _, e := range entries {
		asked = append(asked, []any{tx.Network, q.ID, e.Organization.ID, e.Service.ID})
		if told[e.Organization.ID] {
			continue
		}
		told[e.Organization.ID] = true
		if err := queue(ctx, tx, mail.Message{Kind: letterRoom, Address: e.Mail(), Name: e.Organization.Name, Object: roomObject(q.ID, e.Organization.ID),
			Args: map[string]string{"Need": need.NL, "Area": strings.TrimSpace(area.Name + " " + c.name), "Until": i18n.In(mail.Languages[0]).Date(q.Due)}}); err != nil {
			return err
		}
	}
	return tx.Repeat(ctx, `insert into room_asked (network_id, question_id, organization_id, service_id, answer) values ($1, $2, $3, $4, '')`, asked)
}

// roomObject names what a link about room is for; cutRoom takes it apart.
func roomObject(question, organization string) string { return question + "." + organization }

func cutRoom(object string) (question, organization string) {
	question, organization, _ = strings.Cut(object, ".")
	return question, organization
}

// RoomOf gives what an organisation was asked, behind the object of a link.
func (s *Store) RoomOf(ctx context.Context, actor access.Actor, object string) (q Question, err error) {
	defer errs.Wrap(&err, "referral.RoomOf")
	id, organization := cutRoom(object)
	if err := access.Can(actor, access.Edit, access.OwnEntries, access.At{Organization: organization}); err != nil {
		return q, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		all, err := questions(ctx, tx, ` and q.id = $2 and a.organization_id = $3`, id, organization)
		if err == nil && len(all) == 0 {
			err = errs.NotFound
		}
		if err == nil {
			q = all[0]
		}
		return err
	})
	return q, err
}

// Questions gives the last questions about room of the actor, the newest first; of everyone for who may see all.
func (s *Store) Questions(ctx context.Context, actor access.Actor) (all []Question, err error) {
	defer errs.Wrap(&err, "referral.Questions")
	within, err := access.Reach(actor, access.Edit, access.Referrals)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		if within.All {
			all, err = questions(ctx, tx, ` and q.made_at > $2`, tx.Now.AddDate(0, -1, 0))
			return err
		}
		all, err = questions(ctx, tx, ` and q.made_at > $2 and q.asked_by = $3`, tx.Now.AddDate(0, -1, 0), actor.Person)
		return err
	})
	return all, err
}

func questions(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Question, err error) {
	return all, db.Each(ctx, tx, func(scan db.Scan) error {
		var q Question
		var a Asked
		if err := scan(&q.ID, &q.Need, &q.Area, &q.By, &q.Made, &q.Due, &a.Organization, &a.Name, &a.Service, &a.Slug, &a.Title, &a.Answer, &a.Weeks, &a.Answered); err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].ID != q.ID {
			all = append(all, q)
		}
		last := &all[len(all)-1]
		last.Asked = append(last.Asked, a)
		return nil
	}, `select q.id, q.need, coalesce(q.area_id, ''), q.asked_by, q.made_at, q.due_on, o.id, o.name, s.id, s.slug, s.title, a.answer, a.weeks, a.answered_at
		from room_question q join room_asked a on a.network_id = q.network_id and a.question_id = q.id
		join organization o on o.network_id = a.network_id and o.id = a.organization_id join service s on s.network_id = a.network_id and s.id = a.service_id
		where q.network_id = $1`+where+` order by q.id desc, o.name, s.title`, append([]any{tx.Network}, args...)...)
}

// AnswerRoom notes whether there is room for one service that was asked about, and says so in the directory.
func (s *Store) AnswerRoom(ctx context.Context, actor access.Actor, object, service string, answer Room, weeks *int) (err error) {
	defer errs.Wrap(&err, "referral.AnswerRoom")
	id, organization := cutRoom(object)
	states := map[Room]directory.CapacityState{HasRoom: directory.HasPlace, RoomLater: directory.Waiting, IsFull: directory.Full}
	if states[answer] == "" || weeks != nil && (*weeks < 0 || *weeks > 104) {
		return errs.Problems{{Column: "answer", Key: "referral.wrong.room-answer", Text: "referral.wrong.room-answer"}}
	}
	if answer != RoomLater {
		weeks = nil
	}
	if err := s.directory.SetCapacity(ctx, actor, organization, service, directory.Capacity{State: states[answer], Weeks: weeks}); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		changed, err := tx.Exec(ctx, `update room_asked set answer = $5, weeks = $6, answered_at = $7 where network_id = $1 and question_id = $2 and organization_id = $3 and service_id = $4`,
			tx.Network, id, organization, service, string(answer), weeks, tx.Now)
		if err == nil && changed == 0 {
			err = errs.NotFound
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "answer", Object: access.Referrals, ID: id, Purpose: "room"})
	})
}

// RoomToken gives the object and the proof of a link about room.
func (s *Store) RoomToken(network, question, organization string) (object, token string) {
	object = roomObject(question, organization)
	return object, s.Token(network, PurposeRoom, object, 0)
}
