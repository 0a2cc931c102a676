//go:build !race

package web_test

import (
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/survey"
)

// surveyScene is a survey among partners that is open, one of residents that is open, and one that is closed.
var surveyScene = scene{fill: fillSurveys, elsewhere: func(w *twins) []string {
	return w.others(other{"survey_round", `id = 'enquete-loopt'`, set{"id": `'elders'`, "questionnaire": `'thermo-informal'`, "team_id": quote(w.secrets["team"])}})
},
	doors: func(w *twins) []string {
		return []string{"/enquete/" + w.secrets["survey-token"], "/enquete/" + w.secrets["survey-slip"]}
	}, works: []work{
		{"remind of a survey", func(w *twins) (any, error) {
			*w.town.Later = 8 * 24 * time.Hour
			return nil, w.town.Survey.Run(ctx, w.town.Network.ID)
		}},
		{"close surveys that are over", func(w *twins) (any, error) {
			*w.town.Later = 30 * 24 * time.Hour
			return nil, w.town.Survey.Run(ctx, w.town.Network.ID)
		}},
		{"answer a survey", func(w *twins) (any, error) {
			return nil, w.town.Survey.Answer(ctx, w.town.Network.ID, w.secrets["survey-slip"], map[string]string{"helped": "5"})
		}},
		{"ask a team that is asked elsewhere", func(w *twins) (any, error) {
			return nil, w.town.Survey.OpenForTeam(ctx, w.measuring(), "meting", survey.Informals, w.secrets["team"], 14)
		}},
		{"rounds of a team", func(w *twins) (any, error) {
			return w.town.Survey.RoundsOf(ctx, w.measuring(), w.secrets["team"])
		}},
		{"print slips of a survey", func(w *twins) (any, error) {
			codes, err := w.town.Survey.Slips(ctx, access.As(access.Coordinator, w.town.Network.ID), w.secrets["survey-residents"], 2)
			return len(codes), err
		}},
	}}

func fillSurveys(w *twins, t testing.TB) {
	must := musts(t)
	coordinator, n := access.As(access.Coordinator, w.town.Network.ID), w.town.Network.ID
	must(w.town.Survey.Open(ctx, coordinator, "enquete-voorbij", "residents", 7))
	codes, err := w.town.Survey.Slips(ctx, coordinator, "enquete-voorbij", 6)
	must(err)
	for _, code := range codes {
		must(w.town.Survey.Answer(ctx, n, code, map[string]string{"helped": "4", "choice": "yes"}))
	}
	must(w.town.Survey.Close(ctx, coordinator, "enquete-voorbij", 1))
	w.secrets["survey-residents"] = "enquete-loopt"
	must(w.town.Survey.Open(ctx, coordinator, w.secrets["survey-residents"], "residents", 14))
	codes, err = w.town.Survey.Slips(ctx, coordinator, w.secrets["survey-residents"], 1)
	must(err)
	w.secrets["survey-slip"] = codes[0]
	w.secrets["survey-token"] = w.town.Survey.Token(n, w.town.Polled(t), "lid@hier.example")
}

// measuring is a liaison of the team.
func (w *twins) measuring() access.Actor {
	return access.Actor{Network: w.town.Network.ID, Grants: []access.Grant{{Role: access.Liaison, Team: w.secrets["team"]}}}
}
