package group_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/group"
	"samenspel/internal/privacy"
)

var soon = today.AddDate(0, 0, 14)

// plan makes a meeting of a group.
func (h hall) plan(t *testing.T, id, of string, day time.Time) {
	t.Helper()
	must(t, h.Group.Plan(ctx, h.cor, group.Meeting{ID: id, Group: of, Day: day, From: group.UsualFrom, Until: group.UsualUntil, Place: "Het Lokaal", Theme: "Vervoer"}, privacy.Check{}))
}

func (h hall) meeting(t *testing.T, id string) group.Sitting {
	t.Helper()
	m, err := h.Group.Meeting(ctx, h.cor, id)
	must(t, err)
	return m
}

// letters gives the letters of a kind, as addresses, and the last of them as its words.
func (h hall) letters(t *testing.T, kind string) (to []string, words string) {
	t.Helper()
	to = dbtest.Ask[string](t, h.DB, `select address from outbox where kind = '`+kind+`' order by address, id`)
	if all := dbtest.Ask[string](t, h.DB, `select args from outbox where kind = '`+kind+`' order by id`); len(all) > 0 {
		words = all[len(all)-1]
	}
	return to, words
}

func kinds(agenda []group.Item) (all []group.ItemKind) {
	for _, i := range agenda {
		all = append(all, i.Kind)
	}
	return all
}

// TestTheAgendaHasItsFixedItems, in order, with the cases last, and who is new since the last time (inventory E08, I15, M17).
func TestTheAgendaHasItsFixedItems(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		h.sit(t, "kern", "a", func(s *group.Seat) { s.Joined = today.AddDate(-1, 0, 0) })
		must(t, h.Group.Save(ctx, h.cor, group.Group{ID: "tafel", Kind: group.Table, Name: "Wijktafel"}, privacy.Check{}))
		h.plan(t, "eerst", "kern", today.AddDate(0, -2, 0))
		h.plan(t, "nu", "kern", soon)
		h.plan(t, "wijk", "tafel", soon)
		h.sit(t, "kern", "b", func(s *group.Seat) { s.Contact = "Bea Nieuw" })
		h.sit(t, "kern", "c", func(s *group.Seat) { s.Joined = soon.AddDate(0, 0, 1) }) // comes later
		must(t, h.Group.Put(ctx, h.cor, "nu", group.Item{ID: "geld", Kind: group.Own, Title: "Geld", Minutes: 20, Owner: "Bea"}, privacy.Check{}))
		m := h.meeting(t, "nu")
		if got := kinds(m.Agenda); !slices.Equal(got, []group.ItemKind{group.Newcomers, group.Within, group.Plans, group.Town, group.Own, group.Cases}) {
			t.Errorf("the agenda is %v", got)
		}
		if name := m.Agenda[0].Name("nl"); name != "Kennismaken met wie nieuw is: Bea Nieuw (Stichting Aanloop)" || m.Before.ID != "eerst" {
			t.Errorf("new is %q after %v", name, m.Before)
		}
		if first := h.meeting(t, "eerst"); first.Agenda[0].Kind == group.Newcomers || first.Before != nil {
			t.Errorf("at the first meeting everybody is new: %v", kinds(first.Agenda))
		}
		if got := kinds(h.meeting(t, "wijk").Agenda); !slices.Equal(got, []group.ItemKind{group.Informal, group.Within, group.Cases}) {
			t.Errorf("the agenda of a table is %v", got)
		}
	})
}

// TestGuestsSeeWhatWasChosenForThem: never a case, whatever is on the agenda (inventory E09).
func TestGuestsSeeWhatWasChosenForThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := rapid.Custom(func(t *rapid.T) group.Item {
			return group.Item{ID: "i", Kind: rapid.SampledFrom(group.ItemKinds).Draw(t, "kind"), Guests: rapid.Bool().Draw(t, "guests"), State: group.On}
		})
		agenda := rapid.SliceOf(item).Draw(t, "agenda")
		want := 0
		for _, i := range agenda {
			if i.Guests && i.Kind != group.Cases {
				want++
			}
		}
		seen := group.ForGuests(agenda)
		if len(seen) != want || slices.ContainsFunc(seen, func(i group.Item) bool { return i.Kind == group.Cases || !i.Guests }) {
			t.Fatalf("of %+v guests see %+v", agenda, seen)
		}
	})
}

