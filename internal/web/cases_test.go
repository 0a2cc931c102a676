package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/people"
)

var meetingPath = regexp.MustCompile(`/besprekingen/[0-9a-f]{8}-[0-9a-f-]{27}`)

// noordTeam makes a team in Noord, whose ambassador is signed in.
func (w world) noordTeam(t *testing.T) string {
	t.Helper()
	tree, err := w.here.Places.Tree(ctx, w.here.Operator)
	if err != nil {
		t.Fatal(err)
	}
	noord, _ := tree.BySlug("noord")
	team, err := w.here.People.SaveTeam(ctx, w.here.Operator, people.Team{Name: "Buurtteam Noord", Kind: "sociaal", AreaID: noord.ID})
	if err != nil {
		t.Fatal(err)
	}
	return team
}

// convened begins a meeting of a team through the pages, and gives its address.
func (w world) convened(t *testing.T, team string) string {
	t.Helper()
	_, body := w.ask(access.Ambassador, http.MethodGet, "/casussen", nil)
	says(t, "the list", body, "Begin een bespreking", "Buurtteam Noord")
	answer := w.post(access.Ambassador, "/besprekingen", url.Values{"new": {carried.FindStringSubmatch(body)[2]}, "team": {team}, "kind": {"case-meeting"}, "held": {""}})
	path := meetingPath.FindString(answer.Header().Get("Location"))
	if path == "" {
		t.Fatalf("beginning answers %d: %s", answer.Code, answer.Body)
	}
	return path
}

// laid lays a case on the table through the pages, and gives its address.
func (w world) laid(t *testing.T, meeting string, form url.Values) string {
	t.Helper()
	_, body := w.ask(access.Ambassador, http.MethodGet, meeting, nil)
	form.Set("new", carried.FindStringSubmatch(body)[2])
	form.Set("do", "record")
	answer := w.post(access.Ambassador, meeting, form)
	_, at, ok := strings.Cut(answer.Header().Get("Location"), "#c-")
	if !ok {
		t.Fatalf("laying answers %d: %s", answer.Code, answer.Body)
	}
	return "/casussen/" + at
}

// onDay sets the clock to a day after Monday 5 October, four weeks before everyone signed in: a session lasts half a day.
func (w world) onDay(day int) { *w.here.Later = time.Duration(day-28) * 24 * time.Hour }

// fourNeeds is a household with four needs: one that fits now, one in a few months, one later, one that does not fit.
func fourNeeds() url.Values {
	return url.Values{"case": {""}, "professional": {"anna@buurtteam.example"},
		"help-k1": {"gezelschap"}, "fit-k1": {"yes"}, "when-k1": {"now"}, "reason-k1": {""}, "text-k1": {"Wil graag wandelen."},
		"help-k2": {"geld-post"}, "fit-k2": {"yes"}, "when-k2": {"quarter"}, "reason-k2": {""},
		"help-k3": {"erop-uit"}, "fit-k3": {"later"}, "when-k3": {"now"}, "reason-k3": {"resident-not-ready"},
		"help-k4": {"klusjes-tuin"}, "fit-k4": {"no"}, "when-k4": {"now"}, "reason-k4": {"own-network"}}
}

