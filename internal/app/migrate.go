package app

import (
	"context"
	"fmt"

	"samenspel/internal/config"
)

var migrateCommand = command{name: "migrate", usage: "[--data DIR | --database ADDRESS]",
	summary: "bring the database up to date (every start does this too)", run: func(ctx context.Context, e *env) error {
		have, _, err := e.db.Version(ctx)
		if err == nil {
			fmt.Fprintf(e.out, "the %s database has schema %d and is up to date\n", e.db.Engine(), have)
		}
		return err
	}}

var configCommand = command{name: "config", usage: "", summary: "print a settings file with every setting and its default",
	offline: true, run: func(_ context.Context, e *env) error {
		_, err := fmt.Fprint(e.out, config.Sample())
		return err
	}}
