package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// answer is a page as a visitor gets it.
type answer struct {
	*http.Response
	body string
	doc  *goquery.Document
}

func get(t testing.TB, h http.Handler, address string, headers ...string) answer {
	t.Helper()
	return ask(t, h, http.MethodGet, address, headers...)
}

func ask(t testing.TB, h http.Handler, method, address string, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(method, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	a := answer{Response: w.Result(), body: w.Body.String()}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	a.doc = doc
	return a
}

func (a answer) text(selector string) string {
	return strings.Join(strings.Fields(a.doc.Find(selector).Text()), " ")
}

func site(t testing.TB) (testkit.Town, http.Handler) {
	t.Helper()
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	return town, town.Web(t, web.Options{}, nil)
}

// everyPage is one address of each page, with something that must be on it.
var everyPage = []struct{ path, selector, want string }{
	{"/", "h1", "Waar kunnen wij u mee helpen?"},
	{"/", ".tiles", "Gezelschap en contact"},
	{"/zoek", "h1", "6 resultaten"},
	{"/zoek?q=maatje", "h1", "resultaten voor “maatje”"},
	{"/zoek?q=maatje", ".why", "Gevonden op: Bezoekmaatje"},
	{"/zoek?q=xyzzyqwerty", ".found", "Wij hebben niets gevonden"},
	{"/aanbod/bezoekmaatje", "h1", "Bezoekmaatje"},
	{"/aanbod/bezoekmaatje", ".contact-box", "Nu 2 plekken vrij"},
	{"/aanbod/bezoekmaatje", ".contact-box", "Gecontroleerd op 1 oktober 2026 door de organisatie zelf."},
	{"/aanbod/bezoekmaatje", ".compare", "Wandelmaatje"},
	{"/aanbod/bezoekmaatje", ".contact-box a[href='tel:0990000001']", "Bel 099 000 00 01"},
	{"/aanbod/open-huiskamer", ".notice", "Dat is te lang geleden"},
	{"/aanbod/opvang-voor-vrouwen", ".contact-box", "Dit adres is geheim"},
	{"/vergelijk?aanbod=bezoekmaatje&aanbod=wandelmaatje", ".compare", "Buiten en in beweging"},
	{"/vergelijk", "main", "Kies twee, drie of vier"},
	{"/organisatie", "main", "Bewonersinitiatief De Brug"},
	{"/organisatie/bewonersinitiatief-de-brug", "main", "Bewonersinitiatief"},
	{"/organisatie/kluszaak-kees", "main", "Werkt tegen betaling"},
	{"/agenda", ".day", "Open huiskamer"},
	{"/wijk", ".map", "Noord"},
	{"/wijk", ".rows", "Zuid geen eigen ambassadeur, bel Cor de Vries"},
	{"/wijk/noord", ".ambassador", "Fatima is uw ambassadeur"},
	{"/wijk/zuid", ".ambassador", "Cor helpt u"},
	{"/wijk/merelstraat-en-omgeving", ".ambassador", "Fatima is uw ambassadeur"},
	{"/gids", "h1", "Gids voor hulp in de buurt"},
	{"/gids", ".guide", "Uitgave november 2026. 6 keer hulp."},
	{"/gids/zuid", "h1", "Gids voor Zuid"},
	{"/vraag?q=mijn+tuin&wijk=noord", "main", "Stel uw vraag"},
	{"/over", "main", "Wij helpen u."},
	{"/privacy", "h1", "Privacy"},
	{"/toegankelijkheid", "h1", "Toegankelijkheid"},
}

func TestEveryPageSaysWhatItMust(t *testing.T) {
	_, h := site(t)
	for _, c := range everyPage {
		a := get(t, h, c.path)
		if a.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d", c.path, a.StatusCode)
		}
		if got := a.text(c.selector); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q says\n%s\nand not %q", c.path, c.selector, got, c.want)
		}
	}
}

