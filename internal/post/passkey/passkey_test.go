package passkey

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"
)

// token is a security key, written from the standard and from nothing of ours (Web Authentication, 6.1 and 6.3.3).
type token struct {
	*ecdsa.PrivateKey
	Key
}

func newToken(t *testing.T) token {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := k.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	cose := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33]...) // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
	cose = append(append(cose, 0x22, 0x58, 32), point[33:]...)
	return token{k, Key{"youfu.example", []byte("one"), cose}}
}

func (k token) sign(t *testing.T, challenge []byte, origin string) Signature {
	t.Helper()
	client := fmt.Sprintf(`{"type":"webauthn.get","challenge":%q,"origin":%q,"crossOrigin":false}`, text(challenge), origin)
	site, hash := sha256.Sum256([]byte(k.Site)), sha256.Sum256([]byte(client))
	auth := append(site[:], 1, 0, 0, 0, 7) // somebody is there
	sum := sha256.Sum256(append(bytes.Clone(auth), hash[:]...))
	sign, err := ecdsa.SignASN1(rand.Reader, k.PrivateKey, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return Signature{k.Credential, []byte(client), auth, sign, nil}
}

func TestWhatAKeySigned(t *testing.T) {
	k, digest := newToken(t), bytes.Repeat([]byte{7}, 32)
	const origin = "https://youfu.example"
	good := k.sign(t, digest, origin)
	if err := good.Fresh(k.Key, digest, Place{k.Site, origin}); err != nil {
		t.Error(err)
	}
	raw, err := json.Marshal(good)
	var kept Signature
	if err != nil || json.Unmarshal(raw, &kept) != nil || kept.Kept(k.Key, digest) != nil {
		t.Errorf("kept, it is no signature any more: %s, %v", raw, kept.Kept(k.Key, digest))
	}
	changed := func(change func(*Signature)) Signature {
		s := good
		s.Client, s.Authenticator, s.Sign = bytes.Clone(s.Client), bytes.Clone(s.Authenticator), bytes.Clone(s.Sign)
		change(&s)
		return s
	}
	for name, bad := range map[string]Signature{
		"another digest":      k.sign(t, []byte("other"), origin),
		"another site":        k.sign(t, digest, "https://youfu.example.org"),
		"another key":         newToken(t).sign(t, digest, origin),
		"nobody there":        changed(func(s *Signature) { s.Authenticator[32] = 0 }),
		"another count":       changed(func(s *Signature) { s.Authenticator[36]++ }),
		"other words":         changed(func(s *Signature) { s.Client = bytes.Replace(s.Client, []byte("false"), []byte("true"), 1) }),
		"no signature":        changed(func(s *Signature) { s.Sign = nil }),
		"nothing":             {},
		"a way to elsewhere":  changed(func(s *Signature) { s.Path = []Step{{true, digest}} }),
		"a key that was made": changed(func(s *Signature) { s.Client = bytes.Replace(s.Client, []byte("get"), []byte("create"), 1) }),
	} {
		if bad.Kept(k.Key, digest) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if good.Fresh(k.Key, digest, Place{"elsewhere.example", origin}) == nil || good.Fresh(k.Key, digest, Place{k.Site, "http://youfu.example"}) == nil {
		t.Error("accepted from another place")
	}
}

// TestSeveralAtOnce signs any number of digests with one touch; each verifies by itself, and nothing else does.
func TestSeveralAtOnce(t *testing.T) {
	k := newToken(t)
	for n := 1; n <= 9; n++ {
		var digests [][]byte
		for i := range n {
			sum := sha256.Sum256([]byte{byte(i)})
			digests = append(digests, sum[:])
		}
		challenge, paths := Join(digests)
		if n == 1 && !bytes.Equal(challenge, digests[0]) {
			t.Error("the challenge of one digest is another")
		}
		s := k.sign(t, challenge, "https://youfu.example")
		for i, d := range digests {
			s.Path = paths[i]
			if err := s.Kept(k.Key, d); err != nil {
				t.Errorf("%d of %d: %v", i, n, err)
			}
			if s.Kept(k.Key, digests[(i+1)%n]) == nil && n > 1 {
				t.Errorf("%d of %d verifies another", i, n)
			}
		}
	}
	if challenge, paths := Join(nil); challenge != nil || len(paths) != 0 {
		t.Error("nothing has a challenge")
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add([]byte(`{"id":"b25l","rawId":"b25l","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		if s, err := Answered(answer); err == nil && s.Kept(Key{"youfu.example", s.Credential, []byte{0xa0}}, []byte("x")) == nil {
			t.Error("a key of nothing signed")
		}
		if _, err := Made(answer, []byte("x"), Place{"youfu.example", "https://youfu.example"}); err == nil {
			t.Error("a key was made of nothing")
		}
	})
}
