package exchange

import (
	"youfu/internal/id"
	"youfu/internal/person"
)

// move is where somebody comes to be: revisions of stays and memberships, and a household that is new.
type move struct {
	stays     []moved
	members   []person.Member
	household id.ID // to be entered; zero: none
	key       string
}

// moved is a revision of a stay.
type moved struct {
	person.Stay
	amends bool // the address stays what it was
}

// write writes the stays, then what join writes.
func (m *move) write(w *writing) error {
	for _, s := range m.stays {
		put := w.book.PutStay
		if s.amends {
			put = w.book.AmendStay
		}
		if err := put(s.Stay); err != nil {
			return err
		}
	}
	return m.join(w)
}

// join writes the household and the memberships.
func (m *move) join(w *writing) error {
	if !m.household.Zero() {
		if err := w.book.EnterHousehold(m.household, m.key); err != nil {
			return err
		}
	}
	for _, one := range m.members {
		if err := w.book.PutMember(one); err != nil {
			return err
		}
	}
	return nil
}

// move works out what becomes of an entry's stays and household by a row, or by the news in it, and puts it into the entry.
func (p *people) move(e *entry, row *personRow, c *chunk) *move {
	m := &move{}
	address := row.address
	if !row.resident.Zero() || e.resides.rev > 0 {
		p.stay(m, e, &e.resides, person.Resides, row.resident, "", address, c, row.n)
		address = ""
	}
	p.stay(m, e, &e.registered, person.Registered, row.registered, row.nature, address, c, row.n)
	p.join(m, e, row, c)
	return m
}

// stay ends a stay and begins another where the place is another; a first stay is open in the past, since nobody knows when it began. What
// is said of the place that somebody is at already is a correction, and so is another place on the day on which she came.
func (p *people) stay(m *move, e *entry, has *stay, role person.Role, place id.ID, nature, address string, c *chunk, row int) {
	k := p.known
	now := person.Stay{ID: has.id, Rev: int(has.rev), Person: e.id, Role: role, Place: k.places.value(has.place), Nature: k.words.value(has.nature), From: has.from}
	moves := !place.Zero() && place != now.Place
	switch {
	case !moves && (has.rev == 0 || nature == "" && address == ""):
		return
	case moves && has.rev > 0 && has.from < k.day:
		ended := now
		ended.To = k.day
		m.stays = append(m.stays, moved{ended, has.address != 0})
		now.Rev, now.From = 0, k.day
	case moves && has.rev == 0 && has.before:
		now.From = k.day
	}
	if now.Rev == 0 {
		now.ID = id.Derive(c.id, "stay/"+string(role)+"/"+e.id.String(), row)
	}
	if moves {
		now.Place = place
	}
	if nature != "" {
		now.Nature = nature
	}
	now.Address = address
	amends, kept := !moves && address == "" && has.address != 0, k.print(address)
	if amends {
		kept = has.address
	}
	m.stays = append(m.stays, moved{now, amends})
	*has = stay{now.ID, int32(now.Rev) + 1, k.places.of(now.Place), k.words.of(now.Nature), now.From, kept, has.before}
}

// join moves somebody into a household, or corrects the relation within it.
func (p *people) join(m *move, e *entry, row *personRow, c *chunk) {
	k, has := p.known, &e.member
	if row.household == "" && (row.relation == "" || has.rev == 0) {
		return
	}
	now := person.Member{ID: has.id, Rev: int(has.rev), Household: has.household, Person: e.id, Relation: k.words.value(has.relation), From: has.from}
	if home := p.household(m, row); !home.Zero() && home != has.household {
		switch {
		case has.rev > 0 && has.from < k.day:
			ended := now
			ended.To = k.day
			m.members = append(m.members, ended)
			now.Rev, now.From, now.Relation = 0, k.day, ""
		case has.rev == 0 && has.before:
			now.From = k.day
		}
		now.Household = home
	}
	if row.relation != "" {
		now.Relation = row.relation
	}
	if now.Rev == 0 {
		now.ID = id.Derive(c.id, "member/"+e.id.String(), row.n)
	}
	m.members = append(m.members, now)
	*has = member{now.ID, now.Household, int32(now.Rev) + 1, k.words.of(now.Relation), now.From, has.before}
}

// household is the household that a row's key names; it is entered where nobody named it before. Zero where the row names none.
func (p *people) household(m *move, row *personRow) id.ID {
	if row.household == "" {
		return id.ID{}
	}
	key := p.digest("household", row.household)
	home, known := p.known.households[key]
	if !known {
		home = id.Derive(p.run.result.Import, "household", row.n)
		p.known.households[key] = home
		m.household, m.key = home, row.household
	}
	return home
}
