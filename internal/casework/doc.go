// Package casework keeps the record of cases that a professional and an ambassador look at together: which needs are in
// them, what a volunteer could do, and what came of it. It holds no identity, and cannot be made to.
//
// # Model
//
//	team ──< slip                       (code and words, printed before a meeting)
//	team ──< discussion >──< case ──┬──< need ──< shortlisted service
//	                                ├──< action (something to look up, with a date)
//	                                └──< event
//	own question ──< answer of a need   (yes or no, which a network asks beside the rest)
//	counts by month, area, kind of help and outcome: what is left of a case after its term
//
// An intervision (intervisie) is a discussion of ambassadors among themselves (intervision.go). Only who sits in it and the
// coordinator see that it is; it has no team, no cases and no minutes, and counts as presence.
//
// A case (casus) has a random code with a check character, and two random spoken words ("blauwe fiets"), unique in its
// team while it is open. The professional keeps who it is about elsewhere. A household with several needs is one case,
// and as many needs. A meeting asks four things of each need: what kind of help, does it fit, which services, when.
// Nothing else blocks, and a meeting can always be closed: what has no answer yet moves two weeks. What a meeting says of
// a case is kept in one go, all of it or nothing.
//
// The professional is known by a work address only, while the case runs and to whoever reads its texts. When a meeting
// closes each gets one letter with the day and the kinds of help. Its link is derived (mail.Sign), holds for that meeting
// and address for three months, and shows the own cases without texts.
//
// The form of a case is the same everywhere, with one list of kinds of help. A network can add three questions of its own to
// it at most, for the town or for one wijk (form.go). A question never changes: each one that is asked or stopped makes
// another version of the form, so that an answer says which words it answered.
//
// # States
//
// A need:
//
//	      judge: yes               pass on              settle: started
//	asked ───────────▶ suitable ───────────▶ passed ─────────────────────▶ done
//	 │ │                 │  ▲                │   │ not yet: another day     ▲ │
//	 │ │ judge: later    │  │ judge: yes     │   └──┘                       │ │
//	 │ └──────────────▶ later ◀──────────────┘                              │ │
//	 └────── judge: no ──┴───────── settle: not going ahead, judge: no ─────┘ │
//	 ▲                              reopen                                    │
//	 └────────────────────────────────────────────────────────────────────────┘
//
// The table exits in rules.go has every arrow. Each open state has an owner, a next day, a day after which it is over
// time, and a way out:
//
//	state     owner            next day                                      over time after
//	asked     who recorded it  2 weeks; put off another 2 by a meeting       2 weeks later
//	suitable  the same         5 working days, or the day when help is       5 working days later
//	                           wanted
//	later     the same         the day that was named, within half a year    5 working days later
//	passed    the same         day 21 after a volunteer was agreed: it       day 28
//	                           stands on the visit sheet of the team
//
// A case is open while one of its needs is, and ends with the last. An action is open until it is done or dropped; it has
// an owner and a day, is over time 5 working days later, and ends with its case. A discussion is open until it is closed,
// by a person or two days later by the program. What belongs to somebody without a task belongs to whom the area belongs
// to now; who is absent is replaced by the stand-in. The owner is reminded once on the next day, the coordinator hears
// once of what is over time.
//
// # What is kept
//
// Closed lists, and texts of at most 200 characters that were scanned before they were kept (say.go). When a case ends
// its events go and its days become months; a lead time in whole days is all that is left of them. Its texts go after 90
// days, with the exact moment at which it ended; after a year it becomes counts. Ids of cases and needs hold no time.
//
// With one tap, which may be left out, is said of a need who helped before, who helps now, how far the formal care was and
// whether the team itself named informal help; and of a case how much care there was and, once help started or stopped, is. That a professional brought a case is kept as a keyed hash of the quarter and
// the address, to count how many of a team did (bringer.go); it goes after the term of a case.
//
// # What it does not do
//
// It keeps no contact details and no consent, sends nothing to organisations and asks nobody how it went: packages of
// referrals do, which know a need by its id. It does not search services; the surface brings the shortlist.
package casework
