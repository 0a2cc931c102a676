package api

// endpoint is one address and what it takes.
type endpoint struct {
	path    string // with {id}
	id      string // operationId
	summary string
	tag     string // "hsds" or "search"
	takes   []param
	gives   string // schema of one record: a name in schemas
	list    bool   // a page of them
	answer  answer

	anywhere bool // needs the areas of the town only when one is asked for
}

// answer gives the value that is sent, or an error.
type answer func(*Server, *request) (any, error)

// param is one thing that can be asked for in the query.
type param struct {
	name, kind, what string // kind: string, integer, boolean, date-time, uuid
	least, most      int    // of an integer; most = 0: no limit
	enum             []string
}

// The parameters that several endpoints take.
var (
	words      = param{name: "search", kind: "string", what: "Words to search for, in any language of the directory."}
	page       = param{name: "page", kind: "integer", what: "Number of the page, from 1.", least: 1, most: 1_000_000}
	perPage    = param{name: "per_page", kind: "integer", what: "Records on a page; 50 when not given.", least: 1, most: 500}
	after      = param{name: "after", kind: "uuid", what: "Begin after the record with this id. Use the Link header: then nothing is missed when the directory changes."}
	format     = param{name: "format", kind: "string", what: "ndjson gives every record that fits, one on a line, without pages.", enum: []string{"json", "ndjson"}}
	termID     = param{name: "taxonomy_term_id", kind: "uuid", what: "Only records with this term."}
	taxonomyID = param{name: "taxonomy_id", kind: "uuid", what: "Only records with any term of this taxonomy."}
	ofOrg      = param{name: "organization_id", kind: "uuid", what: "Only records of this organisation."}
	since      = param{name: "modified_after", kind: "date-time", what: "Only services that changed at or after this moment."}
	minimal    = param{name: "minimal", kind: "boolean", what: "Only id and last_modified, all on one page: what is not among them is gone."}
	full       = param{name: "full", kind: "boolean", what: "With everything that belongs to a record, as when it is asked for by its id."}
	postcode   = param{name: "postcode", kind: "string", what: "Only services that come to this Dutch postcode, such as 1234 AB."}
	proximity  = param{name: "proximity", kind: "integer", what: "With postcode: only locations within so many metres of the middle of its area.", least: 1, most: 100_000}
	withFull   = param{name: "full_service", kind: "boolean", what: "With the services of the organisation."}
	topOnly    = param{name: "top_only", kind: "boolean", what: "Only terms without a parent; all terms here have none."}
	parentID   = param{name: "parent_id", kind: "uuid", what: "Only terms under this term; no term here has a parent."}
)

var endpoints = []endpoint{
	{path: "/hsds/v3/{$}", id: "getAPIMetaInformation", tag: "hsds", summary: "Version of the specification", gives: "meta", answer: (*Server).meta},
	{path: "/hsds/v3/services", id: "getServices", tag: "hsds", summary: "Services", gives: "service", list: true, answer: (*Server).services,
		takes: []param{words, page, perPage, after, format, termID, taxonomyID, ofOrg, since, minimal, full}},
	{path: "/hsds/v3/services/{id}", id: "getServiceById", tag: "hsds", summary: "One service with everything in it", gives: "service", answer: (*Server).service},
	{path: "/hsds/v3/organizations", id: "getOrganizations", tag: "hsds", summary: "Organisations", gives: "organization", list: true, answer: (*Server).organizations,
		takes: []param{words, page, perPage, after, format, termID, taxonomyID, full, withFull}},
	{path: "/hsds/v3/organizations/{id}", id: "getOrganizationById", tag: "hsds", summary: "One organisation", gives: "organization", answer: (*Server).organization,
		takes: []param{withFull}},
	{path: "/hsds/v3/locations", id: "getLocations", tag: "hsds", summary: "Locations that may be known", gives: "location", list: true, answer: (*Server).locations,
		takes: []param{page, perPage, after, format, ofOrg, postcode, proximity}},
	{path: "/hsds/v3/locations/{id}", id: "getLocationById", tag: "hsds", summary: "One location", gives: "location", answer: (*Server).location},
	{path: "/hsds/v3/service_at_locations", id: "getServiceAtLocations", tag: "hsds", summary: "Services at their locations", gives: "service_at_location", list: true,
		answer: (*Server).places, takes: []param{words, page, perPage, format, termID, taxonomyID, ofOrg, since, full, postcode, proximity}},
	{path: "/hsds/v3/service_at_locations/{id}", id: "getServiceAtLocationById", tag: "hsds", summary: "One service at one location", gives: "service_at_location",
		answer: (*Server).place},
	{path: "/hsds/v3/taxonomies", id: "getTaxonomies", tag: "hsds", summary: "Taxonomies", gives: "taxonomy", list: true, answer: (*Server).taxonomies,
		takes: []param{words, page, perPage, format}},
	{path: "/hsds/v3/taxonomies/{id}", id: "getTaxonomyById", tag: "hsds", summary: "One taxonomy", gives: "taxonomy", answer: (*Server).taxonomy},
	{path: "/hsds/v3/taxonomy_terms", id: "getTaxonomyTerms", tag: "hsds", summary: "Terms of the taxonomies", gives: "taxonomy_term", list: true, answer: (*Server).terms,
		takes: []param{words, page, perPage, format, taxonomyID, topOnly, parentID}},
	{path: "/hsds/v3/taxonomy_terms/{id}", id: "getTaxonomyTermById", tag: "hsds", summary: "One term", gives: "taxonomy_term", answer: (*Server).term},

	{path: "/api/v1/search-results", id: "getSearchResults", anywhere: true, tag: "search", summary: "Search as people do on the website", gives: "searchResult", list: true, answer: (*Server).search,
		takes: []param{{name: "q", kind: "string", what: "What someone looks for, in own words."},
			{name: "area", kind: "string", what: "Slug of the area where help is needed; results near it come first."},
			{name: "page", kind: "integer", what: "Number of the page, from 1.", least: 1, most: 1000},
			{name: "pageSize", kind: "integer", what: "Results on a page; 20 when not given.", least: 1, most: 100}}},
	{path: "/api/v1/areas", id: "getAreas", tag: "search", summary: "Areas of the town", gives: "area", list: true, answer: (*Server).areas},
}
