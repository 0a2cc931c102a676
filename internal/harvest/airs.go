package harvest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/encoding/ianaindex"
)

// airs reads AIRS XML 3.x: agencies with sites, and at each site services. Entities of the document itself are not
// known, and nothing outside it is ever opened.
func (t *teller) airs(r io.Reader) error {
	p := newPace(r)
	d := xml.NewDecoder(p)
	d.CharsetReader = charset
	agencies, root := 0, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && root {
			return nil
		}
		if err != nil {
			return broken(fmt.Sprintf("the XML cannot be read behind agency %d", agencies), err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		root = true
		p.next()
		if start.Name.Local != "Agency" {
			continue
		}
		agencies++
		var a agency
		if err := d.DecodeElement(&a, &start); err != nil {
			return broken(fmt.Sprintf("the XML cannot be read in agency %d", agencies), err)
		}
		t.agency(a, agencies)
	}
}

func charset(label string, input io.Reader) (io.Reader, error) {
	if strings.EqualFold(label, "utf-8") || strings.EqualFold(label, "us-ascii") {
		return input, nil
	}
	encoding, err := ianaindex.IANA.Encoding(label)
	if err != nil || encoding == nil {
		return nil, fmt.Errorf("the encoding %q is not known", label)
	}
	return encoding.NewDecoder().Reader(input), nil
}

// agency and what is in it are the parts of AIRS XML that have a place here. What no field here holds is in the Other of
// each part.
type agency struct {
	Key         string `xml:"Key"`
	Name        string `xml:"Name"`
	Description string `xml:"AgencyDescription"`
	Legal       string `xml:"LegalStatus,attr"`
	Sites       []site `xml:"Site"`
	contactable
	Other []other `xml:",any"`
}

type site struct {
	Key         string        `xml:"Key"`
	Name        string        `xml:"Name"`
	Description string        `xml:"SiteDescription"`
	Address     airsAddress   `xml:"PhysicalAddress"`
	Spatial     spatial       `xml:"SpatialLocation"`
	Services    []siteService `xml:"SiteService"`
	contactable
	Other []other `xml:",any"`
}

type siteService struct {
	Key         string     `xml:"Key"`
	Name        string     `xml:"Name"`
	Description string     `xml:"Description"`
	Hours       string     `xml:"TimeOpen>Notes"`
	Fees        string     `xml:"FeeStructure"`
	Taxonomy    []termCode `xml:"Taxonomy"`
	Areas       []area     `xml:"GeographicAreaServed"`
	contactable
	Other []other `xml:",any"`
}

type contactable struct {
	AKA   []aka   `xml:"AKA"`
	Phone []phone `xml:"Phone"`
	URL   []link  `xml:"URL"`
	Email []link  `xml:"Email"`
}

type aka struct {
	Name         string `xml:"Name"`
	Confidential bool   `xml:"Confidential"`
}

type phone struct {
	Confidential string `xml:"Confidential,attr"`
	Number       string `xml:"PhoneNumber"`
	Type         string `xml:"Type"`
}

type link struct {
	Address string `xml:"Address"`
}

type termCode struct {
	Code string `xml:"Code"`
	Name string `xml:"Name"`
}

type area struct {
	City   string `xml:"City"`
	County string `xml:"County"`
	State  string `xml:"State"`
}

type airsAddress struct {
	Confidential string `xml:"Confidential,attr"`
	Line1        string `xml:"Line1"`
	Line2        string `xml:"Line2"`
	City         string `xml:"City"`
	State        string `xml:"State"`
	Zip          string `xml:"ZipCode"`
	Country      string `xml:"Country"`
}

type spatial struct {
	Latitude  string `xml:"Latitude"`
	Longitude string `xml:"Longitude"`
}

// other is any element that has no place of its own.
type other struct {
	XMLName      xml.Name
	Confidential string  `xml:"Confidential,attr"`
	Text         string  `xml:",chardata"`
	Parts        []other `xml:",any"`
}

// value gives an element as HSDS would: a text, or a node. What is confidential is nothing.
func (o other) value() any {
	if o.Confidential == "true" || slices.ContainsFunc(o.Parts, func(p other) bool { return p.XMLName.Local == "Confidential" && p.Text == "true" }) {
		return ""
	}
	if len(o.Parts) == 0 {
		return strings.TrimSpace(o.Text)
	}
	n := node{}
	n.others(o.Parts)
	return n
}

// others adds elements under their names. Several of one name become a list.
func (n node) others(all []other) {
	for _, o := range all {
		name := o.XMLName.Local
		switch old := n[name].(type) {
		case nil:
			n[name] = o.value()
		case []any:
			n[name] = append(old, o.value())
		default:
			n[name] = []any{old, o.value()}
		}
	}
}

// contacts adds how something can be reached.
func (n node) contacts(c contactable) {
	var phones []node
	for _, p := range c.Phone {
		if p.Confidential != "true" && strings.TrimSpace(p.Number) != "" {
			phones = append(phones, node{"number": p.Number, "type": p.Type})
		}
	}
	if len(phones) > 0 {
		n["phones"] = phones
	}
	for _, l := range c.URL {
		n.add("url", l.Address)
	}
	for _, l := range c.Email {
		n.add("email", l.Address)
	}
	for _, a := range c.AKA {
		if !a.Confidential {
			n.add("alternate_name", a.Name)
		}
	}
}

// add gives a field its first value, and keeps others beside it.
func (n node) add(name, value string) {
	value = strings.TrimSpace(value)
	switch {
	case value == "":
	case n[name] == nil:
		n[name] = value
	default:
		more, _ := n["more_"+name].(string)
		n["more_"+name] = strings.TrimSpace(more + "\n" + value)
	}
}

// agency tells of an agency and its services. An agency without a key or a name is left out with all that it has.
func (t *teller) agency(a agency, number int) {
	key := strings.TrimSpace(a.Key)
	if key == "" || strings.TrimSpace(a.Name) == "" {
		where := key
		if where == "" {
			where = numbered("agency", number)
			t.out.blind = true
		}
		t.out.tally("invalid-agency", where)
		t.out.leftOf[key] = true
		for _, s := range a.Sites {
			for _, service := range s.Services {
				t.out.leftServices[service.Key] = true
				t.out.refs.put(service.Key, number)
			}
		}
		t.records++
		t.out.leftOut++
		return
	}
	n := node{"id": key, "name": a.Name, "description": a.Description, "legal_status": legal(a.Legal)}
	gone := deleted(a.Description)
	if gone {
		n["status"] = "inactive"
	}
	n.contacts(a.contactable)
	n.others(a.Other)
	t.organization(n)
	for _, s := range servicesOf(a) {
		if gone {
			s["status"] = "inactive"
		}
		s["organization_id"] = key
		t.service(s)
	}
}

// deleted tells whether a description says, as directories of this kind do, that the agency is no longer active.
func deleted(description string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(description), " ")
	return first == "DEL"
}

