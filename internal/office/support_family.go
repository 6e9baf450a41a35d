package office

import (
	"context"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/post"
)

// Family is what a household receives and is due, and nothing else of it (R24).
type Family struct {
	Line    Line // the person by whom it was found
	Members []FamilyMember
}

// FamilyMember is one person of it with the cases in which she is paid.
type FamilyMember struct {
	Line     Line
	Relation string // GB/T 4761, or ""
	Cases    []*CaseSheet
}

// Family opens what a household receives. NotFound for who is out of the actor's reach; those of the household who are do not appear.
func (o Office) Family(ctx context.Context, who id.ID) (f Family, err error) {
	for _, purpose := range []post.Purpose{post.OpenCase, post.OpenHousehold} {
		if err := o.may(purpose); err != nil {
			return f, err
		}
	}
	var people []uint32
	err = o.supported(ctx, 0, func(s supportState) error {
		n, ok := s.within(who)
		if !ok {
			return fault.New(fault.NotFound, "person.not-found")
		}
		if f.Line, err = s.line(s.People.ID(n)); err != nil {
			return err
		}
		household, err := person.Household(s.Tx, f.Line.ID, s.District.Today())
		if err != nil {
			return err
		}
		if len(household) == 0 {
			household = []person.Member{{Person: f.Line.ID}}
		}
		for _, m := range household {
			n, ok := s.within(m.Person)
			if !ok {
				continue
			}
			member, err := s.member(n, m.Relation)
			if err != nil {
				return err
			}
			f.Members, people = append(f.Members, member), append(people, n)
		}
		return nil
	})
	if err != nil {
		return f, err
	}
	slices.Sort(people)
	return f, o.listed(ctx, post.OpenCase, "family", 0, slices.Compact(people))
}

func (s supportState) member(n uint32, relation string) (m FamilyMember, err error) {
	m.Relation = relation
	if m.Line, err = s.line(s.People.ID(n)); err != nil {
		return m, err
	}
	for _, entry := range s.entries(m.Line.ID) {
		cases, err := benefit.OfPerson(s.Tx, entry)
		if err != nil {
			return m, err
		}
		for _, c := range cases {
			if c.Payee != entry {
				continue
			}
			v, err := s.view(c)
			if err != nil {
				return m, err
			}
			sheet := &CaseSheet{Case: v, Seq: s.Seq, Practice: s.Practice}
			sheet.Upcoming = s.upcoming(sheet)
			m.Cases = append(m.Cases, sheet)
		}
	}
	return m, nil
}

// within finds somebody whom the actor may know of, living or dead.
func (s supportState) within(who id.ID) (uint32, bool) {
	n := s.People.N(who)
	if n == 0 {
		return 0, false
	}
	n = s.People.Canonical(n)
	if _, _, known := s.People.Facts(n); !known {
		return 0, false
	}
	scope, today := s.scope(), s.District.Today()
	for _, role := range []person.Role{person.Registered, person.Resides} {
		for _, p := range s.ChainOf(s.People.Place(n, role, today), today) {
			if scope.InPlace(p.ID) {
				return n, true
			}
		}
	}
	return n, scope.District
}
