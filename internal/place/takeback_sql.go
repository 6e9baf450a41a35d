package place

import (
	"youfu/internal/id"
	"youfu/internal/store"
)

// tables are the tables of places, departments and sites, each with the column that names its things.
var tables = [...]struct{ name, thing string }{{"place_rev", "place"}, {"place_department", "department"}, {"place_site", "site"}}

// TakeBack takes back what a write said of places, departments and sites, and gives the number of them. What it entered is withdrawn, with
// any succession that names it. It does not ask whether anything rests on the write.
func TakeBack(tx *store.Tx, of store.Seq) (int64, error) {
	var all int64
	for _, table := range tables {
		some, err := tx.TakeBack(table.name, of)
		if err != nil {
			return all, err
		}
		all += some
	}
	return all, nil
}

// Revised finds the places, departments and sites of which the writes of a span said something, and another write since.
func Revised(tx *store.Tx, s store.Span, use func(which id.ID, by store.Seq)) error {
	for _, table := range tables {
		if err := tx.Overtaken(table.name, table.thing, s, func(which id.ID, by store.Seq, _ bool) { use(which, by) }); err != nil {
			return err
		}
	}
	return nil
}

// Entered are the places, departments and sites that came by the writes of a span.
func Entered(tx *store.Tx, s store.Span) (map[id.ID]bool, error) {
	entered := map[id.ID]bool{}
	err := tx.Each(`select place, seq from place_rev where rev = 1 and seq >= $1 and seq <= $2
		union all select department, seq from place_department where rev = 1 and seq >= $3 and seq <= $4
		union all select site, seq from place_site where rev = 1 and seq >= $5 and seq <= $6`, []any{s.First, s.Last, s.First, s.Last, s.First, s.Last},
		func(scan func(...any) error) error {
			var one id.ID
			var by store.Seq
			err := scan(&one, &by)
			if s.Among(by) {
				entered[one] = true
			}
			return err
		})
	return entered, err
}

// Orphans are the places whose parent, and the sites whose place or department, is not there.
func (t *Tree) Orphans() []id.ID {
	var all []id.ID
	for _, p := range t.Places {
		if _, there := t.Place(p.Parent); !there && !p.Parent.Zero() {
			all = append(all, p.ID)
		}
	}
	for _, s := range t.Sites {
		_, belongs := t.Department(s.Department)
		if _, there := t.Place(s.Place); !belongs || !there && !s.Place.Zero() {
			all = append(all, s.ID)
		}
	}
	return all
}