// TestAnInvitationReachesEverybodyAndIsAnswered without an account: members, the guest whose turn it is, and a guest of this
// meeting; who is silent is reminded at most once a day (inventory E09, H10, H51, M23).
func TestAnInvitationReachesEverybodyAndIsAnswered(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		h.sit(t, "kern", "lid", func(*group.Seat) {})
		h.sit(t, "kern", "stil", func(*group.Seat) {})
		h.sit(t, "kern", "tweede", func(s *group.Seat) { s.Role, s.Every = group.Guest, 2 })
		h.sit(t, "kern", "derde", func(s *group.Seat) { s.Role, s.Every = group.Guest, 3 })
		h.plan(t, "eerst", "kern", today.AddDate(0, -2, 0))
		h.plan(t, "nu", "kern", soon)
		for _, i := range h.meeting(t, "nu").Agenda {
			if i.ID != "" { // who is new stays
				must(t, h.Group.Refuse(ctx, h.cor, "nu", i.ID, "", privacy.Check{}))
			}
		}
		blames(t, "without an agenda", h.Group.Invite(ctx, h.cor, "nu", 1), "invite")
		must(t, h.Group.Put(ctx, h.cor, "nu", group.Item{ID: "geld", Kind: group.Own, Title: "Geld", Guests: true}, privacy.Check{}))
		must(t, h.Group.Put(ctx, h.cor, "nu", group.Item{ID: "casus", Kind: group.Cases}, privacy.Check{}))
		blames(t, "cases for guests", h.Group.Put(ctx, h.cor, "nu", group.Item{ID: "mis", Kind: group.Cases, Guests: true}, privacy.Check{}), "guests")
		blames(t, "to what has been", h.Group.Invite(ctx, h.cor, "eerst", 1), "invite")
		must(t, h.Group.Ask(ctx, h.cor, "nu", "gast", "Wil Wethouder", "wil@voorbeeld.example"))
		must(t, h.Group.Invite(ctx, h.cor, "nu", 1))
		if err := h.Group.Invite(ctx, h.cor, "nu", 2); !errors.Is(err, errs.Conflict) {
			t.Errorf("inviting twice: %v", err)
		}
		to, words := h.letters(t, "meeting-invitation")
		if !slices.Equal(to, []string{"lid@voorbeeld.example", "stil@voorbeeld.example", "tweede@voorbeeld.example", "wil@voorbeeld.example"}) {
			t.Errorf("invited: %v", to)
		}
		if !strings.Contains(words, "1. Geld") || strings.Contains(words, "Casus") || !strings.Contains(words, "BEGIN:VCALENDAR") || !strings.Contains(words, "20261116T090000") {
			t.Errorf("a guest reads %s", words)
		}
		m := h.meeting(t, "nu")
		invitee := func(email string) group.Invitee {
			return m.Invitees[slices.IndexFunc(m.Invitees, func(i group.Invitee) bool { return i.Email == email })]
		}
		n, member, guest := h.Network.ID, invitee("lid@voorbeeld.example"), invitee("wil@voorbeeld.example")
		l, err := h.Group.ByLink(ctx, n, "nu", h.Group.Token(n, guest.ID))
		if err != nil || len(l.Agenda) != 1 || l.Agenda[0].Title != "Geld" || len(l.Proposed) != 0 {
			t.Errorf("a guest sees %+v, %v", l.Agenda, err)
		}
		if l, err = h.Group.ByLink(ctx, n, "nu", h.Group.Token(n, member.ID)); err != nil || len(l.Agenda) != 3 { // with who is new
			t.Errorf("a member sees %+v, %v", l.Agenda, err)
		}
		if _, err := h.Group.ByLink(ctx, n, "eerst", h.Group.Token(n, guest.ID)); !errors.Is(err, errs.NotFound) {
			t.Errorf("at another meeting: %v", err)
		}
		answer := func(a group.Answer, instead string) error {
			return h.Group.Answer(ctx, n, "nu", h.Group.Token(n, member.ID), a, instead)
		}
		must(t, answer(group.Comes, "niemand"))
		blames(t, "nobody in the place", answer(group.Sends, " "), "instead")
		blames(t, "an answer of its own", answer("maybe", ""), "answer")
		must(t, answer(group.Sends, "Bea"))
		if m = h.meeting(t, "nu"); invitee(member.Email).Answer != group.Sends || invitee(member.Email).Instead != "Bea" {
			t.Errorf("answered: %+v", invitee(member.Email))
		}
		for _, want := range []int{3, 0} { // the second time on the same day nobody is
			if n, err := h.Group.Remind(ctx, h.cor, "nu"); err != nil || n != want {
				t.Errorf("reminded %d, %v", n, err)
			}
		}
		if to, _ := h.letters(t, "meeting-reminder"); len(to) != 3 || slices.Contains(to, member.Email) {
			t.Errorf("reminded: %v", to)
		}
		*h.Later = 15 * 24 * time.Hour
		blames(t, "too late", answer(group.Comes, ""), "answer")
	})
}

