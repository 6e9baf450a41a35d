// Package assess says whether somebody meets a scheme on a day, and why: for each criterion met, not met or unknown, with the facts that
// it rests on. It is pure: a scheme, facts and a day go in, and the same come out of the same, tomorrow and in ten years.
//
// It fails closed. A rule that lacks a fact, meets one of another type or runs into an error is unknown, and nobody is paid on an unknown;
// a paper that was not seen makes a criterion unknown as well, never refused.
package assess

import "youfu/internal/civil"

// Facts are all that a scheme may know of somebody, as they were on a day: register facts of the closed vocabulary and papers that were
// seen. There is nothing of services in it (R2), and no name.
type Facts struct {
	Sex        string // "female", "male"; "" where it is not known
	Birth      civil.Birth
	Death      civil.Date
	Mother     civil.Birth // of the mother of her or his children: see Gather in package roll
	Registered Belonging
	Resides    Belonging
	Children   Count // living
	Daughters  Count // living
	Attributes []Attribute
	Documents  []Document
	Applied    civil.Date // when she applied; zero: on the day that is asked about
}

// Belonging is where somebody belongs.
type Belonging struct {
	Known  bool // the register says something about the day
	Here   bool // in the district
	Nature string
	Since  civil.Date
}

// Count is a number, where it is known.
type Count struct {
	Known bool
	N     int
}

// Attribute is a code of the closed vocabulary that was recorded from a paper.
type Attribute struct {
	Name, Code string
	On         civil.Date // from when it holds; zero: open
}

// Document is a paper that was seen.
type Document struct {
	Kind string // of the closed vocabulary
	Ref  string // what names the paper: an id, never its content
	On   civil.Date
}

// Verdict is what a criterion, or a scheme, says of somebody. The zero Verdict is Unknown, so that what was never decided grants nothing.
type Verdict uint8

const (
	Unknown Verdict = iota
	NotMet
	Met
)

// String is the verdict as commands print it.
func (v Verdict) String() string { return [...]string{"unknown", "not_met", "met"}[v] }

// MarshalText writes String.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }
