package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"samenspel/internal/errs"
)

// secret gives how this server speaks TLS, and a wrapper for its plain door that answers the giver of certificates.
// Without TLS the first is nil.
func (e *env) secret(log *slog.Logger) (*tls.Config, func(http.Handler) http.Handler, error) {
	asIs := func(next http.Handler) http.Handler { return next }
	switch {
	case e.values["tls-cert"] != "":
		own := &ownCertificate{cert: e.values["tls-cert"], key: e.values["tls-key"], log: log}
		_, err := own.get(nil)
		return strict(own.get), asIs, err
	case e.values.Yes("acme"):
		manager := e.acme()
		config := strict(told(manager.GetCertificate, log))
		config.NextProtos = append(config.NextProtos, acme.ALPNProto)
		return config, manager.HTTPHandler, nil
	}
	return nil, asIs, nil
}

// getCertificate chooses the certificate for a visitor.
type getCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error)

// strict allows TLS 1.2 and 1.3, and only ciphers that also notice changes (AEAD). Those of 1.3 all do.
func strict(get getCertificate) *tls.Config {
	return &tls.Config{GetCertificate: get, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, CipherSuites: []uint16{
		tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}}
}

// ownCertificate is a certificate in two files. It is read again when one of them changes; a pair that cannot be read,
// such as one that is half renewed, leaves the last good one in use.
type ownCertificate struct {
	cert, key string
	log       *slog.Logger

	mu    sync.Mutex
	stamp string // of the files that were read last
	pair  *tls.Certificate
}

func (o *ownCertificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	stamp := stampOf(o.cert) + stampOf(o.key)
	if o.pair != nil && stamp == o.stamp {
		return o.pair, nil
	}
	pair, err := tls.LoadX509KeyPair(o.cert, o.key)
	if err != nil {
		err = fmt.Errorf("the certificate in %s with the key in %s cannot be used; give both as PEM files that belong together: %w", o.cert, o.key, err)
	}
	if err != nil && o.pair == nil {
		return nil, err
	}
	first := o.pair == nil
	o.stamp = stamp
	if err != nil {
		o.log.Error("certificate", "error", err)
		return o.pair, nil
	}
	o.pair = &pair
	if !first {
		o.log.Info("certificate", "renewed", pair.Leaf.NotAfter)
	}
	return o.pair, nil
}

// stampOf tells one state of a file from another.
func stampOf(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return "-"
	}
	return fmt.Sprintf("%d %d ", info.ModTime().UnixNano(), info.Size())
}

// errForeign is a host name that is not ours.
var errForeign = errors.New("this is no host name of this server")

// acme gets certificates from a giver and keeps them in the folder acme of the data folder.
func (e *env) acme() *autocert.Manager {
	return &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(e.values["data"], "acme")), Email: e.values["acme-email"],
		Client:     &acme.Client{DirectoryURL: e.values["acme-directory"], HTTPClient: &http.Client{Timeout: 30 * time.Second}},
		HostPolicy: e.ours}
}

// ours refuses a certificate for a host name that is not one of this server: else anyone could let us ask for many.
func (e *env) ours(ctx context.Context, host string) error {
	all, err := e.hosts(ctx)
	if err == nil && !slices.Contains(all, strings.ToLower(host)) {
		err = errForeign
	}
	return err
}

// hosts are the names of this server: of its networks, of its public address, and those that were set.
func (e *env) hosts(ctx context.Context) ([]string, error) {
	networks, err := e.networks.List(ctx)
	if err != nil {
		return nil, err
	}
	names := e.values.List("acme-hosts")
	for _, n := range networks {
		names = append(names, n.Host)
	}
	if public, err := url.Parse(e.values["public-url"]); err == nil {
		names = append(names, public.Hostname())
	}
	for i, name := range names {
		names[i] = strings.ToLower(name)
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" }), nil
}

// told writes into the log why there is no certificate for a host of ours.
func told(get getCertificate, log *slog.Logger) getCertificate {
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		pair, err := get(hello)
		if err != nil && hello.ServerName != "" && !errors.Is(err, errForeign) && !errors.Is(err, context.Canceled) {
			log.Error("certificate", "host", hello.ServerName, "error", err)
		}
		return pair, err
	}
}

// toTLS sends visitors without TLS on to the same page with it. What someone sends without TLS is refused, so that
// nobody gets used to it.
func toTLS(port string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		host := (&url.URL{Host: r.Host}).Hostname()
		if host == "" || r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Gebruik https. Use https.", http.StatusBadRequest)
			return
		}
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		if port != "443" {
			host += ":" + port
		}
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusMovedPermanently) // #nosec G710 -- to the host the browser asked for itself
	})
}

// checkSettings refuses to start with settings that cannot work.
func (e *env) checkSettings() error {
	if err := e.values.Check(); err != nil {
		return fmt.Errorf("%w: look at the settings:\n%w", errs.Invalid, err)
	}
	return nil
}
