package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/errs"
)

// List gives the parts of a setting that has commas between them.
func (v Values) List(name string) (parts []string) {
	for part := range strings.SplitSeq(v[name], ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// Number gives a setting that is a whole number; Check has looked that it is one.
func (v Values) Number(name string) int {
	n, _ := strconv.Atoi(v[name])
	return n
}

// Proxies gives the addresses whose word about a visitor is believed.
func (v Values) Proxies() (all []netip.Prefix, err error) {
	for _, text := range v.List("proxies") {
		prefix, err := netip.ParsePrefix(text)
		if one, wrong := netip.ParseAddr(text); wrong == nil {
			prefix, err = netip.PrefixFrom(one, one.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: proxies: %q is no address; write them as 127.0.0.1 or 10.0.0.0/8, with commas between them", errs.Invalid, text)
		}
		all = append(all, prefix.Masked())
	}
	return all, nil
}

// TLS tells whether this server speaks TLS itself.
func (v Values) TLS() bool { return v["tls-cert"] != "" || v.Yes("acme") }

// Check gives what is wrong with the settings, each in one sentence that says what to do; nil = nothing.
func (v Values) Check() error {
	var problems errs.Problems
	for _, rule := range rules {
		if text := rule(v); text != "" {
			problems = append(problems, errs.Problem{Text: text})
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return problems
}

// rules each look at one thing and give a sentence when it is wrong.
var rules = []func(Values) string{
	oneOf("https", yesNo...), oneOf("acme", yesNo...), port("smtp-port"), port("imap-port"),
	oneOf("smtp-policy", "mandatory", "implicit", "opportunistic", "none"), oneOf("imap-policy", "implicit", "mandatory", "none"),
	needs("smtp-user", "smtp-host"), needs("smtp-user", "smtp-password"), needs("smtp-password", "smtp-user"),
	needs("imap-host", "imap-user"), needs("imap-user", "imap-host"), needs("imap-host", "smtp-host"),
	needs("oidc-issuer", "oidc-client"), needs("oidc-client", "oidc-issuer"), needs("oidc-secret", "oidc-issuer"),
	needs("tls-cert", "tls-key"), needs("tls-key", "tls-cert"), needs("backup-folder", "backup-recipient"), needs("backup-recipient", "backup-folder"),
	address("mail-from"), address("acme-email"), web("public-url", true), web("oidc-issuer", false), web("acme-directory", false),
	oneOf("mail-in", "no", "imap", "folder"), oneOf("imap-plus", yesNo...), needs("imap-password-file", "imap-user"),
	inTheOpen("smtp"), inTheOpen("imap"), imapPassword, reading, proxies, twoKinds, redirect, secure, clock, contact, token,
}

var yesNo = []string{"yes", "no", "true", "false", "1", "0", "ja", "nee"}

func oneOf(name string, words ...string) func(Values) string {
	return func(v Values) string {
		if v[name] == "" || slices.Contains(words, strings.ToLower(v[name])) {
			return ""
		}
		return fmt.Sprintf("%s is %q; use one of: %s", name, v[name], strings.Join(words, ", "))
	}
}

func port(name string) func(Values) string {
	return func(v Values) string {
		if n, err := strconv.Atoi(v[name]); v[name] == "" || err == nil && n > 0 && n < 1<<16 {
			return ""
		}
		return fmt.Sprintf("%s is %q; give a number from 1 to 65535", name, v[name])
	}
}

// needs says that a setting is of no use without another.
func needs(name, other string) func(Values) string {
	return func(v Values) string {
		if v[name] == "" || v[other] != "" {
			return ""
		}
		return fmt.Sprintf("%s is set and %s is not; set both, or neither", name, other)
	}
}

func address(name string) func(Values) string {
	return func(v Values) string {
		if parsed, err := mail.ParseAddress(v[name]); v[name] == "" || err == nil && parsed.Address == v[name] {
			return ""
		}
		return fmt.Sprintf("%s is %q; give one e-mail address, such as post@example.org", name, v[name])
	}
}

// web wants an address of a website: over TLS, unless it is on this machine or plain says that it may be without.
func web(name string, plain bool) func(Values) string {
	return func(v Values) string {
		u, err := url.Parse(v[name])
		if v[name] == "" || err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http" && (plain || here(u.Hostname()))) {
			return ""
		}
		return fmt.Sprintf("%s is %q; give the whole address, such as https://samenspel.example.org", name, v[name])
	}
}

// here tells whether a host is this machine.
func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// inTheOpen refuses to send a password over a connection that others can read.
func inTheOpen(service string) func(Values) string {
	return func(v Values) string {
		if v[service+"-policy"] != "none" || v[service+"-user"] == "" || here(v[service+"-host"]) {
			return ""
		}
		return fmt.Sprintf("%s-policy is none, and then others can read the password on its way; use mandatory or implicit", service)
	}
}

func proxies(v Values) string {
	if _, err := v.Proxies(); err != nil {
		return strings.TrimPrefix(err.Error(), errs.Invalid.Error()+": ")
	}
	return ""
}

func imapPassword(v Values) string {
	one, file := v["imap-password"] != "", v["imap-password-file"] != ""
	switch {
	case v["imap-user"] != "" && !one && !file:
		return "imap-user is set and there is no password; set imap-password or imap-password-file"
	case one && file:
		return "imap-password and imap-password-file are both set; choose one"
	}
	return ""
}

func reading(v Values) string {
	switch {
	case v["mail-in"] == "imap" && v["imap-host"] == "":
		return "mail-in is imap and imap-host is not set; set it, or let mail-in be no"
	case v.Yes("imap-plus") && v["mail-in"] != "imap":
		return "imap-plus is yes and no mailbox is read; set mail-in to imap, or else answers get lost"
	}
	return ""
}

func twoKinds(v Values) string {
	if v["tls-cert"] != "" && v.Yes("acme") {
		return "tls-cert and acme are both set; choose your own certificate or let this server get one"
	}
	return ""
}

func redirect(v Values) string {
	if v["redirect-addr"] != "" && !v.TLS() {
		return "redirect-addr is set and there is no TLS to send visitors to; set tls-cert and tls-key, or acme"
	}
	return ""
}

func secure(v Values) string {
	if (v.TLS() || v.Yes("https")) && strings.HasPrefix(v["public-url"], "http://") {
		return "visitors come over TLS and public-url begins with http:; let it begin with https:"
	}
	return ""
}

func clock(v Values) string {
	if _, err := time.Parse("15:04", v["backup-at"]); v["backup-at"] != "" && err != nil {
		return fmt.Sprintf("backup-at is %q; give a time of day, such as 02:30", v["backup-at"])
	}
	return ""
}

func contact(v Values) string {
	c := v["security-contact"]
	if c == "" || strings.HasPrefix(c, "mailto:") || strings.HasPrefix(c, "https://") {
		return ""
	}
	return fmt.Sprintf("security-contact is %q; let it begin with mailto: or https:", c)
}

// minToken is the shortest token that nobody can guess, in characters.
const minToken = 16

func token(v Values) string {
	if t := v["metrics-token"]; t == "" || len(t) >= minToken {
		return ""
	}
	return fmt.Sprintf("metrics-token is shorter than %d characters and can be guessed; make a longer one", minToken)
}
