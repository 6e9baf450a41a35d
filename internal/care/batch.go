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
	fresh  map[uint32][]freshEvent // what this batch wrote, by person
	rounds map[id.ID]bool          // episodes that this batch began
}

type freshEvent struct {
	programme string
	due.Event
}

// Batch begins a batch in a transaction that writes. The view and pages must be those of the state before it.
func (d Desk) Batch(tx *store.Tx, w Where, v person.View, p Pages) *Batch {
	episodes(tx) // their rows go first: events refer to them
	return &Batch{desk: d, where: w, tx: tx, view: v, pages: p, fresh: map[uint32][]freshEvent{}, rounds: map[id.ID]bool{}}
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
	facts, err := b.facts(n, v.Programme, v.On)
	if err != nil {
		return check.Sheet{}, err
	}
	s, err := b.desk.examine(b.where, v, facts.Person)
	return s.Sheet, err
}

// Record checks and writes a visit. Its errors are those of Desk.Record; the batch goes on after them.
func (b *Batch) Record(n uint32, v Visit) error {
	facts, err := b.facts(n, v.Programme, v.On)
	if err != nil {
		return err
	}
	s, err := b.desk.examine(b.where, v, facts.Person)
	if err != nil {
		return err
	}
	key, round := answers(s.programme, facts, v)
	episode, err := b.episode(facts, v.Programme, round)
	if err != nil {
		return err
	}
	r := row{v.Event, 1, episode, due.KindVisit, v.Visit, s.programme.Hash, v.On, s.site.ID, s.site.Department, key, "", s.Canonical}
	if err := b.put(n, v.Programme, round, r, s.Values); err != nil {
		return err
	}
	return b.desk.texts(b.tx, v.Event, 1, s.Texts)
}

// Respond records what somebody answered, as Desk.Respond does.
func (b *Batch) Respond(n uint32, a Answer) error {
	facts, err := b.facts(n, a.programme(), a.On)
	if err != nil {
		return err
	}
	r, key, err := b.desk.answer(facts, a)
	if err != nil {
		return err
	}
	if r.episode, err = b.episode(facts, key.Programme, key.Round); err != nil {
		return err
	}
	if err := b.put(n, key.Programme, key.Round, r, nil); err != nil {
		return err
	}
	return b.desk.texts(b.tx, a.Event, 1, a.texts())
}

// put writes an event and remembers it.
func (b *Batch) put(n uint32, programme string, round int, r row, answers check.Answers) error {
	b.fresh[n] = append(b.fresh[n], freshEvent{programme, due.Event{ID: r.event, Kind: r.kind, Visit: r.visit, On: r.on, Order: int64(b.tx.Seq), Round: round,
		Key: r.key, State: r.state, Answers: answers}})
	return insertEvent(b.tx, r)
}

// facts are a person's on a day, with what this batch wrote.
func (b *Batch) facts(n uint32, programme string, on civil.Date) (due.Facts, error) {
	var facts due.Facts
	if !Facts(b.view, b.pages, n, programme, on, &facts) {
		return facts, fault.New(fault.NotFound, "person.not-found")
	}
	for _, e := range b.fresh[n] {
		if e.programme == programme {
			facts.Events = append(facts.Events, e.Event)
		} else if e.Kind == due.KindDecline && e.State == due.ScopeContact {
			facts.Refusals = append(facts.Refusals, due.Refusal{Scope: e.State, On: e.On})
		}
	}
	return facts, nil
}

// episode finds or begins a round. One that nothing is known of was not begun before: no look into the table is needed.
func (b *Batch) episode(facts due.Facts, programme string, round int) (id.ID, error) {
	fresh := episodeID(facts.PersonID, programme, round)
	if b.rounds[fresh] {
		return fresh, nil
	}
	for _, e := range facts.Events {
		if e.Round == round { // hers, or of an entry that was merged into her
			return b.desk.episode(b.tx, facts.PersonID, programme, round)
		}
	}
	if b.pages.begun(b.view.N(facts.PersonID), programme, round) { // by what was taken back since
		return b.desk.episode(b.tx, facts.PersonID, programme, round)
	}
	b.rounds[fresh] = true
	return fresh, episodes(b.tx).Row(fresh, b.tx.Seq, facts.PersonID, programme, round)
}
