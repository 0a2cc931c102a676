package app

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/config"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/network"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

var demoCommand = command{name: "demo", usage: "[--addr 127.0.0.1:8080] [--data DIR]",
	summary: "serve an example town with made-up organisations", defaults: config.Values{"data": "./data/demo", "mail-in": "folder"}, run: runDemo}

//go:embed demodata
var demoFiles embed.FS

// demoDay is the day on which the dates in the example data are right. They are moved so that this day is today.
var demoDay = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func runDemo(ctx context.Context, e *env) error {
	if err := e.loadDemo(ctx, time.Now()); err != nil {
		return fmt.Errorf("loading the example town: %w", err)
	}
	return serve(ctx, e, func(parts *services) (string, error) {
		if err := e.demoQuestions(ctx, parts, time.Now()); err != nil {
			return "", err
		}
		if err := e.demoReferrals(ctx, parts, time.Now()); err != nil {
			return "", err
		}
		if err := e.demoCases(ctx, time.Now()); err != nil {
			return "", err
		}
		if err := e.demoActivities(ctx, parts, time.Now()); err != nil {
			return "", err
		}
		if err := e.demoGroups(ctx, parts, time.Now()); err != nil {
			return "", err
		}
		if err := e.demoTransport(ctx, parts, time.Now()); err != nil {
			return "", err
		}
		return e.demoLogins(ctx, parts)
	})
}

// demoLogins gives a link for a few people of the example town, so that a newcomer can go in as them.
func (e *env) demoLogins(ctx context.Context, parts *services) (string, error) {
	n, err := e.demoNetwork(ctx)
	if err != nil {
		return "", err
	}
	actor := access.As(access.Operator, n.ID)
	all, err := e.people.Persons(ctx, actor)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintln(&text, "To go in as (each link works once, for 7 days; you then choose a password and a second key):")
	for _, role := range []access.Role{access.Administrator, access.Coordinator, access.Ambassador, access.Desk, access.PrivacyOfficer} {
		i := slices.IndexFunc(all, func(r people.Record) bool { return len(r.Tasks) > 0 && r.Tasks[0].Role == role })
		if i < 0 {
			continue
		}
		link, err := e.inviteLink(ctx, parts, actor, all[i].Person)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "  %-16s %-22s %s\n", role, all[i].Name, link)
	}
	return text.String(), nil
}

// loadDemo makes the example town, or brings it up to date with the files of this program.
func (e *env) loadDemo(ctx context.Context, now time.Time) error {
	n, err := e.demoNetwork(ctx)
	if err != nil {
		return err
	}
	actor := access.As(access.Operator, n.ID)
	drafts, err := places.ReadGeoJSON(demoFile("areas.geojson"))
	if err != nil {
		return err
	}
	tree, err := e.places.Tree(ctx, actor)
	if err != nil {
		return err
	}
	if tree.Empty() {
		if _, err := e.places.Import(ctx, actor, drafts, places.Town{}); err != nil {
			return err
		}
		postcodes, err := places.ReadPostcodes(bytes.NewReader(demoFile("postcodes.csv")))
		if err != nil {
			return err
		}
		if _, _, err := e.places.ImportPostcodes(ctx, actor, postcodes); err != nil {
			return err
		}
	}
	days := now.UTC().Truncate(24 * time.Hour).Sub(demoDay)
	_, err = harvest.New(e.db, func() time.Time { return now }).Import(ctx, actor, "voorbeeld",
		harvest.Input{Name: "services.csv", Data: bytes.NewReader(demoFile("services.csv"))},
		harvest.Options{Town: n.Settings.Town, Shift: days})
	if err != nil {
		return err
	}
	quiet := *e
	quiet.out = new(bytes.Buffer)
	return quiet.importPeople(ctx, actor, demoFile("people.json"))
}

func (e *env) demoNetwork(ctx context.Context) (network.Network, error) {
	var example struct {
		Slug string
		network.Settings
	}
	if err := json.Unmarshal(demoFile("network.json"), &example); err != nil {
		return network.Network{}, err
	}
	n, err := e.networks.BySlug(ctx, example.Slug)
	if errors.Is(err, errs.NotFound) {
		return e.networks.Add(ctx, network.Network{Slug: example.Slug, Settings: example.Settings})
	}
	return n, err
}

func demoFile(name string) []byte {
	text, err := demoFiles.ReadFile("demodata/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return text
}
