//go:build !race

package web_test

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
)

// clause is what keeps a part of a statement within its network.
var clause = regexp.MustCompile(`\b(?:[a-z]+\.)?network_id = (?:\$\d+|[a-z_]+\.network_id)`)

// without takes the clauses with these numbers out of a statement, or all of them when there are none given.
func without(statement string, numbers ...int) string {
	n := -1
	return clause.ReplaceAllStringFunc(statement, func(found string) string {
		n++
		if len(numbers) > 0 && !slices.Contains(numbers, n) {
			return found
		}
		if _, argument, ok := strings.Cut(found, "$"); ok {
			return "cast($" + argument + " as text) is not null" // the argument stays in use
		}
		return "1 = 1"
	})
}

// episode is a part of what happens in a network: a page as everyone, a form as somebody, or a work.
type episode struct {
	name  string
	do    func(w *twins) []string
	took  time.Duration
	heard map[string]bool
	want  map[string]int // lines that come in every run, with how often
	other int            // lines that differ from run to run
}

// episodes are all of them: those of the pages and forms of the moment, and the works.
func episodes(t testing.TB, w *twins) (all []*episode) {
	t.Helper()
	byPage, done := map[string][]sent{}, map[string]int{}
	var order []string
	for _, role := range subjects {
		pages, forms := w.walk(t, role)
		for _, s := range pages {
			if byPage[s.path] == nil {
				order = append(order, s.path)
			}
			byPage[s.path] = append(byPage[s.path], s)
		}
		for _, s := range forms {
			key := s.pattern + s.path + s.values.Encode()
			if done[key]++; done[key] <= 2 {
				all = append(all, &episode{name: s.String(), do: func(w *twins) []string { return w.tell(s) }})
			}
		}
	}
	for _, path := range order {
		all = append(all, &episode{name: "GET " + path, do: func(w *twins) (lines []string) {
			for _, s := range byPage[path] {
				lines = append(lines, w.tell(s)...)
			}
			return lines
		}})
	}
	for _, path := range []string{"/robots.txt", "/.well-known/security.txt", "/metrics", "/healthz", "/readyz",
		"/n/hier/aanbod/weg", "/n/hier/organisatie/weg", "/n/hier/organisatie/stichting-aanloop"} {
		all = append(all, &episode{name: "GET " + path, do: func(w *twins) []string {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.RemoteAddr = "127.0.0.1:1"
			a := httptest.NewRecorder()
			w.server.ServeHTTP(a, r)
			if path == "/metrics" {
				return strings.Split(fmt.Sprint(a.Code, strings.Contains(a.Body.String(), otherMark)), "\n") // the numbers differ from time to time
			}
			return strings.Split(fmt.Sprint(a.Code, a.Body), "\n")
		}})
	}
	for _, path := range w.endpoints(t) {
		all = append(all, &episode{name: "GET " + path, do: func(w *twins) []string { return strings.Split(w.program(path), "\n") }})
	}
	for _, work := range allWorks() {
		all = append(all, &episode{name: work.name, do: func(w *twins) []string {
			out, err := work.do(w)
			return strings.Split(fmt.Sprintf("%+v\n%v", out, err), "\n")
		}})
	}
	return all
}

// program gives the answer to a program.
func (w *twins) program(path string) string {
	a := httptest.NewRecorder()
	w.programs.ServeHTTP(a, httptest.NewRequest(http.MethodGet, "/n/hier"+path, nil))
	return fmt.Sprint(a.Code, " ", a.Body)
}

// firstID is an id in an answer to a program.
var firstID = regexp.MustCompile(`"id": ?"([^"]+)"`)

// endpoints gives one address of everything that programs can ask, as the description for them has it.
func (w *twins) endpoints(t testing.TB) (paths []string) {
	t.Helper()
	var description struct{ Paths map[string]any }
	_, text, _ := strings.Cut(w.program("/openapi.json"), " ")
	if err := json.Unmarshal([]byte(text), &description); err != nil {
		t.Fatal(err)
	}
	for path := range description.Paths {
		list, one := strings.CutSuffix(path, "/{id}")
		if one {
			found := firstID.FindAllStringSubmatch(w.program(list), -1)
			if len(found) == 0 {
				t.Fatalf("%s gives nothing: %s", list, w.program(list))
			}
			for _, id := range append(found, []string{"", "weg"}, []string{"", "vanweg"}, []string{"", "los"}) { // the last are not public
				paths = append(paths, list+"/"+id[1])
			}
			continue
		}
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// tell gives an answer as lines.
func (w *twins) tell(s sent) []string {
	a := w.send(s)
	return append([]string{fmt.Sprint(s, " ", a.Code, " ", a.Header().Get("Location"))}, strings.Split(a.Body.String(), "\n")...)
}

// play runs an episode in the world as it was, and gives what came out and what the network holds afterwards. It fails
// when the other network is not what it was.
func (w *twins) play(t testing.TB, e *episode) (lines []string, problem string) {
	t.Helper()
	w.reset(t)
	w.listen()
	tokens := map[access.Role]string{}
	for role, token := range w.tokens {
		tokens[role] = token
	}
	lines = e.do(w)
	w.tokens = tokens
	if i := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, otherMark) }); i >= 0 && w.filled {
		return lines, "it shows " + lines[i]
	}
	slices.Sort(w.given)
	lines = append(append(lines, slices.Compact(w.given)...), w.held(t)...)
	for _, l := range *w.town.Letters {
		lines = append(lines, fmt.Sprint("letter ", l.Kind, l.To))
	}
	if w.filled && w.disturbed(t) {
		return lines, "it changes the other network"
	}
	return lines, ""
}

