package person

import (
	"encoding/json"
	"maps"
	"slices"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Holders are the people to whom an identifier was given, in the order in which they came into the register. Real registers hold
// shared numbers: there can be several.
func Holders(tx *store.Tx, keys *seal.Keys, one Identifier) ([]id.ID, error) {
	return HoldersOf(tx, keys.Digest(one.System, one.Value))
}

// Canonical is the person whom an entry turned out to be: itself where it was never merged.
func Canonical(tx *store.Tx, entry id.ID) (id.ID, error) {
	return (&Book{tx: tx}).canonical(entry)
}

// Open reads everything that the register knows of a person now. NotFound where there is none.
func Open(tx *store.Tx, keys *seal.Keys, who id.ID) (Person, error) {
	who, err := Canonical(tx, who)
	if err != nil {
		return Person{}, err
	}
	p := Person{ID: who}
	found, err := tx.One(`select n from person where id = $1`, []any{who}, &p.N)
	if err != nil {
		return p, err
	}
	if !found {
		return p, fault.New(fault.NotFound, "person.not-found")
	}
	for _, read := range []func(*store.Tx, *seal.Keys) error{p.readRevision, p.readIdentifiers, p.readStays, p.readConsents, p.readMerged} {
		if err := read(tx, keys); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (p *Person) readRevision(tx *store.Tx, keys *seal.Keys) error {
	var card id.ID
	var birth *string
	if _, err := tx.One(`select rev, void, card, sex, birth, death from person_rev where person = $1 order by rev desc limit 1`, []any{p.ID},
		&p.Rev, &p.Erased, &card, &p.Facts.Sex, &birth, &p.Facts.Death); err != nil {
		return err
	}
	var err error
	if p.Facts.Birth, err = birthOf(birth); err != nil || p.Erased {
		return err
	}
	p.Card, err = openCard(tx, keys, card)
	return err
}

func birthOf(stored *string) (civil.Birth, error) {
	if stored == nil {
		return civil.Birth{}, nil
	}
	return civil.ParseBirth(*stored)
}

func openCard(tx *store.Tx, keys *seal.Keys, cell id.ID) (Card, error) {
	plain, erased, err := keys.Get(tx, cell)
	if err != nil || erased {
		return Card{}, err
	}
	return readCard(plain)
}

func readCard(plain string) (Card, error) {
	var c Card
	err := json.Unmarshal([]byte(plain), &c)
	return c, err
}

// CardOf opens a person's name and phone, and nothing else; in one question, since lists ask it for every line.
func CardOf(tx *store.Tx, keys *seal.Keys, who id.ID) (card Card, facts Facts, err error) {
	var cell id.ID
	var birth *string
	var version *int
	var sealed []byte
	if _, err = tx.One(`select r.card, r.sex, r.birth, r.death, c.key_version, c.cell from person_rev r left join seal_cell c on c.id = r.card and not r.void
		where r.person = $1 order by r.rev desc limit 1`, []any{who}, &cell, &facts.Sex, &birth, &facts.Death, &version, &sealed); err != nil {
		return card, facts, err
	}
	if facts.Birth, err = birthOf(birth); err != nil || sealed == nil {
		return card, facts, err
	}
	plain, err := keys.Open(cell, *version, sealed)
	if err != nil {
		return card, facts, err
	}
	card, err = readCard(plain)
	return card, facts, err
}

func (p *Person) readIdentifiers(tx *store.Tx, keys *seal.Keys) error {
	type cell struct {
		system string
		id     id.ID
	}
	var cells []cell
	err := tx.Each(`select i.system, i.cell from person_identifier i where i.person = $1 and i.rev = (select max(j.rev) from person_identifier j where j.id = i.id)
		and not i.void order by i.seq, i.id`, []any{p.ID}, func(scan func(...any) error) error {
		var c cell
		err := scan(&c.system, &c.id)
		cells = append(cells, c)
		return err
	})
	for _, c := range cells {
		plain, erased, failed := keys.Get(tx, c.id)
		if failed != nil {
			return failed
		}
		if !erased {
			p.Identifiers = append(p.Identifiers, Identifier{c.system, plain})
		}
	}
	return err
}

func (p *Person) readStays(tx *store.Tx, keys *seal.Keys) error {
	var addresses []id.ID
	err := tx.Each(`select s.id, s.rev, s.role, s.place, s.nature, s.address, s.from_on, s.to_on from person_stay s
		where s.person = $1 and s.rev = (select max(t.rev) from person_stay t where t.id = s.id) and not s.void
		order by s.from_on desc nulls last, s.seq desc, substr(s.id, 9)`, []any{p.ID}, func(scan func(...any) error) error {
		s, address := Stay{Person: p.ID}, id.ID{}
		err := scan(&s.ID, &s.Rev, &s.Role, &s.Place, &s.Nature, &address, &s.From, &s.To)
		p.Stays, addresses = append(p.Stays, s), append(addresses, address)
		return err
	})
	for i, a := range addresses {
		if a.Zero() {
			continue
		}
		plain, _, failed := keys.Get(tx, a)
		if failed != nil {
			return failed
		}
		p.Stays[i].Address = plain
	}
	return err
}

func (p *Person) readConsents(tx *store.Tx, _ *seal.Keys) error {
	merged, err := EntriesOf(tx, p.ID)
	if err != nil {
		return err
	}
	wishes, err := WishesOf(tx, append(merged, p.ID))
	for _, purpose := range slices.Sorted(maps.Keys(wishes)) {
		c := wishes[purpose]
		if _, failed := tx.One(`select actor from store_tx where seq = $1`, []any{c.Seq}, &c.By); failed != nil {
			return failed
		}
		p.Consents = append(p.Consents, c)
	}
	return err
}

func (p *Person) readMerged(tx *store.Tx, _ *seal.Keys) error {
	return tx.Each(`select a.person from person_alias a where a.canonical = $1
		and a.rev = (select max(b.rev) from person_alias b where b.person = a.person) order by a.seq`, []any{p.ID},
		func(scan func(...any) error) error {
			var entry id.ID
			err := scan(&entry)
			p.Merged = append(p.Merged, entry)
			return err
		})
}

// Household is the household that somebody belongs to on a day, with everybody in it, the reference person first.
func Household(tx *store.Tx, who id.ID, on civil.Date) ([]Member, error) {
	var members []Member
	err := tx.Each(`select m.id, m.rev, m.household, m.person, m.relation, m.from_on, m.to_on from person_member m
		where m.household in (select household from person_member where person = $1)
		and m.rev = (select max(o.rev) from person_member o where o.id = m.id) and not m.void order by m.relation, m.seq, m.id`, []any{who},
		func(scan func(...any) error) error {
			var m Member
			if err := scan(&m.ID, &m.Rev, &m.Household, &m.Person, &m.Relation, &m.From, &m.To); err != nil {
				return err
			}
			if (m.From.Zero() || m.From <= on) && (m.To.Zero() || on < m.To) {
				members = append(members, m)
			}
			return nil
		})
	return sameHousehold(members, who), err
}

// sameHousehold drops the members of households that who left before.
func sameHousehold(members []Member, who id.ID) []Member {
	var home id.ID
	for _, m := range members {
		if m.Person == who {
			home = m.Household
		}
	}
	var kept []Member
	for _, m := range members {
		if m.Household == home && !home.Zero() {
			kept = append(kept, m)
		}
	}
	return kept
}

// FactsOf is a person's coded facts now, the day from which she has lived where she lives (zero: open or unknown), and whether only
// these facts are left of her. NotFound where there is no such person.
func FactsOf(tx *store.Tx, who id.ID) (facts Facts, since civil.Date, erased bool, err error) {
	var birth *string
	found, err := tx.One(`select void, sex, birth, death from person_rev where person = $1 order by rev desc limit 1`, []any{who},
		&erased, &facts.Sex, &birth, &facts.Death)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "person.not-found")
	}
	if err != nil {
		return facts, 0, erased, err
	}
	if facts.Birth, err = birthOf(birth); err != nil {
		return facts, 0, erased, err
	}
	var open bool
	err = tx.Each(`select s.from_on from person_stay s where s.person = $1 and s.role = 'resides'
		and s.rev = (select max(t.rev) from person_stay t where t.id = s.id) and not s.void`, []any{who}, func(scan func(...any) error) error {
		var from civil.Date
		err := scan(&from)
		open = open || from.Zero()
		if since.Zero() || from < since {
			since = from
		}
		return err
	})
	if open {
		since = 0
	}
	return facts, since, erased, err
}

// EntriesOf are the entries that were merged into a person, directly or through another.
func EntriesOf(tx *store.Tx, who id.ID) ([]id.ID, error) {
	var all []id.ID
	for queue := []id.ID{who}; len(queue) > 0 && len(all) < 1000; queue = queue[1:] {
		p := Person{ID: queue[0]}
		if err := p.readMerged(tx, nil); err != nil {
			return nil, err
		}
		all, queue = append(all, p.Merged...), append(queue, p.Merged...)
	}
	return all, nil
}
