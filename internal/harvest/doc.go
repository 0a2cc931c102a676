// Package harvest brings what other sources know into the directory, and takes the directory out again, in the flat
// form: one row for each service, as CSV, XLSX or JSONL.
//
// # Model
//
//	bytes ──read──▶ table ──mapping──▶ drafts ──state of the directory──▶ changes + report
//
// A table has headings and rows of text, numbered as a spreadsheet numbers them; which of the three formats it came
// from no longer matters. A mapping says which heading holds which field of the standard format, and what the words
// of that source mean in the taxonomies of this product. The words that a mapping does not know are kept as search
// words, so that nothing a source said is lost. The standard format has a mapping too, in which everything is called
// by its own name (mappings/samenspel.json); its fields are listed by Headings.
//
// Everything that stands against a row is a problem and refuses it; everything that a person may want to look at is
// a warning. Without SkipBad one problem refuses the whole run. The changes of a run are written in one transaction:
// all of them or none, also when the process is stopped halfway.
//
// A run compares the file with what the directory has from the same source, by the references of that source:
//
//	                 in the file, the same           ┌──────┐
//	                                                 ▼      │
//	(not here) ── in the file ──▶ new ──────────▶ public ───┘
//	                                             │      ▲
//	                            not in the file  │      │  in the file again
//	                                             ▼      │
//	                                            withdrawn
//
// So a second run of the same file changes nothing, and ids and slugs stay what they were. Entries of other sources
// are never touched. A row that is left out keeps what the directory has of it as it is; when it cannot be told which
// entry that is, nothing is withdrawn in that run.
//
// A record counts as changed when its flat form differs. The flat form holds one location for each service.
//
// # What it does not do
//
// It fetches nothing: the caller gives the bytes. It does not recognise that two sources tell of the same
// organisation, does not keep a value that was edited here against what its source says, and does not read files
// that are too large to hold in memory.
package harvest
