package office

import (
	"bytes"
	"cmp"
	"slices"

	"youfu/internal/catalogue"
	"youfu/internal/district"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/lang"
)

// Numbers are exact for staff, however fine the cut. What is limited is naming: to a post without clinical right a list names people in
// groups of at least Fewest, each group a month, a township and a department, so that beside any number, however fine, it is at least
// so many who may be meant. A line that names nobody, and one that does, says no more of when and where than month and township, and
// the lines stand in an order that tells no more either.

// Fewest is how many people a group must have before they are named.
const Fewest = 5

// Withheld says why names are missing from a list; "" where none are.
type Withheld string

const (
	WithheldFound  Withheld = "found"  // to stand on the list would tell more than that she came (R7), or it is a client programme's (R24)
	WithheldMoment Withheld = "moment" // two moments, or two days' boundaries, compared would name whoever lies between
	WithheldDays   Withheld = "days"   // the period is not made of whole months
	WithheldFiner  Withheld = "finer"  // the cut is finer than a township and a department
	WithheldFew    Withheld = "few"    // fewer than Fewest people in all
	WithheldGroups Withheld = "groups" // some lines: too few of a month, township and department, or the month is not over
)

// Text says why names are missing, and what to ask for instead.
func (w Withheld) Text(l lang.Lang) string {
	if w == "" {
		return ""
	}
	return lang.T(l, "office.withheld."+string(w), Fewest)
}

// coarse are the break-downs by which a named list may be cut.
var coarse = []string{"department", "township", "month", "quarter", "year"}

// Coarse reports whether a list that is cut by a break-down may still name people.
func Coarse(dimension string) bool { return slices.Contains(coarse, dimension) }

// withheld is why a list with this cut names nobody; "" where it may name people.
func (q Question) withheld(f *catalogue.Figure) Withheld {
	switch {
	case tells(f):
		return WithheldFound
	case q.AsKnownAt != "" || !q.Boundaries.Zero():
		return WithheldMoment
	case q.Period.From != monthOf(q.Period.From) || q.Period.To != monthOf(q.Period.To):
		return WithheldDays
	}
	for dimension := range q.Where {
		if !Coarse(dimension) {
			return WithheldFiner
		}
	}
	return ""
}

// tells reports whether to stand on a figure's list says more than that somebody came to what is open to everybody: what a visit found,
// what followed, her age, or that she is the client of a programme.
func tells(f *catalogue.Figure) bool {
	return f.Rate() || f.Where != nil || f.Followed != nil || f.Of.Visit != f.Of.Programme.Opening() || f.Of.Programme.Reach != catalogue.Population
}

// unnamed is a line of a list before anybody is named.
type unnamed struct {
	figure.Member
	who   id.ID
	group group
	mute  bool // nobody can be named there: she does not let her name stand in lists, or only a tombstone is left of her
}

// group is the finest by which two named lists can be compared.
type group struct{ month, township, department string }

// groups are the lines of a list in an order that tells nothing: by month, township and person.
func (o Office) groups(s district.State, q Question, list []figure.Member) ([]unnamed, error) {
	where, err := o.own(s, q.Where)
	if err != nil {
		return nil, err
	}
	r, err := figure.Compute(figure.Query{Figure: s.Practice.Figures[q.ID], Period: q.Period, Where: where, Boundaries: q.Boundaries,
		By: []string{"month", "township", "department"}, RowMembers: true}, s.Figures(), s.Tree)
	if err != nil {
		return nil, err
	}
	of := map[id.ID]group{}
	for _, row := range r.Rows {
		for _, m := range row.Members {
			of[m.Event] = group{row.By["month"], row.By["township"], row.By["department"]}
		}
	}
	now := s.People.Now()
	lines := make([]unnamed, len(list))
	for i, m := range list {
		_, erased, _ := now.Facts(m.Person)
		lines[i] = unnamed{m, s.People.ID(m.Person), of[m.Event], erased || hides(now, m.Person)}
	}
	slices.SortFunc(lines, func(a, b unnamed) int {
		return cmp.Or(cmp.Compare(a.group.month, b.group.month), cmp.Compare(a.group.township, b.group.township), bytes.Compare(a.who[:], b.who[:]))
	})
	return lines, nil
}

// nameable are the groups whose people may be named: enough of them, in a month that is over. all is how many people the list could
// name, whatever their groups.
func nameable(lines []unnamed, thisMonth string) (groups map[group]bool, all int) {
	people, anybody := map[group]map[uint32]bool{}, map[uint32]bool{}
	for _, l := range lines {
		if l.mute {
			continue
		}
		if people[l.group] == nil {
			people[l.group] = map[uint32]bool{}
		}
		people[l.group][l.Person], anybody[l.Person] = true, true
	}
	groups = map[group]bool{}
	for g, in := range people {
		groups[g] = len(in) >= Fewest && g.month < thisMonth
	}
	return groups, len(anybody)
}

// staffLines are the lines behind a number for a post without clinical right.
func (o Office) staffLines(s district.State, q Question, reply *Reply, list []figure.Member) (shown []uint32, err error) {
	lines, err := o.groups(s, q, list)
	if err != nil {
		return nil, err
	}
	named, people := nameable(lines, o.District.Today().String()[:len("2026-11")])
	if len(lines) == 0 {
		return nil, nil
	}
	if reply.Withheld = q.withheld(reply.Definition); reply.Withheld == "" && people < Fewest {
		reply.Withheld = WithheldFew
	}
	if reply.Withheld != "" {
		named = nil
	} else if slices.ContainsFunc(lines, func(l unnamed) bool { return !l.mute && !named[l.group] }) {
		reply.Withheld = WithheldGroups
	}
	first, last := q.cut(len(lines))
	for _, l := range lines[first:last] {
		township, _ := s.Tree.PlaceByCode(l.group.township)
		one := Member{Place: township.ID, Month: monthOf(l.On)}
		switch {
		case !named[l.group]:
		case l.mute:
			one.Withdrawn = true
		default:
			name, err := o.nameOf(s, l.Person)
			if err != nil {
				return nil, err
			}
			one.Person, one.Name = l.who, MaskName(name)
			shown = append(shown, l.Person)
		}
		reply.List = append(reply.List, one)
	}
	return shown, nil
}
