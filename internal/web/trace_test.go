package web_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"samenspel/internal/access"
)

// Every line of the trace is on a page, the newest first, and older pages go on where a page ends.
func TestTheTraceGoesBackToItsBegin(t *testing.T) {
	w := withStaff(t, access.Coordinator)
	path := "/beheer/spoor"
	for range 60 { // a page that is opened leaves a line, so 60 of them are more than one page holds
		w.request(t, access.Coordinator, path, nil)
	}
	last, pages := 0, 0
	for ; path != ""; pages++ {
		page := w.request(t, access.Coordinator, path, nil)
		if page.StatusCode != http.StatusOK || pages > 9 {
			t.Fatalf("page %d answers %d", pages, page.StatusCode)
		}
		page.doc.Find("tbody tr td:first-child").Each(func(_ int, s *goquery.Selection) {
			seq, err := strconv.Atoi(strings.Fields(s.Text())[0])
			if err != nil || last != 0 && seq != last-1 {
				t.Errorf("line %d is followed by %d, %v", last, seq, err)
			}
			last = seq
		})
		path = strings.TrimPrefix(page.doc.Find(".actions a").AttrOr("href", ""), "/n/veen")
	}
	if last != 1 || pages < 2 {
		t.Errorf("after %d pages the last line is number %d", pages, last)
	}
}
