package web_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/desk"
	"samenspel/internal/people"
	"samenspel/internal/referral"
)

var referralPath = regexp.MustCompile(`/doorverwijzingen/[0-9a-f]{8}-[0-9a-f-]{27}`)

var versionOf = regexp.MustCompile(`name="version" value="(\d+)"`)

// picture keeps a page as a file, for who wants to look at it.
func picture(t *testing.T, name, body string) {
	if folder := os.Getenv("PICTURES"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, name+".html"), []byte(body), 0o600); err != nil {
			t.Error(err)
		}
	}
}

// says fails when a page lacks a text.
func says(t *testing.T, where, body string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(body, want) {
			t.Errorf("%s lacks %q", where, want)
		}
	}
}

// made lets the ambassador make a referral through the pages, and gives its address.
func (w world) madeReferral(t *testing.T, form url.Values) string {
	t.Helper()
	_, body := w.ask(access.Ambassador, http.MethodGet, "/doorverwijzingen/nieuw?hulpvraag=gezelschap&wijk=Noord", nil)
	picture(t, "referral-new", body)
	says(t, "the shortlist", body, "Wat het best past, staat bovenaan.")
	all := url.Values{"new": {carried.FindStringSubmatch(body)[2]}, "need": {"gezelschap"}, "wijk": {"Noord"}, "when": {"now"},
		"service": dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's1' and network_id = '`+w.here.Network.ID+`'`)}
	for name, values := range form {
		all[name] = values
	}
	answer := w.post(access.Ambassador, "/doorverwijzingen/nieuw", all)
	path := referralPath.FindString(answer.Header().Get("Location"))
	if answer.Code != http.StatusSeeOther || path == "" {
		t.Fatalf("making answers %d: %s", answer.Code, answer.Body)
	}
	return path
}

// toMember chooses a service of the organisation of the member.
func (w world) toMember(t *testing.T) url.Values {
	return url.Values{"service": dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's2' and network_id = '`+w.here.Network.ID+`'`)}
}