// TestAProposalIsNotRefusedInSilence: a member proposes by link or with an account; the chair answers with a reason, which goes
// to who proposed it (inventory H09).
func TestAProposalIsNotRefusedInSilence(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		chair, member := h.as(h.id(t, "person", "p1"), access.Ambassador), h.as(h.id(t, "person", "p2"), access.Member)
		h.sit(t, "kern", "voorzitter", func(s *group.Seat) { s.Person, s.Role = chair.Person, group.Chair })
		h.sit(t, "kern", "lid", func(s *group.Seat) { s.Person = member.Person })
		must(t, h.Group.Plan(ctx, chair, group.Meeting{ID: "nu", Group: "kern", Day: soon, From: 540, Until: 720, Place: "Het Lokaal"}, privacy.Check{}))
		for _, id := range []string{"parkeren", "geld"} {
			must(t, h.Group.Put(ctx, member, "nu", group.Item{ID: id, Kind: group.Own, Title: id, State: group.On}, privacy.Check{}))
		}
		m := h.meeting(t, "nu")
		if len(m.Proposed) != 2 || m.Proposed[0].By != "Cor de Vries" || len(m.Agenda) != 4 {
			t.Fatalf("proposed: %+v on %v", m.Proposed, kinds(m.Agenda))
		}
		for _, err := range []error{h.Group.Accept(ctx, member, "nu", "geld"), h.Group.Invite(ctx, member, "nu", 1), h.Group.CallOff(ctx, member, "nu", 1), h.Group.Ask(ctx, member, "nu", "x", "Wil", "wil@voorbeeld.example"),
			h.Group.Move(ctx, member, group.Meeting{ID: "nu", Version: 1}, privacy.Check{})} {
			if !errors.Is(err, errs.Forbidden) {
				t.Errorf("a member arranges: %v", err)
			}
		}
		must(t, h.Group.Accept(ctx, chair, "nu", "geld"))
		for _, reason := range []string{"", "Bel 06-12345678"} {
			blames(t, "without a good reason", h.Group.Refuse(ctx, chair, "nu", "parkeren", reason, privacy.Check{}), "reason")
		}
		must(t, h.Group.Refuse(ctx, chair, "nu", "parkeren", "Dit is voor de gemeente.", privacy.Check{}))
		blames(t, "what was accepted, without a reason", h.Group.Refuse(ctx, chair, "nu", "geld", "", privacy.Check{}), "reason")
		to, words := h.letters(t, "meeting-refused")
		if !slices.Equal(to, []string{"cor@veen.example"}) || !strings.Contains(words, "Dit is voor de gemeente.") {
			t.Errorf("%v hears %s", to, words)
		}
		must(t, h.Group.Invite(ctx, chair, "nu", 1))
		m = h.meeting(t, "nu")
		me := m.Invitees[slices.IndexFunc(m.Invitees, func(i group.Invitee) bool { return i.Seat == "lid" })]
		token := h.Group.Token(h.Network.ID, me.ID)
		must(t, h.Group.Propose(ctx, h.Network.ID, "nu", token, group.Item{ID: "lunch", Kind: group.Cases, Title: "Lunch", Guests: true}, privacy.Check{}))
		l, err := h.Group.ByLink(ctx, h.Network.ID, "nu", token)
		if err != nil || len(l.Proposed) != 2 || l.Proposed[1].Reason != "Dit is voor de gemeente." || l.Proposed[0].Kind != group.Own || l.Proposed[0].State != group.Proposed {
			t.Errorf("behind the link: %+v, %v", l.Proposed, err)
		}
	})
}

// TestAMeetingMovesOrIsCalledOff: everybody hears of it, and answers again.
func TestAMeetingMovesOrIsCalledOff(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		h.sit(t, "kern", "lid", func(*group.Seat) {})
		h.plan(t, "nu", "kern", soon)
		must(t, h.Group.Invite(ctx, h.cor, "nu", 1))
		me := h.meeting(t, "nu").Invitees[0]
		must(t, h.Group.Answer(ctx, h.Network.ID, "nu", h.Group.Token(h.Network.ID, me.ID), group.Comes, ""))
		moved := group.Meeting{ID: "nu", Version: 2, Day: soon.AddDate(0, 0, 1), From: 600, Until: 660, Place: "De Kade"}
		must(t, h.Group.Move(ctx, h.cor, moved, privacy.Check{}))
		if err := h.Group.Move(ctx, h.cor, moved, privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("from an older version: %v", err)
		}
		m := h.meeting(t, "nu")
		if to, words := h.letters(t, "meeting-moved"); len(to) != 1 || !strings.Contains(words, "De Kade") || m.Invitees[0].Answer != group.Silent || !m.Day.Equal(moved.Day) {
			t.Errorf("moved: %v, %+v", to, m)
		}
		must(t, h.Group.CallOff(ctx, h.cor, "nu", 3))
		if to, words := h.letters(t, "meeting-off"); len(to) != 1 || !strings.Contains(words, "CANCELLED") || !h.meeting(t, "nu").Off {
			t.Errorf("called off: %v %s", to, words)
		}
		if _, err := h.Group.Remind(ctx, h.cor, "nu"); !errors.Is(err, errs.Conflict) {
			t.Errorf("reminding of what is called off: %v", err)
		}
	})
}

