package harvest

import (
	"slices"

	"samenspel/internal/directory"
)

// Headings are the fields of the standard flat format in the order of its columns, one service on a row.
//
// Lists (keywords, needs, audiences, form, access, does, does_not, languages, serves) are separated by semicolons; a
// semicolon inside an item is written \; and a backslash before one \\. The columns organization_… may be filled on
// one row of the organisation only. A row in which only those are filled is an organisation without services.
//
// ages is such as "4-12", "65+" or "alle"; booleans are ja or nee; confirmed is a day (2026-10-31); capacity is plek,
// wachtlijst, vol or onbekend; hours are written as package calendar reads them (ma-vr 9:00-17:00); area and serves are
// names or codes of areas; an empty serves is the whole network.
func Headings() []string { return slices.Clone(headings) }

var headings = slices.Concat([]string{"id", "title"}, organizationFields, serviceFields, locationFields)

var (
	organizationFields = []string{"organization_id", "organization", "organization_type", "organization_description",
		"organization_phone", "organization_email", "organization_url", "organization_member", "organization_commercial",
		"organization_legal_form"}
	serviceFields = []string{"description", "keywords", "needs", "audiences", "ages", "form", "costs", "cost_note", "access",
		"does", "does_not", "different", "sought", "no_professionals", "capacity", "places_free", "waiting_weeks", "confirmed", "confirmed_by", "languages",
		"phone", "email", "url", "hours"}
	locationFields = []string{"area", "serves", "location", "address", "postcode", "latitude", "longitude", "confidential"}
)

// town is a field of mappings only: the municipality in which the areas of a row lie.
const town = "town"

// required are the fields without which there is no service.
var required = []string{"id", "title", "organization"}

// long are the fields that hold more than a line, or many items: as many characters as a cell may have.
var long = map[string]bool{"description": true, "organization_description": true, "keywords": true, "needs": true,
	"audiences": true, "does": true, "does_not": true, "serves": true, "different": true, "cost_note": true, "hours": true}

// maxLine is how many characters any other field may have.
const maxLine = 300

// taxonomy gives the terms that the words of a field stand for, or nothing for a field of free text.
func taxonomy(field string) directory.Terms {
	all := directory.Taxonomy()
	return map[string]directory.Terms{"needs": all.Needs, "audiences": all.Audiences, "form": all.Forms, "costs": all.Costs,
		"access": all.Access, "organization_type": all.Kinds}[field]
}

// coded are the fields whose words stand for terms.
var coded = []string{"needs", "audiences", "form", "costs", "access", "organization_type"}

func isField(name string) bool { return name == town || slices.Contains(headings, name) }
