// Package mailin is the surface for mail: it takes mail out of a mailbox, reads it, and hands what it says to the inbox,
// which gives it to the desk and the outbox.
//
// # The way of a mail
//
//	mailbox ──▶ Box ──▶ Reader.take ──▶ inbox.Keep   (sealed, as it came)
//	                                        │ job
//	                     inbox.Settle ◀── Parse ◀── inbox.Open
//
// A Box is where mail lies: IMAP, or a Folder with .eml files for installations without a mailbox. Of a mail that is
// taken only the header is looked at, to know for which network it is (route.go) and whether it is a copy (skim.go); then
// it is stored, and only then removed from the mailbox. A mail that belongs to no network stays where it is.
//
// Reading is a job for each mail, so one that cannot be read keeps up no other. After three tries it stands in the list
// that people see (inbox.Stuck).
//
// # For which network
//
// One mailbox serves all networks of an installation. A mail belongs to the network that signed the token in an address
// it was sent to (NAME+TOKEN@), else to the one whose slug stands there (NAME+SLUG@), else to the one whose own address
// it was sent to. The addresses by which it was delivered (Delivered-To and its likes) go before To and Cc. The only
// network of an installation gets everything.
//
// # Reading
//
// Parse walks the parts of a mail, with bounds: 20 levels, 500 parts, 256 KiB of header, 1 MiB of text. It prefers plain
// text, and makes text of HTML where there is no other. Wrong or missing character sets are guessed, as mail programs
// do. Attachments, calendars and winmail.dat are counted and not read. Of an answer only what is new is kept: quoted
// lines and signatures go. Whether a program or a list wrote the mail is told by its headers (origin.go).
//
// Every text is cleaned (mail.Line, mail.Paragraph), so nothing of a header of theirs can become a header of ours.
//
// # What it does not do
//
// It decides nothing about enquiries (package inbox does), sends nothing (package mail does), and runs no virus scanner,
// because it keeps no attachment. It checks no SPF, DKIM or DMARC itself: what the mail server said of them is shown, and
// makes no one more trusted.
package mailin
