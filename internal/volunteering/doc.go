// Package volunteering brings people who want to help into contact with organisations that look for them.
//
// # Model
//
//	sign-up ──┬── contact (sealed, apart; goes when the sign-up ends)
//	          └──< introduction (to one organisation, about one service)
//
// A network has no volunteers of its own (inventory E14): it mediates once, and keeps of it which kinds of help, where,
// which organisation and what came of it. Who wants to help chooses with whom, what, when and where, and to which
// organisations to be introduced. Those need no account, and need not be members.
//
// # States
//
//	         introduce            placed
//	 new ───────────────▶ introduced ─────────▶ closed
//	  ▲                    │  │  ▲                ▲
//	  │  all said no       │  └──┘ later          │
//	  └────────────────────┘                      │
//	  no match, changed mind, silent ─────────────┘  from new and introduced
//
//	state        owner                  next day                       over time after
//	new          the information point  the term for volunteers        that day
//	introduced   who signed up          3 weeks: did you begin?        28 days
//
// An introduction goes as a mail in the name of who signed up, when that person says so on the own page: by the link in
// the mail to the given address, so that nobody can let mails be sent for another. The information point can introduce
// too, after a talk. An organisation without an e-mail address is called by the information point.
//
// On day 21 who signed up is asked by mail; who gave no address is called. What is over time stands on the list of the
// information point, and the coordinator hears of it once. Three months after the last thing that happened all of it goes.
//
// # Links
//
// The page of a sign-up has a code that cannot be guessed. An organisation says what came of an introduction by a link
// that is derived (mail.Sign), for that sign-up and organisation only, as long as the sign-up is there.
//
// # What it does not do
//
// It searches no offers: surfaces bring them. It keeps no volunteers, no talks and no papers about anyone.
package volunteering
