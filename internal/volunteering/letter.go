package volunteering

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/i18n"
	"samenspel/internal/mail"
	"samenspel/internal/people"
)

// The letters.
const (
	letterWelcome = "volunteer-welcome" // who signed up: here is your page
	letterCall    = "volunteer-call"    // the same, who chose no organisation: we call you
	letterIntro   = "volunteer-intro"   // an organisation: somebody wants to help you
	letterAsk     = "volunteer-ask"     // who signed up: did you begin?
	letterLate    = "volunteer-late"    // a coordinator, or the information point: so many are over time
)

// The purposes of the links in letters. The last needs a sign-in.
const (
	PurposePage = "volunteer-page" // object: the code of a sign-up
	PurposeMet  = "volunteer-met"  // object: a sign-up and an organisation
	PurposeList = "volunteer-list"
)

// welcome writes to who signed up, if that person has an address.
func welcome(ctx context.Context, tx *db.Tx, s Signup, w Wish, chosen int) error {
	if w.Contact.Email == "" {
		return nil
	}
	kind := letterWelcome
	if chosen == 0 {
		kind = letterCall
	}
	lang := cmp.Or(w.Lang, mail.Languages[0])
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: kind, Lang: lang, Address: w.Contact.Email, Name: w.Contact.Name, Object: s.Code, Urgent: true,
		Args: map[string]string{"Until": i18n.In(lang).Date(s.Next)}})
	return err
}

// introduceBy writes to an organisation in the name of who signed up.
func introduceBy(ctx context.Context, tx *db.Tx, p Person, to Introduction) error {
	if to.Mail == "" {
		return nil
	}
	_, err := mail.Queue(ctx, tx, mail.Message{Kind: letterIntro, Lang: mail.Languages[0], Address: to.Mail, Name: to.Name, Object: object(p.ID, to.Organization),
		Args: map[string]string{"Who": p.Contact.Name, "Service": to.Title, "Reach": p.Contact.Reach(), "Words": p.Contact.Words}})
	return err
}

// tellLate writes to the coordinators, or else to the information point, how many sign-ups are over time.
func tellLate(ctx context.Context, tx *db.Tx, n int) error {
	duty, err := people.LoadDuty(ctx, tx)
	if err != nil {
		return err
	}
	_, here, err := days(ctx, tx)
	if err != nil {
		return err
	}
	point := people.Person{Name: here.Settings.Name, Email: here.Settings.Email}
	return duty.TellCoordinators(ctx, tx, letterLate, point, map[string]string{"Count": strconv.Itoa(n)})
}

// object names what a link of an organisation is for; cutObject takes it apart.
func object(id, organization string) string { return id + "." + organization }

func cutObject(object string) (id, organization string) {
	id, organization, _ = strings.Cut(object, ".")
	return id, organization
}

// Token gives the proof in the link of an organisation.
func (s *Store) Token(network, object string) string {
	return mail.Sign(s.o.Key, network+"\x00"+object, "", PurposeMet, 0)
}

// ByLink gives who may act with the proof in the link of an organisation, and the introduction. A forged link, one of
// another network, and one whose sign-up is gone are NotFound.
func (s *Store) ByLink(ctx context.Context, network, object, token string) (actor access.Actor, i Introduction, err error) {
	defer errs.Wrap(&err, "volunteering.ByLink")
	if !mail.Verify(s.o.Key, token, network+"\x00"+object, "", PurposeMet, 0) {
		return actor, i, errs.NotFound
	}
	id, organization := cutObject(object)
	actor = access.Actor{Network: network, Origin: PurposeMet, Grants: []access.Grant{{Role: access.Member, Organization: organization}}}
	err = s.db.View(ctx, network, func(tx *db.Tx) error {
		found, err := introductions(ctx, tx, []string{id})
		if err != nil {
			return err
		}
		for _, one := range found[id] {
			if one.Organization == organization && one.Sent != nil {
				i = one
				return nil
			}
		}
		return errs.NotFound
	})
	return actor, i, err
}
