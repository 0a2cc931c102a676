package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

// TestAMeetingFromPlanToAnswer: the coordinator plans it with the proposed day and the usual time, puts an item on the agenda,
// invites, and sees who answered; a member answers and proposes without an account (rows E06, E07, H09, H10).
func TestAMeetingFromPlanToAnswer(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Coordinator, http.MethodGet, "/groepen/"+w.ids["groepen"], nil)
	says(t, "the form", body, `value="09:00"`, `value="12:00"`, "Plan een bijeenkomst")
	plan := url.Values{"do": {"plan"}, "day": {"2026-12-15"}, "from": {"negen"}, "until": {"12:00"}, "place": {"Het Lokaal"}}
	answer := w.post(access.Coordinator, "/groepen/"+w.ids["groepen"], plan)
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("at nine in words answers %d", answer.Code)
	}
	says(t, "the form again", answer.Body.String(), "Schrijf een tijd, zoals 09:00.", `value="negen"`, `value="Het Lokaal"`)
	plan.Set("from", "9.30")
	answer = w.post(access.Coordinator, "/groepen/"+w.ids["groepen"], plan)
	own := strings.TrimPrefix(answer.Header().Get("Location"), "/n/hier")
	if answer.Code != http.StatusSeeOther || !strings.HasPrefix(own, "/bijeenkomsten/") {
		t.Fatalf("planning answers %d to %q: %s", answer.Code, own, answer.Body)
	}
	body = w.step(t, access.Coordinator, own, http.StatusUnprocessableEntity, "do", "item", "item", "cases", "guests", "ja")
	says(t, "cases for guests", body, "Gasten zien nooit casussen")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "item", "title", "Meerijden naar het ziekenhuis", "notes", "De bus rijdt niet meer.", "owner", "Anna", "minutes", "20", "guests", "ja")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "guest", "contact", "Bo Beleid", "email", "bo@hier.example")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "invite")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	says(t, "the meeting", body, "15 december 2026", "9.30 tot 12.00 uur", "Het Lokaal", "Wat speelt er bij de gemeente?", "Meerijden naar het ziekenhuis", "20 minuten", "ook voor gasten", "2 zeiden nog niets", "Herinner wie nog niets zei")
	link := func(contact string) string {
		id := dbtest.Ask[string](t, w.here.DB, `select v.id from meeting_invitee v left join group_seat s on s.id = v.seat_id and s.network_id = v.network_id join meeting m on m.id = v.meeting_id and m.network_id = v.network_id
			where m.held_on > '2026-12-01' and v.network_id = '`+w.here.Network.ID+`' and coalesce(s.contact, v.contact) = '`+contact+`'`)[0]
		return "/bijeenkomst/" + strings.TrimPrefix(own, "/bijeenkomsten/") + "/" + w.here.Group.Token(w.here.Network.ID, id)
	}
	member, guest := link("Wil Wethouder"), link("Bo Beleid")
	_, body = w.ask(access.Visitor, http.MethodGet, guest, nil)
	says(t, "the link of a guest", body, "Meerijden naar het ziekenhuis", "De bus rijdt niet meer.", "Ik kom niet")
	for _, never := range []string{"Casussen bespreken", "Plannen voor de toekomst", "Stel een punt voor"} {
		if strings.Contains(body, never) {
			t.Errorf("a guest reads %q", never)
		}
	}
	body = w.step(t, access.Visitor, member, http.StatusUnprocessableEntity, "answer", "other")
	says(t, "nobody in the place", body, "Schrijf op wie er komt.")
	w.step(t, access.Visitor, member, http.StatusSeeOther, "answer", "no")
	w.step(t, access.Visitor, member, http.StatusSeeOther, "answer", "other", "instead", "Kim Kanselier")
	body = w.step(t, access.Visitor, member, http.StatusUnprocessableEntity, "do", "propose", "title", "Bel 06-12345678")
	says(t, "what was typed", body, `value="Bel 06-12345678"`)
	w.step(t, access.Visitor, member, http.StatusSeeOther, "do", "propose", "title", "De nieuwe wet", "minutes", "15")
	_, body = w.ask(access.Visitor, http.MethodGet, member, nil)
	picture(t, "group-invited", body)
	says(t, "the link afterwards", body, "Iemand anders komt: Kim Kanselier.", "De nieuwe wet", "Wacht op antwoord.")
	_, body = w.ask(access.Coordinator, http.MethodGet, own, nil)
	picture(t, "group-meeting", body)
	says(t, "who answered", body, "1 stuurt een ander", "Iemand anders komt: Kim Kanselier.", "1 zei nog niets", "De nieuwe wet", "Van Wil Wethouder.")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "remind")
	item := dbtest.Ask[string](t, w.here.DB, `select id from meeting_item where title = 'De nieuwe wet' and network_id = '`+w.here.Network.ID+`'`)[0]
	body = w.step(t, access.Coordinator, own, http.StatusUnprocessableEntity, "do", "refuse", "id", item)
	says(t, "without a reason", body, "Vul dit in.")
	w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "refuse", "id", item, "reason", "Dit hoort bij de werkgroep.")
	_, body = w.ask(access.Visitor, http.MethodGet, member, nil)
	says(t, "the reason", body, "Niet op de agenda, want:", "Dit hoort bij de werkgroep.")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/bijeenkomsten", nil)
	picture(t, "group-meetings", body)
	says(t, "the calendar", body, "Kerngroep", "15 december 2026")
	if code, _ := w.ask(access.Visitor, http.MethodGet, member+"x", nil); code != http.StatusNotFound {
		t.Errorf("a forged link answers %d", code)
	}
}

