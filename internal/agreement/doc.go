// Package agreement keeps what an organisation, or the network as a whole, agreed to pass on to another organisation.
//
// # Model
//
//	organisation, or the network ──< agreement >── organisation
//	                                     └──< target   (one or two: what counts, of which kind of help, how many)
//
// An agreement (afspraak) has a subject, a first and a last day, at most ten years apart, and one or two targets: 40 clients
// passed on and 40 buddies started in five years (inventory H14). Nobody types how far it is. The counter follows from the
// referrals that were sent in its term: those by who works at the one side, or passed on by that organisation, to the other
// side. Without an organisation on the one side every referral to the other counts. What started later is counted too. An
// organisation that stands for others counts for them.
//
//	to come ──▶ running ──▶ over
//	               │          │
//	               └── look-back, each year and on the last day: somebody writes what was said
//
// A look-back stands in the week of the coordinator from four weeks before its day, until it is settled.
//
// # Who reads it
//
// The coordinator makes and reads all. A member of either organisation reads its own. The counts are not hidden when they
// are small: both sides have these referrals in their own lists, one by one, so that they are a work list and no figure
// (package insight).
//
// # What it does not do
//
// It keeps no referrals, and no commitments that are only words. It tells nobody by mail.
package agreement
