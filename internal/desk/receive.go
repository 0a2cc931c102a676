package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/people"
	"samenspel/internal/places"
	"samenspel/internal/privacy"
)

// Incoming is a question as it comes in.
type Incoming struct {
	Request  string // of the form; the same twice makes one enquiry; "" = none
	Channel  Channel
	Note     string // as typed
	Kind     Kind
	Asker    Asker
	Team     string // id of the team that asks, or ""; with it Asker may stay empty
	Whom     string
	Needs    []string
	Area     string // id, or ""
	Postcode string // "" = that in the note, if any
	When     When
	Contact  Contact
	Scanner  *privacy.Scanner // knows what is public here; nil = nothing is
	Take     bool             // who writes it down goes on with it
}

// The most characters of a note, and of a field of a contact.
const (
	maxNote  = 2000
	maxField = 200
)

// check gives the problems that keep a question from being kept. Columns are the names of form fields.
func (in Incoming) check() error {
	var problems errs.Problems
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	say(strings.TrimSpace(in.Note) == "", "note", "desk.wrong.note")
	say(utf8.RuneCountInString(in.Note) > maxNote, "note", "desk.wrong.long")
	say(in.Channel == "" || !known(Channels, in.Channel), "channel", "desk.wrong.choice")
	say(!known(Kinds, in.Kind), "kind", "desk.wrong.choice")
	say(!known(Askers, in.Asker), "asker", "desk.wrong.choice")
	say(!known(Whom, in.Whom), "whom", "desk.wrong.choice")
	say(!known(Whens, in.When), "when", "desk.wrong.choice")
	problems = append(problems, in.Contact.wrong()...)
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// wrong gives what keeps a contact from being used.
func (c Contact) wrong() (problems errs.Problems) {
	for column, text := range map[string]string{"name": c.Name, "phone": c.Phone, "email": c.Email, "hours": c.Hours} {
		if utf8.RuneCountInString(text) > maxField {
			problems = append(problems, errs.Problem{Column: column, Key: "desk.wrong.long", Text: "desk.wrong.long"})
		}
	}
	if c.Phone != "" && len(digits(c.Phone)) < 6 {
		problems = append(problems, errs.Problem{Column: "phone", Key: "desk.wrong.phone", Text: "desk.wrong.phone"})
	}
	if c.Email != "" && !mail.ValidAddress(c.Email) {
		problems = append(problems, errs.Problem{Column: "email", Key: "desk.wrong.email", Text: "desk.wrong.email"})
	}
	return problems
}

// Receive keeps a question that somebody writes down, or that came by mail. The same request again gives the enquiry that
// was made of it, as it is now.
func (s *Store) Receive(ctx context.Context, actor access.Actor, in Incoming) (e Enquiry, err error) {
	defer errs.Wrap(&err, "desk.Receive")
	if _, err := access.Reach(actor, access.Edit, access.Enquiries); err != nil {
		return e, err
	}
	return s.receive(ctx, actor, in, func(p Post, e Enquiry) (Enquiry, error) {
		if in.Take && actor.Person != "" {
			e.State, e.Owner = Taken, actor.Person
		}
		if access.Can(actor, access.Edit, access.Enquiries, access.At{Area: e.Area, Person: e.Owner}) != nil {
			return e, errs.Problems{{Column: "area", Key: "desk.wrong.area", Text: "desk.wrong.area"}}
		}
		return e, nil
	})
}

// Ask keeps a question of a visitor, and passes it on when its area is known. Anyone may.
func (s *Store) Ask(ctx context.Context, actor access.Actor, in Incoming) (e Enquiry, err error) {
	defer errs.Wrap(&err, "desk.Ask")
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return e, err
	}
	in.Channel, in.Take = Web, false
	return s.receive(ctx, actor, in, func(p Post, e Enquiry) (Enquiry, error) {
		to := p.Route(e.Area, "", e.Received)
		if e.Area == "" || to.Person.ID == "" {
			return e, nil
		}
		return e.After(Step{Act: PassOn, To: to.Person.ID, Due: to.Due}, p.Terms, e.Received)
	})
}

// receive writes a new enquiry as begin lets it begin, in one transaction.
func (s *Store) receive(ctx context.Context, actor access.Actor, in Incoming, begin func(Post, Enquiry) (Enquiry, error)) (e Enquiry, err error) {
	if in.Scanner == nil {
		in.Scanner = new(privacy.Scanner)
	}
	if err := in.check(); err != nil {
		return e, err
	}
	box, err := s.o.Secrets(ctx, actor.Network)
	if err != nil {
		return e, err
	}
	if in.Request == "" {
		in.Request = db.NewID()
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		there, err := db.One(ctx, tx, read, enquiries+` and e.request = $2`, tx.Network, in.Request)
		if !errors.Is(err, errs.NotFound) {
			e = there
			return err
		}
		e, err = s.write(ctx, tx, actor, box, in, begin)
		return err
	})
	return e, err
}

