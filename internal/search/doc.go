// Package search finds services in a directory by the words people use
// themselves: a single word, a compound, a misspelling or a whole sentence.
//
// The model has four layers, each in its own files.
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
// Understanding (query.go, age.go, spelling.go) turns the text of a query into
// wishes: a word with the terms that may fulfil it. Names of areas and ages in
// the text are taken out and become a preference. What is guessed from the
// text only ever changes the order; what the visitor chose filters.
//
// Ranking and answer (weights.go, rank.go, facet.go, explain.go, search.go,
// suggest.go) add up the wishes, apply preferences, count the facets and say
// for each hit which of its own words were found. Equal scores are ordered by
// a hash of network, day and document, so that no organisation is always
// first.
//
// Searching reads no database: an index answers from what Build was given. The
// package knows no thesaurus of kinds of help, does not log what is asked and
// keeps nothing about who asks. It does not recognise denials ("geen auto")
// and does not correct a word that the index knows.
package search
