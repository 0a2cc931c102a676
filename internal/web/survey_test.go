package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
)

// slipCode is a code on the page of slips.
var slipCode = regexp.MustCompile(`class="code">([a-z0-9]{5}-[a-z0-9]{5})<`)

// TestResidentsAnswerFromASlip opens a survey, prints slips, answers them without an account, and reads the results after it
// is closed.
func TestResidentsAnswerFromASlip(t *testing.T) {
	w := newWorld(t)
	field, id := w.carried(t, access.Coordinator, "/beheer/enquetes")
	if answer := w.post(access.Coordinator, "/beheer/enquetes", url.Values{field: {id}, "questionnaire": {"residents"}, "days": {"999"}}); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "Kies 1 tot 90 dagen") {
		t.Errorf("999 days answer %d", answer.Code)
	}
	if answer := w.post(access.Coordinator, "/beheer/enquetes", url.Values{field: {id}, "questionnaire": {"residents"}, "days": {"21"}}); answer.Code != http.StatusSeeOther {
		t.Fatalf("opening answers %d", answer.Code)
	}
	round := dbtest.Ask[string](t, w.here.DB, `select id from survey_round where questionnaire = 'residents'`)[0]
	printed := w.post(access.Coordinator, "/beheer/enquetes/"+round, url.Values{"do": {"slips"}, "slips": {"6"}}).Body.String()
	picture(t, "slips", printed)
	codes := slipCode.FindAllStringSubmatch(printed, -1)
	if len(codes) != 6 || strings.Count(printed, "<path d=\"M") < 6 {
		t.Fatalf("%d slips", len(codes))
	}
	_, typing := w.ask(access.Visitor, http.MethodGet, "/enquete", nil)
	says(t, "where a code is typed", typing, `name="code"`, `href="/n/hier/en/enquete"`)
	for _, code := range codes {
		page := strings.TrimPrefix(w.sent(t, "/enquete?code="+strings.ToUpper(code[1])), "/n/hier")
		_, body := w.ask(access.Visitor, http.MethodGet, page, nil)
		picture(t, "survey", body)
		says(t, "the questions", body, `href="/n/hier/en`+page, "Hoeveel had u aan de hulp die u kreeg?", "Niemand kan zien wat u antwoordt")
		w.step(t, access.Visitor, page, http.StatusUnprocessableEntity, "helped", "")
		w.step(t, access.Visitor, page, http.StatusSeeOther, "helped", "5", "choice", "yes", "resident-mark", "9")
		w.step(t, access.Visitor, page, http.StatusSeeOther, "helped", "1")
		_, body = w.ask(access.Visitor, http.MethodGet, page, nil)
		says(t, "afterwards", body, "Dank u wel!")
	}
	_, body := w.ask(access.Coordinator, http.MethodGet, "/beheer/enquetes", nil)
	says(t, "while it is open", body, "6 van de 6 hebben geantwoord")
	if strings.Contains(body, "100%") {
		t.Error("results are shown while it is open")
	}
	w.step(t, access.Coordinator, "/beheer/enquetes/"+round, http.StatusConflict, "version", "9")
	w.step(t, access.Coordinator, "/beheer/enquetes/"+round, http.StatusSeeOther, "version", "1")
	_, body = w.ask(access.Coordinator, http.MethodGet, "/beheer/enquetes", nil)
	picture(t, "surveys", body)
	says(t, "the results", body, "100% (6 antwoorden)", "9,0 (6 antwoorden)")
	_, body = w.ask(access.Observer, http.MethodGet, "/beheer/enquetes", nil)
	says(t, "the results for the municipality", body, "minder dan 10 antwoorden")
	if strings.Contains(body, "6 antwoorden)") {
		t.Error("the municipality reads what six people said")
	}
	if code, _ := w.ask(access.Visitor, http.MethodGet, "/enquete/"+strings.ReplaceAll(codes[0][1], "-", ""), nil); code != http.StatusNotFound {
		t.Errorf("a slip of a closed survey: %d", code)
	}
}

// TestPartnersAnswerFromTheMail shows the figures of June 2020 beside those of a round with too few answers.
func TestPartnersAnswerFromTheMail(t *testing.T) {
	w := newWorld(t)
	round := w.ids["enquetes"]
	address := dbtest.Ask[string](t, w.here.DB, `select address from outbox where kind = 'survey-ask' and object = '`+round+`' order by address`)[0]
	page := "/enquete/" + w.here.Survey.Token(w.here.Network.ID, round, address)
	w.step(t, access.Visitor, page, http.StatusSeeOther, "worth", "5", "mark", "x")
	w.step(t, access.Coordinator, "/beheer/enquetes/"+round, http.StatusSeeOther, "version", "1")
	_, body := w.ask(access.Coordinator, http.MethodGet, "/beheer/enquetes", nil)
	says(t, "the results", body, "minder dan 5 antwoorden", "Utrecht, juni 2020: 84%", "Utrecht, juni 2020: 7,7", "Utrecht, juni 2020: 92%", "Utrecht, juni 2020: 94%")
}

// sent gives where an address leads on to.
func (w world) sent(t *testing.T, path string) string {
	t.Helper()
	code, to := w.location(path)
	if code != http.StatusSeeOther {
		t.Fatalf("%s answers %d", path, code)
	}
	return to
}
