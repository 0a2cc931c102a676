package web_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/people"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// add makes a person with an address, as the operator.
func (w staffed) add(t *testing.T, name, email string) string {
	t.Helper()
	id, err := w.People.Save(context.Background(), w.Operator, people.Person{Name: name, Email: email})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// accountFor gives the account of a person.
func (w staffed) accountFor(t *testing.T, person string) account.Account {
	t.Helper()
	all, err := w.Accounts.List(context.Background(), w.Operator)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(a account.Account) bool { return a.Person == person })
	if i < 0 {
		return account.Account{}
	}
	return all[i]
}

// TestAnAccountFromInvitationToRemoval walks through everything an administrator can do with the account of another.
func TestAnAccountFromInvitationToRemoval(t *testing.T) {
	w := withStaff(t, access.Administrator, access.Coordinator)
	id := w.add(t, "Rosa Nieuw", "rosa@veen.example")
	path := "/beheer/mensen/" + id
	do := func(what string, more ...string) answer {
		t.Helper()
		form := url.Values{"do": {what}}
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		return w.request(t, access.Coordinator, path+"/account", form)
	}
	offers := func() (names []string) {
		a := w.request(t, access.Administrator, path, nil)
		a.doc.Find("section[aria-labelledby=account] input[name=do]").Each(func(_ int, s *goquery.Selection) {
			name, _ := s.Attr("value")
			names = append(names, name)
		})
		return names
	}
	for _, step := range []struct {
		do     []string
		status int
		says   string
		state  account.State
		offers string
	}{
		{[]string{"suspend"}, http.StatusNotFound, "", "", "invite"}, // there is nothing yet
		{[]string{"invite"}, http.StatusSeeOther, "", account.Invited, "address again remove"},
		{[]string{"invite"}, http.StatusConflict, "Dit kan nu niet.", account.Invited, "address again remove"},
		{[]string{"again"}, http.StatusSeeOther, "", account.Invited, "address again remove"},
		{[]string{"address", "address", "geen adres"}, http.StatusUnprocessableEntity, "Dit is geen e-mailadres.", account.Invited, "address again remove"},
		{[]string{"address", "address", "roos@veen.example"}, http.StatusSeeOther, "", account.Invited, "address again remove"},
		{[]string{"come in"}, 0, "", account.Active, "address sessions reset suspend remove"},
		{[]string{"again"}, http.StatusConflict, "Dit kan nu niet.", account.Active, "address sessions reset suspend remove"},
		{[]string{"suspend"}, http.StatusSeeOther, "", account.Suspended, "address resume remove"},
		{[]string{"resume"}, http.StatusSeeOther, "", account.Active, "address sessions reset suspend remove"},
		{[]string{"reset"}, http.StatusSeeOther, "", account.Active, "address sessions reset suspend remove"},
		{[]string{"nonsense"}, http.StatusBadRequest, "", account.Active, "address sessions reset suspend remove"},
		{[]string{"remove"}, http.StatusSeeOther, "", "", "invite"},
		{[]string{"invite"}, http.StatusSeeOther, "", account.Invited, "address again remove"},
	} {
		if step.do[0] == "come in" {
			w.come(t)
		} else if a := do(step.do[0], step.do[1:]...); a.StatusCode != step.status || !strings.Contains(a.text("main"), step.says) {
			t.Errorf("%v answers %d, want %d: %.300s", step.do, a.StatusCode, step.status, a.text("main"))
		}
		if got := w.accountFor(t, id).State; got != step.state {
			t.Errorf("after %v the account is %q, want %q", step.do, got, step.state)
		}
		if got := strings.Join(offers(), " "); got != step.offers {
			t.Errorf("after %v the page offers %q, want %q", step.do, got, step.offers)
		}
	}
	bare := w.add(t, "Zonder Mail", "")
	if a := w.request(t, access.Coordinator, "/beheer/mensen/"+bare, nil); !strings.Contains(a.text("section[aria-labelledby=account]"), "Vul eerst een e-mailadres in") {
		t.Errorf("who has no address: %s", a.text("section[aria-labelledby=account]"))
	}
}

