package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/jobs"
)

var auditCommand = command{name: "audit", usage: "verify | seal [--network SLUG] [--seals FILE]",
	summary: "look whether the trace is whole, or seal its end", run: runAudit, flags: func(flags *flag.FlagSet, a *asked) {
		networkFlag(flags, a)
		flags.StringVar(&a.seals, "seals", "", "file of seals; empty = seals in the data folder")
	}}

// traceKey is the key that seals the trace.
func (e *env) traceKey() (ed25519.PrivateKey, error) {
	return audit.Key(filepath.Join(e.values["data"], "keys", "trace"))
}

// sealsFile is where seals stand: outside the database.
func (e *env) sealsFile() string {
	if e.asked.seals != "" {
		return e.asked.seals
	}
	return filepath.Join(e.values["data"], "seals")
}

// sealing gives the kind of jobs that seal the trace. The log has each seal too, so that it is on another machine soon.
func (e *env) sealing(log *slog.Logger) (jobs.Kind, error) {
	key, err := e.traceKey()
	return jobs.Kind{Name: audit.JobKind, Do: func(ctx context.Context, run *jobs.Run) error {
		seal, err := e.sealOne(ctx, run.Network, key)
		if err != nil {
			return err
		}
		log.Info("the trace is sealed", "seal", seal.String())
		return audit.AppendSeals(e.sealsFile(), []audit.Seal{seal})
	}}, err
}

func (e *env) sealOne(ctx context.Context, network string, key ed25519.PrivateKey) (seal audit.Seal, err error) {
	return seal, e.db.In(ctx, network, func(tx *db.Tx) error {
		seal, err = audit.Close(ctx, tx, key)
		return err
	})
}

func runAudit(ctx context.Context, e *env) error {
	key, err := e.traceKey()
	if err != nil {
		return err
	}
	actors, err := e.operators(ctx)
	if err != nil {
		return err
	}
	switch {
	case len(e.words) == 1 && e.words[0] == "seal":
		return e.seal(ctx, actors, key)
	case len(e.words) == 1 && e.words[0] == "verify":
		return e.verify(ctx, actors, key)
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

func (e *env) seal(ctx context.Context, actors []access.Actor, key ed25519.PrivateKey) error {
	var seals []audit.Seal
	for _, actor := range actors {
		seal, err := e.sealOne(ctx, actor.Network, key)
		if err != nil {
			return err
		}
		seals = append(seals, seal)
		fmt.Fprintln(e.out, seal)
	}
	return audit.AppendSeals(e.sealsFile(), seals)
}

// seals gives those in the file, and those that the database keeps of segments and that were made with our key.
func (e *env) seals(ctx context.Context, actors []access.Actor, key ed25519.PublicKey) (seals []audit.Seal, err error) {
	file, err := os.Open(e.sealsFile())
	if err == nil {
		seals, err = audit.ReadSeals(file, key)
		err = errors.Join(err, file.Close())
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	for _, actor := range actors {
		heads, err := audit.NewStore(e.db).Heads(ctx, actor)
		if err != nil {
			return nil, err
		}
		seals = append(seals, slices.DeleteFunc(heads, func(s audit.Seal) bool { return !s.By(key) })...)
	}
	return seals, nil
}

func (e *env) verify(ctx context.Context, actors []access.Actor, key ed25519.PrivateKey) error {
	seals, err := e.seals(ctx, actors, key.Public().(ed25519.PublicKey))
	if err != nil {
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
