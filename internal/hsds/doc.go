// Package hsds writes the directory in the Human Services Data Specification, version 3.1 (openreferral.org), the form
// in which directories of help are exchanged.
//
// # Model
//
//	directory.Entry ──▶ Service ──┬─ organization
//	                              ├─ service_at_locations ── location ── addresses
//	                              ├─ phones, schedules, languages, cost_options, service_areas
//	                              └─ attributes ── taxonomy_term ── taxonomy
//
// Ids are those of the directory. What has no id there (a phone, a schedule, a term) gets one that is made from what it
// belongs to, so that it stays the same from one answer to the next.
//
// The specification has no place for some of what this directory knows: the kind of organisation, what a service does
// and does not do, what sets it apart, room and waiting time, the address of its page. That stands in attributes, with a link type that begins
// with "samenspel:". A reader that does not know these can leave them out. Package harvest knows them (own.go): a directory
// that is taken to a network without entries is there as it was, and a second export of it is the same file.
//
// A confidential location is left out as a whole; so are its areas.
//
// # What it does not do
//
// It reads nothing (package harvest does) and answers no requests (package api does).
package hsds
