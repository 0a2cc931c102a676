package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
)

// TestSomebodyWhoWantsToHelp chooses, signs up, agrees to be introduced, and begins; every page without an account.
func TestSomebodyWhoWantsToHelp(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Visitor, http.MethodGet, "/vrijwilliger", nil)
	says(t, "the first page", body, "Wat wilt u doen?", "Met wie?", "Wanneer kunt u?")
	if strings.Contains(body, "Hier zoeken ze nu vrijwilligers") {
		t.Error("nobody seeks anyone, and the page has a heading for it")
	}
	_, body = w.ask(access.Visitor, http.MethodGet, "/vrijwilliger?need=gezelschap&moment=evening&wijk=Noord", nil)
	picture(t, "volunteer", body)
	says(t, "what fits", body, "Met wie wilt u kennismaken?", `name="moment" value="evening"`)
	if n := strings.Count(body, `name="service"`); n == 0 || n > 3 {
		t.Errorf("%d organisations fit", n)
	}
	service := dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's1' and network_id = '`+w.here.Network.ID+`'`)[0]
	form := url.Values{"request": {w.here.Desk.NewRequest(testkit.Today.Add(-time.Minute))}, "need": {"gezelschap"}, "moment": {"evening"}, "wijk": {"Noord"}, "service": {service},
		"name": {"Vera"}, "email": {"vera@hier.example"}}
	for field, wrong := range map[string][2]string{"name": {" ", "Schrijf uw naam op"}, "email": {"vera", "Dit e-mailadres klopt niet"}, "website": {"x", "Laat dit veld leeg"}, "wijk": {"Elders", "Wij kennen deze wijk"}} {
		old := form.Get(field)
		form.Set(field, wrong[0])
		if answer := w.post(access.Visitor, "/vrijwilliger", form); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), wrong[1]) || !strings.Contains(answer.Body.String(), "gezelschap") {
			t.Errorf("%s %q answers %d", field, wrong[0], answer.Code)
		}
		form.Set(field, old)
	}
	answer := w.post(access.Visitor, "/vrijwilliger", form)
	own, _, _ := strings.Cut(strings.TrimPrefix(answer.Header().Get("Location"), "/n/hier"), "?")
	if again := w.post(access.Visitor, "/vrijwilliger", form); answer.Code != http.StatusSeeOther || again.Header().Get("Location") != answer.Header().Get("Location") {
		t.Fatalf("signing up answers %d, and again %q", answer.Code, again.Header().Get("Location"))
	}
	_, body = w.ask(access.Visitor, http.MethodGet, own, nil)
	picture(t, "signup", body)
	says(t, "the own page", body, "Mogen wij u voorstellen?", "Ja, stel mij voor", "vera@hier.example")
	w.step(t, access.Visitor, own, http.StatusSeeOther, "do", "introduce")
	_, body = w.ask(access.Visitor, http.MethodGet, own, nil)
	says(t, "after the yes", body, "Voorgesteld op", "Ik ben begonnen")
	w.answersByLink(t)
	_, body = w.ask(access.Visitor, http.MethodGet, own, nil)
	says(t, "at the end", body, "U bent begonnen als vrijwilliger")
	if strings.Contains(body, "vera@hier.example") {
		t.Error("at the end the address is still there")
	}
}

// TestVolunteersAreSought: an organisation writes whom it seeks, visitors see it and point at it, and what is sought comes
// before what is not. A site with more vacancies is one press away.
func TestVolunteersAreSought(t *testing.T) {
	w := newWorld(t)
	id := dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's2' and network_id = '`+w.here.Network.ID+`'`)[0]
	edit := "/beheer/aanbod/" + id
	_, body := w.ask(access.Editor, http.MethodGet, edit, nil)
	form := formOn(t, body)
	form.Set("sought", strings.Repeat("een lange zin ", 30))
	if code, body := w.ask(access.Editor, http.MethodPost, edit, form); code != http.StatusUnprocessableEntity || !strings.Contains(body, "een lange zin") {
		t.Errorf("a wish without end answers %d", code)
	}
	form.Set("sought", "iemand met een hond, op dinsdag")
	if code, body := w.ask(access.Editor, http.MethodPost, edit, form); code != http.StatusSeeOther {
		t.Fatalf("writing whom one seeks answers %d: %s", code, body)
	}
	if code, _ := w.ask(access.Administrator, http.MethodPost, "/beheer/instellingen", url.Values{"name": {"Hier"}, "bank": {"javascript:alert(1)"}, "version": {w.version(t)}}); code != http.StatusUnprocessableEntity {
		t.Errorf("a site that is none answers %d", code)
	}
	w.save(t, "/beheer/instellingen", url.Values{"name": {"Hier"}, "bank": {"vacatures.example"}, "motto": {"Vrijwillig wat vrijwillig kan"}})
	_, body = w.ask(access.Visitor, http.MethodGet, "/over", nil)
	says(t, "about the network", body, "Vrijwillig wat vrijwillig kan")
	_, body = w.ask(access.Visitor, http.MethodGet, "/vrijwilliger", nil)
	picture(t, "volunteers-sought", body)
	says(t, "the first page", body, "Hier zoeken ze nu vrijwilligers", "Wandelmaatje", "iemand met een hond, op dinsdag", `href="https://vacatures.example"`)
	_, body = w.ask(access.Visitor, http.MethodGet, "/aanbod/wandelmaatje", nil)
	says(t, "the page of what is offered", body, "Zij zoeken vrijwilligers", "iemand met een hond", "/vrijwilliger?aanbod="+id)
	_, body = w.ask(access.Visitor, http.MethodGet, "/vrijwilliger?aanbod="+id, nil)
	if n := strings.Count(body, `name="service"`); n != 1 || !strings.Contains(body, `name="service" value="`+id) {
		t.Errorf("pointing at it shows %d offers", n)
	}
	_, body = w.ask(access.Visitor, http.MethodGet, "/vrijwilliger?need=gezelschap", nil)
	if first, _, _ := strings.Cut(body[strings.Index(body, `name="service"`):], `"`+id); strings.Count(first, `name="service"`) != 1 {
		t.Error("what is sought does not come first")
	}
	_, body = w.ask(access.Visitor, http.MethodGet, "/vrijwilliger?aanbod=anders", nil)
	says(t, "what is not sought any more", body, "Hier zoeken ze nu vrijwilligers")
}

