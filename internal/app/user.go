package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/errs"
	"samenspel/internal/people"
)

var userCommand = command{name: "user", usage: "add EMAIL --network SLUG --name NAME [--role administrator] | list --network SLUG",
	summary: "let someone in, or list who can come in", run: runUser, flags: func(flags *flag.FlagSet, a *asked) {
		networkFlag(flags, a)
		flags.StringVar(&a.name, "name", "", "name of the person")
		flags.StringVar(&a.role, "role", string(access.Administrator), "role for the whole network")
	}}

func runUser(ctx context.Context, e *env) error {
	_, actor, err := e.operator(ctx)
	if err != nil {
		return err
	}
	parts, err := e.services(slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return err
	}
	switch {
	case len(e.words) == 1 && e.words[0] == "list":
		return e.listUsers(ctx, parts, actor)
	case len(e.words) == 2 && e.words[0] == "add" && e.asked.name != "":
		return e.addUser(ctx, parts, actor, e.words[1])
	}
	return misuse{"say add EMAIL with --name, or list"}
}

func (e *env) listUsers(ctx context.Context, parts *services, actor access.Actor) error {
	all, err := parts.accounts.List(ctx, actor)
	for _, a := range all {
		fmt.Fprintf(e.out, "%-30s %s\n", a.Email, a.State)
	}
	return err
}

// addUser makes a person with a role for the whole network, and prints the link by which that person comes in.
func (e *env) addUser(ctx context.Context, parts *services, actor access.Actor, email string) error {
	if !slices.Contains(people.Assignable, access.Role(e.asked.role)) {
		return misuse{fmt.Sprintf("%q is not a role; use one of %v", e.asked.role, people.Assignable)}
	}
	id, err := e.people.Save(ctx, actor, people.Person{Name: e.asked.name, Email: email})
	if err != nil {
		return err
	}
	person := people.Person{ID: id, Name: e.asked.name, Email: email}
	err = e.people.Assign(ctx, actor, people.Assignment{Person: person, Role: access.Role(e.asked.role), Paid: true, Starts: time.Now().UTC()})
	if err != nil {
		return err
	}
	link, err := e.inviteLink(ctx, parts, actor, person)
	if err == nil {
		fmt.Fprintf(e.out, "%s can come in with this link, for 7 days:\n%s\n", person.Name, link)
	}
	return err
}

// inviteLink gives a link by which a person comes in for the first time, or, for someone who was in before, a link to
// sign in.
func (e *env) inviteLink(ctx context.Context, parts *services, actor access.Actor, person people.Person) (string, error) {
	var letter account.Letter
	parts.tell = func(l account.Letter) { letter = l }
	defer func() { parts.tell = nil }()
	_, _, err := parts.accounts.Invite(ctx, actor, person.ID, person.Email)
	if errors.Is(err, errs.Conflict) {
		err = e.again(ctx, parts, actor, person)
	}
	if err != nil {
		return "", err
	}
	token, err := parts.accounts.LinkToken(ctx, actor.Network, letter.Link)
	if err != nil {
		return "", err
	}
	base, err := e.addressOf(ctx, actor.Network, parts.base)
	return base + "/welkom/" + url.PathEscape(token), err
}

// again sends another link to someone who has an account.
func (e *env) again(ctx context.Context, parts *services, actor access.Actor, person people.Person) error {
	all, err := parts.accounts.List(ctx, actor)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Person == person.ID && a.State == account.Invited {
			_, err := parts.accounts.InviteAgain(ctx, actor, a.ID)
			return err
		}
	}
	_, err = parts.accounts.AskLink(ctx, actor.Network, person.Email, account.Origin{})
	return err
}
