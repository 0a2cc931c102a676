package hsds

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// table is one file of a package: its name and its columns.
type table struct {
	name    string
	columns []string
	rows    [][]string
}

// Package writes records as a tabular data package in a ZIP: a CSV for each table of the specification, and
// datapackage.json. The same records give the same bytes.
func Package(w io.Writer, services []Service, organizations []Organization) error {
	p := packer{tables: map[string]*table{}, seen: map[string]bool{}}
	for _, o := range organizations {
		p.organization(o)
	}
	for _, s := range services {
		p.service(s)
	}
	for _, t := range Taxonomies() {
		p.add("taxonomies", fields{"id": t.ID, "name": t.Name, "description": t.Description})
	}
	for _, t := range Terms() {
		p.add("taxonomy_terms", fields{"id": t.ID, "code": t.Code, "name": t.Name, "description": t.Description, "taxonomy": t.Taxonomy, "taxonomy_id": t.TaxonomyID, "language": t.Language})
	}
	return p.write(w)
}

// columns are those of every table, in the order of the specification, as far as they are filled.
var columns = []struct {
	name    string
	columns []string
}{
	{"organizations", []string{"id", "name", "description", "email", "website", "legal_status"}},
	{"services", []string{"id", "organization_id", "name", "description", "url", "email", "status", "application_process", "fees_description", "wait_time",
		"minimum_age", "maximum_age", "assured_date", "last_modified"}},
	{"locations", []string{"id", "location_type", "organization_id", "name", "latitude", "longitude"}},
	{"addresses", []string{"id", "location_id", "address_1", "city", "region", "state_province", "postal_code", "country", "address_type"}},
	{"service_at_location", []string{"id", "service_id", "location_id"}},
	{"phones", []string{"id", "service_id", "organization_id", "number", "type"}},
	{"schedules", []string{"id", "service_id", "valid_from", "valid_to", "dtstart", "until", "freq", "byday", "byweekno", "description", "opens_at", "closes_at"}},
	{"service_areas", []string{"id", "service_id", "name", "uri"}},
	{"languages", []string{"id", "service_id", "code"}},
	{"cost_options", []string{"id", "service_id", "option", "amount_description"}},
	{"units", []string{"id", "name"}},
	{"service_capacity", []string{"id", "service_id", "unit_id", "available", "updated"}},
	{"attributes", []string{"id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value"}},
	{"taxonomies", []string{"id", "name", "description"}},
	{"taxonomy_terms", []string{"id", "code", "name", "description", "taxonomy", "taxonomy_id", "language"}},
}

type fields map[string]string

// packer gathers the rows of tables. A record that several services share is written once.
type packer struct {
	tables map[string]*table
	seen   map[string]bool // ids of records that were written once
}

func (p *packer) add(name string, f fields) {
	t := p.tables[name]
	if t == nil {
		t = &table{name: name}
		for _, c := range columns {
			if c.name == name {
				t.columns = c.columns
			}
		}
		p.tables[name] = t
	}
	row := make([]string, len(t.columns))
	for i, column := range t.columns {
		row[i] = strings.ReplaceAll(f[column], "\r\n", "\n") // CSV has one kind of line end
	}
	t.rows = append(t.rows, row)
}

func (p *packer) organization(o Organization) {
	p.add("organizations", fields{"id": o.ID, "name": o.Name, "description": o.Description, "email": o.Email, "website": o.Website, "legal_status": o.LegalStatus})
	p.phones(o.Phones, "organization_id", o.ID)
	p.attributes(o.Attributes)
}

func (p *packer) phones(phones []Phone, owner, id string) {
	for _, phone := range phones {
		p.add("phones", fields{"id": phone.ID, owner: id, "number": phone.Number, "type": phone.Type})
	}
}

func (p *packer) attributes(all []Attribute) {
	for _, a := range all {
		p.add("attributes", fields{"id": a.ID, "link_id": a.LinkID, "taxonomy_term_id": a.TaxonomyTermID, "link_type": a.LinkType, "link_entity": a.LinkEntity, "value": a.Value})
	}
}

