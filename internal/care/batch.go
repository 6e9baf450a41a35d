package care

import (
	"youfu/internal/care/check"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// Batch records many visits, as an import does, without a query for each: it reads register and diary, which have followed the
// transaction, and remembers what it wrote itself.
type Batch struct {
	desk   Desk
	where  Where
	tx     *store.Tx
	view   person.View
	pages  Pages
	fresh  map[freshKey][]due.Event // what this batch wrote, by person and programme
	rounds map[id.ID]bool           // episodes that this batch began
}

type freshKey struct {
	n         uint32
	programme string
}

// Batch begins a batch in a transaction that writes. The view and pages must be those of the state before it.
func (d Desk) Batch(tx *store.Tx, w Where, v person.View, p Pages) *Batch {
	episodes(tx) // their rows go first: events refer to them
	return &Batch{desk: d, where: w, tx: tx, view: v, pages: p, fresh: map[freshKey][]due.Event{}, rounds: map[id.ID]bool{}}
}

// Same finds the visit that a file's row stands for: of the same person, kind, day and site. Found is false where there is none.
func Same(v person.View, p Pages, n uint32, name Name, on civil.Date, site id.ID) (event id.ID, found bool) {
	Each(v, p, v.Canonical(n), func(e *Entry) {
		if e.kind == 0 && p.Name(e) == name && e.On == on && p.Site(e) == site {
			event, found = e.ID, true
		}
	})
	return event, found
}

// Check holds a visit against its definition without writing it.
func (b *Batch) Check(n uint32, v Visit) (check.Sheet, error) {
	facts, err := b.facts(n, v)
	if err != nil {
		return check.Sheet{}, err
	}
	s, err := b.desk.examine(b.where, v, facts.Person)
	return s.Sheet, err
}

// Record checks and writes a visit. Its errors are those of Desk.Record; the batch goes on after them.
func (b *Batch) Record(n uint32, v Visit) error {
	facts, err := b.facts(n, v)
	if err != nil {
		return err
	}
	s, err := b.desk.examine(b.where, v, facts.Person)
	if err != nil {
		return err
	}
	key := freshKey{n, v.Programme}
	facts.Events = append(facts.Events, b.fresh[key]...)
	answered, round := answers(s.programme, facts, v)
	episode, err := b.episode(facts, v, round)
	if err != nil {
		return err
	}
	if err := insertEvent(b.tx, row{v.Event, 1, episode, due.KindVisit, v.Visit, s.programme.Hash, v.On, s.site.ID, s.site.Department, answered, "", s.Canonical}); err != nil {
		return err
	}
	b.fresh[key] = append(b.fresh[key], due.Event{ID: v.Event, Kind: due.KindVisit, Visit: v.Visit, On: v.On, Order: int64(b.tx.Seq), Round: round, Answers: s.Values})
	return b.desk.texts(b.tx, v.Event, 1, s.Texts)
}

// facts are a person's as on the visit's day, with the canonical id put into the visit.
func (b *Batch) facts(n uint32, v Visit) (due.Facts, error) {
	var facts due.Facts
	if !Facts(b.view, b.pages, n, v.Programme, v.On, &facts) {
		return facts, fault.New(fault.NotFound, "person.not-found")
	}
	return facts, nil
}

func (b *Batch) episode(facts due.Facts, v Visit, round int) (id.ID, error) {
	known := false
	for _, e := range facts.Events {
		known = known || e.Round == round
	}
	if known {
		return b.desk.episode(b.tx, facts.PersonID, v.Programme, round)
	}
	fresh := id.Derive(facts.PersonID, "episode/"+v.Programme, round)
	if b.rounds[fresh] {
		return fresh, nil
	}
	b.rounds[fresh] = true
	return fresh, episodes(b.tx).Row(fresh, b.tx.Seq, facts.PersonID, v.Programme, round)
}

// Respond records what somebody answered, as Desk.Respond does.
func (b *Batch) Respond(n uint32, a Answer) error {
	facts, err := b.facts(n, Visit{Programme: a.programme(), On: a.On})
	if err != nil {
		return err
	}
	a.Person = facts.PersonID
	r, key, err := b.desk.answer(facts, a)
	if err != nil {
		return err
	}
	v := Visit{Programme: key.Programme}
	if r.episode, err = b.episode(facts, v, key.Round); err != nil {
		return err
	}
	return insertEvent(b.tx, r)
}