// come uses the last link that was sent, and gives the token of the session.
func (w staffed) come(t *testing.T) string {
	t.Helper()
	letters := *w.Letters
	link := letters[len(letters)-1].Link
	token, err := w.Accounts.LinkToken(context.Background(), w.Network.ID, link)
	if err != nil {
		t.Fatal(err)
	}
	step, _, err := w.Accounts.Use(context.Background(), w.Network.ID, token, account.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	return step.Token
}

// TestAccessEndsAtTheNextRequest ends the account, the sessions and the role of people who are signed in.
func TestAccessEndsAtTheNextRequest(t *testing.T) {
	for _, do := range []string{"suspend", "remove", "reset", "sessions"} {
		w := withStaff(t, access.Coordinator)
		person, token, _ := w.SignedIn(t, access.Liaison)
		w.tokens[access.Liaison] = token
		if a := w.request(t, access.Liaison, "/beheer/teams", nil); a.StatusCode != http.StatusOK {
			t.Fatalf("the liaison gets %d", a.StatusCode)
		}
		if a := w.request(t, access.Coordinator, "/beheer/mensen/"+person+"/account", url.Values{"do": {do}}); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s answers %d", do, a.StatusCode)
		}
		if a := w.request(t, access.Liaison, "/beheer/teams", nil); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/inloggen" {
			t.Errorf("after %s the liaison gets %d to %s", do, a.StatusCode, a.Header.Get("Location"))
		}
	}
}

func TestNobodyLocksThemselvesOut(t *testing.T) {
	w := withStaff(t, access.Administrator)
	all, err := w.Accounts.List(context.Background(), w.Operator)
	if err != nil {
		t.Fatal(err)
	}
	for _, do := range []string{"suspend", "remove", "reset"} {
		a := w.request(t, access.Administrator, "/beheer/mensen/"+all[0].Person+"/account", url.Values{"do": {do}})
		if a.StatusCode != http.StatusConflict || !strings.Contains(a.text("main"), "Dit is uw eigen account.") {
			t.Errorf("%s answers %d", do, a.StatusCode)
		}
	}
}

// TestACaseIsOpenedForAnHour is break-the-glass through the pages; package glass tests the rule.
func TestACaseIsOpenedForAnHour(t *testing.T) {
	w := withStaff(t, access.Coordinator, access.Ambassador, access.PrivacyOfficer, access.Administrator)
	page := w.request(t, access.Coordinator, "/beheer/inzage", nil)
	area, _ := page.doc.Find("#f-area option").Eq(1).Attr("value")
	bad := w.request(t, access.Coordinator, "/beheer/inzage", url.Values{"id": {"K7M2"}, "area": {area}, "reason": {"Mevrouw De Vries viel net van de trap."}})
	if bad.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(bad.text("main"), "Haal de naam weg.") || !strings.Contains(bad.body, "viel net van de trap") {
		t.Errorf("a name in the reason: %d %s", bad.StatusCode, bad.text("main form"))
	}
	form := url.Values{"id": {"K7M2"}, "area": {area}, "reason": {"De hulp stopt vandaag en niemand weet waarom."}}
	if a := w.request(t, access.Coordinator, "/beheer/inzage", form); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("opening answers %d: %s", a.StatusCode, a.text("main"))
	}
	if a := w.request(t, access.Coordinator, "/beheer/inzage", form); a.StatusCode != http.StatusConflict || !strings.Contains(a.text("main"), "al voor u open") {
		t.Errorf("opening twice answers %d", a.StatusCode)
	}
	for _, role := range []access.Role{access.Ambassador, access.PrivacyOfficer} {
		a := w.request(t, role, "/beheer/inzage", nil)
		if !strings.Contains(a.text("main"), "coordinator veen opende casus K7M2") || !strings.Contains(a.text("main"), "niemand weet waarom") || a.doc.Find("main button").Length() > 0 {
			t.Errorf("%s sees %s", role, a.text("main"))
		}
	}
	week := w.request(t, access.Coordinator, "/week", nil)
	if !strings.Contains(week.text(".notice"), "Casus K7M2 is voor u open tot 2 november 2026 11:00.") {
		t.Errorf("the week says %s", week.text("main"))
	}
	if a := w.request(t, access.Ambassador, "/week", nil); strings.Contains(a.text("main"), "K7M2") {
		t.Error("it is open for the ambassador too")
	}
	end, _ := week.doc.Find(".notice form").Attr("action")
	if a := w.request(t, access.Ambassador, end, url.Values{}); a.StatusCode != http.StatusNotFound {
		t.Errorf("another person ends it: %d", a.StatusCode)
	}
	if a := w.request(t, access.Coordinator, end, url.Values{}); a.StatusCode != http.StatusSeeOther {
		t.Errorf("ending answers %d", a.StatusCode)
	}
	if a := w.request(t, access.Coordinator, "/week", nil); strings.Contains(a.text("main"), "K7M2") {
		t.Error("it is open after it was ended")
	}
}