func TestEveryPageHasItsFrame(t *testing.T) {
	_, h := site(t)
	for _, c := range everyPage {
		for _, prefix := range []string{"", "/en", "/n/veen", "/n/veen/en"} {
			address := prefix + c.path
			a := get(t, h, address)
			lang := "nl"
			if strings.HasSuffix(prefix, "/en") {
				lang = "en"
			}
			if got, _ := a.doc.Find("html").Attr("lang"); got != lang {
				t.Errorf("%s is in %q, want %q", address, got, lang)
			}
			if n := a.doc.Find("h1").Length(); n != 1 {
				t.Errorf("%s has %d headings of the first level", address, n)
			}
			if foot := a.text("footer"); !strings.Contains(foot, "099 000 00 00") || !strings.Contains(foot, "punt@veen.example") {
				t.Errorf("%s: the foot lacks the one number or the one address: %s", address, foot)
			}
			if cookies := a.Header.Values("Set-Cookie"); len(cookies) > 0 {
				t.Errorf("%s sets a cookie", address)
			}
			checkLinks(t, h, prefix, address, a)
			checkUnique(t, address, a)
			if strings.Contains(a.body, "ZgotmplZ") {
				t.Errorf("%s has a link that the template engine refused", address)
			}
		}
	}
}

// checkLinks follows every link of a page to this site, once, and expects it to stay under the prefix.
func checkLinks(t *testing.T, h http.Handler, prefix, address string, a answer) {
	t.Helper()
	a.doc.Find("a[href], link[href], script[src], form[action]").Each(func(_ int, s *goquery.Selection) {
		for _, name := range []string{"href", "src", "action"} {
			target, ok := s.Attr(name)
			if !ok || !strings.HasPrefix(target, "/") {
				continue
			}
			if _, hreflang := s.Attr("hreflang"); !hreflang && !strings.HasPrefix(target, "/static/") && !strings.HasPrefix(target, prefix+"/") && target != prefix {
				t.Errorf("%s leads out of %q to %s", address, prefix, target)
			}
			if followed[target] {
				continue
			}
			followed[target] = true
			if got := get(t, h, target); got.StatusCode != http.StatusOK {
				t.Errorf("%s leads to %s, which answers %d", address, target, got.StatusCode)
			}
		}
	})
}

var followed = map[string]bool{}

func checkUnique(t *testing.T, address string, a answer) {
	t.Helper()
	seen := map[string]bool{}
	a.doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id, _ := s.Attr("id")
		if seen[id] {
			t.Errorf("%s has two elements with id %q", address, id)
		}
		seen[id] = true
	})
}

func TestEnglishHasNoDutchOfOurs(t *testing.T) {
	_, h := site(t)
	for _, c := range everyPage {
		a := get(t, h, "/en"+c.path)
		a.doc.Find("[lang=nl], script").Remove()
		text := " " + a.text("body") + " "
		for _, word := range []string{" de ", " het ", " een ", " niet ", " wijk ", " uw ", " voor ", " Bel ", " vindt "} {
			for _, name := range []string{"Bewonersinitiatief De Brug", "Kerk aan het Plein", "Cor de Vries"} {
				text = strings.ReplaceAll(text, name, "")
			}
			if i := strings.Index(text, word); i >= 0 {
				t.Errorf("/en%s says %q: …%s…", c.path, word, text[max(0, i-40):min(len(text), i+40)])
			}
		}
	}
}

