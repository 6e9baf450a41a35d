package district_test

import (
	"testing"

	"youfu/internal/district"
	"youfu/internal/person"
	"youfu/internal/store"
)

// Two entries that turn out to be one person count once, and twice again when that was a mistake; what was known in between stays told.
func TestFiguresFollowMerges(t *testing.T) {
	each(t, func(w *town) {
		w.person("ann", "female", "1985-03-10", "bay")
		w.person("anne", "female", "1985-03-10", "pond")
		w.visit("e1", "ann", "womens-screening/screening", "2026-03-01", "health-site", map[string]string{"findings": "none"})
		w.visit("e2", "anne", "womens-screening/screening", "2026-04-01", "health-site", map[string]string{"findings": "bv"})
		w.visit("e3", "ann", "womens-screening/treatment", "2026-04-20", "health-site", map[string]string{"result": "treated"})
		book := func(fn func(*person.Book) error) store.Seq {
			return w.write(func(tx *store.Tx) error {
				b, err := person.In(tx, w.Keys)
				if err != nil {
					return err
				}
				return fn(b)
			})
		}
		merged := book(func(b *person.Book) error { return b.Merge(named("anne"), named("ann")) })
		undone := book(func(b *person.Book) error { return b.Unmerge(named("anne")) })
		for _, known := range []struct {
			seq         store.Seq
			treated, by string
		}{
			{merged - 1, "0/1", "2 990101100000=1 990101101000=1"},
			{merged, "1/1", "1 990101100000=1"}, // she lives where the entry that stays says
			{undone, "0/1", "2 990101100000=1 990101101000=1"},
			{0, "0/1", "2 990101100000=1 990101101000=1"},
		} {
			women, treated := w.figure(known.seq, "women-screened", "township"), w.figure(known.seq, "treatment-completed")
			if got := short(women, "township"); got != known.by || short(treated) != known.treated {
				w.Errorf("at %d: %s and %s, want %s and %s", known.seq, got, short(treated), known.by, known.treated)
			}
		}
	})
}

// Before the catalogue came into force there is nothing to count by, and asking for it does no harm.
func TestTheFirstWrites(t *testing.T) {
	each(t, func(w *town) {
		for seq := store.Seq(1); seq <= w.seq(); seq++ {
			w.at(seq, func(s district.State) error {
				if s.Seq != seq {
					w.Errorf("at %d: %d", seq, s.Seq)
				}
				return nil
			})
		}
		for _, seq := range []store.Seq{-1, w.seq() + 1} {
			if err := w.District.At(ctx, seq, func(district.State) error { return nil }); key(err) != "figure.no-seq" {
				w.Errorf("at %d: %v", seq, err)
			}
		}
	})
}
