// Package search finds services in a directory by the words people use
// themselves: a single word, a compound, a misspelling or a whole sentence.
//
// The model has six layers, each in its own files.
//
// Analysis (token.go, stem.go, stopwords.go, compound.go) turns text into
// terms. A token is a run of letters or digits; it is folded (lower case, no
// accents), stemmed for Dutch with a list of exceptions, and split into the
// parts of a compound when those parts are words of the index itself. A
// compound is kept whole as well: its parts count for less.
//
// The index (document.go, lexicon.go, index.go, siblings.go, area.go) is built
// once from all documents and never changes afterwards, so any number of
// goroutines may search it. For each term it holds the documents with one
// number: the frequency of the term over all fields, weighted by field and
// corrected for its length (BM25F). A document also inherits, faintly, the
// words of the services most like it.
//
// Kinds of help (vocabulary.go, recognise.go, dockinds.go) are recognised by the
// words of the thesaurus: in a query what it asks for, in a document what it
// is. A document that says little takes over the kinds of those most like it.
//
// Names (names.go, named.go) are kept apart: who is called by name comes first.
//
// Understanding (query.go, speech.go, asked.go, understood.go, audience.go, age.go, role.go,
// spelling.go) turns the text of a query into wishes: a word with the terms that
// may fulfil it, and into kinds of help, audiences, an age, an area and who asks. Those
// become a preference, and the visitor may take each away. Words of danger give
// a number to call. What is guessed from the text only ever changes the order;
// what the visitor chose filters.
//
// Ranking and answer (weights.go, rank.go, spread.go, facet.go, explain.go,
// search.go, suggest.go) add up wishes and kinds, apply preferences, make room
// for others when it is unsure what is meant, count the facets and
// say for each hit which of its own words were found. Equal scores are ordered
// by a hash of network, day and document, so that no organisation is always
// first. How well this finds, and what each step adds, is in docs/search.md.
//
// Searching reads no database: an index answers from what Build was given. The
// package does not log what is asked and keeps nothing about who asks. It does
// not search several networks at once and does not learn from clicks.
package search
