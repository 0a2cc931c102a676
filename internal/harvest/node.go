package harvest

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
)

// node is one thing that a source says in the words of HSDS: names of fields with texts, numbers, lists and other nodes.
// Whoever understands a field takes it out; what is left at the end is kept in the words of the source.
type node map[string]any

// take gives a value and takes it out.
func (n node) take(name string) any {
	value := n[name]
	delete(n, name)
	return value
}

// raw takes the first of some fields that says anything, as one text.
func (n node) raw(names ...string) (text string) {
	for _, name := range names {
		value := scalar(n[name])
		if text == "" && value != "" {
			text = value
			delete(n, name)
		} else if value == "" || value == text {
			delete(n, name)
		}
	}
	return text
}

// scalar gives a text, number or truth value as text.
func scalar(value any) string {
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		return yesNo(v)
	}
	return ""
}

// nodes takes a list of nodes, or one.
func (n node) nodes(name string) (all []node) {
	switch v := n.take(name).(type) {
	case []any:
		for _, item := range v {
			if one, ok := item.(map[string]any); ok {
				all = append(all, node(one))
			}
		}
	case []node:
		return v
	case map[string]any:
		all = []node{v}
	}
	return all
}

// one takes a node, or gives an empty one.
func (n node) one(name string) node {
	return append(n.nodes(name), node{})[0]
}

// unsaid are fields that say nothing to people: keys of the source.
var unsaid = map[string]bool{"id": true, "service_id": true, "organization_id": true, "location_id": true, "program_id": true,
	"service_at_location_id": true, "contact_id": true, "phone_id": true, "schedule_id": true, "metadata": true, "link_id": true,
	"link_entity": true, "link_type": true, "taxonomy_id": true, "taxonomy_term_id": true}

// left gives everything that nobody took out, a text for each field.
func (n node) left() map[string]string {
	more := map[string]string{}
	for _, name := range sorted(n) {
		if text := said(n[name]); text != "" && !unsaid[name] && len(more) < MaxColumns {
			more[name] = text
		}
	}
	if len(more) == 0 {
		return nil
	}
	return more
}

// said gives any value as text: lists with a line for each item, nodes with their fields behind each other.
func said(value any) string {
	var parts []string
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			parts = append(parts, said(item))
		}
		return bounded(strings.Join(filled(parts), "\n"))
	case []node:
		for _, item := range v {
			parts = append(parts, said(item))
		}
		return bounded(strings.Join(filled(parts), "\n"))
	case map[string]any:
		return said(node(v))
	case node:
		for _, name := range sorted(v) {
			if text := said(v[name]); text != "" && !unsaid[name] {
				parts = append(parts, name+": "+text)
			}
		}
		if len(parts) == 1 {
			_, parts[0], _ = strings.Cut(parts[0], ": ")
		}
		return bounded(strings.Join(parts, "; "))
	}
	text, _ := clean(plainText(scalar(value)))
	return text
}

func filled(texts []string) (some []string) {
	for _, text := range texts {
		if text != "" {
			some = append(some, text)
		}
	}
	return some
}

// bounded gives at most MaxText bytes of a text.
func bounded(text string) string {
	if len(text) > MaxText {
		return strings.ToValidUTF8(text[:MaxText], "")
	}
	return text
}

var (
	markup = regexp.MustCompile(`(?is)<(script|style)\b.*?(</(script|style)>|$)|<!--.*?(-->|$)|</?[a-z!][^<>]*>`)
	breaks = regexp.MustCompile(`(?i)<(br|p|/p|li|/li|div|/div|h[1-6])\b[^<>]*>`)
)

// plainText gives a text without the marks of HTML, however often they were escaped, and with line breaks that were
// written as \n.
func plainText(text string) string {
	if !strings.ContainsAny(text, `<&\`) {
		return text
	}
	for range 3 {
		before := text
		text = html.UnescapeString(text)
		text = breaks.ReplaceAllString(text, "\n")
		text = markup.ReplaceAllString(text, "")
		if text == before {
			break
		}
	}
	return strings.NewReplacer(`\r\n`, "\n", `\n`, "\n").Replace(text)
}

// numbered names the n-th thing of a kind.
func numbered(kind string, n int) string { return fmt.Sprintf("%s %d", kind, n) }
