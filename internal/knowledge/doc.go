// Package knowledge holds what helps a team to work with informal care: where to read more, words with their source, and
// cards to print.
//
// # Model
//
//	subject ──< link   (what it is called, who made it, what it is for, where it is)
//	term               (a word, what we mean by it, the source)
//	card               (to print: questions for a conversation, memory aids, words for a start)
//
// All of it is written here, in both languages, and in words of our own. Of others there are facts, names and links, with
// their source; never their texts. What has no address of its own that lasts is found through the publication that names it.
// Whether an address still works is looked at by an editor.
//
// # What it does not do
//
// It keeps nothing and reads nothing. What a network wants to add stands in its own directory.
package knowledge

// Words are a text in the languages of the product.
type Words struct{ NL, EN string }

// In gives the words in a language; any other than "en" gets Dutch.
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.EN
	}
	return w.NL
}
