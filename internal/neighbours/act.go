package neighbours

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tink-crypto/tink-go/v2/tink"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/privacy"
)

// New is what somebody fills in.
type New struct {
	Request string // number of the form; the same twice makes one post
	Side    Side
	Need    string
	Words   string
	Area    string // id, or ""
	Contact Contact
	Lang    string
	Scanner *privacy.Scanner // knows what is public here; nil = nothing is
}

// The most characters of the words, and of a field of a contact.
const (
	maxWords = 200
	maxField = 200
)

// check gives the problems that keep a post from being kept. Columns are the names of form fields.
func (n New) check() error {
	var problems errs.Problems
	say := func(wrong bool, column, key string) {
		if wrong {
			problems = append(problems, errs.Problem{Column: column, Key: key, Text: key})
		}
	}
	_, known := directory.Taxonomy().Needs.Find(n.Need)
	say(!slices.Contains(Sides, n.Side), "side", "neighbours.wrong.side")
	say(!known, "need", "neighbours.wrong.need")
	say(strings.TrimSpace(n.Words) == "", "words", "neighbours.wrong.words")
	say(utf8.RuneCountInString(n.Words) > maxWords, "words", "neighbours.wrong.long")
	c := n.Contact
	say(strings.TrimSpace(c.Name) == "" || utf8.RuneCountInString(c.Name) > maxField, "name", "volunteer.wrong.name")
	say(c.Phone == "" && c.Email == "", "email", "volunteer.wrong.reach")
	say(c.Email != "" && !mail.ValidAddress(c.Email), "email", "volunteer.wrong.email")
	say(c.Phone != "" && (utf8.RuneCountInString(c.Phone) > maxField || !strings.ContainsAny(c.Phone, "0123456789")), "phone", "volunteer.wrong.phone")
	if n.Scanner == nil {
		n.Scanner = new(privacy.Scanner)
	}
	for _, found := range n.Scanner.Scan(n.Words) {
		problems = append(problems, errs.Problem{Column: "words", Text: privacy.Explain(found.Kind, n.Lang), Value: found.Kind.String()})
		break
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// Make keeps what somebody asks or offers. Anyone may. The same request again gives the post that was made of it.
func (s *Store) Make(ctx context.Context, actor access.Actor, n New) (made Post, err error) {
	defer errs.Wrap(&err, "neighbours.Make")
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return made, err
	}
	if err := n.check(); err != nil {
		return made, err
	}
	box, err := s.secrets(ctx, actor.Network)
	if err != nil {
		return made, err
	}
	err = s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		made, err = db.One(ctx, tx, read, posts+` and n.request = $2`, tx.Network, n.Request)
		if !errors.Is(err, errs.NotFound) {
			return err
		}
		term, _, err := days(ctx, tx)
		if err != nil {
			return err
		}
		made = Post{ID: db.NewID(), Code: strings.ToLower(rand.Text()), Side: n.Side, Need: n.Need, Words: strings.TrimSpace(n.Words), Area: n.Area, Version: 1}.waits(dayOf(tx), term)
		if err := insert(ctx, tx, made, n.Request); err != nil {
			return err
		}
		if err := keep(ctx, tx, box, made.ID, n.Contact); err != nil {
			return err
		}
		if err := tell(ctx, tx, letterMade, made, n.Contact); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: "make", Object: access.Volunteers, ID: made.ID, Purpose: "neighbours"})
	})
	return made, err
}

// Together brings an ask and an offer together: both are asked whether they agree.
func (s *Store) Together(ctx context.Context, actor access.Actor, ask, offer string) (err error) {
	defer errs.Wrap(&err, "neighbours.Together(%q, %q)", ask, offer)
	if err := access.Can(actor, access.Edit, access.Volunteers); err != nil {
		return err
	}
	box, err := s.secrets(ctx, actor.Network)
	if err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		both, err := db.All(ctx, tx, read, posts+` and n.id in ($2, $3) order by n.side`, tx.Network, ask, offer)
		if err != nil {
			return err
		}
		refused, err := refusals(ctx, tx)
		if err != nil {
			return err
		}
		if len(both) != 2 || both[0].ID != ask || !Fits(both[0], both[1], refused) {
			return errs.Problems{{Column: "offer", Key: "neighbours.wrong.pair", Text: "neighbours.wrong.pair"}}
		}
		if _, err := tx.Exec(ctx, `insert into neighbour_pair (network_id, ask_id, offer_id, made_at, ask_yes, offer_yes, refused) values ($1, $2, $3, $4, false, false, false)`,
			tx.Network, ask, offer, tx.Now); err != nil {
			return err
		}
		if err := s.both(ctx, tx, box, both, Bring, letterAsked); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: string(Bring), Object: access.Volunteers, ID: ask, Purpose: "neighbours"})
	})
}

