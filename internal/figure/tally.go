package figure

import (
	"cmp"
	"slices"

	"youfu/internal/civil"
	"youfu/internal/id"
)

// tally counts the visits of one set, or its persons once each.
type tally struct {
	persons  bool
	num, den int
	in, all  people   // of persons: those in the numerator, and everybody
	list     []Member // where the members are asked for
	place    places   // of persons: where each stands in list
}

// add counts a visit. both says that it is in the numerator of a rate, too.
func (t *tally) add(v *Visit, both, members bool) {
	if members {
		t.note(v, both)
	}
	if !t.persons || t.all.add(v.Person) {
		t.den++
	}
	if both && (!t.persons || t.in.add(v.Person)) {
		t.num++
	}
}

// note puts a visit on the list; a person stands there once, with the first of her visits.
func (t *tally) note(v *Visit, both bool) {
	m := Member{v.Person, v.Event, v.On, both}
	if !t.persons {
		t.list = append(t.list, m)
		return
	}
	place := t.place.at(v.Person)
	if *place == 0 {
		t.list = append(t.list, m)
		*place = uint32(len(t.list))
		return
	}
	before := &t.list[*place-1]
	m.In = m.In || before.In
	if before.In = m.In; byDay(m, *before) < 0 {
		*before = m
	}
}

// members are the list in order of day. The source yields visits in whatever order it has them; the list must not show it.
func (t *tally) members() []Member {
	slices.SortFunc(t.list, byDay)
	return t.list
}

func byDay(a, b Member) int {
	return cmp.Or(cmp.Compare(a.On, b.On), compareIDs(a.Event, b.Event))
}

func compareIDs(a, b id.ID) int { return slices.Compare(a[:], b[:]) }

// cell is a node of the break-downs: what a visit's first codes lead to, and at the last one the count.
type cell struct {
	next []*cell // by the number of the next code
	path []uint32
	*tally
}

// at is the cell that a code leads to from this one.
func (c *cell) at(code uint32) *cell {
	for int(code) >= len(c.next) {
		c.next = append(c.next, nil)
	}
	if c.next[code] == nil {
		c.next[code] = &cell{path: append(slices.Clone(c.path), code)}
	}
	return c.next[code]
}

// leaves calls use for every cell that counts.
func (c *cell) leaves(use func(*cell)) {
	if c.tally != nil {
		use(c)
	}
	for _, next := range c.next {
		if next != nil {
			next.leaves(use)
		}
	}
}

// limit is a restriction to some codes of a break-down.
type limit struct {
	*dimension
	codes []string
	known []verdict // by number
}

type verdict uint8

const (
	unasked verdict = iota
	refused
	allowed
)

// allows reports whether the visit has one of the codes.
func (l *limit) allows(v *Visit) bool {
	n := l.read(v)
	for int(n) >= len(l.known) {
		l.known = append(l.known, unasked)
	}
	if l.known[n] == unasked {
		l.known[n] = refused
		if slices.Contains(l.codes, l.dimension.codes[n]) {
			l.known[n] = allowed
		}
	}
	return l.known[n] == allowed
}

// Member is one element of the set: a visit, or a person with her first visit of the set.
type Member struct {
	Person uint32
	Event  id.ID
	On     civil.Date
	In     bool // of a rate: it, or one of hers, is in the numerator too
}
