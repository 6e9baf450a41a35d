package post

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// One-time codes (RFC 6238) with what every authenticator app takes: HMAC-SHA-1, six digits, steps of half a minute.
const (
	codeDigits = 6
	codeStep   = 30 * time.Second
	codeDrift  = 1 // steps that a clock may be early or late (RFC 6238, 5.2)
)

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// newSecret makes a shared secret of 160 bits (RFC 4226, 4), in base32.
func newSecret() string {
	raw := make([]byte, 20)
	rand.Read(raw) // never fails (crypto/rand, Go 1.24)
	return base32Text.EncodeToString(raw)
}

// stepAt counts the steps since 1970.
func stepAt(now time.Time) int64 { return now.Unix() / int64(codeStep/time.Second) }

// codeAt is the code of a step (RFC 4226, 5.3).
func codeAt(secret []byte, step int64) string {
	m := hmac.New(sha1.New, secret)
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	m.Write(counter[:])
	sum := m.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, n%1_000_000)
}

// stepOf is the step whose code somebody gave; 0 where it is none of those about now. Blanks, as apps show them, do not count.
func stepOf(secret, code string, now time.Time) int64 {
	raw, err := base32Text.DecodeString(secret)
	code = strings.Join(strings.Fields(code), "")
	if err != nil || len(code) != codeDigits {
		return 0
	}
	var found int64
	for step := stepAt(now) - codeDrift; step <= stepAt(now)+codeDrift; step++ { // all of them, so that the time taken tells nothing
		if subtle.ConstantTimeCompare([]byte(codeAt(raw, step)), []byte(code)) == 1 {
			found = step
		}
	}
	return found
}

// KeyURI is a secret as authenticator apps read it from a QR code.
func KeyURI(issuer, login, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+login) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}
