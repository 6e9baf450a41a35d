package exchange

import (
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// visitRefs are the visits that came with a ref, by its keyed digest.
func visitRefs(tx *store.Tx) (map[digest]id.ID, error) {
	back, err := settled(tx)
	if err != nil {
		return nil, err
	}
	refs := map[digest]id.ID{}
	err = tx.Each(`select r.event, r.seq, c.digest from exchange_visit_ref r join seal_cell c on c.id = r.cell`, nil, func(scan func(...any) error) error {
		var event id.ID
		var seq store.Seq
		var value []byte
		if err := scan(&event, &seq, &value); err != nil {
			return err
		}
		if len(value) == len(digest{}) && !back[seq] { // else it was erased, or the visit was taken back
			refs[digest(value)] = event
		}
		return nil
	})
	return refs, err
}

// putVisitRef keeps the ref of a visit's row, sealed.
func putVisitRef(w *writing, event id.ID, ref string, value []byte) error {
	cell := id.Derive(event, "ref", 0)
	if err := w.keys.In(w.tx).Put(cell, ref, value); err != nil {
		return err
	}
	return w.tx.Insert("exchange_visit_ref", "event", "seq", "cell").Row(event, w.tx.Seq, cell)
}

// EraseVisitRefs destroys the refs of a person's visits: they lead to her in the sender's lists.
func EraseVisitRefs(tx *store.Tx, events []id.ID) error {
	for _, event := range events {
		var cell id.ID
		found, err := tx.One(`select cell from exchange_visit_ref where event = $1`, []any{event}, &cell)
		if err != nil {
			return err
		}
		if found {
			if err := seal.Erase(tx, cell); err != nil {
				return err
			}
		}
	}
	return nil
}
