//go:build !race

package web_test

import (
	"slices"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/group"
	"samenspel/internal/privacy"
	"samenspel/internal/testkit"
)

// groupScene is a core group, and a working group that has its assignment from it.
var groupScene = scene{fill: fillGroups, elsewhere: groupsElsewhere, doors: func(w *twins) []string {
	return []string{"/groepen/kern", "/groepen/werk", "/bijeenkomsten/straks", "/bijeenkomsten/nog", "/bijeenkomst/straks/" + w.town.Group.Token(w.town.Network.ID, w.secrets["invitee"])}
}, works: []work{
	{"make a group that another network has", func(w *twins) (any, error) {
		return nil, w.town.Group.Save(ctx, w.arranger(), group.Group{ID: "elders", Kind: group.Wide, Name: "Netwerk"}, privacy.Check{})
	}},
	{"give an assignment of a group that is elsewhere", func(w *twins) (any, error) {
		due := calendar.Today(testkit.Today).AddDate(0, 1, 0)
		return nil, w.town.Group.Save(ctx, w.arranger(), group.Group{ID: "van-elders", Kind: group.Working, Name: "Werk", From: "elders", Goal: "iets", Due: &due}, privacy.Check{})
	}},
	{"change a group", func(w *twins) (any, error) {
		return nil, w.town.Group.Save(ctx, w.arranger(), group.Group{ID: "kern", Version: 1, Kind: group.Core, Name: "Kern"}, privacy.Check{})
	}},
	{"sit for who is elsewhere", func(w *twins) (any, error) {
		return nil, w.town.Group.Seat(ctx, w.arranger(), "kern", group.Seat{ID: "nieuw", Organization: "elders", Person: "elders", Joined: calendar.Today(testkit.Today)}, privacy.Check{})
	}},
	{"take a seat that another network has", func(w *twins) (any, error) {
		return nil, w.town.Group.Seat(ctx, w.arranger(), "kern", group.Seat{ID: "elders", Contact: "Anna", Email: "anna@hier.example", Joined: calendar.Today(testkit.Today)}, privacy.Check{})
	}},
	{"change a seat", func(w *twins) (any, error) {
		return nil, w.town.Group.Seat(ctx, w.arranger(), "kern", group.Seat{ID: "plek", Version: 1, Contact: "Anna", Email: "anna@hier.example", Joined: calendar.Today(testkit.Today)}, privacy.Check{})
	}},
	{"leave a seat", func(w *twins) (any, error) {
		return nil, w.town.Group.Leave(ctx, w.arranger(), "kern", "plek", 1, calendar.Today(testkit.Today))
	}},
	{"tell of an assignment", func(w *twins) (any, error) {
		return nil, w.town.Group.Do(ctx, w.arranger(), "werk", 1, group.Tell, "het is klaar", privacy.Check{})
	}},
	{"accept what a working group told", func(w *twins) (any, error) {
		return nil, w.town.Group.Do(ctx, w.arranger(), "klaar", 2, group.Accept, "", privacy.Check{})
	}},
	{"plan a meeting that another network has", func(w *twins) (any, error) {
		return nil, w.town.Group.Plan(ctx, w.arranger(), w.meetingOf("elders"), privacy.Check{})
	}},
	{"move a meeting", func(w *twins) (any, error) {
		m := w.meetingOf("straks")
		m.Version = 2
		return nil, w.town.Group.Move(ctx, w.arranger(), m, privacy.Check{})
	}},
	{"call off a meeting", func(w *twins) (any, error) {
		return nil, w.town.Group.CallOff(ctx, w.arranger(), "straks", 2)
	}},
	{"invite to a meeting", func(w *twins) (any, error) {
		if err := w.town.Group.Invite(ctx, w.arranger(), "nog", 1); err != nil {
			return nil, err
		}
		m, err := w.town.Group.Meeting(ctx, w.arranger(), "nog")
		return len(m.Invitees), err
	}},
	{"ask a guest whom another network asked", func(w *twins) (any, error) {
		return nil, w.town.Group.Ask(ctx, w.arranger(), "straks", "elders", "Gast", "gast@hier.example")
	}},
	{"remind of a meeting", func(w *twins) (any, error) { return w.town.Group.Remind(ctx, w.arranger(), "straks") }},
	{"put an item on an agenda that another network has", func(w *twins) (any, error) {
		return nil, w.town.Group.Put(ctx, w.arranger(), "straks", group.Item{ID: "elders", Kind: group.Own, Title: "iets"}, privacy.Check{})
	}},
	{"accept an item", func(w *twins) (any, error) {
		return nil, w.town.Group.Accept(ctx, w.arranger(), "straks", "voorgesteld")
	}},
	{"refuse an item", func(w *twins) (any, error) {
		return nil, w.town.Group.Refuse(ctx, w.arranger(), "straks", "voorgesteld", "dat hoort hier niet", privacy.Check{})
	}},
	{"take an item away", func(w *twins) (any, error) {
		return nil, w.town.Group.Refuse(ctx, w.arranger(), "straks", "punt", "", privacy.Check{})
	}},
	{"answer an invitation", func(w *twins) (any, error) {
		return nil, w.town.Group.Answer(ctx, w.town.Network.ID, "straks", w.town.Group.Token(w.town.Network.ID, w.secrets["invitee"]), group.Comes, "")
	}},
	{"write minutes", func(w *twins) (any, error) {
		return nil, w.town.Group.Minute(ctx, w.arranger(), "vorige", 4, "anders", nil, privacy.Check{})
	}},
	{"write minutes of who came", func(w *twins) (any, error) {
		*w.town.Later = 8 * 24 * time.Hour
		return nil, w.town.Group.Minute(ctx, w.arranger(), "straks", 2, "wij spraken", []string{w.secrets["invitee"]}, privacy.Check{})
	}},
	{"send minutes", func(w *twins) (any, error) { return nil, w.town.Group.Send(ctx, w.arranger(), "klad", 2) }},
	{"approve minutes", func(w *twins) (any, error) { return nil, w.town.Group.Approve(ctx, w.arranger(), "vorige", 4) }},
	{"note a point that another network has", func(w *twins) (any, error) {
		return nil, w.town.Group.Note(ctx, w.arranger(), "vorige", group.Point{ID: "elders", Kind: group.Decision, Text: "iets"}, privacy.Check{})
	}},
	{"finish an action", func(w *twins) (any, error) { return nil, w.town.Group.Finish(ctx, w.arranger(), "actie") }},
	{"what meetings came to", func(w *twins) (any, error) {
		all, came, err := w.town.Group.Book(ctx, w.arranger(), "kern")
		return []any{all, came}, err
	}},
	{"remind of actions", func(w *twins) (any, error) {
		*w.town.Later = 9 * 24 * time.Hour
		return nil, w.town.Group.Run(ctx, w.town.Network.ID)
	}},
	{"meetings that are kept", inside(func(_ *twins, tx *db.Tx) (any, error) { return group.KeptMeetings(ctx, tx) })},
	{"erase a meeting", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return nil, group.EraseMeetings(ctx, tx, []string{"straks", "vorige"})
	})},
	{"hand over seats in groups", inside(func(w *twins, tx *db.Tx) (any, error) {
		return group.Mover(ctx, tx, w.persons[access.Ambassador], w.persons[access.Desk])
	})},
	{"seats in groups that were left", inside(func(_ *twins, tx *db.Tx) (any, error) { return group.KeptContacts(ctx, tx) })},
	{"forget who held a seat", inside(func(_ *twins, tx *db.Tx) (any, error) {
		return nil, group.EraseContacts(ctx, tx, []string{"plek", "gegaan"})
	})},
}}

