// Package privacy keeps identities out of the record: it finds in a free text what could tell who a person is, says so
// in plain words, and says when what was kept must go.
//
// # Model
//
//	text ──flatten──▶ plain letters and digits ──cut──▶ tokens ──rules──▶ candidates ──merge──▶ findings
//
// A text is first brought into one form in which tricks no longer show: full-width digits become digits, marks that
// cannot be seen fall away, letters lose their accents (flat.go). It is then cut into words, numbers and signs, and
// each word is looked up once in the lists of the package: titles, relations, first names, surnames, words that are
// no names (lists/). The rules look at tokens and their neighbours; each rule is one file. What they find is merged:
// findings come in order and never overlap. Their places are bytes of the text as it was given.
//
// A finding is sure when its form leaves no doubt: a citizen service number, an account, an e-mail address, a
// telephone number, a postcode, a street with a number, a date of birth. A name is never sure: a person may go on in
// spite of it, with a reason. What a network itself publishes (organisations, areas, people with a role) is given to
// the Scanner and passes.
//
// The work grows in step with the length of the text. Any bytes are safe, also such as are not UTF-8.
//
// # Retention
//
// Rules are data: an object, the event from which its term runs, the term with its bounds, and what happens then.
// Due says for one record what must happen now. It decides only; reading records and doing it belong to the caller.
//
// # How good it is
//
// testdata/corpus holds sentences of this domain with planted identifiers and clean ones, one half to tune the rules
// on and one half only for measuring; the tests fail under 98 % found and above 5 % false alarms. It is a net and no
// proof: a first name that no list holds, in the middle of a sentence and without a word beside it, passes.
//
// # What it does not do
//
// It stores nothing, asks nobody and keeps no text. It does not judge whether a description (a rare illness, an event
// in the news) tells who is meant.
package privacy
