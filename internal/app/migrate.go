package app

import (
	"context"
	"flag"
	"fmt"
	"strings"

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

var configCommand = command{name: "config", usage: "[--config FILE] | --sample", summary: "print the settings in force, secrets masked, or a settings file with every default",
	offline: true, run: runConfig, flags: func(flags *flag.FlagSet, a *asked) {
		flags.BoolVar(&a.sample, "sample", false, "print a settings file with every setting and its default")
	}}

func runConfig(_ context.Context, e *env) error {
	if e.asked.sample {
		_, err := fmt.Fprint(e.out, config.Sample())
		return err
	}
	fmt.Fprintln(e.out, strings.Join(e.values.InForce("serve"), "\n"))
	return e.checkSettings()
}
