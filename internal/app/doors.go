package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"samenspel/internal/errs"
)

// stopWithin is how long requests that are being answered get when the server is asked to stop.
const stopWithin = 20 * time.Second

// doors are where visitors come in: one with the pages, and perhaps one that sends on to TLS.
type doors []door

// door is a server with where it listens. It speaks TLS when it has a TLSConfig.
type door struct {
	server   *http.Server
	listener net.Listener
}

// openDoors listens. make gives a server with its limits.
func (e *env) openDoors(make func() *http.Server, log *slog.Logger) (doors, error) {
	config, plain, err := e.secret(log)
	if err != nil {
		return nil, err
	}
	pages, err := e.openDoor("addr", make())
	if err != nil {
		return nil, err
	}
	pages.server.TLSConfig = config
	if e.values["redirect-addr"] == "" {
		return doors{pages}, nil
	}
	sends, err := e.openDoor("redirect-addr", make())
	if err != nil {
		return nil, errors.Join(err, pages.listener.Close())
	}
	sends.server.Handler = plain(toTLS(e.portOfTLS(pages.listener)))
	return doors{pages, sends}, nil
}

// openDoor listens at the address in a setting. What the server itself would log names addresses of visitors: that is
// left out.
func (e *env) openDoor(setting string, server *http.Server) (door, error) {
	listener, err := net.Listen("tcp", e.values[setting])
	if err != nil {
		return door{}, fmt.Errorf("cannot listen on %s; choose another with --%s: %w", e.values[setting], setting, err)
	}
	server.ErrorLog = stdlog.New(io.Discard, "", 0)
	return door{server, listener}, nil
}

// serve answers until the server is stopped.
func (d door) serve() error {
	if d.server.TLSConfig != nil {
		return d.server.ServeTLS(d.listener, "", "")
	}
	return d.server.Serve(d.listener)
}

// address is where the pages are, without a slash at the end.
func (d doors) address() string {
	scheme := "http://"
	if d[0].server.TLSConfig != nil {
		scheme = "https://"
	}
	return scheme + d[0].listener.Addr().String()
}

// portOfTLS is the port that visitors use: that of the public address, or else the one we listen on.
func (e *env) portOfTLS(listener net.Listener) string {
	public, err := url.Parse(e.values["public-url"])
	switch {
	case err == nil && public.Port() != "":
		return public.Port()
	case err == nil && public.Scheme == "https":
		return "443"
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

// untilStopped serves until ctx ends, and then lets requests that are being answered finish.
func (d doors) untilStopped(ctx context.Context) error {
	failed := make(chan error, len(d))
	for _, one := range d {
		go func() { failed <- one.serve() }()
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	final, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	var problems error
	for _, one := range d {
		err := one.server.Shutdown(final)
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("%w: some requests were cut off after %s", errs.Unavailable, stopWithin)
		}
		problems = errors.Join(problems, err)
	}
	return problems
}

func (d doors) close() {
	for _, one := range d {
		_, _ = one.server.Close(), one.listener.Close()
	}
}