// learn plays every episode twice with nothing in the other network, and keeps what is the same both times. It gives the
// episodes but for those of which every statement is in so many others before it; 0 = all.
func (w *twins) learn(t testing.TB, all []*episode, enough int) (learned []*episode) {
	t.Helper()
	w.fillAll(t, false)
	times := map[string]int{}
	for _, e := range all {
		start := time.Now()
		first, _ := w.play(t, e)
		e.took, e.heard = time.Since(start), w.heard
		more := enough == 0
		for s := range e.heard {
			more = more || times[s] < enough
			times[s]++
		}
		if !more {
			continue
		}
		learned = append(learned, e)
		second, _ := w.play(t, e)
		e.want = steadyLines(first, second)
		e.other = len(first)
		for _, n := range e.want {
			e.other -= n
		}
	}
	return learned
}

// steadyLines gives the lines that two runs have both, with how often.
func steadyLines(first, second []string) map[string]int {
	counts := func(lines []string) map[string]int {
		n := map[string]int{}
		for _, line := range lines {
			n[line]++
		}
		return n
	}
	both, again := counts(first), counts(second)
	for line, n := range both {
		if both[line] = min(n, again[line]); both[line] == 0 {
			delete(both, line)
		}
	}
	return both
}

// differs tells where an episode does not go as it was learned; "" = nowhere.
func (w *twins) differs(t testing.TB, e *episode) string {
	t.Helper()
	lines, problem := w.play(t, e)
	if problem != "" {
		return problem
	}
	left := maps.Clone(e.want)
	var more []string
	for _, line := range lines {
		if left[line]--; left[line] < 0 {
			more = append(more, line)
		}
	}
	for line, n := range left {
		if n > 0 {
			return fmt.Sprintf("it does not give\n%s", line)
		}
	}
	if len(more) != e.other {
		return fmt.Sprintf("it gives %d lines that differ, not %d:\n%s", len(more), e.other, strings.Join(more, "\n"))
	}
	return ""
}

// TestTheOtherNetworkIsNotNoticed plays everything in a network whose neighbour is empty, and once more beside a
// neighbour that has the same ids, tokens and versions. Nothing may go otherwise, and the neighbour stays as it is.
func TestTheOtherNetworkIsNotNoticed(t *testing.T) {
	t.Parallel()
	w := newTwins(t, dbtest.SQLite(t))
	all := w.learn(t, episodes(t, w), 0)
	w.fillAll(t, true)
	for _, e := range all {
		if trouble := w.differs(t, e); trouble != "" {
			t.Errorf("%s: %s", e.name, trouble)
		}
	}
	w.logTellsNothing(t)
	unheard(t, all)
	if !t.Failed() && !testing.Short() {
		mutate(t, w, all)
	}
}

// logTellsNothing looks in all that was logged for tokens, links, passwords, codes, addresses and texts.
func (w *twins) logTellsNothing(t *testing.T) {
	t.Helper()
	hidden := []string{"een lange zin", "nieuw@hier.example", "hier.example", "Niemand Bijzonders", ownMark, otherMark}
	for _, name := range []string{"recovery", "totp", "waiting", "half", "more", "link"} {
		hidden = append(hidden, w.secrets[name])
	}
	for _, token := range w.tokens {
		hidden = append(hidden, token)
	}
	for _, text := range hidden {
		if before, after, found := strings.Cut(w.log.String(), text); found {
			t.Errorf("the log holds %q: …%s%s%s…", text, before[max(0, len(before)-200):], text, after[:min(100, len(after))])
		}
	}
	if strings.Count(w.log.String(), `"msg":"request"`) < 1000 {
		t.Errorf("the log is short:\n%s", w.log)
	}
}

