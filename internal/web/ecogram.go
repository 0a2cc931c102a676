package web

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// An ecogram is a star: somebody in the middle, and around it who is there, the nearer the closer. It has no names, and it is
// drawn from a form and kept nowhere (inventory K20).

// What can be chosen in it. Words are the texts "ecogram.who.", "ecogram.near." and "ecogram.kind.".
var (
	ecogramWho   = []string{"partner", "child", "parent", "sibling", "family", "friend", "neighbour", "colleague", "club", "volunteer", "professional", "other"}
	ecogramNear  = []string{"1", "2", "3"}
	ecogramKinds = []string{"P", "G", "A", "E"} // practical help, company, advice, emotional support
)

// ordinary is how near somebody is of whom nothing is said.
const ordinary = 2

// mostTies is how many people fit in a drawing.
const mostTies = 12

// tie is somebody in the drawing.
type tie struct {
	Who   string   // of ecogramWho
	Near  int      // 1 (very near) to 3
	Kinds []string // of ecogramKinds
}

// star is where somebody stands in the drawing, in units of which it has ecogramSize each way.
type star struct {
	tie
	X, Y int
}

// The size of the drawing, and how far from the middle who is nearest stands, and each step further.
const (
	ecogramSize = 700
	nearest     = 150
	further     = 60
)

// stars gives each a place around the middle, evenly, beginning at the top.
func stars(ties []tie) (all []star) {
	for i, t := range ties {
		angle := 2*math.Pi*float64(i)/float64(len(ties)) - math.Pi/2
		from := float64(nearest + further*(t.Near-1))
		all = append(all, star{t, ecogramSize/2 + int(math.Round(from*math.Cos(angle))), ecogramSize/2 + int(math.Round(from*math.Sin(angle)))})
	}
	return all
}

// ecogramPage is the form of an ecogram, and the drawing.
type ecogramPage struct {
	layout
	Form  form
	Stars []star
}

// Rows are the numbers of the rows of the form.
func (ecogramPage) Rows() (all []string) {
	for n := range mostTies {
		all = append(all, strconv.Itoa(n+1))
	}
	return all
}

// Size and Middle are measures of the drawing.
func (ecogramPage) Size() int { return ecogramSize }

// Middle is where the middle of the drawing is, each way.
func (ecogramPage) Middle() int { return ecogramSize / 2 }

// Choose gives a choice of a row: who, or how near.
func (p ecogramPage) Choose(what, row string) selectField {
	codes := ecogramWho
	if what == "near" {
		codes = ecogramNear
	}
	field := selectField{p.Form, what + row, p.T("ecogram." + what), "–", nil}
	for _, code := range codes {
		field.Choices = append(field.Choices, tick{code, p.T("ecogram." + what + "." + code), p.Form.Is(what+row, code)})
	}
	return field
}

// Kinds gives the kinds of help of a row.
func (p ecogramPage) Kinds(row string) tickField {
	field := tickField{Name: "kind" + row, Label: p.T("ecogram.kinds")}
	for _, code := range ecogramKinds {
		field.Choices = append(field.Choices, tick{code, p.T("ecogram.kind." + code), p.Form.Has("kind"+row, code)})
	}
	return field
}

// Codes gives the kinds of help of somebody as letters.
func (ecogramPage) Codes(s star) string { return strings.Join(s.Kinds, " ") }

func (s *Server) ecogram(v *visit) error {
	return s.showEcogram(v, ecogramPage{Form: fill()})
}

func (s *Server) showEcogram(v *visit, page ecogramPage) error {
	v.w.Header().Set("Cache-Control", "no-store")
	page.layout = s.layout(v, "ecogram.title")
	if page.Form.Failed() {
		return s.again(v, page.Form, "ecogram", page)
	}
	return s.write(v, http.StatusOK, "ecogram", page)
}

func (s *Server) drawEcogram(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	ties := readTies(f)
	if len(ties) == 0 {
		f.Wrong["who1"] = v.T("ecogram.none")
	}
	return s.showEcogram(v, ecogramPage{Form: f, Stars: stars(ties)})
}

// readTies reads who was chosen. A row without who is left out; how near is ordinary when nothing else is chosen.
func readTies(f form) (all []tie) {
	for _, row := range (ecogramPage{}).Rows() {
		t := tie{Who: f.Get("who" + row), Near: ordinary}
		if !slices.Contains(ecogramWho, t.Who) {
			continue
		}
		if at := slices.Index(ecogramNear, f.Get("near"+row)); at >= 0 {
			t.Near = at + 1
		}
		for _, code := range ecogramKinds {
			if f.Has("kind"+row, code) {
				t.Kinds = append(t.Kinds, code)
			}
		}
		all = append(all, t)
	}
	return all
}