// TestTheWeekSaysWhatWaitsAndWhoHasIt fills a town with what can be the matter.
func TestTheWeekSaysWhatWaitsAndWhoHasIt(t *testing.T) {
	w := withStaff(t, access.Coordinator, access.Ambassador, access.Professional, access.Observer)
	ctx, soon := context.Background(), testkit.Today.AddDate(0, 0, 10)
	going := w.add(t, "Gaat Weg", "")
	if err := w.People.Assign(ctx, w.Operator, people.Assignment{Person: people.Person{ID: going}, Role: access.Desk, Starts: testkit.Today.AddDate(-1, 0, 0), Ends: &soon}); err != nil {
		t.Fatal(err)
	}
	if err := w.People.Away(ctx, w.Operator, people.Absence{PersonID: going, StandIn: people.Person{ID: w.add(t, "Valt In", "")}, Starts: testkit.Today, Ends: soon}); err != nil {
		t.Fatal(err)
	}
	a := w.request(t, access.Coordinator, "/week", nil)
	main := a.text("main")
	for _, want := range []string{"De taak van Gaat Weg stopt: Medewerker informatiepunt. Wie neemt het over? vóór 12 november 2026", "Gaat Weg is afwezig. vóór 12 november 2026 · Ligt bij: Valt In",
		"Zuid heeft geen eigen ambassadeur.", "heeft geen aandachtsfunctionaris.", "nieuwe collega nog niet ingewerkt."} {
		if !strings.Contains(strings.ToLower(main), strings.ToLower(want)) {
			t.Errorf("the week of the coordinator lacks %q:\n%s", want, main)
		}
	}
	a.doc.Find("main .rows p").Each(func(_ int, s *goquery.Selection) {
		if !strings.Contains(s.Text(), "Ligt bij: ") {
			t.Errorf("nobody is responsible for %q", s.Parent().Text())
		}
	})
	if href, _ := a.doc.Find("main .rows a").First().Attr("href"); href != "/beheer/mensen/"+going+"#handover" {
		t.Errorf("a task that ends leads to %s", href)
	}
	if a := w.request(t, access.Observer, "/week", nil); !strings.Contains(a.text("main"), "Niets. U bent bij.") || strings.Contains(a.text("main"), "Gaat Weg") {
		t.Errorf("the municipality sees %s", a.text("main"))
	}
	if a := w.request(t, access.Professional, "/week", nil); !strings.Contains(a.text(".notice"), "Welkom in uw team.") {
		t.Errorf("a new member sees %s", a.text("main"))
	}
}

func TestANewMemberReadsThreeScreens(t *testing.T) {
	w := withStaff(t, access.Professional, access.Coordinator)
	path := "/inwerken/1"
	for range 3 {
		a := w.request(t, access.Professional, path, nil)
		if a.StatusCode != http.StatusOK || a.doc.Find("h1").Length() != 1 {
			t.Fatalf("%s answers %d", path, a.StatusCode)
		}
		path, _ = a.doc.Find("main a.button:not(.second)").Last().Attr("href")
	}
	if a := w.request(t, access.Professional, "/inwerken/2", nil); !strings.Contains(a.text(".ambassador"), "Cor de Vries") { // the team has no wijk
		t.Errorf("the second screen says %s", a.text("main"))
	}
	if a := w.request(t, access.Professional, "/inwerken/4", nil); a.StatusCode != http.StatusNotFound {
		t.Errorf("a fourth screen answers %d", a.StatusCode)
	}
	if a := w.request(t, access.Professional, "/inwerken", url.Values{}); a.StatusCode != http.StatusSeeOther {
		t.Errorf("having read answers %d", a.StatusCode)
	}
	if a := w.request(t, access.Professional, "/week", nil); strings.Contains(a.text("main"), "Welkom in uw team.") {
		t.Error("the screens are asked for again")
	}
	report := w.request(t, access.Coordinator, "/beheer/teams?toon=inwerken", nil)
	if !strings.Contains(report.text("main"), "professional veen") || strings.Contains(report.text("main"), "Heeft de drie schermen gelezen") {
		t.Errorf("the report says %s", report.text("main"))
	}
}

