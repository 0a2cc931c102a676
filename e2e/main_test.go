package e2e

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var (
	site    string            // address of the example town, without a slash at the end
	browser context.Context   // one browser for all tests; each test opens a tab of its own
	binary  string            // the program
	town    string            // its folder with data
	logins  map[string]string // links by which people of the example town come in, by role
	out     string            // folder for pictures and pages
)

func TestMain(m *testing.M) {
	status, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "the journeys cannot start:", err)
		status = 1
	}
	os.Exit(status)
}

func run(m *testing.M) (int, error) {
	folder, err := os.MkdirTemp("", "samenspel-e2e-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(folder)
	if out = os.Getenv("SAMENSPEL_PICTURES"); out == "" {
		out = filepath.Join(folder, "pictures")
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return 1, err
	}
	stop, err := startTown(folder)
	if err != nil {
		return 1, err
	}
	defer stop()
	path, err := findBrowser()
	if err != nil {
		return 1, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, // nothing foreign is opened
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("force-prefers-reduced-motion", true))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	var closeBrowser context.CancelFunc
	browser, closeBrowser = chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(browser); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

func findBrowser() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("install Debian's package chromium")
}

// startTown builds the program and starts it with the example town on a free port.
func startTown(folder string) (stop func(), err error) {
	binary = filepath.Join(folder, "samenspel")
	build := exec.Command("go", "build", "-C", "..", "-o", binary, "./cmd/samenspel")
	if text, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building: %w: %s", err, text)
	}
	town = filepath.Join(folder, "data")
	site, logins, stop, err = startServer("demo", "--data", town)
	return stop, err
}

// startServer starts the program on a free port and gives its address, without a slash at the end. Links for people to
// come in, which the example town prints, come back by role.
func startServer(args ...string) (address string, links map[string]string, stop func(), err error) {
	links = map[string]string{}
	server := exec.Command(binary, append(args, "--addr", "127.0.0.1:0")...)
	server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	pipe, err := server.StdoutPipe()
	if err != nil {
		return "", nil, nil, err
	}
	if err := server.Start(); err != nil {
		return "", nil, nil, err
	}
	lines := bufio.NewScanner(pipe)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch last := words[len(words)-1]; {
		case strings.HasPrefix(last, "http") && address == "":
			address = strings.TrimSuffix(last, "/")
		case strings.HasPrefix(last, "http"):
			links[words[0]] = last
		}
		if args[0] != "demo" || words[0] == "privacy-officer" { // the last line it prints
			break
		}
	}
	if address == "" {
		return "", nil, nil, fmt.Errorf("the program did not start")
	}
	return address, links, func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	}, nil
}

// patience is how long a journey may take.
const patience = time.Minute
