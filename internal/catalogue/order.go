package catalogue

import (
	"cmp"
	"maps"
	"slices"
)

// order lists the ids as pages show them. The order hangs on the definitions alone, so that it is the same whether they come from
// files or from the database: figures follow the work (programme, visit, all of them, selected ones, followed ones, rates), the
// others their ids.
func (l *loader) order() {
	c := l.cat
	c.ProgrammeIDs = slices.Sorted(maps.Keys(c.Programmes))
	c.CodeIDs = slices.Sorted(maps.Keys(c.Codes))
	c.ReportIDs = slices.Sorted(maps.Keys(c.Reports))
	c.SchemeIDs = keysIn(c.Schemes)
	c.FigureIDs = slices.SortedFunc(maps.Keys(c.Figures), func(a, b string) int {
		f, g := c.Figures[a], c.Figures[b]
		return cmp.Or(
			cmp.Compare(f.source().Programme.ID, g.source().Programme.ID),
			f.source().place()-g.source().place(),
			f.depth()-g.depth(),
			countOrder[f.Count]-countOrder[g.Count],
			cmp.Compare(a, b))
	})
}

var countOrder = map[Count]int{CountPersons: 0, CountVisits: 1, CountCases: 2}

// source is what a figure counts, or what the denominator of a rate counts.
func (f *Figure) source() Source {
	if f.Rate() {
		return f.Den.Of
	}
	return f.Of
}

// place is where the visit stands in its programme.
func (s Source) place() int { return slices.Index(s.Programme.Visits, s.Visit) }

// depth is how much a figure selects.
func (f *Figure) depth() int {
	switch {
	case f.Rate():
		return 3
	case f.Followed != nil:
		return 2
	case f.Where != nil:
		return 1
	}
	return 0
}
