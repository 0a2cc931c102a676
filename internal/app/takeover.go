package app

import (
	"context"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/desk"
	"samenspel/internal/directory"
	"samenspel/internal/group"
	"samenspel/internal/i18n"
	"samenspel/internal/inbox"
	"samenspel/internal/mail"
	"samenspel/internal/referral"
	"samenspel/internal/search"
)

// takingOver lets the information point take mails over: each is a question, an answer to one, what an organisation
// answers about a referral, or what somebody answers to an invitation. A sender who may be answered by a program gets a receipt; that of a colleague says what may fit.
func (s *services) takingOver(entries *directory.Store) inbox.Desk {
	return inbox.Desk{
		Receive: func(ctx context.Context, tx *db.Tx, p inbox.Post) (string, bool, error) {
			l := letterOf(p)
			e, err := s.desk.FromMail(ctx, tx, l)
			if err != nil || !p.MayAnswer {
				return e.ID, false, err
			}
			offers := ""
			if p.Person != "" || p.Team != "" {
				offers = s.mayFit(ctx, tx.Network, entries, l.Subject+" "+l.Text)
			}
			told, err := desk.Receipt(ctx, tx, e, l, p.Attached > 0, offers)
			return e.ID, told, err
		},
		Reply: func(ctx context.Context, tx *db.Tx, thread string, p inbox.Post) (found, answered bool, err error) {
			found, answered, err = s.referral.Replied(ctx, tx, thread, referral.Reply{Mail: p.ID, Text: p.Text, MayAnswer: p.MayAnswer})
			if found || err != nil {
				return found, answered, err
			}
			found, answered, err = s.group.Replied(ctx, tx, thread, group.Reply{From: p.From, Text: p.Text, MayAnswer: p.MayAnswer})
			if found || err != nil {
				return found, answered, err
			}
			found, err = s.desk.AnswerFromMail(ctx, tx, thread, letterOf(p))
			return found, false, err
		},
	}
}

// letterOf gives a mail in the words of the desk. A team that is known by its address asks as a team.
func letterOf(p inbox.Post) desk.Letter {
	l := desk.Letter{ID: p.ID, Name: p.Name, From: p.From, Subject: p.Subject, Text: p.Text, Mail: p.MessageID}
	if p.Team != "" {
		l.Asker, l.Team = "team", p.Team
	}
	return l
}

// mostOffers is how many services a receipt names.
const mostOffers = 3

// mayFit gives services that may fit a text, a line each, with whether there is room and the number to call. Where nothing
// can be searched right now it gives "": a receipt does not wait.
func (s *services) mayFit(ctx context.Context, network string, entries *directory.Store, text string) string {
	index := s.search.AtHand(network)
	if index == nil {
		return ""
	}
	var ids, lines []string
	for _, hit := range index.Search(search.Query{Text: text, Professional: true, Limit: mostOffers}).Hits {
		ids = append(ids, hit.Document.ID)
	}
	found, err := entries.Entries(ctx, access.As(access.Visitor, network), ids)
	if err != nil {
		return ""
	}
	for _, e := range found {
		if e.NoProfessionals { // marked since the index was built
			continue
		}
		line := []string{e.Title + " (" + e.Organization.Name + ")", e.Capacity.In(i18n.In(mail.Languages[0]))}
		if number := e.Telephone(); number != "" {
			line = append(line, number)
		}
		lines = append(lines, "– "+strings.Join(line, ", "))
	}
	return strings.Join(lines, "\n")
}
