package harvest

import (
	"hash/maphash"

	"samenspel/internal/directory"
)

// drafts is what a source says: organisations and services that do not yet know what the directory has. Services may be
// many; they wait on the disk.
type drafts struct {
	findings
	spool         *spool // of serviceDraft
	organizations []*organizationDraft
	byRef         map[string]*organizationDraft
	refs          refs // of the services that the source has, good or bad
	partial       bool // the source told of some records only: what it did not tell of stays
	listed        bool // refs are all services there are, though the source told of some only
	fixed         bool // names of areas that are not known make no areas

	// What records with problems speak of: it stays as it is. blind: of one of them it cannot be told.
	leftOut              int
	leftServices, leftOf map[string]bool
	blind                bool
}

func newDrafts() (*drafts, error) {
	s, err := newSpool()
	return &drafts{spool: s, byRef: map[string]*organizationDraft{}, refs: refs{}, leftServices: map[string]bool{},
		leftOf: map[string]bool{}}, err
}

// Close removes what waits on the disk.
func (d *drafts) Close() error { return d.spool.Close() }

// add keeps a service.
func (d *drafts) add(s serviceDraft) error { return d.spool.add(s) }

// organizationOf gives the organisation with a reference, which is new when nothing spoke of it yet.
func (d *drafts) organizationOf(source, ref string) *organizationDraft {
	o := d.byRef[ref]
	if o == nil {
		o = &organizationDraft{organization: directory.Organization{Origin: directory.Origin{Source: source, Ref: ref}}}
		d.byRef[ref] = o
	}
	return o
}

// use marks an organisation as one that a good record speaks of.
func (d *drafts) use(o *organizationDraft) {
	if !o.used {
		o.used = true
		d.organizations = append(d.organizations, o)
	}
}

// serviceDraft is a service without ids: of its organisation it knows the reference, of areas the names.
type serviceDraft struct {
	Row          int
	Organization string
	Service      directory.Service
	Town, Area   string
	Serves       []string
	Gone         bool // the source says that it is not offered any more
}

// refs is a set of references, as hashes: a million fit in memory.
type refs map[uint64]int32

var refSeed = maphash.MakeSeed()

// at gives the row in which a reference was met first, or 0.
func (r refs) at(ref string) int { return int(r[maphash.String(refSeed, ref)]) }

// put keeps a reference, which must not be there yet.
func (r refs) put(ref string, row int) {
	r[maphash.String(refSeed, ref)] = int32(min(row, 1<<31-1)) // #nosec G115 -- bounded
}

// has tells whether a reference was met.
func (r refs) has(ref string) bool { return r[maphash.String(refSeed, ref)] != 0 }
