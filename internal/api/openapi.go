package api

import "strings"

// apiVersion is the version of the own endpoints and of this description.
const apiVersion = "1.0.0"

// schemas are where the forms of records are described: those of HSDS at openreferral.org, our own here.
const hsdsSchemas = "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/"

// object is a part of the description.
type object map[string]any

// ownSchemas are the forms of records of the own endpoints, and of what goes around records.
var ownSchemas = object{
	"page": object{"type": "object", "description": "A page of records.", "properties": object{
		"total_items": kind("integer", "Records in all."), "total_pages": kind("integer", "Pages in all."), "page_number": kind("integer", "Number of this page."),
		"size": kind("integer", "Records on this page."), "first_page": kind("boolean", "Whether this is the first page."), "last_page": kind("boolean", "Whether this is the last page."),
		"empty": kind("boolean", "Whether there are no records.")},
		"required": []string{"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty"}},
	"meta": object{"type": "object", "description": "What this interface follows.", "properties": object{"version": kind("string", "Version of HSDS."),
		"profile": uri("Where the profile is described."), "openapi_url": uri("Address of this description.")}, "required": []string{"version", "profile", "openapi_url"}},
	"searchResult": object{"type": "object", "description": "A service that was found.", "properties": object{"id": kind("string", "Id of the service, as in HSDS."), "slug": kind("string", "Name in addresses."),
		"title": kind("string", "Title."), "organization": kind("string", "Who offers it."), "url": uri("Page for people."),
		"foundOn": object{"type": "array", "description": "Words that made it a result.", "items": object{"type": "string"}}}, "required": []string{"id", "slug", "title", "organization", "url", "foundOn"}},
	"searchResults": object{"type": "object", "description": "A page of results.", "properties": object{"total": kind("integer", "Results in all."), "page": kind("integer", "Number of this page."),
		"pageSize": kind("integer", "Results on a page."), "items": items("#/components/schemas/searchResult")}, "required": []string{"total", "page", "pageSize", "items"}},
	"area": object{"type": "object", "description": "An area of the town.", "properties": object{"slug": kind("string", "Name in addresses."), "name": kind("string", "Name."),
		"kind": kind("string", "gemeente, wijk, buurt or streets."), "code": kind("string", "Code at Statistics Netherlands."), "parent": kind("string", "Slug of the area around it.")},
		"required": []string{"slug", "name", "kind", "code"}},
	"areas": object{"type": "object", "description": "Every area of the town.", "properties": object{"total": kind("integer", "Areas in all."), "items": items("#/components/schemas/area")}, "required": []string{"total", "items"}},
	"problem": object{"type": "object", "description": "Why there is no answer (RFC 9457).", "properties": object{"type": kind("string", "Kind of problem."), "title": kind("string", "Name of the status."),
		"status": kind("integer", "Status."), "detail": kind("string", "What to do.")}, "required": []string{"type", "title", "status", "detail"}},
}

func kind(name, what string) object { return object{"type": name, "description": what} }

func uri(what string) object { return object{"type": "string", "format": "uri", "description": what} }

func items(ref string) object {
	return object{"type": "array", "description": "The records.", "items": object{"$ref": ref}}
}

// description answers with the description of this interface (OpenAPI 3.1).
func (s *Server) description(r *request) (any, error) {
	paths := object{}
	for _, e := range endpoints {
		path := strings.TrimSuffix(e.path, "{$}")
		paths[path] = object{"get": e.operation()}
	}
	settings := r.network.Settings
	return object{
		"openapi": "3.1.0",
		"info": object{"title": settings.Name, "version": apiVersion, "description": "The public directory of " + settings.Name + ": HSDS 3.1, and search as on the website.",
			"contact": object{"name": settings.Name, "email": settings.Email, "url": r.root + "/vraag"},
			"license": object{"name": "EUPL-1.2", "url": "https://interoperable-europe.ec.europa.eu/collection/eupl"}},
		"servers":    []object{{"url": r.root, "description": settings.Name}},
		"security":   []object{},
		"tags":       []object{{"name": "hsds", "description": "The directory after openreferral.org."}, {"name": "search", "description": "Search as people do."}},
		"paths":      paths,
		"components": object{"schemas": ownSchemas, "responses": problems, "headers": headers},
	}, nil
}

