package web

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// hoursPage lays the hours of ambassadors beside the residents of their wijk.
type hoursPage struct {
	layout
	Form   form
	Wijken []people.WijkHours
	Costs  []people.Cost // when a rate was given
}

// mostRate is the highest rate that is taken, in euros an hour.
const mostRate = 1000

// Euros writes an amount in whole euros.
func (l layout) Euros(amount float64) string { return "€ " + l.Number(int(math.Round(amount))) }

// Year gives what a week costs in a year of 52 weeks.
func (hoursPage) Year(week float64) float64 { return 52 * week }

// Hours writes a number of hours as people write it: 7,5 in Dutch.
func (l layout) Hours(n float64) string {
	text := strconv.FormatFloat(n, 'f', -1, 64)
	if l.Lang() == "nl" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

func (s *Server) wijkHours(v *visit) ([]people.WijkHours, error) {
	all, err := s.People.Persons(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	tree, err := s.Places.Tree(v.r.Context(), v.actor)
	return people.HoursOf(tree, all, s.Now().UTC()), err
}

func (s *Server) hours(v *visit) error {
	wijken, err := s.wijkHours(v)
	if err != nil {
		return err
	}
	page := hoursPage{layout: s.staffLayout(v, v.T("hours.title")), Form: fill("tarief", v.r.URL.Query().Get("tarief")), Wijken: wijken}
	switch rate := page.Form.number(v, "tarief"); {
	case page.Form.Failed():
	case rate < 0 || rate > mostRate:
		page.Form.Wrong["tarief"] = v.T("hours.rate.wrong")
	case rate > 0:
		page.Costs = people.Costs(wijken, rate, s.Now())
	}
	return s.showStaff(v, "hours", page)
}

// hoursCSV is the same table as a file: a line for each task, and one for each wijk without any.
func (s *Server) hoursCSV(v *visit) error {
	wijken, err := s.wijkHours(v)
	if err != nil {
		return err
	}
	l := s.staffLayout(v, "")
	rows := [][]string{{v.T("hours.wijk"), v.T("hours.residents"), v.T("role.ambassador"), v.T("people.organization"), v.T("people.hours"), v.T("people.starts"), v.T("people.ends"), v.T("hours.note")}}
	for _, w := range wijken {
		wijk := []string{w.Wijk.Name, strconv.Itoa(w.Wijk.Residents)}
		if len(w.Tasks) == 0 {
			rows = append(rows, append(wijk, "", "", "", "", "", v.T("hours.nobody")))
		}
		for _, t := range w.Tasks {
			rows = append(rows, append(wijk[:2:2], t.Person.Name, t.Person.OrganizationName, l.Hours(t.HoursWeek), t.Starts.Format(time.DateOnly), lastDay(t.Ends), v.warnings(t)))
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(unarmed(rows)); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="uren.csv"`)
	return send(v.w, v.r, 200, b.Bytes())
}

func (v *visit) warnings(a people.Assignment) string {
	var texts []string
	for _, key := range a.Warnings() {
		texts = append(texts, v.T(key))
	}
	return strings.Join(texts, "; ")
}

func lastDay(day *time.Time) string {
	if day == nil {
		return ""
	}
	return day.Format(time.DateOnly)
}

// unarmed puts an apostrophe before what a spreadsheet program could take for a formula.
func unarmed(rows [][]string) [][]string {
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
	}
	return rows
}

// saveResidents notes how many people live in each wijk.
func (s *Server) saveResidents(v *visit) error {
	f, err := v.readForm()
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for name := range f.values {
		id, ok := strings.CutPrefix(name, "residents-")
		text := strings.NewReplacer(".", "", " ", "").Replace(f.Get(name))
		if !ok || text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > places.MaxResidents {
			f.Wrong[name] = v.T("areas.residents.wrong")
		}
		counts[id] = n
	}
	if !f.Failed() {
		err = s.Places.Count(v.r.Context(), v.actor, counts)
	} else {
		err = access.Can(v.actor, access.Edit, access.Places)
	}
	if err != nil {
		return err
	}
	if f.Failed() {
		page, err := s.areasPage(v)
		if err != nil {
			return err
		}
		page.Residents = f
		return s.again(v, f, "areas", page)
	}
	return v.done(v.URL("/beheer/gebieden", "klaar", "inwoners"))
}
