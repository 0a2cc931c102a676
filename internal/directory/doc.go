// Package directory holds who offers what: organisations, their services, and where these take place.
//
// # Model
//
//	organization ──< service ──< serves >── area        (where someone must live to be helped)
//	      │             │
//	      └──< location ┘  ── area                      (where it takes place; may be confidential)
//
// An organisation needs no legal form: a residents' initiative counts as much as a foundation (inventory A06). A
// service carries what a person needs to choose: the needs it answers, for whom, which ages, in what form, at what
// cost, how to get in, what it does and does not do, and one line on how it differs from others that look alike.
// Where it serves is not where it is located.
//
// Codes of needs, audiences, forms, costs, access and kinds of organisation come from the taxonomies in taxonomy/.
// Ages are kept as a lowest and highest age in years and shown as bands.
//
// Every entry knows its origin: the source it came from and its reference there, unique in the network. An entry
// that its source no longer has is withdrawn with the date, and no longer public; it is never deleted silently.
//
//	(new) ──▶ public ◀──▶ withdrawn
//
// A confirmation ("this is still right") has a date and differs from an edit. When it is older than the rhythm the
// entry is overdue: marked on its page and ranked lower, never hidden.
//
// Several records may be about the same organisation or service. Then one stands for the others (package linkage decides
// which): readers see that one, with the services of all and its empty fields filled from the others. The records
// themselves do not change, and their old addresses lead to it (Moved).
//
// The address of a confidential location never leaves this package for an actor who may not read secrets.
//
// Every change raises the revision of the network in the same transaction, so that readers in other processes (the
// search index) see that they are behind.
//
// # What it does not do
//
// It does not search (package search), does not read files of others (package harvest), and knows no people.
package directory