// step sends a form from a page, with the version that the page carries, and fails unless the answer has a code.
func (w world) step(t *testing.T, role access.Role, page string, want int, pairs ...string) string {
	t.Helper()
	_, body := w.ask(role, http.MethodGet, page, nil)
	form := url.Values{}
	if found := versionOf.FindStringSubmatch(body); found != nil {
		form.Set("version", found[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	code, body := w.ask(role, http.MethodPost, page, form)
	if code != want {
		t.Errorf("%v at %s answers %d, want %d: %s", pairs, page, code, want, body)
	}
	return body
}

// link gives the address behind a link of a mail.
func (w world) link(purpose, page, object string, generation int) string {
	return page + object + "/" + w.here.Referral.Token(w.here.Network.ID, purpose, object, generation)
}

const november = 2026*12 + 11

// TestAReferralIsAnsweredFromTheMail goes from the shortlist through the choice of the resident, which the professional
// tells by link, to the answer of the organisation by link, and what is shown of it to both.
func TestAReferralIsAnsweredFromTheMail(t *testing.T) {
	w := newWorld(t)
	path := w.madeReferral(t, url.Values{"referrer": {"anna@buurtteam.example"}, "referrer_name": {"Anna Wijk"}})
	id := strings.TrimPrefix(path, "/doorverwijzingen/")
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "hand")
	_, body := w.ask(access.Ambassador, http.MethodGet, path, nil)
	picture(t, "referral-resident", body)
	says(t, "the page of the ambassador", body, "Bij de inwoner", "Anna Wijk", "Keuzeblad voor de inwoner")
	_, body = w.ask(access.Ambassador, http.MethodGet, path+"/keuzeblad", nil)
	picture(t, "choice", body)
	says(t, "the choice sheet", body, "U kiest zelf.", "Bezoekmaatje", "Wandelmaatje", "Ik wil iets anders")

	answer := w.link(referral.PurposeAnswer, "/antwoord/", id, 0)
	if code, _ := w.ask(access.Visitor, http.MethodGet, answer, nil); code != http.StatusNotFound {
		t.Errorf("the organisation sees it before the resident chose: %d", code)
	}
	referrer := dbtest.Ask[string](t, w.here.DB, `select id from referrer`)[0]
	own := w.link(referral.PurposeOwn, "/verwijzer/", referrer, november)
	_, body = w.ask(access.Visitor, http.MethodGet, own, nil)
	says(t, "the list of the professional", body, "Gezelschap", "Bij de inwoner")
	one := own + "?een=" + id
	_, body = w.ask(access.Visitor, http.MethodGet, one, nil)
	picture(t, "own-referrals", body)
	body = w.step(t, access.Visitor, one, http.StatusUnprocessableEntity, "do", "send", "giver", "resident", "wish", "Bel mevrouw Jansen op 06-12345678")
	says(t, "what was typed", body, "Bel mevrouw Jansen op 06-12345678")
	w.step(t, access.Visitor, one, http.StatusUnprocessableEntity, "do", "send", "giver", "resident", "share", "ja")
	w.step(t, access.Visitor, one, http.StatusSeeOther, "do", "send", "giver", "resident", "wish", "Liever op dinsdag.", "share", "ja", "name", "Mevrouw Jansen", "phone", "06-12345678")

	_, body = w.ask(access.Visitor, http.MethodGet, answer, nil)
	picture(t, "answer", body)
	says(t, "the question", body, "Vraag voor Stichting Aanloop", "Iemand in Noord zoekt:", "Liever op dinsdag.", "9 november 2026", "Ja, wij nemen contact op", "Nee, dit kan niet")
	if strings.Contains(body, "Jansen") || strings.Contains(body, "12345678") {
		t.Error("who it is stands on the page before a yes")
	}
	w.step(t, access.Visitor, answer, http.StatusNotFound, "do", "open")
	w.step(t, access.Visitor, answer, http.StatusUnprocessableEntity, "do", "decline")
	w.step(t, access.Visitor, answer, http.StatusSeeOther, "do", "accept")
	_, body = w.ask(access.Visitor, http.MethodGet, answer, nil)
	picture(t, "answered", body)
	says(t, "the status", body, "U zei ja. Dank u wel!", "Neem het antwoord terug", "Open de contactgegevens", "Er is een vrijwilliger gestart")
	says(t, "the contact", w.step(t, access.Visitor, answer, http.StatusOK, "do", "open"), "Mevrouw Jansen", "tel:0612345678")
	_, body = w.ask(access.Ambassador, http.MethodGet, path, nil)
	picture(t, "referral", body)
	says(t, "the page of the sender", body, "Zoekt nog een vrijwilliger", "Contactgegevens geopend", "Toestemming", "geldt tot en met")
	if strings.Contains(body, "Jansen") {
		t.Error("the sender reads the contact details")
	}
	w.step(t, access.Visitor, answer, http.StatusSeeOther, "do", "reached")
	w.step(t, access.Visitor, answer, http.StatusNotFound, "do", "open")
	_, body = w.ask(access.Ambassador, http.MethodGet, path+"/toestemming", nil)
	picture(t, "consent", body)
	says(t, "the copy for the resident", body, "Stichting Aanloop mag weten welke hulp ik zoek", "Liever op dinsdag.")
}

// TestAQuestionBecomesAReferral with one tap: what it says is filled in, it stays with who asked for it, and both know of
// each other.
func TestAQuestionBecomesAReferral(t *testing.T) {
	w := newWorld(t)
	tree, err := w.here.Places.Tree(ctx, w.here.Operator)
	if err != nil {
		t.Fatal(err)
	}
	noord, _ := tree.BySlug("noord")
	worker := access.Actor{Network: w.here.Network.ID, Person: w.persons[access.Desk], Grants: []access.Grant{{Role: access.Desk}}}
	asked, err := w.here.Desk.Receive(ctx, worker, desk.Incoming{Request: "r", Channel: desk.Phone, Note: "Wil graag bezoek, soms samen klussen", Area: noord.ID, Needs: []string{"gezelschap"}, When: "month"})
	if err != nil {
		t.Fatal(err)
	}
	question := "/vragen/" + asked.ID
	_, body := w.ask(access.Desk, http.MethodGet, question, nil)
	link := regexp.MustCompile(`href="[^"]*(/doorverwijzingen/nieuw\?[^"]+)"`).FindStringSubmatch(body)
	if link == nil {
		t.Fatalf("the question has no button to refer: %s", body)
	}
	if strings.Contains(link[1], "bezoek") {
		t.Errorf("the address says what is asked: %s", link[1])
	}
	_, body = w.ask(access.Desk, http.MethodGet, html.UnescapeString(link[1]), nil)
	picture(t, "referral-from-question", body)
	says(t, "the form", body, `value="Noord"`, `value="gezelschap" selected`, `value="month" checked`, "Bezoekmaatje", "Naar de vraag")
	form := url.Values{"new": {carried.FindStringSubmatch(body)[2]}, "need": {"gezelschap"}, "wijk": {"Noord"}, "origin": {"enquiry"}, "origin_id": {asked.ID},
		"service": dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's1' and network_id = '`+w.here.Network.ID+`'`)}
	var path string
	for range 2 {
		answer := w.post(access.Desk, "/doorverwijzingen/nieuw", form)
		if path = referralPath.FindString(answer.Header().Get("Location")); path == "" {
			t.Fatalf("making answers %d: %s", answer.Code, answer.Body)
		}
	}
	_, body = w.ask(access.Desk, http.MethodGet, question, nil)
	picture(t, "question-referred", body)
	says(t, "the question", body, path, "Opgepakt", "Doorverwezen", "Concept")
	if n := dbtest.Ask[int](t, w.here.DB, `select count(*) from enquiry_event where act = 'refer'`)[0]; n != 1 {
		t.Errorf("it was told %d times", n)
	}
	_, body = w.ask(access.Desk, http.MethodGet, path, nil)
	says(t, "the referral", body, question, "Naar de vraag")
	form.Set("origin_id", "0198c0de-0000-7000-8000-00000000000f")
	form.Set("new", "0198c0de-0000-7000-8000-000000000001")
	if answer := w.post(access.Desk, "/doorverwijzingen/nieuw", form); answer.Code != http.StatusNotFound {
		t.Errorf("from a question that is not there: %d", answer.Code)
	}
	if n := dbtest.Ask[int](t, w.here.DB, `select count(*) from referral where origin = 'enquiry'`)[0]; n != 1 {
		t.Errorf("%d were made", n)
	}
}

// TestNoRoomLeadsToALookAlike from the link of the organisation to the page of the sender.
func TestNoRoomLeadsToALookAlike(t *testing.T) {
	w := newWorld(t)
	path := w.madeReferral(t, nil)
	id := strings.TrimPrefix(path, "/doorverwijzingen/")
	answer := w.link(referral.PurposeAnswer, "/antwoord/", id, 0)
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "send", "giver", "resident")
	w.step(t, access.Visitor, answer, http.StatusSeeOther, "do", "decline", "reason", "no-room")
	_, body := w.ask(access.Visitor, http.MethodGet, answer, nil)
	picture(t, "declined", body)
	says(t, "the page after a no", body, "Wie kan wel?", "Bewonersinitiatief De Brug")
	w.step(t, access.Visitor, answer, http.StatusSeeOther, "do", "decline", "reason", "no-room", "advised", regexp.MustCompile(`name="advised" value="([^"]+)"`).FindStringSubmatch(body)[1])
	_, body = w.ask(access.Ambassador, http.MethodGet, path, nil)
	picture(t, "whatnow", body)
	says(t, "the page of the sender", body, "Wat nu?", "aangeraden door de organisatie")
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "redirect", "service", regexp.MustCompile(`name="service" value="([^"]+)"`).FindStringSubmatch(body)[1])
	if n := dbtest.Ask[int](t, w.here.DB, `select count(*) from referral where before_id = '`+id+`' and state = 'concept'`)[0]; n != 1 {
		t.Errorf("%d follow it", n)
	}
}

