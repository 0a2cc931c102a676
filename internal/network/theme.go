package network

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"samenspel/internal/errs"
	"samenspel/internal/i18n"
)

// Theme is the look of a municipality: NL Design System token → value, such as "--basis-color-accent-1-bg-default" →
// "#005ca9". A theme of our own needs none.
type Theme map[string]string

// What a value must look like. What does not, is not used.
var (
	colour = regexp.MustCompile(`^#(?:[0-9a-f]{3}|[0-9a-f]{6})$`)
	length = regexp.MustCompile(`^\d{1,3}(?:\.\d{1,4})?(?:px|rem|em)$`)
	family = regexp.MustCompile(`^(?:[a-z0-9 -]+|"[a-z0-9 -]+")(?:, ?(?:[a-z0-9 -]+|"[a-z0-9 -]+"))*$`)
)

// token is a part of a theme that the stylesheet uses, with what holds when a theme does not have it.
type token struct {
	name  string
	form  *regexp.Regexp
	usual string
}

const (
	paper   = "--basis-color-default-bg-document"
	card    = "--basis-color-default-bg-default"
	ink     = "--basis-color-default-color-document"
	quiet   = "--basis-color-default-color-subtle"
	edge    = "--basis-color-default-border-default"
	brand   = "--basis-color-accent-1-bg-default"
	onBrand = "--basis-color-accent-1-inverse-color-default"
	link    = "--basis-color-action-1-color-default"
	tint    = "--basis-color-accent-1-bg-subtle"
	warm    = "--basis-color-highlight-bg-subtle"
	mark    = "--basis-color-highlight-bg-default"
	good    = "--basis-color-positive-color-default"
	wait    = "--basis-color-warning-color-default"
	bad     = "--basis-color-negative-color-default"
)

// tokens are all that the stylesheet falls back from; a test holds them against it.
var tokens = []token{
	{paper, colour, "#faf8f4"}, {card, colour, "#ffffff"}, {ink, colour, "#1b2423"}, {quiet, colour, "#4d5957"},
	{"--basis-color-default-border-subtle", colour, "#d5d6d0"}, {edge, colour, "#67726f"},
	{brand, colour, "#0b4f4a"}, {onBrand, colour, "#ffffff"}, {link, colour, "#0b4f4a"}, {tint, colour, "#e1efec"},
	{warm, colour, "#fdf1d6"}, {mark, colour, "#fbe6b5"}, {good, colour, "#1d6b2f"}, {wait, colour, "#8a4b00"}, {bad, colour, "#b3261e"},
	{"--basis-text-font-family-default", family, ""}, {"--basis-text-font-size-md", length, ""}, {"--basis-border-radius-md", length, ""},
}

// Tokens gives the names of the tokens that a theme may set.
func Tokens() []string {
	var names []string
	for _, t := range tokens {
		names = append(names, t.name)
	}
	return names
}

var (
	comment     = regexp.MustCompile(`(?s)/\*.*?(?:\*/|$)`)
	declaration = regexp.MustCompile(`(--[a-zA-Z0-9-]+)\s*:\s*([^;{}]{1,200})`)
	reference   = regexp.MustCompile(`^var\(\s*(--[a-zA-Z0-9-]+)\s*\)$`)
	channels    = regexp.MustCompile(`^rgb\(\s*(\d{1,3})[ ,]+(\d{1,3})[ ,]+(\d{1,3})\s*\)$`)
)

// maxTheme is the largest theme file, in bytes.
const maxTheme = 1 << 20

// ReadTheme reads the custom properties of a theme file: CSS as the NL Design System builds it. Only tokens that the
// stylesheet uses come through, with a value that can be read: a colour as #rrggbb or rgb(), a length, names of fonts.
// The first value of a token counts, because those for dark screens come after. skipped are the tokens that had another
// value. A file without any token gives errs.Problems.
func ReadTheme(text string) (theme Theme, skipped []string, err error) {
	if len(text) > maxTheme {
		return nil, nil, noTheme()
	}
	values := map[string]string{}
	for _, d := range declaration.FindAllStringSubmatch(comment.ReplaceAllString(text, " "), -1) {
		if _, seen := values[d[1]]; !seen {
			values[d[1]] = strings.TrimSpace(d[2])
		}
	}
	theme = Theme{}
	for _, t := range tokens {
		raw, given := values[t.name]
		value := strings.ToLower(strings.Join(strings.Fields(resolve(raw, values)), " "))
		if rgb := channels.FindStringSubmatch(value); rgb != nil {
			value = hexOf(rgb[1:])
		}
		switch {
		case t.fits(value):
			theme[t.name] = strings.ReplaceAll(value, "'", `"`)
		case given:
			skipped = append(skipped, t.name)
		}
	}
	if len(theme) == 0 {
		return nil, skipped, noTheme()
	}
	return theme, skipped, nil
}

