package custody

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"youfu/internal/fault"
	"youfu/internal/store"
)

// fleeting are tables of the moment: nobody is signed in at a copy or a backup, and nobody has mistyped a password there. What could be
// tried against a stolen backup is not in it.
var fleeting = []string{"post_session", "post_attempt"}

// stays reports whether a table is not copied: the clock is set by the load.
func stays(table string) bool { return table == "store_clock" || slices.Contains(fleeting, table) }

// Copy puts the whole district, as it is at one moment, with its accounts and its audit, into an empty place, and reads it again there.
// Cells go over as they are sealed: the copy needs the same key. The source goes on being written meanwhile.
//
// A copy that is cut off leaves a target without a row that cannot be opened; the next Copy takes it up.
//
// Errors: Conflict where the place is not empty; Machine "custody.differs" where the target gave back something else.
func Copy(ctx context.Context, from *store.District, to store.Config) error {
	occupied := store.Create(ctx, to)
	if occupied != nil && !fault.Is(occupied, fault.Conflict) {
		return occupied
	}
	sent := map[string]TableDigest{}
	err := from.Read(ctx, func(source *store.Tx) error {
		return store.Load(ctx, to, func(target *store.Tx) (store.Seq, error) {
			for _, t := range store.Tables() {
				if stays(t.Name) {
					continue
				}
				var err error
				if sent[t.Name], err = copyTable(source, target, t); err != nil {
					return 0, err
				}
			}
			return source.Seq, nil
		})
	})
	if fault.Is(err, fault.NotFound) && occupied != nil { // something else is there
		return occupied
	}
	if err != nil {
		return err
	}
	return arrived(ctx, to, sent)
}

func copyTable(source, target *store.Tx, t store.Table) (TableDigest, error) {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	rows := target.Insert(t.Name, names...)
	return wholeTable(source, t, func(values []any) error { return rows.Row(values...) })
}

// arrived reads back every table that was sent.
func arrived(ctx context.Context, to store.Config, sent map[string]TableDigest) error {
	d, err := store.Attach(ctx, to)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Read(ctx, func(tx *store.Tx) error {
		for _, t := range store.Tables() {
			if stays(t.Name) {
				continue
			}
			got, err := wholeTable(tx, t, func([]any) error { return nil })
			if err != nil {
				return err
			}
			if got != sent[t.Name] {
				return fault.New(fault.Machine, "custody.differs")
			}
		}
		return nil
	})
}

// wholeTable digests all of a table, the cells as they are sealed, and hands on every row.
func wholeTable(tx *store.Tx, t store.Table, row func(values []any) error) (TableDigest, error) {
	sum := TableDigest{Name: t.Name}
	h := sha256.New()
	err := t.Rows(tx, t.Columns, func(values []any) error {
		sum.Rows++
		for _, v := range values {
			write(h, v)
		}
		return row(values)
	})
	sum.Digest = hex.EncodeToString(h.Sum(nil))
	return sum, err
}
