// Package people holds who does what in a network.
//
// # Model
//
//	person ──< assignment >── area
//
// A person has a role here and is never a client. An assignment says which role, for which area, how many hours a
// week, from when to when. Whoever is the ambassador of a wijk is told by the assignments of today: nobody is
// ambassador by a mark on the wijk. An area without an ambassador belongs to the coordinator, so that a question is
// never nobody's (inventory A04).
//
// # What it does not do
//
// Accounts, rights, teams, absence and handover come with the sign-in. Until then persons are read, and written only
// by the administrator at the shell.
package people
