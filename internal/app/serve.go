package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/api"
	"samenspel/internal/audit"
	"samenspel/internal/glass"
	"samenspel/internal/jobs"
	"samenspel/internal/linkage"
	"samenspel/internal/search"
	"samenspel/internal/web"
)

var serveCommand = command{name: "serve", usage: "[--addr HOST:PORT] [--data DIR | --database ADDRESS] [--config FILE]",
	summary: "serve the networks in the database", run: func(ctx context.Context, e *env) error { return serve(ctx, e, nil) }}

// refreshEvery is how soon a change made by another process shows in search.
const refreshEvery = time.Second

// serve serves until ctx ends. What greet gives is said once the address is known.
func serve(ctx context.Context, e *env, greet func(*services) (string, error)) error {
	if err := e.checkSettings(); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(e.err, nil))
	log.Info("starting", "version", e.version, "settings", e.values.InForce("serve"))
	parts, err := e.services(log)
	if err != nil {
		return err
	}
	if err := e.settle(ctx, parts.engine); err != nil {
		return err
	}
	handler, err := e.handler(parts, log)
	if err != nil {
		return err
	}
	doors, err := e.openDoors(handler.HTTPServer, log)
	if err != nil {
		return err
	}
	defer doors.close()
	if parts.base == "" {
		parts.base = doors.address()
	}
	greeting := ""
	if greet != nil {
		if greeting, err = greet(parts); err != nil {
			return err
		}
	}
	debug.FreeOSMemory() // what starting needed and serving does not
	fmt.Fprintf(e.out, "Samenspel %s is at %s/\n%s", e.version, doors.address(), greeting)
	background, stop := context.WithCancel(ctx)
	defer stop()
	go e.prepare(background, parts.search, log)
	go parts.search.Run(background, refreshEvery, log)
	var working sync.WaitGroup
	working.Go(func() { parts.worker.Run(background) })
	working.Go(func() { parts.mailIn.run(background) })
	defer working.Wait()
	defer stop()
	return doors.untilStopped(ctx)
}

// handler gives the pages on these parts.
func (e *env) handler(parts *services, log *slog.Logger) (*web.Server, error) {
	keeper := parts.search
	proxies, err := e.values.Proxies()
	if err != nil {
		return nil, err
	}
	https := e.values.Yes("https")
	programs := api.New(api.Deps{Networks: e.networks, Directory: e.directory, Places: e.places, Search: keeper, Now: time.Now, Log: log,
		Origin: func(r *http.Request) string { return web.Origin(r, https) }})
	options := web.Options{HTTPS: https, MetricsToken: e.values["metrics-token"], Contact: e.values["security-contact"], Proxies: proxies,
		Provider: provider(e.values), ProviderName: providerName(e.values), LastBackup: lastBackup(parts.shelf), MailBox: parts.mailIn.forWeb(e.values)}
	if e.values["smtp-host"] == "" {
		options.Letters = new(mailFolder(e.values))
	}
	return web.New(web.Deps{
		API:          web.API{Patterns: api.Patterns, Handler: programs},
		Networks:     e.networks,
		Places:       e.places,
		Directory:    e.directory,
		Upkeep:       parts.upkeep,
		Desk:         parts.desk,
		Referral:     parts.referral,
		Casework:     parts.casework,
		Insight:      parts.insight,
		Harvest:      parts.harvest,
		People:       e.people,
		Glass:        glass.NewStore(e.db),
		Audit:        audit.NewStore(e.db),
		Survey:       parts.survey,
		Neighbours:   parts.neighbours,
		Activity:     parts.activity,
		Trajectory:   parts.trajectory,
		Agreement:    parts.agreement,
		Teamwork:     parts.teamwork,
		Group:        parts.group,
		Pack:         parts.pack,
		Tally:        parts.tally,
		Volunteering: parts.volunteering,
		Accounts:     parts.accounts,
		Outbox:       parts.outbox,
		Inbox:        parts.mailIn.store,
		Retention:    parts.engine,
		Jobs:         jobs.NewStore(e.db),
		Linkage:      linkage.NewStore(e.db),
		Search:       keeper,
		Ready:        func(r *http.Request) error { return e.ready(r.Context(), keeper) },
		Now:          time.Now,
		Log:          log,
	}, options)
}

// ready tells whether every network can be searched. It builds nothing: an answer never waits.
func (e *env) ready(ctx context.Context, keeper *search.Keeper) error {
	all, err := e.networks.List(ctx)
	if err != nil {
		return err
	}
	for _, n := range all {
		if keeper.AtHand(n.ID) == nil {
			return fmt.Errorf("network %s cannot be searched yet", n.Slug)
		}
	}
	return nil
}

// prepare builds the index of each network before somebody asks for it, until ctx ends: networks may be added.
func (e *env) prepare(ctx context.Context, keeper *search.Keeper, log *slog.Logger) {
	for {
		all, err := e.networks.List(ctx)
		for _, n := range all {
			if err == nil && keeper.AtHand(n.ID) == nil {
				_, err = keeper.Index(ctx, access.As(access.Visitor, n.ID))
			}
		}
		if err != nil && ctx.Err() == nil {
			log.Error("not every network can be searched yet", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(refreshEvery):
		}
	}
}
