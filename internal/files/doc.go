// Package files makes what people send fit to keep and to show.
//
// # Model
//
//	foreign bytes ──▶ Square ──▶ a picture of our own: JPEG, square, of one size
//	foreign bytes ──▶ Fit ─────▶ a picture of our own: PNG, in its own shape, within bounds
//
// A picture is read (JPEG, PNG or WebP). A portrait is turned upright and cut to a square around its middle; a logo keeps
// its shape. It is made smaller, and written anew. Nothing of the file that came in is kept: no place where it was taken, no name, no hidden second file. What is
// transparent in a portrait becomes white.
//
// A picture says how large it is before it is read; one that would fill the memory is refused unread.
//
// # What it does not do
//
// It stores nothing. It reads no SVG, which can hold scripts.
package files