func (p *packer) service(s Service) {
	p.add("services", fields{"id": s.ID, "organization_id": s.OrganizationID, "name": s.Name, "description": s.Description, "url": s.URL, "email": s.Email, "status": s.Status,
		"application_process": s.ApplicationProcess, "fees_description": s.FeesDescription, "wait_time": s.WaitTime, "minimum_age": number(s.MinimumAge), "maximum_age": number(s.MaximumAge),
		"assured_date": s.AssuredDate, "last_modified": s.LastModified.Format(time.RFC3339Nano)})
	p.phones(s.Phones, "service_id", s.ID)
	for _, x := range s.Schedules {
		p.add("schedules", fields{"id": x.ID, "service_id": x.ServiceID, "valid_from": x.ValidFrom, "valid_to": x.ValidTo, "dtstart": x.DtStart, "until": x.Until, "freq": x.Freq,
			"byday": x.ByDay, "byweekno": x.ByWeekNo, "description": x.Description, "opens_at": x.OpensAt, "closes_at": x.ClosesAt})
	}
	for _, x := range s.ServiceAreas {
		p.add("service_areas", fields{"id": x.ID, "service_id": x.ServiceID, "name": x.Name, "uri": x.URI})
	}
	for _, x := range s.Languages {
		p.add("languages", fields{"id": x.ID, "service_id": s.ID, "code": x.Code})
	}
	for _, x := range s.CostOptions {
		p.add("cost_options", fields{"id": x.ID, "service_id": x.ServiceID, "option": x.Option, "amount_description": x.AmountDescription})
	}
	for _, x := range s.Capacities {
		p.once("units", fields{"id": x.Unit.ID, "name": x.Unit.Name})
		p.add("service_capacity", fields{"id": x.ID, "service_id": x.ServiceID, "unit_id": x.Unit.ID, "available": fmt.Sprint(x.Available), "updated": x.Updated.Format(time.RFC3339Nano)})
	}
	for _, x := range s.Places {
		p.add("service_at_location", fields{"id": x.ID, "service_id": x.ServiceID, "location_id": x.LocationID})
		p.location(*x.Location)
	}
	p.attributes(s.Attributes)
}

func (p *packer) location(l Location) {
	f := fields{"id": l.ID, "location_type": l.LocationType, "organization_id": l.OrganizationID, "name": l.Name}
	if l.Latitude != nil && l.Longitude != nil {
		f["latitude"], f["longitude"] = fmt.Sprint(*l.Latitude), fmt.Sprint(*l.Longitude)
	}
	if !p.once("locations", f) {
		return
	}
	for _, a := range l.Addresses {
		p.add("addresses", fields{"id": a.ID, "location_id": l.ID, "address_1": a.Address1, "city": a.City, "region": a.Region, "state_province": a.StateProvince,
			"postal_code": a.PostalCode, "country": a.Country, "address_type": a.AddressType})
	}
	p.attributes(l.Attributes)
}

// once adds a record that may be there already, and tells whether it was not.
func (p *packer) once(name string, f fields) bool {
	if p.seen[f["id"]] {
		return false
	}
	p.seen[f["id"]] = true
	p.add(name, f)
	return true
}

// write writes the tables that have rows, in the order of the specification, and their description.
func (p *packer) write(w io.Writer) error {
	archive := zip.NewWriter(w)
	var resources []resource
	for _, c := range columns {
		t := p.tables[c.name]
		if t == nil {
			continue
		}
		if err := t.write(archive); err != nil {
			return err
		}
		resources = append(resources, t.resource())
	}
	file, err := archive.Create("datapackage.json")
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(file)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(map[string]any{"name": "human-services-data", "title": "HSDS " + Version, "resources": resources}); err != nil {
		return err
	}
	return archive.Close()
}

// Version is the version of the specification.
const Version = "3.1"

func (t *table) write(archive *zip.Writer) error {
	file, err := archive.Create(t.name + ".csv")
	if err != nil {
		return err
	}
	rows := csv.NewWriter(file)
	return rows.WriteAll(append([][]string{t.columns}, t.rows...))
}

// resource describes a table (Data Package).
type resource struct {
	Name   string `json:"name"`
	Path   string `json:"path"`
	Schema struct {
		Fields []resourceField `json:"fields"`
	} `json:"schema"`
}

type resourceField struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

func (t *table) resource() resource {
	r := resource{Name: t.name, Path: t.name + ".csv"}
	for _, column := range t.columns {
		r.Schema.Fields = append(r.Schema.Fields, resourceField{column, "string"})
	}
	return r
}
