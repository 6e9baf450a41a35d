package district

import (
	"context"

	"youfu/internal/store"
)

// Warning is something about a district that does not keep it from working but that somebody should see to.
type Warning struct {
	Key  string // message
	Args []any
}

// Warnings are those of now: a programme names a department that the district lacks, so that nobody can record its part.
func (d *District) Warnings(ctx context.Context) ([]Warning, error) {
	var all []Warning
	err := d.Store.Read(ctx, func(tx *store.Tx) error {
		practice, err := d.PracticeAt(tx, tx.Known())
		if err != nil {
			return err
		}
		tree, err := d.TreeAt(tx, 0)
		if err != nil || len(tree.Departments) == 0 { // a district that was not set up yet lacks them all
			return err
		}
		for _, programme := range practice.ProgrammeIDs {
			p := practice.Programmes[programme]
			said := map[string]bool{}
			for _, v := range p.Visits {
				for _, code := range v.By {
					if _, there := tree.DepartmentByCode(code); !there && !said[code] {
						said[code] = true
						all = append(all, Warning{"district.no-department", []any{code, p.Title}})
					}
				}
			}
		}
		return nil
	})
	return all, err
}
