// Package neighbours lets residents help each other with small things, with somebody in between.
//
// # Model
//
//	post (an ask or an offer) ── contact (sealed, apart; goes when the post ends)
//	ask ──< pair >── offer
//
// A post (burenhulp) says what somebody asks or offers, where, and nothing about who that is. Nobody but the information
// point and the coordinator sees it: there is no public list. They bring an ask and an offer together. Both are told what
// the other asks or offers, and say yes or no on the own page. Only when both said yes do they see how to reach each other.
//
// # States
//
//	       bring together         both yes            it worked, or not
//	open ────────────────▶ asked ───────────▶ known ─────────────────────▶ closed
//	  ▲                      │                  │                            ▲
//	  └─ one says no, stops ─┘                                               │
//	  stop, from everywhere ─────────────────────────────────────────────────┘
//
//	state    owner                   next day                       over time after
//	open     the information point   the term for volunteers        that day
//	asked    who did not answer yet  5 working days                 that day
//	known    both                    3 weeks: did it work?          28 days
//
// What is over time stands on the list of the information point, and the coordinator hears of it once. Who answered no
// is not brought together with the same person again. Three months after the last thing that happened all of it goes.
//
// # What it does not do
//
// It vouches for nobody, and looks nobody up. What needs a trained volunteer goes to an organisation.
package neighbours
