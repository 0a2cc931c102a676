// Package people holds who does what in a network.
//
// # Model
//
//	person ──< assignment >── area, team, organisation or sector
//	   │ │            └── group rule (a group at the identity provider)
//	   │ └──< membership >── team
//	   │         └──< step of the introduction, training
//	   └──< absence >── stand-in (a person)
//
// A person has roles here and is never a client. One person may have several roles, for several organisations. An
// assignment says which role, for what, how many hours a week, from when to when, whether it is paid and from which
// money. A team has members from several organisations; what they may do follows the team, not the employer. A member may
// be a volunteer, who sees no cases unless the team says so.
//
// Whoever is the ambassador of a wijk is told by the assignments of today: nobody is ambassador by a mark on the wijk.
// While a person is absent the stand-in has the same rights and is shown instead. An area without an ambassador
// belongs to the coordinator, so that a question is never nobody's (inventory A04).
//
//	assignment:  (planned) ──starts──▶ in force ──ends──▶ over
//
// Rights are grants (package access) made from what is in force at a moment: Grants. They end by themselves.
//
// A new member is introduced in steps, ticked off by the liaison of the team or the ambassador of its area; the last is
// reading three screens, which the member does. Who waits for a week is brought to mind by mail, once a week (Remind).
//
// What somebody must look at is a Concern, and each has an owner: a task that ends soon, an absence, a wijk without an
// ambassador, a team that lacks something.
//
// A group rule gives the members of a group at the identity provider a task. At each sign-in there the tasks follow the
// groups (FollowGroups): what a rule no longer gives, ends. A group without a rule gives nothing.
//
// A handover ends what a person does on a day and starts the same for a successor; what other concepts let people own
// moves with it, through the movers that the wiring gives.
//
// # What it does not do
//
// It knows no passwords and no sign-in (package account). It decides no right.
package people
