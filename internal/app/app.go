package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"samenspel/internal/access"
	"samenspel/internal/config"
	"samenspel/internal/db"
	"samenspel/internal/directory"
	"samenspel/internal/errs"
	"samenspel/internal/network"
	"samenspel/internal/people"
	"samenspel/internal/places"
)

// Exit codes.
const (
	Worked = 0
	Failed = 1
	Misuse = 2
)

// command is one thing the program can be asked to do.
type command struct {
	name, usage, summary string
	defaults             config.Values // that differ from the table of settings
	run                  func(context.Context, *env) error
	flags                func(*flag.FlagSet, *asked)
	offline              bool // opens no database
	looks                bool // opens the database as it is and changes nothing, not even its schema
}

// asked holds the flags that belong to single commands.
type asked struct {
	network, source, format, mapping, municipality, area, batch, name, role, seals string
	dryRun, skipBad, yes, json, explain, confidential, sample                      bool
	noLetter, tombstonesLost                                                       bool
	limit                                                                          int
	settings                                                                       network.Settings
	preset                                                                         string // way of working of a new network
	host                                                                           string
	from, to                                                                       string // days of a report
	recipient, passphraseFile, identity, newIdentity                               string
}

func commands() []command {
	return []command{demoCommand, serveCommand, importCommand, exportCommand, searchCommand, networkCommand, userCommand, auditCommand, reportCommand, retentionCommand, backupCommand, restoreCommand, migrateCommand,
		doctorCommand, thesaurusCommand, configCommand}
}

// env is what a command works with.
type env struct {
	out, err io.Writer
	version  string
	values   config.Values
	asked    asked
	words    []string // what stood beside the flags

	db        *db.DB
	networks  *network.Store
	places    *places.Store
	directory *directory.Store
	people    *people.Store
}

// misuse is an error of asking: it exits with 2 and shows how to ask.
type misuse struct{ text string }

func (m misuse) Error() string { return m.text }

// Run runs the command that args name and gives the exit code.
func Run(ctx context.Context, args []string, out, errOut io.Writer, version string) int {
	if len(args) == 0 {
		usage(errOut)
		return Misuse
	}
	if args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		usage(out)
		return Worked
	}
	if args[0] == "version" || args[0] == "--version" {
		fmt.Fprintln(out, "samenspel", version)
		return Worked
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.finish(ctx, &env{out: out, err: errOut, version: version}, args[1:])
		}
	}
	fmt.Fprintf(errOut, "samenspel: there is no command %q; samenspel help lists them\n", args[0])
	return Misuse
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "samenspel: a local network for informal care\n\nCommands:")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-9s %s\n            samenspel %s %s\n", c.name, c.summary, c.name, c.usage)
	}
	fmt.Fprintln(w, "\nsamenspel COMMAND --help shows every flag. Settings can also stand in the environment and in a file.")
}

func (c command) finish(ctx context.Context, e *env, args []string) int {
	err := c.start(ctx, e, args)
	var wrong misuse
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return Worked
	case errors.As(err, &wrong):
		fmt.Fprintf(e.err, "samenspel: %s\nuse: samenspel %s %s\n", wrong.text, c.name, c.usage)
		return Misuse
	}
	fmt.Fprintf(e.err, "samenspel: %s\n", say(err))
	return Failed
}

// say puts an error in words: problems in foreign input as they are, anything else with what was tried.
func say(err error) string {
	var problems errs.Problems
	if errors.As(err, &problems) {
		return problems.Error()
	}
	return err.Error()
}

func (c command) start(ctx context.Context, e *env, args []string) (err error) {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	if c.flags != nil {
		c.flags(flags, &e.asked)
	}
	e.values, e.words, err = config.Parse(c.name, flags, args, os.Getenv, c.defaults)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(e.out, "samenspel %s %s\n%s\n\n", c.name, c.usage, c.summary)
		flags.SetOutput(e.out)
		flags.PrintDefaults()
		return err
	}
	if errors.Is(err, errs.Invalid) && !errors.As(err, new(errs.Problems)) {
		return misuse{strings.TrimPrefix(err.Error(), errs.Invalid.Error()+": ")}
	}
	if err != nil {
		return err
	}
	if !c.offline {
		if err := e.open(ctx, !c.looks); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, e.db.Close()) }()
	}
	return c.run(ctx, e)
}

// open opens the database and, when asked, brings its schema up to date.
func (e *env) open(ctx context.Context, migrate bool) (err error) {
	if e.db, err = db.Open(ctx, e.values.Database()); err != nil {
		return err
	}
	if migrate {
		if _, err = e.db.Migrate(ctx); err != nil {
			return errors.Join(err, e.db.Close())
		}
	}
	e.networks, e.places = network.NewStore(e.db), places.NewStore(e.db)
	e.directory, e.people = directory.NewStore(e.db), people.NewStore(e.db)
	return nil
}

// operator gives the network that --network names, and an actor who may change it.
func (e *env) operator(ctx context.Context) (network.Network, access.Actor, error) {
	if e.asked.network == "" {
		return network.Network{}, access.Actor{}, misuse{"name the network with --network SLUG"}
	}
	n, err := e.networks.BySlug(ctx, e.asked.network)
	if errors.Is(err, errs.NotFound) {
		return n, access.Actor{}, fmt.Errorf("there is no network %q; make it with: samenspel network add %s", e.asked.network, e.asked.network)
	}
	return n, access.As(access.Operator, n.ID), err
}

func networkFlag(flags *flag.FlagSet, a *asked) {
	flags.StringVar(&a.network, "network", "", "slug of the network")
}
