package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/errs"
)

// Tx is one open transaction.
type Tx struct {
	Network string    // id of the network it belongs to; "" only inside Platform
	Now     time.Time // the time of this transaction, as it is stored

	tx     Statements
	engine engine
}

// Statements is what runs the statements of a transaction: a *sql.Tx.
type Statements interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Exec runs a statement and gives the number of rows it changed. A key that is taken gives errs.Conflict, a reference
// to something that is not there errs.NotFound.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, t.kind(err)
	}
	return result.RowsAffected()
}

// Changed makes of a change of one record that touched none a Conflict: somebody else was first. It takes what Exec gives.
func Changed(n int64, err error) error {
	if err == nil && n == 0 {
		return fmt.Errorf("%w: somebody else changed this", errs.Conflict)
	}
	return err
}

// kind adds to an error of the engine which kind it is.
func (t *Tx) kind(err error) error {
	switch {
	case t.engine.taken(err):
		return fmt.Errorf("%w: %w", errs.Conflict, err)
	case t.engine.dangling(err):
		return fmt.Errorf("%w: %w", errs.NotFound, err)
	}
	return err
}

// Repeat runs one statement many times, once for each row of arguments, prepared once.
func (t *Tx) Repeat(ctx context.Context, query string, rows [][]any) (err error) {
	if len(rows) == 0 {
		return nil
	}
	run := t.tx.ExecContext
	if !t.engine.remembers() {
		statement, problem := t.tx.PrepareContext(ctx, query)
		if problem != nil {
			return problem
		}
		defer func() { err = errors.Join(err, statement.Close()) }()
		run = func(ctx context.Context, _ string, args ...any) (sql.Result, error) {
			return statement.ExecContext(ctx, args...)
		}
	}
	for _, args := range rows {
		if _, err := run(ctx, query, args...); err != nil {
			return t.kind(err)
		}
	}
	return nil
}

// Insert inserts many rows with few statements. into is "insert into … (…)"; then says what follows the values, such as
// "on conflict … do nothing".
func (t *Tx) Insert(ctx context.Context, into, then string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	width := len(rows[0])
	many := max(1, t.engine.marks()/width)
	whole := len(rows) - len(rows)%many
	var flat [][]any
	for at := 0; at < whole; at += many {
		flat = append(flat, slices.Concat(rows[at:at+many]...))
	}
	if err := t.Repeat(ctx, into+" values "+tuples(width, many)+" "+then, flat); err != nil || whole == len(rows) {
		return err
	}
	_, err := t.Exec(ctx, into+" values "+tuples(width, len(rows)-whole)+" "+then, slices.Concat(rows[whole:]...)...)
	return err
}

// tuples gives the placeholders of n rows: tuples(2, 2) is "($1, $2), ($3, $4)".
func tuples(width, n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = "(" + Marks(1+i*width, width) + ")"
	}
	return strings.Join(all, ", ")
}

// Revise makes the revision of the network one higher. Whoever keeps a copy of public data in memory watches it.
func (t *Tx) Revise(ctx context.Context) error {
	_, err := t.Exec(ctx, `update network set revision = revision + 1 where network_id = $1`, t.Network)
	return err
}

// Revision gives the revision of the network: it grows with every change that called Revise.
func (t *Tx) Revision(ctx context.Context) (int64, error) {
	return One(ctx, t, Value[int64], `select revision from network where network_id = $1`, t.Network)
}

// Scan reads the columns of the current row into its arguments.
type Scan func(into ...any) error

// Each calls row for every row of the result, in order, until row returns an error.
func Each(ctx context.Context, t *Tx, row func(Scan) error, query string, args ...any) (err error) {
	rows, err := t.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// All reads every row of the result with read.
func All[T any](ctx context.Context, t *Tx, read func(Scan) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := Each(ctx, t, func(scan Scan) error {
		one, err := read(scan)
		if err != nil {
			return err
		}
		all = append(all, one)
		return nil
	}, query, args...)
	return all, err
}

// One reads the first row of the result with read. No row gives errs.NotFound.
func One[T any](ctx context.Context, t *Tx, read func(Scan) (T, error), query string, args ...any) (one T, err error) {
	all, err := All(ctx, t, read, query, args...)
	if err != nil {
		return one, err
	}
	if len(all) == 0 {
		return one, errs.NotFound
	}
	return all[0], nil
}

// Value reads a result of one column into a T: read for use with All and One.
func Value[T any](scan Scan) (v T, err error) { return v, scan(&v) }

// JSON gives v as the text that a JSON column holds. It panics for a v that has no JSON form, which is a mistake in
// the program.
func JSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("db.JSON(%T): %v", v, err))
	}
	return string(text)
}

// FromJSON is a scan target that reads a JSON column into *v.
func FromJSON(v any) sql.Scanner { return jsonColumn{v} }

type jsonColumn struct{ into any }

func (c jsonColumn) Scan(from any) error {
	switch text := from.(type) {
	case string:
		return json.Unmarshal([]byte(text), c.into)
	case []byte:
		return json.Unmarshal(text, c.into)
	case nil:
		return nil
	}
	return fmt.Errorf("a JSON column holds %T", from)
}

// Marks gives n placeholders from number first on, for an "in (…)": Marks(3, 2) is "$3, $4".
func Marks(first, n int) string {
	marks := make([]string, n)
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(first+i)
	}
	return strings.Join(marks, ", ")
}

// Arguments are those of a condition, after $1, which is the network.
type Arguments []any

// Mark adds an argument and gives its mark: "$2" for the first.
func (a *Arguments) Mark(v any) string {
	*a = append(*a, v)
	return "$" + strconv.Itoa(len(*a)+1)
}

// In adds ids and gives "column in (…)", which is never true for no ids.
func (a *Arguments) In(column string, ids []string) string {
	if len(ids) == 0 {
		return "false"
	}
	marks := make([]string, len(ids))
	for i, id := range ids {
		marks[i] = a.Mark(id)
	}
	return column + " in (" + strings.Join(marks, ", ") + ")"
}

// Rows gives for each id the arguments of a statement about it, for Repeat: the network, and the id.
func (t *Tx) Rows(ids []string) [][]any {
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{t.Network, id}
	}
	return rows
}

// Args gives the network and then the ids, as arguments of a statement with Marks(2, len(ids)).
func (t *Tx) Args(ids ...string) []any {
	args := make([]any, 1, 1+len(ids))
	args[0] = t.Network
	for _, id := range ids {
		args = append(args, id)
	}
	return args
}

// Cursor says behind which row a page of rows begins that are in the order of a day and an id.
func Cursor(day time.Time, id string) string { return day.Format(time.DateOnly) + "_" + id }

// ReadCursor reads what Cursor gave. Anything else begins at the first row: ok is false.
func ReadCursor(text string) (day time.Time, id string, ok bool) {
	if len(text) < len(time.DateOnly)+2 {
		return day, "", false
	}
	day, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)])
	return day, text[len(time.DateOnly)+1:], err == nil
}
