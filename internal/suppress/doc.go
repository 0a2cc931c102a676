// Package suppress decides which counts may be shown, so that no small count can be read or worked out.
//
// # Model
//
//	facts (true counts of a quarter) ──▶ report (what may be shown) ──┐
//	          │                                                       ├──▶ year (a report again)
//	          └── later ──▶ correction                four of them ───┘
//
// Facts are how many cases there are, of how many of them each of some things is true, and the same cut by wijk, team,
// kind of help or asker. A report has the same form; what must not be shown is nil in it. Zero is a small count too: who
// sees that nobody is there learns something of everybody.
//
// # The promise
//
// Whoever knows everything that was published, of all quarters, years and corrections, can still give every count below
// the threshold more values than the threshold, of which one is at least the threshold. The attack in attack_test.go
// holds this against thousands of random towns.
//
// # Why it holds
//
// A count is shown only when it, and what is left of every sum that it takes part in, is at least the threshold. What is
// hidden in a cut is therefore hidden in company: it adds up to the threshold or more, and so does the rest.
//
// Two cuts that cross without their inner cells leave an inner cell at least as many values as the smallest of the two
// counts and of what is left of both. That holds for any number of cuts while they hang together like the branches of a
// tree. This is why only the first cut of a report has more than counts, and why a year that cuts what its quarters did not,
// only counts.
//
// Some things are true of a case only when another is: who is active was started. Their difference is a count as well. Of
// the two, one yields (Link): it is shown where what it adds to the other, and what is left of it, are both large enough,
// and what is hidden of it is hidden in company like anything else. Only where a whole table knows no difference at all do
// both say the same, as in a list that wrote down nothing but who was active. nested_attack_test.go attacks this.
//
// A cross shows two cuts at once: who helps since, by wijk. What is hidden of it is whole rows and whole columns, and every
// cell of what is left is at least the threshold, with all hidden rows as one and all hidden columns as one. Crosses of the
// same report must hang together like the branches of a tree as well: three of them in a circle could tell an inner cell.
// cross_attack_test.go attacks them.
//
// A year is the sum of its quarters as they were closed, and never of what happened later. Quarters that are too small are
// left out of it, unless they are large enough together. The first quarter of a year that is closed decides of each cut
// whether it is made every quarter or once a year: a cut of which more than a third must be hidden waits for the year.
//
// A correction is shown only when it differs from what was known by the threshold or more.
//
// # What it does not do
//
// It knows no measures, areas or periods, keeps nothing, and rounds nothing. It does not protect against somebody who
// knows the people: it says less, not something untrue.
package suppress