// TestATeamMeets goes through a meeting: the team first, then the offers, four needs in one form, the case page, the papers,
// and the mail with its link when the meeting closes.
func TestATeamMeets(t *testing.T) {
	w := newWorld(t)
	team := w.noordTeam(t)
	meeting := w.convened(t, team)
	_, body := w.ask(access.Ambassador, http.MethodGet, meeting, nil)
	picture(t, "meeting-new", body)
	says(t, "an empty meeting", body, "Eerst het team", "Deelvraag 4", "Drie vragen om te verkennen", "SOFA", "Wat doet een vrijwilliger?")
	if strings.Contains(body, "Bezoekmaatje") {
		t.Error("the offers come before the team spoke")
	}
	form := fourNeeds()
	form.Set("do", "look")
	code, body := w.ask(access.Ambassador, http.MethodPost, meeting, form)
	picture(t, "meeting-look", body)
	if code != http.StatusOK {
		t.Errorf("looking answers %d", code)
	}
	says(t, "the offers", body, "Bezoekmaatje", "Altijd dezelfde vrijwilliger", "Thuisadministratie", "Wil graag wandelen.", `value="anna@buurtteam.example"`)
	if n := len(dbtest.Ask[string](t, w.here.DB, `select id from case_need where help = 'klusjes-tuin'`)); n != 0 {
		t.Error("looking keeps something")
	}

	form = fourNeeds()
	form["service-k1"] = dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's1' and network_id = '`+w.here.Network.ID+`'`)
	one := w.laid(t, meeting, form)
	_, body = w.ask(access.Ambassador, http.MethodGet, meeting, nil)
	picture(t, "meeting", body)
	says(t, "the table", body, "Past, nog doorverwijzen", "anna@buurtteam.example", "Het eigen netwerk helpt")
	_, body = w.ask(access.Ambassador, http.MethodGet, one, nil)
	picture(t, "case", body)
	says(t, "the case", body, "Gezelschap", "Wil graag wandelen.", "Bezoekmaatje", "Over 2–3 maanden", "Keuzeblad voor de inwoner", "Op tafel gelegd")
	_, body = w.ask(access.Ambassador, http.MethodGet, one+"/keuzeblad", nil)
	picture(t, "case-choice", body)
	says(t, "the choice sheet", body, "U kiest zelf.", "☐ Bezoekmaatje", "Ik wil dit nu niet")
	w.step(t, access.Ambassador, one, http.StatusSeeOther, "do", "look-up", "text", "Wie heeft er een duofiets?", "until", "2026-11-10")
	w.step(t, access.Ambassador, one, http.StatusSeeOther, "do", "situation", "own", "looked", "carer", "asked", "level", "1", "professional", "anna@buurtteam.example")
	_, body = w.ask(access.Ambassador, http.MethodGet, one, nil)
	says(t, "the case", body, "Wie heeft er een duofiets?", "10 november 2026")

	w.step(t, access.Ambassador, meeting, http.StatusSeeOther, "do", "close")
	_, body = w.ask(access.Ambassador, http.MethodGet, meeting+"/terugkoppeling", nil)
	picture(t, "feedback", body)
	says(t, "the feedback", body, "Bezoekmaatje", "komt terug op")
	mails := dbtest.Ask[string](t, w.here.DB, `select address from outbox where kind = 'case-yours'`)
	if len(mails) != 1 || mails[0] != "anna@buurtteam.example" {
		t.Errorf("mails to professionals: %v", mails)
	}
	id := strings.TrimPrefix(meeting, "/besprekingen/")
	link := "/uw-casussen/" + id + "/" + w.here.Casework.Token(w.here.Network.ID, id, "anna@buurtteam.example")
	code, body = w.ask(access.Visitor, http.MethodGet, link, nil)
	picture(t, "yours", body)
	says(t, "the page of the professional", body, "Uw casussen van 2 november 2026", "Gezelschap", "Bezoekmaatje")
	if code != http.StatusOK || strings.Contains(body, "wandelen") {
		t.Errorf("behind the link: %d, with the text of a need: %v", code, strings.Contains(body, "wandelen"))
	}
	other := "/uw-casussen/" + id + "/" + w.here.Casework.Token(w.here.Network.ID, id, "iemand@buurtteam.example")
	if code, _ := w.ask(access.Visitor, http.MethodGet, other, nil); code != http.StatusNotFound {
		t.Errorf("the link of somebody else answers %d", code)
	}
}

// TestANeedIsReferred goes from a need to a referral with one link: the form knows the need, the shortlist and the
// professional, and the need waits for the look-back afterwards. Settled in the talk of a visit, both are.
func TestANeedIsReferred(t *testing.T) {
	w := newWorld(t)
	w.onDay(0)
	meeting := w.convened(t, w.noordTeam(t))
	form := fourNeeds()
	form["service-k1"] = dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's1' and network_id = '`+w.here.Network.ID+`'`)
	one := w.laid(t, meeting, form)
	_, body := w.ask(access.Ambassador, http.MethodGet, one, nil)
	link := regexp.MustCompile(`/doorverwijzingen/nieuw\?[^"]+`).FindString(body)
	_, body = w.ask(access.Ambassador, http.MethodGet, strings.ReplaceAll(link, "&amp;", "&"), nil)
	picture(t, "case-refer", body)
	says(t, "the form", body, `value="anna@buurtteam.example"`, `value="Noord"`, "Bezoekmaatje")
	values := url.Values{"new": {carried.FindStringSubmatch(body)[2]}, "when": {"now"}, "service": form["service-k1"], "referrer": {"anna@buurtteam.example"}}
	for _, name := range []string{"need", "wijk", "note", "origin", "origin_id"} {
		found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
		if found == nil {
			t.Fatalf("the form lacks %s", name)
		}
		values.Set(name, found[1])
	}
	answer := w.post(access.Ambassador, "/doorverwijzingen/nieuw", values)
	made := referralPath.FindString(answer.Header().Get("Location"))
	if made == "" {
		t.Fatalf("referring answers %d: %s", answer.Code, answer.Body)
	}
	_, body = w.ask(access.Ambassador, http.MethodGet, one, nil)
	picture(t, "case-referred", body)
	says(t, "the case", body, "Doorverwezen", made, "navragen op 26 oktober 2026")

	w.onDay(21)
	need := values.Get("origin_id")
	w.step(t, access.Ambassador, one, http.StatusSeeOther, "do", "settle", "need", need, "outcome", "started")
	if state := dbtest.Ask[string](t, w.here.DB, `select state from referral where origin_id = '`+need+`'`); len(state) != 1 || state[0] != "active" {
		t.Errorf("the referral of a need that started is %v", state)
	}
}