// arranger is who arranges the groups of the network.
func (w *twins) arranger() access.Actor { return access.As(access.Coordinator, w.town.Network.ID) }

func fillGroups(w *twins, t testing.TB) {
	must, today := musts(t), calendar.Today(testkit.Today)
	due := today.AddDate(0, 1, 0)
	for _, g := range []group.Group{
		{ID: "kern", Kind: group.Core, Name: "kern " + ownMark, Places: 9, Rhythm: group.Usual(group.Core)},
		{ID: "werk", Kind: group.Working, Name: "werk " + ownMark, From: "kern", Goal: "doel " + ownMark, Due: &due},
		{ID: "klaar", Kind: group.Working, Name: "klaar " + ownMark, From: "kern", Goal: "doel " + ownMark, Due: &due},
	} {
		must(w.town.Group.Save(ctx, w.arranger(), g, privacy.Check{}))
	}
	must(w.town.Group.Do(ctx, w.arranger(), "klaar", 1, group.Tell, "het is klaar "+ownMark, privacy.Check{}))
	organization := w.secrets["referral-asked-organization"]
	for _, s := range []group.Seat{
		{ID: "plek", Organization: organization, Contact: "Lid " + ownMark, Email: "lid@hier.example", Mandate: "alles " + ownMark, Joined: today},
		{ID: "persoon", Organization: organization, Person: w.persons[access.Ambassador], Role: group.Chair, Joined: today},
		{ID: "collega", Organization: organization, Person: w.persons[access.Desk], Joined: today},
		{ID: "gegaan", Organization: organization, Contact: "Weg " + ownMark, Email: "weg@hier.example", Joined: today},
	} {
		must(w.town.Group.Seat(ctx, w.arranger(), "kern", s, privacy.Check{}))
	}
	must(w.town.Group.Leave(ctx, w.arranger(), "kern", "gegaan", 1, today))
	for _, id := range []string{"vorige", "klad", "straks", "nog"} {
		must(w.town.Group.Plan(ctx, w.arranger(), w.meetingOf(id), privacy.Check{}))
	}
	must(w.town.Group.Invite(ctx, w.arranger(), "vorige", 1))
	m, err := w.town.Group.Meeting(ctx, w.arranger(), "vorige")
	must(err)
	must(w.town.Group.Minute(ctx, w.arranger(), "vorige", 2, "verslag "+ownMark, []string{m.Invitees[0].ID}, privacy.Check{}))
	must(w.town.Group.Minute(ctx, w.arranger(), "klad", 1, "klad "+ownMark, nil, privacy.Check{}))
	must(w.town.Group.Send(ctx, w.arranger(), "vorige", 3))
	must(w.town.Group.Note(ctx, w.arranger(), "vorige", group.Point{ID: "besluit", Kind: group.Decision, Text: "besluit " + ownMark}, privacy.Check{}))
	day := today.AddDate(0, 0, 10)
	for id, seat := range map[string]string{"actie": "plek", "actie-persoon": "persoon", "actie-weg": "gegaan"} {
		must(w.town.Group.Note(ctx, w.arranger(), "vorige", group.Point{ID: id, Kind: group.Action, Text: id + " " + ownMark, Seat: seat, Due: &day}, privacy.Check{}))
	}
	must(w.town.Group.Put(ctx, w.arranger(), "straks", group.Item{ID: "punt", Kind: group.Own, Title: "punt " + ownMark, Notes: "stuk " + ownMark, Owner: "wie " + ownMark}, privacy.Check{}))
	colleague := access.Actor{Network: w.town.Network.ID, Person: w.persons[access.Desk], Grants: []access.Grant{{Role: access.Desk}}}
	must(w.town.Group.Put(ctx, colleague, "straks", group.Item{ID: "van-collega", Kind: group.Own, Title: "van een collega " + ownMark}, privacy.Check{}))
	must(w.town.Group.Ask(ctx, w.arranger(), "straks", "gast", "Gast "+ownMark, "gast@hier.example"))
	must(w.town.Group.Invite(ctx, w.arranger(), "straks", 1))
	m, err = w.town.Group.Meeting(ctx, w.arranger(), "straks")
	must(err)
	w.secrets["invitee"] = m.Invitees[slices.IndexFunc(m.Invitees, func(i group.Invitee) bool { return i.Seat == "plek" })].ID
	must(w.town.Group.Propose(ctx, w.town.Network.ID, "straks", w.town.Group.Token(w.town.Network.ID, w.secrets["invitee"]), group.Item{ID: "voorgesteld", Title: "voorstel " + ownMark}, privacy.Check{}))
}

