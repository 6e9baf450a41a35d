package care

import (
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// EraseTexts destroys every text that was written about a person and the entries that were merged into her, in every revision, and gives
// the number of those that were still there. Codes, numbers and dates stay, so that old figures still reproduce. It does not ask whether it
// may: person.Book.Erase does.
func (d Desk) EraseTexts(tx *store.Tx, who id.ID) (int, error) {
	entries, err := entriesOf(tx, who)
	if err != nil {
		return 0, err
	}
	var cells []id.ID
	for _, entry := range entries {
		if err := tx.Each(`select t.cell from care_text t join care_event v on v.id = t.event and v.rev = t.rev
			join care_episode e on e.id = v.episode where e.person = $1 order by t.event, t.rev, t.name`, []any{entry}, func(scan func(...any) error) error {
			var cell id.ID
			err := scan(&cell)
			cells = append(cells, cell)
			return err
		}); err != nil {
			return 0, err
		}
	}
	erased := 0
	for _, cell := range cells {
		_, before, err := d.Keys.Get(tx, cell)
		if err != nil {
			return erased, err
		}
		if before {
			continue
		}
		if err := seal.Erase(tx, cell); err != nil {
			return erased, err
		}
		erased++
	}
	return erased, nil
}
