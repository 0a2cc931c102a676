package backup

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
)

// Key closes backups, opens them, or both.
type Key struct {
	lock []age.Recipient
	open []age.Identity
}

// Work factors of passphrases, as powers of two: 64 MB to close a file, at most 256 MB to open one.
const (
	workFactor    = 16
	maxWorkFactor = 18
)

// Recipient gives the key that closes files for whoever has the identity of a recipient, "age1…". It opens only what
// it closed itself.
func Recipient(text string) (Key, error) {
	recipient, err := age.ParseX25519Recipient(strings.TrimSpace(text))
	if err != nil {
		return Key{}, invalid("%q is no recipient; give the line age1… that samenspel backup --new-identity printed", text)
	}
	check, err := age.GenerateX25519Identity()
	if err != nil {
		return Key{}, err
	}
	return Key{[]age.Recipient{recipient, check.Recipient()}, []age.Identity{check}}, nil
}

// Identity gives the key in an identity file, which opens files.
func Identity(path string) (Key, error) {
	text, err := os.ReadFile(path) // #nosec G304 -- the administrator names the file
	if err != nil {
		return Key{}, fmt.Errorf("the identity file cannot be read: %w", err)
	}
	identities, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return Key{}, invalid("%s is no identity file; give the file that samenspel backup --new-identity made", path)
	}
	return Key{open: identities}, nil
}

// Passphrase gives the key that is the first line of a file. It closes and opens files.
func Passphrase(path string) (Key, error) {
	text, err := os.ReadFile(path) // #nosec G304 -- the administrator names the file
	if err != nil {
		return Key{}, fmt.Errorf("the file with the passphrase cannot be read: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	line = strings.TrimSuffix(line, "\r")
	if len(line) < minPassphrase {
		return Key{}, invalid("the first line of %s is shorter than %d characters; write a longer passphrase there", path, minPassphrase)
	}
	recipient, err := age.NewScryptRecipient(line)
	if err != nil {
		return Key{}, err
	}
	identity, err := age.NewScryptIdentity(line)
	if err != nil {
		return Key{}, err
	}
	recipient.SetWorkFactor(workFactor)
	identity.SetMaxWorkFactor(maxWorkFactor)
	return Key{[]age.Recipient{recipient}, []age.Identity{identity}}, nil
}

// minPassphrase is the shortest passphrase that is taken, in bytes: who has the file can try as often as he likes.
const minPassphrase = 12

// NewIdentity makes an identity file that only its owner may read, and gives the recipient to close backups for. It
// never writes over a file.
func NewIdentity(path string) (recipient string, err error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return "", err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // #nosec G304 -- the administrator names the file
	if os.IsExist(err) {
		return "", conflict("%s is there already and backups may depend on it; name a new file", path)
	}
	if err != nil {
		return "", fmt.Errorf("the identity file cannot be made: %w", err)
	}
	recipient = identity.Recipient().String()
	_, err = fmt.Fprintf(file, "# opens backups of Samenspel made for %s\n%s\n", recipient, identity)
	return recipient, finish(file, err)
}

// finish brings a file that was written to the disk and closes it.
func finish(file *os.File, err error) error {
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	return nil
}
