// Package web is the HTML surface: it turns requests into calls of concepts and what they give into pages.
//
// # Model
//
// routes.go is the table of contents: every address of the product stands there. An address is served under four
// prefixes: none, /en (English), /n/{network} and /n/{network}/en. From the prefix and the host name comes the site:
// which network, which language, and as whom the visitor acts.
//
// A handler takes a visit, calls concepts, and answers with a page: a struct of what one template shows. It returns
// errors; failure.go alone decides what a person sees of them. A page is rendered to a buffer first, so that a broken
// template never shows half a page.
//
// A form that the script enhances asks for part of its page with a header of its own (Samenspel-Part); the answer is
// the same template, rendered for the named part only. Without the script every form works as a form.
//
// # What it does not do
//
// It opens no transaction, knows no SQL, and decides no right: concepts ask package access. Visitors get no cookie.
// The log says which route was asked, never which words.
package web
