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
	if got := strings.Join(labels, " · "); got != "Iemand op bezoek · 83 jaar · Zuid · voor iemand die u kent" {
		t.Fatalf("understood %q", got)
	}
	left, _ := parts(address["83 jaar"])
	if got := strings.Join(left, " · "); got != "Iemand op bezoek · Zuid · voor iemand die u kent" {
		t.Errorf("without the age: %q", got)
	}
	if named, _ := parts("/zoek?q=telefoonnummer+de+brug"); strings.Join(named, " · ") != "Bewonersinitiatief De Brug" {
		t.Errorf("an organisation's name is understood as %q", named)
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

func TestWhoAsksIsUnderstood(t *testing.T) {
	_, h := site(t)
	for path, want := range map[string]string{"/zoek": "voor een cliënt", "/en/zoek": "for a client"} {
		if a := get(t, h, path+"?q=mijn+cliënt+zoekt+een+wandelmaatje"); !strings.Contains(a.text("ul[aria-labelledby=understood]"), want) {
			t.Errorf("%s understands %q", path, a.text("ul[aria-labelledby=understood]"))
		}
	}
}

// What may be meant as well is one press away, in both languages.
func TestOtherKindsOfHelpAreOffered(t *testing.T) {
	_, h := site(t)
	for _, path := range []string{"/zoek?q=ik+ben+eenzaam&wijk=zuid", "/en/zoek?q=lonely&wijk=zuid"} {
		a := get(t, h, path)
		first := a.doc.Find("nav.also a").First()
		to, _ := first.Attr("href")
		if first.Length() == 0 || !strings.Contains(to, "wijk=zuid") {
			t.Fatalf("%s offers %q", path, a.text("nav.also"))
		}
		if other := get(t, h, to); !strings.Contains(other.text("ul[aria-labelledby=understood]"), strings.TrimSpace(first.Text())) {
			t.Errorf("%q understands %q", first.Text(), other.text("ul[aria-labelledby=understood]"))
		}
	}
}

func TestFewResultsOfferASearchWithoutChoices(t *testing.T) {
	_, h := site(t)
	a := get(t, h, "/zoek?q=maatje&leeftijd=0-4")
	if !strings.Contains(a.text(".found"), "Zoek zonder filters") && a.doc.Find(`.found a[href$="/zoek?q=maatje"]`).Length() == 0 {
		t.Errorf("a search that leaves little says %q", a.text(".found"))
	}
}

func TestTypingIsCompleted(t *testing.T) {
	_, h := site(t)
	for typed, want := range map[string]string{"wandel": `"Wandelmaatje"`, "iemand op": `"Iemand op bezoek"`, "zui": `"Zuid"`, "a visitor": `"A visitor at home"`, "": "[]", "%FF<script>": "[]"} {
		a := get(t, h, "/zoek/aanvullen?q="+strings.ReplaceAll(typed, " ", "+"))
		if !strings.Contains(a.body, want) || a.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%q is completed as %s", typed, a.body)
		}
	}
}

// From every page of results, also one without any, a person is one press away, with the words and the wijk filled in.
func TestAPersonIsNeverFarAway(t *testing.T) {
	_, h := site(t)
	for _, words := range []string{"wandelmaatje", "xyzzyqwerty"} {
		to := ""
		get(t, h, "/zoek?wijk=noord&q="+words).doc.Find(".found a").Each(func(_ int, s *goquery.Selection) {
			if href, _ := s.Attr("href"); strings.Contains(href, "/vraag?") {
				to = href
			}
		})
		if !strings.Contains(to, "q="+words) || !strings.Contains(to, "wijk=noord") {
			t.Errorf("from %q one gets to %q", words, to)
			continue
		}
		page := get(t, h, to)
		if note, wijk := page.text("#f-note"), page.doc.Find("#f-wijk").AttrOr("value", ""); note != words || wijk != "Noord" {
			t.Errorf("%s has %q and %q in its form", to, note, wijk)
		}
	}
}

// An explanation is in the language of the page where it is not a word of the entry.
func TestAKindOfHelpIsExplainedInTheLanguageOfThePage(t *testing.T) {
	_, h := site(t)
	for path, want := range map[string]string{"/zoek?q=lonely": "Iemand op bezoek", "/en/zoek?q=lonely": "A visitor at home"} {
		if got := get(t, h, path).doc.Find(".why mark").First().Text(); got != want {
			t.Errorf("%s explains %q, want %q", path, got, want)
		}
	}
}