// TestLaterUndoAndTwoAtOnce by link: another day, taken back within ten minutes, and an old form.
func TestLaterUndoAndTwoAtOnce(t *testing.T) {
	w := newWorld(t)
	path := w.madeReferral(t, nil)
	answer := w.link(referral.PurposeAnswer, "/antwoord/", strings.TrimPrefix(path, "/doorverwijzingen/"), 0)
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "send", "giver", "resident")
	says(t, "a day in the past", w.step(t, access.Visitor, answer, http.StatusUnprocessableEntity, "do", "wait", "until", "2026-01-01"), "Kies een dag na vandaag", "2026-01-01")
	_, old := w.ask(access.Visitor, http.MethodGet, answer, nil)
	w.step(t, access.Visitor, answer, http.StatusSeeOther, "do", "wait", "until", "2026-12-01")
	code, body := w.ask(access.Visitor, http.MethodPost, answer, url.Values{"version": {versionOf.FindStringSubmatch(old)[1]}, "do": {"accept"}})
	if code != http.StatusConflict {
		t.Errorf("an answer from an old form: %d", code)
	}
	says(t, "what is so now", body, "U zei: ja, maar later.")
	w.step(t, access.Visitor, answer, http.StatusSeeOther, "do", "undo")
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "accept")
	if _, body = w.ask(access.Visitor, http.MethodGet, answer, nil); !strings.Contains(body, "U zei ja.") {
		t.Error("the answer by phone is not shown to the organisation")
	}
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "withdraw", "reason", "solved")
	w.step(t, access.Visitor, answer, http.StatusConflict, "do", "start")
	for name, other := range map[string]string{"forged": answer[:len(answer)-1] + "x", "of another purpose": strings.Replace(answer, "/antwoord/", "/signaal/", 1)} {
		if code, _ := w.ask(access.Visitor, http.MethodGet, other, nil); code != http.StatusNotFound {
			t.Errorf("a link that is %s answers %d", name, code)
		}
	}
}

