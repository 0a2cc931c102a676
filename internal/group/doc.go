// Package group keeps the groups in which the network meets, who sits in them, and their meetings.
//
// # Model
//
//	group ──< seat ── organisation of the directory, or the municipality
//	  │         └── who speaks for it: a person of the network, or a name and an address
//	  └── assignment, of a working group: which group gave it, its goal and last day
//
// A group is a core group (kerngroep), a wide one (netwerkgroep), a working group (werkgroep) or a table of a wijk
// (wijktafel). It has a number of places, so that one sees what is vacant. In a core group each of the three blood groups of
// informal care has a seat; the page says which is missing.
//
// A seat has dates, what its holder may decide, whether that is paid work, and a role. Chair and secretary can be anyone, the
// municipality too: the role lets them arrange the meetings of their group and gives no right anywhere else. A guest sits in
// now and then.
//
// # The life of a group
//
//	          tell                  accept
//	running ────────▶ reported ─────────────▶ ended
//	 ▲  │                 │                     ▲
//	 │  └── end ──────────┼─────────────────────┘
//	 └───── return, why ──┘
//
// Only a working group tells what came of its assignment; who leads the group that gave it accepts that. The other groups
// just end.
//
// # Rhythm
//
// A group meets once in so many weeks, or so many times a year. From the last meeting follow the first and the last day for
// the next one (Rhythm.Plan). On the day after the last one it is overdue: with six to eight weeks that is day 57.
//
// # Meetings
//
//	group ──< meeting ──< item      (proposed ──▶ on the agenda, or refused with a reason)
//	             ├──< invitee       (silent ──▶ comes, does not come, somebody else comes; changed by answering anew)
//	             └──< point         (decision, or action: waits ──▶ done)
//
//	planned ── invite ──▶ invited ── the day ──▶ held
//	   └──── call off ──────┴──▶ off
//
//	minutes:  (none) ──▶ draft ── send ──▶ sent ── approve, at the next meeting ──▶ approved
//
// An agenda begins with the fixed items of its kind of group. What follows from elsewhere comes on it by itself: minutes to
// approve, actions that wait, who is new. A member proposes items; refusing one needs a reason, which goes to that member.
// Guests see the items that were chosen for them, and never cases.
//
// Nobody is invited to a meeting with nothing on its agenda. The link in an invitation needs no account; it is for one invitee
// and as good as the meeting is kept. When day, time or place change, everybody hears of it and answers again.
//
// An action is done by a seat. It is for the coordinator when that seat was left. Who has an account sees it in the week; who
// has none is reminded by mail, three days before its day and once after it.
//
// # Who reads it
//
// The coordinator makes and reads all. Who has a seat and an account reads the own groups and proposes; chair and secretary
// arrange the meetings of their group. Others see nothing. Who speaks for an organisation is forgotten half a year after the
// seat was left; a meeting goes after five years, with everything about it.
//
// # What it does not do
//
// It knows no residents: texts are scanned before they are kept. It gives no roles in the network (package people), and a
// discussion of cases is no meeting (package casework). Of replies to its mails it reads a plain yes or no
// (reply.go); all others reach the information point.
package group
