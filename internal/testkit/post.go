package testkit

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Post is an office for mail on this machine: an SMTP server that takes everything, and Dovecot, a real IMAP server, in
// whose only mailbox it lands. Both speak TLS (SMTP by STARTTLS) and want PostUser with PostPassword.
type Post struct {
	SMTP, IMAP int    // ports at 127.0.0.1
	Roots      string // file with the certificate to trust
	Trust      *x509.CertPool
	Lose       bool // what it takes does not come in

	folder string
	owner  *user.User
}

// Who may come in.
const (
	PostUser     = "punt"
	PostPassword = "geheim"
)

// NewPost opens an office that closes with the test.
func NewPost(t testing.TB) *Post {
	t.Helper()
	folder, err := os.MkdirTemp("", "samenspel-post-") // short: sockets have short paths
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	p := &Post{folder: folder, Roots: filepath.Join(folder, "cert.pem"), Trust: x509.NewCertPool()}
	pair := p.certificate(t)
	p.openIMAP(t)
	p.openSMTP(t, pair)
	return p
}

// Left gives how many letters lie in the mailbox.
func (p *Post) Left() int {
	letters, _ := filepath.Glob(filepath.Join(p.folder, "box", "[cn]*", "*.samenspel*"))
	return len(letters)
}

// Renumber lets the mailbox number its letters anew: it gets another UIDVALIDITY.
func (p *Post) Renumber(t testing.TB) {
	t.Helper()
	lists, err := filepath.Glob(filepath.Join(p.folder, "box", "dovecot*"))
	must(t, err)
	for _, list := range lists {
		must(t, os.RemoveAll(list))
	}
	time.Sleep(1100 * time.Millisecond) // the number is the time in seconds
}

func (p *Post) certificate(t testing.TB) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	public, private := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	must(t, os.WriteFile(p.Roots, public, 0o600))
	must(t, os.WriteFile(filepath.Join(p.folder, "key.pem"), private, 0o600))
	p.Trust.AppendCertsFromPEM(public)
	pair, err := tls.X509KeyPair(public, private)
	must(t, err)
	return pair
}

// dovecotConfig lets Dovecot run in one folder as one user.
const dovecotConfig = `base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
default_internal_user = %[2]s
default_internal_group = %[3]s
default_login_user = %[2]s
mail_location = maildir:%[1]s/box
first_valid_uid = 1
passdb {
  driver = static
  args = password=%[5]s
}
userdb {
  driver = static
  args = uid=%[2]s gid=%[3]s home=%[1]s
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = %[4]d
    ssl = yes
  }
}
service anvil {
  chroot =
}
`

// openIMAP starts Dovecot: as us, or as its own user when we are root, because it gives root no mail.
func (p *Post) openIMAP(t testing.TB) {
	t.Helper()
	program, err := exec.LookPath("dovecot")
	if err != nil {
		program = "/usr/sbin/dovecot"
	}
	cmd := exec.Command(program, "-F", "-c", filepath.Join(p.folder, "conf"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	p.owner, err = user.Current()
	must(t, err)
	if p.owner.Uid == "0" {
		p.owner, err = user.Lookup("dovecot")
		must(t, err)
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: number(t, p.owner.Uid), Gid: number(t, p.owner.Gid)}
	}
	group, err := user.LookupGroupId(p.owner.Gid)
	must(t, err)
	p.IMAP = FreePort(t)
	config := fmt.Sprintf(dovecotConfig, p.folder, p.owner.Username, group.Name, p.IMAP, PostPassword)
	must(t, os.WriteFile(filepath.Join(p.folder, "conf"), []byte(config), 0o600))
	for _, name := range []string{"box", "box/new", "box/cur", "box/tmp"} {
		must(t, os.Mkdir(filepath.Join(p.folder, name), 0o700))
	}
	if out, err := exec.Command("chown", "-R", p.owner.Uid+":"+p.owner.Gid, p.folder).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal("install Debian's package dovecot-imapd: ", err)
	}
	t.Cleanup(func() { _, _ = cmd.Process.Signal(syscall.SIGTERM), cmd.Wait() })
	p.waitForIMAP(t)
}

func (p *Post) waitForIMAP(t testing.TB) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p.IMAP)))
		if err == nil {
			_ = conn.Close()
			return
		}
		if time.Now().After(deadline) {
			said, _ := os.ReadFile(filepath.Join(p.folder, "log"))
			t.Fatalf("the IMAP server does not start: %s", said)
		}
	}
}

func number(t testing.TB, text string) uint32 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 32)
	must(t, err)
	return uint32(n)
}

// FreePort gives a port at 127.0.0.1 on which nothing listens now.
func FreePort(t testing.TB) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}

func (p *Post) openSMTP(t testing.TB, pair tls.Certificate) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p.SMTP = listener.Addr().(*net.TCPAddr).Port
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &counter{post: p}, nil }))
	server.Domain, server.ErrorLog = "post.example", log.New(io.Discard, "", 0)
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
}

// counter serves one who brings mail.
type counter struct {
	post *Post
	in   bool
}

func (*counter) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *counter) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != PostUser || password != PostPassword {
			return smtp.ErrAuthFailed
		}
		c.in = true
		return nil
	}), nil
}

func (*counter) Reset()        {}
func (*counter) Logout() error { return nil }

func (c *counter) Mail(string, *smtp.MailOptions) error {
	if !c.in {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (*counter) Rcpt(string, *smtp.RcptOptions) error { return nil }

// Data takes a letter.
func (c *counter) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil || c.post.Lose {
		return err
	}
	return c.post.put(text)
}

// Put puts a letter into the mailbox without a mail server: for many at once.
func (p *Post) Put(t testing.TB, letter string) {
	t.Helper()
	must(t, p.put([]byte(letter)))
}

var letters atomic.Int64

// put puts a letter into the mailbox, as it should be done with a Maildir: whole, and then by a rename.
func (p *Post) put(text []byte) error {
	name := fmt.Sprintf("%d.%d_%d.samenspel", time.Now().Unix(), time.Now().Nanosecond(), letters.Add(1))
	path := filepath.Join(p.folder, "box", "tmp", name)
	if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), 0o600); err != nil {
		return err
	}
	uid, _ := strconv.Atoi(p.owner.Uid)
	gid, _ := strconv.Atoi(p.owner.Gid)
	if err := os.Chown(path, uid, gid); err != nil {
		return err
	}
	return os.Rename(path, filepath.Join(p.folder, "box", "new", name))
}
