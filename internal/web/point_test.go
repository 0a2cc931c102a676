package web_test

import (
	"context"
	"strings"
	"testing"

	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// TestOutOfHours tells visitors from when the information point calls, and shows the number of an ambassador only while
// it may be open. It is Monday 10:00 in the town.
func TestOutOfHours(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	h := town.Web(t, web.Options{}, nil)
	for _, c := range []struct {
		hours, want string
		number      bool
	}{
		{"maandag tot en met vrijdag, 9.00–17.00 uur", "", true},
		{"elke werkdag", "", true},
		{"ma 13:00-17:00", "Vanaf vandaag 13.00 uur bellen en mailen wij.", false},
		{"di-vr 9:00-17:00", "Vanaf morgen 9.00 uur bellen en mailen wij.", false},
		{"vr 9:00-17:00", "Vanaf vrijdag 9.00 uur bellen en mailen wij.", false},
		{"2026-12-18 14:00-16:00", "Vanaf vrijdag 18 december 2026 14.00 uur bellen en mailen wij.", false},
		{"2020-12-18 14:00-16:00", "Het Informatiepunt is nu dicht.", false},
	} {
		n, err := town.Networks.BySlug(context.Background(), "veen")
		if err != nil {
			t.Fatal(err)
		}
		n.Settings.Hours = c.hours
		if err := town.Networks.Change(context.Background(), town.Operator, n); err != nil {
			t.Fatal(err)
		}
		for path, place := range map[string]string{"/vraag": ".contact-box", "/": "footer", "/wijk/noord": "footer"} {
			if got := get(t, h, path).text(place); !strings.Contains(got, c.want) || c.want == "" && strings.Contains(got, "nu dicht") {
				t.Errorf("with %q %s says %s", c.hours, path, got)
			}
		}
		page := get(t, h, "/wijk/noord")
		if got := strings.Contains(page.body, "099 000 01 01"); got != c.number || strings.Contains(page.body, "Het nummer staat hier als") == c.number {
			t.Errorf("with %q the number is shown: %v", c.hours, got)
		}
	}
}
