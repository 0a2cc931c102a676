package app_test

import (
	"path/filepath"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/insight"
)

// TestTheExampleTownTellsTheStoryOfTransport starts the example town twice, and reads its gaps: transport was missing and came
// (inventory A11); a ride to the hospital is looked for in vain still.
func TestTheExampleTownTellsTheStoryOfTransport(t *testing.T) {
	data := t.TempDir()
	for range 2 {
		s := start(t, "demo", "--data", data)
		s.untilReady(t)
		if err := s.stop(t); err != nil {
			t.Fatalf("stopping: %v: %s", err, s.errors)
		}
	}
	d, err := db.Open(t.Context(), "sqlite:"+filepath.Join(data, "samenspel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	n := dbtest.Ask[string](t, d, `select network_id from network`)[0]
	w, err := insight.NewStore(d, nil).Watch(t.Context(), access.As(access.Coordinator, n))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, g := range w.Gaps {
		told = append(told, strings.TrimSpace(string(g.State)+" "+w.Names[g.Area]+" "+g.Help+g.Words))
	}
	if got, want := strings.Join(told, "; "), "signalled  naar het ziekenhuis rijden; solved  vervoer; solved Kerkhoven vervoer"; got != want {
		t.Fatalf("gaps: %s, want %s", got, want)
	}
	service := dbtest.Ask[string](t, d, `select id from service where slug = 'rit-met-de-wijkbus'`)[0]
	if g := w.Gaps[2]; g.Service != service || g.Months(g.Changed) != 6 || g.Source != insight.FromNeeds {
		t.Errorf("the gap in Kerkhoven: %+v", g)
	}
}
