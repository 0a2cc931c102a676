package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"samenspel/internal/db"
)

// Write makes a backup of the database at path, in the place of a file that is there, and gives its manifest. Others may
// use the database meanwhile. When it fails there is no new file.
func Write(ctx context.Context, d *db.DB, path string, key Key) (m Manifest, err error) {
	if len(key.lock) == 0 {
		return m, invalid("an identity opens backups and does not close them; give its recipient")
	}
	if m.Schema, err = schemaToKeep(ctx, d); err != nil {
		return m, err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".samenspel-backup-*")
	if err != nil {
		return m, fmt.Errorf("the backup cannot be made: %w", err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	m, err = dump(ctx, d, file, key, m)
	if err := finish(file, err); err != nil {
		return m, err
	}
	again, err := Verify(file.Name(), key)
	if err != nil || !again.equal(m) {
		return m, errors.Join(errors.New("the backup was written and cannot be read again; look whether the disk is in order"), err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return m, fmt.Errorf("the backup cannot be given its name: %w", err)
	}
	return m, syncFolder(filepath.Dir(path))
}

// schemaToKeep gives the version of the schema, which must be the one this program knows.
func schemaToKeep(ctx context.Context, d *db.DB) (int64, error) {
	have, want, err := d.Version(ctx)
	switch {
	case err != nil:
		return 0, err
	case have == 0:
		return 0, conflict("there is nothing to back up: the database has no tables; look at --data or --database")
	case have < want:
		return 0, conflict("the database has schema %d and this program knows %d; make the backup with the program that used it last", have, want)
	case have > want:
		return 0, conflict("the database has schema %d and this program knows %d; make the backup with the newer program", have, want)
	}
	return have, nil
}

// syncFolder brings the name of a file to the disk.
func syncFolder(path string) error {
	folder, err := os.Open(path) // #nosec G304 -- the administrator names the file
	if err != nil {
		return fmt.Errorf("the backup may lose its name when the power fails: %w", err)
	}
	return finish(folder, nil)
}

// dump writes everything to a file. The transaction may run again, and then begins the file again.
func dump(ctx context.Context, d *db.DB, file *os.File, key Key, m Manifest) (Manifest, error) {
	err := snapshot(ctx, d, func(tx *db.Tx) error {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := file.Truncate(0); err != nil {
			return err
		}
		buffered := bufio.NewWriterSize(file, 1<<20)
		closed, err := age.Encrypt(buffered, key.lock...)
		if err != nil {
			return err
		}
		m.Format, m.Made = Format, tx.Now
		if m.Networks, err = db.All(ctx, tx, db.Value[string], `select network_id from network order by network_id`); err != nil {
			return err
		}
		if m.Tables, err = writeTables(ctx, tx, d.Engine(), closed, m); err != nil {
			return err
		}
		return errors.Join(closed.Close(), buffered.Flush())
	})
	return m, err
}

// snapshot runs fn in a transaction that sees one moment of the database. Transactions of SQLite do; those of
// PostgreSQL see what others commit, unless they were begun to see one moment, and one that read something cannot
// change that any more: so it is ended and begun again.
func snapshot(ctx context.Context, d *db.DB, fn func(*db.Tx) error) error {
	return d.Platform(ctx, func(tx *db.Tx) error {
		if d.Engine() == "postgres" {
			for _, statement := range []string{"rollback", "begin isolation level repeatable read, read only"} {
				if _, err := tx.Exec(ctx, statement); err != nil {
					return err
				}
			}
		}
		return fn(tx)
	})
}

func writeTables(ctx context.Context, tx *db.Tx, engine string, to io.Writer, m Manifest) (map[string]Table, error) {
	tables, err := readTables(ctx, tx, engine)
	if err != nil {
		return nil, err
	}
	w := newWriter(to)
	for _, t := range tables {
		w.begin(t.name)
		for _, network := range m.Networks {
			if err := w.rowsOf(ctx, tx, engine, t, network); err != nil {
				return nil, fmt.Errorf("reading table %s: %w", t.name, err)
			}
		}
		if err := w.end(); err != nil {
			return nil, err
		}
	}
	m.Tables = w.tables
	return w.tables, w.close(m)
}

// rowsOf writes the rows of a network in a table.
func (w *writer) rowsOf(ctx context.Context, tx *db.Tx, engine string, t table, network string) error {
	if err := enter(ctx, tx, engine, network); err != nil {
		return err
	}
	cells := make([]cell, len(t.columns))
	targets := make([]any, len(t.columns))
	for i, c := range t.columns {
		targets[i] = cells[i].target(c.kind)
	}
	return db.Each(ctx, tx, func(scan db.Scan) error {
		if err := scan(targets...); err != nil {
			return err
		}
		lines, err := appendRow(w.lines, t.columns, cells)
		if err != nil {
			return err
		}
		return w.row(lines)
	}, "select "+t.names()+" from "+quote(t.name)+" where "+belongs+" = $1", network)
}

// enter makes the rows of a network those that the transaction sees and may write.
func enter(ctx context.Context, tx *db.Tx, engine, network string) error {
	if engine != "postgres" {
		return nil
	}
	_, err := tx.Exec(ctx, `select set_config('samenspel.network', $1, true)`, network)
	return err
}
