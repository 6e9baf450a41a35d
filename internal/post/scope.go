package post

import (
	"slices"

	"youfu/internal/actor"
	"youfu/internal/id"
)

// Scope is how far a seat reaches within its purposes. The zero Scope reaches nothing, and so does the scope of a seat that lacks the
// place, department or site that its post needs.
type Scope struct {
	District   bool  // every place of the district
	Place      id.ID // this place and all below it
	Department id.ID // the department that the seat serves
	Site       id.ID // where it serves
	Clinical   bool  // may see what a visit found, of its department's programmes
}

// ScopeOf is the scope of a's seat.
func ScopeOf(a actor.Actor) Scope {
	switch a.Post {
	case actor.Registrar, actor.Manager, actor.Auditor:
		return Scope{District: true}
	case actor.ConfirmOfficer:
		return Scope{District: a.Place.Zero(), Place: a.Place}
	case actor.Supervisor:
		return Scope{District: true}
	case actor.VillageWorker, actor.TownshipWorker:
		return Scope{Place: a.Place}
	case actor.ClinicWorker:
		if a.Department.Zero() || a.Site.Zero() {
			return Scope{}
		}
		return Scope{Department: a.Department, Site: a.Site, Clinical: true}
	}
	return Scope{}
}

// InPlace reports whether the scope covers a place, given with all the places above it.
func (s Scope) InPlace(chain ...id.ID) bool {
	return s.District || !s.Place.Zero() && slices.Contains(chain, s.Place)
}

// Meets reports whether the scope covers a person's identity, given the places where she lives, each with all the places above it. A
// clinic meets whoever comes through its door, wherever she lives and though nobody knows her yet (R9).
func (s Scope) Meets(places ...id.ID) bool { return s.Clinical || s.InPlace(places...) }

// Treats reports whether the scope covers the clinical content of a visit, given the departments that run its programme.
func (s Scope) Treats(departments ...id.ID) bool {
	return s.Clinical && slices.Contains(departments, s.Department)
}