// TestFieldsThatNobodyAskedForDoNothing: a form with more in it than the page has changes what the page has only, and an
// origin that somebody typed makes nothing.
func TestFieldsThatNobodyAskedForDoNothing(t *testing.T) {
	w := newWorld(t)
	path := w.madeReferral(t, url.Values{"state": {"active"}, "sender": {"x"}, "organization": {"x"}, "ended_at": {"2026-01-01"}, "code": {"aaaa-aaaa"}})
	id := strings.TrimPrefix(path, "/doorverwijzingen/")
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "send", "giver", "resident", "state", "completed", "organization", "x", "agreed_on", "2020-01-01")
	w.step(t, access.Visitor, w.link(referral.PurposeAnswer, "/antwoord/", id, 0), http.StatusSeeOther, "do", "accept", "wish", "Bel mevrouw Jansen", "by", "sender", "version", "99")
	got := dbtest.Ask[string](t, w.here.DB, `select state || wish || answered_by || reason from referral where id = '`+id+`'`)[0]
	if got != "acceptedorganization" {
		t.Errorf("it says %q", got)
	}
	_, body := w.ask(access.Ambassador, http.MethodGet, "/doorverwijzingen/nieuw?hulpvraag=gezelschap&wijk=Noord", nil)
	form := url.Values{"new": {carried.FindStringSubmatch(body)[2]}, "need": {"gezelschap"}, "wijk": {"Noord"}, "origin": {"case-need"}, "origin_id": {"06-12345678"}}
	if answer := w.post(access.Ambassador, "/doorverwijzingen/nieuw", form); answer.Code != http.StatusBadRequest {
		t.Errorf("a typed origin answers %d", answer.Code)
	}
}

