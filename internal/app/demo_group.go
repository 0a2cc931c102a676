package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/group"
	"samenspel/internal/privacy"
)

// demoSeats are who sits in the core group of the example town: each blood group of informal care, and the municipality.
var demoSeats = []struct {
	organization, contact, email string // no organisation is the municipality
	role                         group.Role
	blood                        group.Blood
}{
	{"", "Joke Brandsma", "joke.brandsma@waterveen.example", group.Chair, ""},
	{"Mantelzorghuis De Linde", "Karin Post", "karin@delinde.example", group.Secretary, group.Carers},
	{"Rouwkring Waterveen", "Ties de Haan", "ties@rouwkring.example", group.Member, group.SelfHelp},
	{"Op Stap-groep", "Nadia Amrani", "nadia@opstap.example", group.Member, group.Volunteers},
}

// demoGroups lets the example town have a core group with a meeting that is planned, unless it has groups already.
func (e *env) demoGroups(ctx context.Context, parts *services, now time.Time) error {
	n, err := e.demoNetwork(ctx)
	if err != nil {
		return err
	}
	coordinator, texts := access.As(access.Coordinator, n.ID), privacy.Check{}
	there, err := parts.group.List(ctx, coordinator)
	if err != nil || len(there) > 0 {
		return err
	}
	all, err := e.directory.Organizations(ctx, coordinator)
	if err != nil {
		return err
	}
	id, today := db.IDFor("demo", n.ID, "core"), now.UTC().Truncate(24*time.Hour)
	if err := parts.group.Save(ctx, coordinator, group.Group{ID: id, Kind: group.Core, Name: "Kerngroep informele zorg", Places: 9, Rhythm: group.Usual(group.Core)}, texts); err != nil {
		return fmt.Errorf("the core group of the example town: %w", err)
	}
	for i, s := range demoSeats {
		seat := group.Seat{ID: db.IDFor("demo", n.ID, "core", fmt.Sprint(i)), Contact: s.contact, Email: s.email, Role: s.role, Blood: s.blood, Paid: true, Joined: today.AddDate(-1, 0, 0)}
		if j := slices.IndexFunc(all, func(o directory.Organization) bool { return o.Name == s.organization }); j >= 0 {
			seat.Organization = all[j].ID
		}
		if err := parts.group.Seat(ctx, coordinator, id, seat, texts); err != nil {
			return fmt.Errorf("a seat of the example town: %w", err)
		}
	}
	meeting := group.Meeting{ID: db.IDFor("demo", n.ID, "core meeting"), Group: id, Day: today.AddDate(0, 0, 21), From: group.UsualFrom, Until: group.UsualUntil, Place: "Huiskamer De Kade"}
	if err := parts.group.Plan(ctx, coordinator, meeting, texts); err != nil {
		return fmt.Errorf("the meeting of the example town: %w", err)
	}
	return parts.group.Put(ctx, coordinator, meeting.ID, group.Item{ID: db.IDFor("demo", n.ID, "core item"), Kind: group.Own, Title: "Wie rijdt er mee naar het ziekenhuis?",
		Notes: "De wijkbus rijdt niet meer op donderdag.", Owner: "Karin Post", Minutes: 20}, texts)
}
