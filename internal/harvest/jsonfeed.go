package harvest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// json reads HSDS 3.1 as JSON: one object, a list, a page with contents, or an object on each line (NDJSON).
func (t *teller) json(r io.Reader) error {
	p := newPace(r)
	d := json.NewDecoder(p)
	d.UseNumber()
	for {
		p.next()
		token, err := d.Token()
		if errors.Is(err, io.EOF) && t.records > 0 {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return refuse("the JSON holds no services; give HSDS, or rows as one object on each line (JSONL)")
		}
		if err != nil {
			return broken(fmt.Sprintf("the JSON cannot be read behind record %d", t.records), err)
		}
		switch token {
		case json.Delim('['):
			err = t.list(p, d, "")
		case json.Delim('{'):
			err = t.object(p, d)
		default:
			return refuse("the JSON begins with %q; an object or a list of services is needed", fmt.Sprint(token))
		}
		if err != nil {
			return broken(fmt.Sprintf("the JSON cannot be read behind record %d", t.records), err)
		}
	}
}

// lists are the fields of a page or a file that hold records.
var lists = []string{"contents", "services", "organizations"}

// object reads an object of which the brace was read: a page, or a record by itself.
func (t *teller) object(p *pace, d *json.Decoder) error {
	whole := node{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		key, _ := name.(string)
		if slices.Contains(lists, key) && whole["id"] == nil {
			if err := t.page(p, d, key); err != nil {
				return err
			}
			continue
		}
		var value any
		if err := d.Decode(&value); err != nil {
			return err
		}
		whole[key] = value
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if whole["id"] != nil || whole["name"] != nil {
		t.record(whole, "")
	} else if t.records == 0 {
		t.records++ // an empty page is a page
	}
	return nil
}

// page reads the list of a page; something else than a list is passed over.
func (t *teller) page(p *pace, d *json.Decoder, key string) error {
	token, err := d.Token()
	switch {
	case err != nil:
		return err
	case token == json.Delim('['):
		return t.list(p, d, key)
	case token == json.Delim('{'):
		return errors.New(key + " is no list")
	}
	return nil
}

// list reads the records of a list of which the bracket was read.
func (t *teller) list(p *pace, d *json.Decoder, key string) error {
	for d.More() {
		p.next()
		var value any
		if err := d.Decode(&value); err != nil {
			return err
		}
		if one, ok := value.(map[string]any); ok {
			t.record(one, key)
		} else {
			t.out.tally("broken-row", numbered("record", t.records+1))
		}
	}
	_, err := d.Token()
	return err
}

// record takes one record: an organisation, with or without services in it, or a service.
func (t *teller) record(n node, key string) {
	services, within := n["services"]
	_, of := n["organization_id"]
	_, its := n["organization"]
	_, site := n["website"]
	_, at := n["service_at_locations"]
	if key != "organizations" && !within && (key == "services" || of || its || at || !site && n["legal_status"] == nil) {
		t.service(n)
		return
	}
	delete(n, "services")
	ref := t.organization(n)
	items, _ := services.([]any)
	for _, item := range items {
		if s, ok := item.(map[string]any); ok {
			s["organization_id"] = ref
			delete(s, "organization")
			t.service(s)
		}
	}
}
