// Package config holds the settings of the program: one table, from which come the flags, the environment variables,
// the settings file and the page in the manual.
//
// A setting is looked for as a flag (--addr), then in the environment (SAMENSPEL_ADDR), then in the settings file
// (addr = …), and else has its default. The settings file has one "name = value" on a line; a line that begins with #
// says nothing.
package config

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"samenspel/internal/errs"
)

// Option is one setting.
type Option struct {
	Name    string
	Default string
	Help    string
	Secret  bool     // never printed
	For     []string // commands that take it; none = every command
}

// Options are all settings.
var Options = []Option{
	{Name: "data", Default: "./data", Help: "folder for the database and other files"},
	{Name: "database", Default: "", Help: "database: sqlite:PATH or postgres://USER@HOST/NAME; empty = samenspel.db in the data folder"},
	{Name: "config", Default: "", Help: "settings file"},
	{Name: "addr", Default: "127.0.0.1:8080", Help: "address and port to listen on", For: []string{"serve", "demo"}},
	{Name: "https", Default: "no", Help: "yes when visitors reach this server over TLS, through a proxy in front of it", For: []string{"serve"}},
	{Name: "proxies", Default: "", Help: "addresses of the proxies in front of this server, such as 127.0.0.1, 10.0.0.0/8: what they say about where a visitor comes from is believed", For: []string{"serve"}},
	{Name: "tls-cert", Default: "", Help: "file with the certificate of this server and those above it; read again when it changes", For: []string{"serve"}},
	{Name: "tls-key", Default: "", Help: "file with the key of that certificate", For: []string{"serve"}},
	{Name: "acme", Default: "no", Help: "yes = this server gets its own certificates, for the host names of its networks, of public-url and of acme-hosts", For: []string{"serve"}},
	{Name: "acme-hosts", Default: "", Help: "more host names to get certificates for, with commas between them", For: []string{"serve"}},
	{Name: "acme-email", Default: "", Help: "address that the giver of certificates may write to", For: []string{"serve"}},
	{Name: "acme-directory", Default: "https://acme-v02.api.letsencrypt.org/directory", Help: "giver of certificates (ACME); the default is Let's Encrypt, and using it is agreeing to its terms", For: []string{"serve"}},
	{Name: "redirect-addr", Default: "", Help: "address and port, such as :80, where visitors without TLS are sent on to TLS; empty = nowhere", For: []string{"serve"}},
	{Name: "metrics-token", Default: "", Help: "who sends this as a bearer token may read /metrics; empty = only this machine", Secret: true, For: []string{"serve"}},
	{Name: "public-url", Default: "", Help: "address of this server as people reach it, such as https://samenspel.example.org: for links in mails", For: []string{"serve"}},
	{Name: "mail-from", Default: "", Help: "address that mails come from; empty = the information point of the network", For: []string{"serve"}},
	{Name: "smtp-host", Default: "", Help: "mail server; empty = mails are put into the folder mail of the data folder", For: []string{"serve"}},
	{Name: "smtp-port", Default: "587", Help: "port of the mail server", For: []string{"serve"}},
	{Name: "smtp-policy", Default: "mandatory", Help: "mandatory (STARTTLS), implicit (TLS), opportunistic or none", For: []string{"serve"}},
	{Name: "smtp-user", Default: "", Help: "name to sign in with at the mail server", For: []string{"serve"}},
	{Name: "smtp-password", Default: "", Help: "password to sign in with at the mail server", Secret: true, For: []string{"serve"}},
	{Name: "mail-in", Default: "no", Help: "where mail to the information point is read: imap (the mailbox of imap-host, from which it is then removed), folder (files .eml in the folder mail-in of the data folder) or no", For: []string{"serve", "demo"}},
	{Name: "imap-host", Default: "", Help: "server of the mailbox of the information point; samenspel doctor looks there for its test letter; empty = it does not look", For: []string{"serve"}},
	{Name: "imap-port", Default: "993", Help: "port of that server", For: []string{"serve"}},
	{Name: "imap-policy", Default: "implicit", Help: "implicit (TLS), mandatory (STARTTLS) or none, for a server on this machine", For: []string{"serve"}},
	{Name: "imap-user", Default: "", Help: "name to sign in with at that server", For: []string{"serve"}},
	{Name: "imap-password", Default: "", Help: "password to sign in with at that server", Secret: true, For: []string{"serve"}},
	{Name: "imap-password-file", Default: "", Help: "file with that password, in the place of imap-password", For: []string{"serve"}},
	{Name: "imap-plus", Default: "no", Help: "yes when mail to NAME+ANYTHING@ comes into the same mailbox: answers and bounces then find their question by the address", For: []string{"serve"}},
	{Name: "oidc-issuer", Default: "", Help: "identity provider (OpenID Connect) that people may also sign in with, as it writes its own address; empty = none", For: []string{"serve"}},
	{Name: "oidc-client", Default: "", Help: "our name at the identity provider", For: []string{"serve"}},
	{Name: "oidc-secret", Default: "", Help: "our secret at the identity provider", Secret: true, For: []string{"serve"}},
	{Name: "oidc-name", Default: "", Help: "what people call the identity provider; empty = its host name", For: []string{"serve"}},
	{Name: "fetch-private", Default: "", Help: "networks that sources may be fetched from though they are not public, such as 10.0.0.0/8, with commas; empty = none", For: []string{"serve", "import"}},
	{Name: "oidc-groups", Default: "", Help: "claim in which the identity provider names the groups of a person; empty = groups give nothing", For: []string{"serve"}},
	{Name: "oidc-scopes", Default: "", Help: "scopes to ask for beside openid, with spaces in between, such as: profile groups", For: []string{"serve"}},
	{Name: "oidc-strong", Default: "", Help: "values of amr or acr, with spaces in between, that mean that the identity provider asked for a second factor; empty = ours is asked for as well", For: []string{"serve"}},
	{Name: "backup-folder", Default: "", Help: "folder for a backup every day, kept for 35 days; empty = no backups by itself", For: []string{"serve"}},
	{Name: "backup-recipient", Default: "", Help: "who can open those backups: the line age1… that samenspel backup --new-identity printed", For: []string{"serve"}},
	{Name: "backup-at", Default: "02:30", Help: "time of day in the Netherlands of that backup", For: []string{"serve"}},
	{Name: "security-contact", Default: "", Help: "where to report a weakness, as mailto: or https:; empty = the information point", For: []string{"serve"}},
}

