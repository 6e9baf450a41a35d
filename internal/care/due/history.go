package due

import (
	"cmp"
	"slices"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/id"
)

// history is what happened up to a day, in order.
type history struct {
	programme *catalogue.Programme
	facts     *Facts
	asOf      civil.Date
	events    []*Event // by day, then by order of writing
	visits    []attendance
	scratch   Reading // for one visit after the other
}

// attendance is one visit that took place, with the results that came after it.
type attendance struct {
	*history
	*Event
	kind    *catalogue.Visit
	place   int      // of kind in the programme: on one day, visits happen in the programme's order
	results []*Event // in order
}

func historyOf(p *catalogue.Programme, f *Facts, asOf civil.Date) *history {
	h := &history{programme: p, facts: f, asOf: asOf, events: make([]*Event, 0, len(f.Events))}
	visits := 0
	for i := range f.Events {
		e := &f.Events[i]
		if e.On > asOf {
			continue
		}
		h.events = append(h.events, e)
		if e.Kind == KindVisit {
			visits++
		}
	}
	slices.SortFunc(h.events, func(a, b *Event) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Order, b.Order), slices.Compare(a.ID[:], b.ID[:]))
	})
	h.visits = make([]attendance, 0, visits)
	for _, e := range h.events {
		place := slices.IndexFunc(p.Visits, func(v *catalogue.Visit) bool { return v.ID == e.Visit })
		if e.Kind == KindVisit && place >= 0 {
			h.visits = append(h.visits, attendance{history: h, Event: e, kind: p.Visits[place], place: place})
		}
	}
	h.layResults()
	return h
}

// layResults gives each result to the visit that its key names.
func (h *history) layResults() {
	for _, e := range h.events {
		if e.Kind != KindResult {
			continue
		}
		if a := h.visitOf(h.key(e).Anchor); a != nil {
			a.results = append(a.results, e)
		}
	}
}

// visitOf finds a visit that took place by its event; nil where there is none.
func (h *history) visitOf(event id.ID) *attendance {
	for i := range h.visits {
		if h.visits[i].ID == event {
			return &h.visits[i]
		}
	}
	return nil
}

// key is the due visit that an event speaks of; no more than its visit where it names none of this programme.
func (h *history) key(e *Event) Key {
	if key, ok := cutKey(e.Key); ok && key.Programme == h.programme.ID {
		return key
	}
	return Key{Visit: e.Visit}
}

// aboutOpening reports whether an event speaks of an invitation to a round: a follow-up belongs to the round of the visit that opened
// it, an invitation to the next.
func (h *history) aboutOpening(e *Event) bool {
	key := h.key(e)
	if key.Visit == "" {
		return true
	}
	if key.Visit != h.programme.Opening().ID {
		return false
	}
	anchor := h.visitOf(key.Anchor)
	return anchor == nil || anchor.Round < key.Round
}

// opens reports whether a visit of the kind begins the wait for the next round.
func (h *history) opens(visit string) bool {
	return visit == h.programme.Opening().ID || h.programme.Recall != nil && visit == h.programme.Recall.After
}

// reading is what the rules see of a visit that took place. It holds until the next one is read.
func (a *attendance) reading() *Reading {
	r := &a.scratch
	r.begin(a.kind, a.facts.Person, a.On)
	r.layers = append(r.layers, a.Answers)
	for _, result := range a.results {
		r.layers = append(r.layers, result.Answers)
	}
	return r
}
