package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
)

var auditCommand = command{name: "audit", usage: "verify | seal [--network SLUG] [--seals FILE]",
	summary: "look whether the trace is whole, or seal its end", run: runAudit, flags: func(flags *flag.FlagSet, a *asked) {
		networkFlag(flags, a)
		flags.StringVar(&a.seals, "seals", "", "file of seals; empty = seals in the data folder")
	}}

func runAudit(ctx context.Context, e *env) error {
	key, err := audit.Key(filepath.Join(e.values["data"], "keys", "trace"))
	if err != nil {
		return err
	}
	path := e.asked.seals
	if path == "" {
		path = filepath.Join(e.values["data"], "seals")
	}
	actors, err := e.operators(ctx)
	if err != nil {
		return err
	}
	switch {
	case len(e.words) == 1 && e.words[0] == "seal":
		return e.seal(ctx, actors, path, key)
	case len(e.words) == 1 && e.words[0] == "verify":
		return e.verify(ctx, actors, path, key)
	}
	return misuse{"say verify or seal"}
}

// operators gives an actor for the network that is named, or for every network.
func (e *env) operators(ctx context.Context) (actors []access.Actor, err error) {
	if e.asked.network != "" {
		_, actor, err := e.operator(ctx)
		return []access.Actor{actor}, err
	}
	ids, err := e.networkIDs(ctx)
	for _, id := range ids {
		actors = append(actors, access.As(access.Operator, id))
	}
	return actors, err
}

func (e *env) seal(ctx context.Context, actors []access.Actor, path string, key ed25519.PrivateKey) error {
	trace := audit.NewStore(e.db)
	var seals []audit.Seal
	for _, actor := range actors {
		head, err := trace.Head(ctx, actor)
		if err != nil {
			return err
		}
		seals = append(seals, audit.NewSeal(actor.Network, head, time.Now(), key))
		fmt.Fprintln(e.out, seals[len(seals)-1])
	}
	return audit.AppendSeals(path, seals)
}

func (e *env) verify(ctx context.Context, actors []access.Actor, path string, key ed25519.PrivateKey) error {
	var seals []audit.Seal
	file, err := os.Open(path) // #nosec G304 -- the operator names the file
	if err == nil {
		seals, err = audit.ReadSeals(file, key.Public().(ed25519.PublicKey))
		err = errors.Join(err, file.Close())
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	trace, broken := audit.NewStore(e.db), 0
	for _, actor := range actors {
		n, err := e.networkOf(ctx, actor.Network)
		if err != nil {
			return err
		}
		lines, err := trace.Verify(ctx, actor, seals)
		switch {
		case errors.As(err, new(audit.Broken)):
			broken++
			fmt.Fprintf(e.out, "BROKEN %s: %v\n", n.Slug, err)
		case err != nil:
			return err
		default:
			fmt.Fprintf(e.out, "whole  %s: %d lines, %d seals\n", n.Slug, lines, len(seals))
		}
	}
	if broken > 0 {
		return fmt.Errorf("%d traces are broken", broken)
	}
	return nil
}
