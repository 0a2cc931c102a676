package mail

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"

	"samenspel/internal/db"
	"samenspel/internal/errs"
)

var key = []byte("a key for tests only, 32 bytes..")

func holes(text letterText) []string {
	var names []string
	for _, found := range hole.FindAllStringSubmatch(strings.Join(text.all(), " "), -1) {
		names = append(names, found[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestCataloguesAgree(t *testing.T) {
	nl, en := languages["nl"], languages["en"]
	for name := range nl.Words {
		if en.Words[name] == "" {
			t.Errorf("English has no %q", name)
		}
	}
	for name, text := range nl.Letters {
		other, ok := en.Letters[name]
		if !ok || !slices.Equal(holes(text), holes(other)) || !slices.Equal(text.Phrases, other.Phrases) || len(text.Buttons) != len(other.Buttons) ||
			len(text.Paragraphs) != len(other.Paragraphs) || len(text.Closing) != len(other.Closing) || (text.Subject == "") != (other.Subject == "") {
			t.Errorf("the letter %q differs", name)
			continue
		}
		if len(text.Buttons) > 2 || text.Subject == "" || len(text.Paragraphs) == 0 {
			t.Errorf("the letter %q is no letter", name)
		}
		for i, b := range text.Buttons {
			if b.Purpose == "" || b.Label == "" || b.Purpose != other.Buttons[i].Purpose {
				t.Errorf("button %d of the letter %q differs", i, name)
			}
		}
	}
	if len(nl.Words) != len(en.Words) || len(nl.Letters) != len(en.Letters) {
		t.Error("one language has more than the other")
	}
}

// TestSentencesAreShort keeps to 15 words a sentence (language level B1).
func TestSentencesAreShort(t *testing.T) {
	check := func(text string) {
		for _, sentence := range regexp.MustCompile(`[.!?:]\s`).Split(text, -1) {
			if n := len(strings.Fields(sentence)); n > 15 {
				t.Errorf("a sentence of %d words: %s", n, sentence)
			}
		}
	}
	for _, language := range languages {
		for _, text := range language.Words {
			check(text)
		}
		for _, letter := range language.Letters {
			for _, text := range letter.all() {
				check(text)
			}
		}
	}
}

// anyMessage gives a message of any letter, with any words in it.
func anyMessage(t *rapid.T) Message {
	m := Message{ID: db.NewID(), Network: "a", Lang: rapid.SampledFrom(Languages).Draw(t, "lang"), Address: "anna@example.org",
		Name: rapid.String().Draw(t, "name"), Args: map[string]string{}}
	letters := languages[m.Lang].Letters
	var kinds []string
	for kind := range letters {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	m.Kind = rapid.SampledFrom(kinds).Draw(t, "kind")
	for _, name := range holes(letters[m.Kind]) {
		m.Args[name] = rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z<>&"' \n\r.]{0,40}`)).Draw(t, name)
	}
	for _, name := range letters[m.Kind].Phrases {
		m.Args[name] = phrase(languages[m.Lang].Words, name)
	}
	return m
}

// phrase gives a value of an argument that is the key of words.
func phrase(words map[string]string, name string) string {
	for key := range words {
		if value, ok := strings.CutPrefix(key, name+"."); ok {
			return value
		}
	}
	return ""
}

func plain(m Message, purpose string) (string, error) {
	return "https://waterveen.example/l/" + purpose + "?x=1&y=" + Sign(key, m.Object, m.Address, purpose, m.Generation), nil
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

func TestBothPartsSayTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letter, err := write(anyMessage(t), "Samenspel <Waterveen> & co", rapid.Bool().Draw(t, "replies"), plain)
		if err != nil {
			t.Fatal(err)
		}
		page, err := letter.HTML()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		var inPage, inText []string
		doc.Find("a").Each(func(_ int, a *goquery.Selection) { inPage = append(inPage, a.AttrOr("href", "")) })
		text := letter.Text()
		for _, b := range letter.Buttons {
			inText = append(inText, b.URL)
			text = strings.Replace(text, ":\n"+b.URL+"\n", ":\n\n", 1)
		}
		if !slices.Equal(inPage, inText) || strings.Contains(text, "https://waterveen.example/l/") {
			t.Fatalf("the page has links %v, the text %v", inPage, inText)
		}
		if got, want := words(doc.Find("body").Text()), words(text); !slices.Equal(got, want) {
			t.Fatalf("the page says\n%q\nand the text\n%q", got, want)
		}
		if n := doc.Find("script, style, img, link, iframe, object, form, [style], [onclick]").Length(); n > 0 {
			t.Fatalf("the page has %d elements that mail must not have:\n%s", n, page)
		}
		if got := doc.Find("title").Text(); got != letter.Subject {
			t.Fatalf("the page is called %q, the subject is %q", got, letter.Subject)
		}
	})
}

func TestALetterAsItIsRead(t *testing.T) {
	m := Message{ID: db.NewID(), Kind: "referral", Lang: "nl", Address: "anna@example.org", Name: "Anna", Args: map[string]string{
		"Need": "vervoer", "Area": "Binnenveen", "Until": "vrijdag 13 maart"}}
	letter, err := write(m, "Samenspel Waterveen", true, func(_ Message, purpose string) (string, error) { return "https://w.example/" + purpose, nil })
	if err != nil {
		t.Fatal(err)
	}
	want := `Beste Anna,

Iemand in Binnenveen zoekt hulp. Het gaat om: vervoer.

Wilt u vóór vrijdag 13 maart laten weten of u kunt helpen?

Ja, wij kunnen helpen:
https://w.example/accept

Nee, nu niet:
https://w.example/decline

Werkt een link niet? Kopieer dan het adres naar uw browser.

U hoeft niet in te loggen. De links zijn alleen voor u.

-- 
U krijgt deze mail van Samenspel Waterveen.
Hebt u een vraag? Beantwoord dan deze mail.
`
	if got := letter.Text(); got != want || letter.Subject != "Kunt u helpen? vervoer in Binnenveen" {
		t.Errorf("the letter %q reads\n%s", letter.Subject, got)
	}
	m.Name = " "
	if letter, _ := write(m, "x", false, plain); letter.Greeting != "Hallo," || len(letter.Footer) != 1 {
		t.Errorf("without a name it begins %q and ends %q", letter.Greeting, letter.Footer)
	}
}

func TestMessagesThatCannotBe(t *testing.T) {
	good := Message{Kind: "sign-in", Lang: "nl", Address: "anna@example.org", Args: map[string]string{"Until": "12:15"}}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Message){
		`needs Until`:               func(m *Message) { m.Args = nil },
		`no letter "poem"`:          func(m *Message) { m.Kind = "poem" },
		`in "fr"`:                   func(m *Message) { m.Lang = "fr" },
		`knows no About`:            func(m *Message) { m.Kind = "notice" },
		`without a name`:            func(m *Message) { m.Address = "Anna <anna@example.org>" },
		`one e-mail address`:        func(m *Message) { m.Address = "anna@example.org\r\nBcc: x@example.org" },
		`write one e-mail address,`: func(m *Message) { m.Address = strings.Repeat("a", 65) + "@example.org" },
		`a Message-ID`:              func(m *Message) { m.InReplyTo = "<a@b>\r\nBcc: <x@y>" },
	} {
		m := good
		change(&m)
		if err := m.check(); !errors.Is(err, errs.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestLinksThatCannotBe(t *testing.T) {
	m := Message{Kind: "sign-in", Lang: "nl", Args: map[string]string{"Until": "12:15"}}
	for address, want := range map[string]Class{"javascript:alert(1)": Unwritable, "https://a b/": Unwritable, "//host/x": Unwritable, "": Unwritable,
		"https://x/\"><script>": Unwritable, "gone": Obsolete, "broken": Unready} {
		_, err := write(m, "x", false, func(Message, string) (string, error) {
			switch address {
			case "gone":
				return "", errs.NotFound
			case "broken":
				return "", errors.New("secret words")
			}
			return address, nil
		})
		var failure *Failure
		if !errors.As(err, &failure) || failure.Class != want {
			t.Errorf("%q gives %v, want %s", address, err, want)
		}
	}
}

func TestLinksAreBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type grant struct {
			key                        string
			object, recipient, purpose string
			generation                 int
		}
		part := rapid.StringN(0, 4, -1)
		draw := func(name string) grant {
			return grant{part.Draw(t, name+" key"), part.Draw(t, name+" object"), part.Draw(t, name+" recipient"), part.Draw(t, name+" purpose"),
				rapid.IntRange(0, 3).Draw(t, name+" generation")}
		}
		a, b := draw("a"), draw("b")
		token := Sign([]byte(a.key), a.object, a.recipient, a.purpose, a.generation)
		if len(token) != 27 || strings.ContainsAny(token, "+/=") {
			t.Fatalf("the token is %q", token)
		}
		if Verify([]byte(b.key), token, b.object, b.recipient, b.purpose, b.generation) != (a == b) &&
			strings.TrimRight(a.key, "\x00") != strings.TrimRight(b.key, "\x00") { // keys are filled up with zeros by HMAC
			t.Fatalf("%+v and %+v", a, b)
		}
	})
}

func TestReplyTokens(t *testing.T) {
	id := db.NewID()
	token, err := ReplyToken(key, "a", id)
	if err != nil || len("reply+"+token) > 64 || token != strings.ToLower(token) {
		t.Fatalf("the token is %q, %v", token, err)
	}
	if got, ok := ReadReplyToken(key, "a", strings.ToUpper(token)); !ok || got != id {
		t.Errorf("it reads %q, %v", got, ok)
	}
	for i := range token {
		changed := []byte(token)
		changed[i] = "ab"[map[bool]int{true: 1, false: 0}[changed[i] == 'a']]
		if _, ok := ReadReplyToken(key, "a", string(changed)); ok && i != len(token)-1 { // the last character has two bits that say nothing
			t.Errorf("%q is accepted too", changed)
		}
	}
	for _, wrong := range []string{"", "x", token[1:], token + "aa"} {
		if _, ok := ReadReplyToken(key, "a", wrong); ok {
			t.Errorf("%q is accepted", wrong)
		}
	}
	if _, ok := ReadReplyToken(key, "b", token); ok {
		t.Error("another network accepts it")
	}
	if _, err := ReplyToken(key, "a", "no id"); err == nil {
		t.Error("something that is no id has a token")
	}
}
