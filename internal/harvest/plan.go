package harvest

import (
	"cmp"
	"time"

	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/i18n"
	"samenspel/internal/places"
)

// planner decides what the drafts of a source mean for the directory as it is, a chunk at a time.
type planner struct {
	run      string
	source   string
	now      time.Time
	rules    Rules
	drafts   *drafts
	findings findings

	areas    *areas
	names    *namer
	told     int // areas made that were handed out
	empty    bool
	orgSlugs directory.Slugs
	slugs    directory.Slugs
	orgIDs   map[string]string // by reference
	orgRefs  map[string]string // by id
	report   Report
}

// change is what a run makes of one record that the directory has.
type change struct {
	Seq           int
	Kind          string // "organization" or "service"
	ID, Ref       string
	Title, What   string
	Fields        []FieldChange
	Before, After string // the record as JSON; of a conflict, After is what the source says
	Settled       string // of a conflict: "" = waits, else who won
}

// decided is what comes of a chunk: new records, and changes of records that are there.
type decided struct {
	fresh   directory.Changes
	changes []change
	done    int // services that were decided up to here
}

// network is what the planner must know of a network.
type network struct {
	tree            places.Tree
	empty           bool // it has no entries: what this program wrote keeps its ids
	orgSlugs, slugs directory.Slugs
	town            string
}

// newPlanner gives a planner. column names a field as the file does.
func newPlanner(run, source string, d *drafts, rules Rules, n network, column func(string) string, now time.Time) *planner {
	p := &planner{run: run, source: source, now: now, rules: rules, drafts: d, findings: d.findings.clone(),
		names: newNamer(n.tree, nil), empty: n.empty, orgSlugs: n.orgSlugs, slugs: n.slugs, orgIDs: map[string]string{}, orgRefs: map[string]string{}}
	p.areas = newAreas(n.tree, n.town, db.NewID, func(row int, field, text string) { p.findings.warn(row, column(field), text) })
	p.areas.fixed = d.fixed
	return p
}

// organizations decides on a chunk of organisations.
func (p *planner) organizations(known map[string]directory.Organization, some []*organizationDraft) (out decided) {
	for _, d := range some {
		o := d.organization
		before, there := known[o.Origin.Ref]
		switch {
		case there:
			o.ID = before.ID
			all := organizationKind.compare(before, o, d.gone, p.rules, p.now)
			out.changes = append(out.changes, p.counted(&p.report.Organizations, all)...)
		case d.gone:
			p.report.Organizations.Inactive++
			continue
		default:
			o.ID, o.Run, o.Provenance.Fetched = p.id(o.ID), p.run, &p.now
			o.Slug = p.orgSlugs.Take(cmp.Or(o.Slug, o.Name), "", fallback(o.Origin.Ref, "organisatie"))
			out.fresh.Organizations = append(out.fresh.Organizations, o)
			p.fresh(&p.report.Organizations, kindOrganization, o.Origin.Ref, o.Name)
		}
		p.orgIDs[o.Origin.Ref], p.orgRefs[o.ID] = o.ID, o.Origin.Ref
	}
	return out
}

// id gives the id of a new record: the one that it had elsewhere, if nothing here can have it, or a new one.
func (p *planner) id(had string) string {
	if p.empty && had != "" {
		return had
	}
	return db.NewID()
}

func fallback(ref, name string) string {
	if slug := i18n.Slug(ref); slug != "" {
		return slug
	}
	return name
}

// services decides on a chunk of services. Organisations are decided before.
func (p *planner) services(known map[string]directory.Service, some []serviceDraft) (out decided) {
	placed := make([]directory.Service, len(some))
	for i, d := range some {
		placed[i] = p.placed(d, known[d.Service.Origin.Ref])
	}
	if len(p.areas.made) > p.told {
		out.fresh.Areas = p.areas.made[p.told:]
		p.told = len(p.areas.made)
		p.names = newNamer(p.areas.tree, p.areas.made)
	}
	kind := serviceKind(p.shown)
	for i, s := range placed {
		d := some[i]
		before, there := known[s.Origin.Ref]
		switch {
		case !p.drafts.byRef[d.Organization].used: // refused with its organisation
		case there:
			out.changes = append(out.changes, p.counted(&p.report.Services, kind.compare(before, confirmed(before, s), d.Gone, p.rules, p.now))...)
		case d.Gone || s.OrganizationID == "":
			p.report.Services.Inactive++
		default:
			s.ID, s.Run, s.Provenance.Fetched = p.id(s.ID), p.run, &p.now
			s.Slug = p.slugs.Take(cmp.Or(s.Slug, s.Title), p.drafts.byRef[d.Organization].organization.Name, fallback(s.Origin.Ref, "aanbod"))
			out.fresh.Services = append(out.fresh.Services, s)
			p.fresh(&p.report.Services, kindService, s.Origin.Ref, s.Title)
		}
	}
	return out
}

