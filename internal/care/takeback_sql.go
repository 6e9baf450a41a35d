package care

import (
	"strings"

	"youfu/internal/care/due"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

// TakeBack takes back the events that a write recorded or revised, with their texts, and gives the number of them. What was issued because
// of one, and rests on it no more, gets an exception, as when it is corrected. The view must be that of the state before. It does not ask
// whether a later write revised one of them: Revised does.
func (d Desk) TakeBack(tx *store.Tx, of store.Seq, v person.View) (int64, error) {
	followed, err := d.followed(tx, of, v)
	if err != nil {
		return 0, err
	}
	n, err := tx.TakeBack("care_event", of)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(`insert into care_text (event, rev, name, cell)
		select e.id, e.rev, t.name, t.cell from care_event e join care_text t on t.event = e.id
		and t.rev = (select min(o.rev) - 1 from care_event o where o.id = e.id and o.seq = $1) where e.seq = $2 and not e.void`, of, tx.Seq); err != nil {
		return 0, err
	}
	for _, f := range followed {
		after, err := d.FactsOf(tx, f.person, f.programme)
		if err != nil {
			return 0, err
		}
		if err := d.except(tx, d.Catalogue.Programmes[f.programme], f.before, after, f.event); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// followedEvent is an event because of which something was issued, with the facts while it stood.
type followedEvent struct {
	event     id.ID
	person    id.ID // canonical
	programme string
	before    due.Facts
}

// followed are the events of a write of which some answer, appointment or visit speaks.
func (d Desk) followed(tx *store.Tx, of store.Seq, v person.View) ([]followedEvent, error) {
	spoken, err := anchors(tx, of)
	if err != nil {
		return nil, err
	}
	var all []followedEvent
	err = tx.Each(`select distinct v.id, e.person, e.programme from care_event v join care_episode e on e.id = v.episode where v.seq = $1 order by v.id`, []any{of},
		func(scan func(...any) error) error {
			var f followedEvent
			if err := scan(&f.event, &f.person, &f.programme); err != nil {
				return err
			}
			n := v.Canonical(v.N(f.person))
			f.person = v.ID(n)
			other := len(v.Entries(n)) > 0 // whose answers anchors has not asked for
			if (other || spoken[f.event]) && d.Catalogue.Programmes[f.programme] != nil {
				all = append(all, f)
			}
			return nil
		})
	kept := all[:0]
	for _, f := range all {
		if err != nil {
			break
		}
		if f.before, err = d.FactsOf(tx, f.person, f.programme); fault.Is(err, fault.NotFound) { // erased
			err = nil
			continue
		}
		kept = append(kept, f)
	}
	return kept, err
}

// anchors are the events of which something speaks that is recorded for those entries of the register of which a write recorded something.
func anchors(tx *store.Tx, of store.Seq) (map[id.ID]bool, error) {
	all := map[id.ID]bool{}
	err := tx.Each(`select distinct k.due_key from care_event k join care_episode o on o.id = k.episode where k.due_key <> ''
		and o.person in (select e.person from care_event v join care_episode e on e.id = v.episode where v.seq = $1)`, []any{of},
		func(scan func(...any) error) error {
			var key string
			if err := scan(&key); err != nil {
				return err
			}
			if event, err := id.Parse(key[strings.LastIndexByte(key, '/')+1:]); err == nil { // an opening visit has none
				all[event] = true
			}
			return nil
		})
	return all, err
}

// Revised finds the events that the writes of a span recorded or revised, and another write revised since.
func Revised(tx *store.Tx, s store.Span, use func(event id.ID, by store.Seq)) error {
	return tx.Overtaken("care_event", "id", s, func(event id.ID, by store.Seq, _ bool) { use(event, by) })
}

// Stations are the sites and departments at which something is recorded.
func Stations(tx *store.Tx) (map[id.ID]bool, error) {
	stations := map[id.ID]bool{}
	err := tx.Each(`select distinct v.site, v.department from care_event v where not v.void`+newest, nil, func(scan func(...any) error) error {
		var site, department id.ID
		err := scan(&site, &department)
		stations[site], stations[department] = true, true
		return err
	})
	delete(stations, id.ID{})
	return stations, err
}
