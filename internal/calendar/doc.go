// Package calendar knows Dutch days and the hours at which a door is open.
//
// # Days
//
// A day is a time.Time at midnight UTC. Today gives the day it is in the Netherlands. A working day is a day from
// Monday to Friday that is not a holiday; a person or a desk may have other working days (Week).
//
// # Hours
//
// Hours say when a service can be used. They have one text form, which people type, files carry and the database
// keeps; Parse reads it and String writes it back:
//
//	ma-vr 9:00-12:30, 13:30-17:00; do 19:00-1:00; 1e ma 10:00-12:00; even wo 14:00-16:00
//	2026-12-18 14:00-16:00; dicht 2026-12-24..2027-01-02 kerstvakantie; feestdagen dicht; vanaf 2026-09-01
//	op afspraak; "Bel eerst, de deur is soms dicht."
//
// Everything else is made from it: whether the door is open at a moment, when it opens next, the sentence a visitor
// reads, the rule of a calendar program (RFC 5545) and the form that search engines read (schema.org). So these never
// say different things.
//
//	typed text
//	    │ Parse
//	    ▼
//	  Hours ── At, Next, Between ──▶ open, closed or unknown; openings
//	    │ ├─── Lines ──────────────▶ sentences in Dutch and English
//	    │ ├─── Events ─────────────▶ iCalendar
//	    │ └─── Specifications ─────▶ schema.org
//	    ▼
//	 String
//
// An opening that ends at or before its beginning ends on the next day. It belongs to the day on which it begins.
// A closure takes away the openings that begin on its days. Hours that say nothing about holidays are unknown on a
// holiday: a visitor is told to call first, and not sent to a locked door.
//
// # What it does not do
//
// It knows no holidays of schools, regions or religions: a closure says these. It stores nothing.
package calendar
