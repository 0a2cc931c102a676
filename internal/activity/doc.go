// Package activity keeps what ambassadors, the coordinator and the information point do for the network beside cases and
// questions, and where they sit on its behalf.
//
// # Model
//
//	person ──< activity   (day, kind, hours, wijk or team, with whom)
//	person ──< seat ──< report
//
// An activity (activiteit) is written down in seconds: a day, one of the fixed Kinds, and hours in quarters. Office hours
// and information sessions may say how many people came, never who. The kinds cover what networks ask of ambassadors
// (inventory A24, A31, A34, I12, L02, L04). Whoever did it writes it, and may change it or take it away. The coordinator
// reads along. That somebody was at a team follows from discussions (casework.Attended) and is never written here.
//
// A seat (plek namens het netwerk) says who sits where, since when, and what to tell of it (inventory A84):
//
//	        report is due                    words
//	held ──────────────────▶ must report ─────────────▶ held, with a next day or without
//	  │                           │
//	  └──────── ends ─────────────┴──▶ ended: nothing is asked any more
//
// The day stands in the week of who sits there and of the coordinator. A handover moves the seat to the successor.
//
// Texts are scanned before they are kept, so that no resident stands in them. Activities go after three years and a seat
// a year after it ended; terms are those of the network.
//
// # What it does not do
//
// It counts no hours of work: those are in tasks (package people). It plans nothing and invites nobody. What of all this
// may be told outside is for package pack.
package activity
