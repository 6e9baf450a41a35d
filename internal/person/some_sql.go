package person

import (
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// CardsOf opens the names and phones of many people, and nothing else of them. Whoever was erased is not in the answer.
func CardsOf(tx *store.Tx, keys *seal.Keys, people []id.ID) (map[id.ID]Card, error) {
	cells, err := someCells(tx, people, func(list string) string {
		return `select r.person, r.card from person_rev r where r.person in (` + list + `) and not r.void and r.rev = (select max(l.rev) from person_rev l where l.person = r.person)`
	})
	if err != nil {
		return nil, err
	}
	texts, err := keys.Some(tx, values(cells))
	if err != nil {
		return nil, err
	}
	all := make(map[id.ID]Card, len(cells))
	for who, cell := range cells {
		text, there := texts[cell]
		if !there {
			continue
		}
		if all[who], err = readCard(text); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// NumbersOf opens the citizen numbers of many people, and nothing else of them. Of whom none is known there is none in the answer.
func NumbersOf(tx *store.Tx, keys *seal.Keys, people []id.ID) (map[id.ID]string, error) {
	cells, err := someCells(tx, people, func(list string) string {
		return `select i.person, i.cell from person_identifier i where i.person in (` + list + `) and i.system = '` + Number + `' and not i.void
			and i.rev = (select max(j.rev) from person_identifier j where j.id = i.id) order by i.seq desc, i.id desc`
	})
	if err != nil {
		return nil, err
	}
	texts, err := keys.Some(tx, values(cells))
	all := make(map[id.ID]string, len(cells))
	for who, cell := range cells {
		if text, there := texts[cell]; there {
			all[who] = text
		}
	}
	return all, err
}

// someCells is the cell of each person that a question gives; of several the last.
func someCells(tx *store.Tx, people []id.ID, question func(list string) string) (map[id.ID]id.ID, error) {
	all := make(map[id.ID]id.ID, len(people))
	return all, store.Groups(people, func(list string, some []any) error {
		return tx.Each(question(list), some, func(scan func(...any) error) error {
			var who, cell id.ID
			err := scan(&who, &cell)
			all[who] = cell
			return err
		})
	})
}

func values(m map[id.ID]id.ID) []id.ID {
	all := make([]id.ID, 0, len(m))
	for _, v := range m {
		all = append(all, v)
	}
	return all
}