func noTheme() error {
	const key = "look.wrong.theme"
	return errs.Problems{{Column: "theme", Key: key, Text: i18n.In("en").T(key)}}
}

// fits tells whether a value may stand behind the token. Quotes of both kinds are alike.
func (t token) fits(value string) bool {
	return len(value) <= 120 && t.form.MatchString(strings.ReplaceAll(value, "'", `"`))
}

// resolve follows references to other properties of the file, a few steps far.
func resolve(value string, values map[string]string) string {
	for range 8 {
		to := reference.FindStringSubmatch(value)
		if to == nil {
			return value
		}
		value = values[to[1]]
	}
	return ""
}

func hexOf(channels []string) string {
	text := "#"
	for _, c := range channels {
		n, _ := strconv.Atoi(c) // three digits
		text += fmt.Sprintf("%02x", min(n, 255))
	}
	return text
}

// CSS writes the theme as a stylesheet. What is not a known token with a readable value is left out, whatever is stored.
func (t Theme) CSS() string {
	var b strings.Builder
	b.WriteString(":root {\n")
	for _, token := range tokens {
		if value := t[token.name]; token.fits(value) {
			fmt.Fprintf(&b, "  %s: %s;\n", token.name, value)
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// Faint is a pair of colours of which the one cannot be seen well enough on the other (WCAG 2.2, 1.4.3 and 1.4.11).
type Faint struct {
	Front, Back string  // tokens
	Ratio, Want float64 // contrast as it is and as it should be
}

// pairs are the colours that stand on each other, with the contrast they need.
var pairs = []struct {
	front, back string
	want        float64
}{
	{ink, paper, 4.5}, {ink, card, 4.5}, {ink, tint, 4.5}, {ink, warm, 4.5}, {ink, mark, 4.5}, {quiet, paper, 4.5}, {quiet, card, 4.5}, {quiet, tint, 4.5},
	{onBrand, brand, 4.5}, {link, paper, 4.5}, {link, card, 4.5}, {link, tint, 4.5}, {link, warm, 4.5}, {good, card, 4.5}, {wait, card, 4.5}, {wait, paper, 4.5},
	{bad, card, 4.5}, {bad, paper, 4.5}, {edge, card, 3}, {edge, paper, 3}, {brand, paper, 3},
}

// Faints gives the pairs of colours of a theme that are hard to see, the faintest first.
func (t Theme) Faints() []Faint {
	var faint []Faint
	for _, p := range pairs {
		ratio := contrast(t.value(p.front), t.value(p.back))
		if ratio < p.want {
			faint = append(faint, Faint{p.front, p.back, math.Floor(ratio*10) / 10, p.want})
		}
	}
	slices.SortStableFunc(faint, func(a, b Faint) int { return int(10 * (a.Ratio - b.Ratio)) })
	return faint
}

// value gives the colour that holds for a token.
func (t Theme) value(name string) string {
	if value := t[name]; value != "" {
		return value
	}
	i := slices.IndexFunc(tokens, func(t token) bool { return t.name == name })
	return tokens[i].usual
}

// contrast gives the contrast ratio of two colours, from 1 to 21.
func contrast(a, b string) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// luminance gives the relative luminance of a colour #rgb or #rrggbb.
func luminance(colour string) float64 {
	digits := strings.TrimPrefix(colour, "#")
	if len(digits) == 3 {
		digits = digits[:1] + digits[:1] + digits[1:2] + digits[1:2] + digits[2:] + digits[2:]
	}
	n, _ := strconv.ParseUint(digits, 16, 32) // a colour that fits its form
	return 0.2126*linear(n>>16&255) + 0.7152*linear(n>>8&255) + 0.0722*linear(n&255)
}

func linear(channel uint64) float64 {
	c := float64(channel) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}
