package care

import (
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
)

// Scope is whose due visits a list shows, and which of them.
type Scope struct {
	Programme  *catalogue.Programme
	AsOf       civil.Date
	Lives      func(place id.ID) bool // where she lives on the day; nil: anywhere
	Opening    bool                   // invitations to a round: all that a village or township may see (R7)
	Department id.ID                  // else the follow-ups that visits of this department opened; zero: of any
}

// List calls use for every due visit in scope, person by person in the order of the register.
func List(v person.View, p Pages, s Scope, use func(n uint32, item due.Item)) {
	var facts due.Facts
	for n := uint32(1); n <= v.Most(); n++ {
		if !s.Opening && !p.recorded(n) && len(v.Entries(n)) == 0 {
			continue // nobody without a visit has a follow-up
		}
		if v.Canonical(n) != n || s.Lives != nil && !s.Lives(v.Place(n, person.Resides, s.AsOf)) {
			continue
		}
		if !Facts(v, p, n, s.Programme.ID, s.AsOf, &facts) {
			continue
		}
		for _, item := range due.Due(s.Programme, facts, s.AsOf) {
			if item.Opening == s.Opening && (s.Opening || s.opened(v, p, n, item)) {
				use(n, item)
			}
		}
	}
}

// opened reports whether a follow-up was opened by a visit of the scope's department.
func (s Scope) opened(v person.View, p Pages, n uint32, item due.Item) bool {
	found := s.Department.Zero()
	Each(v, p, n, func(e *Entry) {
		found = found || e.ID == item.Key.Anchor && p.Department(e) == s.Department
	})
	return found
}

// Facts fills in what due reads of a person and a programme, as known at the view's seq. It reports false for entries that are not
// people to be served: unknown at that seq, or erased.
func Facts(v person.View, p Pages, n uint32, programme string, asOf civil.Date, facts *due.Facts) bool {
	coded, erased, known := v.Facts(n)
	if !known || erased {
		return false
	}
	facts.PersonID = v.ID(n)
	facts.Person = due.Person{Sex: coded.Sex, Birth: coded.Birth, Death: coded.Death, Since: v.Since(n, person.Resides, asOf)}
	facts.Followed, facts.NoContact = v.Agrees(n, person.ForFollowUp), v.Objects(n, person.ForContact)
	facts.Events, facts.Refusals = facts.Events[:0], facts.Refusals[:0]
	Each(v, p, n, func(e *Entry) {
		switch name := p.Name(e); {
		case name.Programme == programme:
			facts.Events = append(facts.Events, p.due(e))
		case p.Kind(e) == due.KindDecline && p.State(e) == due.ScopeContact:
			facts.Refusals = append(facts.Refusals, due.Refusal{Scope: due.ScopeContact, On: e.On})
		}
	})
	return true
}

// Each calls use for the events of a person and of the entries that were merged into her.
func Each(v person.View, p Pages, n uint32, use func(*Entry)) {
	p.Of(n, use)
	for _, entry := range v.Entries(n) {
		p.Of(entry, use)
	}
}
