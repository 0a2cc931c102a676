//go:build !race

package web_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// TestTheDashboardOfManyCasesIsThereAtOnce asks for the page of figures over HTTP with many cases over six years: 20,000,
// or as many as SAMENSPEL_CASES says.
func TestTheDashboardOfManyCasesIsThereAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("measures")
	}
	n := 20_000
	if asked, err := strconv.Atoi(os.Getenv("SAMENSPEL_CASES")); err == nil {
		n = asked
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		town := testkit.NewTown(t, d, "veen", "")
		_, token, _ := town.SignedIn(t, access.Coordinator)
		takeOverMany(t, town, n)
		begin := time.Now()
		if err := town.Insight.Refresh(ctx, town.Network.ID); err != nil {
			t.Fatal(err)
		}
		counted, server := time.Since(begin), httptest.NewServer(town.Web(t, web.Options{}, nil))
		defer server.Close()
		for _, path := range []string{"/cijfers", "/cijfers?periode=jaar", "/cijfers/leemten"} {
			took := make([]time.Duration, 5)
			for i := range took {
				begin = time.Now()
				if code := fetch(t, server.URL+path, &http.Cookie{Name: web.CookieName(town.Network.ID), Value: token}); code != http.StatusOK {
					t.Fatalf("%s answers %d", path, code)
				}
				took[i] = time.Since(begin)
			}
			median := slices.Sorted(slices.Values(took))[len(took)/2]
			t.Logf("%d cases (counted anew in %s): %s the first time in %s, at most half of the times more than %s", n, counted.Round(time.Millisecond), path, took[0].Round(time.Millisecond), median.Round(time.Millisecond))
			if median > 300*time.Millisecond {
				t.Errorf("%s takes %s", path, median)
			}
		}
	})
}

// fetch asks for a page as a browser does, and gives the status once all of it came.
func fetch(t *testing.T, address string, cookie *http.Cookie) int {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(cookie)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

// takeOverMany writes cases of lists at once, of 36 teams in 18 areas.
func takeOverMany(t *testing.T, town testkit.Town, n int) {
	t.Helper()
	for from := 0; from < n; from += 50_000 {
		err := town.DB.In(ctx, town.Network.ID, func(tx *db.Tx) error {
			var cases, needs [][]any
			for i := from; i < min(n, from+50_000); i++ {
				id := fmt.Sprintf("bulk-%09d", i)
				month := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).AddDate(0, -(i*7)%72, 0)
				cases = append(cases, []any{tx.Network, id, id, month, fmt.Sprint("Team ", i%36), fmt.Sprint("Wijk ", i%18), "team", testkit.Today})
				needs = append(needs, []any{tx.Network, id, 1, []string{"taal", "vervoer", "gezelschap", "digitaal"}[i/3%4], []string{"yes", "no", "later"}[i%3], "", i%4 == 0, i%5 == 0, i % 60, i % 200,
					[]string{"", "less", "same"}[i%3], []string{"", "no-service"}[i/12%2]})
			}
			if err := tx.Insert(ctx, `insert into past_case (network_id, id, code, month, team, area, asker, taken_at)`, "", cases); err != nil {
				return err
			}
			return tx.Insert(ctx, `insert into past_need (network_id, case_id, place, help, fit, organization, passed, active, passed_days, active_days, stepped, reason)`, "", needs)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := town.DB.Learn(ctx, "past_case", "past_need"); err != nil {
		t.Fatal(err)
	}
}
