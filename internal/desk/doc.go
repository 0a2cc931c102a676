// Package desk is the information point: what comes in there, who has it, by when, and how it ends.
//
// # Model
//
//	enquiry ──┬── contact (sealed, apart; goes on its own term)
//	          ├──< given service
//	          └──< event
//	draft (sealed; of one person)
//
// An enquiry (vraag) is what a resident, carer, volunteer or professional asks, by phone, mail, web form or at the door:
// the same object and the same states for each. Its note says what is asked and nothing about who asks. What could tell
// who somebody is does not block at the desk: Separate takes it out of the note and puts it into the contact, which is
// sealed with the key set of the network. A citizen service number is kept nowhere. A caller is found again by a keyed
// hash of the number.
//
// # States
//
//	       take           answer                close
//	 new ────────▶ taken ────────▶ answered ─────────────────────────────────────▶ closed
//	  │             │ ▲  ▲            │  ▲                                           ▲
//	  │ pass on     │ │  │            │  └───────── answer ──────────┐               │
//	  ▼             │ │  └─ take ─┐   └─ ask back ─▶ looking-back ───┴── helped ─────┘
//	passed ◀────────┘ │           │                   │   ▲  │
//	  │     pass on   └─── take ──┤                   │   └──┘ not yet: another day
//	  └───────────────────────────┤                   │
//	          wait, pass out      ▼                   └─ again ─▶ taken
//	 new, taken, passed ──────▶ waiting
//
//	 waiting, answered, looking-back, closed ── reply, reopen ──▶ passed, to who had it
//
// The table exits in rules.go has every arrow. Every state but closed has an owner, a next day, a day on which it is
// over time, and a way out:
//
//	state         owner                    next day                        over time after
//	new           the information point    the term of its kind            that day
//	taken         who took it              the same term                   that day
//	passed        who it was passed on to  the last own working day in     that day
//	                                       the term of ambassadors
//	waiting       who waits                the day it waits for            2 working days later
//	answered      who answered             5 working days later: round off that day
//	looking-back  who agreed on it         day 21                          day 28
//
// A referral that is made of an enquiry leaves it with who has it, or who makes it: the asker still waits for a word.
//
// An owner is a person, or "" for the information point as a whole. Whoever is absent is replaced by the stand-in, who
// has the same rights. What belongs to somebody without a task belongs to whom the area belongs to now (Post.Responsible);
// the next Run moves it for good. So nothing is ever nobody's.
//
// # Terms
//
// Terms count working days, from the day on which the information point was open when the question came. At half of it
// the owner is reminded once, unless something was done since; after it the coordinator hears of it once. Mails are
// bundled for each person. On Mondays each owner hears what the week brings.
//
// # Passing on
//
// Route tells to whom a question goes: by sector, else by area to the nearest ambassador, else to the coordinator. A
// network may send everything to its coordinator, to the specialist of the team in the area, or to a support point
// outside. Where the own working days of somebody come later than the term, the information point keeps the question.
//
// # What it does not do
//
// It sends no mail and reads none (packages mail and mailin; what was read comes in by FromMail and AnswerFromMail), knows
// no cases, and does not search: the surface shows suggestions and says which services were given. It keeps no audio,
// attachments or identities.
package desk
