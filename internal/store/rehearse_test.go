package store

import (
	"errors"
	"testing"

	"youfu/internal/fault"
	"youfu/internal/id"
)

// TestARehearsalWritesNothing: it fails as the write would fail, and leaves no trace where it would succeed; a write that was done answers as before.
func TestARehearsalWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		must(t, Create(ctx, c))
		d, err := Open(ctx, c)
		must(t, err)
		t.Cleanup(func() { d.Close() })
		w := Writing{ClientID: id.New(), Kind: "test"}
		after := false
		insert := func(tx *Tx) error {
			tx.AfterCommit(func() { after = true })
			return tx.Insert("seal_cell", "id", "key_version", "cell", "digest").Row(tx.ID("cell", 0), 1, []byte("x"), nil)
		}
		for range 2 {
			if _, err := d.Write(Rehearse(ctx), w, insert); !errors.Is(err, ErrRehearsed) {
				t.Fatal(err)
			}
		}
		if n := count(t, d, `seal_cell`); n != 0 || after {
			t.Errorf("%d rows, done afterwards: %v", n, after)
		}
		refused := fault.New(fault.Refused, "store.failed")
		if _, err := d.Write(Rehearse(ctx), w, func(*Tx) error { return refused }); !errors.Is(err, refused) {
			t.Errorf("refused: %v", err)
		}
		if _, err := d.Write(Rehearse(ctx), w, func(tx *Tx) error { return errors.Join(insert(tx), insert(tx)) }); err == nil || errors.Is(err, ErrRehearsed) {
			t.Errorf("what the tables refuse: %v", err)
		}
		first, err := d.Write(ctx, w, insert)
		must(t, err)
		if again, err := d.Write(Rehearse(ctx), w, insert); err != nil || !again.Again || again.Seq != first.Seq || first.Seq != 1 {
			t.Errorf("%+v, %v", again, err)
		}
	})
}