func legal(status string) string {
	if strings.EqualFold(status, "None or unknown") {
		return ""
	}
	return status
}

// servicesOf gives the services of an agency in the words of HSDS. One that is at several sites is one service with
// several locations.
func servicesOf(a agency) (all []node) {
	at := map[string]node{}
	for _, s := range a.Sites {
		for _, service := range s.Services {
			key := strings.TrimSpace(service.Key)
			n := at[key]
			if n == nil || key == "" {
				n = service.node()
				at[key] = n
				all = append(all, n)
			}
			places, _ := n["service_at_locations"].([]node)
			n["service_at_locations"] = append(places, node{"location": map[string]any(s.node())})
		}
	}
	return all
}

func (s siteService) node() node {
	n := node{"id": strings.TrimSpace(s.Key), "name": s.Name, "description": s.Description, "schedule": s.Hours, "fees": s.Fees}
	n.contacts(s.contactable)
	n.others(s.Other)
	var terms, areas []node
	for _, c := range s.Taxonomy {
		name := c.Name
		if name == "" {
			name = c.Code
		}
		terms = append(terms, node{"taxonomy_term": map[string]any{"name": name, "code": c.Code}})
	}
	var names []string
	for _, a := range s.Areas {
		for _, name := range []string{a.City, a.County, a.State} {
			if name = strings.TrimSpace(name); name != "" {
				if !slices.Contains(names, name) {
					names = append(names, name)
					areas = append(areas, node{"name": name})
				}
				break
			}
		}
	}
	n["attributes"], n["service_areas"] = terms, areas
	return n
}

func (s site) node() node {
	n := node{"name": s.Name, "latitude": s.Spatial.Latitude, "longitude": s.Spatial.Longitude, "description": s.Description,
		"addresses": []node{{"address_1": s.Address.Line1, "address_2": s.Address.Line2, "city": s.Address.City,
			"state_province": s.Address.State, "postal_code": s.Address.Zip, "country": s.Address.Country}}}
	if s.Address.Confidential == "true" {
		n["confidential"] = true
	}
	n.contacts(s.contactable)
	n.others(s.Other)
	return n
}
