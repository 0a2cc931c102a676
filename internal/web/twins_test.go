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
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"samenspel/internal/access"
	"samenspel/internal/account"
	"samenspel/internal/api"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/directory"
	"samenspel/internal/linkage"
	"samenspel/internal/mail"
	"samenspel/internal/people"
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
	others   map[[2]string][]string // network, table → rows of the other networks, as they must stay
	mu       sync.Mutex
	log      *strings.Builder
	known    map[string]bool // values in the database before anything happens
	device   device
	issuer   string                      // of a provider of identities
	visit    func(address string) string // goes there, and gives the way back
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
	w.fill(t)
	w.fillPairs(t)
	w.copy(t)
	w.server = w.town.Web(t, web.Options{}, w.log).(*web.Server)
	w.fillAll(t, true)
	w.remember(t, before, behind)
	for _, table := range w.tables {
		if len(w.others[[2]string{before, table}]) == 0 && !slices.Contains(unfilled, table) {
			t.Errorf("fill puts nothing in %s: whether networks are kept apart there is not seen", table)
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

// fill puts a row in every table that the town leaves empty, and rows in every state that a statement asks for.
func (w *twins) fill(t *testing.T) {
	t.Helper()
	staff, today := w.town.Operator, testkit.Today
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	teams, err := w.town.People.Teams(ctx, staff)
	must(err)
	team := teams[0].ID
	joined, err := w.town.People.Join(ctx, staff, team, w.persons[access.Coordinator], today.AddDate(0, -1, 0))
	must(err)
	w.secrets["team"], w.secrets["membership"] = team, joined
	must(w.town.People.Train(ctx, staff, team, joined, people.Training{Name: "Samen leren " + ownMark, Day: today}))
	for _, t := range teams {
		for _, m := range t.Members {
			must(w.town.People.Train(ctx, staff, t.ID, m.ID, people.Training{Name: "Anders leren " + ownMark, Day: today}))
		}
	}
	tree, err := w.town.Places.Tree(ctx, staff)
	must(err)
	noord, _ := tree.BySlug("noord")
	w.secrets["noord"] = noord.ID
	must(w.town.People.AddGroupRule(ctx, staff, people.GroupRule{Group: "wijkteam " + ownMark, Role: access.Desk}))
	must(w.town.People.SetPortrait(ctx, staff, w.persons[access.Ambassador], []byte("picture")))
	organizations, err := w.town.Directory.Organizations(ctx, staff)
	must(err)
	for _, role := range []access.Role{access.Coordinator, access.Ambassador} {
		record, err := w.town.People.Person(ctx, staff, w.persons[role])
		must(err)
		_, err = w.town.People.Save(ctx, staff, people.Person{ID: w.persons[role], Name: string(role) + " hier", Email: string(role) + "@hier.example", OrganizationID: organizations[0].ID, Version: record.Version})
		must(err)
	}
	must(w.town.People.Tick(ctx, staff, team, joined, people.Steps[0]))
	for _, days := range []int{-1, 10} {
		must(w.town.People.Away(ctx, staff, people.Absence{PersonID: w.persons[access.Ambassador], StandIn: people.Person{ID: w.persons[access.Desk]},
			Starts: today.AddDate(0, 0, days), Ends: today.AddDate(0, 0, days+5)}))
	}
	must(w.town.People.Away(ctx, staff, people.Absence{PersonID: w.persons[access.Host], StandIn: people.Person{ID: w.persons[access.Coordinator]}, Starts: today.AddDate(0, 0, -1), Ends: today.AddDate(0, 0, 3)}))
	w.fillAccounts(t)
	w.secrets["nobody"], err = w.town.People.Save(ctx, staff, people.Person{Name: "Niemand Bijzonders"})
	must(err)
}

// fillAccounts gives accounts what they can have: factors, links and sessions in every stage.
func (w *twins) fillAccounts(t *testing.T) {
	t.Helper()
	today := testkit.Today
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	session, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[access.Coordinator])
	must(err)
	setup, err := w.town.Accounts.BeginTOTP(ctx, session, "Samenspel")
	must(err)
	code, err := totp.GenerateCode(setup.Secret, today)
	must(err)
	step, _, err := w.town.Accounts.ConfirmTOTP(ctx, session, code)
	must(err)
	session, w.tokens[access.Coordinator], w.secrets["totp"] = step.Session, step.Token, setup.Secret
	waiting, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[access.Desk])
	must(err)
	setup, err = w.town.Accounts.BeginTOTP(ctx, waiting, "Samenspel")
	must(err)
	w.secrets["waiting"] = setup.Secret
	codes, _, err := w.town.Accounts.NewRecovery(ctx, session)
	must(err)
	w.secrets["recovery"], w.secrets["account"] = codes[0], session.Account
	half, _, err := w.town.Accounts.SignIn(ctx, w.town.Network.ID, "coordinator@hier.example", "een lange zin die niemand raadt", account.Origin{})
	must(err)
	w.secrets["half"] = half.Token
	more, _, err := w.town.Accounts.SecondRecovery(ctx, w.town.Network.ID, w.tokenOf(t, "coordinator@hier.example"), codes[1], account.Origin{})
	must(err)
	w.secrets["more"] = more.Token
	_, err = w.town.Accounts.AskLink(ctx, w.town.Network.ID, "member@hier.example", account.Origin{})
	must(err)
	letters := *w.town.Letters
	w.secrets["link"], err = w.town.Accounts.LinkToken(ctx, w.town.Network.ID, letters[len(letters)-1].Link)
	must(err)
	member, err := w.town.Accounts.Session(ctx, w.town.Network.ID, w.tokens[access.Member])
	must(err)
	w.secrets["member"] = member.Account
	w.secrets["linkid"] = letters[len(letters)-1].Link
	must(w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		w.device.handle, err = db.One(ctx, tx, db.Value[string], `select handle from account where network_id = $1 and id = $2`, tx.Network, w.secrets["account"])
		if err != nil {
			return err
		}
		return w.fillBackground(t, tx)
	}))
}

