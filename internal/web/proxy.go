package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// comesFrom puts the address of the visitor in the place of that of a proxy we trust, for everything after it: lock-out,
// limits and trace.
func (s *Server) comesFrom(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from := visitorOf(r.RemoteAddr, r.Header.Values("X-Forwarded-For"), s.options.Proxies); from != r.RemoteAddr {
			behind := *r
			behind.RemoteAddr = from
			r = &behind
		}
		next.ServeHTTP(w, r)
	})
}

// visitorOf gives where a visitor comes from, as host:port. Each proxy adds who it speaks with at the end of
// X-Forwarded-For, so that list is read from the end, for as long as a proxy we trust says it. What stands before that
// was sent by the visitor, and can be anything.
func visitorOf(remote string, forwarded []string, proxies []netip.Prefix) string {
	parts := strings.Split(strings.Join(forwarded, ","), ",")
	for _, part := range slices.Backward(parts) {
		speaks, err := netip.ParseAddrPort(remote)
		if err != nil || !trusted(speaks.Addr(), proxies) {
			break
		}
		said, ok := addressIn(strings.TrimSpace(part))
		if !ok {
			break
		}
		remote = netip.AddrPortFrom(said, 0).String()
	}
	return remote
}

// addressIn reads an address with or without a port, as proxies write them.
func addressIn(text string) (netip.Addr, bool) {
	if with, err := netip.ParseAddrPort(text); err == nil {
		return with.Addr().Unmap(), true
	}
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return address.Unmap().WithZone(""), err == nil
}

func trusted(address netip.Addr, proxies []netip.Prefix) bool {
	address = address.Unmap().WithZone("")
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}
