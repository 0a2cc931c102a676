package privacy_test

import (
	"strings"
	"testing"

	"samenspel/internal/privacy"
)

// kinds gives what is found in a text, as kind=text.
func kinds(s *privacy.Scanner, text string) string {
	var all []string
	for _, f := range s.Scan(text) {
		all = append(all, f.Kind.String()+"="+text[f.Start:f.End])
	}
	return strings.Join(all, " ")
}

func TestForms(t *testing.T) {
	scanner := &privacy.Scanner{Year: 2026}
	for text, want := range map[string]string{
		"bsn 1234 56 782":                      "bsn=1234 56 782",
		"nummer 123.456.783":                   "number=123.456.783", // fails the 11-test
		"het kost € 123.456.782":               "",
		"0 6 1 2 3 4 5 6 7 8":                  "phone=0 6 1 2 3 4 5 6 7 8",
		"bel o6-12345678 even":                 "phone=o6-12345678",
		"nul zes een twee drie vier vijf zes":  "phone=nul zes een twee drie vier vijf zes",
		"bel 0900-1234":                        "",
		"open 09.00-12.30 en 13.00-17.00":      "",
		"op 05-06-2026 14.00 uur":              "",
		"NL91ABNA0417164300":                   "iban=NL91ABNA0417164300",
		"NL91ABNA0417164301":                   "iban=NL91ABNA0417164301", // a slip
		"jan punt smit apenstaartje x punt nl": "email=jan punt smit apenstaartje x punt nl",
		"mail jan@example.":                    "email=jan@example",
		"1234 AB 12":                           "postcode=1234 AB 12",
		"in 2026 is het klaar":                 "",
		"1500 ml water":                        "",
		"Laan van Meerdervoort 12a":            "address=Laan van Meerdervoort 12a",
		"woont op Nachtegaal 12":               "address=Nachtegaal 12",
		"nummer 14 in de Beukstraat":           "address=nummer 14 in de Beukstraat",
		"mevr v.d. Broek":                      "name=v.d. Broek",
		"mevrouw O'Brien":                      "name=O'Brien",
		"VAN DER MEER belt":                    "name=VAN DER MEER",
		"Jan Peter Balkenende":                 "name=Jan Peter Balkenende",
		"Kerkplein 3 keer per week":            "",
		"Kerkplein 2 tot 4 uur":                "",
		"geboren in maart 1951":                "date=maart 1951",
		"op 12 maart":                          "",
		"sinds 1 januari 2015":                 "",
		"12 maart 1951":                        "date=12 maart 1951",
		"12 maart 2025":                        "",
		"kenteken XX-123-Y":                    "number=XX-123-Y",
		"j.v.b. en o.a. en i.p.v.":             "",
		"J. v. d. B. belt":                     "name=J. v. d. B.",
		"de Johan de Wittlaan":                 "",
		"Kevin van de Kerkstraat":              "name=Kevin",
		"de ziekte van Parkinson":              "",
		"Sint Maarten":                         "",
		"DHR JANSEN":                           "name=JANSEN",
		"gesproken met Xyloni":                 "name=Xyloni",
		"Şükriye komt":                         "name=Şükriye",
		"zie youtube.com voor uitleg":          "",
		"tiktok.com/@kev.in":                   "profile=tiktok.com/@kev.in",
	} {
		if got := kinds(scanner, text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

func TestWhatTheNetworkPublishesPasses(t *testing.T) {
	scanner := &privacy.Scanner{Year: 2026, Allow: []string{"Petra Visser", "Café Anna", "099 000 00 01", "Kerkstraat 1"}}
	for text, want := range map[string]string{
		"Vraag het aan PETRA VISSER.":           "",
		"Vraag het aan Petra.":                  "name=Petra",
		"Petra Visser en Henk Bakker":           "name=Henk Bakker",
		"eten bij Cafe Anna, bel 099 000 00 01": "",
		"Kerkstraat 1 en Kerkstraat 12":         "address=Kerkstraat 12",
	} {
		if got := kinds(scanner, text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
	if scanner = (&privacy.Scanner{Allow: []string{"123456782"}}); kinds(scanner, "123456782") == "" {
		t.Error("a citizen service number passes because it is allowed")
	}
}

func TestTheYearDecides(t *testing.T) {
	if got := kinds(&privacy.Scanner{Year: 2030}, "12 maart 2025"); got == "" {
		t.Error("five years later the date is not long ago")
	}
}

func TestSure(t *testing.T) {
	for text, want := range map[string]bool{"123456782": true, "geb. 12-03-1951": true, "Kerkstraat 4": true, "Anna Jansen": false, "441290": false} {
		if all := privacy.Scan(text); len(all) != 1 || all[0].Sure != want {
			t.Errorf("%q: %+v, want sure %v", text, all, want)
		}
	}
}

func TestMaskReads(t *testing.T) {
	const text = "Mevr. Jansen, Kerkstraat 4, belt 06 12345678."
	const want = "Mevr. [naam], [adres], belt [telefoon]."
	if got := privacy.Mask(text, privacy.Scan(text)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMaskTakesAnyFindings(t *testing.T) {
	odd := []privacy.Finding{{Kind: privacy.Name, Start: 2, End: 4}, {Kind: privacy.Name, Start: 1, End: 3}, {Kind: privacy.Name, Start: 5, End: 99}}
	if got := privacy.Mask("abcdef", odd); got != "ab[naam]ef" {
		t.Errorf("got %q", got)
	}
}

func TestExplain(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		seen := map[string]bool{}
		for _, kind := range privacy.Kinds {
			text := privacy.Explain(kind, lang)
			if seen[text] || len(text) < 20 || len(text) > 160 || !strings.HasSuffix(text, ".") {
				t.Errorf("%s in %s: %q", kind, lang, text)
			}
			seen[text] = true
		}
	}
	if got := privacy.Explain(privacy.Phone, "nl"); got != "Hier staat een telefoonnummer. Haal het weg. De hulpverlener weet wie u bedoelt." {
		t.Errorf("got %q", got)
	}
	if privacy.Explain(privacy.Kind(99), "nl") != "" || privacy.Kind(99).String() != "unknown" {
		t.Error("a kind that does not exist is explained")
	}
}

func TestSuggest(t *testing.T) {
	for text, want := range map[string]string{
		"Haar zoon Kevin belt":   "Schrijf: de zoon.",
		"het maatje Loes stopt":  "Schrijf: het maatje.",
		"mevr. Jansen belt":      "Schrijf: de inwoner.",
		"woont Kerkstraat 4":     "Schrijf: alleen de wijk.",
		"bel 06 12345678 straks": "",
	} {
		all := privacy.Scan(text)
		if len(all) != 1 {
			t.Fatalf("%q: %+v", text, all)
		}
		if got := privacy.Suggest(text, all[0], "nl"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	all := privacy.Scan("zoon Kevin")
	if got := privacy.Suggest("zoon Kevin", all[0], "en"); got != "Write: the resident." {
		t.Errorf("got %q", got)
	}
}