func (p *planner) shown(before, after directory.Service) []FieldChange {
	return serviceChanges(before, after, p.refOf(before.OrganizationID), p.refOf(after.OrganizationID), p.names)
}

// refOf names an organisation by its reference, or by its id when the source does not have it any more.
func (p *planner) refOf(id string) string {
	if ref, ok := p.orgRefs[id]; ok {
		return ref
	}
	return id
}

// placed gives the service of a draft with its organisation, areas and locations filled in.
func (p *planner) placed(d serviceDraft, before directory.Service) directory.Service {
	s := d.Service
	s.OrganizationID = p.orgIDs[d.Organization]
	s.Serves = p.serves(d)
	drafted := s.Locations
	s.Locations = nil
	for _, l := range drafted {
		l.OrganizationID = s.OrganizationID
		if l.AreaID != "" {
			l.AreaID = p.areas.find(d.Row, "area", "", l.AreaID)
		}
		if d.Area != "" || d.Town != "" {
			l.AreaID = p.areas.find(d.Row, "area", d.Town, d.Area)
		}
		if l != (directory.Location{OrganizationID: s.OrganizationID}) {
			s.Locations = append(s.Locations, p.identified(l, before.Locations))
		}
	}
	return s
}

// serves gives the areas that a draft names, and the town when it names nothing else.
func (p *planner) serves(d serviceDraft) (ids []string) {
	for _, name := range d.Serves {
		if id := p.areas.find(d.Row, "serves", d.Town, name); id != "" {
			ids = append(ids, id)
		}
	}
	if len(d.Serves) == 0 && d.Town != "" {
		if id := p.areas.find(d.Row, town, d.Town, ""); id != "" {
			ids = []string{id}
		}
	}
	return unique(ids)
}

// identified gives a location the id that it has already, or one that it will always have: services at one place
// share it.
func (p *planner) identified(l directory.Location, before []directory.Location) directory.Location {
	had := l.ID
	l.ID = ""
	text := db.JSON(l)
	for _, old := range before {
		id := old.ID
		old.ID = ""
		if db.JSON(old) == text {
			l.ID = id
			return l
		}
	}
	if l.ID = had; had == "" || !p.empty {
		l.ID = db.IDFor("location", p.source, text)
	}
	return l
}

// fresh counts a new record.
func (p *planner) fresh(counts *Counts, kind, ref, title string) {
	counts.New++
	p.report.tell(Difference{Kind: kind, Ref: ref, Title: title, What: DiffNew})
}

// counted counts what becomes of one record.
func (p *planner) counted(counts *Counts, all []change) []change {
	if len(all) == 0 {
		counts.Unchanged++
	}
	for _, c := range all {
		switch c.What {
		case DiffConflict:
			counts.Conflicts++
		case DiffInactive:
			counts.Inactive++
		case DiffWithdrawn:
			counts.Withdrawn++
		default:
			counts.Changed++
		}
		p.report.tell(Difference{Kind: c.Kind, Ref: c.Ref, Title: c.Title, What: c.What, Fields: c.Fields})
	}
	if len(all) == 1 && all[0].What == DiffConflict {
		counts.Unchanged++
	}
	return all
}

// held decides on a record that the directory has from the source. It is withdrawn when the source does not have it
// any more; what records that were left out speak of stays, and so does the organisation of a service that stays.
func (p *planner) held(h directory.Held) (change, bool) {
	counts := &p.report.Services
	told := p.drafts.refs.has(h.Ref)
	left := p.drafts.leftServices[h.Ref]
	kind := kindService
	if !h.Service {
		o := p.drafts.byRef[h.Ref]
		counts, told, left, kind = &p.report.Organizations, o != nil && o.used, p.drafts.leftOf[h.Ref], kindOrganization
	}
	switch {
	case left && told && h.Service, !told && (p.drafts.blind || left || p.drafts.partial && !(h.Service && p.drafts.listed)):
		counts.Kept++
		if h.Service {
			p.drafts.leftOf[h.Organization] = true
		}
		return change{}, false
	case told:
		return change{}, false
	}
	c := change{Kind: kind, ID: h.ID, Ref: h.Ref, Title: h.Title, What: DiffWithdrawn, Before: "{}", After: "{}"}
	return p.counted(counts, []change{c})[0], true
}

// finish completes the report.
func (p *planner) finish() {
	for _, area := range p.areas.made {
		p.report.AreasCreated = append(p.report.AreasCreated, area.Name)
	}
	p.report.Warnings, p.report.Found = p.findings.told(), p.drafts.found()
	p.report.sort()
}