// tokenOf gives the token of a half session.
func (w *twins) tokenOf(t *testing.T, email string) string {
	t.Helper()
	half, _, err := w.town.Accounts.SignIn(ctx, w.town.Network.ID, email, "een lange zin die niemand raadt", account.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	return half.Token
}

// fillPairs enters pairs of records in every state, of organisations and of services.
func (w *twins) fillPairs(t *testing.T) {
	t.Helper()
	w.town.ImportFrom(t, "tweede", secondSource+"x3,Wandelmaatje,b1,,,,,Samen een rondje lopen.,gezelschap,iedereen,Zuid,Zuid,Het Lokaal,Lokaalweg 2,0102AA\n"+
		"x4,Snoeien van heggen,b2,,,,,Een heg die weer recht is.,klusjes-tuin,iedereen,Noord,Noord,,,\n")
	store := linkage.NewStore(w.town.DB)
	_, err := store.Search(ctx, w.town.Operator)
	if err != nil {
		t.Fatal(err)
	}
	open, err := store.List(ctx, w.town.Operator, linkage.Open, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range open {
		w.secrets["pair "+string(p.Kind)] = p.ID
		if p.Kind == directory.ServiceRecord {
			err = store.Merge(ctx, w.town.Operator, p.ID, p.Left.ID)
		}
	}
	if err != nil || len(open) != 2 {
		t.Fatal(len(open), err)
	}
	err = w.town.DB.In(ctx, w.town.Network.ID, func(tx *db.Tx) error {
		for _, p := range [][3]string{{"Open huiskamer", "Koffie voor buren", "open"}, {"Open huiskamer", "Bezoekmaatje", "different"}} {
			_, err := tx.Exec(ctx, `insert into linkage_pair (network_id, id, kind, left_id, right_id, weight, reasons, state, survivor_id, automatic, found_at, decided_by)
				select $1, $4, 'service', min(id), max(id), 1, '[]', $4, '', false, $5, '' from service where network_id = $1 and title in ($2, $3)`,
				tx.Network, p[0], p[1], p[2], tx.Now)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fillBackground enters mail and jobs in every state, and what only a device or a provider can bring.
func (w *twins) fillBackground(t testing.TB, tx *db.Tx) error {
	network, now, old := tx.Network, tx.Now, tx.Now.AddDate(-1, 0, 0)
	for _, state := range []string{"failed", "bounced", "sent", "waiting"} {
		id, err := mail.Queue(ctx, tx, mail.Message{Kind: "sign-in", Lang: "nl", Object: w.secrets["linkid"], Address: "post@hier.example", Name: "Iemand " + ownMark, Args: map[string]string{"Until": "morgen " + ownMark}})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update outbox set state = $3, message_id = $4, created_at = $5 where network_id = $1 and id = $2`, network, id, state, state+"@hier.example", old); err != nil {
			return err
		}
		w.secrets["mail "+state] = id
	}
	for i, job := range []struct{ kind, key, state, lease string }{{"mail", "", "failed", ""}, {"mail", "", "dropped", ""}, {"mail", "", "done", ""},
		{"test", "", "running", "lost"}, {"test", "", "running", "doubted"}, {"test", "", "waiting", ""}} {
		id := fmt.Sprintf("00000000-0000-7000-8000-0000000000%02d", i)
		if _, err := tx.Exec(ctx, `insert into job (network_id, id, kind, payload, priority, state, attempt, due_at, run_at, lease, leased_until, doubted, started_at,
			ended_at, done, total, progress, last_error, entered_at) values ($1, $2, $3, '"x"', 0, $4, 1, $5, $5, $6, $7, $8, $5, $9, 0, 0, '', '', $5)`,
			network, id, job.kind, job.state, now, job.lease, now.Add(-time.Minute), job.lease == "doubted", old); err != nil {
			return err
		}
		w.secrets["job "+job.state+job.lease] = id
	}
	coordinator, member := w.secrets["account"], w.secrets["member"]
	for _, one := range []struct {
		statement string
		args      []any
	}{
		{`insert into account_passkey (network_id, id, account_id, name, credential, doubted, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			[]any{b64.EncodeToString([]byte("sleutel")), coordinator, "Telefoon " + ownMark, w.device.credential(t), false, old}},
		{`insert into account_passkey (network_id, id, account_id, name, credential, doubted, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			[]any{"oud", coordinator, "Oude sleutel " + ownMark, "{}", true, old}},
		{`insert into account_identity (network_id, issuer, subject, account_id, created_at) values ($1, $2, $3, $4, $5)`, []any{w.issuer, "piet", coordinator, old}},
		{`insert into account_ceremony (network_id, hash, kind, account_id, data, expires_at) values ($1, 'oud', 'x', $2, '{}', $3)`, []any{coordinator, old}},
		{`insert into account_link (network_id, id, hash, account_id, purpose, created_at, expires_at) values ($1, 'oud', 'oud', $2, 'sign-in', $3, $3)`, []any{coordinator, old}},
		{`insert into glass (network_id, id, person_id, object, object_id, area_id, reason, opened_at, closes_at) values ($1, 'glas', $2, 'cases', 'x', $6, $3, $4, $5)`,
			[]any{w.persons[access.Coordinator], "Een reden " + ownMark, now, now.Add(time.Hour), w.secrets["noord"]}},
		{`update assignment set rule_id = (select id from group_rule where network_id = $1) where network_id = $1 and person_id = $2`, []any{w.persons[access.Editor]}},
		{`insert into retention (network_id, asked_by, asked_at, agreed_by, agreed_at, ran_at) values ($1, $2, $4, $3, $4, $4)`,
			[]any{w.persons[access.Administrator], w.persons[access.PrivacyOfficer], old}},
		{`insert into logo (network_id, hash, body) values ($1, 'logo', 'cGljdHVyZQ==')`, nil},
		{`insert into retention_term (network_id, object, event, term) values ($1, 'mail', 'made', '60d')`, nil},
		{`insert into tombstone (network_id, object, hash, effect, at, job) values ($1, 'mail', 'hash', 'delete', $2, 'test')`, []any{old}},
		{`insert into audit_segment (network_id, seq, hash, closed_at, signature) values ($1, $2, '', $3, '')`, []any{oldSegment, old}},
		{`insert into account_tally (network_id, key, failures, last_at, waits_until) values ($1, 'oud', 1, $2, $2)`, []any{old}},
		{`insert into account_tally (network_id, key, failures, last_at, waits_until, good_at) values ($1, 'goed', 1, $2, $2, $2)`, []any{old}},
	} {
		if _, err := tx.Exec(ctx, one.statement, append([]any{network}, one.args...)...); err != nil {
			return fmt.Errorf("%s: %w", one.statement, err)
		}
	}
	for i, period := range []time.Time{old, now, old, now} {
		if _, err := tx.Exec(ctx, `insert into job (network_id, id, kind, period, payload, priority, state, attempt, due_at, run_at, lease, doubted, ended_at, done, total, progress, last_error, entered_at)
			values ($1, $2, $5, $3, 'null', 0, 'done', 1, $3, $3, '', $4, $3, 0, 0, '', '', $3)`, network, fmt.Sprintf("00000000-0000-7000-8000-0000000001%02d", i), period, false, []string{"often", "often", "seldom", "seldom"}[i]); err != nil {
			return err
		}
	}
	var sessions [][]any
	for i := range 22 { // more than an account may have
		seen, end := now.Add(-time.Duration(i)*time.Minute), now.Add(time.Hour)
		if i == 0 {
			seen, end = old, old
		}
		sessions = append(sessions, []any{network, fmt.Sprint("oud", i), fmt.Sprint("oud", i), member, "full", "member", false, "link", "Telefoon " + ownMark, old, seen, end})
	}
	return tx.Repeat(ctx, `insert into account_session (network_id, hash, id, account_id, stage, class, strong, method, device, began_at, seen_at, idle_until, ends_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`, sessions)
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
				value = "place"
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
				` from kept_`+table+` cross join (select '`+before+`' as another, 'ervoor' as place union all select '`+behind+`', 'erna') n`)
	}
	slices.Sort(w.tables)
	w.owner(t, append(append(statements, w.withdrawn(t)...), w.onlyElsewhere(t)...)...)
}

// another gives the statement that keeps a row once more, with some columns changed.
func another(columns [][2]string, table, where string, changed map[string]string) string {
	var names, values []string
	for _, c := range columns {
		value, ok := changed[c[0]]
		if !ok {
			value = c[0]
		}
		names, values = append(names, c[0]), append(values, value)
	}
	return `insert into kept_` + table + ` (` + strings.Join(names, ", ") + `) select ` + strings.Join(values, ", ") + ` from kept_` + table + ` where ` + where
}

// withdrawn gives every network a location without a service, one with a service that was withdrawn, and one with a
// service of an organisation that was withdrawn. In the other networks nothing of it is withdrawn.
func (w *twins) withdrawn(t testing.TB) (statements []string) {
	all := columns(t, w.town.DB)
	again := func(table, where string, changed map[string]string) {
		statements = append(statements, another(all[table], table, where, changed))
	}
	here := `case when network_id = '` + w.town.Network.ID + `' then updated_at end`
	again("organization", `slug = 'stichting-aanloop'`, map[string]string{"id": `'weg'`, "slug": `'weg'`, "ref": `'weg'`, "withdrawn_at": here})
	again("service", `slug = 'bezoekmaatje'`, map[string]string{"id": `'weg'`, "slug": `'weg'`, "ref": `'weg'`, "withdrawn_at": here})
	again("service", `slug = 'bezoekmaatje'`, map[string]string{"id": `'vanweg'`, "slug": `'vanweg'`, "ref": `'vanweg'`, "organization_id": `'weg'`})
	for _, id := range []string{"weg", "vanweg", "los"} {
		again("location", `name like 'De Kade%'`, map[string]string{"id": `'` + id + `'`, "name": `'Weg'`})
		link := `insert into kept_service_location (network_id, service_id, location_id) select network_id, '` + strings.Replace(id, "los", "weg", 1) + `', '` + id + `' from kept_service where id = 'weg'`
		if id == "los" {
			link += ` and network_id <> '` + w.town.Network.ID + `'`
		}
		statements = append(statements, link)
	}
	return statements
}

// onlyElsewhere gives the other networks what the first has not: where a statement asks whether there is something, a
// copy tells nothing.
func (w *twins) onlyElsewhere(t testing.TB) []string {
	all := columns(t, w.town.DB)
	quote := func(text string) string { return `'` + text + `'` }
	elsewhere := `network_id <> ` + quote(w.town.Network.ID)
	nobody, member := quote(w.secrets["nobody"]), quote(w.persons[access.Member])
	var statements []string
	for _, row := range []struct {
		table, where string
		changed      map[string]string
	}{
		{"postcode", `code = '0101AA'`, map[string]string{"code": `'0104AA'`, "number_to": `9`}},
		{"location", `id = 'weg'`, map[string]string{"id": `'wees'`}},
		{"absence", `person_id = ` + quote(w.persons[access.Host]), map[string]string{"id": `'elders'`, "person_id": quote(w.persons[access.Coordinator]), "stand_in_id": member}},
		{"absence", `person_id = ` + quote(w.persons[access.Host]), map[string]string{"id": `'elders2'`, "person_id": nobody, "stand_in_id": member}},
		{"membership", `person_id = ` + quote(w.persons[access.Coordinator]), map[string]string{"id": `'elders'`, "person_id": nobody}},
		{"account", `id = ` + quote(w.secrets["account"]), map[string]string{"id": `'elders'`, "person_id": nobody, "email": `'elders'`, "handle": `'elders'`}},
		{"onboarding", `membership_id = ` + quote(w.secrets["membership"]), map[string]string{"step": quote(people.ReadStep)}},
		{"account_identity", `subject = 'piet'`, map[string]string{"subject": `'anders'`}},
		{"person", `id = ` + nobody, map[string]string{"id": `'wees'`, "ref": `'wees'`}},
		{"organization", `id = 'weg'`, map[string]string{"id": `'opgegaan'`, "slug": `'opgegaan'`, "ref": `'opgegaan'`, "survivor_id": `'weg'`}},
		{"service", `id = 'weg'`, map[string]string{"id": `'opgegaan'`, "slug": `'opgegaan'`, "ref": `'opgegaan'`, "survivor_id": `'weg'`}},
		{"audit_segment", `seq = ` + strconv.Itoa(oldSegment), map[string]string{"seq": strconv.Itoa(newSegment), "closed_at": `(select max(at) from kept_audit_line)`}},
	} {
		statements = append(statements, another(all[row.table], row.table, row.where+` and `+elsewhere, row.changed))
	}
	return append(statements, `update kept_linkage_pair set weight = weight + 1 where `+elsewhere,
		`update kept_organization set name = 'Aaa `+otherMark+`' where slug = 'kluszaak-kees' and `+elsewhere,
		`update kept_team set area_id = `+quote(w.secrets["noord"])+` where `+elsewhere,
		`update kept_membership set team_id = `+quote(w.secrets["team"])+` where person_id = `+quote(w.persons[access.Professional])+` and `+elsewhere,
		`update kept_account_identity set account_id = `+quote(w.secrets["member"])+` where subject = 'piet' and `+elsewhere,
		`delete from kept_job where network_id = `+quote(w.town.Network.ID)+` and kind = 'seldom' and id like '%103'`)
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
	w.others = map[[2]string][]string{}
	for _, table := range w.tables {
		for _, network := range append([]string{w.town.Network.ID}, others...) {
			rows := w.rows(t, table, network)
			for _, line := range rows {
				for _, value := range strings.Split(line, " | ") {
					known[value] = true
				}
			}
			if network != w.town.Network.ID {
				w.others[[2]string{network, table}] = rows
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
	for of, rows := range w.others {
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
