package app_test

import (
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"samenspel/internal/testkit"
)

// pebble is a real giver of certificates (ACME), that checks host names as Let's Encrypt does, but asks a name server
// of its own, for which every name is this machine.
type pebble struct{ directory, roots string }

// newPebble starts one. It looks for our server at a port with TLS and at one without.
func newPebble(t *testing.T, tlsPort, plainPort string) pebble {
	t.Helper()
	folder := t.TempDir()
	port, manage, names := freePort(t), freePort(t), freePort(t)
	g := newGiver(t)
	cert, key, roots := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem"), filepath.Join(folder, "roots.pem")
	g.write(t, cert, key, time.Now().Add(time.Hour))
	writeFile(t, roots, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: g.root.Raw})))
	settings, err := json.Marshal(map[string]any{"pebble": map[string]any{"listenAddress": "127.0.0.1:" + port, "managementListenAddress": "127.0.0.1:" + manage,
		"certificate": cert, "privateKey": key, "httpPort": number(t, plainPort), "tlsPort": number(t, tlsPort)}})
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(folder, "config.json")
	writeFile(t, config, string(settings))
	begin(t, tool(t, folder, "pebble-challtestsrv"), "-dnsserver", "127.0.0.1:"+names, "-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", "",
		"-management", "127.0.0.1:"+freePort(t), "-defaultIPv6", "", "-defaultIPv4", "127.0.0.1")
	begin(t, tool(t, folder, "pebble"), "-config", config, "-dnsserver", "127.0.0.1:"+names)
	p := pebble{"https://127.0.0.1:" + port + "/dir", roots}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: g.pool(), MinVersion: tls.VersionTLS12}}}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		answer, err := client.Get(p.directory)
		if err == nil {
			answer.Body.Close()
			return p
		}
		if time.Now().After(deadline) {
			t.Fatal("the giver of certificates does not answer: ", err)
		}
	}
}

// tool builds a program of the module of tools.
func tool(t *testing.T, folder, name string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	build := exec.Command("go", "build", "-buildvcs=false", "-modfile=tools/go.mod", "-o", path, "github.com/letsencrypt/pebble/v2/cmd/"+name)
	build.Dir = testkit.Root()
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v: %s", name, err, out)
	}
	return path
}

// begin starts a program that ends with the test.
func begin(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
}

func number(t *testing.T, port string) int {
	t.Helper()
	n, err := net.LookupPort("tcp", port)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestTheServerGetsItsOwnCertificates lets the server get certificates from a real giver: for the host of a network,
// for its public address, after a start again from what it kept, and never for a name of someone else.
func TestTheServerGetsItsOwnCertificates(t *testing.T) {
	secure, plain, data := freePort(t), freePort(t), filepath.Join(t.TempDir(), "data")
	p := newPebble(t, secure, plain)
	t.Setenv("SSL_CERT_FILE", p.roots)
	run(t, "network", "add", "veen", "--data", data)
	run(t, "network", "set", "veen", "--host", "veen.example.org", "--data", data)
	args := []string{"serve", "--data", data, "--addr", "127.0.0.1:" + secure, "--acme", "yes", "--acme-directory", p.directory,
		"--public-url", "https://samenspel.example.org", "--redirect-addr", "127.0.0.1:" + plain}
	s := start(t, args...)
	meet := func(name string) (*tls.ConnectionState, error) {
		conn, err := tls.DialWithDialer(&net.Dialer{Timeout: time.Minute}, "tcp", "127.0.0.1:"+secure,
			&tls.Config{ServerName: name, InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}) // the giver made its root just now
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		state := conn.ConnectionState()
		return &state, nil
	}
	given := map[string]string{}
	for _, name := range []string{"veen.example.org", "samenspel.example.org"} {
		state, err := meet(name)
		for patience := time.Now().Add(3 * time.Minute); err != nil && time.Now().Before(patience); { // as a browser does on a busy machine
			time.Sleep(time.Second)
			state, err = meet(name)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := state.PeerCertificates[0].VerifyHostname(name); err != nil || !strings.HasPrefix(state.PeerCertificates[0].Issuer.CommonName, "Pebble") {
			t.Errorf("%s got a certificate of %q: %v", name, state.PeerCertificates[0].Issuer.CommonName, err)
		}
		given[name] = state.PeerCertificates[0].SerialNumber.String()
	}
	for _, name := range []string{"elsewhere.example.org", "www.veen.example.org", ""} {
		if _, err := meet(name); err == nil {
			t.Errorf("%q got a certificate", name)
		}
	}
	sentOn, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get("http://127.0.0.1:" + plain + "/wijk")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, sentOn.Body)
	sentOn.Body.Close()
	if sentOn.Header.Get("Location") != "https://127.0.0.1/wijk" {
		t.Errorf("without TLS it goes to %q", sentOn.Header.Get("Location"))
	}
	if err := s.stop(t); err != nil {
		t.Fatal(err)
	}
	start(t, args...)
	if state, err := meet("veen.example.org"); err != nil || state.PeerCertificates[0].SerialNumber.String() != given["veen.example.org"] {
		t.Errorf("after a start it asked for another certificate: %v", err)
	}
	if info, err := os.Stat(filepath.Join(data, "acme")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder of certificates: %v, %v", info, err)
	}
}
