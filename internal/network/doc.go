// Package network holds the networks: each is one local network for informal care, and everything else belongs to
// exactly one of them.
//
// A network has a slug (its place in addresses: /n/{slug}), optionally a host name of its own, and settings: the
// name on every page, the town, the one phone number and the one e-mail address of its information point, and a few
// words about itself. Settings are one record with a version; a change that started from an older version is a
// conflict.
//
// The list of networks is the only thing here that is read without an actor, by the surfaces, to find out which
// network a request is for. It says nothing that is not on a public page.
package network
