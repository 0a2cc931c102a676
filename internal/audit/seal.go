package audit

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"samenspel/internal/errs"
)

// Seal is the end of a chain as it was at a moment, signed.
type Seal struct {
	Network string
	Head
	At        time.Time
	Signature []byte
}

// signed is the text that the signature is over.
func (s Seal) signed() string {
	return fmt.Sprintf("samenspel-trace %s %d %s %s", s.Network, s.Seq, s.Hash, s.At.UTC().Format(time.RFC3339))
}

// String gives the seal as one line, as it stands in the file and in the log.
func (s Seal) String() string {
	return s.signed() + " " + base64.RawURLEncoding.EncodeToString(s.Signature)
}

// NewSeal seals the end of a chain with a key.
func NewSeal(network string, head Head, at time.Time, key ed25519.PrivateKey) Seal {
	s := Seal{Network: network, Head: head, At: at.UTC().Truncate(time.Second)}
	s.Signature = ed25519.Sign(key, []byte(s.signed()))
	return s
}

// By tells whether a seal was made with a key.
func (s Seal) By(key ed25519.PublicKey) bool {
	return ed25519.Verify(key, []byte(s.signed()), s.Signature)
}

// ReadSeals reads a file of seals and checks the signature of each. A line that is no seal, or is not signed by the
// key, comes back as errs.Problems.
func ReadSeals(r io.Reader, key ed25519.PublicKey) ([]Seal, error) {
	var seals []Seal
	lines := bufio.NewScanner(r)
	for row := 1; lines.Scan(); row++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		seal, err := parseSeal(lines.Text())
		if err == nil && !seal.By(key) {
			err = errors.New("this seal was not made with our key")
		}
		if err != nil {
			return nil, errs.Problems{{Row: row, Text: err.Error()}}
		}
		seals = append(seals, seal)
	}
	return seals, lines.Err()
}

func parseSeal(line string) (s Seal, err error) {
	parts := strings.Fields(line)
	if len(parts) != 6 || parts[0] != "samenspel-trace" {
		return s, errors.New("this is not a seal")
	}
	s.Network, s.Hash = parts[1], parts[3]
	if s.Seq, err = strconv.ParseInt(parts[2], 10, 64); err != nil {
		return s, errors.New("this seal has no line number")
	}
	if s.At, err = time.Parse(time.RFC3339, parts[4]); err != nil {
		return s, errors.New("this seal has no time")
	}
	if s.Signature, err = base64.RawURLEncoding.DecodeString(parts[5]); err != nil {
		return s, errors.New("this seal has no signature")
	}
	return s, nil
}

// Key gives the key that seals, kept in a file that only the owner may read. It is made when it is not there.
func Key(path string) (ed25519.PrivateKey, error) {
	seed, err := os.ReadFile(path) // #nosec G304 -- a name from the settings
	if errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		seed = make([]byte, ed25519.SeedSize)
		_, _ = rand.Read(seed) // never fails
		if err := os.WriteFile(path, []byte(base64.StdEncoding.EncodeToString(seed)+"\n"), 0o600); err != nil {
			return nil, fmt.Errorf("keeping the key of the trace: %w", err)
		}
		return ed25519.NewKeyFromSeed(seed), nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the key of the trace: %w", err)
	}
	seed, err = base64.StdEncoding.DecodeString(strings.TrimSpace(string(seed)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%w: %s does not hold a key of the trace", errs.Invalid, path)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// AppendSeals adds seals to a file and makes sure that they are on the disk.
func AppendSeals(path string, seals []Seal) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) // #nosec G304 -- a name from the settings
	if err != nil {
		return fmt.Errorf("keeping seals: %w", err)
	}
	for _, s := range seals {
		if _, err = fmt.Fprintln(file, s); err != nil {
			break
		}
	}
	return errors.Join(err, file.Sync(), file.Close())
}
