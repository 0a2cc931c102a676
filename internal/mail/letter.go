package mail

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"samenspel/internal/errs"
	"samenspel/internal/i18n"
)

// Letter is a mail as a person reads it. Both parts are made from it.
type Letter struct {
	Lang       string
	Subject    string
	Greeting   string
	Paragraphs []string // may have more lines
	Buttons    []Button
	Copy       string // how to use a link that does not work
	Closing    []string
	Footer     []string
	Calendar   string // a file for calendar programs, or ""
}

// Button is a link with the words on it.
type Button struct{ Label, URL string }

// Text gives the letter as plain text.
func (l Letter) Text() string {
	parts := append([]string{l.Greeting}, l.Paragraphs...)
	for _, b := range l.Buttons {
		parts = append(parts, b.Label+":\n"+b.URL)
	}
	if len(l.Buttons) > 0 {
		parts = append(parts, l.Copy)
	}
	parts = append(parts, l.Closing...)
	return strings.Join(parts, "\n\n") + "\n\n-- \n" + strings.Join(l.Footer, "\n") + "\n"
}

// page has no styles, pictures or scripts: it reads well everywhere, and nothing is fetched.
var page = template.Must(template.New("letter").Funcs(template.FuncMap{
	"lines": func(text string) []string { return strings.Split(text, "\n") },
}).Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body>
{{define "p"}}<p>{{range $i, $line := lines .}}{{if $i}}<br>
{{end}}{{$line}}{{end}}</p>
{{end -}}
{{template "p" .Greeting}}
{{- range .Paragraphs}}{{template "p" .}}{{end}}
{{- range .Buttons}}<p><a href="{{.URL}}"><strong>{{.Label}}</strong></a></p>
{{end}}
{{- if .Buttons}}{{template "p" .Copy}}{{end}}
{{- range .Closing}}{{template "p" .}}{{end -}}
<hr>
{{range .Footer}}{{template "p" .}}{{end -}}
</body>
</html>
`))

// HTML gives the letter as a page.
func (l Letter) HTML() (string, error) {
	var out strings.Builder
	err := page.Execute(&out, l)
	return out.String(), err
}

//go:embed catalog/*.json
var catalog embed.FS

// texts is the catalogue of one language.
type texts struct {
	Words   map[string]string     `json:"words"`
	Letters map[string]letterText `json:"letters"`
}

type letterText struct {
	Subject    string   `json:"subject"`
	Paragraphs []string `json:"paragraphs"`
	Buttons    []struct {
		Purpose string `json:"purpose"`
		Label   string `json:"label"`
	} `json:"buttons"`
	Closing []string `json:"closing"`
	Phrases []string `json:"phrases"` // arguments whose values are keys of words, behind their name
}

// Languages are the languages letters are written in.
var Languages = []string{"nl", "en"}

var languages = load()

func load() map[string]texts {
	all := map[string]texts{}
	for _, lang := range Languages {
		var t texts
		file, err := catalog.ReadFile("catalog/" + lang + ".json")
		if err == nil {
			err = json.Unmarshal(file, &t)
		}
		if err != nil {
			panic("the embedded letters cannot be read: " + err.Error())
		}
		all[lang] = t
	}
	return all
}

var hole = regexp.MustCompile(`{{\.(\w+)}}`)

// ours are the arguments that every letter has by itself.
var ours = []string{"Name", "Network"}

func (t letterText) all() []string {
	all := slices.Concat([]string{t.Subject}, t.Paragraphs, t.Closing)
	for _, b := range t.Buttons {
		all = append(all, b.Label)
	}
	return all
}

// missing gives what a message lacks for its letter.
func missing(m Message) (problems []string) {
	language, known := languages[m.Lang]
	text, there := language.Letters[m.Kind]
	if !known || !there {
		return []string{fmt.Sprintf("there is no letter %q in %q", m.Kind, m.Lang)}
	}
	for _, name := range text.Phrases {
		if language.Words[name+"."+m.Args[name]] == "" {
			problems = append(problems, fmt.Sprintf("the letter %q knows no %s %q", m.Kind, name, m.Args[name]))
		}
	}
	for _, found := range hole.FindAllStringSubmatch(strings.Join(text.all(), " "), -1) {
		if _, given := m.Args[found[1]]; !given && !slices.Contains(ours, found[1]) {
			problems = append(problems, fmt.Sprintf("the letter %q needs %s", m.Kind, found[1]))
		}
	}
	return problems
}

// Linker makes the address behind a button of a message, when it is sent. errs.NotFound says that what the message is
// about is gone: then it is not sent.
type Linker func(m Message, purpose string) (string, error)

// write fills the letter of a message.
func write(m Message, network string, replies bool, link Linker) (Letter, error) {
	if lacks := missing(m); lacks != nil {
		return Letter{}, &Failure{Class: Unwritable}
	}
	words, text := languages[m.Lang].Words, languages[m.Lang].Letters[m.Kind]
	fill := filler(m, network, words, text.Phrases)
	l := Letter{Lang: m.Lang, Subject: Line(fill(text.Subject), maxSubject), Greeting: fill(words["greeting"]), Copy: fill(words["copy"]),
		Paragraphs: each(said(text.Paragraphs, m.Args), fill), Closing: each(text.Closing, fill), Footer: []string{fill(words["footer"])}, Calendar: m.Args[Calendar]}
	if nameOf(m.Name) == "" {
		l.Greeting = fill(words["greeting.unnamed"])
	}
	if replies {
		l.Footer = append(l.Footer, fill(words["footer.reply"]))
	}
	for _, b := range text.Buttons {
		address, err := link(m, b.Purpose)
		if err == nil && !plainLink(address) {
			err = &Failure{Class: Unwritable}
		}
		if err != nil {
			return l, linkFailure(err)
		}
		l.Buttons = append(l.Buttons, Button{Label: fill(b.Label), URL: address})
	}
	return l, nil
}

// said leaves out the paragraphs that are about words of which none is given.
func said(paragraphs []string, args map[string]string) []string {
	return slices.DeleteFunc(slices.Clone(paragraphs), func(text string) bool {
		holes := hole.FindAllStringSubmatch(text, -1)
		return len(holes) > 0 && !slices.ContainsFunc(holes, func(found []string) bool { return slices.Contains(ours, found[1]) || args[found[1]] != "" })
	})
}

func each(all []string, fill func(string) string) []string {
	filled := make([]string, len(all))
	for i, text := range all {
		filled[i] = fill(text)
	}
	return filled
}

func filler(m Message, network string, words map[string]string, phrases []string) func(string) string {
	return func(text string) string {
		return hole.ReplaceAllStringFunc(text, func(found string) string {
			name := hole.FindStringSubmatch(found)[1]
			switch {
			case name == "Name":
				return nameOf(m.Name)
			case name == "Network":
				return nameOf(network)
			case slices.Contains(phrases, name):
				return words[name+"."+m.Args[name]]
			}
			if moment, err := time.Parse(time.RFC3339, m.Args[name]); err == nil {
				return i18n.In(m.Lang).Date(moment)
			}
			return strings.TrimSpace(Paragraph(m.Args[name]))
		})
	}
}

func plainLink(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.String() == address && !strings.ContainsAny(address, " \"<>")
}

func linkFailure(err error) error {
	var failure *Failure
	switch {
	case errors.As(err, &failure):
		return failure
	case errors.Is(err, errs.NotFound):
		return &Failure{Class: Obsolete, cause: err}
	}
	return &Failure{Class: Unready, cause: err}
}
