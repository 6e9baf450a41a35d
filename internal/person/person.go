// Package person is the register: people, where they are registered and where they live, their households and ties, and what they
// agreed to. It holds nothing of services or benefits. Names, numbers, phones and address lines are sealed; a person stays a person
// when numbers are corrected, when two entries turn out to be one, and after erasure, when only the coded facts are left.
package person

import (
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Facts are what rules and figures may read of a person.
type Facts struct {
	Sex   string // "male", "female", or "" where it is not known
	Birth civil.Birth
	Death civil.Date
}

// Card is what reaches or names a person.
type Card struct {
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
}

// Systems of identifiers.
const (
	Number = "citizen-number" // GB 11643-1999
	Ref    = "ref"            // the key of whoever sent the person; one person can have several
)

// Identifier names a person in a system.
type Identifier struct {
	System string
	Value  string
}

// Role is why somebody belongs to a place.
type Role string

const (
	Registered Role = "registered" // household registration: benefits follow it
	Resides    Role = "resides"    // where she lives: services follow it
)

// Stay is one revision of a person's belonging to a place, over half-open days; a zero date is open.
type Stay struct {
	ID       id.ID
	Rev      int
	Person   id.ID
	Role     Role
	Place    id.ID
	Nature   string // of the registration: a code of registered-nature, or ""
	Address  string
	From, To civil.Date
}

// Holds reports whether the stay covers a day.
func (s Stay) Holds(on civil.Date) bool {
	return (s.From.Zero() || s.From <= on) && (s.To.Zero() || on < s.To)
}

// Member is one revision of a person's belonging to a household.
type Member struct {
	ID        id.ID
	Rev       int
	Household id.ID
	Person    id.ID
	Relation  string // GB/T 4761, or ""
	From, To  civil.Date
}

// Consent is the present state of one agreement.
type Consent struct {
	Purpose  string
	Rev      int
	TextHash string // of the text that she was told
	State    string // Given, Refused or Withdrawn
	Seq      store.Seq
	By       id.ID // account that recorded it; only Open fills it in
}

// Person is everything the register knows of one person now.
type Person struct {
	ID          id.ID
	N           uint32
	Rev         int
	Facts       Facts
	Card        Card
	Erased      bool
	Identifiers []Identifier
	Stays       []Stay    // current and past, newest first
	Consents    []Consent // what she said last of each purpose, under whichever of her entries, in order of purpose
	Merged      []id.ID   // entries that turned out to be this person
}

// Now is the stay of a role on a day; none where nobody knows.
func (p Person) Now(role Role, on civil.Date) (Stay, bool) {
	best, found := Stay{}, false
	for _, s := range p.Stays {
		if s.Role == role && s.Holds(on) && (!found || s.From > best.From) {
			best, found = s, true
		}
	}
	return best, found
}
