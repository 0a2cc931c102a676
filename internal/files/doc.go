// Package files makes what people send fit to keep and to show.
//
// # Model
//
//	foreign bytes ──▶ Square ──▶ a picture of our own: JPEG, square, of one size
//
// A picture is read (JPEG, PNG or WebP), turned upright, cut to a square around its middle, made smaller, and written
// anew. Nothing of the file that came in is kept: no place where it was taken, no name, no hidden second file. What is
// transparent becomes white.
//
// A picture says how large it is before it is read; one that would fill the memory is refused unread.
//
// # What it does not do
//
// It stores nothing. It reads no SVG, which can hold scripts.
package files
