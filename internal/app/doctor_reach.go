package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"samenspel/internal/db"
	"samenspel/internal/errs"
	"samenspel/internal/mail"
	"samenspel/internal/network"
)

// examineProvider asks the identity provider who it is, as a sign-in does.
func (e *env) examineProvider(ctx context.Context) []finding {
	issuer := e.values["oidc-issuer"]
	if issuer == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, doctorWaits)
	defer cancel()
	if _, err := oidc.NewProvider(toProviders(ctx), issuer); err != nil {
		return says(wrong, "the identity provider does not answer as it should: %v; look at oidc-issuer, it must be written as the provider writes it", err)
	}
	return says(good, "the identity provider %s answers", providerName(e.values))
}

// renewBefore is how long before its end a certificate should have been renewed.
const renewBefore = 14 * 24 * time.Hour

func (e *env) examineCertificate(ctx context.Context) (all []finding) {
	hosts, err := e.hosts(ctx)
	if err != nil {
		return says(wrong, "the host names cannot be read: %v", err)
	}
	switch {
	case e.values["tls-cert"] != "":
		pair, err := tls.LoadX509KeyPair(e.values["tls-cert"], e.values["tls-key"])
		if err != nil {
			return says(wrong, "the certificate cannot be used: %v; give tls-cert and tls-key as PEM files that belong together", err)
		}
		return judgeCertificate(pair.Leaf, hosts, time.Now())
	case e.values.Yes("acme"):
		for _, host := range hosts {
			all = append(all, e.keptCertificate(ctx, host)...)
		}
		if hosts == nil {
			return says(wrong, "there is no host name to get a certificate for; use samenspel network set SLUG --host NAME, or set public-url")
		}
		return all
	case e.values.Yes("https"):
		return certificateOfProxy(ctx, e.values["public-url"])
	}
	return says(advice, "this server has no TLS, so people can sign in on this machine only; set acme, or tls-cert and tls-key, or https behind a proxy")
}

// keptCertificate looks at a certificate that the server got itself.
func (e *env) keptCertificate(ctx context.Context, host string) []finding {
	text, err := e.acme().Cache.Get(ctx, host)
	if err != nil {
		return says(advice, "there is no certificate for %s yet; the server gets it at the first visit to https://%s/", host, host)
	}
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			return says(wrong, "the certificate for %s cannot be read; remove that file from the folder acme and start the server", host)
		}
		if leaf, err := x509.ParseCertificate(block.Bytes); err == nil {
			return judgeCertificate(leaf, []string{host}, time.Now())
		}
		text = rest
	}
}

// certificateOfProxy looks at the certificate that visitors meet at our public address.
func certificateOfProxy(ctx context.Context, public string) []finding {
	u, err := url.Parse(public)
	if err != nil || u.Scheme != "https" {
		return says(advice, "set public-url, so that the certificate of the proxy can be looked at")
	}
	port := u.Port()
	if port == "" {
		port = "443"
	}
	dialer := tls.Dialer{NetDialer: &net.Dialer{Timeout: doctorWaits}, Config: &tls.Config{MinVersion: tls.VersionTLS12}}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) {
		return says(wrong, "the certificate at %s does not hold: %v; renew it at the proxy", public, untrusted.Err)
	}
	if err != nil {
		return says(advice, "%s cannot be reached from this machine, so its certificate was not looked at", public)
	}
	defer func() { _ = conn.Close() }()
	return judgeCertificate(conn.(*tls.Conn).ConnectionState().PeerCertificates[0], []string{u.Hostname()}, time.Now())
}

