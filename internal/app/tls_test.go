package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// giver gives certificates, for tests.
type giver struct {
	key    *ecdsa.PrivateKey
	root   *x509.Certificate
	serial int64
}

func newGiver(t testing.TB) *giver {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &giver{key, root, 1}
}

func (g *giver) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(g.root)
	return pool
}

// write puts a new certificate for this machine and its key into two files, and gives its serial number.
func (g *giver) write(t testing.TB, certFile, keyFile string, until time.Time) int64 {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	g.serial++
	template := &x509.Certificate{SerialNumber: big.NewInt(g.serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: until,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, KeyUsage: x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, g.root, &key.PublicKey, g.key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, certFile, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
	writeFile(t, keyFile, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	return g.serial
}

func writeFile(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// freePort gives a port on which nothing listens now.
func freePort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

// knock makes a connection with TLS and gives the serial number of the certificate it met.
func knock(t testing.TB, address string, config *tls.Config) (serial int64, err error) {
	t.Helper()
	conn, err := tls.Dial("tcp", address, config)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64(), nil
}

func TestTLSWithAnOwnCertificateAndItsRenewal(t *testing.T) {
	folder := t.TempDir()
	cert, key, plain := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem"), "127.0.0.1:"+freePort(t)
	g := newGiver(t)
	first := g.write(t, cert, key, time.Now().Add(time.Hour))
	s := start(t, "demo", "--data", filepath.Join(folder, "data"))
	if err := s.stop(t); err != nil {
		t.Fatal(err)
	}
	s = start(t, "serve", "--data", filepath.Join(folder, "data"), "--tls-cert", cert, "--tls-key", key, "--redirect-addr", plain)
	address, port := strings.TrimPrefix(s.address, "https://"), s.address[strings.LastIndex(s.address, ":")+1:]
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: g.pool(), MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Get(s.address + "/inloggen")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	if answer.StatusCode != 200 || answer.Proto != "HTTP/2.0" || !strings.Contains(answer.Header.Get("Strict-Transport-Security"), "max-age=31536000") ||
		!strings.Contains(string(body), `name="password"`) {
		t.Errorf("signing in over TLS: %d %s, HSTS %q", answer.StatusCode, answer.Proto, answer.Header.Get("Strict-Transport-Security"))
	}
	sentOn, err := client.Get("http://" + plain + "/zoek?q=maatje")
	if err != nil {
		t.Fatal(err)
	}
	sentOn.Body.Close()
	if want := "https://127.0.0.1:" + port + "/zoek?q=maatje"; sentOn.StatusCode != http.StatusMovedPermanently || sentOn.Header.Get("Location") != want {
		t.Errorf("without TLS: %d to %q, want %q", sentOn.StatusCode, sentOn.Header.Get("Location"), want)
	}
	posted, err := client.Post("http://"+plain+"/inloggen", "application/x-www-form-urlencoded", strings.NewReader("password=x"))
	if err != nil {
		t.Fatal(err)
	}
	posted.Body.Close()
	if posted.StatusCode != http.StatusBadRequest {
		t.Errorf("a password without TLS answers %d", posted.StatusCode)
	}
	oldAndWeak(t, address, g)
	renewal(t, s, address, g, cert, key, first)
}

// oldAndWeak looks which connections are refused.
func oldAndWeak(t *testing.T, address string, g *giver) {
	t.Helper()
	for name, config := range map[string]*tls.Config{
		"TLS 1.1":             {MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
		"a cipher with CBC":   {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}},
		"a cipher with SHA-1": {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA}},
	} {
		config.RootCAs = g.pool()
		if _, err := knock(t, address, config); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		if _, err := knock(t, address, &tls.Config{RootCAs: g.pool(), MinVersion: version, MaxVersion: version}); err != nil {
			t.Errorf("%s is refused: %v", tls.VersionName(version), err)
		}
	}
}

// renewal writes the files anew while the server runs: in one go, half, and broken.
func renewal(t *testing.T, s *server, address string, g *giver, cert, key string, first int64) {
	t.Helper()
	trust := &tls.Config{RootCAs: g.pool(), MinVersion: tls.VersionTLS12}
	expect := func(when string, want int64) {
		t.Helper()
		if got, err := knock(t, address, trust); err != nil || got != want {
			t.Errorf("%s: certificate %d, %v; want %d", when, got, err, want)
		}
	}
	expect("at first", first)
	second := g.write(t, cert, key, time.Now().Add(time.Hour))
	expect("renewed", second)
	g.write(t, cert, key+".later", time.Now().Add(time.Hour))
	expect("half renewed", second)
	if err := os.Rename(key+".later", key); err != nil {
		t.Fatal(err)
	}
	expect("the other half too", second+1)
	writeFile(t, cert, "no certificate")
	expect("broken", second+1)
	if err := s.stop(t); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if log := s.errors.String(); !strings.Contains(log, `"msg":"certificate"`) || strings.Contains(log, "TLS handshake error") {
		t.Errorf("the log says nothing about the broken certificate, or where visitors come from:\n%s", log)
	}
}
