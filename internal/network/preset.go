package network

import (
	"slices"
	"strings"

	"samenspel/internal/errs"
	"samenspel/internal/i18n"
)

// Preset is a way of working that a new network can begin with. Everything in it can be changed later.
type Preset struct {
	ID       string
	Settings Settings // what it fills: how the network works, and nothing else
}

// Presets are the ways of working, the plainest first (inventory A02).
var Presets = []Preset{
	{"klein", Settings{Off: []Module{Sessions, Board}, Deadlines: Deadlines{Desk: 2, Ambassador: 3, Volunteer: 5}}},
	{"stad", Settings{Deadlines: usual}},
	{"coordinator", Settings{ByCoordinator: true, Off: []Module{OfficeHours, Sessions, Board}, Deadlines: Deadlines{Desk: 1, Ambassador: 2, Volunteer: 5}}},
}

// New gives a network as it begins: what was asked for, the way of working of a preset ("" = none), and names made from
// the slug where none was given. A preset that does not exist gives errs.Problems.
func New(slug, preset string, s Settings) (Network, error) {
	slug = strings.ToLower(strings.TrimSpace(slug))
	if preset != "" {
		i := slices.IndexFunc(Presets, func(p Preset) bool { return p.ID == preset })
		if i < 0 {
			return Network{}, errs.Problems{{Column: "preset", Key: "networks.wrong.preset", Value: preset, Text: i18n.In("en").T("networks.wrong.preset", "Value", preset)}}
		}
		filled := Presets[i].Settings
		s.Roles, s.ByCoordinator, s.Off, s.Deadlines = filled.Roles, filled.ByCoordinator, slices.Clone(filled.Off), filled.Deadlines
	}
	s.Deadlines = s.Deadlines.whole()
	if s.Town == "" {
		s.Town = capital(slug)
	}
	if s.Name == "" {
		s.Name = "Samenspel " + s.Town
	}
	return Network{Slug: slug, Settings: s}, nil
}

func capital(slug string) string {
	if slug == "" {
		return slug
	}
	return strings.ToUpper(slug[:1]) + slug[1:]
}
