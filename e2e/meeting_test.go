package e2e

import (
	"strings"
	"testing"
)

// TestAGroupMeets makes a group with a seat, plans its meeting, invites by mail, and lets somebody without an account answer on
// a phone and propose an item.
func TestAGroupMeets(t *testing.T) {
	folder := t.TempDir()
	address, links, stop, err := startServer("demo", "--data", folder)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	p := newTab(t, 1280, 900, "light")
	comeIn(t, p, links["coordinator"])
	p.open(address + "/groepen")
	p.choose("f-kind", "Kerngroep")
	p.fill("f-name", "Kerngroep Waterveen", "f-places", "9")
	p.follow("form.edit button")
	p.says("Nog niet vertegenwoordigd: mantelzorg, zelfhulp en vrijwillige zorg.")
	p.click("#seat > summary")
	p.fill("f-contact", "Anna Aanloop", "f-email", "anna@aanloop.example")
	p.choose("f-blood", "mantelzorg")
	p.follow("#seat button")
	p.says("Nog niet vertegenwoordigd: zelfhulp en vrijwillige zorg.")
	check(p, "the group")
	p.click("#plan > summary")
	p.fill("f-place", "Het Lokaal")
	p.follow("#plan button")
	p.says("Wat speelt er in het netwerk?")
	p.follow(`button[value="invite"]`)
	p.says("1 zei nog niets")
	check(p, "the meeting")
	meeting := p.path()

	link := mailed(t, folder, "anna@aanloop.example", `http://[^\s"<>]+/bijeenkomst/[^\s"<>]+`)
	phone := newTab(t, 390, 844, "dark")
	phone.open(link)
	check(phone, "the invitation")
	phone.tabTo(`button[value="yes"]`)
	phone.follow(`button[value="yes"]`)
	phone.says("Komt.")
	phone.click("details:last-of-type > summary")
	phone.fill("f-title", "Meerijden naar het ziekenhuis")
	phone.follow(`button[value="propose"]`)
	phone.says("Wacht op antwoord.")
	check(phone, "the answer")

	p.open(meeting)
	if text := p.text("main"); !strings.Contains(text, "1 komt") || !strings.Contains(text, "Meerijden naar het ziekenhuis") {
		t.Errorf("the meeting says %.600s", text)
	}
	for _, width := range []int64{390, 1280} {
		p.size(width, 900)
		for _, path := range []string{meeting, address + "/bijeenkomsten", address + "/groepen"} {
			p.open(path)
			check(p, path)
		}
	}
}
