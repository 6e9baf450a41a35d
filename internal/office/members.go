package office

import (
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
)

// Member is one line behind a number. Who she is stands there only for a post that may know it, and only while she lets it stand there.
type Member struct {
	Person    id.ID      // zero where she is not named
	Name      string     // masked where the post has no clinical right; "" where she is not named
	Place     id.ID      // where she lived on the day; a township where Month stands
	Month     civil.Date // first day of the month, where the line says no more of the day; else zero
	Event     id.ID      // for the clinic that may open it
	On        civil.Date
	Site      id.ID
	In        bool // of a rate: in the numerator too
	Withdrawn bool // she does not let her name stand in lists (R6)
}

// members are the lines of the page that was asked for, as far as the actor may know who they are.
func (o Office) members(s district.State, q Question, reply *Reply) (shown []uint32, err error) {
	list := reply.Result.Members
	reply.Result.Members = nil
	if o.scope().Clinical {
		return o.clinicLines(s, q, reply, list)
	}
	return o.staffLines(s, q, reply, list)
}

// cut is a page out of so many lines.
func (q Question) cut(lines int) (first, last int) {
	first, last = min(max(q.First, 0), lines), lines
	if q.Count > 0 {
		last = min(first+q.Count, lines)
	}
	return first, last
}

// clinicLines name the people behind a clinic's own number, with the visits.
func (o Office) clinicLines(s district.State, q Question, reply *Reply, list []figure.Member) (shown []uint32, err error) {
	now, src := s.People.Now(), s.Figures()
	first, last := q.cut(len(list))
	for _, m := range list[first:last] {
		one := Member{In: m.In, Place: src.Place(m.Person, catalogue.PlaceResides, m.On)}
		if hides(now, m.Person) {
			township, _ := s.Tree.Up(one.Place, place.Township)
			one.Withdrawn, one.Place, one.Month = true, township.ID, monthOf(m.On)
		} else {
			one.Person, one.Event, one.On, one.Site = s.People.ID(m.Person), m.Event, m.On, s.SiteOf(m.Person, m.Event)
			if one.Name, err = o.nameOf(s, m.Person); err != nil {
				return nil, err
			}
			shown = append(shown, m.Person)
		}
		reply.List = append(reply.List, one)
	}
	return shown, nil
}

// nameOf opens somebody's name; "" where only a tombstone is left.
func (o Office) nameOf(s district.State, n uint32) (string, error) {
	card, _, err := person.CardOf(s.Tx, o.District.Keys, s.People.ID(n))
	return card.Name, err
}

// hides reports whether somebody does not let her name stand in lists. What counts is what she says now, also where the list is one of
// the past: it is now that it would be read.
func hides(now person.View, n uint32) bool { return now.Objects(now.Canonical(n), person.ForDisplay) }

// monthOf is the first day of a day's month.
func monthOf(on civil.Date) civil.Date {
	y, m, _ := on.YMD()
	first, _ := civil.Of(y, m, 1)
	return first
}
