package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"samenspel/internal/errs"
)

// Length of a password, in characters. There are no rules of composition.
const (
	MinPassword = 12
	MaxPassword = 128
)

// CheckPassword tells whether a password may be chosen: nil, or errs.Problems with the key of a message. About holds
// what everybody knows about the account: its address, the name of the network, the town.
func CheckPassword(password string, about ...string) error {
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return problem("password", PasswordShort)
	case n > MaxPassword:
		return problem("password", PasswordLong)
	}
	lower := strings.ToLower(password)
	if common(lower) {
		return problem("password", PasswordCommon)
	}
	if holdsAny(lower, about) {
		return problem("password", PasswordAboutUs)
	}
	return nil
}

// holdsAny tells whether a password in lower case holds one of the texts, or the name before the @ of an address.
// Spaces do not count, and texts of fewer than four characters say nothing.
func holdsAny(lower string, about []string) bool {
	lower = unspaced(lower)
	for _, text := range about {
		text = unspaced(fold(text))
		name, _, _ := strings.Cut(text, "@")
		for _, part := range []string{text, name} {
			if utf8.RuneCountInString(part) >= 4 && strings.Contains(lower, part) {
				return true
			}
		}
	}
	return false
}

func unspaced(text string) string { return strings.Join(strings.Fields(text), "") }

// cost is what one computation of argon2id takes.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// today is the cost of new hashes: what OWASP asks for at least.
var today = cost{memory: 19 * 1024, passes: 2, threads: 1}

const (
	saltLength = 16
	hashLength = 32
	maxWait    = 10 * time.Second // in the queue for a computation
)

// phc is a hash with all that is needed to compute it again, as text in the PHC string format.
type phc struct {
	cost
	salt, hash []byte
}

func (p phc) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.threads, b64(p.salt), b64(p.hash))
}

var errPHC = errors.New("not a hash of a password")

// parsePHC reads a hash. Costs far beyond today's are refused, so that a changed row cannot exhaust the machine.
func parsePHC(text string) (p phc, err error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errPHC
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.threads); n != 3 || err != nil {
		return p, errPHC
	}
	if p.memory < 8 || p.memory > 256*1024 || p.passes < 1 || p.passes > 16 || p.threads < 1 || p.threads > 16 {
		return p, errPHC
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil || len(p.salt) < 8 || len(p.salt) > 64 {
		return p, errPHC
	}
	if p.hash, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(p.hash) < 16 || len(p.hash) > 64 {
		return p, errPHC
	}
	return p, nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the program stops first
	return b
}

// hasher computes a few hashes at a time; the others wait. So memory stays bounded however many sign in at once.
type hasher struct {
	cost  cost // of new hashes
	slots chan struct{}
	dummy phc           // takes as long as a real one and fits nothing
	wait  time.Duration // the longest in the queue
	made  atomic.Int64
	most  atomic.Int64 // at one time
	busy  atomic.Int64
}

func newHasher(parallel int, c cost) *hasher {
	return &hasher{cost: c, slots: make(chan struct{}, parallel), wait: maxWait, dummy: phc{c, random(saltLength), random(hashLength)}}
}

// compute fills in the hash of a password. It waits for its turn, and gives up with errs.Unavailable.
func (h *hasher) compute(ctx context.Context, p phc, password string) ([]byte, error) {
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, fmt.Errorf("too many passwords at once: %w", errs.Unavailable)
	}
	h.count()
	defer h.busy.Add(-1)
	return argon2.IDKey([]byte(norm.NFC.String(password)), p.salt, p.passes, p.memory, p.threads, uint32(len(p.hash))), nil
}

// count keeps the figures by which the bound is shown.
func (h *hasher) count() {
	h.made.Add(1)
	busy := h.busy.Add(1)
	for {
		most := h.most.Load()
		if busy <= most || h.most.CompareAndSwap(most, busy) {
			return
		}
	}
}

// make gives the hash of a new password.
func (h *hasher) make(ctx context.Context, password string) (string, error) {
	p := phc{h.cost, random(saltLength), make([]byte, hashLength)}
	hash, err := h.compute(ctx, p, password)
	p.hash = hash
	return p.String(), err
}

// fits tells whether a password belongs to a hash, and whether that hash was made at another cost than new ones. A
// hash that cannot be read, or is not there, costs the same and fits nothing; so does a password nobody can have.
func (h *hasher) fits(ctx context.Context, stored, password string) (ok, old bool, err error) {
	p, broken := parsePHC(stored)
	if broken != nil {
		p = h.dummy
	}
	if len(password) > MaxPassword*8 {
		password, broken = "", errPHC
	}
	hash, err := h.compute(ctx, p, password)
	if err != nil {
		return false, false, err
	}
	ok = broken == nil && subtle.ConstantTimeCompare(hash, p.hash) == 1
	return ok, ok && p.cost != h.cost, nil
}