// Values are settings as they came out, by name.
type Values map[string]string

// Yes tells whether a setting is on.
func (v Values) Yes(name string) bool {
	return slices.Contains([]string{"yes", "true", "1", "ja"}, strings.ToLower(v[name]))
}

// Database is the address of the database.
func (v Values) Database() string {
	if v["database"] != "" {
		return v["database"]
	}
	return "sqlite:" + filepath.Join(v["data"], "samenspel.db")
}

// InForce gives the settings in force for a command, as lines of a settings file, secrets masked.
func (v Values) InForce(command string) (lines []string) {
	for _, o := range Options {
		if o.takes(command) {
			lines = append(lines, strings.TrimSpace(o.Name+" = "+v.shown(o)))
		}
	}
	return lines
}

// shown is a value as it may be printed: without what only this machine should know.
func (v Values) shown(o Option) string {
	value := v[o.Name]
	if o.Secret && value != "" {
		return "(set)"
	}
	if address, err := url.Parse(value); err == nil && address.User != nil {
		return address.Redacted()
	}
	if strings.Contains(value, "://") && strings.Contains(value, "@") { // an address that cannot be read may still hold a password
		return "(set)"
	}
	return value
}

// takes tells whether a command has a flag for the option. Those that look at the settings of others have all.
func (o Option) takes(command string) bool {
	return len(o.For) == 0 || slices.Contains(o.For, command) || command == "config" || command == "doctor"
}

func (o Option) variable() string {
	return "SAMENSPEL_" + strings.ToUpper(strings.ReplaceAll(o.Name, "-", "_"))
}

// Parse reads the flags of a command and gives its settings and the words that are left. Flags of the command itself
// are defined on flags by the caller; those of the table are added here. Defaults replace those of the table.
func Parse(command string, flags *flag.FlagSet, args []string, getenv func(string) string, defaults Values) (Values, []string, error) {
	given := map[string]*string{}
	for _, o := range Options {
		if o.takes(command) {
			given[o.Name] = flags.String(o.Name, o.Default, fmt.Sprintf("%s (%s)", o.Help, o.variable()))
		}
	}
	rest, err := parseAnywhere(flags, args)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errs.Invalid, err)
	}
	set := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { set[f.Name] = true })
	values := Values{}
	for _, o := range Options {
		values[o.Name] = cmp.Or(defaults[o.Name], o.Default)
		if env := getenv(o.variable()); env != "" {
			values[o.Name] = env
		}
		if set[o.Name] && given[o.Name] != nil {
			values[o.Name] = *given[o.Name]
		}
	}
	if path := values["config"]; path != "" {
		err = values.file(path, func(o Option) bool { return set[o.Name] || getenv(o.variable()) != "" })
	}
	return values, rest, err
}

// parseAnywhere lets flags stand before, between and after other words.
func parseAnywhere(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		args = flags.Args()
		if len(args) == 0 {
			return rest, nil
		}
		rest = append(rest, args[0])
		args = args[1:]
	}
}

// file reads a settings file into the values that were not given otherwise.
func (v Values) file(path string, fixed func(Option) bool) error {
	file, err := os.Open(path) // #nosec G304 -- the administrator names the file
	if err != nil {
		return fmt.Errorf("reading the settings file: %w", err)
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		i := slices.IndexFunc(Options, func(o Option) bool { return o.Name == strings.TrimSpace(name) })
		if !ok || i < 0 {
			return errs.Problems{{Row: n, Text: fmt.Sprintf("%q is not a setting; write name = value with a name from the manual", line)}}
		}
		if !fixed(Options[i]) {
			v[Options[i].Name] = strings.TrimSpace(value)
		}
	}
	return lines.Err()
}

// Sample gives a settings file with every setting at its default.
func Sample() string {
	var b strings.Builder
	for _, o := range Options {
		if o.Name != "config" {
			fmt.Fprintf(&b, "# %s\n# %s = %s\n\n", o.Help, o.Name, o.Default)
		}
	}
	return b.String()
}
