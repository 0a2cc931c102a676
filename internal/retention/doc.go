// Package retention removes what was kept long enough, and proves it.
//
// # Model
//
// The rules (package privacy) say how long a kind of thing is kept and what happens then. A network may set its own
// terms within the bounds of the rules. The engine knows no tables of concepts: each concept gives it, where the parts
// are put together, a Keeper for one kind of thing, which lists things with their dates and removes them; or a Sweeper
// for what says itself when it ends, such as sessions.
//
//	kept ──term over──▶ due ──a run──▶ tombstone in the file ──▶ gone, tombstone in the database
//	  ▲                  │                      │
//	  └─── longer term ──┘                      └── a crash: the next run, or start, goes on from here
//
// Every removal by a Keeper leaves a tombstone: kind, keyed hash of the id, effect, date and job. It is written to a
// file outside the database first, and is on the disk before the thing goes (book.go). Its lines form a chain. What the
// file says is gone, is gone: a start and a run apply what stands in the file only, so that neither a crash nor an older
// database brings anything back. Restoring a backup applies all of it in the transaction that fills the database.
//
// # The first run
//
//	new ──ask──▶ asked ──another person agrees──▶ agreed
//	 ▲             │                                │
//	 └─────────────┴────── a term made shorter ─────┘
//
// Until somebody else agreed, runs only count. Sweepers run always: they take what cannot be used any more, hold nothing
// that a tombstone would protect, and a restored database is swept again by the same dates. Trying a run (dry run) does
// everything in a transaction that is taken back.
//
// # What it does not do
//
// It decides no term, reads no texts, and removes no backups: those end by their own age (docs/operations.md).
package retention
