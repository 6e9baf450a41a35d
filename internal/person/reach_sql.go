package person

import (
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// AddressOf opens the address line where somebody lives on a day, and nothing else of her: lists are put in walking order by it. "" where
// none is known.
func AddressOf(tx *store.Tx, keys *seal.Keys, who id.ID, on civil.Date) (string, error) {
	var cell id.ID
	var version int
	var sealed []byte
	found, err := tx.One(`select c.id, c.key_version, c.cell from person_stay s join seal_cell c on c.id = s.address
		where s.person = $1 and s.role = 'resides' and not s.void and s.rev = (select max(t.rev) from person_stay t where t.id = s.id)
		and (s.from_on is null or s.from_on <= $2) and (s.to_on is null or s.to_on > $3)
		order by s.from_on is null, s.from_on desc, s.seq desc limit 1`, []any{who, on, on}, &cell, &version, &sealed)
	if err != nil || !found || sealed == nil {
		return "", err
	}
	return keys.Open(cell, version, sealed)
}

// NumberOf opens a person's citizen number, and nothing else of her; "" where none is known.
func NumberOf(tx *store.Tx, keys *seal.Keys, who id.ID) (string, error) {
	var cell id.ID
	var version int
	var sealed []byte
	found, err := tx.One(`select c.id, c.key_version, c.cell from person_identifier i join seal_cell c on c.id = i.cell
		where i.person = $1 and i.system = $2 and not i.void and i.rev = (select max(j.rev) from person_identifier j where j.id = i.id)
		order by i.seq, i.id limit 1`, []any{who, Number}, &cell, &version, &sealed)
	if err != nil || !found || sealed == nil {
		return "", err
	}
	return keys.Open(cell, version, sealed)
}
