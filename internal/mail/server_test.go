package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// fault is what a server does with a mail.
type fault string

const (
	accept      fault = "accept"
	laterRcpt   fault = "451 to the recipient"
	laterData   fault = "452 to the data"
	refuseMail  fault = "550 to the sender"
	refuseRcpt  fault = "550 to the recipient"
	refuseData  fault = "554 to the data"
	hangRcpt    fault = "no answer to the recipient"
	hangData    fault = "no answer to the data"
	dropRcpt    fault = "hangs up at the recipient"
	dropBefore  fault = "hangs up before the end of the data"
	dropAfter   fault = "takes the mail and hangs up"
	needsSignIn fault = "530 to the sender"
)

// post is a real SMTP server that does as it is told.
type post struct {
	smtp.Server
	port   int
	script func(recipient string, attempt int) fault
	user   string // with password "secret"; "" = no sign-in
	hang   chan struct{}

	mu       sync.Mutex
	attempts map[string]int
	got      map[string][]string // recipient → mails
	lost     map[string]int      // recipient → how often its mail was taken without an answer
	secret   int                 // mails that came over TLS
}

func newPost(t testing.TB, change func(*post)) *post {
	t.Helper()
	p := &post{script: func(string, int) fault { return accept }, hang: make(chan struct{}), attempts: map[string]int{}, got: map[string][]string{},
		lost: map[string]int{}}
	p.Server = *smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s := &visit{post: p, conn: c}
		if p.user != "" {
			return &authVisit{s}, nil
		}
		return s, nil
	}))
	p.Domain = "post.example"
	p.ErrorLog = log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = listener.Addr().(*net.TCPAddr).Port
	if change != nil {
		change(p)
	}
	if p.Addr == "implicit" {
		listener = tls.NewListener(listener, p.TLSConfig)
	}
	go func() { _ = p.Serve(listener) }()
	t.Cleanup(func() { close(p.hang); _ = p.Server.Close() })
	return p
}

// does tells what the server does with the mail to a recipient.
func (p *post) does(recipient string, attempt int) fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.script(recipient, attempt)
}

// from now on all mail is accepted.
func (p *post) mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.script = func(string, int) fault { return accept }
}

// copies gives what came for a recipient, and how often that was taken without an answer.
func (p *post) copies(recipient string) (mails []string, lost int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got[recipient], p.lost[recipient]
}

// count gives how many recipients got mail, and how many mails came over TLS.
func (p *post) count() (recipients, secret int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.got), p.secret
}

// visit is one connection.
type visit struct {
	post *post
	conn *smtp.Conn
	to   string
	do   fault
	in   bool // signed in
}

func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

func says(code int) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCodeNotSet, Message: "not now"}
}

func (v *visit) Mail(string, *smtp.MailOptions) error {
	if v.post.user != "" && !v.in {
		return says(530)
	}
	switch v.post.does("", 0) {
	case refuseMail:
		return says(550)
	case needsSignIn:
		return says(530)
	}
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.post.mu.Lock()
	v.post.attempts[to]++
	attempt := v.post.attempts[to]
	v.post.mu.Unlock()
	v.to, v.do = to, v.post.does(to, attempt)
	switch v.do {
	case laterRcpt:
		return says(451)
	case refuseRcpt:
		return says(550)
	case hangRcpt:
		<-v.post.hang
	case dropRcpt:
		_ = v.conn.Conn().Close()
	}
	return nil
}

func (v *visit) Data(r io.Reader) error {
	if v.do == dropBefore {
		_ = v.conn.Conn().Close()
		return errors.New("gone")
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	switch v.do {
	case laterData:
		return says(452)
	case refuseData:
		return says(554)
	case hangData:
		<-v.post.hang
		return says(451)
	}
	v.post.mu.Lock()
	defer v.post.mu.Unlock()
	v.post.got[v.to] = append(v.post.got[v.to], string(data))
	if _, ok := v.conn.TLSConnectionState(); ok {
		v.post.secret++
	}
	if v.do == dropAfter {
		v.post.lost[v.to]++
		_ = v.conn.Conn().Close()
	}
	return nil
}

// authVisit is a connection on which the client may sign in.
type authVisit struct{ *visit }

func (v *authVisit) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *authVisit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != v.post.user || password != "secret" {
			return smtp.ErrAuthFailed
		}
		v.in = true
		return nil
	}), nil
}

// certificate gives a certificate for 127.0.0.1 made for this test, and the pool that trusts it.
func certificate(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, pool
}

func (p *post) sender(policy Policy) SMTP {
	return SMTP{Host: "127.0.0.1", Port: p.port, Policy: policy, Hello: "us.example", Timeout: 20 * time.Second}
}

func recipient(i int) string { return "m" + strconv.Itoa(i) + "@example.org" }