func TestSearchFilters(t *testing.T) {
	_, h := site(t)
	titles := func(query string) string {
		var all []string
		get(t, h, "/zoek?"+query).doc.Find(".cards h2").Each(func(_ int, s *goquery.Selection) {
			all = append(all, strings.TrimSpace(s.Text()))
		})
		return strings.Join(all, ", ")
	}
	for query, want := range map[string]string{
		"hulpvraag=geld-post":                       "Thuisadministratie",
		"hulpvraag=gezelschap&vorm=inloop":          "Open huiskamer",
		"doelgroep=weinig-geld":                     "Thuisadministratie",
		"kosten=kleine-bijdrage&q=koffie":           "Open huiskamer",
		"q=EENZAAM":                                 "Bezoekmaatje, Open huiskamer",
		"q=bezoekmaatj":                             "Bezoekmaatje, Open huiskamer",
		"hulpvraag=nonsense&hulpvraag=klusjes-tuin": "Klussen aan huis",
	} {
		if got := titles(query); got != want {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
	}
	if got := titles("q=maatje&wijk=Zuid"); !strings.HasPrefix(got, "Wandelmaatje") {
		t.Errorf("in Zuid a maatje is first %q, want the one that serves Zuid only", got)
	}
}

func TestFacetsCountWhatTheyWouldFind(t *testing.T) {
	_, h := site(t)
	page := get(t, h, "/zoek")
	page.doc.Find(".facets .tick").Each(func(_ int, s *goquery.Selection) {
		input := s.Find("input")
		name, _ := input.Attr("name")
		value, _ := input.Attr("value")
		said := strings.Trim(s.Find(".quiet").Text(), "()")
		found := get(t, h, "/zoek?"+url.Values{name: {value}}.Encode())
		if got := found.text("h1"); !strings.HasPrefix(got, said+" resulta") {
			t.Errorf("%s=%s says %s and finds %q", name, value, said, got)
		}
	})
}

func TestPlaces(t *testing.T) {
	_, h := site(t)
	for place, want := range map[string]string{
		"noord": "Noord", "Zuid": "Zuid", "0101 aa": "Dijk", "0101": "Dijk",
		"0103":    "ligt in meer wijken",
		"elders":  "Wij kennen “elders” niet",
		"9999 ZZ": "Wij kennen “9999 ZZ” niet",
	} {
		a := get(t, h, "/zoek?q=maatje&wijk="+url.QueryEscape(place))
		if got := a.text(".found"); a.StatusCode != 200 || !strings.Contains(got, want) {
			t.Errorf("place %q answers %d without %q: %s", place, a.StatusCode, want, got)
		}
	}
}

func TestNothingFoundLeadsToAPersonWithTheWordsFilledIn(t *testing.T) {
	_, h := site(t)
	link, _ := get(t, h, "/zoek?q=xyzzyqwerty&wijk=noord").doc.Find(".ask a.second").Attr("href")
	if link != "/vraag?q=xyzzyqwerty&wijk=noord" {
		t.Fatalf("the page leads to %q", link)
	}
	mail, _ := get(t, h, link).doc.Find("main .ask a.second").Attr("href")
	if !strings.HasPrefix(mail, "mailto:punt@veen.example?subject=") || !strings.Contains(mail, "xyzzyqwerty") || !strings.Contains(mail, "Noord") {
		t.Errorf("the mail is %q", mail)
	}
}

func TestBackLeadsToTheSearchAndNowhereElse(t *testing.T) {
	_, h := site(t)
	first, _ := get(t, h, "/zoek?q=maatje&wijk=noord").doc.Find(".cards h2 a").First().Attr("href")
	back, _ := get(t, h, first).doc.Find(".back a").Attr("href")
	if back != "/zoek?q=maatje&wijk=noord" {
		t.Errorf("back leads to %q", back)
	}
	for _, from := range []string{"https://elsewhere.example/zoek", "//elsewhere.example", "/\\elsewhere", "javascript:alert(1)", "/zoek\r\nX: y"} {
		back, _ := get(t, h, "/aanbod/bezoekmaatje?uit="+url.QueryEscape(from)).doc.Find(".back a").Attr("href")
		if back != "/zoek" {
			t.Errorf("from %q back leads to %q", from, back)
		}
	}
}

func TestConfidentialAddressesStayInside(t *testing.T) {
	_, h := site(t)
	for _, path := range []string{"/aanbod/opvang-voor-vrouwen", "/zoek?q=veilig", "/gids", "/organisatie/huis-beschut", "/wijk/noord", "/zoek?q=verborgenlaan"} {
		a := get(t, h, path)
		a.doc.Find("input, title, h1, .status, .popular").Remove()
		html, _ := a.doc.Html()
		for _, secret := range []string{"Verborgenlaan", "Geheim Huis"} {
			if strings.Contains(html, secret) {
				t.Errorf("%s shows %q", path, secret)
			}
		}
	}
}

func TestOneNetworkNeverShowsAnother(t *testing.T) {
	dbtest.Each(t, twoNetworks)
}

func TestPartsOfAPage(t *testing.T) {
	_, h := site(t)
	a := get(t, h, "/zoek?q=maatje", "Samenspel-Part", "results")
	if strings.Contains(a.body, "<html") || a.doc.Find(".cards .card").Length() == 0 {
		t.Errorf("the part is\n%s", a.body)
	}
	if vary := strings.Join(a.Header.Values("Vary"), ", "); !strings.Contains(vary, "Samenspel-Part") {
		t.Errorf("Vary is %q: a cache would mix part and page", vary)
	}
	if whole := get(t, h, "/zoek?q=maatje", "Samenspel-Part", "nonsense"); !strings.Contains(whole.body, "<html") {
		t.Error("an unknown part must give the whole page")
	}
}

func TestABrowserThatHasThePageGetsNothing(t *testing.T) {
	_, h := site(t)
	tag := get(t, h, "/wijk").Header.Get("ETag")
	again := get(t, h, "/wijk", "If-None-Match", tag)
	if again.StatusCode != http.StatusNotModified || again.body != "" {
		t.Errorf("answers %d with %d bytes", again.StatusCode, len(again.body))
	}
}

func TestSizes(t *testing.T) {
	_, h := site(t)
	size := func(address string) int {
		a := get(t, h, address, "Accept-Encoding", "gzip, br")
		return len(a.body)
	}
	first := size("/")
	get(t, h, "/").doc.Find("link[rel=stylesheet], link[rel=icon], script").Each(func(_ int, s *goquery.Selection) {
		for _, name := range []string{"href", "src"} {
			if target, ok := s.Attr(name); ok {
				first += size(target)
			}
		}
	})
	next := size("/zoek?q=maatje")
	t.Logf("first visit %d bytes, next page %d bytes", first, next)
	if first > 60<<10 || next > 15<<10 {
		t.Errorf("first visit %d bytes (60 KB), next page %d bytes (15 KB)", first, next)
	}
}

func TestWhatIsLogged(t *testing.T) {
	town := testkit.NewTown(t, dbtest.SQLite(t), "veen", "")
	var log bytes.Buffer
	h := town.Web(t, web.Options{}, &log)
	a := get(t, h, "/zoek?q=geheimewoorden&wijk=noord", "User-Agent", "secretagent", "Referer", "https://secretreferer.example/")
	get(t, h, "/vraag?q=geheimewoorden")
	get(t, h, "/aanbod/geheimewoorden")
	for _, secret := range []string{"geheimewoorden", "secretagent", "secretreferer", "192.0.2.1"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, log.String())
		}
	}
	var line map[string]any
	if err := json.NewDecoder(&log).Decode(&line); err != nil {
		t.Fatal(err)
	}
	if line["route"] != "GET /zoek" || line["status"] != 200.0 || line["reference"] != a.Header.Get("X-Request-Id") {
		t.Errorf("the line is %v", line)
	}
}