var headers = object{
	"API-Version": object{"description": "Version of this interface.", "schema": object{"type": "string"}},
	"Link":        object{"description": "Address of the next page (rel=next).", "schema": object{"type": "string"}},
	"ETag":        object{"description": "Sent back in If-None-Match, an answer that did not change has no body.", "schema": object{"type": "string"}},
	"Retry-After": object{"description": "Seconds to wait.", "schema": object{"type": "integer"}},
}

var problems = object{
	"400": problem("A parameter cannot be read."), "404": problem("There is nothing at this address."),
	"429": problem("Too many requests from one address."), "503": problem("Not now."),
}

func problem(what string) object {
	return object{"description": what, "headers": object{"API-Version": object{"$ref": "#/components/headers/API-Version"}, "Retry-After": object{"$ref": "#/components/headers/Retry-After"}},
		"content": object{"application/problem+json": object{"schema": object{"$ref": "#/components/schemas/problem"}}}}
}

// operation describes one endpoint.
func (e endpoint) operation() object {
	answers := object{"200": e.success()}
	for status := range problems {
		answers[status] = object{"$ref": "#/components/responses/" + status}
	}
	o := object{"operationId": e.id, "summary": e.summary, "description": e.summary + ".", "tags": []string{e.tag}, "responses": answers}
	var parameters []object
	if strings.Contains(e.path, "{id}") {
		parameters = append(parameters, object{"name": "id", "in": "path", "required": true, "description": "Id of the record.", "schema": object{"type": "string", "format": "uuid"}})
	}
	for _, p := range e.takes {
		parameters = append(parameters, object{"name": p.name, "in": "query", "required": false, "description": p.what, "schema": p.schema()})
	}
	if parameters != nil {
		o["parameters"] = parameters
	}
	return o
}

func (p param) schema() object {
	o := object{"type": p.kind}
	switch p.kind {
	case "uuid", "date-time":
		o = object{"type": "string", "format": p.kind}
	case "integer":
		o["minimum"], o["maximum"] = p.least, p.most
	case "string":
		o["maxLength"] = maxValue
	}
	if len(p.enum) > 0 {
		o["enum"] = p.enum
	}
	return o
}

// success describes the answer of an endpoint.
func (e endpoint) success() object {
	schema := e.schema()
	content := object{"application/json": object{"schema": schema}}
	if e.takesLines() {
		content["application/x-ndjson"] = object{"schema": object{"type": "string", "description": "One record on each line."}}
	}
	headers := object{"API-Version": object{"$ref": "#/components/headers/API-Version"}, "ETag": object{"$ref": "#/components/headers/ETag"}}
	if e.list && e.tag == "hsds" {
		headers["Link"] = object{"$ref": "#/components/headers/Link"}
	}
	return object{"description": e.summary + ".", "headers": headers, "content": content}
}

func (e endpoint) takesLines() bool {
	for _, p := range e.takes {
		if p.name == format.name {
			return true
		}
	}
	return false
}

// schema gives the form of the answer: by address for HSDS, here for our own.
func (e endpoint) schema() object {
	switch {
	case e.tag == "search":
		return object{"$ref": "#/components/schemas/" + map[string]string{"searchResult": "searchResults", "area": "areas"}[e.gives]}
	case e.gives == "meta":
		return object{"$ref": "#/components/schemas/meta"}
	case e.list:
		return object{"allOf": []object{{"$ref": "#/components/schemas/page"}, {"type": "object", "properties": object{"contents": items(hsdsSchemas + e.gives + ".json")}, "required": []string{"contents"}}}}
	}
	return object{"$ref": hsdsSchemas + e.gives + ".json"}
}
