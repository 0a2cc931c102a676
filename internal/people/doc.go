// Package people holds who does what in a network.
//
// # Model
//
//	person ──< assignment >── area, team, organisation or sector
//	   │ └──< membership >── team
//	   └──< absence >── stand-in (a person)
//
// A person has roles here and is never a client. One person may have several roles, for several organisations. An
// assignment says which role, for what, how many hours a week, from when to when, whether it is paid and from which
// money. A team has members from several organisations; what they may do follows the team, not the employer.
//
// Whoever is the ambassador of a wijk is told by the assignments of today: nobody is ambassador by a mark on the wijk.
// While a person is absent the stand-in has the same rights and is shown instead. An area without an ambassador
// belongs to the coordinator, so that a question is never nobody's (inventory A04).
//
//	assignment:  (planned) ──starts──▶ in force ──ends──▶ over
//
// Rights are grants (package access) made from what is in force at a moment: Grants. They end by themselves.
//
// A handover ends what a person does on a day and starts the same for a successor; what other concepts let people own
// moves with it, through the movers that the wiring gives.
//
// # What it does not do
//
// It knows no passwords and no sign-in (package account). It decides no right.
package people