func FuzzAddresses(f *testing.F) {
	f.Add("/zoek", "q=maatje&wijk=noord&hulpvraag=gezelschap&pagina=2")
	f.Add("/zoek", "q=%00%ff%fe&leeftijd=75%2B&pagina=99999999999999999999")
	f.Add("/aanbod/bezoekmaatje", "uit=%2fzoek%3fq%3d%22%3e%3cscript%3e")
	f.Add("/vergelijk", "aanbod=&aanbod=a&aanbod=b&aanbod=c&aanbod=d&aanbod=e")
	f.Add("/vraag", "q=%E2%80%AE&wijk=%27%3B--")
	f.Add("/wijk/\x00", "")
	_, h := site(f)
	f.Fuzz(func(t *testing.T, path, query string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = &url.URL{Path: path, RawQuery: query}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%q ? %q answers %d", path, query, w.Code)
		}
		if strings.Contains(strings.ToLower(w.Body.String()), "<script>") {
			t.Errorf("%q ? %q put a script into the page", path, query)
		}
	})
}

func TestLongAddressesGetAPage(t *testing.T) {
	_, h := site(t)
	for _, query := range []string{"q=" + strings.Repeat("a", 1<<20-200), "q=" + strings.Repeat("maatje+", 10000), "pagina=1000000000&q=maatje",
		"pagina=-5&q=maatje", strings.Repeat("hulpvraag=gezelschap&", 5000)} {
		if a := get(t, h, "/zoek?"+query); a.StatusCode != http.StatusOK {
			t.Errorf("%.40s… answers %d", query, a.StatusCode)
		}
	}
	if got := get(t, h, "/zoek?pagina=1000000000").text("h1"); !strings.HasPrefix(got, "6 resultaten") {
		t.Errorf("a page beyond the last shows %q", got)
	}
}

func BenchmarkPages(b *testing.B) {
	_, h := site(b)
	for _, path := range []string{"/", "/zoek?q=maatje", "/aanbod/bezoekmaatje", "/wijk/noord"} {
		b.Run(fmt.Sprintf("%q", path), func(b *testing.B) {
			for b.Loop() {
				get(b, h, path)
			}
		})
	}
}
