package care

import (
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// EraseTexts destroys every text that was written about a person and the entries that were merged into her, in every revision, and gives
// their number. Codes, numbers and dates stay, so that old figures still reproduce. person.Book.Erase holds whether it may be.
func EraseTexts(tx *store.Tx, who id.ID) (int, error) {
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
	for _, cell := range cells {
		if err := seal.Erase(tx, cell); err != nil {
			return 0, err
		}
	}
	return len(cells), nil
}