func (s *Store) write(ctx context.Context, tx *db.Tx, actor access.Actor, box tink.AEAD, in Incoming, begin func(Post, Enquiry) (Enquiry, error)) (e Enquiry, err error) {
	p, err := post(ctx, tx)
	if err != nil {
		return e, err
	}
	if in, err = p.asked(in); err != nil {
		return e, err
	}
	apart := Separate(in.Note, in.Contact, in.Scanner)
	if in.Postcode == "" {
		in.Postcode = apart.Postcode
	}
	if in.Area, err = areaOf(ctx, tx, p.Tree, in.Area, in.Postcode); err != nil {
		return e, err
	}
	day := p.Terms.received(tx.Now)
	due := p.Terms.answer(in.Kind, day)
	e = Enquiry{ID: db.NewID(), Code: newCode(), Channel: in.Channel, State: New, Note: apart.Note, Kind: in.Kind, Asker: in.Asker, Team: in.Team, Whom: in.Whom, Needs: in.Needs,
		Area: in.Area, When: in.When, Received: day, AnswerDue: due, Made: tx.Now, MadeBy: actor.Person, Version: 1}
	if e, err = begin(p, e.from(day, due, due)); err != nil {
		return e, err
	}
	if err := insert(ctx, tx, e, in.Request); err != nil {
		return e, err
	}
	if err := s.writeContact(ctx, tx, box, e.ID, apart.Contact); err != nil {
		return e, err
	}
	if _, err := tx.Exec(ctx, `delete from enquiry_draft where network_id = $1 and id = $2 and person_id = $3`, tx.Network, in.Request, actor.Person); err != nil {
		return e, err
	}
	if e.State == Passed {
		owner, _ := p.Known(e.Owner)
		if err := tell(ctx, tx, letterPassed, owner, e, nil); err != nil {
			return e, err
		}
	}
	return e, happened(ctx, tx, actor, e, Receive, "")
}

// areaOf gives the area that was chosen, or else the smallest that a postcode lies in. A postcode that lies in several
// wijken gives none: a person must choose.
func areaOf(ctx context.Context, tx *db.Tx, tree places.Tree, area, postcode string) (string, error) {
	if _, ok := tree.Get(area); ok {
		return area, nil
	}
	code, ok := places.ParsePostcode(postcode)
	if !ok {
		return "", nil
	}
	found, err := places.Locate(ctx, tx, tree, code, 0)
	switch {
	case err != nil || found.Straddles || len(found.Areas) == 0:
		return "", err
	case len(found.Areas) > 1 && len(found.Wijken) == 1:
		return found.Wijken[0].ID, nil
	}
	return found.Areas[0].ID, nil
}

// letters of codes: none looks or sounds like another.
const letters = "abcdefghkmnpqrstwxyz23456789"

const codeLength = 12 // 57 bits

// newCode gives a code such as "k3fm-x8qa-2hze".
func newCode() string {
	var b strings.Builder
	random := make([]byte, 4*codeLength)
	_, _ = rand.Read(random) // never fails
	for i := 0; b.Len() < codeLength+2; i++ {
		if n := b.Len(); n == 4 || n == 9 {
			b.WriteByte('-')
		}
		n := 0
		for _, bits := range random[4*i : 4*i+4] {
			n = n<<8 | int(bits)
		}
		b.WriteByte(letters[n%len(letters)])
	}
	return b.String()
}

// CleanCode gives a code as it is kept, from how people type it; "" for what is no code.
func CleanCode(typed string) string {
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune(letters, r) {
			return r
		}
		return -1
	}, strings.ToLower(typed))
	if len(plain) != codeLength {
		return ""
	}
	return fmt.Sprintf("%s-%s-%s", plain[:4], plain[4:8], plain[8:])
}

// Status is what an asker sees of the own question.
type Status struct {
	Code    string
	State   State
	Who     string      // name of who is responsible; "" = the information point
	Role    access.Role // of the same
	Outside string
	Due     time.Time
	Contact bool // a way to reach the asker is kept
}

// Status gives what the asker with a code may see. Whoever has the code may ask.
func (s *Store) Status(ctx context.Context, actor access.Actor, code string) (st Status, err error) {
	defer errs.Wrap(&err, "desk.Status")
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return st, err
	}
	err = s.db.View(ctx, actor.Network, func(tx *db.Tx) error {
		e, err := db.One(ctx, tx, read, enquiries+` and e.code = $2`, tx.Network, CleanCode(code))
		if err != nil {
			return err
		}
		p, err := post(ctx, tx)
		if err != nil {
			return err
		}
		who := p.Responsible(e)
		st = Status{Code: e.Code, State: e.State, Who: who.Name, Role: p.role(who.ID), Outside: e.Outside, Due: e.Next}
		n, err := db.One(ctx, tx, db.Value[int], `select count(*) from enquiry_contact where network_id = $1 and enquiry_id = $2`, tx.Network, e.ID)
		st.Contact = n > 0
		return err
	})
	return st, err
}

// role gives the first role of somebody that is there to be reached.
func (p Post) role(person string) access.Role {
	i := slices.IndexFunc(p.Tasks, func(a people.Assignment) bool { return p.Present(a.Person).ID == person })
	if i < 0 {
		return ""
	}
	return p.Tasks[i].Role
}

// Forget erases, for the asker with a code, who asked.
func (s *Store) Forget(ctx context.Context, actor access.Actor, code string) (err error) {
	defer errs.Wrap(&err, "desk.Forget")
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		e, err := db.One(ctx, tx, read, enquiries+` and e.code = $2`, tx.Network, CleanCode(code))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from enquiry_contact where network_id = $1 and enquiry_id = $2`, tx.Network, e.ID); err != nil {
			return err
		}
		return happened(ctx, tx, actor, e, Erase, "")
	})
}
