package person

import (
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Ways in which two people belong together, so that one does not decide what the other is given. The strongest comes first.
const (
	NearKin       = "kin" // parent, spouse, guardian, or a parent in common
	NearHousehold = "household"
	NearPhone     = "phone"
	NearAddress   = "address"
)

// Near says how two people belong together on a day, as far as the register tells; "" where it does not. Each is given with all entries of
// the register that are her. It does not see relatives whom nobody entered.
func Near(tx *store.Tx, keys *seal.Keys, a, b []id.ID, on civil.Date) (string, error) {
	for _, one := range a {
		for _, other := range b {
			for _, way := range []struct {
				code string
				ask  func(*store.Tx, *seal.Keys, id.ID, id.ID, civil.Date) (bool, error)
			}{{NearKin, kin}, {NearHousehold, oneHousehold}, {NearPhone, onePhone}, {NearAddress, oneAddress}} {
				if near, err := way.ask(tx, keys, one, other, on); near || err != nil {
					return way.code, err
				}
			}
		}
	}
	return "", nil
}

// nowTies are the ties that stand on a day, in both directions.
const nowTies = `with now as (select t.a, t.b, t.kind from person_tie t where not t.void and t.rev = (select max(u.rev) from person_tie u where u.id = t.id)
	and (t.from_on is null or t.from_on <= $1) and (t.to_on is null or t.to_on > $2)) `

func kin(tx *store.Tx, _ *seal.Keys, a, b id.ID, on civil.Date) (bool, error) {
	return tx.One(nowTies+`select 1 from now x where x.a = $3 and x.b = $4 or x.a = $5 and x.b = $6
		union all select 1 from now x join now y on y.a = x.a and y.kind = 'parent' where x.kind = 'parent' and x.b = $7 and y.b = $8
		union all select 1 from now x join now y on y.b = x.b and y.kind = 'parent' where x.kind = 'parent' and x.a = $9 and y.a = $10`,
		[]any{on, on, a, b, b, a, a, b, a, b}, new(int))
}

func oneHousehold(tx *store.Tx, _ *seal.Keys, a, b id.ID, on civil.Date) (bool, error) {
	return tx.One(`with now as (select m.household, m.person from person_member m where m.person in ($1, $2) and not m.void and m.rev = (select max(u.rev) from person_member u where u.id = m.id)
		and (m.from_on is null or m.from_on <= $3) and (m.to_on is null or m.to_on > $4))
		select 1 from now x join now y on y.household = x.household where x.person = $5 and y.person = $6`, []any{a, b, on, on, a, b}, new(int))
}

func onePhone(tx *store.Tx, keys *seal.Keys, a, b id.ID, _ civil.Date) (bool, error) {
	one, _, err := CardOf(tx, keys, a)
	if err != nil || one.Phone == "" {
		return false, err
	}
	other, _, err := CardOf(tx, keys, b)
	return one.Phone == other.Phone, err
}

func oneAddress(tx *store.Tx, keys *seal.Keys, a, b id.ID, on civil.Date) (bool, error) {
	one, err := AddressOf(tx, keys, a, on)
	if err != nil || one == "" {
		return false, err
	}
	other, err := AddressOf(tx, keys, b, on)
	return one == other, err
}

// HoldersOf are the people to whom the identifier with a digest was given, in the order in which they came into the register.
func HoldersOf(tx *store.Tx, digest []byte) ([]id.ID, error) {
	var found []id.ID
	err := tx.Each(`select distinct p.id, p.n from seal_cell c join person_identifier i on i.cell = c.id join person p on p.id = i.person
		where c.digest = $1 and not i.void and i.rev = (select max(j.rev) from person_identifier j where j.id = i.id) order by p.n`, []any{digest}, func(scan func(...any) error) error {
		var p id.ID
		var n uint32
		err := scan(&p, &n)
		found = append(found, p)
		return err
	})
	return found, err
}
