package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/directory"
	"samenspel/internal/places"
)

// overlapPage shows need by area where there is nothing and where there is much (inventory D05).
type overlapPage struct {
	layout
	From     int // services from which on there is overlap
	Areas    []places.Area
	Rows     []overlapRow
	Gaps     int
	Overlaps int
	CSV      string // address of the same as a file
}

type overlapRow struct {
	Need  string
	Cells []overlapCell
}

// overlapCell is one need in one area.
type overlapCell struct {
	directory.Supply
	Address string // of the search that shows them
	Many    bool
}

// coverage gives the matrix of this network. It is for who keeps the directory.
func (s *Server) coverage(v *visit) ([]directory.Coverage, []places.Area, error) {
	if err := access.Can(v.actor, access.Edit, access.Directory); err != nil {
		return nil, nil, err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	if err != nil {
		return nil, nil, err
	}
	entries, err := s.Directory.All(v.r.Context(), v.actor)
	areas := tree.Kind(places.Wijk)
	return directory.Cover(tree, areas, entries), areas, err
}

func (s *Server) overlap(v *visit) error {
	matrix, areas, err := s.coverage(v)
	if err != nil {
		return err
	}
	page := overlapPage{layout: s.staffLayout(v, v.T("overlap.title")), From: v.overlapFrom(), Areas: areas}
	page.CSV = v.URL("/beheer/overlap.csv", "vanaf", page.From)
	for _, need := range matrix {
		row := overlapRow{Need: need.Need.Label(v.Lang())}
		for _, supply := range need.Areas {
			cell := overlapCell{supply, v.URL("/zoek", "hulpvraag", need.Need.Code, "wijk", supply.Area.Slug), supply.Overlap(page.From)}
			row.Cells = append(row.Cells, cell)
			if supply.Gap() {
				page.Gaps++
			}
			if cell.Many {
				page.Overlaps++
			}
		}
		page.Rows = append(page.Rows, row)
	}
	return s.showStaff(v, "overlap", page)
}

// manyOffers is from how many services on a need in an area has overlap, unless the page is asked for another number.
const manyOffers = 10

// overlapFrom reads that number from the address.
func (v *visit) overlapFrom() int { return within(v.r.URL.Query().Get("vanaf"), manyOffers, 1, 1000) }

// overlapCSV gives the matrix as a file: a row for each need in each area.
func (s *Server) overlapCSV(v *visit) error {
	matrix, _, err := s.coverage(v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out, from := csv.NewWriter(&b), v.overlapFrom()
	rows := [][]string{{v.T("overlap.need"), v.T("overlap.area"), v.T("overlap.services"), v.T("overlap.organizations"), v.T("overlap.names"), v.T("overlap.mark")}}
	for _, need := range matrix {
		for _, supply := range need.Areas {
			rows = append(rows, []string{plainCell(need.Need.Label(v.Lang())), plainCell(supply.Area.Name), strconv.Itoa(supply.Services),
				strconv.Itoa(len(supply.Organizations)), plainCell(strings.Join(supply.Organizations, "; ")), v.mark(supply, from)})
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("writing the matrix: %w", err)
	}
	header := v.w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="overlap.csv"`)
	header.Set("Cache-Control", "no-store")
	return send(v.w, v.r, http.StatusOK, b.Bytes())
}

func (v *visit) mark(s directory.Supply, from int) string {
	switch {
	case s.Gap():
		return v.T("overlap.gap")
	case s.Overlap(from):
		return v.T("overlap.many")
	}
	return ""
}

// plainCell keeps a spreadsheet program from taking a text for a formula.
func plainCell(text string) string {
	if strings.IndexAny(text, "=+-@\t\r") == 0 {
		return "'" + text
	}
	return text
}
