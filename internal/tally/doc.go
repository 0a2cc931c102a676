// Package tally asks organisations once a month how many questions of teams reached them directly, past the referrals.
//
// # Model
//
// A team that learned its way calls an organisation by itself, and sends no referral. So an organisation that got referrals
// in the last year is asked for one number about the month before:
//
//	(nobody asks) ──the question stands in another mail, or a mail of its own──▶ asked ──one tap──▶ told ◀── change
//	                                                                               ▲                 │
//	                                                                               └───── undo ──────┘
//
// The question stands behind the links of mails that go anyway: whether entries are right, and whether there is room. Who
// gets none of these in a month gets a small mail, at the earliest a week after another one of them and until the twentieth.
// The link needs no account, is for one month and one organisation, and is good for three months. Looking at it changes
// nothing. Without an answer nothing more is asked about that month.
//
// What an organisation does not say is taken to be as it said last; before it ever said something, as it said first.
//
// # What it does not do
//
// It asks nothing about residents or teams. It does not know who answered: whoever has the link speaks for the organisation.
package tally
