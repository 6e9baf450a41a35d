package benefit_test

import (
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/store"
)

// A case as it was known at each write has what was done up to it, and nothing of what came later.
func TestACaseAsItWasKnown(t *testing.T) {
	each(t, func(b *bureau) {
		first, _ := b.Seq(ctx)
		which := b.apply("陈秀英")
		applied, _ := b.Seq(ctx)
		b.must(b.act("qian", which, "review", benefit.Passed))
		b.must(b.act("wang", which, "notice", benefit.Passed))
		noticed, _ := b.Seq(ctx)
		var objection id.ID
		b.write(func(tx *store.Tx) (err error) {
			objection, err = b.desk().Object(tx, which, "x")
			return err
		})
		objected, _ := b.Seq(ctx)
		b.write(func(tx *store.Tx) error {
			seat, err := benefit.SeatOf(tx, b.at["feng"], id.New())
			if err != nil {
				return err
			}
			return b.desk().Answer(tx, seat, which, objection, benefit.Dismissed, "x")
		})
		b.write(func(tx *store.Tx) error { return b.desk().See(tx, which, "household-book", "seen", b.today) })
		for _, want := range []struct {
			at         store.Seq
			acts, docs int
			objections string
		}{{applied, 0, 1, ""}, {noticed, 2, 1, ""}, {objected, 2, 1, benefit.Open}, {objected + 1, 2, 1, benefit.Dismissed}, {1 << 60, 2, 2, benefit.Dismissed}} {
			b.read(func(tx *store.Tx) error {
				c, err := benefit.LoadAt(tx, which, want.at)
				if err != nil {
					return err
				}
				state := ""
				for _, o := range c.Objections {
					state += o.State
				}
				if len(c.Last().Acts) != want.acts || len(c.Documents) != want.docs || state != want.objections {
					t.Errorf("at %d: %d acts, %d papers, objections %q; want %+v", want.at, len(c.Last().Acts), len(c.Documents), state, want)
				}
				return nil
			})
		}
		b.read(func(tx *store.Tx) error {
			_, err := benefit.LoadAt(tx, which, first)
			b.refused(err, "benefit.no-case")
			some, err := benefit.LoadSome(tx, []id.ID{which, id.New()})
			if len(some) != 1 || some[which] == nil {
				t.Errorf("some: %v", some)
			}
			return err
		})
	})
}