// TestAVolunteerSignals by link and reads the answer behind it.
func TestAVolunteerSignals(t *testing.T) {
	w := newWorld(t)
	path := w.madeReferral(t, w.toMember(t))
	id := strings.TrimPrefix(path, "/doorverwijzingen/")
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "send", "giver", "representative")
	w.step(t, access.Member, path, http.StatusSeeOther, "do", "accept") // a member signs in and answers from the own inbox
	signal := w.link(referral.PurposeSignal, "/signaal/", id, 0)
	w.step(t, access.Visitor, signal, http.StatusUnprocessableEntity, "text", "Bel mij op 06-12345678")
	w.step(t, access.Visitor, signal, http.StatusSeeOther, "text", "De deur bleef twee keer dicht.")
	_, body := w.ask(access.Ambassador, http.MethodGet, path, nil)
	picture(t, "signalled", body)
	says(t, "the page of the sender", body, "Een vrijwilliger meldde", "De deur bleef twee keer dicht.")
	note := regexp.MustCompile(`name="signal" value="([^"]+)"`).FindStringSubmatch(body)[1]
	w.step(t, access.Ambassador, path, http.StatusUnprocessableEntity, "do", "answer-signal", "signal", note, "answer", "")
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "answer-signal", "signal", note, "answer", "Wij bellen vandaag.")
	_, body = w.ask(access.Visitor, http.MethodGet, signal, nil)
	picture(t, "signal", body)
	says(t, "the page of the volunteer", body, "Wij bellen vandaag.")
}

// TestListsOfReferrals: the week of the ambassador, the inbox with and without an account, and what is stuck.
func TestListsOfReferrals(t *testing.T) {
	w := newWorld(t)
	path := w.madeReferral(t, w.toMember(t))
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "send", "giver", "resident")
	_, body := w.ask(access.Member, http.MethodGet, "/doorverwijzingen", nil)
	picture(t, "inbox-member", body)
	says(t, "the inbox of a member", body, "Voor onze organisatie", path)
	organization := dbtest.Ask[string](t, w.here.DB, `select organization_id from referral where id = '`+strings.TrimPrefix(path, "/doorverwijzingen/")+`'`)[0]
	_, body = w.ask(access.Visitor, http.MethodGet, w.link(referral.PurposeInbox, "/verzoeken/", organization, november), nil)
	picture(t, "inbox", body)
	says(t, "the inbox by link", body, "Gezelschap", "/antwoord/"+strings.TrimPrefix(path, "/doorverwijzingen/"))
	if code, _ := w.ask(access.Ambassador, http.MethodGet, "/doorverwijzingen/verslag", nil); code != http.StatusNotFound {
		t.Errorf("an ambassador reads the report: %d", code)
	}
	*w.here.Later = 8 * 24 * time.Hour // Tuesday 10 November
	if err := w.here.Referral.Run(ctx, w.here.Network.ID); err != nil {
		t.Fatal(err)
	}
	w.persons[access.Coordinator], w.tokens[access.Coordinator] = w.here.SignedInFor(t, "later", people.Assignment{Role: access.Coordinator})
	_, body = w.ask(access.Coordinator, http.MethodGet, "/doorverwijzingen?lijst=vast", nil)
	picture(t, "stuck", body)
	says(t, "what is stuck", body, "Vast sinds 10 november 2026", path, "Aan wie, en hoe snel")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/doorverwijzingen/verslag", nil)
	picture(t, "report", body)
	says(t, "the report", body, "Naar eigen werkgever", "laatste jaar: 1. ", "Bewonersinitiatief De Brug", "Er zijn nog geen meldingen met een antwoord.")
	if code, _ := w.ask(access.Observer, http.MethodGet, "/doorverwijzingen", nil); code != http.StatusNotFound {
		t.Errorf("the municipality: %d", code)
	}
}

