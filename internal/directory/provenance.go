package directory

import (
	"maps"
	"time"
)

// Provenance says where what a record says comes from. Without more, everything comes from the source in its Origin.
type Provenance struct {
	Fetched  *time.Time        `json:"fetched,omitempty"`  // when the source last said something new
	Modified *time.Time        `json:"modified,omitempty"` // when it was last changed, as the source that it was new from tells
	Fields   map[string]Stamp  `json:"fields,omitempty"`   // the fields that come from elsewhere
	Said     map[string]string `json:"said,omitempty"`     // of those fields: what the source said of them last
	More     map[string]string `json:"more,omitempty"`     // what the source says and no field here holds
	Objected *Stamp            `json:"objected,omitempty"` // someone objected to the record: it stays withdrawn
}

// Stamp says who wrote something and when.
type Stamp struct {
	Source string    `json:"source,omitempty"` // name of a source; "" = written or confirmed here
	By     string    `json:"by,omitempty"`     // id of a person, or a word such as "organisatie"
	At     time.Time `json:"at"`
}

// Of gives where a field of a record with this origin comes from.
func (p Provenance) Of(field string, o Origin) Stamp {
	if stamp, ok := p.Fields[field]; ok {
		return stamp
	}
	stamp := Stamp{Source: o.Source}
	if p.Fetched != nil {
		stamp.At = *p.Fetched
	}
	return stamp
}

// Written gives the provenance after a field was written elsewhere. said is what the source said of it until now.
func (p Provenance) Written(field string, stamp Stamp, said string) Provenance {
	p = p.Heard(field, said)
	p.Fields = put(p.Fields, field, stamp)
	return p
}

// Heard gives the provenance after the source said something of a field that is kept as it is.
func (p Provenance) Heard(field, said string) Provenance {
	p.Said = put(p.Said, field, said)
	return p
}

// Returned gives the provenance after a field follows the source again.
func (p Provenance) Returned(field string) Provenance {
	p.Fields, p.Said = maps.Clone(p.Fields), maps.Clone(p.Said)
	delete(p.Fields, field)
	delete(p.Said, field)
	return p
}

// put gives a copy of a map with one value more.
func put[V any](m map[string]V, name string, value V) map[string]V {
	other := map[string]V{}
	maps.Copy(other, m)
	other[name] = value
	return other
}
