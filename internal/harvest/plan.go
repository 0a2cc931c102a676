package harvest

import (
	"maps"
	"time"

	"samenspel/internal/directory"
	"samenspel/internal/i18n"
)

// planner decides what drafts mean for the directory as it is.
type planner struct {
	state  directory.State
	drafts *drafts
	newID  func() string
	tell   func(done int) // called while services are decided

	areas    *areas
	names    *namer
	findings findings
	titles   map[string]string   // names of the organisations of the drafts, by reference
	orgIDs   map[string]string   // by reference
	refs     map[string]string   // reference of an organisation by id
	places   map[placeKey]string // ids of locations
	changes  directory.Changes
	report   Report
}

// placeKey is what makes a location the same: everything but its id.
type placeKey struct {
	place   directory.Location // without id and point
	point   directory.Point
	located bool
}

func keyOf(l directory.Location) placeKey {
	key := placeKey{place: l, located: l.Point != nil}
	if l.Point != nil {
		key.point = *l.Point
	}
	key.place.ID, key.place.Point = "", nil
	return key
}

// decide gives the changes that drafts make to a state, and its part of the report. column names a field as the file
// does.
func decide(state directory.State, d *drafts, town string, newID func() string, column func(string) string, tell func(int)) (directory.Changes, Report) {
	p := &planner{state: state, drafts: d, newID: newID, tell: tell, orgIDs: map[string]string{}, refs: map[string]string{},
		titles: map[string]string{}, places: map[placeKey]string{}, findings: d.findings.clone()}
	p.areas = newAreas(state.Tree, town, newID, func(row int, field, text string) { p.findings.warn(row, column(field), text) })
	p.know()
	p.organizations()
	services := p.placed()
	p.names = newNamer(state.Tree, p.areas.made)
	p.services(services)
	p.withdraw()
	p.changes.Areas = p.areas.made
	for _, area := range p.areas.made {
		p.report.AreasCreated = append(p.report.AreasCreated, area.Name)
	}
	p.report.Warnings = p.findings.told()
	p.report.sort()
	return p.changes, p.report
}

// know learns the ids there are.
func (p *planner) know() {
	for ref, o := range p.state.Organizations {
		p.orgIDs[ref], p.refs[o.ID] = o.ID, ref
	}
	for _, ref := range sorted(p.state.Services) {
		for _, l := range p.state.Services[ref].Locations {
			if key := keyOf(l); p.places[key] == "" {
				p.places[key] = l.ID
			}
		}
	}
}

func (p *planner) organizations() {
	for _, d := range p.drafts.organizations {
		o := d.organization
		p.titles[o.Origin.Ref] = o.Name
		before, known := p.state.Organizations[o.Origin.Ref]
		if known {
			o.ID, o.Slug, o.Version = before.ID, before.Slug, before.Version
		} else {
			o.ID = p.newID()
			o.Slug = p.state.OrgSlugs.Take(o.Name, "", fallback(o.Origin.Ref, "organisatie"))
			p.orgIDs[o.Origin.Ref], p.refs[o.ID] = o.ID, o.Origin.Ref
		}
		difference := Difference{Kind: "organization", Ref: o.Origin.Ref, Title: o.Name}
		if known {
			difference.Fields = organizationChanges(before, o)
		}
		if p.differs(&p.report.Organizations, known, before.Withdrawn, difference) {
			p.changes.Organizations = append(p.changes.Organizations, o)
		}
	}
}

func fallback(ref, name string) string {
	if slug := i18n.Slug(ref); slug != "" {
		return slug
	}
	return name
}

// differs counts a record and tells whether it must be written.
func (p *planner) differs(counts *Counts, known bool, withdrawn *time.Time, d Difference) bool {
	switch {
	case !known:
		d.What = DiffNew
		counts.New++
	case withdrawn != nil:
		d.What = DiffReturned
		counts.Changed++
	case len(d.Fields) > 0:
		d.What = DiffChanged
		counts.Changed++
	default:
		counts.Unchanged++
		return false
	}
	p.report.Differences = append(p.report.Differences, d)
	return true
}

