package seal

import (
	"youfu/internal/id"
	"youfu/internal/store"
)

// Cells writes the cells of one transaction.
type Cells struct {
	keys *Keys
	bulk *store.Bulk
}

// In gives the cells of a transaction that writes.
func (k *Keys) In(tx *store.Tx) Cells {
	return Cells{k, tx.Insert("seal_cell", "id", "key_version", "cell", "digest")}
}

// Put seals a new cell. digest is nil where the cell is not looked up by its value.
func (c Cells) Put(cell id.ID, plain string, digest []byte) error {
	return c.bulk.Row(cell, Version, c.keys.Seal(cell, plain), digest)
}

// Get opens a cell. erased reports that its content was destroyed.
func (k *Keys) Get(tx *store.Tx, cell id.ID) (plain string, erased bool, err error) {
	var version int
	var sealed []byte
	found, err := tx.One(`select key_version, cell from seal_cell where id = $1`, []any{cell}, &version, &sealed)
	if err != nil || !found || sealed == nil {
		return "", true, err
	}
	plain, err = k.Open(cell, version, sealed)
	return plain, false, err
}

// Erase destroys a cell's content and digest and leaves a tombstone. Erasing again changes nothing.
func Erase(tx *store.Tx, cell id.ID) error {
	n, err := tx.Exec(`insert into seal_erasure (cell, seq) values ($1, $2) on conflict do nothing`, cell, tx.Seq)
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(`update seal_cell set cell = null, digest = null where id = $1`, cell)
	return err
}

// Some opens many cells. Those that there are not, or that were erased, are not in the answer.
func (k *Keys) Some(tx *store.Tx, cells []id.ID) (map[id.ID]string, error) {
	all := make(map[id.ID]string, len(cells))
	return all, store.Groups(cells, func(list string, some []any) error {
		return tx.Each(`select id, key_version, cell from seal_cell where id in (`+list+`) and cell is not null`, some, func(scan func(...any) error) error {
			var cell id.ID
			var version int
			var sealed []byte
			if err := scan(&cell, &version, &sealed); err != nil {
				return err
			}
			plain, err := k.Open(cell, version, sealed)
			all[cell] = plain
			return err
		})
	})
}
