package harvest_test

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
)

// api is a live API of HSDS 3.1 as a source of tests.
type api struct {
	services []string             // ids
	changed  map[string]time.Time // since when; zero = long ago
	page     func(n int)          // called before a page is given
	asked    []string             // queries
	size     int
}

func (a *api) get(_ context.Context, wanted harvest.Wanted) (harvest.Answer, error) {
	u, err := url.Parse(wanted.Address)
	if err != nil {
		return harvest.Answer{}, err
	}
	query := u.Query()
	a.asked = append(a.asked, u.RawQuery)
	number, _ := strconv.Atoi(query.Get("page"))
	if a.page != nil {
		a.page(number)
	}
	since, _ := time.Parse(time.RFC3339, query.Get("modified_after"))
	var found []string
	for _, id := range a.services {
		if !query.Has("modified_after") || a.changed[id].After(since) {
			found = append(found, fmt.Sprintf(`{"id":%q,"name":"Aanbod %s %s","status":"active","organization":{"id":"o1","name":"Twee Stoelen"}}`,
				id, id, a.changed[id].Format("2006")))
		}
	}
	pages := max(1, (len(found)+a.size-1)/a.size)
	some := found[min(len(found), (number-1)*a.size):min(len(found), number*a.size)]
	text := fmt.Sprintf(`{"total_items":%d,"total_pages":%d,"page_number":%d,"last_page":%t,"contents":[%s]}`,
		len(found), pages, number, number >= pages, strings.Join(some, ","))
	return harvest.Answer{Body: io.NopCloser(strings.NewReader(text))}, nil
}

func (n town) fetch(a *api, from harvest.Origin) (harvest.Report, harvest.Origin) {
	n.t.Helper()
	report, next, err := n.importer.Fetch(context.Background(), n.actor, "api", from, a.get, harvest.Options{})
	if err != nil {
		n.t.Fatal(err)
	}
	return report, next
}

func manyIDs(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("s%02d", i))
	}
	return ids
}

func TestALiveAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := newTown(t, d, "waterveen")
		a := &api{services: manyIDs(40), size: 7, changed: map[string]time.Time{}}
		report, next := n.fetch(a, harvest.Origin{Address: "https://bron.example/hsds/v3"})
		if report.Services.New != 40 || len(a.asked) != 6 || next.Since == nil {
			t.Fatalf("the first time gives\n%s\n%q", report, a.asked)
		}
		a.asked, a.services = nil, append(a.services[2:], "s99") // two gone, one new, one changed
		a.changed["s10"], a.changed["s99"] = time.Now().Add(time.Hour), time.Now().Add(time.Hour)
		report, _ = n.fetch(a, next)
		if report.Services != (harvest.Counts{New: 1, Changed: 1, Withdrawn: 2}) || len(n.all()) != 39 {
			t.Errorf("the second time gives\n%s\n%q", report, a.asked)
		}
		if !strings.Contains(a.asked[0], "modified_after=") || !strings.Contains(a.asked[1], "minimal=true") {
			t.Errorf("it was asked %q", a.asked)
		}
	})
}

func TestAFeedThatChangesWhileItIsReadWithdrawsNothing(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	a := &api{services: manyIDs(40), size: 10, changed: map[string]time.Time{}}
	n.fetch(a, harvest.Origin{Address: "https://bron.example/hsds/v3"})
	a.page = func(number int) {
		if number == 3 {
			a.services = a.services[1:]
		}
	}
	report, _ := n.fetch(a, harvest.Origin{Address: "https://bron.example/hsds/v3"})
	if report.Services.Withdrawn != 0 || len(n.all()) != 40 || len(report.Notes) != 1 || !strings.Contains(report.Notes[0], "changed while it was read") {
		t.Errorf("it gives\n%s\n%q", report, report.Notes)
	}
}

func TestAFileThatDidNotChangeMakesNoRun(t *testing.T) {
	n := newTown(t, dbtest.SQLite(t), "waterveen")
	get := func(_ context.Context, wanted harvest.Wanted) (harvest.Answer, error) {
		if wanted.ETag == `"1"` {
			return harvest.Answer{Same: true}, nil
		}
		return harvest.Answer{Body: io.NopCloser(strings.NewReader(flat(service("a")))), ETag: `"1"`}, nil
	}
	from := harvest.Origin{Address: "https://bron.example/gids.csv"}
	for _, want := range []int{1, 0} {
		report, next, err := n.importer.Fetch(context.Background(), n.actor, "gids", from, get, harvest.Options{})
		if err != nil || report.Services.New != want || next.ETag != `"1"` {
			t.Fatalf("it gives\n%s\n%v", report, err)
		}
		from = next
	}
	runs, err := n.importer.Runs(context.Background(), n.actor, "gids")
	if err != nil || len(runs) != 1 || runs[0].State != harvest.Published {
		t.Errorf("runs %+v, %v", runs, err)
	}
}