// TestReferralsForAnotherSystem: as FHIR tasks, without anything that tells who it is about, traced, and each opened by
// its code.
func TestReferralsForAnotherSystem(t *testing.T) {
	w := newWorld(t)
	path := w.madeReferral(t, url.Values{"referrer": {"anna@buurtteam.example"}, "referrer_name": {"Anna Wijk"}})
	w.step(t, access.Ambassador, path, http.StatusSeeOther, "do", "send", "giver", "resident", "wish", "Liever op dinsdag.", "share", "ja", "name", "Mevrouw Jansen", "phone", "06-12345678")
	w.step(t, access.Visitor, w.link(referral.PurposeAnswer, "/antwoord/", strings.TrimPrefix(path, "/doorverwijzingen/"), 0), http.StatusSeeOther, "do", "decline", "reason", "no-room")
	before := w.count(t, "audit_line where action = 'export'")
	_, text := w.ask(access.Ambassador, http.MethodGet, "/doorverwijzingen/uitvoer", nil)
	if w.count(t, "audit_line where action = 'export'") != before+1 {
		t.Error("the export leaves no line in the trace")
	}
	for _, secret := range []string{"Jansen", "12345678", "dinsdag", "Anna", "buurtteam", w.persons[access.Ambassador]} {
		if strings.Contains(text, secret) {
			t.Errorf("it says %q", secret)
		}
	}
	var bundle referral.Bundle
	if err := json.Unmarshal([]byte(text), &bundle); err != nil || len(bundle.Entries) != 1 {
		t.Fatalf("%v: %s", err, text)
	}
	task := bundle.Entries[0].Resource
	if task.Status != "rejected" || task.StatusReason.Coding[0].Code != "no-room" || task.StatusReason.Text == "" || task.Intent != "order" || task.Code.Coding[0].Code != "gezelschap" ||
		task.Owner.Display != "Stichting Aanloop" || task.Location.Display != "Noord" {
		t.Errorf("the task is %+v", task)
	}
	code, id := task.Identifier[0], strings.TrimPrefix(path, "/doorverwijzingen/")
	if !strings.HasSuffix(code.System, "/doorverwijzing") || task.ID != id {
		t.Errorf("it is known as %+v", code)
	}
	link := "/doorverwijzing/" + strings.ToUpper(code.Value)
	for role, want := range map[access.Role]int{access.Ambassador: http.StatusSeeOther, access.Observer: http.StatusNotFound, access.Visitor: http.StatusSeeOther, access.Member: http.StatusNotFound} {
		if got, body := w.ask(role, http.MethodGet, link, nil); got != want || (role == access.Ambassador) != strings.Contains(body, id) {
			t.Errorf("%s opens the code: %d %.200s", role, got, body)
		}
	}
	if _, text = w.ask(access.Member, http.MethodGet, "/doorverwijzingen/uitvoer", nil); strings.Contains(text, id) {
		t.Error("another organisation takes it along")
	}
}

// TestRoomIsAskedAndAnswered from the page of the ambassador and the link of an organisation.
func TestRoomIsAskedAndAnswered(t *testing.T) {
	w := newWorld(t)
	_, body := w.ask(access.Ambassador, http.MethodGet, "/doorverwijzingen/plek?hulpvraag=gezelschap&wijk=Noord", nil)
	form := url.Values{"new": {carried.FindStringSubmatch(body)[2]}, "need": {"gezelschap"}, "wijk": {"Noord"}}
	for _, found := range regexp.MustCompile(`name="service" value="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		form.Add("service", found[1])
	}
	for range 2 {
		if answer := w.post(access.Ambassador, "/doorverwijzingen/plek", form); answer.Code != http.StatusSeeOther {
			t.Fatalf("asking answers %d: %s", answer.Code, answer.Body)
		}
	}
	if n := dbtest.Ask[int](t, w.here.DB, `select count(*) from room_question`)[0]; n != 1 {
		t.Errorf("%d questions", n)
	}
	asked := dbtest.Ask[string](t, w.here.DB, `select question_id || ' ' || organization_id || ' ' || service_id from room_asked where service_id in (select id from service where ref = 's1')`)[0]
	parts := strings.Fields(asked)
	object, token := w.here.Referral.RoomToken(w.here.Network.ID, parts[0], parts[1])
	page := "/plek/" + object + "/" + token
	_, body = w.ask(access.Visitor, http.MethodGet, page, nil)
	picture(t, "room", body)
	says(t, "the question", body, "Hebt u plek?", "Bezoekmaatje")
	w.step(t, access.Visitor, page, http.StatusUnprocessableEntity, "service", parts[2], "answer", "later", "weeks", "1000")
	w.step(t, access.Visitor, page, http.StatusSeeOther, "service", parts[2], "answer", "later", "weeks", "6")
	_, body = w.ask(access.Ambassador, http.MethodGet, "/doorverwijzingen/plek?gevraagd=ja", nil)
	picture(t, "rooms", body)
	says(t, "the answers", body, "Later", "6 weken", "nog geen antwoord")
}
