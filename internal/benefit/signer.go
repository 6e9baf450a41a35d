package benefit

import (
	"bytes"
	"crypto/hmac"
	"encoding/binary"
	"encoding/json"
	"slices"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/post/passkey"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Signer binds an official to the digest of an act. A passkey or a security key signs so that a database administrator cannot invent an act;
// Weak says that this one does not.
type Signer interface {
	Kind() string
	Weak() bool
	Sign(digest []byte) ([]byte, error)
}

// Kinds of signers, as they stand with each act.
const (
	ByPassword = "password"
	ByCode     = "totp"
	ByPasskey  = "passkey"
)

// IsWeak reports whether signatures of a kind prove nothing to somebody who does not trust the program.
func IsWeak(kind string) bool { return kind == ByPassword || kind == ByCode }

// Best is the strongest kind of signature that an account can make.
func Best(can post.Signing) string {
	switch {
	case len(can.Keys) > 0:
		return ByPasskey
	case can.TOTP:
		return ByCode
	}
	return ByPassword
}

// Password is the weak fallback for offices without a token: whoever acts has just given the password again, and the program notes it
// under the district's key. It proves nothing to somebody who does not trust the program.
type Password struct{ Keys *seal.Keys }

func (Password) Kind() string { return ByPassword }
func (Password) Weak() bool   { return IsWeak(ByPassword) }

// Sign authenticates the digest under the district's key.
func (p Password) Sign(digest []byte) ([]byte, error) { return p.Keys.MAC("benefit-act", digest), nil }

// Code is the weak fallback for officials with a telephone: whoever acts has just given a one-time code, which was taken for this piece of work
// and no other. It says more than a password, that she had her telephone, and like it only to somebody who trusts the program.
type Code struct {
	Keys *seal.Keys
	Use  post.CodeUse
}

func (Code) Kind() string { return ByCode }
func (Code) Weak() bool   { return IsWeak(ByCode) }

// Sign notes which code was given, and authenticates it with the digest under the district's key.
func (c Code) Sign(digest []byte) ([]byte, error) {
	given := binary.BigEndian.AppendUint64(bytes.Clone(c.Use.TOTP[:]), uint64(c.Use.Step))
	return append(given, c.Keys.MAC("benefit-act-code", append(given, digest...))...), nil
}

// useIn reads which code a signature says was given.
func useIn(signature []byte) (use post.CodeUse, ok bool) {
	const given = len(use.TOTP) + 8
	if len(signature) <= given {
		return use, false
	}
	return post.CodeUse{TOTP: id.ID(signature[:len(use.TOTP)]), Step: int64(binary.BigEndian.Uint64(signature[len(use.TOTP):given]))}, true
}

// Prepare collects the digests of what would be signed, in a rehearsal.
type Prepare struct{ Digests [][]byte }

func (*Prepare) Kind() string { return ByPasskey }
func (*Prepare) Weak() bool   { return IsWeak(ByPasskey) }

// Sign notes the digest. What it gives is no signature, and nothing is kept of a rehearsal.
func (p *Prepare) Sign(digest []byte) ([]byte, error) {
	p.Digests = append(p.Digests, bytes.Clone(digest))
	return []byte("rehearsed"), nil
}

// Passkey is a passkey or security key that has signed what was prepared: its challenge is the digest of the act, or joins those of several. An
// administrator of the database cannot make such a signature.
type Passkey struct {
	Signature passkey.Signature
	Digests   [][]byte // as they were prepared
	Paths     [][]passkey.Step
}

func (Passkey) Kind() string { return ByPasskey }
func (Passkey) Weak() bool   { return IsWeak(ByPasskey) }

// Sign gives the signature of an act that was prepared. Conflict where the act is another one now.
func (p Passkey) Sign(digest []byte) ([]byte, error) {
	i := slices.IndexFunc(p.Digests, func(one []byte) bool { return bytes.Equal(one, digest) })
	if i < 0 {
		return nil, fault.New(fault.Conflict, "benefit.sign-changed")
	}
	s := p.Signature
	s.Path = p.Paths[i]
	return json.Marshal(s)
}

// witness is what signatures are held against.
type witness struct {
	keys   *seal.Keys
	people map[id.ID][]byte // by account
	codes  map[post.CodeUse]id.ID
	held   map[string]post.PasskeyTerm
}

func newWitness(tx *store.Tx, keys *seal.Keys) (w witness, err error) {
	w.keys = keys
	if w.people, err = post.Identities(tx, keys); err != nil {
		return w, err
	}
	if w.codes, err = post.CodesUsed(tx); err != nil {
		return w, err
	}
	w.held, err = post.Passkeys(tx)
	return w, err
}

// signed verifies what somebody signed in a write. A weak signature is made under the district's key; a code must have been taken, and be the
// actor's own; a key must be hers, and have been held then.
func (w witness) signed(kind string, seq store.Seq, actor, digest, signature []byte) bool {
	switch kind {
	case ByPassword:
		return hmac.Equal(signature, w.keys.MAC("benefit-act", digest))
	case ByCode:
		use, ok := useIn(signature)
		account, taken := w.codes[use]
		want, _ := Code{w.keys, use}.Sign(digest) // which cannot fail
		return ok && taken && bytes.Equal(w.people[account], actor) && hmac.Equal(signature, want)
	case ByPasskey:
		return w.signedByKey(seq, actor, digest, signature)
	}
	return false
}

func (w witness) signedByKey(seq store.Seq, actor, digest, signature []byte) bool {
	var s passkey.Signature
	if json.Unmarshal(signature, &s) != nil {
		return false
	}
	k, known := w.held[string(s.Credential)]
	return known && k.From < seq && (k.To == 0 || seq < k.To) && bytes.Equal(w.people[k.Account], actor) && s.Kept(k.Key, digest) == nil
}
