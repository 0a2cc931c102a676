package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"samenspel/internal/errs"
)

// Policy says how the connection to the server is kept secret.
type Policy string

// The policies.
const (
	Mandatory     Policy = "mandatory"     // STARTTLS, or no mail
	Opportunistic Policy = "opportunistic" // STARTTLS where the server offers it
	Implicit      Policy = "implicit"      // TLS from the first byte, usually port 465
	None          Policy = "none"          // for a server on the same machine
)

// SMTP hands mail over to a server.
type SMTP struct {
	Host     string
	Port     int // 0 = 587
	Policy   Policy
	User     string // "" = do not sign in
	Password string
	Hello    string        // name of this machine; "" = what the machine calls itself
	Timeout  time.Duration // of the connection, and of the mail; 0 = 30 seconds
	TLS      *tls.Config   // nil = the usual
}

// Send hands one mail over, over a connection of its own.
func (s SMTP) Send(ctx context.Context, e Envelope) error {
	msg, err := e.message()
	if err != nil {
		return &Failure{Class: Unwritable, cause: err}
	}
	wire, conn, err := s.dial(ctx)
	if err != nil {
		return dialFailure(err)
	}
	defer wire.end() // the library leaves a connection open when signing in fails
	defer context.AfterFunc(ctx, wire.end)()
	client, err := s.client(conn)
	if err != nil {
		return &Failure{Class: Unready, cause: err}
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return dialFailure(err)
	}
	err = client.SendWithSMTPClient(session, msg)
	if msg.IsDelivered() {
		_ = wire.SetDeadline(time.Now().Add(time.Second))
		_ = client.CloseWithSMTPClient(session) // the mail is theirs, however they part
		return nil
	}
	return sendFailure(err, wire.broken.Load())
}

// wire is the connection, and remembers whether something could not be written to it.
type wire struct {
	net.Conn
	broken atomic.Bool
}

func (w *wire) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	if err != nil {
		w.broken.Store(true)
	}
	return n, err
}

func (w *wire) end() { _ = w.Close() }

func (s SMTP) timeout() time.Duration { return cmp.Or(s.Timeout, 30*time.Second) }

// dial connects, and gives the connection with and without what Implicit puts on it.
func (s SMTP) dial(ctx context.Context) (*wire, net.Conn, error) {
	dialer := net.Dialer{Timeout: s.timeout()}
	raw, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(cmp.Or(s.Port, 587))))
	if err != nil {
		return nil, nil, err
	}
	w := &wire{Conn: raw}
	if s.Policy != Implicit {
		return w, w, nil
	}
	return w, tls.Client(w, s.config()), nil // the handshake comes with the first words, under their deadline
}

func (s SMTP) config() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLS != nil {
		config = s.TLS.Clone()
	}
	config.ServerName = s.Host
	return config
}

func (s SMTP) client(conn net.Conn) (*gomail.Client, error) {
	policies := map[Policy]gomail.TLSPolicy{Mandatory: gomail.TLSMandatory, "": gomail.TLSMandatory, Opportunistic: gomail.TLSOpportunistic,
		Implicit: gomail.NoTLS, None: gomail.NoTLS}
	policy, known := policies[s.Policy]
	if !known {
		return nil, fmt.Errorf("%w: there is no policy %q for the server of mail", errs.Invalid, s.Policy)
	}
	options := []gomail.Option{gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(s.config()), gomail.WithTimeout(s.timeout()),
		gomail.WithoutNoop(), gomail.WithoutRset(),
		gomail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return conn, nil })}
	if s.Hello != "" {
		options = append(options, gomail.WithHELO(s.Hello))
	}
	if s.User != "" { // PLAIN and LOGIN are refused by the library where the connection is not secret
		options = append(options, gomail.WithUsername(s.User), gomail.WithPassword(s.Password), gomail.WithOpportunisticSMTPAuth(
			gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return gomail.NewClient(s.Host, options...)
}

// loginCodes say that a server wants another sign-in of us. That is not the fault of a mail.
var loginCodes = []int{454, 530, 534, 535, 538}

// dialFailure classes what went wrong before the first word about the mail.
func dialFailure(err error) *Failure {
	var answer *textproto.Error
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(err, &untrusted):
		return &Failure{Class: TLS}
	case errors.As(err, &answer) && slices.Contains(loginCodes, answer.Code):
		return &Failure{Class: Login, Code: answer.Code}
	case errors.As(err, &answer):
		return &Failure{Class: Connect, Code: answer.Code}
	case errors.Is(err, smtp.ErrUnencrypted):
		return &Failure{Class: Login}
	}
	return &Failure{Class: Connect}
}

// sendFailure classes what went wrong with the mail. Only the answer to the end of the data can be unknown, and only
// when that end went out.
func sendFailure(err error, broken bool) *Failure {
	var why *gomail.SendError
	if !errors.As(err, &why) {
		return &Failure{Class: Later}
	}
	code := why.ErrorCode()
	switch {
	case why.Reason == gomail.ErrGetSender, why.Reason == gomail.ErrGetRcpts, why.Reason == gomail.ErrNoUnencoded:
		return &Failure{Class: Unwritable}
	case slices.Contains(loginCodes, code):
		return &Failure{Class: Login, Code: code}
	case code >= 500:
		return &Failure{Class: Refused, Code: code}
	case code == 0 && why.Reason == gomail.ErrSMTPDataClose && !broken:
		return &Failure{Class: Unknown}
	}
	return &Failure{Class: Later, Code: code}
}
