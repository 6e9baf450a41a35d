package exchange

import (
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
)

// diff is what a row says that an entry does not have: everything else in it is empty.
func (p *people) diff(row personRow, e *entry) personRow {
	k := p.known
	news := personRow{n: row.n, facts: row.facts}
	if row.name != "" && k.print(row.name) != e.name {
		news.name = row.name
	}
	if row.phone != "" && k.print(row.phone) != e.phone {
		news.phone = row.phone
	}
	has := e.facts()
	if has.Sex == "" { // the number fills what nobody said; it does not correct what somebody did
		news.facts.Sex = row.sexed()
	}
	if has.Birth == (civil.Birth{}) {
		news.facts.Birth = row.born()
	}
	if news.facts.Sex == has.Sex {
		news.facts.Sex = ""
	}
	if news.facts.Birth == has.Birth {
		news.facts.Birth = civil.Birth{}
	}
	if news.facts.Death == has.Death {
		news.facts.Death = 0
	}
	if !row.hasNumber {
		news.number = row.number
	}
	p.diffPlaces(&news, &row, e)
	p.diffHousehold(&news, &row, e)
	return news
}

func (p *people) diffPlaces(news, row *personRow, e *entry) {
	k := p.known
	if !row.registered.Zero() && !p.at(e.registered, row.registered) {
		news.registered = row.registered
	}
	if !row.resident.Zero() && !p.at(e.resides, row.resident) {
		news.resident = row.resident
	}
	if row.nature != "" && (!news.registered.Zero() || e.registered.rev > 0) && k.words.of(row.nature) != e.registered.nature {
		news.nature = row.nature
	}
	home, moved := &e.resides, news.resident
	if home.rev == 0 && moved.Zero() {
		home, moved = &e.registered, news.registered
	}
	if row.address != "" && (!moved.Zero() || home.rev > 0 && k.print(row.address) != home.address) {
		news.address = row.address
	}
}

func (p *people) diffHousehold(news, row *personRow, e *entry) {
	if row.household != "" {
		home, known := p.known.households[p.digest("household", row.household)]
		if !known || home != e.member.household {
			news.household = row.household
		}
	}
	if row.relation != "" && (news.household != "" || e.member.rev > 0 && p.known.words.of(row.relation) != e.member.relation) {
		news.relation = row.relation
	}
}

// at reports whether a stay is at a place, or at one whose people that place has now.
func (p *people) at(s stay, where id.ID) bool {
	has := p.known.places.value(s.place)
	if s.rev == 0 || has == where {
		return s.rev > 0
	}
	now, ok := p.words.tree.On(has, p.run.today)
	return ok && now.ID == where
}

func (r personRow) empty() bool {
	r.n = 0
	return r == personRow{}
}

// apply writes news of an entry and remembers them.
func (p *people) apply(at uint32, news personRow, c *chunk) {
	e := &p.known.entries[at]
	who, rev := e.id, int(e.rev)
	if news.name != "" || news.phone != "" || news.facts != (person.Facts{}) {
		p.describe(e, news)
		c.write(func(w *writing) error {
			card, facts, err := person.CardOf(w.tx, w.keys, who)
			if err != nil {
				return err
			}
			return w.book.Revise(who, rev, news.over(facts), news.overCard(card))
		})
	}
	if news.number != "" {
		before := e.number
		e.number = p.digest(person.Number, string(news.number))
		c.write(func(w *writing) error {
			if before != (digest{}) {
				if err := w.book.Withdraw(who, person.Number, before[:]); err != nil {
					return err
				}
			}
			return w.book.AlsoIdentify(who, person.Identifier{System: person.Number, Value: string(news.number)})
		})
	}
	p.known.found(at)
	if m := p.move(e, &news, c); len(m.stays)+len(m.members) > 0 {
		c.write(m.write)
	}
}

func (p *people) describe(e *entry, news personRow) {
	e.rev++
	if news.name != "" {
		e.name = p.known.print(news.name)
	}
	if news.phone != "" {
		e.phone = p.known.print(news.phone)
	}
	e.describe(news.over(e.facts()))
}

// over is what facts become by the news.
func (r *personRow) over(f person.Facts) person.Facts {
	if r.facts.Sex != "" {
		f.Sex = r.facts.Sex
	}
	if r.facts.Birth != (civil.Birth{}) {
		f.Birth = r.facts.Birth
	}
	if !r.facts.Death.Zero() {
		f.Death = r.facts.Death
	}
	return f
}

func (r *personRow) overCard(c person.Card) person.Card {
	if r.name != "" {
		c.Name = r.name
	}
	if r.phone != "" {
		c.Phone = r.phone
	}
	return c
}
