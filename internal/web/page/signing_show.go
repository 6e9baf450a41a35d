package page

import "html/template"

// SigningShow is by what the reader signs official acts.
type SigningShow struct {
	Frame
	Codes CodesBox
}

func (*SigningShow) template() string { return "signing_show" }

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
