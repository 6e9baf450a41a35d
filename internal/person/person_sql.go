package person

import (
	"encoding/json"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Book writes the register within one transaction.
type Book struct {
	tx    *store.Tx
	keys  *seal.Keys
	next  uint32
	cells seal.Cells

	people, revisions, identifiers, stays, households, members, ties, attributes *store.Bulk
}

// In opens the register for a transaction that writes.
func In(tx *store.Tx, keys *seal.Keys) (*Book, error) {
	b := &Book{tx: tx, keys: keys}
	// Waiting rows are sent in this order, whatever is written first: a row comes after those that it refers to.
	b.cells = keys.In(tx)
	b.people = tx.Insert("person", "id", "n", "seq")
	b.revisions = tx.Insert("person_rev", "person", "rev", "seq", "void", "card", "sex", "birth", "death")
	b.identifiers = tx.Insert("person_identifier", "id", "rev", "seq", "void", "person", "system", "cell", "from_on", "to_on")
	b.stays = tx.Insert("person_stay", "id", "rev", "seq", "void", "person", "role", "place", "nature", "address", "from_on", "to_on")
	b.households = tx.Insert("person_household", "id", "cell", "seq")
	b.members = tx.Insert("person_member", "id", "rev", "seq", "void", "household", "person", "relation", "from_on", "to_on")
	b.ties = tx.Insert("person_tie", "id", "rev", "seq", "void", "a", "b", "kind", "source", "from_on", "to_on")
	b.attributes = tx.Insert("person_attribute", "id", "rev", "seq", "void", "person", "name", "code", "source", "from_on", "to_on")
	_, err := tx.One(`select coalesce(max(n), 0) from person`, nil, &b.next)
	return b, err
}

// New is a person who comes into the register.
type New struct {
	ID          id.ID
	Facts       Facts
	Card        Card
	Identifiers []Identifier
	Stays       []Stay // ids are derived here
}

// Add enters a person and gives its small number.
func (b *Book) Add(p New) (uint32, error) {
	b.next++
	if err := b.people.Row(p.ID, b.next, b.tx.Seq); err != nil {
		return 0, err
	}
	if err := b.revision(p.ID, 1, p.Facts, p.Card); err != nil {
		return 0, err
	}
	for i, one := range p.Identifiers {
		if err := b.Identify(p.ID, i, one); err != nil {
			return 0, err
		}
	}
	for i, s := range p.Stays {
		s.ID, s.Person = beneath(p.ID, "stay", i), p.ID
		if err := b.PutStay(s); err != nil {
			return 0, err
		}
	}
	return b.next, nil
}

// Revise writes the revision after rev. Conflict where somebody else wrote it first.
func (b *Book) Revise(person id.ID, rev int, facts Facts, card Card) error {
	var now int
	var erased bool
	if _, err := b.tx.One(`select rev, void from person_rev where person = $1 order by rev desc limit 1`, []any{person}, &now, &erased); err != nil {
		return err
	}
	switch {
	case erased:
		return fault.New(fault.Refused, "person.erased")
	case now != rev:
		return fault.New(fault.Conflict, "person.changed-meanwhile")
	}
	return b.revision(person, rev+1, facts, card)
}

func (b *Book) revision(person id.ID, rev int, facts Facts, card Card) error {
	raw, err := json.Marshal(card)
	if err != nil {
		return err
	}
	cell := ownCard(person, rev)
	if err := b.cells.Put(cell, string(raw), nil); err != nil {
		return err
	}
	return b.revisions.Row(person, rev, b.tx.Seq, false, cell, facts.Sex, text(facts.Birth.String()), facts.Death)
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// beneath is an id of something that belongs to one person or stay. It begins as its owner's does, so that what one import writes
// stands side by side in every index, and it holds nothing of a value: an id is not sealed, and a number could be guessed from it.
func beneath(owner id.ID, label string, n int) id.ID {
	fresh := id.Derive(owner, label, n)
	copy(fresh[:6], owner[:6])
	return fresh
}

// Identify gives a person one more identifier, the n-th that this program gives her, counted from 0 over all systems.
func (b *Book) Identify(person id.ID, n int, one Identifier) error {
	row := beneath(person, "identifier", n)
	if err := b.cells.Put(row, one.Value, b.keys.Digest(one.System, one.Value)); err != nil {
		return err
	}
	return b.identifiers.Row(row, 1, b.tx.Seq, false, person, one.System, row, civil.Date(0), civil.Date(0))
}

// AlsoIdentify gives one more identifier to a person who is in the register already.
func (b *Book) AlsoIdentify(person id.ID, one Identifier) error {
	var n int
	if _, err := b.tx.One(`select count(*) from person_identifier where person = $1 and rev = 1`, []any{person}, &n); err != nil {
		return err
	}
	return b.Identify(person, n, one)
}

// Withdraw takes an identifier that was wrong, named by its keyed digest, from a person; NotFound where she does not hold it.
func (b *Book) Withdraw(person id.ID, system string, digest []byte) error {
	n, err := b.tx.Exec(`insert into person_identifier (id, rev, seq, void, person, system, cell, from_on, to_on)
		select i.id, i.rev + 1, cast($1 as bigint), cast($2 as boolean), i.person, i.system, i.cell, i.from_on, i.to_on
		from person_identifier i join seal_cell c on c.id = i.cell where i.person = $3 and i.system = $4 and c.digest = $5 and not i.void
		and i.rev = (select max(j.rev) from person_identifier j where j.id = i.id)`,
		b.tx.Seq, true, person, system, digest)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "person.not-found")
	}
	return err
}

// PutStay writes a revision of a stay: the first where Rev is 0, else the one after Rev.
func (b *Book) PutStay(s Stay) error {
	var address id.ID
	if s.Address != "" {
		address = beneath(s.ID, "address", s.Rev+1)
		if err := b.cells.Put(address, s.Address, nil); err != nil {
			return err
		}
	}
	return b.stay(s, address, false)
}

// AmendStay writes the revision after Rev of a stay whose address stays what it was; s.Address is not read.
func (b *Book) AmendStay(s Stay) error { return b.amend(s, false) }

// VoidStay withdraws a stay that never was.
func (b *Book) VoidStay(s Stay) error { return b.amend(s, true) }

func (b *Book) amend(s Stay, void bool) error {
	var address id.ID
	if _, err := b.tx.One(`select address from person_stay where id = $1 and rev = $2`, []any{s.ID, s.Rev}, &address); err != nil {
		return err
	}
	return b.stay(s, address, void)
}

func (b *Book) stay(s Stay, address id.ID, void bool) error {
	return b.stays.Row(s.ID, s.Rev+1, b.tx.Seq, void, s.Person, string(s.Role), s.Place, s.Nature, address, s.From, s.To)
}

// Household finds the household that a sender's key names, or enters it.
func (b *Book) Household(key string, fresh id.ID) (id.ID, error) {
	digest := b.keys.Digest("household", key)
	var found id.ID
	if _, err := b.tx.One(`select h.id from seal_cell c join person_household h on h.cell = c.id where c.digest = $1`, []any{digest}, &found); err != nil || !found.Zero() {
		return found, err
	}
	return fresh, b.EnterHousehold(fresh, key)
}

// EnterHousehold enters a household that no sender's key names yet: the caller has looked.
func (b *Book) EnterHousehold(fresh id.ID, key string) error {
	if err := b.cells.Put(fresh, key, b.keys.Digest("household", key)); err != nil {
		return err
	}
	return b.households.Row(fresh, fresh, b.tx.Seq)
}

// PutMember writes a revision of a household membership.
func (b *Book) PutMember(m Member) error {
	return b.members.Row(m.ID, m.Rev+1, b.tx.Seq, false, m.Household, m.Person, m.Relation, m.From, m.To)
}

// Merge records that entry is the same person as canonical. Nothing is rewritten; Unmerge takes it back.
func (b *Book) Merge(entry, canonical id.ID) error {
	to, err := b.canonical(canonical)
	if err != nil {
		return err
	}
	if to == entry {
		return fault.New(fault.Invalid, "person.merge-with-itself")
	}
	return b.alias(entry, to)
}

// Unmerge makes entry a person of its own again.
func (b *Book) Unmerge(entry id.ID) error { return b.alias(entry, id.ID{}) }

func (b *Book) alias(entry, canonical id.ID) error {
	var rev int
	var now id.ID
	if _, err := b.tx.One(`select rev, canonical from person_alias where person = $1 order by rev desc limit 1`, []any{entry}, &rev, &now); err != nil {
		return err
	}
	if now == canonical {
		return store.ErrNothing
	}
	_, err := b.tx.Exec(`insert into person_alias (person, rev, seq, canonical) values ($1, $2, $3, $4)`, entry, rev+1, b.tx.Seq, canonical)
	return err
}

func (b *Book) canonical(p id.ID) (id.ID, error) {
	for range 1000 { // Merge makes no loops; one in a damaged database ends too
		var next id.ID
		if _, err := b.tx.One(`select canonical from person_alias where person = $1 order by rev desc limit 1`, []any{p}, &next); err != nil || next.Zero() {
			return p, err
		}
		p = next
	}
	return p, fault.New(fault.Machine, "person.merge-loop")
}

// Erase destroys every sealed cell of a person and of the entries merged into her: names, phones, numbers, addresses. Coded facts
// stay, so that old figures still reproduce. It takes two officers, the one who acts and second, and a legal basis, which Write
// records. store.ErrNothing where she is erased already.
func (b *Book) Erase(person id.ID, second []byte, legalBasis string) error {
	if legalBasis == "" {
		return fault.New(fault.Invalid, "person.erase-needs-basis")
	}
	if len(second) == 0 || len(b.tx.Actor.Identity) == 0 || string(second) == string(b.tx.Actor.Identity) {
		return fault.New(fault.Refused, "person.erase-needs-two")
	}
	canonical, err := b.canonical(person)
	if err != nil {
		return err
	}
	entries, err := EntriesOf(b.tx, canonical)
	if err != nil {
		return err
	}
	erased := 0
	for _, entry := range append(entries, canonical) {
		n, err := b.eraseEntry(entry)
		if err != nil {
			return err
		}
		erased += n
	}
	if erased == 0 {
		return store.ErrNothing
	}
	return nil
}

func (b *Book) eraseEntry(entry id.ID) (int, error) {
	cells, err := b.cellsOf(entry)
	if err != nil {
		return 0, err
	}
	for _, c := range cells {
		if err := seal.Erase(b.tx, c); err != nil {
			return 0, err
		}
	}
	var rev int
	var void bool
	var card id.ID
	if _, err := b.tx.One(`select rev, void, card from person_rev where person = $1 order by rev desc limit 1`, []any{entry}, &rev, &void, &card); err != nil {
		return 0, err
	}
	if void && !isWithdrawn(entry, rev, void, card) {
		return 0, nil
	}
	n, err := b.tx.Exec(`insert into person_rev (person, rev, seq, void, card, sex, birth, death)
		select person, rev + 1, cast($1 as bigint), cast($2 as boolean), card, sex, birth, death from person_rev where person = $3 and rev = $4`, b.tx.Seq, true, entry, rev)
	return int(n), err
}

func (b *Book) cellsOf(person id.ID) ([]id.ID, error) {
	var cells []id.ID
	err := b.tx.Each(`select card from person_rev where person = $1
		union select cell from person_identifier where person = $1
		union select address from person_stay where person = $1 and address is not null`, []any{person}, func(scan func(...any) error) error {
		var c id.ID
		err := scan(&c)
		cells = append(cells, c)
		return err
	})
	return cells, err
}
