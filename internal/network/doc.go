// Package network holds the networks: each is one local network for informal care, and everything else belongs to
// exactly one of them.
//
// # Model
//
// A network has a slug (its place in addresses: /n/{slug}), optionally a host name of its own, and settings. Settings
// are one record with a version; a change that started from an older version is a conflict. They hold
//
//   - what a network says about itself: names, the one phone number and e-mail address of its information point, and
//     the organisation that staffs it;
//   - how it works: what it calls the roles, whether wijken have an ambassador or the coordinator answers for all, which
//     modules it uses, and within how many working days people get an answer. A preset fills these (preset.go);
//   - how it looks: a theme of NL Design System tokens (theme.go) and a logo (logo.go). Of a theme
//     only tokens that we know come through, with values that we can read, and we write them anew. The picture of a logo
//     is made by package files;
//   - who answers for it: the controllers of AVG art. 26, and the six conditions of a good start with owner and state.
//
// Steps tells how far a network is on the way to its first question.
//
// The list of networks, and the logo, are read without an actor, by the surfaces, to find out which network a request
// is for and how it looks. They say nothing that is not on a public page.
//
// # What it does not do
//
// It stores no fonts and no style rules of others: only values of tokens. It does not know people, areas or teams: the
// caller counts them for Steps.
package network
