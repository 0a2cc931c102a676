// Package agreement keeps what organisations agreed with each other, or with the network as a whole.
//
// # Model
//
//	organisation, or the network ──< agreement >── organisation
//	                                     ├──< signature   (each side, those who joined later too, and when it signed)
//	                                     ├──< target      (at most two: what counts, of which kind of help, how many)
//	                                     ├──< commitment  (what one side will do, by when, and when it was done)
//	                                     ├──< contact     (whom the others may call)
//	                                     └──< cost        (of a year, for one thing)
//
// An agreement (afspraak) has a subject, perhaps a text, a first and a last day, at most ten years apart, and is one of three
// kinds: an exchange says how much one side passes on to the other (inventory H14) and has a target; a letter of intent says
// what all who sign it want (D08); a covenant says what each side will do (H16). Nobody types how far a target is. The
// counter follows from the referrals that were sent in the term: those by who works at the one side, or passed on by that
// organisation, to the other side. Without an organisation on the one side every referral to the other counts. What started
// later is counted too. An organisation that stands for others counts for them.
//
//	concept ──▶ signed          (when the last side signed)
//	to come ──▶ running ──▶ over
//	               │          │
//	               └── look-back, each year and on the last day: somebody writes what was said
//
// A look-back stands in the week of the coordinator from four weeks before its day, until it is settled; a commitment from
// the day after its last day, until it is done. The same agreement with the next organisation begins as a copy.
//
// # Who reads it
//
// The coordinator makes and reads all. A member of a side reads its own, and says itself that it did what it would do. The
// counts are not hidden when they are small: both sides have these referrals in their own lists, one by one, so that they
// are a work list and no figure (package insight). Contacts are people at work; they go half a year after the last day.
//
// # Where it is
//
// agreement.go has the model and what a target counts, paper.go what stands on paper beside it, change.go each thing that
// somebody can do to it, store.go the statements.
//
// # What it does not do
//
// It keeps no referrals and no files, and tells nobody by mail.
package agreement
