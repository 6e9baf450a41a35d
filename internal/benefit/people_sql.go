package benefit

import (
	"youfu/internal/id"
	"youfu/internal/store"
)

// People are the entries of the register that some case names, as the one whom it is about or who is paid.
func People(tx *store.Tx) (map[id.ID]bool, error) {
	people := map[id.ID]bool{}
	err := tx.Each(`select distinct subject, payee from benefit_case`, nil, func(scan func(...any) error) error {
		var subject, payee id.ID
		err := scan(&subject, &payee)
		people[subject], people[payee] = true, true
		return err
	})
	return people, err
}
