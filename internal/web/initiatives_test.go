package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/desk"
)

// TestWhatReachesInitiatives counts answers of the information point in which an initiative was named, each question once,
// and says nothing of few.
func TestWhatReachesInitiatives(t *testing.T) {
	w := newWorld(t)
	const page = "/cijfers/initiatieven"
	worker := access.As(access.Coordinator, w.here.Network.ID)
	service := func(ref string) string {
		return dbtest.Ask[string](t, w.here.DB, `select id from service where ref = '`+ref+`' and network_id = '`+w.here.Network.ID+`'`)[0]
	}
	answer := func(n int, refs ...string) {
		for range n {
			q, err := w.here.Desk.Receive(ctx, worker, desk.Incoming{Channel: desk.Phone, Note: "Een vraag"})
			if err != nil {
				t.Fatal(err)
			}
			var given []desk.Given
			for _, ref := range refs {
				given = append(given, desk.Given{Service: service(ref), Title: ref})
			}
			if err := w.here.Desk.Answer(ctx, worker, q.ID, 1, desk.Response{Given: given}); err != nil {
				t.Fatal(err)
			}
		}
	}
	answer(4, "s2", "s3") // two offers of one initiative
	answer(6, "s1")
	_, body := w.ask(access.Coordinator, http.MethodGet, page, nil)
	says(t, "few requests", body, "Bewonersinitiatief De Brug", "te klein", "Vanaf 2 november 2025")
	answer(3, "s2")
	_, body = w.ask(access.Coordinator, http.MethodGet, page, nil)
	picture(t, "initiatives", body)
	says(t, "requests", body, `Bewonersinitiatief De Brug</a></th><td class="n">7</td>`)
	if strings.Contains(body, "Aanloop") {
		t.Error("an organisation stands among the initiatives")
	}
	for _, role := range []access.Role{access.Observer, access.Ambassador, access.Desk, access.Member} {
		if code, _ := w.ask(role, http.MethodGet, page, nil); code == http.StatusOK {
			t.Errorf("%s reads what reaches initiatives", role)
		}
	}
}
