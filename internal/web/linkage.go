package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/linkage"
)

// moved sends a visitor on who asked for a record that another stands for now. Any other error stays what it is.
func (s *Server) moved(v *visit, err error, kind directory.RecordKind, path string) error {
	if !errors.Is(err, errs.NotFound) {
		return err
	}
	slug, gone := s.Directory.Moved(v.r.Context(), v.actor, kind, v.r.PathValue("slug"))
	if gone != nil {
		return gone
	}
	address := v.URL(path + slug)
	if query := v.r.URL.RawQuery; query != "" {
		address += "?" + query
	}
	v.w.Header().Set("Cache-Control", "no-cache") // it can be undone
	http.Redirect(v.w, v.r, address, http.StatusMovedPermanently)
	return nil
}

// duplicatesPage shows pairs of records that may be the same, beside each other, and takes decisions.
type duplicatesPage struct {
	layout
	State    linkage.State
	Choices  []stateChoice
	Pairs    []pairView
	Older    string // address of the next ones, or ""
	Trouble  string
	Searched bool
}

// pairView is one pair in words.
type pairView struct {
	linkage.Proposal
	Verdict string
	Reasons []string
	Rows    []pairRow
	Stays   string // which one, when they are merged
	First   string // how the two are called, with their sources
	Second  string
}

// pairRow is one field of both.
type pairRow struct {
	Label, Left, Right string
	Same               bool
}

func (s *Server) duplicates(v *visit) error {
	page, err := s.duplicatesPage(v, linkage.State(v.r.URL.Query().Get("stand")))
	if err != nil {
		return err
	}
	page.Searched = v.r.URL.Query().Has("gezocht")
	return s.showStaff(v, "linkage", page)
}

func (s *Server) duplicatesPage(v *visit, state linkage.State) (page duplicatesPage, err error) {
	counts, err := s.Linkage.Count(v.r.Context(), v.actor)
	if err != nil {
		return page, err
	}
	if state == "" {
		state = linkage.Open
	}
	from := max(0, readWish(v.r.URL.Query()).Page-1)
	all, err := s.Linkage.List(v.r.Context(), v.actor, state, from*linkage.PageLength)
	if err != nil {
		return page, err
	}
	page = duplicatesPage{layout: s.staffLayout(v, v.T("linkage.title")), State: state}
	words := map[linkage.State]string{linkage.Open: v.T("linkage.open"), linkage.Merged: v.T("linkage.merged"), linkage.Different: v.T("linkage.different")}
	for _, choice := range linkage.States {
		page.Choices = append(page.Choices, stateChoice{fmt.Sprintf("%s (%s)", words[choice], v.Number(counts[choice])), v.URL("/beheer/dubbel", "stand", choice), choice == state})
	}
	for _, p := range all {
		page.Pairs = append(page.Pairs, v.pair(p))
	}
	if len(all) == linkage.PageLength {
		page.Older = v.URL("/beheer/dubbel", "stand", state, "pagina", from+2)
	}
	return page, nil
}

// The rows that say nothing when they are equal.
const (
	rowSource   = 1
	rowServices = 9
)

// pair puts a pair in words.
func (v *visit) pair(p linkage.Proposal) pairView {
	view := pairView{Proposal: p, Verdict: v.verdict(p.Score.Chance())}
	for _, r := range p.Score.Reasons {
		view.Reasons = append(view.Reasons, v.T(fmt.Sprintf("linkage.reason.%s.%s", r.Field, r.Level))+" "+v.T("linkage.weight."+strength(r.Weight)))
	}
	labels := []string{v.T("linkage.name"), v.T("linkage.source"), v.T("linkage.by"), v.T("linkage.address"), v.T("linkage.phone"), v.T("linkage.mail"),
		v.T("linkage.site"), v.T("linkage.needs"), v.T("linkage.about"), v.T("linkage.services")}
	left, right := v.side(p.Left), v.side(p.Right)
	for i, label := range labels {
		if left[i] != "" || right[i] != "" {
			view.Rows = append(view.Rows, pairRow{label, left[i], right[i], i != rowSource && i != rowServices && left[i] == right[i]})
		}
	}
	view.First, view.Second = v.T("linkage.first", "Source", left[rowSource]), v.T("linkage.second", "Source", right[rowSource])
	if p.Survivor == p.Left.ID {
		view.Stays = p.Left.Name
	} else if p.Survivor != "" {
		view.Stays = p.Right.Name
	}
	return view
}

// side gives the fields of a record in the order of the rows.
func (v *visit) side(s linkage.Side) []string {
	source, services := s.Origin.Source, ""
	if source == "" {
		source = v.T("linkage.here")
	}
	if s.Services > 0 {
		services = v.Number(s.Services)
	}
	return []string{s.Name, source, s.Organization, strings.Join(s.Addresses, "; "), s.Phone, s.Email, s.URL,
		strings.Join(directory.Taxonomy().Needs.Labels(s.Needs, v.Lang()), ", "), lead(s.Description), services}
}

// strength names how much a weight in bits says.
func strength(weight float64) string {
	switch {
	case weight >= 6:
		return "much"
	case weight >= 0:
		return "some"
	case weight > -3:
		return "against"
	}
	return "muchagainst"
}

// verdict puts a chance in words.
func (v *visit) verdict(chance float64) string {
	switch {
	case chance >= .99:
		return v.T("linkage.verdict.sure")
	case chance >= .8:
		return v.T("linkage.verdict.likely")
	}
	return v.T("linkage.verdict.maybe")
}

func (s *Server) findDuplicates(v *visit) error {
	if _, err := s.Linkage.Search(v.r.Context(), v.actor); err != nil {
		return err
	}
	return v.done(v.URL("/beheer/dubbel", "gezocht", "ja"))
}

// decideDuplicate merges a pair, tells it apart, or undoes what was decided.
func (s *Server) decideDuplicate(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	if err := access.Can(v.actor, access.Edit, access.Directory); err != nil {
		return err
	}
	ctx, id, state := v.r.Context(), v.subject(), linkage.Open
	switch f.Get("do") {
	case "merge":
		err = s.Linkage.Merge(ctx, v.actor, id, f.Get("survivor"))
	case "different":
		err = s.Linkage.TellApart(ctx, v.actor, id)
	case "undo":
		state = linkage.State(f.Get("state"))
		err = s.Linkage.Undo(ctx, v.actor, id)
	default:
		err = fmt.Errorf("%w: a pair cannot %q", errs.Invalid, f.Get("do"))
	}
	if f.blame(v, err) {
		page, err := s.duplicatesPage(v, state)
		if err != nil {
			return err
		}
		page.Trouble = f.Wrong[""]
		return s.again(v, f, "linkage", page)
	}
	if err != nil {
		return err
	}
	return v.done(v.URL("/beheer/dubbel", "stand", state))
}
