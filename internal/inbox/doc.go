// Package inbox keeps the mail that came in, from the moment it left the mailbox until somebody has taken it over.
//
// # Model
//
//	                      the desk or the outbox took it over
//	Keep ──▶ waiting ──────────────────────────────────────────▶ done (its text is gone)
//	           │ ▲ │                                               ▲
//	           │ │ │ automatic, or too many of one sender          │
//	           │ │ └──────────▶ aside ◀────────┐                   │
//	   3 tries │ │ a person: again │   a person: put aside         │
//	    failed │ ├─────────────────┘           │                   │
//	           ▼ │ a person: again             │                   │
//	         stuck ────────────────────────────┘                   │
//	           └──────── again, and then it can be read ───────────┘
//
// A mail is stored before anything is read of it: raw, sealed with the key set of its network, with the job that will
// read it, in one transaction. Only when that is committed may it leave the mailbox. What cannot be read waits in a list
// that people see (sender's domain and time, never words) and keeps up nothing behind it.
//
// # Once
//
// A mail is known by its place (mailbox, UIDVALIDITY and UID) and by its essence: Message-ID, sender, date, subject and
// body, without the trace headers in which two copies differ. Both are unique in a network, so a kill between storing
// and removing, a second delivery, a mailbox that numbers anew and two processes that read one mailbox store it once.
// Taking over (Settle) is one transaction with what the desk writes: the enquiry is there and the mail is done, or
// neither. A mailbox does not tell two mails apart that say the same in the same second under the same Message-ID;
// neither do we.
//
// # What becomes of a mail
//
// Decide (rules.go) looks at what was read of it and at what is known here. In this order: a mail of our own that came
// back is put aside; the news that a mail of ours could not be delivered marks it in the outbox; what a program wrote is
// put aside; what comes in too great numbers from one sender is put aside; an answer to a mail of ours goes to the
// enquiry or referral that mail belonged to; everything else is a new enquiry. A person can let what was put aside go to
// the desk after all.
//
// An answer is recognised by the proof in the address it was sent to (mail.ReadReplyToken), or by References to a mail
// of ours to that same sender, or to an earlier mail of that sender. References alone give nobody a place in the thread
// of somebody else.
//
// A sender gets at most one automatic answer a day, and a program, a list or somebody who cannot be answered gets none:
// two programs that answer each other stop after one mail.
//
// # What it does not do
//
// It reads no MIME and no mailbox (package mailin does), makes no enquiries (Desk is called for that), and trusts no
// header: a known address of a colleague makes an enquiry a professional's, and gives no right to see anything.
package inbox
