// Package access decides who may do what. It holds no state and does no I/O.
//
// Every exported operation of a concept takes an Actor and asks Can before it does anything. What is not in the
// table is not allowed. An actor belongs to exactly one network, and no operation reaches beyond it.
//
// For now the table knows two kinds of actor: a visitor of the public pages, and the administrator at the shell of
// the machine. Persons with roles and dates come with the sign-in (inventory A39, A73, C05).
package access

import (
	"fmt"

	"samenspel/internal/errs"
)

// Role is what an actor is here.
type Role string

// The roles of this version.
const (
	Visitor  Role = "visitor"  // anyone on the public pages
	Operator Role = "operator" // the administrator at the shell of the machine
)

// Action is what an actor wants to do.
type Action string

// The actions of this version.
const (
	Read Action = "read"
	Edit Action = "edit" // create, change, withdraw, import
)

// Object is the kind of thing an action is about.
type Object string

// The objects of this version.
const (
	Directory Object = "directory" // organisations, services, public locations
	Places    Object = "places"    // areas, boundaries, postcodes
	People    Object = "people"    // public roles: who is who
	Settings  Object = "settings"  // name, information point and words of the network
	Secrets   Object = "secrets"   // addresses of confidential locations
)

// Actor is who asks, in which network.
type Actor struct {
	Network string // id of the network
	Role    Role
}

// As gives an actor of the network in a role.
func As(role Role, network string) Actor { return Actor{Network: network, Role: role} }

type right struct {
	role   Role
	action Action
	object Object
}

var rights = map[right]bool{
	{Visitor, Read, Directory}: true,
	{Visitor, Read, Places}:    true,
	{Visitor, Read, People}:    true,
	{Visitor, Read, Settings}:  true,

	{Operator, Read, Directory}: true,
	{Operator, Read, Places}:    true,
	{Operator, Read, People}:    true,
	{Operator, Read, Settings}:  true,
	{Operator, Read, Secrets}:   true,
	{Operator, Edit, Directory}: true,
	{Operator, Edit, Places}:    true,
	{Operator, Edit, People}:    true,
	{Operator, Edit, Settings}:  true,
}

// Can answers nil when the actor may do this, and an error of kind errs.Forbidden when not.
func Can(actor Actor, action Action, object Object) error {
	if actor.Network == "" {
		return fmt.Errorf("%s %s without a network: %w", action, object, errs.Forbidden)
	}
	if !rights[right{actor.Role, action, object}] {
		return fmt.Errorf("%s may not %s %s: %w", actor.Role, action, object, errs.Forbidden)
	}
	return nil
}
