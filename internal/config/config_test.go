package config_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samenspel/internal/config"
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
	v, _, err := parse(t, map[string]string{"SAMENSPEL_METRICS_TOKEN": "hush"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	v.Print(&out, "serve")
	if strings.Contains(out.String(), "hush") || !strings.Contains(out.String(), "metrics-token      (set)") {
		t.Errorf("printed:\n%s", out.String())
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
