// Package thesaurus holds the kinds of help that informal care consists of,
// and the words by which people ask for each.
//
// The model has two levels. The fifteen needs are those of the directory
// (internal/directory/taxonomy). Under each stand kinds of help: under
// "gezelschap" for instance a phone friend, a visitor, a living room of the
// neighbourhood. A kind has a name, a sentence, the expressions by which
// residents, carers and professionals ask for it in Dutch, the commonest ones
// in eight other languages, related kinds, and words that tell it is not
// meant. Alarms are expressions of danger; each shows a phone number first.
//
// The words are data: one file for each need in kinds/, written to be read and
// changed by an editor (see kinds/README.md). Every kind and language counts
// as unreviewed until the file says otherwise.
//
// The package reads the files (parse.go) and writes them as SKOS (skos.go); its
// test keeps them consistent. It does not know how words are analysed or
// matched: that is package search. It has no database: words that a network
// adds are kept by package upkeep, and With takes them in.
package thesaurus
