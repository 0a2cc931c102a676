package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"samenspel/internal/backup"
	"samenspel/internal/config"
	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/jobs"
	"samenspel/internal/mail"
	"samenspel/internal/retention"
)

var backupCommand = command{name: "backup", usage: "FILE --recipient age1… | FILE --passphrase-file FILE | --new-identity FILE",
	summary: "write everything in the database to one encrypted file", run: runBackup, offline: true,
	flags: func(flags *flag.FlagSet, a *asked) {
		flags.StringVar(&a.recipient, "recipient", "", "who can open the backup: the line age1… that --new-identity printed")
		flags.StringVar(&a.passphraseFile, "passphrase-file", "", "file with the passphrase that opens the backup in its first line")
		flags.StringVar(&a.newIdentity, "new-identity", "", "make a file that opens backups, print its recipient, and do nothing else")
	}}

var restoreCommand = command{name: "restore", usage: "FILE --identity FILE | FILE --passphrase-file FILE   [--tombstones-lost]",
	summary: "fill an empty database from a backup", run: runRestore, offline: true,
	flags: func(flags *flag.FlagSet, a *asked) {
		flags.StringVar(&a.identity, "identity", "", "file that samenspel backup --new-identity made")
		flags.StringVar(&a.passphraseFile, "passphrase-file", "", "file with the passphrase of the backup in its first line")
		flags.BoolVar(&a.tombstonesLost, "tombstones-lost", false, "the folder tombstones is lost: what was removed after the backup comes back")
	}}

func runBackup(ctx context.Context, e *env) error {
	if e.asked.newIdentity != "" {
		return e.newIdentity()
	}
	key, err := e.backupKey(e.asked.recipient, backup.Recipient, "--recipient age1…")
	if err != nil {
		return err
	}
	return e.withDatabase(ctx, func() error {
		m, err := backup.Write(ctx, e.db, e.words[0], key)
		if err == nil {
			fmt.Fprintf(e.out, "%d rows of %d tables written to %s, schema %d; the file was read again and is whole\n",
				m.Rows(), len(m.Tables), e.words[0], m.Schema)
		}
		return err
	})
}

func runRestore(ctx context.Context, e *env) error {
	key, err := e.backupKey(e.asked.identity, backup.Identity, "--identity FILE")
	if err != nil {
		return err
	}
	return e.withDatabase(ctx, func() error {
		steps, done := e.settling()
		m, err := backup.Restore(ctx, e.db, e.words[0], key, steps)
		if err == nil {
			fmt.Fprintf(e.out, "%d rows of %d tables restored, as they were at %s; %d things were removed again, %d mails are held until a person lets them go\n",
				m.Rows(), len(m.Tables), m.Made.Format(time.RFC3339), done.removed, done.held)
		}
		return err
	})
}

// settled is what a restore did after the tables were full.
type settled struct {
	removed int
	held    int64
}

// settling gives what must happen in a restored database before it is used: what was removed since the backup goes
// again, and mail that waited is held, because it may have been sent since.
func (e *env) settling() (backup.Steps, *settled) {
	var engine *retention.Engine
	done := &settled{}
	return backup.Steps{
		Accept: func(m backup.Manifest) (err error) {
			_, missing := os.Stat(filepath.Join(e.values["data"], "keys", "secret"))
			if missing != nil && !e.asked.tombstonesLost {
				return fmt.Errorf("%w: put the folders keys and tombstones back into the data folder first, or say --tombstones-lost when they are lost", errs.NotFound)
			}
			if engine, err = e.retention(); err != nil || e.asked.tombstonesLost {
				return err
			}
			return engine.Ready(m.Networks)
		},
		Settle: func(ctx context.Context, tx *db.Tx) error {
			removed, err := engine.Apply(ctx, tx)
			if err != nil {
				return err
			}
			held, err := mail.Hold(ctx, tx)
			done.removed, done.held = done.removed+removed, done.held+held
			return err
		},
	}, done
}

// newIdentity makes a file that opens backups.
func (e *env) newIdentity() error {
	if len(e.words) > 0 || e.asked.recipient != "" || e.asked.passphraseFile != "" {
		return misuse{"--new-identity stands alone"}
	}
	recipient, err := backup.NewIdentity(e.asked.newIdentity)
	if err == nil {
		fmt.Fprintf(e.out, "%s\n", recipient)
		fmt.Fprintf(e.err, "keep %s away from this machine: who has it can read every backup, and without it nobody can\n", e.asked.newIdentity)
	}
	return err
}

// backupKey gives the key that was asked for: the one a flag names, or a passphrase.
func (e *env) backupKey(named string, read func(string) (backup.Key, error), flag string) (backup.Key, error) {
	if len(e.words) != 1 {
		return backup.Key{}, misuse{"name one file"}
	}
	if (named == "") == (e.asked.passphraseFile == "") {
		return backup.Key{}, misuse{"give either " + flag + " or --passphrase-file FILE"}
	}
	if named != "" {
		return read(named)
	}
	return backup.Passphrase(e.asked.passphraseFile)
}

// withDatabase runs fn with the database as it is: its schema is not brought up to date.
func (e *env) withDatabase(ctx context.Context, fn func() error) error {
	if err := e.open(ctx, false); err != nil {
		return err
	}
	return errors.Join(fn(), e.db.Close())
}

// backupJob is the kind of the job that makes the backup of a day.
const backupJob = "backup"

// backupShelf gives where the backups of each day go; nil when none are made.
func backupShelf(v config.Values) (*backup.Shelf, error) {
	if v["backup-folder"] == "" {
		return nil, nil
	}
	key, err := backup.Recipient(v["backup-recipient"])
	return &backup.Shelf{Folder: v["backup-folder"], Key: key}, err
}

// backupKind makes the backup of a day. Every network enters its job, so that it shows on its page; the first makes the
// backup of all, and the others find it there.
func (e *env) backupKind(shelf *backup.Shelf) jobs.Kind {
	return jobs.Kind{Name: backupJob, MaxAge: 20 * time.Hour, Timeout: 6 * time.Hour,
		Do: func(ctx context.Context, _ *jobs.Run) error { return shelf.Fill(ctx, e.db, e.db.Now()) }}
}

// lastBackup gives when the last backup of a day was made: zero = never. Without such backups it is nil.
func lastBackup(shelf *backup.Shelf) func() time.Time {
	if shelf == nil {
		return nil
	}
	return func() time.Time {
		last, _ := shelf.Newest() // what cannot be read is not there
		return last.Made
	}
}
