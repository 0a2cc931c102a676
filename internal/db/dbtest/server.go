package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"syscall"
	"time"

	"samenspel/internal/db"
)

// server is a running PostgreSQL in a folder of its own.
type server struct {
	folder string
	bin    string
	run    *exec.Cmd
	admin  *sql.DB
	mu     sync.Mutex // one database is made at a time: the template may have no other user meanwhile
}

var (
	startOnce sync.Once
	started   *server
	startErr  error
)

func startServer() (*server, error) {
	startOnce.Do(func() { started, startErr = newServer() })
	return started, startErr
}

func newServer() (*server, error) {
	bin, err := findBinaries()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "samenspel-pg-")
	if err != nil {
		return nil, err
	}
	s := &server{folder: folder, bin: bin}
	if err := s.start(); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func findBinaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Strings(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New("install Debian's package postgresql")
}

// command makes a command that PostgreSQL accepts: as the user postgres where we are root, because initdb refuses root.
func (s *server) command(name string, args ...string) (*exec.Cmd, error) {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT}
	if os.Getuid() != 0 {
		return cmd, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, errors.New("install Debian's package postgresql: there is no user postgres")
	}
	uid, _ := strconv.Atoi(account.Uid)
	gid, _ := strconv.Atoi(account.Gid)
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return cmd, os.Chown(s.folder, uid, gid)
}

func (s *server) start() error {
	data := filepath.Join(s.folder, "data")
	initialise, err := s.command("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	if err != nil {
		return err
	}
	if out, err := initialise.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := s.launch(data); err != nil {
		return err
	}
	if s.admin, err = sql.Open("pgx", s.address("postgres")); err != nil {
		return err
	}
	if err := s.wait(); err != nil {
		return err
	}
	return s.makeTemplate()
}

// launch starts the server from a thread that lives as long as this program: the kernel tells the server when that
// thread ends, so a killed test leaves nothing behind.
func (s *server) launch(data string) (err error) {
	s.run, err = s.command("postgres", "-D", data, "-k", s.folder, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "log_min_messages=fatal")
	if err != nil {
		return err
	}
	result := make(chan error)
	go func() {
		runtime.LockOSThread()
		result <- s.run.Start()
		select {}
	}()
	return <-result
}

func (s *server) wait() error {
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := s.admin.Ping()
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("PostgreSQL does not answer: %w", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

const template = "samenspel_template"

func (s *server) makeTemplate() error {
	ctx := context.Background()
	if _, err := s.admin.ExecContext(ctx, "create database "+template); err != nil {
		return err
	}
	d, err := db.Open(ctx, s.address(template))
	if err != nil {
		return err
	}
	_, err = d.Migrate(ctx)
	return errors.Join(err, d.Close())
}

func (s *server) create(ctx context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.admin.ExecContext(ctx, "create database "+name+" template "+template)
	return err
}

func (s *server) address(name string) string {
	return "postgres://postgres@/" + name + "?host=" + s.folder
}

func (s *server) stop() {
	if s.admin != nil {
		_ = s.admin.Close()
	}
	if s.run != nil && s.run.Process != nil {
		_ = s.run.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = s.run.Wait()
	}
	_ = os.RemoveAll(s.folder)
}
