// Package api answers programs. It is a surface, as package web is for people.
//
// # Addresses
//
//	/hsds/v3/…        the directory in HSDS 3.1 (package hsds), as openreferral.org describes it
//	/api/v1/…         search and areas, after the Dutch API Design Rules
//	/openapi.json     the description of both (OpenAPI 3.1); also at /api/v1/openapi.json
//
// Each also stands under /n/{network}. Everything here is public: it needs no key, any website may ask, and it tells
// no more than the pages do. An actor is always a visitor.
//
// Every endpoint is a row of the table in endpoints.go, with its parameters. The same table reads and checks what is
// asked, and writes the description, so that these do not differ.
//
// # Answers
//
// A list is a page: total_items, total_pages, page_number, size, first_page, last_page, empty and contents. Its order
// is that of ids, which never change; a Link header leads to the next page by the last id, so that nobody misses an
// entry when others come or go. What cannot be answered is a problem (RFC 9457) in one plain sentence.
//
// # What it does not do
//
// It takes nothing in. It has no key, no account and no statistics about who asks.
package api
