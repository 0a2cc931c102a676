package harvest

import (
	"slices"

	"samenspel/internal/directory"
	"samenspel/internal/errs"
)

// Winner says whose word counts when a field was written here, or by another source, and its source says something else.
type Winner string

// The winners.
const (
	Ask        Winner = "ask"    // keep what is here and let an editor choose
	HereWins   Winner = "here"   // keep what is here and say nothing
	SourceWins Winner = "source" // take what the source says
)

// Rules are the winners of a source by field, as the flat format names fields ("location" for all about a place). The
// field "" is for all others; without it they ask.
type Rules map[string]Winner

// Of gives the winner of a field.
func (r Rules) Of(field string) Winner {
	if winner, ok := r[field]; ok {
		return winner
	}
	if winner, ok := r[""]; ok {
		return winner
	}
	return Ask
}

func (r Rules) check() (problems errs.Problems) {
	for _, field := range sorted(r) {
		if field != "" && !slices.Contains(RuleFields(), field) || !slices.Contains([]Winner{Ask, HereWins, SourceWins}, r[field]) {
			problems = append(problems, errs.Problem{Column: "rules", Text: "sources.wrong.rules"})
		}
	}
	return problems
}

// RuleFields are the fields that can have a rule.
func RuleFields() (names []string) {
	for _, f := range directory.OrganizationFields {
		names = append(names, f.Name)
	}
	for _, f := range directory.ServiceFields {
		if f.Name != "organization_id" && f.Name != "more" {
			names = append(names, f.Name)
		}
	}
	return names
}

// merge gives what a record becomes when its source says said: fields that come from the source follow it, for the
// others the rules decide. It names the fields about which an editor must choose.
func merge[T any](fields []directory.Field[T], kept, said T, p directory.Provenance, rules Rules) (T, directory.Provenance, []string) {
	var conflicts []string
	for _, f := range fields {
		text := f.Text(said)
		if f.Text(kept) == text {
			continue
		}
		if _, elsewhere := p.Fields[f.Name]; !elsewhere {
			f.Copy(&kept, said)
			continue
		}
		switch winner := rules.Of(f.Name); {
		case winner == SourceWins:
			f.Copy(&kept, said)
			p = p.Returned(f.Name)
		case winner == Ask && p.Said[f.Name] != text:
			conflicts = append(conflicts, f.Name)
			p = p.Heard(f.Name, text)
		}
	}
	return kept, p, conflicts
}

// carry makes of now what changed between from and to, in the fields that now has as from had them: what someone
// wrote meanwhile stays.
func carry[T any](fields []directory.Field[T], now, from, to T) T {
	for _, f := range fields {
		if text := f.Text(from); text != f.Text(to) && text == f.Text(now) {
			f.Copy(&now, to)
		}
	}
	return now
}

// confirmed gives what the source says, with the confirmation of what is kept when that one is later: an organisation
// that answered here need not tell its source.
func confirmed(kept, said directory.Service) directory.Service {
	if kept.Confirmed != nil && (said.Confirmed == nil || said.Confirmed.Before(*kept.Confirmed)) {
		said.Confirmed, said.ConfirmedBy = kept.Confirmed, kept.ConfirmedBy
	}
	return said
}
