// Package measure says what is counted: each measure once, with what it counts, of what, when, and where that comes from.
//
// # Model
//
//	case ──< need          what is known of a case, without identity
//	  │
//	  └──▶ discussed, suitable, passed on, started, started in time, active, stepped down
//
// The measures are not nested. Help can start for a case that nobody passed on, and each is counted of the cases that were
// discussed in a period. A case has a measure when at least one of its needs has it, so that a household with four needs
// counts once. Kinds of help are counted in needs.
//
// Lead times are whole days, kept as how many cases took how many days, from which the median and the ninth decile follow.
//
// Beside the measures cases are told apart by who helped before and who helps since, and by how far the formal care was; of
// teams is counted how they learn (split.go). These are asked with one tap, and never worked out from the measures.
//
// Reference values are percentages that others found, each with its own definition. They stand beside a measure only where
// the definition is the same.
//
// docs/measures.md is made from this package.
//
// # What it does not do
//
// It reads no tables: package insight does. It does not decide what may be shown: package suppress does.
package measure
