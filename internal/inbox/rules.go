package inbox

import (
	"strings"
	"time"

	"samenspel/internal/mail"
)

// The limits for one sender.
const (
	mostAnHour  = 20             // mails; what comes above that is put aside
	answerEvery = 24 * time.Hour // one automatic answer
)

// facts is what is known here about a mail.
type facts struct {
	forced   bool                    // a person wants it to be taken over
	named    map[string]mail.Message // of ours that the mail names in any way, by id and by Message-ID
	earlier  string                  // thread of an earlier mail of this sender that it refers to, or ""
	recent   int                     // mails of this sender in the last hour, this one included
	answered bool                    // the sender got an automatic answer in the last day
}

// message gives the one of ours with an id or Message-ID, with or without brackets.
func (f facts) message(id string) (mail.Message, bool) {
	m, ok := f.named[strings.Trim(id, "<>")]
	return m, ok
}

// verdict is what becomes of a mail.
type verdict struct {
	state     State
	reason    Reason
	bounced   string // id of the message of ours that was not delivered, or ""
	thread    string // enquiry that it answers, or "" for a new one
	elsewhere bool   // from another address than we wrote to
	mayAnswer bool
}

// decide says what becomes of a mail. A verdict of Done without a bounced message goes to the desk.
func decide(r Reading, f facts) verdict {
	if _, ours := f.message(r.MessageID); ours {
		return verdict{state: Aside, reason: Loop}
	}
	if r.Kind == Report && !f.forced {
		return decideReport(r, f)
	}
	switch {
	case r.Kind == Program && !f.forced:
		return verdict{state: Aside, reason: Automatic}
	case f.recent > mostAnHour && !f.forced:
		return verdict{state: Aside, reason: Many}
	}
	v := verdict{state: Done, mayAnswer: r.Kind == Written && !r.Silent && !f.answered && r.Post.From != ""}
	v.thread, v.elsewhere = f.thread(r)
	return v
}

// decideReport finds the mail of ours that was not delivered: by the proof in the address the report was sent to, or by
// a Message-ID and a recipient that belong together.
func decideReport(r Reading, f facts) verdict {
	if !r.Failed.Final {
		return verdict{state: Aside, reason: Automatic}
	}
	for _, id := range r.Answers {
		if m, ok := f.message(id); ok {
			return verdict{state: Done, bounced: m.ID}
		}
	}
	if m, ok := f.message(r.Failed.MessageID); ok && same(m.Address, r.Failed.Recipient) {
		return verdict{state: Done, bounced: m.ID}
	}
	return verdict{state: Aside, reason: Returned}
}

// thread gives the enquiry that a mail answers, and whether it comes from another address than we wrote to.
func (f facts) thread(r Reading) (id string, elsewhere bool) {
	for _, id := range r.Answers {
		if m, ok := f.message(id); ok && m.Thread != "" {
			return m.Thread, !same(m.Address, r.Post.From)
		}
	}
	for _, id := range r.References {
		if m, ok := f.message(id); ok && m.Thread != "" && same(m.Address, r.Post.From) {
			return m.Thread, false
		}
	}
	return f.earlier, false
}

func same(address, other string) bool { return address != "" && strings.EqualFold(address, other) }