// TestWhatIsWrongOnACaseStaysInTheForm sends what cannot be kept: each is told beside its row, what was typed stays, and
// nothing is kept.
func TestWhatIsWrongOnACaseStaysInTheForm(t *testing.T) {
	w := newWorld(t)
	meeting := w.convened(t, w.noordTeam(t))
	for name, c := range map[string]struct {
		change url.Values
		says   []string
	}{
		"no reason":         {url.Values{"reason-k3": {""}}, []string{"Kies een reden.", "Wil graag wandelen."}},
		"an unknown reason": {url.Values{"reason-k4": {"x"}}, []string{"Kies een reden."}},
		"no kind of help":   {url.Values{"help-k2": {""}}, []string{"Kies eerst wat voor hulp het is."}},
		"a phone number":    {url.Values{"text-k2": {"Bel 06-12345678"}}, []string{"Bel 06-12345678", "telefoonnummer"}},
		"a name":            {url.Values{"text-k1": {"Mevrouw Jansen wil wandelen"}}, []string{"Mevrouw Jansen wil wandelen", "Schrijf dan waarom"}},
		"no address":        {url.Values{"professional": {"anna"}}, []string{"Dit is geen e-mailadres."}},
		"another slip":      {url.Values{"slip": {"AAAA-AAAA"}}, []string{"Dit briefje kennen wij niet."}},
		"an unknown wijk":   {url.Values{"wijk": {"Atlantis"}}, []string{"Atlantis"}},
		"a day long ago":    {url.Values{"until-k3": {"2020-01-01"}}, []string{"Kies een dag"}},
		"no date":           {url.Values{"until-k3": {"morgen"}}, []string{"morgen"}},
		"nothing at all": {url.Values{"help-k1": {""}, "fit-k1": {""}, "text-k1": {""}, "help-k2": {""}, "fit-k2": {""}, "help-k3": {""}, "fit-k3": {""}, "help-k4": {""}, "fit-k4": {""}},
			[]string{"Kies bij minstens één deelvraag"}},
	} {
		form := fourNeeds()
		for field, values := range c.change {
			form[field] = values
		}
		form.Set("do", "record")
		answer := w.post(access.Ambassador, meeting, form)
		if answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", name, answer.Code)
		}
		says(t, name, answer.Body.String(), c.says...)
		picture(t, "wrong "+name, answer.Body.String())
	}
	if kept := dbtest.Ask[string](t, w.here.DB, `select id from case_need where help = 'klusjes-tuin'`); len(kept) > 0 {
		t.Errorf("%d needs are kept", len(kept))
	}
	one := w.laid(t, meeting, fourNeeds())
	w.step(t, access.Ambassador, one, http.StatusUnprocessableEntity, "do", "look-up", "text", "Mail naar jan@huis.example")
	w.step(t, access.Ambassador, one, http.StatusUnprocessableEntity, "do", "look-up", "text", "")
	w.step(t, access.Ambassador, one, http.StatusUnprocessableEntity, "do", "situation", "own", "x")
	w.step(t, access.Ambassador, one, http.StatusNotFound, "do", "settle", "need", "x", "outcome", "started")
	stale := url.Values{"version": {"1"}, "do": {"look-up"}, "text": {"Wie heeft er plek?"}}
	w.step(t, access.Ambassador, one, http.StatusSeeOther, "do", "look-up", "text", "Wie heeft er tijd?")
	code, body := w.ask(access.Ambassador, http.MethodPost, one, stale)
	if code != http.StatusConflict {
		t.Errorf("an older version answers %d", code)
	}
	says(t, "an older version", body, "Wie heeft er plek?")
}

