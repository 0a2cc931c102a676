// Package harvest brings what other sources know into the directory, and takes the directory out again as a flat CSV.
//
// # Model
//
//	flat CSV, XLSX, JSONL ──mapping──────────┐
//	HSDS 1.1, 2.0, 3.1 as tables ──sorter──┐ ▼
//	HSDS 3.1 JSON, NDJSON, live API ──▶ node ──▶ drafts ──planner──▶ new, changed, withdrawn, conflicts
//	AIRS XML 3.x ──────────────────────────┘                  ▲
//	                                            the directory as it is, a chunk at a time
//
// A flat file is a table; a mapping says which heading holds which field of the standard format and what the words of
// the source mean in our taxonomies. The other forms become nodes in the words of HSDS, which a teller understands.
// What neither knows is kept: words as search words, anything else in the words of the source (Provenance.More). Drafts
// wait on the disk, so that a source may be larger than memory.
//
// A record that this program wrote (package hsds) comes back whole; in a network without entries it keeps its id.
//
// In a flat file everything that stands against a row is a problem and refuses the file; SkipBad leaves the row out. In
// a feed a bad record is left out, counted (Tally) and named; the others go on. A source that cannot be read to its end is
// refused in one line. What records that were left out speak of stays as it is.
//
// # Runs
//
// A run compares a source with what the directory has from it, by the references of the source. It writes as it goes, in
// short transactions: new records hidden, changes beside the records that they change. Publishing applies the changes
// and shows what is new; one row in hidden_run decides that for all at once.
//
//	                             within the bounds
//	waiting ──▶ working ───────────────────────────────▶ publishing ──▶ published ──▶ undone
//	               │  │                                      ▲
//	               │  └─▶ ready (an editor looks) ───────────┘
//	               ▼         │
//	            refused      └──▶ stopped
//
// A run that would change or withdraw more than a tenth of what the directory has from its source waits for an editor. A
// second run of the same source changes nothing. Up to atOnce changes are published in one transaction, more in chunks:
// then each record is whole, and what is new shows at the end. A process that dies leaves a run that the next one of the
// source finishes or throws away.
//
//	(not here) ── in the source ──▶ new ──▶ public ◀──▶ withdrawn or inactive, with the date
//
// # Who wins
//
// A field that a person wrote, or that came from another source, is kept against its source. A rule of the source for
// the field says who wins: here, the source, or an editor who is asked once for each new word of the source. A record that
// someone objected to stays withdrawn whatever its source says. Undoing a run gives every field its old value that
// nobody wrote since.
//
// # Where to change what
//
//	interpret.go, record.go, mapping.go   flat files         package.go, sorter.go   tables of HSDS
//	jsonfeed.go, feed.go                  JSON, live API     airs.go                 AIRS XML
//	own.go                                 our own exports
//	teller.go, where.go, schedule.go      from nodes         bytes.go                bounds on foreign bytes
//	plan.go, kind.go, merge.go            decisions          stage.go, run.go        runs
//	sources.go, settle.go, words.go        what editors do    store.go, store_source.go   SQL
//
// # What it does not do
//
// It opens no connection: a Getter fetches, and decides which addresses may be asked. It does not recognise that two
// sources tell of the same organisation. Flat files must fit in memory (MaxBytes, MaxRows).
package harvest
