package app_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"samenspel/internal/app"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/testkit"
)

// program runs the whole program; scripts and servers in these tests are this test binary under that name.
func program() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	os.Exit(app.Run(ctx, os.Args[1:], os.Stdout, os.Stderr, "test"))
}

type both struct{ *testing.M }

// Run runs the tests and then stops the database server that they may have started.
func (b both) Run() int {
	status := b.M.Run()
	dbtest.Stop()
	return status
}

func TestMain(m *testing.M) {
	testscript.Main(both{m}, map[string]func(){"samenspel": program})
}

// TestScripts runs the stories in testdata/script: what an administrator types, and what comes of it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Setup: func(env *testscript.Env) error {
		env.Setenv("SHARED", testkit.SharedRoot())
		return nil
	}})
}

// run runs one command to its end.
func run(t testing.TB, args ...string) {
	t.Helper()
	if out, err := exec.Command("samenspel", args...).CombinedOutput(); err != nil {
		t.Fatalf("samenspel %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// server is the program in a process of its own.
type server struct {
	cmd     *exec.Cmd
	address string
	errors  *strings.Builder
	ready   time.Duration // from start to the line that says where it is
}

// start starts the program, on a free port unless --addr is among the arguments.
func start(t testing.TB, args ...string) *server {
	t.Helper()
	if !slices.Contains(args, "--addr") {
		args = append(args, "--addr", "127.0.0.1:0")
	}
	self, err := exec.LookPath("samenspel") // testscript puts it on the path
	if err != nil {
		t.Fatal(err)
	}
	s := &server{cmd: exec.Command(self, args...), errors: new(strings.Builder)}
	s.cmd.Stderr = s.errors
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	pipe, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	line, err := bufio.NewReader(pipe).ReadString('\n')
	if err != nil {
		_ = s.cmd.Wait()
		t.Fatalf("the server did not start: %v: %s", err, s.errors)
	}
	s.ready = time.Since(begin)
	s.address = "http" + strings.TrimSuffix(strings.SplitN(strings.TrimSpace(line), " http", 2)[1], "/")
	return s
}

func (s *server) get(t testing.TB, path string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(s.address + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// untilReady waits until the server says that every network can be searched.
func (s *server) untilReady(t testing.TB) {
	t.Helper()
	for range 200 {
		if status, _ := s.get(t, "/readyz"); status == 200 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("/readyz never answered 200")
}

func (s *server) stop(t testing.TB) error {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	return s.cmd.Wait()
}

// memory is the resident memory of the server in MB.
func (s *server) memory(t testing.TB) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Skip("this system does not tell memory as Linux does")
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes / 1024
}

func TestTheExampleTown(t *testing.T) {
	data := t.TempDir()
	for range 2 { // the second start finds everything there
		s := start(t, "demo", "--data", data)
		s.untilReady(t)
		for path, want := range map[string]string{
			"/":                  "Dit is een voorbeeld",
			"/zoek?q=maatje":     "resultaten voor “maatje”",
			"/wijk/rietlanden":   "Deze wijk heeft nu geen ambassadeur",
			"/wijk/vogelbuurt":   "is uw ambassadeur",
			"/zoek?wijk=0104+BB": "resultaten",
			"/gids":              "Gids voor hulp in de buurt",
			"/readyz":            "ready",
		} {
			if status, body := s.get(t, path); status != 200 || !strings.Contains(body, want) {
				t.Errorf("%s answers %d without %q", path, status, want)
			}
		}
		if err := s.stop(t); err != nil {
			t.Errorf("stopping: %v: %s", err, s.errors)
		}
	}
}

// TestNobodyOffersATripToHospital holds the gap that the example town has on purpose (inventory A11, H56).
func TestNobodyOffersATripToHospital(t *testing.T) {
	s := start(t, "demo", "--data", t.TempDir())
	_, body := s.get(t, "/zoek?q=vervoer+naar+het+ziekenhuis")
	if strings.Contains(body, "<mark lang=\"nl\">ziekenhuis") {
		t.Error("someone in the example town offers something with a hospital")
	}
}

func TestServeOnPostgres(t *testing.T) {
	s := start(t, "serve", "--database", dbtest.PostgresAddress(t), "--data", t.TempDir())
	s.untilReady(t)
	if status, _ := s.get(t, "/"); status != 404 {
		t.Errorf("without a network / answers %d, want 404", status)
	}
	if err := s.stop(t); err != nil {
		t.Errorf("stopping: %v: %s", err, s.errors)
	}
}

// TestAnImportShowsInAServerThatRuns imports in another process and looks whether the pages follow.
func TestAnImportShowsInAServerThatRuns(t *testing.T) {
	data := t.TempDir()
	s := start(t, "demo", "--data", data)
	file := filepath.Join(t.TempDir(), "more.csv")
	text := "id,title,organization,description,needs\nx1,Naaimachine lenen,Het Naaihuis,U leent een naaimachine.,anders\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "import", "--network", "waterveen", "--data", data, file)
	deadline := time.Now().Add(10 * time.Second)
	for {
		if _, body := s.get(t, "/zoek?q=naaimachine"); strings.Contains(body, "Naaimachine lenen") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("what was imported is not found")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// TestStoppingCutsNothingOff asks for pages while the server stops: every request that got through is answered whole.
func TestStoppingCutsNothingOff(t *testing.T) {
	s := start(t, "demo", "--data", t.TempDir())
	const visitors = 8
	broken := make(chan string, visitors)
	for range visitors {
		go func() {
			for {
				answer, err := http.Get(s.address + "/gids")
				if err != nil { // the door is closed
					broken <- ""
					return
				}
				text, err := io.ReadAll(answer.Body)
				answer.Body.Close()
				if err != nil || !strings.HasSuffix(strings.TrimSpace(string(text)), "</html>") {
					broken <- fmt.Sprintf("a page of %d bytes was cut off: %v", len(text), err)
					return
				}
			}
		}()
	}
	time.Sleep(300 * time.Millisecond)
	if err := s.stop(t); err != nil {
		t.Errorf("stopping: %v: %s", err, s.errors)
	}
	for range visitors {
		if problem := <-broken; problem != "" {
			t.Error(problem)
		}
	}
}

// TestEveryWordOfAServiceFindsIt takes the service of the example town that has 34 search words (inventory F05).
func TestEveryWordOfAServiceFindsIt(t *testing.T) {
	file, err := os.Open("demodata/services.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	id, words := "", []string(nil)
	for _, row := range rows {
		if found := strings.Split(row[slices.Index(rows[0], "keywords")], "; "); len(found) > len(words) {
			id, words = row[slices.Index(rows[0], "id")], found
		}
	}
	if len(words) != 34 {
		t.Fatalf("the longest list has %d search words, want 34", len(words))
	}
	data := t.TempDir()
	if err := start(t, "demo", "--data", data).stop(t); err != nil {
		t.Fatal(err)
	}
	type query struct {
		ID    string `json:"id"`
		Query string `json:"query"`
	}
	asked := struct {
		Queries []query `json:"queries"`
	}{}
	for _, word := range words {
		asked.Queries = append(asked.Queries, query{word, word})
	}
	batch := filepath.Join(data, "queries.json")
	text, _ := json.Marshal(asked)
	if err := os.WriteFile(batch, text, 0o600); err != nil {
		t.Fatal(err)
	}
	answer, err := exec.Command("samenspel", "search", "--network", "waterveen", "--data", data, "--limit", "40", "--batch", batch).Output()
	var found struct{ Results map[string][]string }
	if err = errors.Join(err, json.Unmarshal(answer, &found)); err != nil {
		t.Fatal(err)
	}
	for _, word := range words {
		if !slices.Contains(found.Results[word], id) {
			t.Errorf("%q does not find %s among the first 40", word, id)
		}
	}
}
