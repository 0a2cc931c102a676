package backup

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"samenspel/internal/db"
)

// Steps are what the caller does around the filling of a database. A step that is nil is left out.
type Steps struct {
	Accept func(Manifest) error                // before anything is written; an error ends the restore
	Settle func(context.Context, *db.Tx) error // for each network, in the transaction that fills the database
}

// Restore fills an empty database from a backup and gives the manifest. A database without tables gets them. When it
// fails the database is as empty as it was.
func Restore(ctx context.Context, d *db.DB, path string, key Key, steps Steps) (m Manifest, err error) {
	if m, err = Verify(path, key); err != nil {
		return m, err
	}
	if steps.Accept != nil {
		if err := steps.Accept(m); err != nil {
			return m, err
		}
	}
	if err := prepare(ctx, d, m); err != nil {
		return m, err
	}
	return m, d.In(ctx, "restore", func(tx *db.Tx) error {
		l, err := newLoader(ctx, tx, d.Engine())
		if err != nil {
			return err
		}
		again, err := readFile(path, key, func(table string, line []byte) error { return l.take(ctx, table, line) })
		if err != nil {
			return err
		}
		if !again.equal(m) {
			return errDamaged
		}
		if err := l.end(ctx); err != nil || steps.Settle == nil {
			return err
		}
		return l.settle(ctx, m.Networks, steps.Settle)
	})
}

// settle lets the caller work on each network, in a transaction that belongs to it.
func (l *loader) settle(ctx context.Context, networks []string, do func(context.Context, *db.Tx) error) error {
	for _, network := range networks {
		if err := enter(ctx, l.tx, l.engine, network); err != nil {
			return err
		}
		own := *l.tx
		own.Network = network
		if err := do(ctx, &own); err != nil {
			return err
		}
	}
	return nil
}

// prepare looks whether backup, program and database have one schema. An empty database gets it.
func prepare(ctx context.Context, d *db.DB, m Manifest) error {
	have, want, err := d.Version(ctx)
	switch {
	case err != nil:
		return err
	case m.Schema < want:
		return conflict("the backup has schema %d and this program %d; restore it with the version of the program that made it, and upgrade then", m.Schema, want)
	case m.Schema > want:
		return conflict("the backup has schema %d and this program knows %d; start the newer program", m.Schema, want)
	case have == 0:
		_, err = d.Migrate(ctx)
		return err
	case have != want:
		return errFull
	}
	return nil
}

// loader fills tables. Rows wait until a statement is full.
type loader struct {
	tx     *db.Tx
	engine string
	tables map[string]table
	// of the table that is being filled:
	table   table
	network any // of the rows that wait
	rows    [][]any
	size    int
	later   map[any][][]any // by network: arguments that set the loose columns of a row
}

// A statement takes at most so many arguments and bytes.
const (
	maxArguments = 300 // the driver of SQLite looks for each among all
	maxBytes     = 1 << 20
)

func newLoader(ctx context.Context, tx *db.Tx, engine string) (*loader, error) {
	if engine == "postgres" { // nobody adds a network meanwhile
		if _, err := tx.Exec(ctx, `lock table network in share row exclusive mode`); err != nil {
			return nil, err
		}
	}
	tables, err := readTables(ctx, tx, engine)
	if err != nil {
		return nil, err
	}
	l := &loader{tx: tx, engine: engine, tables: map[string]table{}}
	for _, t := range tables {
		l.tables[t.name] = t
		some, err := db.All(ctx, tx, db.Value[int], "select 1 from "+quote(t.name)+" limit 1")
		if err != nil {
			return nil, err
		}
		if len(some) > 0 {
			return nil, errFull
		}
	}
	return l, nil
}

// take takes a row of the backup.
func (l *loader) take(ctx context.Context, name string, line []byte) error {
	if name != l.table.name {
		if err := l.end(ctx); err != nil {
			return err
		}
		t, known := l.tables[name]
		if !known {
			return conflict("the backup has a table %s that this program does not know; restore it with the version of the program that made it", name)
		}
		l.table, l.later = t, map[any][][]any{}
	}
	row, err := readRow(line, l.table.columns)
	if err != nil || row[l.table.at(belongs)] == nil {
		return conflict("a row of table %s in the backup does not fit this program; restore it with the version of the program that made it", name)
	}
	return l.add(ctx, row, len(line))
}

func (l *loader) add(ctx context.Context, row []any, size int) error {
	network := row[l.table.at(belongs)]
	if len(l.rows) > 0 && (network != l.network || l.size+size > maxBytes || (len(l.rows)+1)*len(row) > maxArguments) {
		if err := l.flush(ctx); err != nil {
			return err
		}
	}
	l.network = network
	l.size += size
	l.rows = append(l.rows, l.postpone(row, network))
	return nil
}

// postpone takes out of a row what names other rows of its table, to be filled in when they are all there.
func (l *loader) postpone(row []any, network any) []any {
	var args []any
	for _, i := range l.table.loose {
		args = append(args, row[i])
		row[i] = nil
	}
	for _, arg := range args {
		if arg != nil {
			for _, i := range l.table.key() {
				args = append(args, row[i])
			}
			l.later[network] = append(l.later[network], args)
			break
		}
	}
	return row
}

// flush writes the rows that wait.
func (l *loader) flush(ctx context.Context) error {
	if len(l.rows) == 0 {
		return nil
	}
	if err := enter(ctx, l.tx, l.engine, fmt.Sprint(l.network)); err != nil {
		return err
	}
	var values []string
	var args []any
	for _, row := range l.rows {
		values = append(values, "("+db.Marks(len(args)+1, len(row))+")")
		args = append(args, row...)
	}
	_, err := l.tx.Exec(ctx, "insert into "+quote(l.table.name)+" ("+l.table.names()+") values "+strings.Join(values, ", "), args...)
	l.rows, l.size = l.rows[:0], 0
	return l.failed(err)
}

func (l *loader) failed(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("table %s cannot be filled: %w", l.table.name, err)
}

// end writes what is left of a table.
func (l *loader) end(ctx context.Context) error {
	if err := l.flush(ctx); err != nil {
		return err
	}
	for network, rows := range l.later {
		if err := enter(ctx, l.tx, l.engine, fmt.Sprint(network)); err != nil {
			return err
		}
		if err := l.tx.Repeat(ctx, l.fill(), rows); err != nil {
			return l.failed(err)
		}
	}
	l.later = nil
	return nil
}

// fill is the statement that fills in the loose columns of a row.
func (l *loader) fill() string {
	n := 0
	equal := func(i int) string { n++; return fmt.Sprintf("%s = $%d", quote(l.table.columns[i].name), n) }
	var set, key []string
	for _, i := range l.table.loose {
		set = append(set, equal(i))
	}
	for _, i := range l.table.key() {
		key = append(key, equal(i))
	}
	return "update " + quote(l.table.name) + " set " + strings.Join(set, ", ") + " where " + strings.Join(key, " and ")
}
