// Package archtest tests the build of the project itself: which package may import which, and the habits of the code.
//
// The edges that are allowed stand in docs/architecture.md, in the block marked "edges"; that block is the only place
// where they stand. Sources are parsed, not compiled, so that a package that is broken elsewhere is still judged.
package archtest
