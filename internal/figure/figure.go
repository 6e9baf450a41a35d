// Package figure computes indicators. A figure is a set of visits or of people; its number is the size of the set, so that every
// number opens into the list behind it. It is a function of the definition, the seq, the period, the boundaries and the break-down,
// and of nothing else.
//
// The package declares what it reads (Source); the domains yield it.
package figure

import (
	"cmp"
	"slices"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/place"
	"youfu/internal/store"
)

// Visit is one visit, as figures read it.
type Visit struct {
	Event      id.ID
	Person     uint32 // canonical
	On         civil.Date
	Site       id.ID
	Department id.ID
	Set        uint32 // equal for visits of one kind whose answers are equal to every rule
	Answers    due.Answers
}

// Source yields a district's visits as known at one seq.
type Source interface {
	Seq() store.Seq
	// Visits of a programme's kind with a day in the period, in a stable order.
	Visits(programme, visit string, period civil.Period, use func(Visit))
	// Later are one person's visits of a kind with a day in the period.
	Later(person uint32, programme, visit string, period civil.Period, use func(Visit))
	Person(n uint32) due.Person
	Place(n uint32, role catalogue.PlaceRole, on civil.Date) id.ID
	ID(n uint32) id.ID
}

// Query asks for a figure.
type Query struct {
	Figure     *catalogue.Figure
	Period     civil.Period        // half-open
	By         []string            // break-downs, from catalogue.Dimensions
	Where      map[string][]string // dimension → codes: only visits with one of them
	Boundaries civil.Date          // the area tree's day; zero: the last day of the period
	Members    bool                // also give the list
}

// Unknown is the code of a place, age or sex that nobody knows. It is a row like any other.
const Unknown = "unknown"

// Row is one cell of a break-down.
type Row struct {
	By    map[string]string
	codes []string
	Value int // of a count
	Num   int // of a rate
	Den   int
}

// Member is one element of the set: a visit, or a person with her first visit of the set.
type Member struct {
	Person uint32
	Event  id.ID
	On     civil.Date
	In     bool // of a rate: she is in the numerator too
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
	Members    []Member
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
	of := q.Figure
	if of.Rate() {
		of = of.Den
	}
	src.Visits(of.Of.Programme.ID, of.Of.Visit.ID, q.Period, c.visit)
	return c.result(), nil
}

// count is a figure being counted.
type count struct {
	q      Query
	src    Source
	shares *dimensions // of the break-downs
	limits *dimensions // of the restrictions
	den    *filter     // of a count: its own
	num    *filter     // of a rate
	total  tally
	groups map[string]*tally
	keys   []string
	list   []Member
	doubt  int
}

func newCount(q Query, src Source, tree *place.Tree) (*count, error) {
	c := &count{q: q, src: src, groups: map[string]*tally{}}
	limited := make([]string, 0, len(q.Where))
	for d := range q.Where {
		limited = append(limited, d)
	}
	slices.Sort(limited)
	var err error
	if c.shares, err = newDimensions(q.By, q, src, tree); err != nil {
		return nil, err
	}
	if c.limits, err = newDimensions(limited, q, src, tree); err != nil {
		return nil, err
	}
	c.den = newFilter(q.Figure, src)
	if q.Figure.Rate() {
		c.den, c.num = newFilter(q.Figure.Den, src), newFilter(q.Figure.Num, src)
	}
	return c, nil
}

func (c *count) visit(v Visit) {
	for i, code := range c.limits.of(v) {
		if !slices.Contains(c.q.Where[c.limits.names[i]], code) {
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
		both, sure = c.num.holds(v)
		if !sure {
			c.doubt++
		}
	}
	persons := c.counts() == catalogue.CountPersons
	fresh := c.total.add(v.Person, both, persons)
	if c.q.Members && (fresh || !persons) {
		c.list = append(c.list, Member{v.Person, v.Event, v.On, both})
	}
	if len(c.q.By) > 0 {
		c.group(v).add(v.Person, both, persons)
	}
}

func (c *count) counts() catalogue.Count {
	if c.q.Figure.Rate() {
		return c.q.Figure.Den.Count
	}
	return c.q.Figure.Count
}

func (c *count) group(v Visit) *tally {
	codes := c.shares.of(v)
	key := c.shares.key(codes)
	t, ok := c.groups[key]
	if !ok {
		t = &tally{codes: slices.Clone(codes)}
		c.groups[key] = t
	}
	return t
}

// tally counts visits, or persons once each.
type tally struct {
	codes    []string
	num, den int
	seen     map[uint32]bool // of persons: whether in the numerator
}

func (t *tally) add(person uint32, both, persons bool) (fresh bool) {
	if !persons {
		t.den++
		if both {
			t.num++
		}
		return true
	}
	if t.seen == nil {
		t.seen = map[uint32]bool{}
	}
	was, known := t.seen[person]
	if !known {
		t.den++
	}
	if both && !was {
		t.num++
	}
	t.seen[person] = was || both
	return !known
}

func (c *count) result() Result {
	r := Result{Figure: c.q.Figure, Seq: c.src.Seq(), Period: c.q.Period, Boundaries: c.q.Boundaries, Doubtful: c.doubt, Members: c.list}
	if c.num != nil {
		r.Num, r.Den = c.total.num, c.total.den
		if c.counts() == catalogue.CountPersons {
			for i := range r.Members {
				r.Members[i].In = c.total.seen[r.Members[i].Person]
			}
		}
	} else {
		r.Value = c.total.den
	}
	for _, t := range c.groups {
		row := Row{By: map[string]string{}, codes: t.codes, Num: t.num, Den: t.den}
		if c.num == nil {
			row.Value, row.Num, row.Den = t.den, 0, 0
		}
		for i, d := range c.q.By {
			row.By[d] = t.codes[i]
		}
		r.Rows = append(r.Rows, row)
	}
	slices.SortFunc(r.Rows, func(a, b Row) int { return slices.CompareFunc(a.codes, b.codes, byCode) })
	return r
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