// TestALookBackOnTheVisitSheet follows an agreed volunteer: on the sheet from day 21, in the own week, one mail, with the
// coordinator on day 29, silence after the answer.
func TestALookBackOnTheVisitSheet(t *testing.T) {
	w := newWorld(t)
	w.onDay(0)
	team := w.noordTeam(t)
	one := w.laid(t, w.convened(t, team), url.Values{"case": {""}, "help-k1": {"gezelschap"}, "fit-k1": {"yes"}, "when-k1": {"now"}})
	need := dbtest.Ask[string](t, w.here.DB, `select id from case_need where case_id = '`+strings.TrimPrefix(one, "/casussen/")+`'`)[0]
	w.step(t, access.Ambassador, one, http.StatusSeeOther, "do", "pass-on", "need", need)
	sheet := "/casussen/bezoek?team=" + team
	look := func(day int) (body string) {
		w.onDay(day)
		if err := w.here.Casework.Run(ctx, w.here.Network.ID); err != nil {
			t.Fatal(err)
		}
		_, body = w.ask(access.Ambassador, http.MethodGet, sheet, nil)
		return body
	}
	for day := range 29 {
		body := look(day)
		if on := strings.Contains(body, "Gestart"); on != (day >= 21) {
			t.Errorf("day %d: on the sheet %v", day, on)
		}
		picture(t, fmt.Sprint("visit-", day), body)
	}
	_, body := w.ask(access.Ambassador, http.MethodGet, "/week", nil)
	picture(t, "week-cases", body)
	says(t, "the week", body, "is het gestart? (Gezelschap")
	tree, err := w.here.Places.Tree(ctx, w.here.Operator)
	if err != nil {
		t.Fatal(err)
	}
	noord, _ := tree.BySlug("noord")
	w.onDay(29)
	_, w.tokens[access.Coordinator] = w.here.SignedInFor(t, "later", people.Assignment{Role: access.Coordinator})
	_, w.tokens[access.Ambassador] = w.here.SignedInFor(t, "opvolger", people.Assignment{Role: access.Ambassador, AreaID: noord.ID})
	look(29)
	_, body = w.ask(access.Coordinator, http.MethodGet, "/casussen?lijst=vast", nil)
	picture(t, "cases-stuck", body)
	says(t, "what is stuck", body, one)
	mails := func() string {
		return strings.Join(dbtest.Ask[string](t, w.here.DB, `select kind from outbox where kind like 'case-%' and object <> 'doel' and created_at > '2026-10-20' order by created_at, kind`), " ")
	}
	if got := mails(); !strings.HasPrefix(got, "case-remind case-escalate") {
		t.Errorf("mails: %s", got)
	}
	w.step(t, access.Ambassador, one, http.StatusSeeOther, "do", "settle", "need", need, "outcome", "started", "level-after", "0", "visit", team)
	if after := dbtest.Ask[string](t, w.here.DB, `select level_after from discussed_case where id = '`+strings.TrimPrefix(one, "/casussen/")+`'`)[0]; after != "0" {
		t.Errorf("care there still is: %q", after)
	}
	before := mails()
	if body := look(29); !strings.Contains(body, "Er is nu niets na te vragen.") {
		t.Error("it is on the sheet after the answer")
	}
	look(90)
	if got := mails(); got != before {
		t.Errorf("mails after the answer: %s", strings.TrimPrefix(got, before))
	}
}

