package post

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// hashed is a password's argon2id hash with all that is needed to check it, in the usual text form
// "$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH". The cost is OWASP's first choice (Password Storage Cheat Sheet, 2024).
type hashed struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
	salt    []byte
	sum     []byte
}

const (
	passes     = 2
	threads    = 1
	mostMemory = 64 * 1024 // a damaged hash must not take the machine's memory
	dear       = 19 * 1024
)

var memory uint32 = dear

// HashCheaply makes the hashes of this process worthless and fast, for tests of something else. No file of the product calls it.
func HashCheaply() { memory = 8 }

// hashers bounds how many passwords the process hashes at once, over all its districts: fifty people who sign in at eight o'clock wait
// their turn for 35 ms each instead of taking a gigabyte.
var hashers = make(chan struct{}, 2)

// decoy is what the password of an unknown login is checked against, so that the answer takes as long. No password gives this sum.
func decoy() hashed { return hashed{memory, passes, threads, make([]byte, 16), make([]byte, 32)} }

// hashPassword hashes a password under a fresh salt.
func hashPassword(ctx context.Context, password string) (hashed, error) {
	h := hashed{memory: memory, passes: passes, threads: threads, salt: make([]byte, 16), sum: make([]byte, 32)}
	rand.Read(h.salt) // never fails (crypto/rand, Go 1.24)
	sum, err := h.of(ctx, password)
	h.sum = sum
	return h, err
}

// matches reports whether h is the hash of password.
func (h hashed) matches(ctx context.Context, password string) (bool, error) {
	sum, err := h.of(ctx, password)
	return err == nil && subtle.ConstantTimeCompare(sum, h.sum) == 1, err
}

func (h hashed) of(ctx context.Context, password string) ([]byte, error) {
	select {
	case hashers <- struct{}{}:
		defer func() { <-hashers }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.threads, uint32(len(h.sum))), nil
}

// String is the form that is stored.
func (h hashed) String() string {
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.passes, h.threads, text(h.salt), text(h.sum))
}

var errBadHash = errors.New("post: not an argon2id hash") // without the text: it is a secret

// parseHash reads what String writes, and only that.
func parseHash(s string) (hashed, error) {
	var h hashed
	parts := strings.Split(s, "$")
	if len(parts) != 6 {
		return h, errBadHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.threads); err != nil {
		return h, errBadHash
	}
	var e1, e2 error
	h.salt, e1 = base64.RawStdEncoding.DecodeString(parts[4])
	h.sum, e2 = base64.RawStdEncoding.DecodeString(parts[5])
	sound := h.memory >= 8 && h.memory <= mostMemory && h.passes >= 1 && h.passes <= 16 && h.threads >= 1 && len(h.salt) >= 8 && len(h.sum) >= 16
	if e1 != nil || e2 != nil || !sound || h.String() != s {
		return hashed{}, errBadHash
	}
	return h, nil
}
