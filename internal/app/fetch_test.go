package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"samenspel/internal/access"
	"samenspel/internal/db/dbtest"
	"samenspel/internal/harvest"
	"samenspel/internal/network"
)

func fetch(t *testing.T, allowed, address string) (string, error) {
	t.Helper()
	f, err := newFetcher(allowed, usual)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := f.get(context.Background(), harvest.Wanted{Address: address})
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

func TestOnlyPublicAddressesAreFetched(t *testing.T) {
	for text, want := range map[string]bool{"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false,
		"::1": false, "fe80::1": false, "fd00:ec2::254": false, "::ffff:127.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"8.8.8.8": true, "145.97.20.20": true, "2a00:1450:400e::200e": true} {
		ip := netip.MustParseAddr(text)
		f := &fetcher{}
		if got := f.look("tcp", netip.AddrPortFrom(ip, 80).String(), nil) == nil; got != want {
			t.Errorf("%s may be asked: %v", text, got)
		}
	}
}

// A server on this machine stands for one that a public name leads to: what counts is the address at the dial.
func TestTheFetcherKeepsToItsBounds(t *testing.T) {
	hops := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/file":
			fmt.Fprint(w, "here")
		case "/twice":
			http.Redirect(w, r, "/once", http.StatusFound)
		case "/once":
			http.Redirect(w, r, "/file", http.StatusFound)
		case "/round":
			hops++
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/private":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data", http.StatusFound)
		case "/local":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	for _, c := range []struct{ allowed, path, want, refusal string }{
		{"", "/file", "", "not on the public internet"},
		{"127.0.0.0/8", "/file", "here", ""},
		{"127.0.0.0/8", "/twice", "here", ""},
		{"127.0.0.0/8", "/round", "", "more than 3 times"},
		{"127.0.0.0/8", "/private", "", "not on the public internet"},
		{"127.0.0.0/8", "/local", "", `"file"`},
		{"127.0.0.0/8", "/none", "", "404"},
	} {
		text, err := fetch(t, c.allowed, server.URL+c.path)
		if text != c.want || (err == nil) != (c.refusal == "") || err != nil && !strings.Contains(err.Error(), c.refusal) {
			t.Errorf("%s gives %q, %v", c.path, text, err)
		}
	}
	if hops != mostRedirects+1 {
		t.Errorf("a circle was followed %d times", hops)
	}
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	if _, err := fetch(t, "", "http://localhost:"+port+"/file"); err == nil {
		t.Error("a name that leads to this machine was asked")
	}
	for _, address := range []string{"file:///etc/passwd", "gopher://x", "https://", "%"} {
		if _, err := fetch(t, "", address); err == nil {
			t.Errorf("%s was fetched", address)
		}
	}
}

// TestASourceThatHangsOrNeverEndsIsLeft imports from servers that give no answer, stand still in the middle, drip for ever,
// and send ten gigabytes where one megabyte is allowed. Each is refused in one line, soon, and nothing was written.
func TestASourceThatHangsOrNeverEndsIsLeft(t *testing.T) {
	stop := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		row := []byte(`{"id":"a","name":"Aanbod","description":"` + strings.Repeat("veel ", 1000) + `","organization":{"id":"o","name":"Club"}}` + "\n")
		for sent := 0; r.URL.Path != "/hangs.json" && sent < 10<<30; sent += len(row) {
			if _, err := w.Write(row); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			if r.URL.Path == "/stalls.json" {
				break
			}
			if r.URL.Path == "/drips.json" {
				time.Sleep(10 * time.Millisecond)
			}
		}
		select {
		case <-r.Context().Done():
		case <-stop:
		}
	}))
	defer server.Close()
	defer close(stop)
	d := dbtest.SQLite(t)
	n, err := network.NewStore(d).Add(t.Context(), network.Network{Slug: "veen", Settings: network.Settings{Name: "veen"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, want string
		within     bounds // one of them is short
	}{
		{"/hangs.json", "it gives no answer within 200ms", bounds{200 * time.Millisecond, time.Minute, time.Minute, 1 << 20}},
		{"/stalls.json", "the source stood still for 200ms", bounds{time.Minute, 200 * time.Millisecond, time.Minute, 1 << 20}},
		{"/drips.json", "the source was not through within 600ms", bounds{time.Minute, time.Minute, 600 * time.Millisecond, 1 << 30}},
		{"/endless.json", "the source sends more than 1 MB", bounds{time.Minute, time.Minute, time.Minute, 1 << 20}},
	} {
		f, err := newFetcher("127.0.0.0/8", c.within)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_, _, err = harvest.New(d, time.Now).Fetch(t.Context(), access.As(access.Operator, n.ID), "bron", harvest.Origin{Address: server.URL + c.path}, f.get, harvest.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", c.path, err)
		}
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("%s took %s", c.path, took)
		}
	}
	if kept := dbtest.Ask[int](t, d, `select (select count(*) from organization) + (select count(*) from service) + (select count(*) from harvest_run)`)[0]; kept != 0 {
		t.Errorf("%d records were written", kept)
	}
}
