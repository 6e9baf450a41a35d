package post

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Accounts are a district's accounts: who may sign in, in which seats, and who is signed in. All state is in the district's tables,
// so that what one process changes holds at once in every other. Safe for use by many goroutines.
type Accounts struct {
	d      *store.District
	keys   *seal.Keys
	zone   *time.Location
	bodies Bodies
}

// New gives the accounts of a district. zone is where its days begin: a seat's dates are days there. Without bodies no seat of a power can
// be given.
func New(d *store.District, keys *seal.Keys, zone *time.Location, bodies Bodies) *Accounts {
	return &Accounts{d: d, keys: keys, zone: zone, bodies: bodies}
}

// today is the district's date at an instant.
func (a *Accounts) today(now time.Time) civil.Date { return civil.On(now, a.zone) }

// Account is one login. The same person may have several.
type Account struct {
	ID         id.ID
	Login      string
	Name       string
	Number     string // the citizen number, masked; "" where none was given
	Ended      bool
	MustChange bool   // the password is one that an administrator was shown
	Locked     bool   // too many wrong passwords just now
	Seats      []Seat // those that were not taken back, also expired and future ones, by their first day
	Signing    Signing
}

// Seat is the right to act in a post, from a day to the day before another.
type Seat struct {
	ID         id.ID
	Post       actor.Post
	Place      id.ID
	Department id.ID
	Site       id.ID
	Body       string     // the body of the four powers that it belongs to; "" for none
	From       civil.Date // its first day
	To         civil.Date // the day it no longer holds; zero: until it is ended
	rev        int
}

// Holds reports whether the seat gives any right on a day.
func (s Seat) Holds(on civil.Date) bool {
	return s.From <= on && (s.To.Zero() || on < s.To)
}

// NewSeat is what an administrator asks for. Whether place, department and site exist is for the caller to have looked up.
type NewSeat struct {
	Post       actor.Post
	Place      id.ID // village and township workers
	Department id.ID // clinic workers
	Site       id.ID // clinic workers
	Body       string
	From       civil.Date // zero: today
	To         civil.Date // zero: open
}

// NewAccount is what an administrator asks for: a login with its first seat.
type NewAccount struct {
	Login         string // 2 to 32 of a-z 0-9 . - _, the first a letter or digit; it never changes and is never given again
	Name          string // as shown on pages and paper; the login where empty
	CitizenNumber string // tells that two logins are one natural person; may be empty
	NewSeat
	ClientID id.ID
}

var (
	loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)
	bodyForm  = regexp.MustCompile(`^([a-z0-9][a-z0-9-]{0,39})?$`)
)

const longestName = 60

// check gives every wrong field at once, and the citizen number in its standard form.
func (n NewAccount) check() (civil.Number, []fault.Field) {
	var wrong []fault.Field
	if !loginForm.MatchString(n.Login) || n.Login == actor.System.Login {
		wrong = append(wrong, field("login", "bad-login"))
	}
	if utf8.RuneCountInString(n.Name) > longestName || !utf8.ValidString(n.Name) || strings.ContainsFunc(n.Name, func(r rune) bool { return r < ' ' }) {
		wrong = append(wrong, field("name", "bad-text"))
	}
	var number civil.Number
	if n.CitizenNumber == "" && needs[n.Post].power {
		wrong = append(wrong, field("citizen_number", "number-for-power"))
	}
	if n.CitizenNumber != "" {
		var err error
		if number, err = civil.ParseNumber(n.CitizenNumber); err != nil {
			wrong = append(wrong, numberField(err))
		}
	}
	return number, append(wrong, n.NewSeat.check()...)
}

// needs says what a seat of each post names; what a post does not need it may not have. Who runs the machine holds none of the four
// powers (trust.md 5.1), so that an administrator has no body. A post of a power has one, and confirms where its place is, or in the whole
// district.
var needs = map[actor.Post]struct{ place, clinic, body, power, may bool }{
	actor.Administrator:  {},
	actor.Registrar:      {body: true},
	actor.VillageWorker:  {place: true, body: true},
	actor.TownshipWorker: {place: true, body: true},
	actor.ClinicWorker:   {clinic: true, body: true},
	actor.Manager:        {body: true},
	actor.Auditor:        {body: true},
	actor.ConfirmOfficer: {body: true, power: true, may: true},
	actor.FundOfficer:    {body: true, power: true},
	actor.PayOfficer:     {body: true, power: true},
	actor.Supervisor:     {body: true, power: true},
}

// Bodies keeps which person sits in which body of the four powers. Sit refuses who sits in another one.
type Bodies interface {
	Sit(tx *store.Tx, identity []byte, post actor.Post, body string, on civil.Date, by id.ID) error
	Leave(tx *store.Tx, identity []byte, on civil.Date, by id.ID) error
}

func (s NewSeat) check() (wrong []fault.Field) {
	need, known := needs[s.Post]
	if !known {
		return []fault.Field{field("post", "unknown-post")}
	}
	for _, f := range []struct {
		name  string
		there bool
		need  bool
	}{
		{"place", !s.Place.Zero(), need.place || need.may && !s.Place.Zero()},
		{"department", !s.Department.Zero(), need.clinic},
		{"site", !s.Site.Zero(), need.clinic},
	} {
		switch {
		case f.need && !f.there:
			wrong = append(wrong, field(f.name, "missing"))
		case f.there && !f.need:
			wrong = append(wrong, field(f.name, "not-for-post"))
		}
	}
	switch {
	case s.Body == "" && need.power:
		wrong = append(wrong, field("body", "missing"))
	case s.Body != "" && !need.body:
		wrong = append(wrong, field("body", "not-for-post"))
	case !bodyForm.MatchString(s.Body):
		wrong = append(wrong, field("body", "bad-code"))
	}
	if !s.To.Zero() && s.To <= s.From {
		wrong = append(wrong, field("to", "not-after-from"))
	}
	return wrong
}

// field is a wrong field whose message key is its code's, in this package's area.
func field(name, code string) fault.Field {
	return fault.Field{Name: name, Code: code, Key: "post." + code}
}

func invalid(fields []fault.Field) error {
	if len(fields) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, "post.invalid").With(fields...)
}

// mayAdminister refuses everybody but an administrator and the program itself.
func mayAdminister(by actor.Actor) error {
	if !May(by, Administer) {
		return fault.New(fault.Refused, "post.not-yours")
	}
	return nil
}
