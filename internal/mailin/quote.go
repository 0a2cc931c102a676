package mailin

import (
	"regexp"
	"strings"
)

var (
	// wrote is the line above what is quoted: "Op ma 2 nov 2026 om 10:12 schreef Anna <anna@example.org>:"
	wrote = regexp.MustCompile(`(?i)^\s*(op|on|le|am)\s.{4,250}\b(schreef|het volgende geschreven|wrote|a écrit|schrieb)\b.{0,250}:\s*$`)
	// ruler is the line between a mail and the one it answers.
	ruler = regexp.MustCompile(`(?i)^\s*(-{2,}\s*(oorspronkelijk bericht|original message|doorgestuurd bericht|forwarded message|ursprüngliche nachricht)\s*-{2,}|_{20,})\s*$`)
	// first and next are how the header of a quoted mail begins, and goes on.
	first = regexp.MustCompile(`(?i)^\W*(van|from|von|de)\s?:\W*\s\S`)
	next  = regexp.MustCompile(`(?i)^\W*(verzonden|datum|aan|onderwerp|sent|date|to|subject|gesendet|an|betreff)\s?:`)
)

// withoutQuotes gives what is new in an answer: without quoted lines, the mail below it, and the signature. When nothing
// is left, all of it is new.
func withoutQuotes(text string) string {
	lines := strings.Split(text, "\n")
	var kept []string
	for i := 0; i < len(lines); i++ {
		switch {
		case strings.TrimRight(lines[i], " ") == "--":
			i = len(lines)
		case quoted(lines[i]):
		case attribution(lines, i) > 0:
			i += attribution(lines, i) - 1
			if !quoted(following(lines, i+1)) {
				i = len(lines) // it is not marked where their words end
			}
		case ruler.MatchString(lines[i]), first.MatchString(lines[i]) && goesOn(lines, i+1):
			i = len(lines)
		default:
			kept = append(kept, lines[i])
		}
	}
	if out := strings.TrimSpace(strings.Join(kept, "\n")); out != "" {
		return out
	}
	return text
}

func quoted(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " "), ">") }

// attribution tells over how many lines the line goes that stands above a quotation; 0 when there is none at i.
func attribution(lines []string, i int) int {
	for n := 1; n <= 3 && i+n <= len(lines); n++ {
		if wrote.MatchString(strings.Join(lines[i:i+n], " ")) {
			return n
		}
	}
	return 0
}

// following gives the next line with something on it, from i on.
func following(lines []string, i int) string {
	for ; i < len(lines); i++ {
		if strings.TrimSpace(lines[i]) != "" {
			return lines[i]
		}
	}
	return ""
}

// goesOn tells whether the header of a quoted mail goes on below its first line.
func goesOn(lines []string, i int) bool {
	for n := i; n < len(lines) && n < i+3; n++ {
		if next.MatchString(lines[n]) {
			return true
		}
	}
	return false
}