// TestTenCasesAreRecognised lays ten cases on the table, of which five codes are noted nowhere: on day 21 the workers know
// all ten again, by the words, the day and the kinds of help on the visit sheet.
func TestTenCasesAreRecognised(t *testing.T) {
	w := newWorld(t)
	w.onDay(0)
	team := w.noordTeam(t)
	helps := []string{"gezelschap", "erop-uit", "vervoer", "klusjes-tuin", "geld-post"}
	type note struct{ code, words, help string } // what a worker noted; code "" = forgot it
	var notes []note
	meeting := w.convened(t, team)
	for i := range 10 {
		one := w.laid(t, meeting, url.Values{"case": {""}, "slip": {""}, "text-k2": {strings.Repeat(" ", i)}, "help-k1": {helps[i%5]}, "fit-k1": {"yes"}, "when-k1": {"now"}})
		d, err := w.here.Casework.Case(ctx, w.ambassador(t), strings.TrimPrefix(one, "/casussen/"))
		if err != nil {
			t.Fatal(err)
		}
		n := note{d.Code, d.Words, helps[i%5]}
		if i%2 == 0 {
			n.code = ""
		}
		notes = append(notes, n)
	}
	w.onDay(21)
	_, body := w.ask(access.Ambassador, http.MethodGet, "/casussen/bezoek?team="+team, nil)
	picture(t, "visit-ten", body)
	_, main, _ := strings.Cut(body, "<main")
	sections := strings.Split(main, "<section")[1:]
	for _, n := range notes {
		known := slices.DeleteFunc(slices.Clone(sections), func(section string) bool {
			return !strings.Contains(section, n.words) || !strings.Contains(section, "5 oktober 2026") || !strings.Contains(section, n.code)
		})
		if len(known) != 1 {
			t.Errorf("%+v is %d cases on the sheet", n, len(known))
		}
	}
	if len(sections) != 10 {
		t.Errorf("%d cases are on the sheet", len(sections))
	}
	code, body := w.ask(access.Ambassador, http.MethodPost, "/casussen", url.Values{"find": {strings.ToUpper(notes[0].words)}})
	if code != http.StatusOK || !strings.Contains(body, notes[0].words) {
		t.Errorf("searching for words answers %d", code)
	}
}

// ambassador is the one who is signed in.
func (w world) ambassador(t *testing.T) access.Actor {
	t.Helper()
	grants, err := w.here.People.Grants(ctx, w.here.Network.ID, w.persons[access.Ambassador])
	if err != nil {
		t.Fatal(err)
	}
	return access.Actor{Network: w.here.Network.ID, Person: w.persons[access.Ambassador], Grants: grants}
}

