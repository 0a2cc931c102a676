//go:build !race

package web_test

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"samenspel/internal/access"
	"samenspel/internal/api"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/search"
	"samenspel/internal/testkit"
	"samenspel/internal/web"
)

// The other networks are copies of the first to the byte, ids, tokens and versions included. Only their texts have
// another mark. Whatever reaches over the border therefore finds a row there. One copy comes before the first network in
// every order and one behind it, so that neither who takes the first row nor who keeps the last finds the right one by luck.
const (
	ownMark, otherMark = "KANARIEHIER", "KANARIEDAAR"
	before             = "00000000-0000-7000-8000-00000000daa2"
	behind             = "ffffffff-0000-7000-8000-00000000daa2"
)

// The last lines of the months of the trace that were closed: one in every network, and one elsewhere only.
const oldSegment, newSegment = 3, 5

// sealKey closes months of the trace.
var sealKey = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

// twins is a town in which everything is filled, with its copies in other networks.
type twins struct {
	t        testing.TB
	town     testkit.Town
	server   *web.Server
	programs http.Handler // what answers programs, with a memory that is forgotten at each reset
	tokens   map[access.Role]string
	persons  map[access.Role]string
	secrets  map[string]string // what only its owner knows: "recovery", "session" …
	tables   []string
	say      func(string) string    // what becomes of each statement; nil = nothing
	heard    map[string]bool        // statements that ran
	given    []string               // what they gave
	filled   bool                   // the other networks are not empty now
	touched  map[string]bool        // tables that are not as they were
	rest     map[[2]string][]string // network, table → rows of the other networks, as they must stay
	mu       sync.Mutex
	log      *strings.Builder
	known    map[string]bool // values in the database before anything happens
	device   device
	issuer   string                      // of a provider of identities
	visit    func(address string) string // goes there, and gives the way back
	keys     map[string][]byte           // of sealed contacts, by their path
}

func newTwins(t *testing.T, d *db.DB) *twins {
	t.Helper()
	w := &twins{t: t, tokens: map[access.Role]string{}, persons: map[access.Role]string{}, secrets: map[string]string{}, heard: map[string]bool{}, touched: map[string]bool{}, log: &strings.Builder{}}
	d = d.WithStatements(func(s db.Statements) db.Statements { return listener{s, w} })
	w.issuer, w.visit = identityProvider(t)
	w.device = newDevice(t)
	w.town = testkit.NewTown(t, d, "hier", ownMark)
	for _, role := range subjects[1:] {
		w.persons[role], w.tokens[role], _ = w.town.SignedIn(t, role)
	}
	for _, s := range scenes {
		if s.fill != nil {
			s.fill(w, t)
		}
	}
	w.copy(t)
	w.server = w.town.Web(t, web.Options{}, w.log).(*web.Server)
	w.fillAll(t, true)
	w.remember(t, before, behind)
	for _, table := range w.tables {
		if len(w.rest[[2]string{before, table}]) == 0 {
			t.Errorf("no scene puts anything in %s: whether networks are kept apart there is not seen", table)
		}
	}
	return w
}

// listener notes what statements give, and changes them on their way when that is asked.
type listener struct {
	db.Statements
	w *twins
}

// changes is how a statement that changes a table begins.
var changes = regexp.MustCompile(`^\s*(?:insert into|update|delete from) ([a-z_]+)`)

// text notes a statement and gives it as it runs.
func (l listener) text(statement string) string {
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	l.w.heard[statement] = true
	if table := changes.FindStringSubmatch(statement); table != nil {
		l.w.touched[table[1]] = true
	}
	if l.w.say == nil {
		return statement
	}
	return l.w.say(statement)
}

func (l listener) gave(statement string, what any) {
	if strings.HasPrefix(statement, "update job set leased_until") {
		return // a busy machine renews a lease once more, or after the job has ended
	}
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	l.w.given = append(l.w.given, fmt.Sprint(statement, " gives ", what))
}

func (l listener) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return l.Statements.PrepareContext(ctx, l.text(query))
}

func (l listener) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	result, err := l.Statements.ExecContext(ctx, l.text(query), args...)
	if err == nil {
		changed, _ := result.RowsAffected()
		l.gave(query, changed)
	}
	return result, err
}