// answersByLink lets the organisation say, by the link in its mail, that the volunteer began.
func (w world) answersByLink(t *testing.T) {
	t.Helper()
	object := dbtest.Ask[string](t, w.here.DB, `select object from outbox where kind = 'volunteer-intro'`)[0]
	page := "/kennismaking/" + object + "/" + w.here.Volunteering.Token(w.here.Network.ID, object)
	_, body := w.ask(access.Visitor, http.MethodGet, page, nil)
	picture(t, "met", body)
	says(t, "the page of the organisation", body, "Wat kwam ervan?")
	if strings.Contains(body, "Vera") {
		t.Error("the page says who it is: the mail did that")
	}
	w.step(t, access.Visitor, page, http.StatusUnprocessableEntity, "answer", "misschien")
	w.step(t, access.Visitor, page, http.StatusSeeOther, "answer", "started")
	if code, _ := w.ask(access.Visitor, http.MethodGet, page[:len(page)-3]+"AAA", nil); code != http.StatusNotFound {
		t.Errorf("a forged link answers %d", code)
	}
}

// TestThePointFindsAPlace for who left only a telephone number, and sees it on the week.
func TestThePointFindsAPlace(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Desk, http.MethodGet, "/week", nil)
	says(t, "the week", body, "1 persoon wil vrijwilliger worden")
	id := w.ids["vrijwilligers"]
	_, body = w.ask(access.Desk, http.MethodGet, "/vrijwilligers?voor="+id, nil)
	picture(t, "volunteers", body)
	says(t, "the list", body, "Vera Vrijwilliger", "Nog niet voorgesteld", "Stel voor", "Avonds")
	w.step(t, access.Desk, "/vrijwilligers/"+id, http.StatusConflict, "do", "introduce", "version", "7")
	w.step(t, access.Desk, "/vrijwilligers/"+id, http.StatusSeeOther, "do", "introduce", "version", "1")
	w.step(t, access.Desk, "/vrijwilligers/"+id, http.StatusSeeOther, "do", "place", "version", "2")
	_, body = w.ask(access.Desk, http.MethodGet, "/vrijwilligers", nil)
	says(t, "the list at the end", body, "Naam gewist", "afgerond")
	for _, role := range []access.Role{access.Observer, access.Ambassador, access.Member} {
		if code, _ := w.ask(role, http.MethodGet, "/vrijwilligers", nil); code != http.StatusNotFound {
			t.Errorf("%s: %d", role, code)
		}
	}
}
