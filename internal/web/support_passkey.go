package web

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"net/url"

	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/post"
	"youfu/internal/post/passkey"
)

// prepareHeader asks for what a form would sign: the form is tried, nothing is written, and the answer is a prepared.
const prepareHeader = "X-Prepare"

// unsigned stands where a key's answer would, when there was nothing to be signed: the form's own refusal comes before it is looked at.
const unsigned = "-"

// prepared is what a browser has a key sign.
type prepared struct {
	Site      string   `json:"site"`
	Keys      [][]byte `json:"keys"`
	Challenge []byte   `json:"challenge"`
	Digests   [][]byte `json:"digests"`
}

// answered is what it brings back with the form.
type answered struct {
	Answer  json.RawMessage `json:"answer"`
	Digests [][]byte        `json:"digests"`
}

// place is where the reader's browser meets her key.
func (q *request) place() passkey.Place {
	host, _, err := net.SplitHostPort(q.r.Host)
	if err != nil {
		host = q.r.Host
	}
	scheme := "http://"
	if q.tls(q.r) {
		scheme = "https://"
	}
	return passkey.Place{Site: host, Origin: scheme + q.r.Host}
}

// sayPrepared answers with what a form would sign.
func (q *request) sayPrepared() error {
	if q.preparing == nil || len(q.preparing.Digests) == 0 {
		return fault.New(fault.Usage, "web.bad-form")
	}
	can, err := q.District.Accounts.Signing(q.r.Context(), q.actor().Account)
	if err != nil {
		return err
	}
	p := prepared{Site: q.place().Site, Keys: [][]byte{}, Digests: q.preparing.Digests}
	p.Challenge, _ = passkey.Join(p.Digests)
	for _, k := range can.Keys {
		if k.Site == p.Site {
			p.Keys = append(p.Keys, k.Credential)
		}
	}
	q.w.Header().Set("Content-Type", "application/json")
	q.w.WriteHeader(http.StatusOK)
	return json.NewEncoder(q.w).Encode(p)
}

// keySigner is a key of the reader's that has signed what was prepared.
func (q *request) keySigner(form url.Values, can post.Signing) (benefit.Signer, error) {
	if form.Get("passkey") == unsigned {
		return benefit.Passkey{}, nil
	}
	var got answered
	if err := json.Unmarshal([]byte(form.Get("passkey")), &got); err != nil || len(got.Digests) == 0 {
		return nil, fault.New(fault.Usage, "web.bad-form").Because(err)
	}
	signature, err := passkey.Answered(got.Answer)
	if err != nil {
		return nil, err
	}
	challenge, paths := passkey.Join(got.Digests)
	for _, k := range can.Keys {
		if bytes.Equal(k.Credential, signature.Credential) {
			return benefit.Passkey{Signature: signature, Digests: got.Digests, Paths: paths}, signature.Fresh(k.Key, challenge, q.place())
		}
	}
	return nil, fault.New(fault.Refused, "post.no-passkey")
}
