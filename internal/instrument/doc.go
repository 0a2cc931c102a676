// Package instrument scores lists of statements: how heavy caring is for somebody, and how well somebody works with informal
// care.
//
// # Model
//
//	list ──< part ──< item        answers: numbers from Least to Most
//	  └──< band                   where a sum falls
//
// The lists of others are described by their numbers only, which are facts that their makers published: how many items,
// which answers, where the bands begin (inventory K24 to K26). Their items belong to their makers. A network that has their
// permission enters the items itself, and says where and when it was given; then, and only then, the list can be filled in.
// The self-scan has ten questions in words of our own (K11).
//
//	ediz   15 items, no 0 or yes 1, one sum: 0, 1–3, 4–8, 9–15
//	csi    13 items, no 0 or yes 1, one sum: from 7 on it is too much
//	cra    24 items, 1 to 5, five parts, each a mean; there is no sum over the parts
//	scan   10 questions, 1 to 5; those that scored lowest
//
// # What it does not do
//
// It keeps nothing: an answer is scored, shown, and gone. It gives no diagnosis; what it says is of this moment.
package instrument
