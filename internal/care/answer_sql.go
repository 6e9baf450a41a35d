package care

import (
	"strings"

	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// Answer is what a worker heard of an invitation or appointment.
type Answer struct {
	Event  id.ID // derived from the write where zero
	Person id.ID
	Key    string // of the due visit that she was asked about
	Answer string // invited, will-come, wrong-number, moved, declined, asked
	Scope  string // of a refusal; "programme" where empty
	On     civil.Date
	Note   string // sealed
}

// programme is the one that the answer's key names; "" for a key that names none.
func (a Answer) programme() string {
	programme, _, _ := strings.Cut(a.Key, "/")
	return programme
}

func (a Answer) texts() map[string]string {
	if a.Note == "" {
		return nil
	}
	return map[string]string{"note": a.Note}
}

// Respond records an answer. An answer to what is not due on its day is refused, so that nobody who declined is asked again.
func (d Desk) Respond(tx *store.Tx, a Answer) (id.ID, error) {
	who, err := person.Canonical(tx, a.Person)
	if err != nil {
		return id.ID{}, err
	}
	facts, err := d.FactsOf(tx, who, a.programme())
	if err != nil {
		return id.ID{}, err
	}
	if a.Event.Zero() {
		a.Event = tx.ID("event", 0)
	}
	r, key, err := d.answer(facts, a)
	if err != nil {
		return id.ID{}, err
	}
	if r.episode, err = d.episode(tx, who, key.Programme, key.Round); err != nil {
		return id.ID{}, err
	}
	return a.Event, d.answered(tx, a, r)
}

// answer holds an answer against what is due, and gives the event that it is, still without an episode.
func (d Desk) answer(facts due.Facts, a Answer) (row, due.Key, error) {
	key, err := due.ParseKey(facts.PersonID, a.Key)
	if err != nil {
		return row{}, key, fault.New(fault.Usage, "care.bad-key").Because(err)
	}
	kind, ok := answerKinds[a.Answer]
	p := d.Catalogue.Programmes[key.Programme]
	if !ok || p == nil || p.Visit(key.Visit) == nil {
		return row{}, key, fault.New(fault.NotFound, "care.no-visit", key.Programme+"/"+key.Visit)
	}
	if kind != due.KindAsk && !isDue(due.Due(p, facts, a.On), a.Key) {
		return row{}, key, fault.New(fault.Conflict, "care.not-due")
	}
	state, err := stateOf(kind, a)
	return row{event: a.Event, rev: 1, kind: kind, visit: key.Visit, definition: p.Hash, on: a.On, key: a.Key, state: state, answers: "{}"}, key, err
}

func (d Desk) answered(tx *store.Tx, a Answer, r row) error {
	if err := insertEvent(tx, r); err != nil {
		return err
	}
	if err := d.texts(tx, r.event, r.rev, a.texts()); err != nil {
		return err
	}
	return tx.SetOutcome(map[string]string{"event": r.event.String()})
}

func stateOf(kind string, a Answer) (string, error) {
	if kind != due.KindDecline {
		return a.Answer, nil
	}
	if a.Scope == "" {
		a.Scope = due.ScopeProgramme
	}
	if !scopes[a.Scope] {
		return "", fault.New(fault.Usage, "care.bad-scope")
	}
	return a.Scope, nil
}

func isDue(items []due.Item, key string) bool {
	for _, i := range items {
		if i.Key.String() == key {
			return true
		}
	}
	return false
}

// ReviseAnswer replaces an answer that was recorded by mistake; both revisions stay.
func (d Desk) ReviseAnswer(tx *store.Tx, event id.ID, rev int, answer, scope, note string) error {
	now, err := d.Current(tx, event)
	if err != nil {
		return err
	}
	kind, ok := answerKinds[answer]
	if !ok || now.Kind == due.KindVisit {
		return fault.New(fault.NotFound, "care.no-event")
	}
	if now.Rev != rev {
		return fault.New(fault.Conflict, "care.corrected-meanwhile")
	}
	a := Answer{Answer: answer, Scope: scope, Note: note}
	state, err := stateOf(kind, a)
	if err != nil {
		return err
	}
	episode, err := d.episode(tx, now.Person, now.Programme, now.Round)
	if err != nil {
		return err
	}
	return d.answered(tx, a, row{event, rev + 1, episode, kind, now.Visit, now.Definition, now.On, id.ID{}, id.ID{}, now.Key, state, "{}"})
}