func TestATaskSaysWhereTheMoneyComesFrom(t *testing.T) {
	w := withStaff(t, access.Coordinator)
	person := "/beheer/mensen/" + personOf(t, w.Town)
	form := url.Values{"role": {"desk"}, "hours": {"4"}, "paid": {"ja"}, "funding": {"Scholingsbudget van de teams"}}
	if a := w.request(t, access.Coordinator, person+"/taak", form); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("giving a task answers %d: %s", a.StatusCode, a.text("main .error"))
	}
	if got := w.request(t, access.Coordinator, person, nil).text("main"); !strings.Contains(got, "(Scholingsbudget van de teams)") {
		t.Errorf("the page of the person lacks it: %s", got)
	}
}

// TestWhatTheHoursCost is hours times a rate, for each source of money.
func TestWhatTheHoursCost(t *testing.T) {
	w := withStaff(t, access.Coordinator)
	tree, err := w.Places.Tree(t.Context(), w.Operator)
	if err != nil {
		t.Fatal(err)
	}
	noord, _ := tree.BySlug("noord")
	form := url.Values{"role": {"ambassador"}, "area": {noord.ID}, "hours": {"7,5"}, "paid": {"ja"}, "funding": {"Scholingsbudget"}}
	if a := w.request(t, access.Coordinator, "/beheer/mensen/"+personOf(t, w.Town)+"/taak", form); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("giving a task answers %d: %s", a.StatusCode, a.text("main .error"))
	}
	got := w.request(t, access.Coordinator, "/beheer/uren?tarief=50", nil).text("main")
	if !strings.Contains(got, "Scholingsbudget") || !strings.Contains(got, "€ 375") || !strings.Contains(got, "€ 19.500") {
		t.Errorf("7.5 hours at 50 euros: %s", got)
	}
	for _, wrong := range []string{"veel", "-1", "2000"} {
		if got := w.request(t, access.Coordinator, "/beheer/uren?tarief="+wrong, nil); got.StatusCode != http.StatusOK || got.text("main .error") == "" {
			t.Errorf("a rate of %q answers %d: %s", wrong, got.StatusCode, got.text("main"))
		}
	}
}

func TestATeamOnScreen(t *testing.T) {
	w := withStaff(t, access.Professional, access.Coordinator, access.Liaison)
	page := w.request(t, access.Coordinator, "/beheer/teams", nil)
	row := page.doc.Find("main li").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Text(), "professional veen") }).First()
	member, _ := row.Find("input[name=membership]").Attr("value")
	path, _ := row.Find("details form").Attr("action")
	change := func(role access.Role, pairs ...string) answer {
		form := url.Values{"membership": {member}}
		for i := 0; i+1 < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		return w.request(t, role, path, form)
	}
	for _, a := range []answer{change(access.Coordinator, "do", "describe", "kind", "volunteer", "specialism", "informele zorg"),
		change(access.Coordinator, "do", "train", "training", "Oplossingsgericht werken", "day", "2026-10-01"), change(access.Coordinator, "do", "volunteers", "volunteers", "ja"), change(access.Coordinator, "do", "core", "core", "ja")} {
		if a.StatusCode != http.StatusSeeOther {
			t.Errorf("it answers %d: %s", a.StatusCode, a.text("main .error"))
		}
	}
	after := w.request(t, access.Coordinator, "/beheer/teams", nil).text("main")
	for _, want := range []string{"Vrijwilliger informele zorg", "Oplossingsgericht werken, oktober 2026", "mogen hetzelfde als de collega's", "zit in de kerngroep"} {
		if !strings.Contains(after, want) {
			t.Errorf("the page lacks %q: %s", want, after)
		}
	}
	for column, a := range map[string]answer{"Vul in welke scholing": change(access.Coordinator, "do", "train", "day", "2026-10-01"), "Schrijf de dag zo": change(access.Coordinator, "do", "train", "training", "X", "day", "ooit"),
		"Kies of dit een collega": change(access.Coordinator, "do", "describe", "kind", "x")} {
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text("main"), column) {
			t.Errorf("%s: %d %s", column, a.StatusCode, a.text("main .error"))
		}
	}
	if a := change(access.Liaison, "do", "tick", "step", people.Steps[0]); a.StatusCode != http.StatusNotFound {
		t.Errorf("the liaison of another team ticks off: %d", a.StatusCode)
	}
}

// send posts a file.
func (w staffed) send(t *testing.T, role access.Role, path string, file []byte) answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("picture", "foto.png")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: web.CookieName(w.Network.ID), Value: w.tokens[role]})
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(recorder.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return answer{Response: recorder.Result(), body: recorder.Body.String(), doc: doc}
}

