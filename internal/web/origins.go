package web

import (
	"strconv"
	"strings"

	"samenspel/internal/directory"
	"samenspel/internal/harvest"
	"samenspel/internal/places"
)

// origins tells an editor where each field of a record comes from, and what sources say otherwise.
type origins struct {
	Source    string // where the record comes from, in words
	Confirmed string // of a service
	Rows      []originRow
	Open      bool // something can be chosen
	Action    string
	Version   string
}

// originRow is one field that was written here, or on which sources differ.
type originRow struct {
	Field, Label string
	From         string // where its value comes from, in words
	Rule         string // who wins when the source says something new
	Claims       []claimLine
}

// claimLine is what a source says of a field.
type claimLine struct{ Source, Says, From string }

// claimed is a claim in the words of the flat format.
type claimed struct {
	field, source, from string
	differences         []harvest.FieldChange
}

// serviceOrigins fills the panel of a service; nothing for who is no editor.
func (s *Server) serviceOrigins(v *visit, sv directory.Service, tree places.Tree) (*origins, error) {
	if mayHarvest(v) != nil {
		return nil, nil
	}
	all, err := s.Directory.ServiceClaims(v.r.Context(), v.actor, sv.ID)
	if err != nil {
		return nil, err
	}
	var claims []claimed
	for _, c := range all {
		claims = append(claims, claimed{c.Field, c.Source, c.From, harvest.ServiceDifferences(sv, c.Then, tree)})
	}
	o, err := s.origins(v, sv.Origin, sv.Provenance, claims)
	if err != nil {
		return nil, err
	}
	o.Action, o.Version = v.URL("/beheer/aanbod/"+sv.ID+"/neem"), strconv.FormatInt(sv.Version, 10)
	o.Confirmed = v.T("origin.unconfirmed")
	if sv.Confirmed != nil {
		o.Confirmed = v.T("origin.confirmed", "Day", v.Date(*sv.Confirmed), "Who", v.who(sv.ConfirmedBy))
	}
	return o, nil
}

// organizationOrigins is serviceOrigins for an organisation.
func (s *Server) organizationOrigins(v *visit, o directory.Organization) (*origins, error) {
	if mayHarvest(v) != nil {
		return nil, nil
	}
	all, err := s.Directory.OrganizationClaims(v.r.Context(), v.actor, o.ID)
	if err != nil {
		return nil, err
	}
	var claims []claimed
	for _, c := range all {
		claims = append(claims, claimed{c.Field, c.Source, c.From, harvest.OrganizationDifferences(o, c.Then)})
	}
	panel, err := s.origins(v, o.Origin, o.Provenance, claims)
	if err != nil {
		return nil, err
	}
	panel.Action, panel.Version = v.URL("/beheer/organisaties/"+o.ID+"/neem"), strconv.FormatInt(o.Version, 10)
	return panel, nil
}

// origins puts together what services and organisations have in common.
func (s *Server) origins(v *visit, from directory.Origin, p directory.Provenance, claims []claimed) (*origins, error) {
	rules, err := s.rulesOf(v, from.Source)
	if err != nil {
		return nil, err
	}
	o := &origins{Source: v.stamped(p.Of("", from), from), Open: len(claims) > 0}
	for _, field := range harvest.RuleFields() {
		row := originRow{Field: field, Label: v.fieldName(field), From: v.stamped(p.Of(field, from), from)}
		_, written := p.Fields[field]
		if written && from.Source != "" {
			row.Rule = v.T("origin.rule", "Winner", v.winner(rules.Of(field)))
		}
		for _, c := range claims {
			if c.field == field {
				row.Claims = append(row.Claims, claimLine{c.source, v.says(c), c.from})
			}
		}
		if written || len(row.Claims) > 0 {
			o.Rows = append(o.Rows, row)
		}
	}
	return o, nil
}

// rulesOf gives the rules of a source by its name; a source without rules, or none, asks.
func (s *Server) rulesOf(v *visit, name string) (harvest.Rules, error) {
	all, err := s.Harvest.Sources(v.r.Context(), v.actor)
	for _, source := range all {
		if source.Name == name {
			return source.Rules, err
		}
	}
	return nil, err
}

func (v *visit) winner(w harvest.Winner) string {
	t := v.T
	return wordOf(map[string]string{string(harvest.Ask): t("sources.winner.ask"), string(harvest.HereWins): t("sources.winner.here"),
		string(harvest.SourceWins): t("sources.winner.source")}, string(w), "")
}

// says gives what a claim would make of its field.
func (v *visit) says(c claimed) string {
	var parts []string
	for _, d := range c.differences {
		if harvest.FieldOf(d.Field) == c.field && d.New != "" {
			parts = append(parts, d.New)
		}
	}
	if len(parts) == 0 {
		return v.T("sources.empty")
	}
	return strings.Join(parts, ", ")
}

// stamped says in words where a field comes from, in a record with this origin.
func (v *visit) stamped(s directory.Stamp, o directory.Origin) string {
	switch {
	case s.Source != "" && s.By != "":
		return v.T("origin.taken", "Source", s.Source, "Day", v.Date(s.At))
	case s.Source != "" && s.At.IsZero():
		return v.T("origin.source", "Source", s.Source)
	case s.Source != "":
		return v.T("origin.fetched", "Source", s.Source, "Day", v.Date(s.At))
	case s.By == "" || o.Source == "":
		return v.T("origin.here")
	}
	return v.T("origin.by", "Day", v.Date(s.At), "Who", v.who(s.By))
}

// who names the side that wrote or confirmed something.
func (v *visit) who(by string) string {
	if by == "organisatie" {
		return v.T("origin.who.organisation")
	}
	return v.T("origin.who.editors")
}

// takeClaim lets what a source says of a field of a service count.
func (s *Server) takeClaim(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	if err := s.Directory.TakeServiceClaim(v.r.Context(), v.actor, id, f.Get("field"), f.Get("from"), f.version()); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/aanbod/"+id) + "#origins")
}

// takeOwnerClaim is takeClaim for an organisation.
func (s *Server) takeOwnerClaim(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	if err := s.Directory.TakeOrganizationClaim(v.r.Context(), v.actor, id, f.Get("field"), f.Get("from"), f.version()); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/organisaties/"+id) + "#origins")
}

// retiredRow is a service that was taken out of the directory.
type retiredRow struct {
	directory.Entry
	When string
}

// retired lists what was taken out of the directory, among what a filter leaves.
func (s *Server) retired(v *visit, f directory.Filter) ([]retiredRow, error) {
	found, err := s.Directory.Retired(v.r.Context(), v.actor, f)
	rows := make([]retiredRow, len(found))
	for i, e := range found {
		rows[i] = retiredRow{e, v.T("retired.when", "Day", v.Date(e.Provenance.Objected.At))}
	}
	return rows, err
}

// retire takes a service out of the directory or puts it back, as the form says, and goes on to another page.
func (s *Server) retire(v *visit, id, next string) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := s.Directory.Retire(v.r.Context(), v.actor, f.Get("organization"), id, !f.Is("back", "ja")); err != nil {
		return err
	}
	return v.done(next)
}

// retireEntry is for who is signed in, retireLinked for who has the link of a round.
func (s *Server) retireEntry(v *visit) error {
	if _, err := writable(v.actor, directory.Filter{}); err != nil {
		return err
	}
	return s.retire(v, v.r.PathValue("id"), v.URL("/beheer/aanbod", "toon", "weg"))
}

func (s *Server) retireLinked(v *visit) error {
	return s.retire(v, v.r.PathValue("service"), v.linkRoot()+"#retired")
}
