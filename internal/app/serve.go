package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/api"
	"samenspel/internal/audit"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/search"
	"samenspel/internal/web"
)

var serveCommand = command{name: "serve", usage: "[--addr HOST:PORT] [--data DIR | --database ADDRESS] [--config FILE]",
	summary: "serve the networks in the database", run: func(ctx context.Context, e *env) error { return serve(ctx, e, nil) }}

// stopWithin is how long requests that are being answered get when the server is asked to stop.
const stopWithin = 20 * time.Second

// refreshEvery is how soon a change made by another process shows in search.
const refreshEvery = time.Second

// serve serves until ctx ends. What greet gives is said once the address is known.
func serve(ctx context.Context, e *env, greet func(*services) (string, error)) error {
	log := slog.New(slog.NewJSONHandler(e.err, nil))
	var settings strings.Builder
	e.values.Print(&settings, "serve")
	log.Info("starting", "version", e.version, "settings", strings.Fields(settings.String()))
	keeper := search.NewKeeper(e.directory, e.places, time.Now)
	parts, err := e.services(log)
	if err != nil {
		return err
	}
	https := e.values.Yes("https")
	programs := api.New(api.Deps{Networks: e.networks, Directory: e.directory, Places: e.places, Search: keeper, Now: time.Now, Log: log,
		Origin: func(r *http.Request) string { return web.Origin(r, https) }})
	handler, err := web.New(web.Deps{API: web.API{Patterns: api.Patterns, Handler: programs}, Networks: e.networks, Places: e.places, Directory: e.directory, People: e.people,
		Audit: audit.NewStore(e.db), Accounts: parts.accounts, Outbox: parts.outbox, Jobs: jobs.NewStore(e.db), Search: keeper, Ready: func(r *http.Request) error { return e.ready(r.Context(), keeper) }, Now: time.Now, Log: log},
		web.Options{HTTPS: https, MetricsToken: e.values["metrics-token"], Contact: e.values["security-contact"],
			Provider: provider(e.values), ProviderName: providerName(e.values)})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", e.values["addr"])
	if err != nil {
		return fmt.Errorf("cannot listen on %s; choose another with --addr: %w", e.values["addr"], err)
	}
	if parts.base == "" {
		parts.base = "http://" + listener.Addr().String()
	}
	greeting := ""
	if greet != nil {
		if greeting, err = greet(parts); err != nil {
			return err
		}
	}
	debug.FreeOSMemory() // what starting needed and serving does not
	fmt.Fprintf(e.out, "Samenspel %s is at http://%s/\n%s", e.version, listener.Addr(), greeting)
	background, stop := context.WithCancel(ctx)
	defer stop()
	go keeper.Run(background, refreshEvery, log)
	var working sync.WaitGroup
	working.Go(func() { parts.worker.Run(background) })
	defer working.Wait()
	defer stop()
	return untilStopped(ctx, handler.HTTPServer(), listener)
}

// ready tells whether every network can be searched.
func (e *env) ready(ctx context.Context, keeper *search.Keeper) error {
	all, err := e.networks.List(ctx)
	if err != nil {
		return err
	}
	for _, n := range all {
		if _, err := keeper.Index(ctx, access.As(access.Visitor, n.ID)); err != nil {
			return err
		}
	}
	return nil
}

// untilStopped serves until ctx ends, and then lets requests that are being answered finish.
func untilStopped(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	final, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	err := server.Shutdown(final)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: some requests were cut off after %s", errs.Unavailable, stopWithin)
	}
	return err
}
