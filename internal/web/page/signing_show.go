package page

import "html/template"

// SigningShow is by what the reader signs official acts.
type SigningShow struct {
	Frame
	Keys  KeysBox
	Codes CodesBox
}

func (*SigningShow) template() string { return "signing_show" }

// KeysBox is the reader's passkeys and security keys, with the form that adds one and, where there are some, the one that takes one back.
type KeysBox struct {
	Keys     []string // by their labels
	Asked    string   // JSON: what the browser is to make
	ClientID string
	Label    Field
	Proof    Field
	Wrong    Wrong
	EndID    string // client id of the form that takes one back
	Which    Field
	EndProof Field
	EndWrong Wrong
}

// CodesBox is the reader's one-time codes with the one form that stands there: "start" asks for the password, "confirm" for the first code,
// "end" for the last.
type CodesBox struct {
	Held     bool
	Form     string
	Action   string
	ClientID string
	Offer    string        // to be confirmed
	Secret   string        // in groups of four; shown once
	Code     template.HTML // the same for the telephone's camera
	Proof    Field
	Wrong    Wrong
}
