// Package teamwork keeps what a team agrees with itself about informal care: what it found in a conversation about four
// focus points, what somebody will do by when, and its plan.
//
// # Model
//
//	team ──┬── plan      (motto, parts in words, a day to look at it again)
//	       ├──< talk     (four focus points; of each where we stand and what matters)
//	       └──< action   (what, who, by when; came out of a talk, or not)
//
// A team conversation (teamgesprek) goes through the four focus points (speerpunten) that Movisie and Vilans wrote down in
// 2017 (inventory K01, K37 to K42), ten to fifteen minutes each, in one session or in several. Of each point a team writes
// where it stands and what matters to it; the third box holds its actions. What is written stays, and the next session goes
// on where the last one stopped.
//
//	begun ──▶ a point at a time, in any order ──▶ finished, with one action at least
//
// A team has one conversation at a time that is not finished. What was finished is read, and not changed.
//
//	action:  open ──▶ done
//	          └─────▶ dropped (gone)
//
// An open action stands in the week of who is responsible, and of who stands in; the overdue come first. When that person
// left, it stands in the week of who writes for the team. A plan comes back four weeks before its day (inventory M39).
//
// # Who reads it
//
// The liaison of a team and the ambassador of its area write. Its members and its manager read, and tick off what is their
// own. The coordinator reads. Nobody else does: what a team says about itself is said among colleagues.
//
// # What it does not do
//
// It knows no cases and nobody who is helped; every text is looked at before it is kept. It counts nothing for reports.
package teamwork
