package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/people"
	"samenspel/internal/referral"
)

// demoReferral is a referral in the example town, with its story.
type demoReferral struct {
	Service      string // slug
	Need         string
	Area         string // name; its ambassador refers
	When         referral.When
	Professional string // name; "" = the ambassador talks with the resident
	Steps        []demoStep
}

// demoStep is one thing that happened to it. The first is that it was made.
type demoStep struct {
	Days    int // ago
	Act     referral.Act
	Wish    string // Send
	Share   bool   // Send: contact details go along
	Until   int    // Wait: in so many days from now
	Reason  string
	Outcome referral.Outcome
	Result  string
	Text    string // Signals
}

// demoReferrals lets the ambassadors of the example town refer, and others answer, unless that was done; and takes the
// steps of today, so that what nobody answered stands where it belongs.
func (e *env) demoReferrals(ctx context.Context, parts *services, now time.Time) error {
	n, err := e.demoNetwork(ctx)
	if err != nil {
		return err
	}
	var all []demoReferral
	if err := json.Unmarshal(demoFile("referrals.json"), &all); err != nil {
		return err
	}
	for i, story := range all {
		if err := e.demoRefer(ctx, parts, n.ID, fmt.Sprintf("voorbeeld-%d", i+1), story, now); err != nil {
			return fmt.Errorf("referral %d of the example town: %w", i+1, err)
		}
	}
	return parts.referral.Run(ctx, n.ID)
}

func (e *env) demoRefer(ctx context.Context, parts *services, network, request string, story demoReferral, now time.Time) error {
	entries, err := e.directory.EntriesBySlug(ctx, access.As(access.Operator, network), []string{story.Service})
	if err != nil || len(entries) == 0 {
		return fmt.Errorf("%w: nobody offers %q: %w", errs.Invalid, story.Service, err)
	}
	sender, area, err := e.demoAmbassador(ctx, network, story.Area)
	if err != nil {
		return err
	}
	made := story.Steps[0]
	n := referral.New{Request: request, Service: entries[0].Service.ID, When: story.When,
		Source: referral.Source{Kind: referral.FromCase, ID: request, Area: area, Need: story.Need}}
	if story.Professional != "" {
		n.Professional = referral.Referrer{Name: story.Professional, Email: strings.ToLower(strings.ReplaceAll(story.Professional, " ", ".")) + "@buurtteams.example"}
	}
	r, err := e.referralsOn(parts, now, made.Days).Make(ctx, sender, n)
	if err != nil || r.State != referral.Concept || r.Version != 1 { // it was there already
		return err
	}
	organization := access.Actor{Network: network, Grants: []access.Grant{{Role: access.Member, Organization: r.Organization}}}
	for i, step := range story.Steps[1:] {
		actor := organization
		if slices.Contains([]referral.Act{referral.Hand, referral.Send, referral.Withdraw, referral.LookBack}, step.Act) {
			actor = sender
		}
		if err := step.take(ctx, e.referralsOn(parts, now, step.Days), actor, r.ID, int64(i+1), now); err != nil {
			return fmt.Errorf("%s: %w", step.Act, err)
		}
	}
	return nil
}

// referralsOn gives the store of referrals on a day that is past.
func (e *env) referralsOn(parts *services, now time.Time, days int) *referral.Store {
	at := now.AddDate(0, 0, -days)
	return referral.NewStore(e.db.WithClock(func() time.Time { return at }), e.directory, parts.referralOptions)
}

// take takes a step of the referral with a version.
func (step demoStep) take(ctx context.Context, store *referral.Store, actor access.Actor, id string, version int64, now time.Time) error {
	switch step.Act {
	case referral.Send:
		choice := referral.Choice{Giver: "resident", Wish: step.Wish, Share: step.Share}
		if step.Share {
			choice.Contact = referral.Contact{Name: "Inwoner van Waterveen", Phone: "099 000 55 34"}
		}
		return store.Choose(ctx, actor, id, version, choice)
	case referral.Signals:
		return store.Signal(ctx, actor, id, referral.Volunteer, step.Text, referral.Scanner{})
	}
	d := referral.Do{Act: step.Act, Reason: step.Reason, Outcome: step.Outcome, Result: step.Result}
	if step.Until > 0 {
		d.Until = now.UTC().Truncate(24*time.Hour).AddDate(0, 0, step.Until)
	}
	return store.Do(ctx, actor, id, version, d, referral.Scanner{})
}

// demoAmbassador is who is the ambassador of a wijk, with the id of that wijk.
func (e *env) demoAmbassador(ctx context.Context, network, area string) (actor access.Actor, id string, err error) {
	operator := access.As(access.Operator, network)
	tree, err := e.places.Tree(ctx, operator)
	if err != nil {
		return actor, "", err
	}
	all, err := e.people.Persons(ctx, operator)
	if err != nil {
		return actor, "", err
	}
	for _, a := range tree.Named(area) {
		id = a.ID
	}
	i := slices.IndexFunc(all, func(r people.Record) bool {
		return slices.ContainsFunc(r.Tasks, func(t people.Assignment) bool { return t.Role == access.Ambassador && t.AreaID == id })
	})
	if i < 0 {
		return actor, "", fmt.Errorf("%w: %q has no ambassador", errs.Invalid, area)
	}
	grants, err := e.people.Grants(ctx, network, all[i].ID)
	return access.Actor{Network: network, Person: all[i].ID, Grants: grants}, id, err
}