// TestTheWallAloneKeepsNetworksApart takes every clause out of every statement on PostgreSQL, as if the program had
// forgotten all of them: row-level security gives and changes the same rows. Only the list of networks is for all, so
// statements on that table keep theirs.
func TestTheWallAloneKeepsNetworksApart(t *testing.T) {
	t.Parallel()
	w := newTwins(t, dbtest.Postgres(t))
	all := w.learn(t, episodes(t, w), 2)
	w.fillAll(t, true)
	taken := map[string]bool{}
	w.say = func(s string) string {
		if ofNetworks.MatchString(s) {
			return s
		}
		if clause.MatchString(s) {
			taken[s] = true
		}
		return without(s)
	}
	for _, e := range all {
		if trouble := w.differs(t, e); trouble != "" {
			t.Errorf("%s: %s", e.name, trouble)
		}
	}
	t.Logf("%d episodes, %d statements without their clauses", len(all), len(taken))
}

// ofNetworks is a statement on the list of networks.
var ofNetworks = regexp.MustCompile(`\b(from|update) network\b`)

// takes sees that something is still a statement: what the engine refuses would be missed by everybody.
func (w *twins) takes(t testing.TB, statement string) {
	t.Helper()
	err := db.AsOwner(w.town.DB, func(pool *sql.DB) error {
		prepared, err := pool.Prepare(statement)
		if err == nil {
			err = prepared.Close()
		}
		return err
	})
	if err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

// unheard looks for statements in the sources that no episode runs.
func unheard(t *testing.T, all []*episode) {
	t.Helper()
	heard := map[string]bool{}
	for _, e := range all {
		for s := range e.heard {
			heard[s] = true
		}
	}
	texts, found := strings.Join(slices.Collect(func(yield func(string) bool) {
		for s := range heard {
			if !yield(s) {
				return
			}
		}
	}), "\x00"), 0
	for _, text := range literals(t) {
		if !clause.MatchString(text) {
			continue
		}
		if found++; !strings.Contains(texts, text) {
			t.Errorf("no episode runs\n%s", text)
		}
	}
	for s := range heard {
		if tables := len(table.FindAllString(s, -1)) - len(ofNetworks.FindAllString(s, -1)); tables > len(clause.FindAllString(s, -1)) {
			t.Errorf("a table has no clause of its own in\n%s", s)
		}
	}
	t.Logf("%d texts in the sources, %d statements heard", found, len(heard))
}

// table is where a statement names a table; "due" are rows of the statement itself.
var table = regexp.MustCompile(`\b(?:from|join|update) (?:[a-ce-rt-z][a-z_]*|d[a-tv-z][a-z_]*|s[a-df-z][a-z_]*)\b`)

// literals gives the texts in the sources of the program.
func literals(t testing.TB) (all []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(testkit.Root(), "internal"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/dbtest/") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				text, _ := strconv.Unquote(l.Value)
				all = append(all, text)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// list is a list of arguments, of which there may be any number.
var list = regexp.MustCompile(`\(\$\d+(, \$\d+)*\)`)

// numbers are those of arguments.
var numbers = regexp.MustCompile(`\$\d+`)

// mostStatements is how many an episode may run when one is changed. What goes on until nothing is left does not end when
// a statement that lost its clause finds what another deletes with one.
const mostStatements = 5000

// mutate takes every clause out of every statement, one at a time. Each must be missed by an episode.
func mutate(t *testing.T, w *twins, all []*episode) {
	t.Helper()
	slices.SortStableFunc(all, func(a, b *episode) int { return cmp.Compare(a.took, b.took) })
	heard := map[string][]string{} // as it is written → as it ran, with one or more arguments in a list
	for _, e := range all {
		for s := range e.heard {
			if written := numbers.ReplaceAllString(list.ReplaceAllString(s, "(…)"), "$$n"); !slices.Contains(heard[written], s) {
				heard[written] = append(heard[written], s)
			}
		}
	}
	mutations, killed, played := 0, 0, 0
	for written, ran := range heard {
		for n := range clause.FindAllString(ran[0], -1) {
			mutations++
			w.takes(t, without(ran[0], n))
			count := 0
			w.say = func(s string) string {
				if count++; count > mostStatements {
					return "there is no end to it"
				}
				if slices.Contains(ran, s) {
					return without(s, n)
				}
				return s
			}
			missed := false
			for _, e := range all {
				if slices.ContainsFunc(ran, func(s string) bool { return e.heard[s] }) {
					played, count = played+1, 0
					if w.differs(t, e) != "" {
						missed = true
						break
					}
				}
			}
			if missed {
				killed++
			} else {
				t.Errorf("nobody misses clause %d of\n%s", n+1, written)
			}
		}
	}
	w.say = nil
	t.Logf("%d statements, %d mutations, %d killed, %d episodes played", len(heard), mutations, killed, played)
}
