package app

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"

	"samenspel/internal/access"
	"samenspel/internal/network"
)

var networkCommand = command{name: "network", usage: "add SLUG | set SLUG | list [--json]   [--name --town --phone --email --hours --address --desk --motto --host --preset]",
	summary: "make, change and list networks", run: runNetwork, flags: func(flags *flag.FlagSet, a *asked) {
		flags.BoolVar(&a.json, "json", false, "list as JSON")
		flags.StringVar(&a.host, "host", "", "host name of its own")
		flags.StringVar(&a.preset, "preset", "", "way of working of a new network: klein, stad or coordinator")
		flags.StringVar(&a.settings.Name, "name", "", "name on every page")
		flags.StringVar(&a.settings.Town, "town", "", "name of the municipality")
		flags.StringVar(&a.settings.Phone, "phone", "", "telephone number of the information point")
		flags.StringVar(&a.settings.Email, "email", "", "e-mail address of the information point")
		flags.StringVar(&a.settings.Hours, "hours", "", "when the information point answers")
		flags.StringVar(&a.settings.Address, "address", "", "where to walk in")
		flags.StringVar(&a.settings.Desk, "desk", "", "organisation that staffs the information point")
		flags.StringVar(&a.settings.Motto, "motto", "", "motto")
		flags.StringVar(&a.settings.About, "about", "", "who we are, in a few sentences")
	}}

func runNetwork(ctx context.Context, e *env) error {
	switch {
	case len(e.words) == 1 && e.words[0] == "list":
		return e.listNetworks(ctx)
	case len(e.words) == 2 && e.words[0] == "add":
		return e.addNetwork(ctx, e.words[1])
	case len(e.words) == 2 && e.words[0] == "set":
		return e.setNetwork(ctx, e.words[1])
	}
	return misuse{"say add SLUG, set SLUG or list"}
}

func (e *env) listNetworks(ctx context.Context) error {
	all, err := e.networks.List(ctx)
	if err != nil {
		return err
	}
	if e.asked.json {
		return json.NewEncoder(e.out).Encode(all)
	}
	for _, n := range all {
		fmt.Fprintf(e.out, "%-20s %s\n", n.Slug, n.Settings.Name)
	}
	return nil
}

func (e *env) addNetwork(ctx context.Context, slug string) error {
	n, err := network.New(slug, e.asked.preset, e.asked.settings)
	if err != nil {
		return err
	}
	n.Host = e.asked.host
	n, err = e.networks.Add(ctx, n)
	if err != nil {
		return err
	}
	engine, err := e.retention()
	if err == nil {
		err = engine.Settle(ctx, n.ID)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "made network %s (%s)\n", n.Slug, n.Settings.Name)
	return nil
}

// setNetwork changes the settings that were given and keeps the others.
func (e *env) setNetwork(ctx context.Context, slug string) error {
	e.asked.network = slug
	n, actor, err := e.operator(ctx)
	if err != nil {
		return err
	}
	given, s := e.asked.settings, &n.Settings
	for _, change := range []struct {
		from string
		to   *string
	}{{given.Name, &s.Name}, {given.Town, &s.Town}, {given.Phone, &s.Phone}, {given.Email, &s.Email}, {given.Hours, &s.Hours},
		{given.Address, &s.Address}, {given.Desk, &s.Desk}, {given.Motto, &s.Motto}, {given.About, &s.About}, {e.asked.host, &n.Host}} {
		if change.from != "" {
			*change.to = change.from
		}
	}
	if err := e.networks.Change(ctx, access.As(access.Operator, actor.Network), n); err != nil {
		return err
	}
	fmt.Fprintf(e.out, "changed network %s\n", n.Slug)
	return nil
}
