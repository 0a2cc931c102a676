// Package access decides who may do what. It holds no state and does no I/O.
//
// # Model
//
// An Actor is who asks, in exactly one network, with the grants that hold at this moment: a role for an area, a team or
// an organisation. Grants follow assignments and end with them.
//
// One table (table.go) says for each role, object and action how far it reaches: nowhere, the own thing, the own
// organisation, the own team, the own areas and the own things elsewhere, or the whole network. What is not in the table
// is not allowed. One function reads it for a thing: Can. Every exported operation of a concept asks Can before it does
// anything, and names the thing it is about (At); without one, only a right to the whole network counts. A list asks
// Reach, and shows only what lies within.
//
// A broken glass (package glass) lets one thing be read that the table does not let be read: it stands in Actor.Opened.
//
// # What it does not do
//
// It does not know assignments (package people gives the grants), keeps no log (package audit), and does not tell a
// person why: a surface answers a denial as it answers a thing that is not there.
package access

import (
	"fmt"
	"slices"

	"samenspel/internal/errs"
)

// Role is what an actor is here.
type Role string

// The roles.
const (
	Visitor        Role = "visitor"         // anyone on the public pages
	Operator       Role = "operator"        // the administrator at the shell of the machine
	Administrator  Role = "administrator"   // settings, people, networks; no content
	Coordinator    Role = "coordinator"     // the whole town
	Ambassador     Role = "ambassador"      // own areas
	Desk           Role = "desk"            // the information point
	Liaison        Role = "liaison"         // own team: leads and records
	TeamManager    Role = "team-manager"    // own team: figures only
	SocialBroker   Role = "social-broker"   // own area: records cases, the ambassador reads along
	Host           Role = "host"            // of an initiative: enquiries of the own area
	Professional   Role = "professional"    // member of a team
	Volunteer      Role = "volunteer"       // member of a team, without its cases
	Member         Role = "member"          // of an organisation
	Editor         Role = "editor"          // of the directory
	Observer       Role = "observer"        // the municipality: aggregates only
	PrivacyOfficer Role = "privacy-officer" // the trace, no texts
)

// Grant is a role with what it is for.
type Grant struct {
	Role         Role
	Area         string // id; the areas in it are included by the caller, who knows the tree
	Team         string // id
	Organization string // id
}

// Actor is who asks, in which network.
type Actor struct {
	Network string  // id of the network
	Person  string  // id; "" for a visitor and for the operator
	Grants  []Grant // that hold now
	Origin  string  // reference of the request, for the trace
	Opened  []Thing // for which the glass is broken now
}

// Thing names one thing of a kind.
type Thing struct {
	Object Object
	ID     string
}

// As gives an actor of the network in a role that needs no person.
func As(role Role, network string) Actor {
	return Actor{Network: network, Grants: []Grant{{Role: role}}}
}

// Roles gives the roles of the actor, each once.
func (a Actor) Roles() []Role {
	var roles []Role
	for _, g := range a.Grants {
		if !slices.Contains(roles, g.Role) {
			roles = append(roles, g.Role)
		}
	}
	return roles
}

// At says what a single thing belongs to. What is "" is not known or does not apply.
type At struct {
	ID           string
	Area         string
	Team         string
	Organization string
	Person       string // whose it is
}

// Can answers nil when the actor may do this to a thing, and an error of kind errs.Forbidden when not. Without a thing
// it answers for the whole network: a right that reaches less far does not count.
func Can(actor Actor, action Action, object Object, thing ...At) error {
	var at At
	if len(thing) > 0 {
		at = thing[0]
	}
	if actor.Network != "" {
		for _, g := range actor.Grants {
			if g.covers(table[g.Role][object][action], actor, at) {
				return nil
			}
		}
		if action == Read && at.ID != "" && slices.Contains(actor.Opened, Thing{object, at.ID}) {
			return nil
		}
	}
	return fmt.Errorf("%v may not %s %s: %w", actor.Roles(), action, object, errs.Forbidden)
}

// Any tells whether there is anything of an object that the actor may do this to: for menus, never to let someone in.
func Any(actor Actor, action Action, object Object) bool {
	_, err := Reach(actor, action, object)
	return err == nil
}

// covers tells whether a thing lies within the reach of a grant.
func (g Grant) covers(reach reach, actor Actor, at At) bool {
	switch reach {
	case network:
		return true
	case ownArea:
		return g.Area != "" && g.Area == at.Area || g.covers(own, actor, at)
	case ownTeam:
		return g.Team != "" && g.Team == at.Team
	case ownOrganization:
		return g.Organization != "" && g.Organization == at.Organization
	case own:
		return actor.Person != "" && actor.Person == at.Person
	}
	return false
}

// Within is what a list may show.
type Within struct {
	All           bool
	Areas         []string
	Teams         []string
	Organizations []string
	Person        string
}

// Reach gives what of an object the actor may do this to. An actor who may nothing gets an error of kind
// errs.Forbidden.
func Reach(actor Actor, action Action, object Object) (w Within, err error) {
	allowed := false
	for _, g := range actor.Grants {
		reach := table[g.Role][object][action]
		allowed = allowed || reach != nowhere
		switch reach {
		case network:
			w.All = true
		case ownArea:
			w.Areas, w.Person = add(w.Areas, g.Area), actor.Person
		case ownTeam:
			w.Teams = add(w.Teams, g.Team)
		case ownOrganization:
			w.Organizations = add(w.Organizations, g.Organization)
		case own:
			w.Person = actor.Person
		}
	}
	if actor.Network == "" || !allowed {
		return Within{}, fmt.Errorf("%v may not %s %s: %w", actor.Roles(), action, object, errs.Forbidden)
	}
	return w, nil
}

func add(list []string, id string) []string {
	if id == "" || slices.Contains(list, id) {
		return list
	}
	return append(list, id)
}
