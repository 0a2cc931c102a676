package config_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samenspel/internal/config"
	"samenspel/internal/errs"
)

func parse(t *testing.T, env map[string]string, args ...string) (config.Values, []string, error) {
	t.Helper()
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return config.Parse("serve", flags, args, func(name string) string { return env[name] }, nil)
}

func TestAFlagBeatsTheEnvironmentBeatsTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samenspel.conf")
	if err := os.WriteFile(path, []byte("# mine\naddr = file\ndata = file\nhttps = yes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v, rest, err := parse(t, map[string]string{"SAMENSPEL_ADDR": "env", "SAMENSPEL_DATA": "env"}, "--config", path, "word", "--addr", "flag")
	if err != nil {
		t.Fatal(err)
	}
	if v["addr"] != "flag" || v["data"] != "env" || !v.Yes("https") {
		t.Errorf("got %v", v)
	}
	if len(rest) != 1 || rest[0] != "word" {
		t.Errorf("words left are %q", rest)
	}
	if want := "sqlite:" + filepath.Join("env", "samenspel.db"); v.Database() != want {
		t.Errorf("the database is %q, want %q", v.Database(), want)
	}
}

func TestAWrongLineInTheFileIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samenspel.conf")
	if err := os.WriteFile(path, []byte("addr = x\nadres = y\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err := parse(t, nil, "--config", path)
	if err == nil || !strings.Contains(err.Error(), "row 2") {
		t.Errorf("got %v", err)
	}
	if _, _, err := parse(t, nil, "--config", path+".none"); err == nil {
		t.Error("a file that is not there was read")
	}
	if _, _, err := parse(t, nil, "--colour", "red"); err == nil {
		t.Error("an unknown flag was taken")
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	v, _, err := parse(t, map[string]string{"SAMENSPEL_METRICS_TOKEN": "hush-token", "SAMENSPEL_SMTP_PASSWORD": "hush-smtp", "SAMENSPEL_IMAP_PASSWORD": "hush-imap",
		"SAMENSPEL_OIDC_SECRET": "hush-oidc", "SAMENSPEL_DATABASE": "postgres://user:hush-db@host/name"})
	if err != nil {
		t.Fatal(err)
	}
	lines := v.InForce("serve")
	if text := strings.Join(lines, "\n"); strings.Contains(text, "hush") {
		t.Errorf("printed:\n%s", text)
	}
	for _, want := range []string{"metrics-token = (set)", "smtp-password = (set)", "database = postgres://user:xxxxx@host/name", "addr = 127.0.0.1:8080", "oidc-issuer ="} {
		if !slices.Contains(lines, want) {
			t.Errorf("there is no line %q in\n%s", want, strings.Join(lines, "\n"))
		}
	}
	v["database"] = "postgres://user:hush%db@host/name"
	if text := strings.Join(v.InForce("serve"), "\n"); strings.Contains(text, "hush%") {
		t.Errorf("an address that cannot be read is printed:\n%s", text)
	}
}

func TestTheSampleIsAValidFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samenspel.conf")
	sample := strings.ReplaceAll(config.Sample(), "# addr =", "addr =")
	if err := os.WriteFile(path, []byte(sample), 0o600); err != nil {
		t.Fatal(err)
	}
	v, _, err := parse(t, nil, "--config", path)
	if err != nil || v["addr"] != "127.0.0.1:8080" {
		t.Errorf("got %v, %v", v, err)
	}
}

func TestSettingsThatCannotWorkAreNamed(t *testing.T) {
	for _, c := range []struct{ settings, want string }{
		{"", ""},
		{"https=maybe", `https is "maybe"; use one of`},
		{"smtp-host=post.example,smtp-port=smtp", `smtp-port is "smtp"; give a number`},
		{"imap-port=70000", "imap-port"},
		{"smtp-host=h,imap-host=h,imap-user=u", "imap-user is set and there is no password"},
		{"smtp-host=h,imap-host=h,imap-user=u,imap-password=p,imap-password-file=f", "choose one"},
		{"mail-in=pigeon", "mail-in"},
		{"mail-in=imap", "mail-in is imap and imap-host is not set"},
		{"imap-plus=yes", "imap-plus is yes and no mailbox is read"},
		{"smtp-policy=starttls", "smtp-policy"},
		{"smtp-user=u,smtp-password=p", "smtp-user is set and smtp-host is not"},
		{"smtp-host=h,smtp-user=u", "smtp-user is set and smtp-password is not"},
		{"smtp-host=post.example,smtp-user=u,smtp-password=p,smtp-policy=none", "others can read the password"},
		{"smtp-host=127.0.0.1,smtp-user=u,smtp-password=p,smtp-policy=none", ""},
		{"smtp-host=h,imap-host=h", "imap-host is set and imap-user is not"},
		{"imap-host=h,imap-user=u,imap-password=p", "imap-host is set and smtp-host is not"},
		{"mail-from=Punt <p@x.example>", "mail-from"},
		{"mail-from=p@x.example", ""},
		{"public-url=samenspel.example", "public-url"},
		{"public-url=http://samenspel.example,https=yes", "let it begin with https:"},
		{"oidc-issuer=http://login.example,oidc-client=c", "oidc-issuer"},
		{"oidc-issuer=http://127.0.0.1:1,oidc-client=c", ""},
		{"oidc-issuer=https://login.example", "oidc-issuer is set and oidc-client is not"},
		{"tls-cert=c", "tls-cert is set and tls-key is not"},
		{"tls-cert=c,tls-key=k,acme=yes", "choose your own certificate"},
		{"redirect-addr=:80", "there is no TLS"},
		{"redirect-addr=:80,acme=yes", ""},
		{"proxies=10.0.0.0/8;127.0.0.1", "proxies:"},
		{"proxies=127.0.0.1", ""},
		{"backup-folder=b", "backup-folder is set and backup-recipient is not"},
		{"backup-at=half three", "backup-at"},
		{"security-contact=info", "security-contact"},
		{"metrics-token=short", "metrics-token is shorter"},
	} {
		v, _, err := parse(t, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, setting := range strings.Split(c.settings, ",") {
			name, value, _ := strings.Cut(setting, "=")
			v[name] = value
		}
		err = v.Check()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v; want %q", c.settings, err, c.want)
		}
		if err != nil && !errors.Is(err, errs.Invalid) {
			t.Errorf("%s: %v is not of the kind that exits with a sentence", c.settings, err)
		}
	}
}

func TestProxiesAreAddressesAndNetworks(t *testing.T) {
	v := config.Values{"proxies": "127.0.0.1, 10.1.2.3/8,fd00::/8, "}
	all, err := v.Proxies()
	if got := fmt.Sprint(all); err != nil || got != "[127.0.0.1/32 10.0.0.0/8 fd00::/8]" {
		t.Errorf("got %s, %v", got, err)
	}
}
