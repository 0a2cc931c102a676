// Package upkeep keeps the directory right: it asks organisations whether what stands there is still so, takes what
// others say is wrong, and lists what a person must look at.
//
// # Confirming
//
// Every service has a rhythm of 1, 3, 6 or 12 months. When a service of an organisation is overdue, the organisation
// gets one mail about everything it offers, with a link that needs no account:
//
//	(right) ──overdue──▶ asked ──14 days──▶ reminded ──14 days──▶ to call ──▶ …
//	   ▲                   │                    │                    │
//	   └──────────── confirmed or changed, by link or by phone ──────┘
//
// An organisation without an e-mail address goes to the list of calls at once. A round is open until everything that was
// overdue is confirmed. While a round is open its link works: it shows the entries as residents see them, and lets the
// organisation confirm all with one button, change each, and set its room in two taps. A mail scanner that follows the
// link changes nothing: every change is a form that someone sends. When the round ends the link ends.
//
// # Corrections
//
// A visitor says in one field what is wrong with an entry. Who says so is not asked. The text passes the scanner of
// package privacy. It goes to the organisation by mail and to the editors, and is open until somebody answers:
//
//	open ──▶ mended | not so
//
// # Quality
//
// Quality tells for an entry what is missing for a resident to choose, each with its reason. Complete tells which
// members of the network cannot be found by their name or by a need.
//
// # Words that find nothing
//
// Words that three different visitors looked for in vain stand on a list, from which an editor adds them to an entry. Until
// then only a keyed hash is kept, and words in which a person could be recognised are not noted at all.
//
// # Own words
//
// An editor may add words to a kind of help, for their own network only. The search then understands them everywhere:
//
//	not found ──add──▶ word of a kind of help ──drop──▶ (gone)
//
// # Websites
//
// Every website is looked at once a week. One that fails twice is dead, and stands on the list of the editor.
//
// # What it does not do
//
// It does not write entries: package directory does. It withdraws nothing by itself: an entry that nobody confirms is
// marked and ranked lower, and stays.
package upkeep
