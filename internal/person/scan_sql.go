package person

import (
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Scanner is shown the whole register as it is now, thing by thing and in no particular order within each kind: what somebody needs
// who compares a file with everybody. Entries come first; a later call speaks of entries that came before.
type Scanner interface {
	Entry(p id.ID, rev int, facts Facts, card Card, erased bool) error
	Identified(p id.ID, system string, digest []byte) error
	Stayed(s Stay) error // any stay, current or past
	Household(h id.ID, digest []byte) error
	Belonged(m Member) error // any membership, current or past
	Merged(entry, canonical id.ID) error
}

// Scan shows the register to a scanner. Of the erased it shows coded facts alone; entries that were withdrawn it does not show.
func Scan(tx *store.Tx, keys *seal.Keys, s Scanner) error {
	for _, scan := range []func(*store.Tx, *seal.Keys, Scanner) error{scanEntries, scanIdentifiers, scanStays, scanHouseholds, scanMembers, scanMerges} {
		if err := scan(tx, keys, s); err != nil {
			return err
		}
	}
	return nil
}

// Identifiers calls use for every identifier that somebody has now, with its keyed digest.
func Identifiers(tx *store.Tx, use func(p id.ID, system string, digest []byte) error) error {
	return tx.Each(`select i.person, i.system, c.digest from person_identifier i join seal_cell c on c.id = i.cell
		where c.digest is not null and not i.void and i.rev = (select max(j.rev) from person_identifier j where j.id = i.id)`, nil,
		func(scan func(...any) error) error {
			var p id.ID
			var system string
			var digest []byte
			if err := scan(&p, &system, &digest); err != nil {
				return err
			}
			return use(p, system, digest)
		})
}

func scanEntries(tx *store.Tx, keys *seal.Keys, s Scanner) error {
	return tx.Each(`select r.person, r.rev, r.void, r.sex, r.birth, r.death, r.card, c.key_version, c.cell from person_rev r join seal_cell c on c.id = r.card
		where r.rev = (select max(q.rev) from person_rev q where q.person = r.person)`, nil, func(scan func(...any) error) error {
		var (
			p       id.ID
			rev     int
			erased  bool
			facts   Facts
			birth   *string
			card    Card
			cell    id.ID
			version int
			sealed  []byte
		)
		if err := scan(&p, &rev, &erased, &facts.Sex, &birth, &facts.Death, &cell, &version, &sealed); err != nil {
			return err
		}
		if isWithdrawn(p, rev, erased, cell) {
			return nil
		}
		var err error
		if facts.Birth, err = birthOf(birth); err != nil {
			return err
		}
		if sealed != nil {
			plain, err := keys.Open(cell, version, sealed)
			if err != nil {
				return err
			}
			if card, err = readCard(plain); err != nil {
				return err
			}
		}
		return s.Entry(p, rev, facts, card, erased)
	})
}

func scanIdentifiers(tx *store.Tx, _ *seal.Keys, s Scanner) error {
	return Identifiers(tx, s.Identified)
}

func scanStays(tx *store.Tx, keys *seal.Keys, s Scanner) error {
	return tx.Each(`select t.id, t.rev, t.person, t.role, t.place, t.nature, t.from_on, t.to_on, t.address, c.key_version, c.cell
		from person_stay t left join seal_cell c on c.id = t.address
		where not t.void and t.rev = (select max(u.rev) from person_stay u where u.id = t.id)`, nil, func(scan func(...any) error) error {
		var (
			stay    Stay
			cell    id.ID
			version *int
			sealed  []byte
		)
		err := scan(&stay.ID, &stay.Rev, &stay.Person, &stay.Role, &stay.Place, &stay.Nature, &stay.From, &stay.To, &cell, &version, &sealed)
		if err == nil && sealed != nil {
			stay.Address, err = keys.Open(cell, *version, sealed)
		}
		if err != nil {
			return err
		}
		return s.Stayed(stay)
	})
}

func scanHouseholds(tx *store.Tx, _ *seal.Keys, s Scanner) error {
	return tx.Each(`select h.id, c.digest from person_household h join seal_cell c on c.id = h.cell where c.digest is not null`, nil,
		func(scan func(...any) error) error {
			var h id.ID
			var digest []byte
			if err := scan(&h, &digest); err != nil {
				return err
			}
			return s.Household(h, digest)
		})
}

func scanMembers(tx *store.Tx, _ *seal.Keys, s Scanner) error {
	return tx.Each(`select m.id, m.rev, m.household, m.person, m.relation, m.from_on, m.to_on from person_member m
		where not m.void and m.rev = (select max(o.rev) from person_member o where o.id = m.id)`, nil, func(scan func(...any) error) error {
		var m Member
		if err := scan(&m.ID, &m.Rev, &m.Household, &m.Person, &m.Relation, &m.From, &m.To); err != nil {
			return err
		}
		return s.Belonged(m)
	})
}

func scanMerges(tx *store.Tx, _ *seal.Keys, s Scanner) error {
	return tx.Each(`select a.person, a.canonical from person_alias a
		where a.canonical is not null and a.rev = (select max(b.rev) from person_alias b where b.person = a.person)`, nil,
		func(scan func(...any) error) error {
			var entry, canonical id.ID
			if err := scan(&entry, &canonical); err != nil {
				return err
			}
			return s.Merged(entry, canonical)
		})
}

// Changed reports whether anybody came, was changed, moved, was merged or was erased after a write.
func Changed(tx *store.Tx, since store.Seq) (bool, error) {
	var there bool
	_, err := tx.One(`select exists (select 1 from person_rev where seq > $1) or exists (select 1 from person_stay where seq > $1)
		or exists (select 1 from person_alias where seq > $1)`, []any{since}, &there)
	return there, err
}
