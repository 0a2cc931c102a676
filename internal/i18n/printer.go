package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Languages are the languages of the product, the first being the one a visitor gets without asking.
var Languages = []string{"nl", "en"}

//go:embed catalog/*.json
var catalog embed.FS

var printers = load()

// Printer gives texts in one language. It is safe for concurrent use.
type Printer struct {
	lang      string
	localizer *i18n.Localizer
	own       map[string]string // id → text that a network says instead of the one in the catalogue
	roles     map[string]any    // hole → what a role is called, for texts that mention one
}

// mentioned are the roles that other texts mention: {{.ambassador}} stands for the text role.ambassador.
var mentioned = []string{"ambassador", "contact"}

// With gives a printer that says some texts as a network says them: id → text, an empty one counts as none.
func (p *Printer) With(own map[string]string) *Printer {
	if len(own) == 0 {
		return p
	}
	other := &Printer{lang: p.lang, localizer: p.localizer, own: own}
	other.nameRoles()
	return other
}

func (p *Printer) nameRoles() {
	p.roles = map[string]any{}
	for _, role := range mentioned {
		p.roles[role] = inSentence(p.T("role." + role))
	}
}

// inSentence writes a name as it stands within a sentence: without its capital, unless it is an abbreviation.
func inSentence(name string) string {
	letters := []rune(name)
	if len(letters) > 1 && unicode.IsUpper(letters[0]) && !unicode.IsUpper(letters[1]) {
		letters[0] = unicode.ToLower(letters[0])
	}
	return string(letters)
}

// In gives the printer for a language, and the Dutch one for a language the product does not have.
func In(lang string) *Printer {
	if p, ok := printers[lang]; ok {
		return p
	}
	return printers[Languages[0]]
}

func load() map[string]*Printer {
	bundle := i18n.NewBundle(language.Dutch)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	all := map[string]*Printer{}
	for _, lang := range Languages {
		files, err := fs.Glob(catalog, "catalog/*."+lang+".json")
		for _, file := range files {
			if _, err = bundle.LoadMessageFileFS(catalog, file); err != nil {
				break
			}
		}
		if err != nil {
			panic("the embedded texts cannot be read: " + err.Error())
		}
		all[lang] = &Printer{lang: lang, localizer: i18n.NewLocalizer(bundle, lang)}
		all[lang].nameRoles()
	}
	return all
}

// Lang is the language of the texts: "nl" or "en".
func (p *Printer) Lang() string { return p.lang }

// T gives the text with an id. What stands in it as {{.Name}} comes from args: names and values in turn. A value
// named Count chooses between singular and plural. A text that does not exist shows as its id: a test finds these.
func (p *Printer) T(id string, args ...any) string {
	if text := p.own[id]; text != "" {
		return text
	}
	config := i18n.LocalizeConfig{MessageID: id, TemplateData: p.roles}
	if len(args) > 0 {
		data := make(map[string]any, len(p.roles)+len(args)/2)
		maps.Copy(data, p.roles)
		for i := 0; i+1 < len(args); i += 2 {
			name := fmt.Sprint(args[i])
			data[name] = args[i+1]
			if count, ok := args[i+1].(int); ok && name == "Count" {
				config.PluralCount = count
				data[name] = p.Number(count)
			}
		}
		config.TemplateData = data
	}
	text, err := p.localizer.Localize(&config)
	if err != nil {
		return id
	}
	return text
}

// Number writes a whole number with the separator of thousands: 3.000 or 3,000.
func (p *Printer) Number(n int) string {
	digits := strconv.Itoa(n)
	if n < 0 {
		return "-" + p.Number(-n)
	}
	separator := "."
	if p.lang == "en" {
		separator = ","
	}
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, groups...), separator)
}

var months = map[string][]string{
	"nl": {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// Date writes a day: 3 november 2026.
func (p *Printer) Date(day time.Time) string {
	return fmt.Sprintf("%d %s %d", day.Day(), months[p.lang][day.Month()-1], day.Year())
}

// Month writes a month: november 2026.
func (p *Printer) Month(day time.Time) string {
	return fmt.Sprintf("%s %d", months[p.lang][day.Month()-1], day.Year())
}

// List joins parts as in a sentence: a, b en c.
func (p *Printer) List(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	and := " en "
	if p.lang == "en" {
		and = " and "
	}
	return strings.Join(parts[:len(parts)-1], ", ") + and + parts[len(parts)-1]
}