// TestMeetingsInAnotherCalendar: who is signed in takes the meetings of the own groups along; who has no seat gets nothing.
func TestMeetingsInAnotherCalendar(t *testing.T) {
	w := newWorld(t)
	code, body := w.ask(access.Coordinator, http.MethodGet, "/bijeenkomsten.ics", nil)
	if code != http.StatusOK {
		t.Fatalf("the feed answers %d", code)
	}
	body = strings.ReplaceAll(body, "\r\n ", "") // long lines are folded
	says(t, "the feed", body, "BEGIN:VCALENDAR", "SUMMARY:Kerngroep", "DTSTART;TZID=Europe/Amsterdam:20261109T090000", "/bijeenkomsten/"+w.ids["bijeenkomsten"], "SEQUENCE:1\r")
	w.step(t, access.Coordinator, "/bijeenkomsten/"+w.ids["bijeenkomsten"], http.StatusSeeOther, "do", "move", "day", "2026-11-10", "from", "10:00", "until", "12:00", "place", "Elders")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/bijeenkomsten.ics", nil)
	says(t, "the feed of what moved", body, "DTSTART;TZID=Europe/Amsterdam:20261110T100000", "SEQUENCE:2\r") // so that the calendar takes it for the same meeting
	for _, role := range []access.Role{access.Member, access.Observer} {
		if code, _ := w.ask(role, http.MethodGet, "/bijeenkomsten.ics", nil); code != http.StatusNotFound {
			t.Errorf("a %s without a seat gets %d", role, code)
		}
	}
}

// TestWhoSitsWithWhom: who leads a group divides who comes over tables, to print; others find no such page.
func TestWhoSitsWithWhom(t *testing.T) {
	w := newWorld(t)
	own := "/bijeenkomsten/" + w.ids["bijeenkomsten"]
	_, body := w.ask(access.Coordinator, http.MethodGet, own+"/tafels", nil)
	says(t, "with nobody", body, "Nodig eerst mensen uit.")
	for _, name := range []string{"Bo Beleid", "Kim Kanselier", "Ria de Wit", "Ties de Haan", "Nadia Amrani"} {
		w.step(t, access.Coordinator, own, http.StatusSeeOther, "do", "guest", "contact", name, "email", strings.ToLower(name[:2])+"@hier.example")
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, own+"/tafels?per=2&rondes=1&minuten=10", nil)
	picture(t, "tables", body)
	says(t, "the tables", body, "Ronde 1", "Tafel 2", "Bo Beleid", "Even vrij:", "Ieder heeft 5 minuten.", `value="10"`)
	if strings.Contains(body, "Ronde 2") {
		t.Error("there is a second round")
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, own+"/tafels?per=honderd&rondes=-1&minuten=", nil)
	says(t, "nonsense", body, "Ronde 3", `value="20"`, `value="3"`)
	for _, role := range []access.Role{access.Member, access.Observer, access.Ambassador} {
		if code, _ := w.ask(role, http.MethodGet, own+"/tafels", nil); code != http.StatusNotFound {
			t.Errorf("a %s without a seat gets %d", role, code)
		}
	}
}
