package search

import (
	"slices"
	"strconv"

	"samenspel/internal/thesaurus"
)

// Part is one thing that was understood from the text of a query.
type Part struct {
	Kind   PartKind
	Code   string // of the kind of help, audience, area or role; the age in years; the letters of a name
	NL, EN string // for a kind of help: its names; for a name: that of the organisation or service
	Need   string // for a kind of help: code of the need it belongs to
}

// Key names a part in Query.Without.
func (p Part) Key() string { return string(p.Kind) + ":" + p.Code }

// Label gives the name of a kind of help, organisation or service in a language.
func (p Part) Label(lang string) string {
	if lang == "en" {
		return p.EN
	}
	return p.NL
}

// PartKind says what a part of a query is about.
type PartKind string

// The kinds of parts, in the order they are given.
const (
	PartName     PartKind = "naam"
	PartHelp     PartKind = "soort"
	PartAudience PartKind = "doelgroep"
	PartAge      PartKind = "leeftijd"
	PartArea     PartKind = "gebied"
	PartRole     PartKind = "wie"
)

// understood gives what was understood, without what was taken away.
func (x *Index) understood(p *plan) []Part {
	var out []Part
	if p.name != nil {
		out = append(out, Part{Kind: PartName, Code: p.name.key, NL: p.name.text, EN: p.name.text})
	}
	for _, n := range p.needs {
		k := &x.said.kinds[n.kinds[0].kind]
		out = append(out, Part{PartHelp, k.Code, k.NL, k.EN, k.Need})
	}
	for _, code := range p.audiences {
		out = append(out, Part{Kind: PartAudience, Code: code})
	}
	if p.ages.known() && p.ages.min == p.ages.max {
		out = append(out, Part{Kind: PartAge, Code: strconv.Itoa(p.ages.min)})
	}
	if p.named {
		out = append(out, Part{Kind: PartArea, Code: x.areas.areas[p.area].ID})
	}
	if p.role != "" {
		out = append(out, Part{Kind: PartRole, Code: string(p.role)})
	}
	return out
}

// maxRelated is how many kinds of help are offered beside those understood.
const maxRelated = 5

// related gives kinds of help that may be meant as well and that someone
// offers: first what the text may also mean, then what lies near.
func (x *Index) related(p *plan) []Part {
	var codes []string
	for _, g := range p.asked {
		codes = append(codes, x.said.kinds[g.kind].Code)
	}
	for _, n := range p.needs {
		codes = append(codes, x.said.kinds[n.kinds[0].kind].Related...)
	}
	var out []Part
	for i, code := range codes {
		k := slices.IndexFunc(x.said.kinds, func(k thesaurus.Kind) bool { return k.Code == code })
		first := slices.ContainsFunc(p.needs, func(n need) bool { return n.kinds[0].kind == k })
		if k < 0 || first || len(x.kinds[k]) == 0 || slices.Contains(codes[:i], code) || len(out) == maxRelated {
			continue
		}
		out = append(out, Part{PartHelp, code, x.said.kinds[k].NL, x.said.kinds[k].EN, x.said.kinds[k].Need})
	}
	return out
}

// forget takes out of a plan what the visitor took away.
func (x *Index) forget(p *plan, without []string) {
	if len(without) == 0 {
		return
	}
	gone := func(kind PartKind, code string) bool {
		return slices.Contains(without, Part{Kind: kind, Code: code}.Key())
	}
	help := func(g guess) bool { return gone(PartHelp, x.said.kinds[g.kind].Code) }
	p.asked = slices.DeleteFunc(p.asked, help)
	for i := range p.needs {
		p.needs[i].kinds = slices.DeleteFunc(p.needs[i].kinds, help)
	}
	p.needs = slices.DeleteFunc(p.needs, func(n need) bool { return len(n.kinds) == 0 })
	p.audiences = slices.DeleteFunc(p.audiences, func(code string) bool { return gone(PartAudience, code) })
	if gone(PartRole, string(p.role)) {
		p.role = ""
	}
	if gone(PartAge, strconv.Itoa(p.ages.min)) {
		p.ages = ageRange{}
	}
	if p.named && gone(PartArea, x.areas.areas[p.area].ID) {
		p.area, p.named, p.areaWord = -1, false, ""
	}
}

// alarmed gives the alarms whose words stand in a text, most urgent first.
func (x *Index) alarmed(words []token) []thesaurus.Alarm {
	found := make(map[int]bool)
	var key []byte
	for i := range words {
		key = key[:0]
		for n := 0; n < x.said.longestAlarm && i+n < len(words); n++ {
			key = append(append(key, plainly(words[i+n])...), ' ')
			if a, ok := x.said.alarmWords[string(key)]; ok {
				found[a] = true
			}
		}
	}
	var out []thesaurus.Alarm
	for a := range x.said.alarms {
		if found[a] {
			out = append(out, x.said.alarms[a])
		}
	}
	return out
}

// plainly is a word of an alarm, with "mij" and "me" as one.
func plainly(w token) string {
	switch w.folded {
	case "mij", "me", "mezelf", "mijzelf", "mijn", "mn", "m":
		return "mij"
	case "hij", "ie", "zij", "ze":
		return "hij"
	}
	return w.folded
}
