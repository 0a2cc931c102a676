package mailin

import (
	"regexp"
	"strings"

	"github.com/emersion/go-message"

	"samenspel/internal/inbox"
)

// answering are subjects that only answering machines write.
var answering = regexp.MustCompile(`(?i)^\s*(automatisch antwoord|automatische reactie|afwezigheidsbericht|automatic reply|auto ?-?reply|out of office|abwesenheitsnotiz)\b`)

// servers are the names under which mail servers write.
var servers = regexp.MustCompile(`^(mailer-daemon|postmaster)@`)

// nobody are the names of senders that read no answer.
var nobody = regexp.MustCompile(`^(no[-_.]?reply|do[-_.]?not[-_.]?reply|niet[-_.]?beantwoorden|noreply[-+].*)@`)

// origin tells from the header who wrote a mail, and whether it must not be answered by a program. report says that a
// part of it is a report about delivery.
func origin(h message.Header, report bool) (kind inbox.Kind, silent bool) {
	from, _ := sender(h, "From")
	silent = from == "" || nobody.MatchString(from) || h.Has("List-Id") || h.Has("List-Unsubscribe") || h.Has("List-Post") || h.Has("Mailing-List") ||
		h.Has("X-Auto-Response-Suppress") || precedence(h) == "list"
	switch {
	case report, mediaType(h.Get("Content-Type")) == "multipart/report" && servers.MatchString(from), servers.MatchString(from) && !h.Has("In-Reply-To"):
		return inbox.Report, true
	case automatic(h), answering.MatchString(decoded(h, "Subject", maxSubject)):
		return inbox.Program, true
	}
	return inbox.Written, silent
}

// automatic tells whether the header says that a program wrote the mail.
func automatic(h message.Header) bool {
	submitted, _, _ := strings.Cut(h.Get("Auto-Submitted"), ";")
	submitted = strings.ToLower(strings.TrimSpace(submitted))
	switch precedence(h) {
	case "bulk", "junk", "auto_reply", "auto-reply":
		return true
	}
	return submitted != "" && submitted != "no" || h.Has("X-Autoreply") || h.Has("X-Autorespond") || h.Has("X-Auto-Reply-From") ||
		strings.TrimSpace(h.Get("Return-Path")) == "<>"
}

func precedence(h message.Header) string {
	return strings.ToLower(strings.TrimSpace(h.Get("Precedence")))
}

var checkForm = regexp.MustCompile(`(?i)\b(spf|dkim|dmarc)=(\w{1,20})`)

// checks gives what the nearest mail server said of SPF, DKIM and DMARC, such as "spf=pass dmarc=fail".
func checks(h message.Header) string {
	var all []string
	for _, found := range checkForm.FindAllString(h.Get("Authentication-Results"), 6) {
		all = append(all, strings.ToLower(found))
	}
	return strings.Join(all, " ")
}

var returned = regexp.MustCompile(`(?im)^\s*Message-Id:\s*(<[!-;=?-~]{1,250}>)`)

// guess reads which mail was not delivered from the words of a mail server that writes no report for programs.
func guess(text string) inbox.Failure {
	failed := inbox.Failure{Final: true, Recipient: strings.ToLower(addressForm.FindString(text))}
	if found := returned.FindStringSubmatch(text); found != nil {
		failed.MessageID = found[1]
	}
	return failed
}
