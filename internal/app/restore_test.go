package app_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/audit"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/mail"
	"samenspel/internal/network"
	"samenspel/internal/retention"
)

const phrase = "een lange zin die niemand raadt"

// post sends a form with the cookie of a session, and gives the answer with the cookie that it sets.
func (s *server) post(t *testing.T, path, cookie string, form url.Values) (status int, set string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	for _, c := range answer.Cookies() {
		set = c.Name + "=" + c.Value
	}
	return answer.StatusCode, set
}

// comeIn lets someone in by an invitation, and chooses a password.
func comeIn(t *testing.T, database, data string) {
	t.Helper()
	out, err := exec.Command("samenspel", "user", "add", "eva@veen.example", "--network", "veen", "--name", "Eva", "--role", "editor", "--database", database, "--data", data).Output()
	if err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(strings.TrimSpace(string(out)), "/welkom/")
	s := start(t, "serve", "--database", database, "--data", data)
	_, cookie := s.post(t, "/welkom/"+token, "", url.Values{})
	if status, _ := s.post(t, "/account/wachtwoord", cookie, url.Values{"password": {phrase}}); status != http.StatusSeeOther {
		t.Fatalf("choosing a password answers %d", status)
	}
	if err := s.stop(t); err != nil {
		t.Fatal(err)
	}
}

// people are two who agree to the removal of what is over.
func agreed(t *testing.T, d *db.DB, id string) {
	t.Helper()
	engine := retention.New(d, retention.Options{})
	person := func(name string, role access.Role) access.Actor {
		return access.Actor{Network: id, Person: name, Grants: []access.Grant{{Role: role}}}
	}
	if err := engine.Ask(context.Background(), person("cor", access.Coordinator)); err != nil {
		t.Fatal(err)
	}
	if err := engine.Agree(context.Background(), person("fg", access.PrivacyOfficer)); err != nil {
		t.Fatal(err)
	}
}

