// Package figure computes indicators. A figure is a set of visits or of people; its number is the size of the set, so that every
// number opens into the list behind it. It is a function of the definition, the seq, the period, the boundaries and the break-down,
// and of nothing else: not of the order in which the records are held.
//
// The package declares what it reads (Source); the domains yield it.
package figure

import (
	"cmp"
	"maps"
	"slices"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/place"
	"youfu/internal/store"
)

// Visit is one visit, as figures read it. Its small numbers are the source's own, so that what hangs on them is worked out once each.
type Visit struct {
	Event      id.ID
	Person     uint32 // canonical
	On         civil.Date
	Set        uint32 // of its answers: visits of one kind that have the same number have the same answers
	Site       uint16 // 0: none
	Department uint16 // 0: none
}

// Source yields a district's visits as known at one seq. The visits that it gives out are good until use returns.
type Source interface {
	Seq() store.Seq
	// Visits of a programme's kind with a day in the period, in any order.
	Visits(programme, visit string, period civil.Period, use func(*Visit))
	// Later are one person's visits of a kind with a day in the period.
	Later(person uint32, programme, visit string, period civil.Period, use func(*Visit))
	Answers(set uint32) due.Answers // not to be changed
	Body(n uint16) id.ID            // the site or department that a visit's number stands for
	Person(n uint32) due.Person
	Place(n uint32, role catalogue.PlaceRole, on civil.Date) id.ID
}

// Query asks for a figure.
type Query struct {
	Figure     *catalogue.Figure
	Period     civil.Period        // half-open
	By         []string            // break-downs, from catalogue.Dimensions
	Where      map[string][]string // dimension → codes: only visits with one of them
	Boundaries civil.Date          // the area tree's day; zero: the last day of the period
	Members    bool                // also give the list
	RowMembers bool                // also give the list of each row
}

// Unknown is the code of a place, age or sex that nobody knows. It is a row like any other.
const Unknown = "unknown"

// Row is one cell of a break-down.
type Row struct {
	By      map[string]string
	codes   []string
	Value   int // of a count
	Num     int // of a rate
	Den     int
	Members []Member
}

// Result is a figure's answer.
type Result struct {
	Figure     *catalogue.Figure
	Seq        store.Seq
	Period     civil.Period
	Boundaries civil.Date
	Value      int // of a count
	Num, Den   int // of a rate
	Doubtful   int // visits left out because a value that the definition reads is missing
	Rows       []Row
	Members    []Member // in order of day
}

// Rate is the result's rate and whether there is one: nothing divided by nothing is none.
func (r Result) Rate() (float64, bool) {
	if r.Den == 0 {
		return 0, false
	}
	return float64(r.Num) / float64(r.Den), true
}

// Compute answers a query. Usage for a break-down that does not exist or an empty period.
func Compute(q Query, src Source, tree *place.Tree) (Result, error) {
	if q.Period.From >= q.Period.To {
		return Result{}, fault.New(fault.Usage, "figure.empty-period", q.Period.From, q.Period.To)
	}
	if q.Boundaries.Zero() {
		q.Boundaries = q.Period.To.AddDays(-1)
	}
	c, err := newCount(q, src, tree)
	if err != nil {
		return Result{}, err
	}
	of := c.of.Of
	src.Visits(of.Programme.ID, of.Visit.ID, q.Period, c.visit)
	return c.result(), nil
}

// count is a figure being counted.
type count struct {
	q      Query
	of     *catalogue.Figure // what is counted; of a rate: the denominator
	src    Source
	shares []*dimension
	limits []*limit
	den    *filter
	num    *filter // of a rate
	total  *tally
	rows   *cell
	doubt  int
}

func newCount(q Query, src Source, tree *place.Tree) (*count, error) {
	c := &count{q: q, of: q.Figure, src: src, rows: &cell{}}
	if q.Figure.Rate() {
		c.of, c.num = q.Figure.Den, newFilter(q.Figure.Num, src)
	}
	c.den = newFilter(c.of, src)
	c.total = c.tally()
	w := world{src: src, tree: tree, role: c.of.Place, from: q.Period.From, boundaries: q.Boundaries}
	var err error
	if c.shares, err = w.dimensions(q.By); err != nil {
		return nil, err
	}
	limited, err := w.dimensions(slices.Sorted(maps.Keys(q.Where)))
	for _, d := range limited {
		c.limits = append(c.limits, &limit{dimension: d, codes: q.Where[d.name]})
	}
	return c, err
}

func (c *count) tally() *tally { return &tally{persons: c.of.Count == catalogue.CountPersons} }

func (c *count) visit(v *Visit) {
	for _, l := range c.limits {
		if !l.allows(v) {
			return
		}
	}
	in, sure := c.den.holds(v)
	if !sure {
		c.doubt++
	}
	if !in {
		return
	}
	both := false
	if c.num != nil { // the numerator is asked of members of the denominator alone: a rate cannot pass one
		if both, sure = c.num.holds(v); !sure {
			c.doubt++
		}
	}
	c.total.add(v, both, c.q.Members)
	if len(c.shares) > 0 {
		c.row(v).add(v, both, c.q.RowMembers)
	}
}

func (c *count) row(v *Visit) *tally {
	at := c.rows
	for _, d := range c.shares {
		at = at.at(d.read(v))
	}
	if at.tally == nil {
		at.tally = c.tally()
	}
	return at.tally
}

func (c *count) result() Result {
	r := Result{Figure: c.q.Figure, Seq: c.src.Seq(), Period: c.q.Period, Boundaries: c.q.Boundaries, Doubtful: c.doubt, Members: c.total.members()}
	r.Value, r.Num, r.Den = c.numbers(c.total)
	c.rows.leaves(func(at *cell) {
		row := Row{By: map[string]string{}, Members: at.members()}
		row.Value, row.Num, row.Den = c.numbers(at.tally)
		for i, d := range c.shares {
			code := d.codes[at.path[i]]
			row.By[d.name], row.codes = code, append(row.codes, code)
		}
		r.Rows = append(r.Rows, row)
	})
	slices.SortFunc(r.Rows, func(a, b Row) int { return slices.CompareFunc(a.codes, b.codes, byCode) })
	return r
}

// numbers are a tally's as the figure is read: the value of a count, or numerator and denominator of a rate.
func (c *count) numbers(t *tally) (value, num, den int) {
	if c.num == nil {
		return t.den, 0, 0
	}
	return 0, t.num, t.den
}

// byCode orders codes by their bytes, what is unknown last: never by size, which would be a ranking.
func byCode(a, b string) int {
	if (a == Unknown) != (b == Unknown) {
		if a == Unknown {
			return 1
		}
		return -1
	}
	return cmp.Compare(a, b)
}
