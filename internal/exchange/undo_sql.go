package exchange

import (
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// part is one write of an import.
type part struct {
	rev  int
	seq  store.Seq
	done bool      // the file's last
	back store.Seq // the write that took it back; 0: it stands
}

// parts are the writes of an import, the first one first.
func parts(tx *store.Tx, imported id.ID) ([]part, error) {
	var all []part
	err := tx.Each(`select i.rev, i.seq, i.state = 'done', coalesce(u.seq, 0) from exchange_import i left join exchange_undo u on u.undone = i.seq where i.id = $1 order by i.rev`, []any{imported},
		func(scan func(...any) error) error {
			var p part
			err := scan(&p.rev, &p.seq, &p.done, &p.back)
			all = append(all, p)
			return err
		})
	return all, err
}

// putBack records that a write of an import was taken back.
func putBack(tx *store.Tx, imported id.ID, undone store.Seq) error {
	return tx.Insert("exchange_undo", "undone", "import", "seq").Row(undone, imported, tx.Seq)
}

// isBack reports whether some part of an import was taken back.
func isBack(tx *store.Tx, imported id.ID) (bool, error) {
	return tx.One(`select 1 from exchange_undo where import = $1`, []any{imported}, new(int))
}

// settled are the writes that were taken back and those that took them back: whatever they revised is as it was.
func settled(tx *store.Tx) (map[store.Seq]bool, error) {
	all := map[store.Seq]bool{}
	err := tx.Each(`select undone, seq from exchange_undo`, nil, func(scan func(...any) error) error {
		var undone, by store.Seq
		err := scan(&undone, &by)
		all[undone], all[by] = true, true
		return err
	})
	return all, err
}

// ImportOf is the import that a write belongs to. NotFound "exchange.no-import" where it belongs to none.
func ImportOf(tx *store.Tx, seq store.Seq) (id.ID, error) {
	var imported id.ID
	found, err := tx.One(`select id from exchange_import where seq = $1`, []any{seq}, &imported)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "exchange.no-import")
	}
	return imported, err
}
