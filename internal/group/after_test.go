package group_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/group"
	"samenspel/internal/privacy"
)

// TestMinutesAreApprovedTheNextTime: written, sent, on the agenda of the next meeting, approved, and never changed after that
// (inventory E07, H01).
func TestMinutesAreApprovedTheNextTime(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		h.sit(t, "kern", "lid", func(*group.Seat) {})
		h.sit(t, "kern", "stad", func(s *group.Seat) { s.Organization = "" })
		h.plan(t, "nu", "kern", soon)
		h.plan(t, "later", "kern", soon.AddDate(0, 0, 50))
		must(t, h.Group.Invite(ctx, h.cor, "nu", 1))
		blames(t, "before it was held", h.Group.Minute(ctx, h.cor, "nu", 2, "Wij spraken.", nil, privacy.Check{}), "words")
		*h.Later = 15 * 24 * time.Hour
		blames(t, "somebody in it", h.Group.Minute(ctx, h.cor, "nu", 2, "Bel 06-12345678", nil, privacy.Check{}), "words")
		m := h.meeting(t, "nu")
		came := m.Invitees[slices.IndexFunc(m.Invitees, func(i group.Invitee) bool { return i.Seat == "lid" })]
		must(t, h.Group.Minute(ctx, h.cor, "nu", 2, "Wij spraken.", []string{came.ID}, privacy.Check{}))
		token := h.Group.Token(h.Network.ID, came.ID)
		if l, err := h.Group.ByLink(ctx, h.Network.ID, "nu", token); err != nil || l.Words != "" {
			t.Errorf("a draft is read: %q, %v", l.Words, err)
		}
		if kinds(h.meeting(t, "later").Agenda)[0] == group.Minutes {
			t.Error("a draft is on the agenda")
		}
		if err := h.Group.Approve(ctx, h.cor, "nu", 3); !errors.Is(err, errs.Conflict) {
			t.Errorf("a draft is approved: %v", err)
		}
		must(t, h.Group.Note(ctx, h.cor, "nu", group.Point{ID: "besluit", Kind: group.Decision, Text: "Wij gaan door"}, privacy.Check{}))
		must(t, h.Group.Send(ctx, h.cor, "nu", 3))
		if to, words := h.letters(t, "meeting-minutes"); len(to) != 2 || !strings.Contains(words, "Wij gaan door") {
			t.Errorf("sent to %v: %s", to, words)
		}
		if l, err := h.Group.ByLink(ctx, h.Network.ID, "nu", token); err != nil || l.Words != "Wij spraken." || len(l.Points) != 1 {
			t.Errorf("behind the link: %q, %v", l.Words, err)
		}
		if kinds(h.meeting(t, "later").Agenda)[0] != group.Minutes {
			t.Error("the minutes are not on the next agenda")
		}
		must(t, h.Group.Approve(ctx, h.cor, "nu", 4))
		if err := h.Group.Minute(ctx, h.cor, "nu", 5, "Anders.", nil, privacy.Check{}); !errors.Is(err, errs.Conflict) {
			t.Errorf("changed after they were approved: %v", err)
		}
		if kinds(h.meeting(t, "later").Agenda)[0] == group.Minutes {
			t.Error("they are approved twice")
		}
		_, attended, err := h.Group.Book(ctx, h.cor, "kern")
		if err != nil || !slices.Equal(attended, []group.Attendance{{Asked: 1}, {Organization: h.id(t, "organization", "o1"), Name: "Stichting Aanloop", Asked: 1, Came: 1}}) {
			t.Errorf("attended: %+v, %v", attended, err)
		}
	})
}

// TestAnActionDoesNotGetLost: it is on the next agenda, its holder is reminded once before the day and once after it, and it goes
// to the coordinator when the holder leaves (inventory E07, H55).
func TestAnActionDoesNotGetLost(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		person := h.as(h.id(t, "person", "p1"), access.Ambassador)
		h.sit(t, "kern", "lid", func(*group.Seat) {})
		h.sit(t, "kern", "persoon", func(s *group.Seat) { s.Person = person.Person })
		h.sit(t, "kern", "weg", func(*group.Seat) {})
		h.plan(t, "nu", "kern", today)
		h.plan(t, "later", "kern", soon.AddDate(0, 0, 50))
		due := today.AddDate(0, 0, 10)
		for _, seat := range []string{"lid", "persoon", "weg", ""} {
			must(t, h.Group.Note(ctx, h.cor, "nu", group.Point{ID: "actie-" + seat, Kind: group.Action, Text: "Bellen door " + seat, Seat: seat, Due: &due}, privacy.Check{}))
		}
		for name, c := range map[string]struct {
			p     group.Point
			field string
		}{
			"no text":        {group.Point{Kind: group.Decision}, "text"},
			"something else": {group.Point{Kind: "wens", Text: "x"}, "point"},
			"no day":         {group.Point{Kind: group.Action, Text: "x"}, "due"},
			"no such seat":   {group.Point{Kind: group.Action, Text: "x", Seat: "x", Due: &due}, "seat"},
		} {
			c.p.ID = "nieuw"
			blames(t, name, h.Group.Note(ctx, h.cor, "nu", c.p, privacy.Check{}), c.field)
		}
		must(t, h.Group.Leave(ctx, h.cor, "kern", "weg", 1, today))
		if agenda := h.meeting(t, "later").Agenda; agenda[0].Kind != group.Actions || len(agenda[0].Who) != 4 {
			t.Errorf("the next agenda begins with %+v", agenda[0])
		}
		waits, err := h.Group.Actions(ctx, person)
		must(t, err)
		orphans := 0
		for _, p := range waits {
			if p.Orphan(today) {
				orphans++
			}
		}
		if len(waits) != 4 || orphans != 2 {
			t.Errorf("%d wait, %d for the coordinator", len(waits), orphans)
		}
		for _, c := range []struct {
			day        int
			soon, late int
		}{{6, 0, 0}, {7, 1, 0}, {10, 1, 0}, {11, 1, 1}, {30, 1, 1}} {
			*h.Later = time.Duration(c.day) * 24 * time.Hour
			for range 2 {
				must(t, h.Group.Run(ctx, h.Network.ID))
			}
			before, _ := h.letters(t, "action-soon")
			after, words := h.letters(t, "action-late")
			if len(before) != c.soon || len(after) != c.late || c.late > 0 && !strings.Contains(words, "Bellen door lid") {
				t.Errorf("day %d: %v and %v", c.day, before, after)
			}
		}
		must(t, h.Group.Finish(ctx, person, "actie-persoon"))
		if err := h.Group.Finish(ctx, person, "actie-lid"); !errors.Is(err, errs.Forbidden) {
			t.Errorf("the action of another: %v", err)
		}
		if err := h.Group.Finish(ctx, h.cor, "actie-persoon"); !errors.Is(err, errs.NotFound) {
			t.Errorf("done twice: %v", err)
		}
		must(t, h.Group.Finish(ctx, h.cor, "actie-lid"))
		all, _, err := h.Group.Book(ctx, person, "kern")
		if err != nil || slices.ContainsFunc(all, func(p group.Point) bool { return p.ID == "actie-lid" && p.Open() }) {
			t.Errorf("%+v, %v", all, err)
		}
		must(t, h.DB.In(ctx, h.Network.ID, func(tx *db.Tx) error { return group.EraseMeetings(ctx, tx, []string{"nu", "later"}) }))
		if waits, err = h.Group.Actions(ctx, h.cor); err != nil || len(waits) != 0 {
			t.Errorf("after erasing: %v, %v", waits, err)
		}
	})
}
