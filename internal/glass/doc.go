// Package glass lets a coordinator read one thing that is closed to coordinators, when waiting would do harm.
//
// # Model
//
//	          break: a reason, typed         an hour later, or
//	closed ───────────────────────────▶ open ───────────────────▶ closed
//	                                          ended by who broke it
//
// An Opening is one person, one thing (its kind and its id) and one reason, for an hour. While it lasts the actor of that
// person has the thing among those that are Opened, and package access lets it be read; never changed. It ends by
// itself: what is open is asked of the clock at each request, and no job has to close anything.
//
// Breaking is never silent. In the same transaction it leaves a line in the trace with the id of the opening, and a mail
// to the ambassador of the area and to each privacy officer. Where nobody can be told the glass stays whole.
//
// Reasons are read by others, so they may not hold what tells who somebody is; package privacy looks for it. They stand
// in the table of openings and not in the trace, which holds no texts.
//
// # What it does not do
//
// It reads nothing itself and does not know whether the thing exists: the concept that keeps the thing asks access.Can.
package glass
