// Package linkage finds entries of the directory that are about the same thing, and lets them stand as one.
//
// # Model
//
// The same organisation comes from several sources, each with its own spelling. Two records are compared field by field
// (Fellegi and Sunter, 1969): name, place, telephone, website or mail, coordinates; for services inside one organisation
// title, needs and place. How much each outcome says is one table (weights.go): m is how often it is seen for records
// that are the same, u for records that are not. Their logarithm is the weight in bits. The sum gives the chance that
// the records are the same, and each weight is shown in words as the reason. A field that one of the two does not have
// says nothing.
//
// Not every pair is looked at: only records that share a key (a rare word of the name, the first letters, a house, a
// telephone number, a website), and keys that many share are no keys (block.go).
//
// A pair is proposed to an editor:
//
//	(found) ──▶ open ──merge──▶ merged ──undo──▶ open
//	   │         └──not the same──▶ different ──undo──▶ open
//	   └──sure──▶ merged (by the program)
//
// The program merges by itself only organisations from two sources, only a pair it sees for the first time, and only
// where the weight is so high and so unopposed that precision on labelled pairs is at least 0.99 (docs/linkage.md). What
// was rejected is never proposed again; what was undone is never merged by the program again.
//
// # Merging changes no record
//
// A merge writes one thing: which record stands for which (the column survivor_id of package directory). Every record
// stays what its source says it is, with its origin, its version and its own address. The directory shows the services
// of all under the survivor, fills the survivor's empty fields from the others, and sends old addresses on. A next import
// of either source keeps working, and undoing is exact, in any order: who stands for whom is a function of the merges
// that are in force (cluster.go), not of the path that led there.
//
// # What it does not do
//
// It compares no persons: people are never linked. It changes no field and deletes nothing. Services are never merged by
// the program.
package linkage
