// Package mail sends letters to people: an outbox in the database, the letters in Dutch and English, and two ways to
// hand them over, by SMTP or into a folder.
//
// # Model
//
//	          taken by the server
//	waiting ───────────────────────▶ sent ──▶ bounced
//	  ▲ │ │                                     │
//	  │ │ │ refused (5xx), 72 hours passed,     │
//	  │ │ │ or twice an unknown outcome         │
//	  │ │ └────────────▶ failed                 │
//	  │ │ a restore        │                    │
//	  │ └───────▶ held     │                    │
//	  │            │       │                    │
//	  └────────────┴───────┴────────────────────┘
//	              a person tries again
//
// Queue writes a message in the caller's transaction, with the job that sends it: no commit, no mail. A message names
// its letter and the words that fill it. The letter itself is written when it is sent, and its links are made then, by
// the Linker of the caller: no secret lies in the outbox, and a reminder can carry the same link. Sign and Verify make
// links that hold for one object, one recipient and one purpose, until the generation of the object changes.
//
// A letter is one structure (Letter): greeting, paragraphs, at most two buttons, closing, footer. Both parts of a mail
// are made from it and say the same words. The texts are in catalog/, one file for each language. In which of them
// somebody wants letters is asked when one is sent.
//
// # How often a mail arrives
//
// Once, as far as SMTP can tell. The Message-ID is made from the id of the message and the host of the network and is
// the same at every attempt. A temporary failure (4xx, no connection, wrong password of ours) is tried again for 72
// hours. When the connection is lost between the end of the data and the answer nobody knows the outcome: the mail is
// sent once more, and after a second such outcome a person must decide, so that at most one copy too many arrives. A
// process that is killed between the answer and the note of it adds one more, with the same Message-ID.
//
// Each mail has a Reply-To (and a return path, where the network has one) with a token that names the message it was,
// so that answers and bounces find their thread. Mails say that they are automatic (Auto-Submitted).
//
// # What it does not do
//
// It reads no mail (package mailin does): of a Mailbox it asks only whether one test letter came in. It decides nobody's
// rights to a link. It shows people addresses and states, never texts or links, but for mails in a Folder: where there is
// no server, an administrator may read them, and the trace says so. Of a failure it keeps the class, because answers of
// servers repeat addresses.
package mail
