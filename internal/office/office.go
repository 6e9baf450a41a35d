// Package office is what somebody may do in a district: rights, scope and the read audit around the domains. Pages and commands are
// thin doors to it; none has a way around. Each reading is written to the audit before its answer is given.
package office

import (
	"context"

	"youfu/internal/actor"
	"youfu/internal/audit"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Office is one actor at work in one district, through one door.
type Office struct {
	District *district.District
	Actor    actor.Actor
	Route    string // of the page, or the command: the audit names it
}

// may refuses what the actor's post may not pursue. It comes before anything is looked up, so that a stranger cannot probe what exists.
func (o Office) may(p post.Purpose) error {
	if post.May(o.Actor, p) {
		return nil
	}
	return fault.New(fault.Refused, "office.refused."+string(p))
}

// May reports whether the actor's post may pursue a purpose.
func (o Office) May(p post.Purpose) bool { return post.May(o.Actor, p) }

// Must is the error of a purpose that the actor's post may not pursue, for doors to work that has its own package, such as imports.
func (o Office) Must(p post.Purpose) error { return o.may(p) }

func (o Office) scope() post.Scope { return post.ScopeOf(o.Actor) }

// chain is a place with all places above it.
func chain(t *place.Tree, p id.ID) []id.ID {
	var all []id.ID
	for range 8 {
		at, ok := t.Place(p)
		if !ok {
			break
		}
		all, p = append(all, p), at.Parent
	}
	return all
}

// chainOf is where a person belongs today, with all places above it, under today's boundaries.
func (o Office) chainOf(s district.State, n uint32, role person.Role) []id.ID {
	today := o.District.Today()
	at, _ := s.Tree.On(s.People.Place(n, role, today), today)
	return chain(s.Tree, at.ID)
}

// meets reports whether the actor may know who a person is: by where she lives, or is registered, today.
func (o Office) meets(s district.State, n uint32) bool {
	scope := o.scope()
	if scope.District || scope.Clinical {
		return true
	}
	return scope.InPlace(o.chainOf(s, n, person.Resides)...) || scope.InPlace(o.chainOf(s, n, person.Registered)...)
}

// person finds somebody whom the actor may know of. Somebody outside the actor's scope does not exist for him: the answer to a foreign
// id and to an unknown one is the same.
func (o Office) person(s district.State, who id.ID) (uint32, error) {
	n := s.People.N(who)
	if n == 0 {
		return 0, fault.New(fault.NotFound, "person.not-found")
	}
	n = s.People.Canonical(n)
	if _, _, known := s.People.Facts(n); !known || !o.meets(s, n) {
		return 0, fault.New(fault.NotFound, "person.not-found")
	}
	return n, nil
}

// serves reports whether the actor's department gives visits of a programme, and so may see what they found.
func (o Office) serves(s district.State, p *catalogue.Programme) bool {
	scope := o.scope()
	if !scope.Clinical || p == nil {
		return false
	}
	for _, v := range p.Visits {
		if len(v.By) == 0 {
			return true
		}
		for _, code := range v.By {
			if d, ok := s.Tree.DepartmentByCode(code); ok && scope.Treats(d.ID) {
				return true
			}
		}
	}
	return false
}

// listed audits a listing with the people it shows.
func (o Office) listed(ctx context.Context, purpose post.Purpose, filter string, seq store.Seq, people []uint32) error {
	return audit.Query(ctx, o.District.Store, audit.Listing{Actor: o.Actor, Route: o.Route, Purpose: string(purpose), Filter: filter, Seq: seq, People: people})
}

// opened audits an opened record.
func (o Office) opened(ctx context.Context, purpose post.Purpose, who, record id.ID, fields ...string) error {
	return audit.Open(ctx, o.District.Store, audit.Opening{Actor: o.Actor, Route: o.Route, Purpose: string(purpose), Person: who, Record: record, Fields: fields})
}

// Line is a person in a list.
type Line struct {
	ID      id.ID
	N       uint32
	Name    string
	Facts   person.Facts
	Place   id.ID
	Address string
	Phone   string // masked
	Number  string // masked; only where somebody was looked for
}

// line opens what a list shows of a person: name, phone and address, and of what is coded the register's view.
func (o Office) line(s district.State, n uint32) (Line, error) {
	who, today := s.People.ID(n), o.District.Today()
	l := Line{ID: who, N: n}
	card, _, err := person.CardOf(s.Tx, o.District.Keys, who)
	if err != nil {
		return l, err
	}
	l.Name, l.Phone = card.Name, MaskPhone(card.Phone)
	l.Facts, _, _ = s.People.Facts(n)
	if l.Place = s.People.Place(n, person.Resides, today); l.Place.Zero() {
		l.Place = s.People.Place(n, person.Registered, today)
		return l, nil
	}
	l.Address, err = person.AddressOf(s.Tx, o.District.Keys, who, today)
	return l, err
}

func numberOf(p person.Person) string {
	for _, i := range p.Identifiers {
		if i.System == person.Number {
			return i.Value
		}
	}
	return ""
}

// MaskNumber hides a citizen number but for its first four and last two characters.
func MaskNumber(number string) string {
	if number == "" {
		return ""
	}
	return civil.Number(number).Masked()
}

// MaskPhone hides a phone number but for its first three and last four digits.
func MaskPhone(phone string) string {
	switch {
	case phone == "":
		return ""
	case len(phone) < 8:
		return "••••"
	}
	return phone[:3] + " •••• " + phone[len(phone)-4:]
}

// MaskName hides a name but for its first and last character: 何·芬. A name of two characters keeps the first.
func MaskName(name string) string {
	runes := []rune(name)
	switch len(runes) {
	case 0:
		return ""
	case 1, 2:
		return string(runes[0]) + "·"
	}
	return string(runes[0]) + "·" + string(runes[len(runes)-1])
}
