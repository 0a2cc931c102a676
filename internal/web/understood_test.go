package web_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// What was understood stands above the results, and each part can be taken away.
func TestWhatWasUnderstoodCanBeTakenAway(t *testing.T) {
	_, h := site(t)
	parts := func(path string) (labels []string, address map[string]string) {
		address = map[string]string{}
		get(t, h, path).doc.Find("ul[aria-labelledby=understood] a").Each(func(_ int, s *goquery.Selection) {
			label := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(s.Text()), "Haal weg:"), "×"))
			labels = append(labels, strings.TrimSpace(label))
			address[labels[len(labels)-1]], _ = s.Attr("href")
		})
		return labels, address
	}
	labels, address := parts("/zoek?q=mijn+moeder+van+83+in+Zuid+zit+de+hele+dag+alleen+thuis")
	if got := strings.Join(labels, " · "); got != "Iemand op bezoek · 83 jaar · Zuid" {
		t.Fatalf("understood %q", got)
	}
	left, _ := parts(address["83 jaar"])
	if got := strings.Join(left, " · "); got != "Iemand op bezoek · Zuid" {
		t.Errorf("without the age: %q", got)
	}
	if labels, _ := parts("/zoek"); len(labels) > 0 {
		t.Errorf("nothing asked, understood %q", labels)
	}
}

func TestDangerShowsANumberFirst(t *testing.T) {
	_, h := site(t)
	for text, want := range map[string]string{
		"ik+wil+niet+meer+leven": "tel:113", "mijn+man+slaat+me": "tel:08002000", "hij+ademt+niet": "tel:112", "koffie": "",
	} {
		a := get(t, h, "/zoek?q="+text)
		if got, _ := a.doc.Find(".found section.notice a").First().Attr("href"); got != want {
			t.Errorf("%q shows %q, want %q", text, got, want)
		}
		if en := get(t, h, "/en/zoek?q="+text); want != "" && !strings.Contains(en.text(".found section.notice"), "all") {
			t.Errorf("%q shows nothing in English", text)
		}
	}
}
