package network_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/errs"
	"samenspel/internal/network"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var ctx = context.Background()

func named(slug string) network.Network {
	return network.Network{Slug: slug, Settings: network.Settings{Name: "Samenspel " + slug, Popular: []string{"maatje"}}}
}

func TestANetworkComesBackAsItWasMade(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store := network.NewStore(d)
		made, err := store.Add(ctx, named("veen"))
		if err != nil {
			t.Fatal(err)
		}
		found, err := store.BySlug(ctx, "veen")
		if err != nil || found.ID != made.ID || found.Settings.Name != "Samenspel veen" || len(found.Settings.Popular) != 1 {
			t.Errorf("got %+v, %v", found, err)
		}
		if _, err := store.BySlug(ctx, "elders"); !errors.Is(err, errs.NotFound) {
			t.Errorf("an unknown slug gives %v", err)
		}
		if _, err := store.Add(ctx, named("veen")); !errors.Is(err, errs.Conflict) || !strings.Contains(err.Error(), `already a network "veen"`) {
			t.Errorf("a slug that is taken gives %v", err)
		}
	})
}

// TestTheFirstNetworkStaysWhereItIs asks for networks by address and by host name.
func TestTheFirstNetworkStaysWhereItIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store := network.NewStore(d)
		at := func(slug, host string) string {
			n, err := store.At(ctx, slug, host)
			if err != nil && !errors.Is(err, errs.NotFound) {
				t.Fatal(err)
			}
			return n.Slug
		}
		if got := at("", "any.example"); got != "" {
			t.Errorf("where there is no network, %q is found", got)
		}
		first, err := store.Add(ctx, named("veen"))
		if err != nil {
			t.Fatal(err)
		}
		second := named("akker") // comes first by name
		second.Host = "akker.example"
		if _, err := store.Add(ctx, second); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ slug, host, want string }{{"", "any.example", "veen"}, {"", "AKKER.example:443", "akker"}, {"akker", "any.example", "akker"}, {"elders", "any.example", ""}} {
			if got := at(c.slug, c.host); got != c.want {
				t.Errorf("at /n/%s of %s there is %q, want %q", c.slug, c.host, got, c.want)
			}
		}
		first.Host = "veen.example"
		if err := store.Change(ctx, access.As(access.Operator, first.ID), first); err != nil {
			t.Fatal(err)
		}
		if got := at("", "any.example"); got != "" {
			t.Errorf("a host name of nobody leads to %q", got)
		}
	})
}

func TestAnOldVersionIsAConflict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		store := network.NewStore(d)
		n, err := store.Add(ctx, named("veen"))
		if err != nil {
			t.Fatal(err)
		}
		operator := access.As(access.Operator, n.ID)
		n.Settings.Phone = "099 000 00 00"
		if err := store.Change(ctx, operator, n); err != nil {
			t.Fatal(err)
		}
		if err := store.Change(ctx, operator, n); !errors.Is(err, errs.Conflict) {
			t.Errorf("the second change from the same version gives %v", err)
		}
		if err := store.Change(ctx, access.As(access.Visitor, n.ID), n); !errors.Is(err, errs.Forbidden) {
			t.Errorf("a visitor's change gives %v", err)
		}
	})
}

func TestSettingsThatCannotBe(t *testing.T) {
	for want, n := range map[string]network.Network{
		"small letters": named("Veen!"), "40": named(strings.Repeat("a", 41)), "Fill in a name": {Slug: "veen"},
		"not an e-mail": {Slug: "veen", Settings: network.Settings{Name: "x", Email: "nobody"}},
	} {
		if err := n.Check(); !errors.Is(err, errs.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v gives %v, want %q", n, err, want)
		}
	}
}
