package web

import (
	"net/http"
	"strconv"

	"samenspel/internal/calendar"
)

// agendaFeed answers with the agenda for calendar programs (RFC 5545).
func (s *Server) agendaFeed(v *visit) error {
	all, _, err := s.gatherings(v)
	if err != nil {
		return err
	}
	file, today := calendar.NewFile(v.Network.Settings.Name, "Agenda"), calendar.Today(s.Now())
	for _, a := range all {
		for i, e := range a.Hours.Events(today) {
			file.Add(e, calendar.Entry{ID: a.ID + "-" + strconv.Itoa(i) + "@" + v.Network.Slug, Title: a.Title, Description: a.By, Place: a.Where, URL: s.origin(v.r) + v.URL(a.Path), Made: today})
		}
	}
	v.w.Header().Set("Cache-Control", "public, max-age=3600")
	return v.sendFeed(file, "agenda.ics")
}

// sendFeed answers with a file for calendar programs.
func (v *visit) sendFeed(file calendar.File, name string) error {
	v.w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `inline; filename="`+name+`"`)
	return send(v.w, v.r, http.StatusOK, []byte(file.String()))
}
