// Package referral passes a need on to one organisation, and sees to it that somebody hears what came of it.
//
// # Model
//
//	referrer ──< referral ──┬──< consent   (per item × recipient × until)
//	                        ├── contact    (sealed, apart, with a key of its own; goes on its own term)
//	                        ├──< signal
//	                        └──< event
//	question ──< asked      (is there room? to several organisations at once, without anything about a resident)
//
// A referral (doorverwijzing) knows only where it came from: an enquiry, a need of a case, or an organisation, by id,
// with its area, team and kind of help. It holds no identity. Its sender is who made it, an ambassador for instance. Its
// referrer is the professional who talks with the resident; a work address is enough, without an account. It goes to one
// organisation, which needs no account either.
//
// # States
//
//	                          the resident             the organisation
//	           hand            says yes                 takes it                started       look-back: started
//	concept ─────────▶ with ─────────▶ sent ──────────────▶ accepted ────────▶ started ────────────▶ active
//	   ▲             resident           │ ▲ undo               │  ▲                │                   │
//	   └── else ────────┘ │             ├─┴──▶ considering ────┤  │ not yet        │                   │ ended, or
//	                      │             ├────▶ later ──────────┤  └────────────────┤                   │ half a year
//	                      ▼             ▼                      ▼                   ▼                   ▼
//	                 withdrawn       declined ◀── answer    failed ◀───────── look-back: no        completed
//	                 (from anywhere)    └── pass on to another, or stop: settled ──┘
//
// The table life in rules.go has every arrow. Each state that is open has an owner, a next day, a day on which it is over
// time, and a way out:
//
//	state          owner          next day                       over time after
//	concept        sender         2 working days                 5 working days
//	with-resident  professional   14 days; can be put off        28 days; it is never deleted as a draft
//	sent           organisation   5 working days to answer       the same day
//	considering    organisation   5 working days                 the same day
//	later          organisation   the day it named               5 working days later
//	accepted       organisation   3 weeks: tell how it goes      a week later
//	started        sender         the look-back                  a week later
//	active         professional   3 months: stepped down?        6 months: it is completed by itself
//	declined       sender         2 working days: what now?      5 working days
//	failed         sender         2 working days: what now?      5 working days
//
// On its next day the owner is asked, once. What is over time goes back to the sender, and after 5 working days more to
// the coordinator; what the sender lets lie goes to the coordinator at once. Whoever is absent is replaced by the
// stand-in, who comes first. A sender without a task is replaced by whom the area belongs to.
//
// # Look-backs
//
// Day 0 is the discussion in which a volunteer was agreed, or the day on which it was sent. From day 21, whatever the
// state, the look-back stands on the list of the sender, to be settled in a talk: started, not yet (another day), or not
// going ahead. What is still open on day 28 is asked by mail, once, the organisation first. On day 29 it is over time. An
// answer silences it. Active means: answered "started" at a look-back.
//
// # Consent
//
// Nothing leaves before the resident, or who represents the resident, said yes to this item for this organisation until a
// day. There are three items: the question itself with the wish, the contact details, and who does what
// (divide.go). Each can be withdrawn apart.
// Contact details are sealed with a key set of their own, kept in a folder outside the database and its backups, itself
// sealed with the key set of the network. They open for the organisation only, after its yes, while the consent holds;
// each opening is an event that the sender sees and a line in the trace. They go, key and row, when contact was made, on
// withdrawal, and after 30 days.
//
// # Links
//
// An organisation answers, a professional tells what the resident chose, and a volunteer signals by links that are
// derived (mail.Sign) and hold for one purpose. They live as long as their referral, and show afterwards how it ended
// until its texts go. Looking at a link changes nothing. An answer can be undone for ten minutes and changed later.
//
// An organisation can also reply to the mail (answer.go): with its first answer, or with how it goes. It counts only when
// it is plain; the organisation hears by mail what was read. A reply to a letter about several referrals counts when one
// waits, else it is noted at all of them. A doubt, a condition, an answering machine, and whatever comes after that
// answer is noted without what could tell who somebody is, and the sender hears of it.
//
// # Letters to professionals
//
// What goes to a resident is told at once, unless a letter went in the last five days. What else must be done waits until a
// week after the last letter, and news two weeks (pace.go). Twice a year a professional hears what was used (digest.go).
//
// # What it does not do
//
// It does not know enquiries or cases, and searches no offers: surfaces bring the shortlist. It changes no entry of the
// directory but the room of the service it asked about. It keeps no name of a resident outside the sealed contact.
package referral
