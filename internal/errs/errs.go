// Package errs is the one vocabulary of errors.
//
// A concept says what kind of thing went wrong by wrapping one of the kinds below; a surface maps the kind to an
// answer (HTTP status, exit code) in one place. Context is added once, where an operation with a name begins:
//
//	func (s *Store) Service(…) (_ Service, err error) {
//		defer errs.Wrap(&err, "directory.Service(%q)", slug)
//
// The text of an error is for the log. What a person reads is a Problem, or a page made from the kind.
// This package does no logging and knows no HTTP.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// The kinds. Wrap one with %w, or test for one with errors.Is.
var (
	NotFound    = errors.New("not found")
	Invalid     = errors.New("invalid input")
	Conflict    = errors.New("changed by someone else")
	Forbidden   = errors.New("not allowed")
	Unavailable = errors.New("not available now")
)

// Wrap adds what was tried to *err, if there is an error.
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}

// Problem is one thing in foreign input that a person can put right: where it stands and what to do, in plain words.
// Row counts from 1 as a spreadsheet shows it (0 = the whole file); Column is the heading, or "".
//
// A page that speaks another language than Text says it by Key, the id of a text in which Value may stand.
type Problem struct {
	Row    int    `json:"row,omitempty"`
	Column string `json:"column,omitempty"`
	Text   string `json:"text"`
	Key    string `json:"-"` // "" = there is only Text
	Value  string `json:"-"` // what was wrong, as it stood there
}

// String gives the problem as one sentence with its place in front.
func (p Problem) String() string {
	var place []string
	if p.Row > 0 {
		place = append(place, fmt.Sprintf("row %d", p.Row))
	}
	if p.Column != "" {
		place = append(place, fmt.Sprintf("column %q", p.Column))
	}
	if len(place) == 0 {
		return p.Text
	}
	return strings.Join(place, ", ") + ": " + p.Text
}

// Problems is a list of problems that together refuse an input. It is Invalid.
type Problems []Problem

// Error gives every problem on a line of its own.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes errors.Is(problems, Invalid) true.
func (ps Problems) Unwrap() error { return Invalid }
