package web_test

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/people"
	"samenspel/internal/survey"
	"samenspel/internal/testkit"
)

// TestATeamTakesItsTemperature: the liaison asks, members answer nine statements by mail, and the lowest factor leads to cards
// and to an action.
func TestATeamTakesItsTemperature(t *testing.T) {
	w := newWorld(t)
	team := dbtest.Ask[string](t, w.here.DB, `select id from team where name = 'Team van liaison hier'`)[0]
	for n := range 5 {
		id, err := w.here.People.Save(ctx, w.here.Operator, people.Person{Name: fmt.Sprint("Lid ", n), Email: fmt.Sprint("lid", n, "@hier.example")})
		if err == nil {
			_, err = w.here.People.Join(ctx, w.here.Operator, team, id, testkit.Today.AddDate(0, -1, 0))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	page := "/team/" + team + "/thermometer"
	body := w.step(t, access.Liaison, page, http.StatusUnprocessableEntity, "questionnaire", survey.Colleagues, "days", "900")
	says(t, "too long", body, "Kies 1 tot 90 dagen.", `value="900"`)
	w.step(t, access.Liaison, page, http.StatusSeeOther, "questionnaire", survey.Colleagues, "days", "14")
	round := dbtest.Ask[string](t, w.here.DB, `select id from survey_round where team_id = '`+team+`'`)[0]
	for n := range 5 {
		answer := "/enquete/" + w.here.Survey.Token(w.here.Network.ID, round, fmt.Sprint("lid", n, "@hier.example"))
		_, body = w.ask(access.Visitor, http.MethodGet, answer, nil)
		says(t, "the questions", body, "Negen uitspraken over uw team", "Wij vertrouwen op elkaar.", "Helemaal waar")
		pairs := []string{}
		for _, f := range survey.Factors {
			pairs = append(pairs, survey.Colleagues+"-"+f, map[bool]string{true: "2", false: "4"}[f == "empathy"])
		}
		w.step(t, access.Visitor, answer, http.StatusSeeOther, pairs...)
	}
	_, body = w.ask(access.Liaison, http.MethodGet, page, nil)
	says(t, "while it runs", body, "5 van de 5 hebben geantwoord.")
	if strings.Contains(body, "100%") {
		t.Error("something is seen while it runs")
	}
	w.step(t, access.Liaison, page, http.StatusSeeOther, "do", "close", "round", round)
	_, body = w.ask(access.Liaison, http.MethodGet, page, nil)
	picture(t, "thermometer", body)
	says(t, "what came of it", html.UnescapeString(body), "Het laagst is: Zich verplaatsen in elkaar.", "Smeer NIVEA", "100% (5 antwoorden)", "0% (5 antwoorden)", "/team/"+team+"?wat=Beter+worden+in", "Hogeschool Windesheim")
	_, body = w.ask(access.Liaison, http.MethodGet, "/team/"+team+"?wat=Beter+worden+in%3A+Vertrouwen", nil)
	says(t, "the action", body, `value="Beter worden in: Vertrouwen"`)
	if code, _ := w.ask(access.Observer, http.MethodGet, page, nil); code != http.StatusNotFound {
		t.Errorf("the municipality reads it: %d", code)
	}
	if _, body = w.ask(access.Coordinator, http.MethodGet, "/beheer/enquetes", nil); strings.Contains(body, "Met andere hulpverleners") {
		t.Error("the network sees what a team measures")
	}
}
