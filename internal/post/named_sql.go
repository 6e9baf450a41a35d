package post

import (
	"youfu/internal/id"
	"youfu/internal/store"
)

// Named are the places, departments and sites that some seat names, ended or not.
func Named(tx *store.Tx) (map[id.ID]bool, error) {
	named := map[id.ID]bool{}
	err := tx.Each(`select s.place, s.department, s.site from post_seat s where not s.void and not exists (select 1 from post_seat l where l.id = s.id and l.rev > s.rev)`, nil,
		func(scan func(...any) error) error {
			var place, department, site id.ID
			err := scan(&place, &department, &site)
			named[place], named[department], named[site] = true, true, true
			return err
		})
	delete(named, id.ID{})
	return named, err
}