// QueryContext runs a query twice: once to note what it gives, and once for who asked. What the first one changed is
// taken back.
func (l listener) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	text := l.text(query)
	if !strings.HasPrefix(text, "select") {
		if _, err := l.Statements.ExecContext(ctx, "savepoint listener"); err != nil {
			return nil, err
		}
	}
	rows, err := l.Statements.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	lines, err := l.w.read(rows)
	if err != nil {
		return nil, err
	}
	slices.Sort(lines) // rows that are equal to an "order by" have no order
	l.gave(query, strings.Join(lines, "; "))
	if !strings.HasPrefix(text, "select") {
		if _, err := l.Statements.ExecContext(ctx, "rollback to savepoint listener"); err != nil {
			return nil, err
		}
	}
	return l.Statements.QueryContext(ctx, text, args...)
}

// read gives each row as a line.
func (w *twins) read(rows *sql.Rows) (lines []string, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		var cells []string
		for _, v := range values {
			cells = append(cells, w.steady(fmt.Sprint(v)))
		}
		lines = append(lines, strings.Join(cells, " | "))
	}
	return lines, rows.Err()
}

// heardOf tells whether a statement ran that begins so.
func (w *twins) heardOf(begin string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for statement := range w.heard {
		if strings.HasPrefix(statement, begin) {
			return true
		}
	}
	return false
}

// listen forgets what was heard.
func (w *twins) listen() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard, w.given = map[string]bool{}, nil
}

