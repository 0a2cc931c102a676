package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// postgresDutch asks PostgreSQL's full text with its Dutch dictionaries, on a server of its own that is thrown away.
// Titles and search words weigh more than descriptions.
func postgresDutch(town string, queries []query) (map[string][]string, error) {
	all, err := services(town)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "relevance")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		if err := os.Chown(folder, postgresUser().uid, postgresUser().gid); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(folder, "data")
	if err := postgres("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync").Run(); err != nil {
		return nil, fmt.Errorf("initdb: %w", err)
	}
	if err := postgres("pg_ctl", "-D", data, "-w", "-l", filepath.Join(folder, "log"), "-o", "-k "+folder+" -c listen_addresses='' -F", "start").Run(); err != nil {
		return nil, fmt.Errorf("pg_ctl: %w", err)
	}
	defer postgres("pg_ctl", "-D", data, "-m", "immediate", "stop").Run() //nolint:errcheck // the folder goes anyway
	return answers(folder, statements(all, queries))
}

// statements fills a table and asks every query; each answer is "query service", best first.
func statements(all []map[string]string, queries []query) string {
	var b strings.Builder
	b.WriteString("set client_min_messages = warning;\ncreate table s (id text, v tsvector);\n")
	for _, s := range all {
		fmt.Fprintf(&b, "insert into s values (%s, setweight(to_tsvector('dutch', %s), 'A') || setweight(to_tsvector('dutch', %s), 'B') || setweight(to_tsvector('dutch', %s), 'C'));\n",
			quoted(s["id"]), quoted(s["title"]+" "+s["keywords"]), quoted(s["needs"]+" "+s["audiences"]+" "+s["area"]), quoted(s["description"]+" "+s["does"]))
	}
	for _, q := range queries {
		fmt.Fprintf(&b, `select %s, id from s, (select replace(plainto_tsquery('dutch', %s)::text, '&', '|')::tsquery as q) t
			where v @@ q order by ts_rank_cd(v, q, 1) desc, id limit 10;`+"\n", quoted(q.id), quoted(q.text))
	}
	return b.String()
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// answers runs statements and reads the lines "query service".
func answers(folder, statements string) (map[string][]string, error) {
	c := postgres("psql", "-h", folder, "-U", "postgres", "-qAt", "-F", " ", "-v", "ON_ERROR_STOP=1")
	c.Stdin = strings.NewReader(statements)
	text, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("psql: %w", err)
	}
	out := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if query, service, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			out[query] = append(out[query], service)
		}
	}
	return out, nil
}

// postgres is a command of PostgreSQL, as a user that it accepts.
func postgres(name string, args ...string) *exec.Cmd {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(found) > 0 {
		name = slices.Max(found)
	}
	c := exec.Command(name, args...)
	c.Dir, c.Stderr = os.TempDir(), os.Stderr
	if os.Geteuid() == 0 {
		u := postgresUser()
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(u.uid), Gid: uint32(u.gid)}}
	}
	return c
}

type account struct{ uid, gid int }

// postgresUser is the user that the package of PostgreSQL made.
func postgresUser() account {
	u, err := user.Lookup("postgres")
	fail(err)
	uid, err := strconv.Atoi(u.Uid)
	fail(err)
	gid, err := strconv.Atoi(u.Gid)
	fail(err)
	return account{uid, gid}
}
