// Package passkey verifies passkeys and security keys (W3C Web Authentication, Level 3) and what they signed. It keeps nothing: a signature
// carries all that was signed, so that it can be checked for as long as the key's public half is kept.
package passkey

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"youfu/internal/fault"
)

// Place is where a browser and a key meet: the site that the key was made for, and the address that the browser showed.
type Place struct {
	Site   string // the relying party's id: the host, without a port
	Origin string // such as https://youfu.example
}

// Key is the public half of a key.
type Key struct {
	Site       string
	Credential []byte // the authenticator's name for it
	Public     []byte // COSE
}

var errBad = fault.New(fault.Refused, "post.passkey-bad")

// algorithms are those that every browser and key can do: ES256, EdDSA, RS256.
var algorithms = []int{-7, -8, -257}

// Algorithms are the signatures that a new key may make, as COSE numbers them.
func Algorithms() []int { return slices.Clone(algorithms) }

// Made reads the answer of a browser that made a key for a challenge.
func Made(answer, challenge []byte, at Place) (Key, error) {
	made, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Key{}, errBad.Because(err)
	}
	var may []protocol.CredentialParameter
	for _, a := range algorithms {
		may = append(may, protocol.CredentialParameter{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.COSEAlgorithmIdentifier(a)})
	}
	if _, err := made.Verify(text(challenge), at.Site, []string{at.Origin}, nil, nil, protocol.TopOriginExplicitVerificationMode, false, false, true, nil, may, protocol.AttestationPolicy{}, protocol.SignaturePolicy{}); err != nil {
		return Key{}, errBad.Because(err)
	}
	data := made.Response.AttestationObject.AuthData.AttData
	return Key{at.Site, data.CredentialID, data.CredentialPublicKey}, nil
}

// Signature is what a key signed: the browser's account of the challenge and the address, and the authenticator's of the site and of somebody's
// presence. Path leads from one digest to the challenge where several were signed at once.
type Signature struct {
	Credential    []byte `json:"credential"`
	Client        []byte `json:"client"`
	Authenticator []byte `json:"authenticator"`
	Sign          []byte `json:"sign"`
	Path          []Step `json:"path,omitempty"`
}

// Answered reads the answer of a browser that had something signed.
func Answered(answer []byte) (Signature, error) {
	got, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Signature{}, errBad.Because(err)
	}
	r := got.Raw.AssertionResponse
	return Signature{got.RawID, r.ClientDataJSON, r.AuthenticatorData, r.Signature, nil}, nil
}

// Fresh verifies a signature that was just made at a place.
func (s Signature) Fresh(k Key, challenge []byte, at Place) error {
	if k.Site != at.Site {
		return errBad
	}
	return s.verify(k, challenge, at.Origin)
}

// Kept verifies a signature from what is kept: that the key signed the digest, at an address of its own site.
func (s Signature) Kept(k Key, digest []byte) error {
	var client protocol.CollectedClientData
	if err := json.Unmarshal(s.Client, &client); err != nil {
		return errBad.Because(err)
	}
	origin, err := url.Parse(client.Origin)
	if err != nil || origin.Hostname() != k.Site {
		return errBad.Because(err)
	}
	return s.verify(k, climb(digest, s.Path), client.Origin)
}

func (s Signature) verify(k Key, challenge []byte, origin string) error {
	raw := protocol.CredentialAssertionResponse{PublicKeyCredential: protocol.PublicKeyCredential{Credential: protocol.Credential{ID: text(s.Credential), Type: "public-key"}, RawID: s.Credential},
		AssertionResponse: protocol.AuthenticatorAssertionResponse{AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: s.Client}, AuthenticatorData: s.Authenticator, Signature: s.Sign}}
	got, err := raw.Parse()
	if err == nil {
		err = got.Verify(text(challenge), k.Site, "", []string{origin}, nil, nil, protocol.TopOriginExplicitVerificationMode, false, false, true, k.Public, protocol.SignaturePolicy{})
	}
	if err != nil {
		return errBad.Because(err)
	}
	return nil
}

func text(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// Step is a neighbour on the way from a digest to what was signed for all of them.
type Step struct {
	Left bool   `json:"left,omitempty"` // it stands before
	Hash []byte `json:"hash"`
}

// Join makes one challenge of several digests, and the path of each (a tree as in RFC 6962, 2.1, whose leaves are the digests). The challenge of
// one digest is that digest itself.
func Join(digests [][]byte) (challenge []byte, paths [][]Step) {
	paths = make([][]Step, len(digests))
	type branch struct {
		hash   []byte
		leaves []int
	}
	var level []branch
	for i, d := range digests {
		level = append(level, branch{d, []int{i}})
	}
	for len(level) > 1 {
		var above []branch
		for pair := range slices.Chunk(level, 2) {
			if len(pair) == 1 {
				above = append(above, pair[0])
				continue
			}
			for _, leaf := range pair[0].leaves {
				paths[leaf] = append(paths[leaf], Step{false, pair[1].hash})
			}
			for _, leaf := range pair[1].leaves {
				paths[leaf] = append(paths[leaf], Step{true, pair[0].hash})
			}
			above = append(above, branch{node(pair[0].hash, pair[1].hash), slices.Concat(pair[0].leaves, pair[1].leaves)})
		}
		level = above
	}
	if len(level) == 1 {
		challenge = level[0].hash
	}
	return challenge, paths
}

func climb(digest []byte, path []Step) []byte {
	for _, s := range path {
		if s.Left {
			digest = node(s.Hash, digest)
		} else {
			digest = node(digest, s.Hash)
		}
	}
	return digest
}

func node(left, right []byte) []byte {
	sum := sha256.Sum256(slices.Concat([]byte{1}, left, right))
	return sum[:]
}