// both lets an act happen to both posts of a pair, and writes to who made them.
func (s *Store) both(ctx context.Context, tx *db.Tx, box tink.AEAD, all []Post, act Act, letter string) error {
	term, _, err := days(ctx, tx)
	if err != nil {
		return err
	}
	who, err := contacts(ctx, tx, box, all[0].ID, all[1].ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		after, err := p.After(act, term, dayOf(tx))
		if err != nil {
			return err
		}
		if err := update(ctx, tx, after); err != nil {
			return err
		}
		if err := tell(ctx, tx, letter, after, who[p.ID]); err != nil {
			return err
		}
	}
	return nil
}

// anyVersion is for who has the own page: what was pressed last counts.
const anyVersion = 0

// DoOwn does something about the own post, for whoever has the code of its page.
func (s *Store) DoOwn(ctx context.Context, actor access.Actor, code string, act Act) (err error) {
	defer errs.Wrap(&err, "neighbours.DoOwn(%s)", act)
	if err := access.Can(actor, access.Read, access.People); err != nil {
		return err
	}
	return s.do(ctx, actor, act, anyVersion, ` and n.code = $2`, code)
}

// Do does something about a post for who made it, who said so by telephone.
func (s *Store) Do(ctx context.Context, actor access.Actor, id string, version int64, act Act) (err error) {
	defer errs.Wrap(&err, "neighbours.Do(%q, %s)", id, act)
	if err := access.Can(actor, access.Edit, access.Volunteers); err != nil {
		return err
	}
	return s.do(ctx, actor, act, version, ` and n.id = $2`, id)
}

func (s *Store) do(ctx context.Context, actor access.Actor, act Act, version int64, where, key string) error {
	if !slices.Contains([]Act{Yes, No, Worked, Failed, Stop}, act) {
		return errs.Invalid
	}
	box, err := s.secrets(ctx, actor.Network)
	if err != nil {
		return err
	}
	return s.db.In(ctx, actor.Network, func(tx *db.Tx) error {
		p, err := db.One(ctx, tx, read, posts+where, tx.Network, key)
		if err != nil {
			return err
		}
		if version != anyVersion {
			p.Version = version
		}
		if err := s.take(ctx, tx, box, p, act); err != nil {
			return err
		}
		return audit.Write(ctx, tx, actor, audit.Act{Action: string(act), Object: access.Volunteers, ID: p.ID, Purpose: "neighbours"})
	})
}

// take lets an act happen to a post, and to the other one of its pair where that follows.
func (s *Store) take(ctx context.Context, tx *db.Tx, box tink.AEAD, p Post, act Act) error {
	term, _, err := days(ctx, tx)
	if err != nil {
		return err
	}
	after, err := p.After(act, term, dayOf(tx))
	if err != nil {
		return err
	}
	if p.State != Asked {
		return update(ctx, tx, after)
	}
	now, err := running(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if act != Yes {
		if err := update(ctx, tx, after); err != nil {
			return err
		}
		return s.refuse(ctx, tx, box, now, p)
	}
	if _, err := tx.Exec(ctx, `update neighbour_pair set `+string(p.Side)+`_yes = true where network_id = $1 and ask_id = $2 and offer_id = $3`, tx.Network, now.ask, now.offer); err != nil {
		return err
	}
	other, err := db.One(ctx, tx, read, posts+` and n.id = $2`, tx.Network, now.other(p.ID))
	if err != nil || !now.yes(other.Side) {
		return errors.Join(err, update(ctx, tx, after))
	}
	return s.both(ctx, tx, box, []Post{p, other}, Meet, letterKnown)
}

// refuse ends a pair because one side does not want to: the other one waits again, and hears of it.
func (s *Store) refuse(ctx context.Context, tx *db.Tx, box tink.AEAD, now pair, p Post) error {
	if _, err := tx.Exec(ctx, `update neighbour_pair set refused = true where network_id = $1 and ask_id = $2 and offer_id = $3`, tx.Network, now.ask, now.offer); err != nil {
		return err
	}
	other, err := db.One(ctx, tx, read, posts+` and n.id = $2`, tx.Network, now.other(p.ID))
	if err != nil {
		return err
	}
	term, _, err := days(ctx, tx)
	if err != nil {
		return err
	}
	after, err := other.After(No, term, dayOf(tx))
	if err != nil {
		return err
	}
	if err := update(ctx, tx, after); err != nil {
		return err
	}
	who, err := contacts(ctx, tx, box, other.ID)
	if err != nil {
		return err
	}
	return tell(ctx, tx, letterAgain, after, who[other.ID])
}
