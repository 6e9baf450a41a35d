package exchange

import (
	"bytes"

	"youfu/internal/care"
	"youfu/internal/district"
	"youfu/internal/fault"
)

// batch is a chunk of visits being written.
type batch struct {
	*care.Batch
	*visits
	*writing
	desk  care.Desk
	where care.Where
	state district.State
}

func (v *visits) write(w *writing, rows []func(*batch) error) error {
	return v.run.district.InWrite(w.tx, func(s district.State) error {
		desk, where, err := v.run.district.Desk(w.tx)
		if err != nil {
			return err
		}
		b := &batch{desk.Batch(w.tx, where, s.People, s.Pages), v, w, desk, where, s}
		for _, row := range rows {
			if err := row(b); err != nil {
				if fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound) { // it was checked: somebody changed what it rests on
					return errStale
				}
				return err
			}
		}
		return nil
	})
}

// record writes a new visit, unless somebody recorded it since it was decided.
func (b *batch) record(row visitRow) error {
	if row.ref == "" {
		if _, there := care.Same(b.state.People, b.state.Pages, row.who, b.name, row.visit.On, row.visit.Site); there {
			return errStale
		}
	}
	if err := b.Batch.Record(row.who, row.visit); err != nil || row.ref == "" {
		return err
	}
	key := b.key(row.ref)
	return putVisitRef(b.writing, row.visit.Event, row.ref, bytes.Clone(key[:]))
}
