// Package audit keeps the trace: who did what to which thing, when, in which role, and how it ended.
//
// # Model
//
// A line is written in the transaction of what it tells of: both are there or neither is. Views of protected things and
// denials are lines like any other. The lines of a network form a chain:
//
//	line 1 ──▶ line 2 ──▶ … ──▶ line n = head
//	hash(1) = SHA-256("" + line 1)     hash(n) = SHA-256(hash(n-1) + line n)
//
// so that a line that is changed, taken out, put in or moved shows when the chain is read again (Verify). What a chain
// cannot show by itself is that its end was cut off. Therefore heads are sealed now and then: signed with a key that
// lies outside the database and written to a file outside it (seal.go). Verify holds the chain against those seals.
//
// The fields are those of NEN 7513 and of the Dutch Logboek Dataverwerkingen: time, actor, role, network, action,
// kind and id of the object, outcome, purpose, origin.
//
// # The end of lines
//
//	open ──the first seal of a month──▶ closed ──its term is over──▶ lines gone, seal kept
//
// The first seal of a month closes a segment; that seal is kept in the database too. When its term of at least five
// years is over, the lines up to it may go (segment.go). The chain then begins behind that seal. Verify accepts this
// only for a seal that is old enough, and nobody can make one without the key.
//
// # What it does not do
//
// It keeps no text, no name, no search word and no secret: ids and fixed words only. It decides no right, and forgets
// nothing by itself: package retention says when.
package audit
