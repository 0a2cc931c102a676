package inbox

import (
	"context"
	"time"

	"samenspel/internal/db"
)

// Arrived is a mail as it lies in a mailbox.
type Arrived struct {
	Box       string // which mailbox
	Validity  int64  // UIDVALIDITY of it; 0 where there is no such thing
	UID       int64
	Essence   []byte // what is the same in every copy of the mail
	MessageID string // with brackets, or ""
	From      string // address it says it is from, or ""
	Raw       []byte
	Cut       bool // it is longer than Raw
}

// Kept is a mail that waits, with what it says.
type Kept struct {
	ID         string
	Raw        []byte
	Cut        bool
	ReceivedAt time.Time
}

// State is where a mail is in its life.
type State string

// The states.
const (
	Waiting State = "waiting"
	Stuck   State = "stuck" // it could not be read, or nobody took it over
	Aside   State = "aside" // nobody needs to do something with it
	Done    State = "done"
)

// Reason is why a mail is stuck or aside, in one word that a page can translate.
type Reason string

// The reasons. The first three are of mail that is stuck.
const (
	Broken    Reason = "broken"    // it cannot be read
	Crashed   Reason = "crashed"   // the program stopped while it was read, three times
	Refused   Reason = "refused"   // the desk or the database did not take it
	Automatic Reason = "automatic" // a program wrote it
	Returned  Reason = "returned"  // news about a mail that is not known here
	Loop      Reason = "loop"      // we wrote it
	Many      Reason = "many"      // its sender wrote very many
	ByHand    Reason = "by-hand"   // a person put it aside
)

// Kind is who wrote a mail.
type Kind string

// The kinds.
const (
	Written Kind = "written" // a person
	Program Kind = "program" // an answering machine or another program
	Report  Kind = "report"  // a mail server, about a mail that was sent
)

// Reading is what was read of a mail. Nothing in it has been proven but Answers; every text is clean, and headers are
// one line.
type Reading struct {
	Kind       Kind
	Silent     bool     // no automatic answer: a list, or nobody can be answered
	MessageID  string   // with brackets, or ""
	References []string // Message-IDs with brackets, the nearest first
	Answers    []string // ids of messages of ours, from the addresses it was sent to; proven
	Failed     Failure  // for a Report
	Post       Post
}

// Failure is what a mail server tells about a mail that was sent.
type Failure struct {
	Final     bool   // it will not be delivered; otherwise nothing is known yet
	MessageID string // of the mail, with brackets, or ""
	Recipient string // address, or ""
}

// Post is what the desk gets of a mail.
type Post struct {
	ID         string // of the mail here: the same at every attempt
	ReceivedAt time.Time
	Name       string // of the sender, or ""
	From       string // address of the sender, or "" when there is none that can be answered
	Person     string // id of the person whose address that is, or ""
	Team       string // id of the team whose address that is, or of a team of that person; or ""
	Subject    string
	Text       string // plain, without the mail it answers
	Attached   int    // attachments, which are not kept
	Cut        bool   // the text may have been longer
	Checks     string // what the mail server says of SPF, DKIM and DMARC: to be shown, not to be trusted
	MessageID  string // with brackets, for the header of an answer; or ""
	Elsewhere  bool   // an answer from another address than we wrote to
	MayAnswer  bool   // one automatic answer may go to the sender
}

// Desk takes over what people wrote, in the transaction in which the mail is done.
type Desk struct {
	// Receive makes a new enquiry and gives its id. answered tells that it queued an automatic answer, which says that
	// attachments are not kept when there are any; it may do so only when p.MayAnswer.
	Receive func(ctx context.Context, tx *db.Tx, p Post) (enquiry string, answered bool, err error)
	// Reply adds an answer to a thread: an enquiry or a referral. There is no such thread (any more) when found is false.
	// answered is as with Receive.
	Reply func(ctx context.Context, tx *db.Tx, thread string, p Post) (found, answered bool, err error)
}

// Row is what a page may show of a mail: never its words, or who exactly sent it.
type Row struct {
	ID         string
	Domain     string // of the sender, or ""
	State      State
	Reason     Reason
	ReceivedAt time.Time
}