// meetingOf gives a meeting of the core group: the last one, one to which people were asked, one to which they will be, or
// another.
func (w *twins) meetingOf(id string) group.Meeting {
	day := calendar.Today(testkit.Today).AddDate(0, 0, map[string]int{"klad": -50, "vorige": 0, "straks": 7, "nog": 60, "elders": 90}[id])
	return group.Meeting{ID: id, Group: "kern", Day: day, From: group.UsualFrom, Until: group.UsualUntil, Place: "zaal " + ownMark, Theme: "thema " + ownMark}
}

// groupsElsewhere lets the other networks have a group, a seat, an organisation and a person that are not here.
func groupsElsewhere(w *twins) []string {
	return w.others(
		other{"meeting_group", `id = 'kern'`, set{"id": `'elders'`}},
		other{"group_seat", `id = 'plek'`, set{"id": `'elders'`}},
		other{"meeting", `id = 'straks'`, set{"id": `'elders'`}},
		other{"meeting_item", `id = 'punt'`, set{"id": `'elders'`}},
		other{"meeting_point", `id = 'besluit'`, set{"id": `'elders'`}},
		other{"meeting_invitee", `id = 'gast'`, set{"id": `'elders'`}},
		other{"person", `id = ` + quote(w.persons[access.Ambassador]), set{"id": `'elders'`, "ref": `'elders'`}},
	)
}
