package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/desk"
	"samenspel/internal/people"
)

// demoQuestion is a question to the information point of the example town.
type demoQuestion struct {
	Days    int // ago
	Channel desk.Channel
	Note    string
	Kind    desk.Kind
	Asker   desk.Asker
	Whom    string
	Area    string   // name
	Given   []string // slugs of services that were named
	Pass    bool     // to the ambassador
	Call    bool     // the asker agreed to be called
	Outcome desk.Outcome
}

// demoQuestions lets the desk worker of the example town write down a few questions, unless they are there.
func (e *env) demoQuestions(ctx context.Context, parts *services, now time.Time) error {
	n, err := e.demoNetwork(ctx)
	if err != nil {
		return err
	}
	var all []demoQuestion
	if err := json.Unmarshal(demoFile("questions.json"), &all); err != nil {
		return err
	}
	worker, err := e.demoWorker(ctx, n.ID)
	if err != nil || worker.Person == "" {
		return err
	}
	for i, q := range all {
		at := now.AddDate(0, 0, -q.Days)
		store := desk.NewStore(e.db.WithClock(func() time.Time { return at }), parts.deskOptions)
		if err := e.demoAsk(ctx, store, worker, fmt.Sprintf("voorbeeld-%d", i+1), q); err != nil {
			return fmt.Errorf("question %d of the example town: %w", i+1, err)
		}
	}
	return nil
}

// demoWorker is the first who works at the information point.
func (e *env) demoWorker(ctx context.Context, network string) (actor access.Actor, err error) {
	all, err := e.people.Persons(ctx, access.As(access.Operator, network))
	if err != nil {
		return actor, err
	}
	i := slices.IndexFunc(all, func(r people.Record) bool { return len(r.Tasks) > 0 && r.Tasks[0].Role == access.Desk })
	if i < 0 {
		return actor, nil
	}
	grants, err := e.people.Grants(ctx, network, all[i].ID)
	return access.Actor{Network: network, Person: all[i].ID, Grants: grants}, err
}

func (e *env) demoAsk(ctx context.Context, store *desk.Store, worker access.Actor, request string, q demoQuestion) error {
	tree, err := e.places.Tree(ctx, worker)
	if err != nil {
		return err
	}
	in := desk.Incoming{Request: request, Channel: q.Channel, Note: q.Note, Kind: q.Kind, Asker: q.Asker, Whom: q.Whom, When: "now", Take: len(q.Given) > 0}
	if named := tree.Named(q.Area); len(named) > 0 {
		in.Area = named[0].ID
	}
	if q.Call {
		in.Contact = desk.Contact{Phone: "099 000 55 12", Hours: "na 14.00 uur"}
	}
	made, err := store.Receive(ctx, worker, in)
	if err != nil || made.Version != 1 || made.State != desk.New && made.State != desk.Taken { // it was there already
		return err
	}
	switch {
	case q.Pass:
		_, err = store.Pass(ctx, worker, made.ID, 1, desk.Destination{Route: true}, "")
		return err
	case len(q.Given) == 0:
		return nil
	}
	return e.demoAnswer(ctx, store, worker, made.ID, q)
}

// demoAnswer answers a question, and goes on with it as its story says.
func (e *env) demoAnswer(ctx context.Context, store *desk.Store, worker access.Actor, id string, q demoQuestion) error {
	entries, err := e.directory.EntriesBySlug(ctx, worker, q.Given)
	if err != nil {
		return err
	}
	var given []desk.Given
	for _, entry := range entries {
		given = append(given, desk.Given{Service: entry.Service.ID, Title: entry.Title, Organization: entry.Organization.Name, Needs: entry.Service.Needs})
	}
	if err := store.Answer(ctx, worker, id, 1, desk.Response{Given: given}); err != nil {
		return err
	}
	switch {
	case q.Call:
		return store.Do(ctx, worker, id, 2, desk.Step{Act: desk.AskBack})
	case q.Outcome != "":
		return store.Do(ctx, worker, id, 2, desk.Step{Act: desk.Close, Outcome: q.Outcome})
	}
	return nil
}
