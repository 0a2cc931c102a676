// Package db opens the database and runs transactions on it.
//
// # Model
//
// One SQL text serves two engines: SQLite (one file, the default) and PostgreSQL. Statements use $1…$n, the types
// text, integer, bigint, boolean, timestamp and double precision, ids made in Go, times passed in, and JSON as text.
// What differs is in dialect.go, and nowhere else.
//
// A transaction belongs to one network and is opened by In (read and write) or View (read only); both refuse an
// empty network. Platform opens one that belongs to none and only reads: for the list of networks itself. Every table has
// network_id first in its key, and every statement names it; a Tx carries it as Tx.Network.
//
// On SQLite there is one writer and a pool of readers that cannot write. On PostgreSQL one pool serves both, and a
// transaction that lost a race (serialization, deadlock, lost connection before the commit) is run again: fn must
// therefore have no effect outside its Tx.
//
// On PostgreSQL there is a second wall: the service works under a role that owns nothing, and row-level security on
// every table shows it only the rows of the network of its transaction. Migrations run as the owner and put the wall up
// again each time, so that a new table has it too.
//
// Rows are read by All, Each and One, which close them and report their error; concepts have no other loop over rows.
//
// # What it does not do
//
// It knows no concept and builds no SQL. It does not decide who may do what: package access does.
package db
