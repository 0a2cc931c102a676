package app_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/calendar"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/group"
	"samenspel/internal/privacy"
)

// meetingLink is the link in an invitation to a meeting.
var meetingLink = regexp.MustCompile(`/n/[a-z]+/bijeenkomst/[0-9a-f-]+/[0-9A-Za-z_-]+`)

// TestAnInvitationIsOpenedAndAnswered: the link in the mail that goes out opens the agenda, and a reply to that mail counts.
func TestAnInvitationIsOpenedAndAnswered(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, "demo", "--addr", "127.0.0.1:0", "--data", data)
	d, err := db.Open(context.Background(), "sqlite:"+filepath.Join(data, "samenspel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	p := &post{T: t, data: data, db: d}
	coordinator, groups, today := access.As(access.Coordinator, dbtest.Ask[string](t, d, `select network_id from network where slug = 'waterveen'`)[0]), group.NewStore(d, nil), calendar.Today(time.Now())
	id, meeting, anna := db.NewID(), db.NewID(), "anna@voorbeeld.example"
	for _, err := range []error{
		groups.Save(t.Context(), coordinator, group.Group{ID: id, Kind: group.Core, Name: "Kerngroep"}, privacy.Check{}),
		groups.Seat(t.Context(), coordinator, id, group.Seat{ID: db.NewID(), Contact: "Anna", Email: anna, Joined: today}, privacy.Check{}),
		groups.Plan(t.Context(), coordinator, group.Meeting{ID: meeting, Group: id, Day: today.AddDate(0, 0, 7), From: group.UsualFrom, Until: group.UsualUntil, Place: "De Kade"}, privacy.Check{}),
		groups.Invite(t.Context(), coordinator, meeting, 1),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	invitation := p.letterTo(anna, "Komt u?")
	files, err := filepath.Glob(filepath.Join(data, "mail", "*", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	var path string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := meetingLink.FindString(strings.ReplaceAll(string(text), "=\r\n", "")); found != "" {
			path = found
		}
	}
	if status, body := s.get(t, path); status != http.StatusOK || !strings.Contains(body, "Deze uitnodiging is voor Anna.") || !strings.Contains(body, "Wat speelt er in het netwerk?") {
		t.Errorf("the link %q answers %d: %s", path, status, body)
	}
	p.reply("ja", anna, invitation, "", "Ja, ik kom.\n\nGroet,\nAnna")
	p.becomes("yes", `select answer from meeting_invitee`)
	p.letterTo(anna, "Wij lazen uw antwoord")
	if err := s.stop(t); err != nil {
		t.Error(err)
	}
}
