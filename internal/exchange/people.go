package exchange

import (
	"context"

	"youfu/internal/catalogue"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/store"
)

// Reasons for which a row is held.
const (
	SameNumber    = "same-number"     // another person has this citizen number
	SameNameBirth = "same-name-birth" // another person has the same name, birth and sex, and not another number
	SameRef       = "same-ref"        // an earlier row of this file has the same ref and says something else
)

// people decides about rows of people.
type people struct {
	run   *run
	words *personWords
	known *known
	seen  map[id.ID]int // entries of which a row of this file spoke, with that row
}

func newPeople(r *run, practice *catalogue.Catalogue) *people {
	return &people{run: r, words: newPersonWords(practice), seen: map[id.ID]int{}}
}

func (p *people) load(tx *store.Tx) (err error) {
	if p.words.tree, err = p.run.district.TreeAt(tx, 0); err != nil {
		return err
	}
	p.words.places = map[string]placeFound{}
	p.known = newKnown(p.run.today)
	return person.Scan(tx, p.run.district.Keys, p.known)
}

func (p *people) changed(tx *store.Tx, since store.Seq) (bool, error) {
	return person.Changed(tx, since)
}

func (p *people) decide(_ context.Context, rows []cells, c *chunk) error {
	for i := range rows {
		row := p.words.readPerson(&rows[i])
		if len(rows[i].wrong) == 0 {
			p.one(row, &rows[i], c)
		}
		if len(rows[i].wrong) > 0 {
			c.refuse(&rows[i])
			rows[i].wrong = nil // it may be decided once more
		}
	}
	return nil
}

// one finds whom a row speaks of and sorts it.
func (p *people) one(row personRow, from *cells, c *chunk) {
	at := p.match(row, from)
	if len(from.wrong) > 0 {
		return
	}
	if at == 0 {
		p.enter(row, from, c)
		return
	}
	e := &p.known.entries[at]
	if e.erased {
		from.refuse("", "erased", "exchange.erased")
		return
	}
	earlier := p.seen[e.id]
	if earlier == 0 || earlier >= row.n {
		p.seen[e.id] = row.n
		p.revise(at, row, from, c)
		return
	}
	switch p.numbered(&row, at); {
	case p.diff(row, e).empty():
		c.result.Unchanged++
	case row.ref != "":
		c.hold(Duplicate{row.n, office.MaskName(row.name), e.id, SameRef, earlier})
	default: // the same number twice in one file: perhaps two people
		p.enter(row, from, c)
	}
}

// match is the entry that a row speaks of: by ref; else the one that this very row entered when the file was read before; else, in a row
// without ref, whoever has the number. 0 where there is none.
func (p *people) match(row personRow, from *cells) uint32 {
	if row.ref != "" {
		if at := p.known.refs[p.digest(person.Ref, row.ref)]; at != 0 {
			return at
		}
	}
	for _, own := range p.run.past.own("person", row.n) {
		if at := p.known.at[own]; at != 0 {
			return at
		}
	}
	if row.ref != "" || row.number == "" {
		return 0
	}
	holders := p.known.holders(p.digest(person.Number, string(row.number)))
	if len(holders) < 2 {
		return append(holders, 0)[0]
	}
	var named []uint32
	for _, at := range holders {
		if p.known.entries[at].name == p.known.print(row.name) {
			named = append(named, at)
		}
	}
	if len(named) != 1 {
		from.refuse("citizen_number", "shared-number", "exchange.shared-number", len(holders))
		return 0
	}
	return named[0]
}

// own is the id of a person whom a row of this file enters.
func (p *people) own(row int) id.ID { return id.Derive(p.run.result.Import, "person", row) }

func (p *people) digest(system, value string) digest {
	return digest(p.run.district.Keys.Digest(system, value))
}

// enter brings somebody new into the register, unless she looks like somebody who is there.
func (p *people) enter(row personRow, from *cells, c *chunk) {
	e := entry{id: p.own(row.n), rev: 1, name: p.known.print(row.name), phone: p.known.print(row.phone)}
	e.describe(person.Facts{Sex: row.sexed(), Birth: row.born(), Death: row.facts.Death})
	if row.number != "" {
		e.number = p.digest(person.Number, string(row.number))
	}
	if at, why := p.doubt(&e); at != 0 && p.holds(&row, at, why, c) {
		return
	}
	c.result.Accepted++
	c.result.Notes = append(c.result.Notes, row.notKept(from, &e)...)
	fresh := person.New{ID: e.id, Facts: e.facts(), Card: person.Card{Name: row.name, Phone: row.phone}}
	if row.ref != "" {
		fresh.Identifiers = append(fresh.Identifiers, person.Identifier{System: person.Ref, Value: row.ref})
	}
	if row.number != "" {
		fresh.Identifiers = append(fresh.Identifiers, person.Identifier{System: person.Number, Value: string(row.number)})
	}
	m := p.move(&e, &row, c)
	c.write(func(w *writing) error {
		if _, err := w.book.Add(fresh); err != nil {
			return err
		}
		return m.write(w)
	})
	at := p.known.add(e)
	if row.ref != "" {
		p.known.refs[p.digest(person.Ref, row.ref)] = at
	}
	p.seen[e.id] = row.n
}

// doubt is an entry that may be the same person as a new one, and why; 0 where there is none.
func (p *people) doubt(e *entry) (at uint32, why string) {
	if holders := p.known.holders(e.number); len(holders) > 0 {
		return holders[0], SameNumber
	}
	return p.known.resembling(e), SameNameBirth
}

// holds holds a row that looks like an entry, unless somebody let it in.
func (p *people) holds(row *personRow, at uint32, why string, c *chunk) bool {
	earlier := p.seen[p.known.entries[at].id]
	if earlier >= row.n { // the chunk is decided once more
		earlier = 0
	}
	return p.run.holds(Duplicate{row.n, office.MaskName(row.name), p.known.entries[p.known.canonical(at)].id, why, earlier}, c)
}

// numbered leaves in the row a number that the entry does not have yet, and tells who else has it.
func (p *people) numbered(row *personRow, at uint32) (others []uint32) {
	if row.number == "" {
		return nil
	}
	number := p.digest(person.Number, string(row.number))
	if p.known.entries[at].number == number {
		row.hasNumber = true
		return nil
	}
	for _, other := range p.known.holders(number) {
		if p.known.canonical(other) != p.known.canonical(at) {
			others = append(others, other)
		}
	}
	return others
}

// revise writes what a row says anew of somebody. Of an entry that was merged, the person whom it turned out to be learns it too.
func (p *people) revise(at uint32, row personRow, from *cells, c *chunk) {
	others := p.numbered(&row, at)
	switch {
	case len(others) > 0 && p.holds(&row, others[0], SameNumber, c):
		return
	case len(others) == 0 && p.run.past.final:
		c.unchanged(!p.diff(row, &p.known.entries[at]).empty())
		return
	}
	c.result.Notes = append(c.result.Notes, row.notKept(from, &p.known.entries[at])...)
	news := p.diff(row, &p.known.entries[at])
	if news.empty() {
		c.result.Unchanged++
		return
	}
	c.result.Accepted++
	p.apply(at, news, c)
	if canonical := p.known.canonical(at); canonical != at {
		p.numbered(&news, canonical)
		if more := p.diff(news, &p.known.entries[canonical]); !more.empty() {
			p.apply(canonical, more, c)
		}
	}
}
