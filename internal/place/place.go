// Package place is the area tree with its history (districts, townships, villages), and the departments and sites that serve in it.
// Codes change, townships are split and merged: a place keeps its id, a figure says which day's boundaries it uses.
package place

import (
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/store"
)

// Level is a place's level in the tree.
type Level string

const (
	District Level = "district"
	Township Level = "township"
	Village  Level = "village"
)

// Place is one revision of a place. From and To bound its days, half-open; zero is open.
type Place struct {
	ID       id.ID
	Rev      int
	Code     string // 12 digits (NBS statistical code), zero-filled for upper levels
	Name     string
	Level    Level
	Parent   id.ID
	From, To civil.Date
}

// Holds reports whether the place exists on a day.
func (p Place) Holds(on civil.Date) bool {
	return (p.From.Zero() || p.From <= on) && (p.To.Zero() || on < p.To)
}

// Department is one of the departments that work together.
type Department struct {
	ID   id.ID
	Rev  int
	Code string
	Name lang.Text
}

// Site is where services are given.
type Site struct {
	ID         id.ID
	Rev        int
	Code       string
	Name       string
	Department id.ID
	Place      id.ID
	From, To   civil.Date
}

// Tree is the places, departments and sites as known at one seq. It never changes: a newer state is another Tree.
type Tree struct {
	Seq         store.Seq // the state that it shows
	Places      []Place   // in order of code
	Departments []Department
	Sites       []Site
	byID        map[id.ID]int
	byCode      map[string]int // the place that held the code last
	department  map[id.ID]int
	site        map[id.ID]int
	heirs       map[id.ID][]heir
	forebears   map[id.ID][]heir // the same successions, seen from the heir
	children    map[id.ID][]id.ID
}

type heir struct {
	place id.ID
	on    civil.Date
}

// Place finds a place by id.
func (t *Tree) Place(p id.ID) (Place, bool) {
	i, ok := t.byID[p]
	if !ok {
		return Place{}, false
	}
	return t.Places[i], true
}

// PlaceByCode finds the place that has a code, or had it last.
func (t *Tree) PlaceByCode(code string) (Place, bool) {
	i, ok := t.byCode[code]
	if !ok {
		return Place{}, false
	}
	return t.Places[i], true
}

// Department finds a department by id.
func (t *Tree) Department(d id.ID) (Department, bool) {
	i, ok := t.department[d]
	if !ok {
		return Department{}, false
	}
	return t.Departments[i], true
}

// DepartmentByCode finds a department by code.
func (t *Tree) DepartmentByCode(code string) (Department, bool) {
	for _, d := range t.Departments {
		if d.Code == code {
			return d, true
		}
	}
	return Department{}, false
}

// Site finds a site by id.
func (t *Tree) Site(s id.ID) (Site, bool) {
	i, ok := t.site[s]
	if !ok {
		return Site{}, false
	}
	return t.Sites[i], true
}

// SiteByCode finds a site by code.
func (t *Tree) SiteByCode(code string) (Site, bool) {
	for _, s := range t.Sites {
		if s.Code == code {
			return s, true
		}
	}
	return Site{}, false
}

// Up is the place itself or the ancestor of it at a level; none where the tree has none.
func (t *Tree) Up(p id.ID, level Level) (Place, bool) {
	for range 8 { // a tree is three levels deep; a loop in bad data ends too
		at, ok := t.Place(p)
		if !ok {
			return Place{}, false
		}
		if at.Level == level {
			return at, true
		}
		p = at.Parent
	}
	return Place{}, false
}

// Within reports whether p is area or lies in it.
func (t *Tree) Within(p, area id.ID) bool {
	for range 8 {
		if p == area {
			return true
		}
		at, ok := t.Place(p)
		if !ok || at.Parent.Zero() {
			return false
		}
		p = at.Parent
	}
	return false
}

// Children are the places directly below p, in order of code.
func (t *Tree) Children(p id.ID) []id.ID { return t.children[p] }

// Subtree is p and everything below it.
func (t *Tree) Subtree(p id.ID) map[id.ID]bool {
	all := map[id.ID]bool{p: true}
	for queue := []id.ID{p}; len(queue) > 0; queue = queue[1:] {
		for _, c := range t.children[queue[0]] {
			if !all[c] { // a loop in bad data ends too
				all[c] = true
				queue = append(queue, c)
			}
		}
	}
	return all
}

// On follows a place to the one that has its people under the boundaries of a day: itself while it holds, afterwards its only heir,
// before it began the only place that it came from. A place that was split has several heirs, a union several forebears; which of them
// somebody lives in is then unknown, and On says so.
func (t *Tree) On(p id.ID, boundaries civil.Date) (Place, bool) {
	for range 16 {
		at, ok := t.Place(p)
		if !ok {
			return Place{}, false
		}
		next := t.beside(at, boundaries)
		if len(next) == 0 {
			return at, true // it holds; or nobody took its place, and it keeps its own name
		}
		if len(next) > 1 {
			return Place{}, false
		}
		p = next[0]
	}
	return Place{}, false
}

// beside are the heirs of a place that had ended by a day, or the forebears of one that had not begun.
func (t *Tree) beside(at Place, day civil.Date) []id.ID {
	var next []id.ID
	switch {
	case day.Zero():
	case !at.To.Zero() && day >= at.To:
		for _, h := range t.heirs[at.ID] {
			if h.on <= day {
				next = append(next, h.place)
			}
		}
	case day < at.From:
		for _, f := range t.forebears[at.ID] {
			if day < f.on {
				next = append(next, f.place)
			}
		}
	}
	return next
}

// Name is a place's name with its township's: "云溪镇 柳湾村".
func (t *Tree) Name(p id.ID) string {
	at, ok := t.Place(p)
	if !ok {
		return ""
	}
	if up, ok := t.Place(at.Parent); ok && at.Level == Village {
		return up.Name + " " + at.Name
	}
	return at.Name
}

// Root is the district's own place; none in an empty district.
func (t *Tree) Root() (Place, bool) {
	for _, p := range t.Places {
		if p.Level == District {
			return p, true
		}
	}
	return Place{}, false
}