// owner runs statements as the owner of the tables, without references being checked meanwhile.
func (w *twins) owner(t testing.TB, statements ...string) {
	t.Helper()
	err := db.AsOwner(w.town.DB, func(pool *sql.DB) error {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close() }()
		off, on := `pragma foreign_keys = 0; pragma synchronous = off`, `pragma foreign_keys = 1`
		if w.town.DB.Engine() == "postgres" {
			off, on = `set session_replication_role = replica`, `set session_replication_role = default`
		}
		for _, s := range append(append([]string{off, "begin"}, statements...), "commit", on) {
			if _, err := conn.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// columns gives the columns of every table that belongs to networks, with their types.
func columns(t testing.TB, d *db.DB) map[string][][2]string {
	t.Helper()
	query := `select m.name || ' ' || c.name || ' ' || c.type from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' order by c.cid`
	if d.Engine() == "postgres" {
		query = `select table_name || ' ' || column_name || ' ' || data_type from information_schema.columns where table_schema = 'public' order by ordinal_position`
	}
	all := map[string][][2]string{}
	for _, row := range dbtest.Ask[string](t, d, query) {
		part := strings.SplitN(row, " ", 3)
		all[part[0]] = append(all[part[0]], [2]string{part[1], part[2]})
	}
	for table, columns := range all {
		if !slices.ContainsFunc(columns, func(c [2]string) bool { return c[0] == "network_id" }) {
			delete(all, table)
		}
	}
	return all
}

// copy keeps what is in the database beside it, and makes the other networks of it there.
func (w *twins) copy(t testing.TB) {
	t.Helper()
	var statements []string
	for table, columns := range columns(t, w.town.DB) {
		var names, values []string
		for _, c := range columns {
			value := c[0]
			switch {
			case c[0] == "network_id":
				value = "another"
			case table == "network" && c[0] == "slug":
				value = "called"
			case table == "network" && c[0] == "settings": // which networks there are is for all to see, by name
				value = `replace(replace(settings, '` + ownMark + `', ''), 'Wij helpen u.', '` + otherMark + `')`
			case strings.EqualFold(c[1], "text"):
				value = fmt.Sprintf(`case when %[1]s like '%% %%' and %[1]s not like '{%%' and %[1]s not like '[%%' then %[1]s || ' %[2]s' else replace(%[1]s, '%[3]s', '%[2]s') end`,
					c[0], otherMark, ownMark)
			}
			names, values = append(names, c[0]), append(values, value)
		}
		w.tables = append(w.tables, table)
		statements = append(statements, `create table kept_`+table+` as select * from `+table,
			`insert into kept_`+table+` (`+strings.Join(names, ", ")+`) select `+strings.Join(values, ", ")+
				` from kept_`+table+` cross join (select '`+before+`' as another, 'ervoor' as called union all select '`+behind+`', 'erna') n`)
	}
	slices.Sort(w.tables)
	for _, s := range scenes {
		if s.elsewhere != nil {
			statements = append(statements, s.elsewhere(w)...)
		}
	}
	w.owner(t, statements...)
}

// lend lets the other networks have in a table what the first has there now, and gives how to undo that: for ids and
// tokens that are made anew each time, so that nobody has the same ones before.
func (w *twins) lend(table string) (back func()) {
	w.touched[table] = true
	if !w.filled {
		return func() {}
	}
	var names []string
	for _, c := range columns(w.t, w.town.DB)[table] {
		names = append(names, c[0])
	}
	others := ` where network_id <> '` + w.town.Network.ID + `'`
	statements := []string{`delete from ` + table + others}
	for _, other := range []string{before, behind} {
		statements = append(statements, `insert into `+table+` (`+strings.Join(names, ", ")+`) select '`+other+`', `+strings.Join(names[1:], ", ")+` from `+table+
			` where network_id = '`+w.town.Network.ID+`'`)
	}
	w.owner(w.t, statements...)
	return func() {
		w.owner(w.t, `delete from `+table+others, `insert into `+table+` select * from kept_`+table+others)
	}
}

// keep makes what is in the database now what reset brings back.
func (w *twins) keep(t testing.TB) {
	t.Helper()
	var statements []string
	for _, table := range w.tables {
		statements = append(statements, `delete from kept_`+table, `insert into kept_`+table+` select * from `+table)
	}
	w.owner(t, statements...)
}

// fillAll brings every table to what it was at first, with the other networks filled or with nothing in them.
func (w *twins) fillAll(t testing.TB, filled bool) {
	t.Helper()
	for _, table := range w.tables {
		w.touched[table] = true
	}
	w.filled = filled
	w.reset(t)
}

// reset brings back the tables that a statement changed, and gives the service a new memory.
func (w *twins) reset(t testing.TB) {
	t.Helper()
	var statements []string
	for table := range w.touched {
		restore := `insert into ` + table + ` select * from kept_` + table
		if !w.filled && table != "network" {
			restore += ` where network_id = '` + w.town.Network.ID + `'`
		}
		statements = append(statements, `delete from `+table, restore+` order by network_id`)
	}
	if len(statements) > 0 {
		w.owner(t, statements...)
	}
	w.touched = map[string]bool{}
	*w.town.Letters, *w.town.Later = nil, 0
	for _, s := range scenes {
		if s.reset != nil {
			s.reset(w, t)
		}
	}
	w.server.Search = search.NewKeeper(w.town.Directory, w.town.Places, w.server.Now)
	w.programs = api.New(api.Deps{Networks: w.town.Networks, Directory: w.town.Directory, Places: w.town.Places, Search: w.server.Search, Now: w.server.Now,
		Log: w.server.Log, Origin: func(*http.Request) string { return "https://hier.example" }})
}

// random is what ids, tokens, hashes and sealed texts look like.
var random = regexp.MustCompile(`^([A-Za-z0-9+/=_$.,-]{16,}|\{.*\})$`)

// steady gives a value as it is in every run: what is new and random becomes a dot.
func (w *twins) steady(value string) string {
	if w.known != nil && !w.known[value] && random.MatchString(value) {
		return "•"
	}
	return value
}

// remember notes which values are there before anything happens, and how the other networks are.
func (w *twins) remember(t testing.TB, others ...string) {
	t.Helper()
	known := map[string]bool{}
	w.rest = map[[2]string][]string{}
	for _, table := range w.tables {
		for _, network := range append([]string{w.town.Network.ID}, others...) {
			rows := w.rows(t, table, network)
			for _, line := range rows {
				for _, value := range strings.Split(line, " | ") {
					known[value] = true
				}
			}
			if network != w.town.Network.ID {
				w.rest[[2]string{network, table}] = rows
			}
		}
	}
	w.known = known
}

// holds gives every row of a network.
func (w *twins) holds(t testing.TB, network string) (lines []string) {
	t.Helper()
	for _, table := range w.tables {
		for _, line := range w.rows(t, table, network) {
			lines = append(lines, table+" | "+line)
		}
	}
	return lines
}

// held gives every row of the first network in the tables that a statement changed since the last reset.
func (w *twins) held(t testing.TB) (lines []string) {
	t.Helper()
	for table := range w.touched {
		for _, line := range w.rows(t, table, w.town.Network.ID) {
			lines = append(lines, table+" | "+line)
		}
	}
	return lines
}

// disturbed tells whether the other networks are not as they must stay. It looks at the tables that a statement changed.
func (w *twins) disturbed(t testing.TB) bool {
	t.Helper()
	for of, rows := range w.rest {
		if w.touched[of[1]] && !slices.Equal(w.rows(t, of[1], of[0]), rows) {
			return true
		}
	}
	return false
}

// rows gives the rows of a network in a table, each as one line.
func (w *twins) rows(t testing.TB, table, network string) (lines []string) {
	t.Helper()
	err := db.AsOwner(w.town.DB, func(pool *sql.DB) error {
		rows, err := pool.Query(`select * from `+table+` where network_id = $1`, network)
		if err != nil {
			return err
		}
		lines, err = w.read(rows)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}