// placed gives the services of the drafts with their organisation, areas and location filled in.
func (p *planner) placed() []directory.Service {
	services := make([]directory.Service, len(p.drafts.services))
	for i, d := range p.drafts.services {
		s := d.service
		s.OrganizationID = p.orgIDs[d.organization]
		s.Serves = p.serves(d)
		if d.location != nil {
			l := *d.location
			l.OrganizationID = s.OrganizationID
			l.AreaID = p.areas.find(d.row, "area", d.town, d.area)
			if l != (directory.Location{OrganizationID: s.OrganizationID}) {
				s.Locations = []directory.Location{p.location(l)}
			}
		}
		services[i] = s
	}
	return services
}

// serves gives the areas that a draft names, and the town when it names nothing else.
func (p *planner) serves(d serviceDraft) (ids []string) {
	for _, name := range d.serves {
		if id := p.areas.find(d.row, "serves", d.town, name); id != "" {
			ids = append(ids, id)
		}
	}
	if len(d.serves) == 0 && d.town != "" {
		if id := p.areas.find(d.row, town, d.town, ""); id != "" {
			ids = []string{id}
		}
	}
	return unique(ids)
}

// location gives a location the id of one that is the same, or a new id.
func (p *planner) location(l directory.Location) directory.Location {
	key := keyOf(l)
	if p.places[key] == "" {
		p.places[key] = p.newID()
	}
	l.ID = p.places[key]
	return l
}

func (p *planner) services(all []directory.Service) {
	for i, s := range all {
		before, known := p.state.Services[s.Origin.Ref]
		if known {
			s.ID, s.Slug, s.Version = before.ID, before.Slug, before.Version
		} else {
			organization := p.drafts.services[i].organization
			s.ID = p.newID()
			s.Slug = p.state.ServiceSlugs.Take(s.Title, p.titles[organization], fallback(s.Origin.Ref, "aanbod"))
		}
		difference := Difference{Kind: "service", Ref: s.Origin.Ref, Title: s.Title}
		if known {
			difference.Fields = serviceChanges(before, s, p.refs[before.OrganizationID], p.refs[s.OrganizationID], p.names)
		}
		if p.differs(&p.report.Services, known, before.Withdrawn, difference) {
			p.changes.Services = append(p.changes.Services, s)
		}
		p.tell(i + 1)
	}
}

// withdraw decides on what the directory has from the source and the file does not. What rows that were left out
// speak of stays, and so does the organisation of a service that stays.
func (p *planner) withdraw() {
	inFile := map[string]bool{}
	for _, d := range p.drafts.services {
		inFile[d.service.Origin.Ref] = true
	}
	keep := maps.Clone(p.drafts.leftOf)
	for _, ref := range sorted(p.state.Services) {
		s := p.state.Services[ref]
		switch {
		case inFile[ref] || s.Withdrawn != nil:
		case p.drafts.blind || p.drafts.leftServices[ref]:
			p.report.Services.Kept++
			keep[p.refs[s.OrganizationID]] = true
		default:
			p.changes.Withdrawn = append(p.changes.Withdrawn, s.ID)
			p.gone(&p.report.Services, Difference{Kind: "service", Ref: ref, Title: s.Title})
		}
	}
	p.withdrawOrganizations(keep)
}

func (p *planner) withdrawOrganizations(keep map[string]bool) {
	for _, ref := range sorted(p.state.Organizations) {
		o := p.state.Organizations[ref]
		switch {
		case p.titles[ref] != "" || o.Withdrawn != nil:
		case p.drafts.blind || keep[ref]:
			p.report.Organizations.Kept++
		default:
			p.changes.WithdrawnOrgs = append(p.changes.WithdrawnOrgs, o.ID)
			p.gone(&p.report.Organizations, Difference{Kind: "organization", Ref: ref, Title: o.Name})
		}
	}
}

func (p *planner) gone(counts *Counts, d Difference) {
	counts.Withdrawn++
	d.What = DiffWithdrawn
	p.report.Differences = append(p.report.Differences, d)
}