// TestTheAmbassadorHasAFace holds row A04: a picture on the page of the wijk, and an initial without one.
func TestTheAmbassadorHasAFace(t *testing.T) {
	w := withStaff(t, access.Coordinator)
	all, err := w.People.Persons(context.Background(), w.Operator)
	if err != nil {
		t.Fatal(err)
	}
	path := "/beheer/mensen/" + all[slices.IndexFunc(all, func(r people.Record) bool { return r.Name == "Fatima Bouali" })].ID
	if a := get(t, w.handler, "/wijk/noord"); a.text(".ambassador .avatar") != "F" {
		t.Errorf("without a picture there is %q", a.text(".ambassador .avatar"))
	}
	if a := w.send(t, access.Coordinator, path+"/foto", []byte("<svg/>")); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.text("section[aria-labelledby=portrait]"), "Dit is geen afbeelding") {
		t.Errorf("what is no picture: %d %s", a.StatusCode, a.text("main .error"))
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	if a := w.send(t, access.Coordinator, path+"/foto", picture.Bytes()); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("a picture answers %d %s", a.StatusCode, a.text("main .error"))
	}
	source, there := get(t, w.handler, "/wijk/noord").doc.Find(".ambassador img.avatar").Attr("src")
	if !there {
		t.Fatal("the page of the wijk shows no picture")
	}
	a := get(t, w.handler, source)
	if made, kind, err := image.Decode(strings.NewReader(a.body)); err != nil || kind != "jpeg" || made.Bounds().Dx() != 256 || a.Header.Get("Content-Type") != "image/jpeg" || len(a.Cookies()) > 0 {
		t.Errorf("the picture is a %s: %v, %v", kind, err, a.Header)
	}
	if a := w.request(t, access.Coordinator, path+"/foto", url.Values{"do": {"remove"}}); a.StatusCode != http.StatusSeeOther {
		t.Errorf("taking it away answers %d", a.StatusCode)
	}
	if a := get(t, w.handler, source); a.StatusCode != http.StatusNotFound {
		t.Errorf("what was taken away answers %d", a.StatusCode)
	}
}

// TestHowPagesAreSeenIsAChoice holds WCAG 2.1.4: keys of one letter can be switched off.
func TestHowPagesAreSeenIsAChoice(t *testing.T) {
	w := withStaff(t, access.Ambassador)
	at := func() (keys, dialog bool, class string) {
		a := w.request(t, access.Ambassador, "/week", nil)
		_, keys = a.doc.Find("body").Attr("data-shortcuts")
		class, _ = a.doc.Find("html").Attr("class")
		return keys, a.doc.Find("dialog#keys").Length() == 1, class
	}
	if keys, dialog, class := at(); !keys || !dialog || class != "" {
		t.Errorf("at first: %v %v %q", keys, dialog, class)
	}
	a := w.request(t, access.Ambassador, "/account/voorkeur", url.Values{"size": {"150"}, "lang": {"en"}})
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/en/account#likes" {
		t.Errorf("a choice leads to %d %s", a.StatusCode, a.Header.Get("Location"))
	}
	if keys, dialog, class := at(); keys || dialog || class != "size-150" {
		t.Errorf("after the choice: %v %v %q", keys, dialog, class)
	}
	for _, form := range []url.Values{{"size": {"9000"}}, {"size": {"100"}, "lang": {"xx"}}, {}} {
		if a := w.request(t, access.Ambassador, "/account/voorkeur", form); a.StatusCode != http.StatusBadRequest {
			t.Errorf("%v answers %d", form, a.StatusCode)
		}
	}
	help := get(t, w.handler, "/toetsen")
	if help.doc.Find("kbd").Length() != 7 || help.doc.Find("body[data-shortcuts]").Length() > 0 || len(help.Cookies()) > 0 {
		t.Errorf("the help of a visitor has %d keys, cookies %v", help.doc.Find("kbd").Length(), help.Cookies())
	}
}

func TestWhatIsNotThereCannotBeTriedAgain(t *testing.T) {
	w := withStaff(t, access.Administrator)
	for _, path := range []string{"/beheer/post/00000000-0000-7000-8000-000000000000/opnieuw", "/beheer/post/x/opnieuw", "/beheer/werk/00000000-0000-7000-8000-000000000000/opnieuw", "/beheer/werk/x/weg"} {
		if a := w.request(t, access.Administrator, path, url.Values{}); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, a.StatusCode)
		}
	}
}
