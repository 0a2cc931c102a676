package search

import "slices"

// Document is one service as the index sees it.
type Document struct {
	ID           string // id of the service in the database
	Ref          string // stable id of the entry at its source
	Slug         string // its name in addresses
	Title        string
	Organization string
	Description  string
	About        string   // the organisation's own description; it often names other services
	Words        []string // search words an editor added
	Needs        []string // taxonomy codes, as are the four below
	Audiences    []string
	Forms        []string
	Costs        []string
	Access       []string
	Labels       []string // the words of those codes on screen, and the source's own words for them
	Languages    []string // codes of the languages spoken
	Areas        []string // ids of the areas it serves, without their ancestors; none means the whole network
	Located      string   // id of the area where it takes place; may be empty
	MinAge       int      // years
	MaxAge       int      // years, inclusive; 0 means no upper bound
	Overdue      bool     // its confirmation is overdue: ranked lower, never hidden
	Full         bool     // no place at the moment: ranked slightly lower
	Seeking      bool     // volunteers are sought for it
	Closed       bool     // to professionals: residents are among themselves there
}

// forget lets go of what the index has read and does not ask for again.
func (d *Document) forget() {
	d.Description, d.About, d.Words, d.Labels, d.Costs, d.Languages = "", "", nil, nil, nil, nil
}

// remote says whether someone can be helped from anywhere: on the phone or online.
func (d *Document) remote() bool {
	return slices.Contains(d.Forms, "telefonisch") || slices.Contains(d.Forms, "online")
}

// referred says whether only a professional can bring someone in.
func (d *Document) referred() bool { return slices.Equal(d.Access, []string{"verwijzer"}) }

// Area is a node of the tree of places. Its name is recognised inside queries.
type Area struct {
	ID, Parent, Name, Slug string
	Kind                   string // KindWijk areas are counted as a facet
}

// KindWijk is the kind of area that the area facet counts.
const KindWijk = "wijk"

// Config says for which network and which day the index is built.
type Config struct {
	Network string
	Day     string // yyyy-mm-dd, seeds the order of equal scores; empty for an order that never changes

	Words map[string][]string // code of a kind of help → expressions of the network itself
}

// Field names a part of a document, as explanations give it.
type Field string

// The fields of a document. The last three are not a part of it: FieldSibling
// holds words inherited from services most like it.
const (
	FieldTitle        Field = "title"
	FieldWords        Field = "words"
	FieldLabel        Field = "label"
	FieldOrganization Field = "organization"
	FieldDescription  Field = "description"
	FieldAbout        Field = "about"
	FieldSibling      Field = "sibling"
	FieldArea         Field = "area"
	FieldKind         Field = "kind" // a kind of help recognised in the document; the word of such a reason is its code
)

// textFields are the fields with text of the document itself, most telling
// first; their position is their number inside the index.
var textFields = [...]Field{FieldTitle, FieldWords, FieldLabel, FieldOrganization, FieldDescription, FieldAbout}

// Sets of fields, a bit for each position in textFields.
const (
	fieldCount  = len(textFields)
	namingMask  = 1<<0 | 1<<1 | 1<<3 // title, words, organization: stop words may be part of a name
	makerMask   = 1<<3 | 1<<5        // organization, about: they tell of the organisation, not of the service
	siblingMask = 1 << fieldCount    // inherited
)

// texts gives the text of each field, in the order of textFields.
func (d *Document) texts() [fieldCount][]string {
	return [fieldCount][]string{
		{d.Title}, d.Words, d.Labels, {d.Organization}, {d.Description}, {d.About},
	}
}