// judgeCertificate looks whether a certificate is for these hosts and does not end soon.
func judgeCertificate(leaf *x509.Certificate, hosts []string, now time.Time) (all []finding) {
	for _, host := range hosts {
		if err := leaf.VerifyHostname(host); err != nil {
			all = append(all, says(wrong, "the certificate is not for %s; get one that names it", host)...)
		}
	}
	days := int(leaf.NotAfter.Sub(now).Hours() / 24)
	switch {
	case now.After(leaf.NotAfter):
		return append(all, says(wrong, "the certificate ended on %s; renew it now", leaf.NotAfter.Format("2 January 2006"))...)
	case now.Before(leaf.NotBefore):
		return append(all, says(wrong, "the certificate begins on %s; look at the clock of this machine", leaf.NotBefore.Format("2 January 2006"))...)
	case leaf.NotAfter.Sub(now) < renewBefore:
		return append(all, says(wrong, "the certificate ends in %d days; renew it, or look why that does not happen by itself", days)...)
	case all == nil:
		return says(good, "the certificate holds for %d more days", days)
	}
	return all
}

// letterWaits is how long the doctor waits for its test letter to come in.
const letterWaits = 2 * time.Minute

// examineMail sends a letter to the information point, and looks whether it comes in.
func (e *env) examineMail(ctx context.Context) []finding {
	if e.values["smtp-host"] == "" {
		return says(advice, "there is no mail server, so mails are put into a folder that administrators read; set smtp-host before people depend on it")
	}
	if e.asked.noLetter {
		return says(advice, "the mail server was not tried, because you asked so")
	}
	networks, err := e.networks.List(ctx)
	i := slices.IndexFunc(networks, func(n network.Network) bool { return n.Settings.Email != "" })
	if err != nil || i < 0 {
		return says(wrong, "no network has an e-mail address to send a test letter to; use samenspel network set SLUG --email …")
	}
	to := networks[i].Settings.Email
	if e.values.Yes("imap-plus") {
		to = plus(to, "proef")
	}
	who, err := e.identity(ctx, networks[i].ID)
	if err != nil {
		return says(wrong, "the network cannot be read: %v", err)
	}
	letter := mail.Try(networks[i].ID, who, to, db.NewID(), time.Now())
	if err := mailSender(e.values).Send(ctx, letter); err != nil {
		return says(wrong, "%s", whyNotSent(err))
	}
	out := says(good, "the mail server took a test letter for %s", to)
	if e.values["imap-host"] == "" {
		return append(out, says(advice, "look whether the test letter is in the mailbox of %s; with imap-host set, this is looked at by itself", to)...)
	}
	return append(append(out, e.examineAddresses(networks)...), e.comesIn(ctx, networks[i].ID, to, letter.MessageID)...)
}

func (e *env) comesIn(ctx context.Context, network, to, id string) []finding {
	box, err := imapMailbox(e.values)
	if err != nil {
		return says(wrong, "%s", plainly(err))
	}
	ctx, cancel := context.WithTimeout(ctx, letterWaits)
	defer cancel()
	err = box.Await(ctx, id, e.tookIn(ctx, network, id))
	switch {
	case errors.Is(err, errs.NotFound):
		return says(wrong, "the test letter did not come into the inbox of %s within %s; look in its spam folder, and at SPF, DKIM and DMARC", to, letterWaits)
	case errors.Is(err, errs.Forbidden):
		return says(wrong, "the mailbox refuses imap-user with imap-password; look at both")
	}
	return orWrong(err, "the test letter came into the mailbox")
}

// whyNotSent puts in words why a letter did not go out.
func whyNotSent(err error) string {
	var failure *mail.Failure
	if !errors.As(err, &failure) {
		return err.Error()
	}
	words := map[mail.Class]string{
		mail.Connect: "there is no connection with the mail server; look at smtp-host, smtp-port and the firewall",
		mail.TLS:     "the certificate of the mail server does not hold; look at smtp-host, it must be the name in the certificate",
		mail.Login:   "the mail server refuses smtp-user with smtp-password; look at both",
		mail.Refused: "the mail server refuses the test letter; look whether mail-from may send there, and the address of the information point",
		mail.Later:   "the mail server asks to come back later; try again in an hour",
	}
	if text, ok := words[failure.Class]; ok {
		return text
	}
	return "the test letter could not be sent: " + failure.Error() + "; look at mail-from and the e-mail of the information point"
}