// mails gives the states of mails by address.
func mails(t *testing.T, d *db.DB, id string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := d.View(context.Background(), id, func(tx *db.Tx) error {
		return db.Each(context.Background(), tx, func(scan db.Scan) error {
			var address, state string
			err := scan(&address, &state)
			all[address] = state
			return err
		}, `select address, state from outbox where network_id = $1`, tx.Network)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// queue puts mails into the outbox that were written long ago, in a state.
func queue(t *testing.T, d *db.DB, id, address, state string, written time.Time) {
	t.Helper()
	ctx := context.Background()
	err := d.In(ctx, id, func(tx *db.Tx) error {
		one, err := mail.Queue(ctx, tx, mail.Message{Kind: "notice", Lang: "nl", Address: address, Args: map[string]string{"About": "password-set"}, At: tx.Now.AddDate(1, 0, 0)})
		if err == nil {
			_, err = tx.Exec(ctx, `update outbox set state = $3, created_at = $4 where network_id = $1 and id = $2`, tx.Network, one, state, written)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// load writes from several sides until it is stopped, and gives what was committed before and while it ran.
func load(t *testing.T, d *db.DB, id string) (acknowledged func() map[string]bool, stop func()) {
	var mu sync.Mutex
	var sides sync.WaitGroup
	done := map[string]bool{}
	ctx, cancel := context.WithCancel(context.Background())
	for side := range 3 {
		sides.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				what, err := writeOne(context.Background(), d, id, fmt.Sprintf("last-%d-%d", side, n), true)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				done[what] = true
				mu.Unlock()
			}
		})
	}
	return func() map[string]bool { mu.Lock(); defer mu.Unlock(); return maps.Clone(done) }, func() { cancel(); sides.Wait() }
}

// TestABackupUnderLoadComesBackWhole makes a backup while others write, removes something after it, and restores it in
// an empty place: everything acknowledged before it is there, the trace is whole, people can sign in, what was removed
// since is not there, and no mail is sent twice.
func TestABackupUnderLoadComesBackWhole(t *testing.T) {
	for engine, addresses := range map[string]func(t *testing.T, folder string) [2]string{
		"sqlite": func(_ *testing.T, folder string) [2]string {
			return [2]string{"sqlite:" + filepath.Join(folder, "data", "samenspel.db"), "sqlite:" + filepath.Join(folder, "again", "samenspel.db")}
		},
		"postgres": func(t *testing.T, _ string) [2]string {
			empty := dbtest.PostgresAddress(t)
			return [2]string{dbtest.PostgresAddress(t), empty}
		},
	} {
		t.Run(engine, func(t *testing.T) {
			folder := t.TempDir()
			at := func(name string) string { return filepath.Join(folder, name) }
			database := addresses(t, folder)
			if err := os.WriteFile(at("phrase"), []byte(phrase+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			run(t, "network", "add", "veen", "--database", database[0], "--data", at("data"))
			comeIn(t, database[0], at("data"))
			before := open(t, database[0])
			id := onlyNetwork(t, before)
			queue(t, before, id, "oud@post.example", "sent", time.Now().UTC().AddDate(-1, 0, 0))
			queue(t, before, id, "wacht@post.example", "waiting", time.Now().UTC())
			agreed(t, before, id)

			done, stop := load(t, before, id)
			time.Sleep(200 * time.Millisecond)
			must := done()
			run(t, "backup", at("one.age"), "--passphrase-file", at("phrase"), "--database", database[0], "--data", at("data"))
			stop()
			run(t, "retention", "run", "--database", database[0], "--data", at("data"))
			if _, there := mails(t, before, id)["oud@post.example"]; there {
				t.Error("retention left an old mail")
			}
			keepFolders(t, at("data"), at("again"))
			run(t, "restore", at("one.age"), "--passphrase-file", at("phrase"), "--database", database[1], "--data", at("again"))

			after := open(t, database[1])
			there := stored(t, after, id)
			for what := range must {
				if there[what] != 1 {
					t.Errorf("%q was there before the backup and is there %d times", what, there[what])
				}
			}
			t.Logf("%d writes before the backup, %d in it, %d when it was done", len(must), count(there, "person "), len(done()))
			if _, err := audit.NewStore(after).Verify(context.Background(), access.As(access.Operator, id), nil); err != nil {
				t.Error(err)
			}
			run(t, "audit", "verify", "--database", database[1], "--data", at("again"))
			if got := mails(t, after, id); len(got["oud@post.example"]) > 0 || got["wacht@post.example"] != "held" {
				t.Errorf("mails after the restore: %v", got)
			}
			s := start(t, "serve", "--database", database[1], "--data", at("again"))
			if status, cookie := s.post(t, "/inloggen", "", url.Values{"email": {"eva@veen.example"}, "password": {phrase}}); status != http.StatusSeeOther || cookie == "" {
				t.Errorf("signing in answers %d", status)
			}
		})
	}
}

func count(all map[string]int, prefix string) (n int) {
	for what := range all {
		if strings.HasPrefix(what, prefix) {
			n++
		}
	}
	return n
}

func open(t *testing.T, address string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func onlyNetwork(t *testing.T, d *db.DB) string {
	t.Helper()
	all, err := network.NewStore(d).List(context.Background())
	if err != nil || len(all) != 1 {
		t.Fatalf("there are %d networks, %v", len(all), err)
	}
	return all[0].ID
}

// TestWhatIsRemovedIsNowhere looks for a mark in every byte of the data folder after retention ran.
func TestWhatIsRemovedIsNowhere(t *testing.T) {
	const canary = "KANARIE7F3A9"
	data := t.TempDir()
	database := "sqlite:" + filepath.Join(data, "samenspel.db")
	run(t, "network", "add", "veen", "--data", data)
	d := open(t, database)
	id := onlyNetwork(t, d)
	long := time.Now().UTC().AddDate(-1, 0, 0)
	for i := range 30 { // over more than one page, so that pages are freed too
		queue(t, d, id, fmt.Sprintf("%s-%d@post.example", canary, i), "sent", long)
	}
	ctx := context.Background()
	err := d.In(ctx, id, func(tx *db.Tx) error {
		for _, statement := range []string{
			`update outbox set name = '` + strings.Repeat(canary, 40) + `', args = '{"About":"` + canary + `"}' where network_id = $1`,
			`update job set state = 'done', ended_at = $2, unique_key = '` + canary + `' || id, payload = '"` + canary + `"' where network_id = $1 and $2 = $2`,
			`insert into account (network_id, id, state, handle, password, totp, totp_new, totp_step, version, created_at, updated_at) values ($1, 'a', 'x', 'h', '', '', '', 0, 1, $2, $2)`,
			`insert into account_session (network_id, hash, id, account_id, stage, class, strong, method, device, began_at, seen_at, idle_until, ends_at)
				values ($1, 'h', 'i', 'a', 'full', '', true, '', '` + canary + `', $2, $2, $2, $2)`,
			`insert into account_ceremony (network_id, hash, kind, data, expires_at) values ($1, 'h', 'k', '` + canary + `', $2)`,
		} {
			args := []any{tx.Network, long}
			if !strings.Contains(statement, "$2") {
				args = args[:1]
			}
			if _, err := tx.Exec(ctx, statement, args...); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	letters := filepath.Join(data, "mail", id)
	if err := os.MkdirAll(letters, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, one := range dbtest.Ask[string](t, d, `select id from outbox`) {
		if err := os.WriteFile(filepath.Join(letters, one+".eml"), []byte("To: "+canary), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	agreed(t, d, id)
	if found := holding(t, data, canary); len(found) < 2 {
		t.Fatalf("the mark is only in %v", found)
	}
	run(t, "retention", "run", "--data", data)
	if found := holding(t, data, canary); len(found) > 0 {
		t.Errorf("the mark is still in %v", found)
	}
}

// holding gives the files in a folder that hold a text.
func holding(t *testing.T, folder, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := exec.Command("cat", path).Output() // closing the file here would end the locks that SQLite has on it
		if strings.Contains(string(content), text) {
			found = append(found, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestWhatGoesByItself starts the program and waits for what it does without being asked.
func TestWhatGoesByItself(t *testing.T) {
	data := t.TempDir()
	run(t, "network", "add", "veen", "--data", data)
	s := start(t, "serve", "--data", data)
	d := open(t, "sqlite:"+filepath.Join(data, "samenspel.db"))
	var waits []string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		all := dbtest.Ask[string](t, d, `select kind || ' ' || state from job order by kind`)
		waits = slices.DeleteFunc(slices.Clone(all), func(job string) bool { return strings.HasSuffix(job, " done") })
		if slices.Contains(all, "retention done") && slices.Contains(all, "seal done") && len(waits) == 0 {
			break
		}
	}
	if len(waits) > 0 {
		t.Errorf("these jobs are not done: %q", waits)
	}
	if err := s.stop(t); err != nil {
		t.Error(err)
	}
	run(t, "audit", "verify", "--data", data)
	if seals, err := os.ReadFile(filepath.Join(data, "seals")); err != nil || strings.Count(string(seals), "samenspel-trace ") != 1 {
		t.Errorf("the seals are %q, %v", seals, err)
	}
	if !strings.Contains(s.errors.String(), "samenspel-trace ") {
		t.Error("the log has no seal")
	}
}
