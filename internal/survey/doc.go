// Package survey asks partners and residents what the network is worth to them, without knowing who answers what.
//
// # Model
//
//	round ──┬──< ticket   (a hash, and whether it was used)
//	        └──< count    (population × question × answer → how many)
//
// A questionnaire stands in the code (Questionnaires): at most five questions, a scale, yes or no, or a mark. A round
// (ronde) asks it once. Partners, formal and informal, get a mail with a link; residents get a slip with a code from a
// volunteer. Each link and each slip is a ticket, good for one answer, whoever has it.
//
// A thermometer is asked of the members of one team, by who writes for that team (package teamwork): nine statements about
// how it works together, with other professionals or with carers and volunteers. Its results are read where the team is.
//
// # Anonymous by construction
//
// There is no row for an answer. Whoever answers adds one to the count of each answer and uses up the ticket, at no noted
// time. Nothing tells which counts a ticket added to, so an answer cannot be tied to an invitation, also not by who has
// the database and all keys. No line in the trace is written: its time would tell. Nobody sees a count while a round is
// open, because watching it grow would show who said what; and afterwards nothing of fewer than
// Least answers, or outside the network LeastOutside.
//
// # States
//
//	         after a week            after the last day, or sooner
//	open ───────────────▶ reminded ───────────────────────────────▶ closed: tickets go, results can be read
//
// The owner of an open round is the coordinator; it closes by itself.
//
// # Results
//
// Of a scale the share that chose one of the two highest (top-two-box), of yes or no the share of yes, of marks the mean.
// Who does not know is not counted. Beside them stand earlier rounds of the same questionnaire, and what was published
// about Utrecht in June 2020 (Baseline), with its own wording.
//
// # What it does not do
//
// It asks nothing about a resident or a case, takes no free text, and tells nobody apart.
package survey
