package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/search"
	"samenspel/internal/web"
)

var serveCommand = command{name: "serve", usage: "[--addr HOST:PORT] [--data DIR | --database ADDRESS] [--config FILE]",
	summary: "serve the networks in the database", run: serve}

// stopWithin is how long requests that are being answered get when the server is asked to stop.
const stopWithin = 20 * time.Second

// refreshEvery is how soon a change made by another process shows in search.
const refreshEvery = time.Second

func serve(ctx context.Context, e *env) error {
	log := slog.New(slog.NewJSONHandler(e.err, nil))
	var settings strings.Builder
	e.values.Print(&settings, "serve")
	log.Info("starting", "version", e.version, "settings", strings.Fields(settings.String()))
	keeper := search.NewKeeper(e.directory, e.places, time.Now)
	handler, err := web.New(web.Deps{Networks: e.networks, Places: e.places, Directory: e.directory, People: e.people,
		Search: keeper, Ready: func(r *http.Request) error { return e.ready(r.Context(), keeper) }, Now: time.Now, Log: log},
		web.Options{HTTPS: e.values.Yes("https"), MetricsToken: e.values["metrics-token"], Contact: e.values["security-contact"]})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", e.values["addr"])
	if err != nil {
		return fmt.Errorf("cannot listen on %s; choose another with --addr: %w", e.values["addr"], err)
	}
	fmt.Fprintf(e.out, "Samenspel %s is at http://%s/\n", e.version, listener.Addr())
	background, stop := context.WithCancel(ctx)
	defer stop()
	go keeper.Run(background, refreshEvery, log)
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
