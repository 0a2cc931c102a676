package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/errs"
	"samenspel/internal/harvest"
	"samenspel/internal/network"
)

// mostRedirects is how often a source may send us on.
const mostRedirects = 3

// bounds are limits on what a source that is fetched may do.
type bounds struct {
	answers time.Duration // until the first byte
	stalls  time.Duration // between two parts of an answer
	sends   time.Duration // one answer as a whole
	bytes   int64
}

// usual are the bounds outside tests.
var usual = bounds{answers: 15 * time.Second, stalls: 30 * time.Second, sends: 30 * time.Minute, bytes: 4 << 30}

// fetcher fetches sources. It only asks addresses on the public internet, and looks at them when it connects, so that a
// name that changes its address meanwhile does not help.
type fetcher struct {
	client  *http.Client
	bounds  bounds
	allowed []netip.Prefix // that may be asked though they are not public
}

// newFetcher gives a fetcher. allowed: networks such as 10.0.0.0/8, separated by commas.
func newFetcher(allowed string, within bounds) (*fetcher, error) {
	f := &fetcher{bounds: within}
	for text := range strings.SplitSeq(allowed, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%w: fetch-private holds %q; write networks such as 10.0.0.0/8", errs.Invalid, text)
		}
		f.allowed = append(f.allowed, prefix)
	}
	dialer := &net.Dialer{Timeout: within.answers, Control: f.look}
	f.client = &http.Client{CheckRedirect: redirect, Transport: &http.Transport{DialContext: dialer.DialContext,
		TLSHandshakeTimeout: within.answers, ResponseHeaderTimeout: within.answers, MaxResponseHeaderBytes: 1 << 16}}
	return f, nil
}

func redirect(r *http.Request, via []*http.Request) error {
	if len(via) > mostRedirects {
		return fmt.Errorf("the source sends us on more than %d times", mostRedirects)
	}
	if r.URL.Scheme != "https" && r.URL.Scheme != "http" {
		return fmt.Errorf("the source sends us on to %q, which is no website", r.URL.Scheme)
	}
	return nil
}

// errPrivate is an address that is not on the public internet.
var errPrivate = errors.New("the address is not on the public internet")

// look is asked with the address that is about to be connected to.
func (f *fetcher) look(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errPrivate
	}
	ip := at.Addr().Unmap()
	for _, prefix := range f.allowed {
		if prefix.Contains(ip) {
			return nil
		}
	}
	if !public(ip) {
		return errPrivate
	}
	return nil
}

// notPublic are the ranges that package netip has no word for: of this network, shared, for tests, reserved, and those that
// carry an address of the old kind inside.
var notPublic = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10")

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

func public(ip netip.Addr) bool {
	for _, prefix := range notPublic {
		if prefix.Contains(ip) {
			return false
		}
	}
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast()
}

// get fetches an address for package harvest.
func (f *fetcher) get(ctx context.Context, wanted harvest.Wanted) (harvest.Answer, error) {
	u, err := url.Parse(wanted.Address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
		return harvest.Answer{}, errs.Problems{{Text: fmt.Sprintf("%q is not an address that can be fetched; write https://…", wanted.Address)}}
	}
	ctx, cancel := context.WithTimeout(ctx, f.bounds.sends)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		cancel()
		return harvest.Answer{}, err
	}
	r.Header.Set("User-Agent", "Samenspel")
	if wanted.ETag != "" {
		r.Header.Set("If-None-Match", wanted.ETag)
	}
	if wanted.Modified != "" {
		r.Header.Set("If-Modified-Since", wanted.Modified)
	}
	answer, err := f.client.Do(r) // #nosec G107 G704 -- what may be asked is decided at the dial
	if err != nil {
		cancel()
		return harvest.Answer{}, errs.Problems{{Text: fmt.Sprintf("%s cannot be fetched: %s", u.Host, f.whyNot(err))}}
	}
	body := newPatient(answer.Body, cancel, f.bounds)
	switch {
	case answer.StatusCode == http.StatusNotModified:
		return harvest.Answer{Same: true}, body.Close()
	case answer.StatusCode != http.StatusOK:
		return harvest.Answer{}, errors.Join(errs.Problems{{Text: fmt.Sprintf("%s answers with %s", u.Host, answer.Status)}}, body.Close())
	}
	return harvest.Answer{Body: body, ETag: answer.Header.Get("ETag"), Modified: answer.Header.Get("Last-Modified")}, nil
}

// whyNot says in plain words why nothing came.
func (f *fetcher) whyNot(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errPrivate):
		return errPrivate.Error() + "; an administrator can allow it with --fetch-private"
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("it gives no answer within %s", f.bounds.answers)
	}
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err.Error()
	}
	return err.Error()
}

// patient reads an answer with a bound on its size and on how long it may stand still.
type patient struct {
	body   io.ReadCloser
	cancel context.CancelFunc
	timer  *time.Timer // runs while a part of the answer is waited for
	bounds bounds
	left   int64
}

func newPatient(body io.ReadCloser, cancel context.CancelFunc, within bounds) *patient {
	timer := time.AfterFunc(within.stalls, cancel)
	timer.Stop()
	return &patient{body: body, cancel: cancel, timer: timer, bounds: within, left: within.bytes}
}

func (p *patient) Read(into []byte) (int, error) {
	p.timer.Reset(p.bounds.stalls)
	n, err := p.body.Read(into)
	p.timer.Stop()
	switch p.left -= int64(n); {
	case p.left < 0:
		err = errs.Problems{{Text: "the source sends more than " + size(p.bounds.bytes)}}
	case errors.Is(err, context.Canceled):
		err = errs.Problems{{Text: fmt.Sprintf("the source stood still for %s", p.bounds.stalls)}}
	case errors.Is(err, context.DeadlineExceeded):
		err = errs.Problems{{Text: fmt.Sprintf("the source was not through within %s", p.bounds.sends)}}
	}
	return n, err
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	if bytes < 1<<30 {
		return fmt.Sprintf("%d MB", bytes>>20)
	}
	return fmt.Sprintf("%d GB", bytes>>30)
}

func (p *patient) Close() error {
	p.timer.Stop()
	defer p.cancel()
	return p.body.Close()
}

// importURL imports what lies at an address.
func (e *env) importURL(ctx context.Context, n network.Network, actor access.Actor, address string) error {
	f, err := newFetcher(e.values["fetch-private"], usual)
	if err != nil {
		return err
	}
	source := e.asked.source
	if source == "" {
		source = address[strings.Index(address, "://")+3:]
		source, _, _ = strings.Cut(source, "/")
	}
	report, _, err := harvest.New(e.db, time.Now).Fetch(ctx, actor, source, harvest.Origin{Address: address}, f.get, e.importOptions(n))
	return e.tellImport(report, err)
}