// TestSlipsMeetTheirCase prints slips, and lays a case with one of them on the table.
func TestSlipsMeetTheirCase(t *testing.T) {
	w := newWorld(t)
	team := w.noordTeam(t)
	answer := w.post(access.Ambassador, "/casussen/briefjes", url.Values{"team": {team}, "slips": {"6"}})
	body := answer.Body.String()
	picture(t, "slips", body)
	codes := regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{4}`).FindAllString(body, -1)
	if len(codes) != 6 || answer.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%d slips: %s", len(codes), body)
	}
	form := fourNeeds()
	form.Set("slip", strings.ToLower(codes[2]))
	_, body = w.ask(access.Ambassador, http.MethodGet, w.laid(t, w.convened(t, team), form), nil)
	says(t, "the case", body, codes[2])
	for _, n := range []string{"0", "41", "veel"} {
		if answer := w.post(access.Ambassador, "/casussen/briefjes", url.Values{"team": {team}, "slips": {n}}); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s slips answer %d", n, answer.Code)
		}
	}
}

// TestEveryLookAtCasesLeavesALine opens every page about cases: each leaves a line in the trace.
func TestEveryLookAtCasesLeavesALine(t *testing.T) {
	w := newWorld(t)
	team := w.noordTeam(t)
	meeting := w.convened(t, team)
	form := fourNeeds()
	form["service-k1"] = dbtest.Ask[string](t, w.here.DB, `select id from service where ref = 's1' and network_id = '`+w.here.Network.ID+`'`)
	one := w.laid(t, meeting, form)
	lines := func() int {
		return len(dbtest.Ask[string](t, w.here.DB, `select hash from audit_line where object = 'cases' and action in ('read', 'search', 'print slips')`))
	}
	for _, c := range []struct {
		method, path string
		form         url.Values
	}{
		{"GET", "/casussen", nil}, {"GET", "/casussen?lijst=vast", nil}, {"POST", "/casussen", url.Values{"find": {"blauwe fiets"}}}, {"GET", one, nil}, {"GET", one + "/keuzeblad", nil},
		{"GET", meeting, nil}, {"GET", meeting + "/terugkoppeling", nil}, {"GET", "/casussen/bezoek?team=" + team, nil},
		{"POST", "/casussen/briefjes", url.Values{"team": {team}, "slips": {"1"}}},
	} {
		before := lines()
		code, _ := w.ask(access.Ambassador, c.method, c.path, c.form)
		if after := lines(); code != http.StatusOK || after <= before {
			t.Errorf("%s %s answers %d and leaves %d lines", c.method, c.path, code, after-before)
		}
	}
}

// TestACoordinatorReadsTextsThroughTheGlass only: codes and lists before, the text after breaking the glass for its code.
func TestACoordinatorReadsTextsThroughTheGlass(t *testing.T) {
	w := newWorld(t)
	one := w.laid(t, w.convened(t, w.noordTeam(t)), fourNeeds())
	_, body := w.ask(access.Coordinator, http.MethodGet, one, nil)
	if strings.Contains(body, "wandelen") || strings.Contains(body, "anna@") {
		t.Error("the coordinator reads the text, or who the professional is")
	}
	says(t, "the case", body, "De tekst is gesloten.", "Gezelschap")
	code := regexp.MustCompile(`casus=([0-9A-Z-]+)`).FindStringSubmatch(body)[1]
	_, body = w.ask(access.Coordinator, http.MethodGet, "/beheer/inzage?casus="+code, nil)
	says(t, "the glass", body, code)
	noord := dbtest.Ask[string](t, w.here.DB, `select id from area where slug = 'noord' and network_id = '`+w.here.Network.ID+`'`)[0]
	if answer := w.post(access.Coordinator, "/beheer/inzage", url.Values{"id": {strings.ToLower(code)}, "area": {noord}, "reason": {"De hulp stopt vandaag al."}}); answer.Code != http.StatusSeeOther {
		t.Fatalf("breaking answers %d: %s", answer.Code, answer.Body)
	}
	_, body = w.ask(access.Coordinator, http.MethodGet, one, nil)
	says(t, "the case through the glass", body, "Wil graag wandelen.")
	if answer := w.post(access.Coordinator, one, url.Values{"version": {"1"}, "do": {"situation"}}); answer.Code != http.StatusNotFound {
		t.Errorf("a coordinator changes a case: %d", answer.Code)
	}
}