// TestTwoMeetingsOnOneDayAreWarnedOf when the same organisations are to be at both (inventory H12).
func TestTwoMeetingsOnOneDayAreWarnedOf(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		must(t, h.Group.Save(ctx, h.cor, group.Group{ID: "net", Kind: group.Wide, Name: "Netwerkgroep"}, privacy.Check{}))
		h.sit(t, "kern", "a", func(*group.Seat) {})
		h.sit(t, "kern", "stad", func(s *group.Seat) { s.Organization = "" })
		h.sit(t, "net", "b", func(*group.Seat) {})
		h.sit(t, "net", "c", func(s *group.Seat) { s.Organization = h.id(t, "organization", "o3") })
		h.plan(t, "een", "kern", soon)
		h.plan(t, "twee", "net", soon)
		h.plan(t, "later", "net", soon.AddDate(0, 0, 1))
		all, err := h.Group.Calendar(ctx, h.cor)
		must(t, err)
		clashes := map[string]int{}
		for _, m := range all {
			clashes[m.ID] = len(m.Clashes)
		}
		if len(all) != 3 || clashes["een"] != 1 || clashes["twee"] != 1 || clashes["later"] != 0 || !slices.Equal(all[0].Clashes[0].Names, []string{"Stichting Aanloop"}) {
			t.Errorf("warned of: %v, %+v", clashes, all[0].Clashes)
		}
		must(t, h.Group.CallOff(ctx, h.cor, "twee", 1))
		if m := h.meeting(t, "een"); len(m.Clashes) != 0 {
			t.Errorf("with what is called off: %+v", m.Clashes)
		}
	})
}

// TestWhatIsWrongInAMeeting names the field; a network group has a theme (inventory G06).
func TestWhatIsWrongInAMeeting(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		must(t, h.Group.Save(ctx, h.cor, group.Group{ID: "net", Kind: group.Wide, Name: "Netwerkgroep"}, privacy.Check{}))
		for name, c := range map[string]struct {
			change func(*group.Meeting)
			field  string
		}{
			"no day":                {func(m *group.Meeting) { m.Day = time.Time{} }, "day"},
			"the end first":         {func(m *group.Meeting) { m.Until = m.From }, "until"},
			"into the night":        {func(m *group.Meeting) { m.Until = 1441 }, "until"},
			"nowhere":               {func(m *group.Meeting) { m.Place = " " }, "place"},
			"no theme":              {func(m *group.Meeting) { m.Theme = " " }, "theme"},
			"somebody in the theme": {func(m *group.Meeting) { m.Theme = "Bel 06-12345678" }, "theme"},
		} {
			m := group.Meeting{ID: "nieuw", Group: "net", Day: soon, From: 540, Until: 720, Place: "Kade 1", Theme: "Vervoer"}
			c.change(&m)
			blames(t, name, h.Group.Plan(ctx, h.cor, m, privacy.Check{}), c.field)
		}
		h.plan(t, "nu", "kern", soon)
		for name, c := range map[string]struct {
			item  group.Item
			field string
		}{
			"no title":            {group.Item{Kind: group.Own}, "title"},
			"a kind of its own":   {group.Item{Kind: "lunch"}, "item"},
			"nine hours":          {group.Item{Kind: group.Plans, Minutes: 540}, "minutes"},
			"somebody in the way": {group.Item{Kind: group.Own, Title: "Bel 06-12345678"}, "title"},
		} {
			c.item.ID = "nieuw"
			blames(t, name, h.Group.Put(ctx, h.cor, "nu", c.item, privacy.Check{}), c.field)
		}
		blames(t, "a guest without an address", h.Group.Ask(ctx, h.cor, "nu", "x", "Wil", "wil"), "email")
		must(t, h.Group.Do(ctx, h.cor, "net", 1, group.End, "", privacy.Check{}))
		blames(t, "of a group that stopped", h.Group.Plan(ctx, h.cor, group.Meeting{ID: "nieuw", Group: "net", Day: soon, From: 540, Until: 720, Place: "Kade", Theme: "Vervoer"}, privacy.Check{}), "day")
	})
}
