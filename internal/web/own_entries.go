package web

import (
	"cmp"
	"slices"

	"samenspel/internal/directory"
	"samenspel/internal/upkeep"
)

// The pages of this file are for organisations that were asked by mail whether their entries are still right. They need
// no account: the link is the proof.

// ownEntriesPage shows an organisation what it offers, as residents see it.
type ownEntriesPage struct {
	layout
	Organization directory.Organization
	Entries      []ownEntry
	Root         string // address of this page
	Done         bool   // everything was just confirmed
	Open         bool   // something is overdue
	Capacities   []directory.CapacityState
	Retired      []retiredRow // taken out of the directory
	Tally        tallyBlock
}

// ownEntry is one service on it.
type ownEntry struct {
	card
	Lacks []upkeep.Lack
}

// byLink lets in who has the link of a round. Another link is not found; so is one of a round that ended.
func byLink(answer page) page {
	return func(s *Server, v *visit) error {
		actor, err := s.Upkeep.Actor(v.r.Context(), v.Network.ID, v.r.PathValue("id"), v.r.PathValue("token"))
		if err != nil {
			return err
		}
		v.actor = actor
		v.keyed()
		return answer(s, v)
	}
}

// linkRoot is the address below which the pages of a link stand.
func (v *visit) linkRoot() string {
	return v.URL("/bijhouden/" + v.r.PathValue("id") + "/" + v.r.PathValue("token"))
}

func (s *Server) ownEntries(v *visit) error {
	organization, entries, err := s.Upkeep.Organization(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := ownEntriesPage{layout: s.titled(v, v.T("own.title", "Name", organization.Name)), Organization: organization, Root: v.linkRoot(),
		Done: v.r.URL.Query().Has("dank"), Capacities: choicesOf(tree).Capacities}
	for _, e := range entries {
		own := ownEntry{card: s.card(v, tree, e)}
		_, lacks := upkeep.Quality(e, s.Now())
		own.Lacks = slices.DeleteFunc(lacks, func(l upkeep.Lack) bool { return l.Key == "quality.confirmed" }) // the button above says so
		page.Entries = append(page.Entries, own)
		page.Open = page.Open || own.Overdue
	}
	if page.Retired, err = s.retired(v, directory.Filter{Organization: organization.ID}); err != nil {
		return err
	}
	if page.Tally, err = s.tallyNow(v, organization.ID); err != nil {
		return err
	}
	return s.showStaff(v, "own_entries", page)
}

func (s *Server) confirmOwn(v *visit) error {
	if err := s.Upkeep.Confirm(v.r.Context(), v.actor, v.r.PathValue("id"), "organisatie"); err != nil {
		return err
	}
	return v.done(v.linkRoot() + "?dank=ja")
}

// setRoom sets the room of one service: two taps.
func (s *Server) setRoom(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	capacity := f.capacity(v)
	if f.Failed() {
		capacity.Free, capacity.Weeks = nil, nil // what cannot be read is left unknown
	}
	entry, err := s.Directory.WrittenEntry(v.r.Context(), v.actor, v.r.PathValue("service"))
	if err != nil {
		return err
	}
	if err := s.Directory.SetCapacity(v.r.Context(), v.actor, entry.Service.OrganizationID, entry.Service.ID, capacity); err != nil {
		return err
	}
	return v.done(v.linkRoot() + "#" + v.r.PathValue("service"))
}

// linkedEntryPage is the form of one service behind a link.
func (s *Server) linkedEntryPage(v *visit) (entryPage, error) {
	page, err := s.entryPage(v, v.r.PathValue("service"), v.linkRoot())
	page.layout, page.ByLink = s.titled(v, cmp.Or(page.Entry.Title, v.T("entries.new"))), true
	if err == nil {
		err = s.mayWrite(v, page.Entry.Service.OrganizationID)
	}
	return page, err
}

func (s *Server) linkedEntry(v *visit) error {
	page, err := s.linkedEntryPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "entry", page)
}

func (s *Server) saveLinkedEntry(v *visit) error {
	page, err := s.linkedEntryPage(v)
	if err != nil {
		return err
	}
	return s.keepEntry(v, page, "organisatie", v.linkRoot()+"#"+page.Entry.Service.ID)
}

func (s *Server) linkedOwner(v *visit) error {
	page, err := s.linkedOwnerPage(v)
	if err != nil {
		return err
	}
	return s.showStaff(v, "owner", page)
}

func (s *Server) linkedOwnerPage(v *visit) (ownerPage, error) {
	page, err := s.ownerPage(v, v.r.PathValue("id"), v.linkRoot())
	page.layout = s.titled(v, page.Organization.Name)
	return page, err
}

func (s *Server) saveLinkedOwner(v *visit) error {
	page, err := s.linkedOwnerPage(v)
	if err != nil {
		return err
	}
	return s.keepOwner(v, page, "organisatie", v.linkRoot())
}
