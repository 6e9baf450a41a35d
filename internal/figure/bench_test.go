package figure_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/store"
)

// What bounds a figure is memory, not arithmetic: reading each visit once takes 17 ns on the two cores that these were measured on (17 ms
// at a million visits, 81 ms at five). What looks at the person of each visit adds a jump to somewhere else in memory: a break-down by
// place 100 ns a visit, by age, or a rule that reads it, 300 ns. A followed-within walks the events of each person in the denominator, and
// costs 600 ns for each of those. The list behind a number costs 1 µs a member, half of it for putting them in order of day.

// columns is a source of many visits, as closely packed as a district's.
type columns struct {
	memory
	screenings, treatments []figure.Visit
	treated                [][]int32 // by person
	home                   []id.ID
}

func newColumns(visits, people int) *columns {
	r := rand.New(rand.NewPCG(1, 2))
	c := &columns{memory: *newMemory(), treated: make([][]int32, people)}
	for _, f := range []string{"none", "candida", "fibroid", "bv"} {
		for _, hpv := range []string{"negative", "16"} {
			c.sets = append(c.sets, due.Answers{"findings": []string{f}, "hpv": hpv})
		}
	}
	c.sets = append(c.sets, due.Answers{"result": "treated"})
	villages := []id.ID{named("Aspen"), named("Birch212"), named("Cedar1"), named("Fir")}
	for range people {
		h := human{Person: due.Person{Sex: "female", Birth: civil.Birth{Date: civil.MustDate("1965-01-01").AddDays(r.IntN(13000)), Precision: civil.PrecisionDay}}}
		c.people, c.home = append(c.people, h), append(c.home, villages[r.IntN(4)])
	}
	sites := []uint16{c.body("clinic"), c.body("station")}
	departments := []uint16{c.body("health"), c.body("family-planning")}
	for i := range visits {
		at := r.IntN(2)
		v := figure.Visit{Person: uint32(r.IntN(people)), On: civil.MustDate("2024-01-01").AddDays(r.IntN(1096)), Set: uint32(r.IntN(8)), Site: sites[at], Department: departments[at]}
		v.Event = id.ID{byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)}
		c.screenings = append(c.screenings, v)
		if i%20 == 0 {
			v.On, v.Set = v.On.AddDays(20), 8
			c.treated[v.Person] = append(c.treated[v.Person], int32(len(c.treatments)))
			c.treatments = append(c.treatments, v)
		}
	}
	return c
}

func (c *columns) Visits(_, kind string, period civil.Period, use func(*figure.Visit)) {
	list := c.screenings
	if kind == "treatment" {
		list = c.treatments
	}
	for i := range list {
		if period.Contains(list[i].On) {
			use(&list[i])
		}
	}
}

func (c *columns) Later(person uint32, _, _ string, period civil.Period, use func(*figure.Visit)) {
	for _, i := range c.treated[person] {
		if v := &c.treatments[i]; period.Contains(v.On) {
			use(v)
		}
	}
}

func (c *columns) Place(n uint32, _ catalogue.PlaceRole, _ civil.Date) id.ID { return c.home[n] }

func (c *columns) Seq() store.Seq { return 1 }

// questions are the kinds of figure that a report and its pages ask.
var questions = []struct {
	figure string
	by     []string
}{
	{"screening-visits", nil}, {"women-screened", nil}, {"screening-visits", []string{"month"}}, {"women-screened", []string{"department"}},
	{"screening-visits", []string{"village"}}, {"women-screened", []string{"township", "year"}}, {"screening-visits", []string{"age_band"}},
	{"treatment-needed", nil}, {"over-forty", nil}, {"treatment-completed", nil}, {"treatment-completed", []string{"township"}},
}

func BenchmarkCompute(b *testing.B) {
	tree := treeOf(b)
	for _, visits := range []int{1_000_000, 5_000_000} {
		c := newColumns(visits, visits*2/5)
		for _, q := range questions {
			b.Run(fmt.Sprint(visits/1_000_000, "M/", q.figure, q.by), func(b *testing.B) {
				for b.Loop() {
					asked := figure.Query{Figure: figureOf(b, q.figure), Period: civil.Period{From: civil.MustDate("2024-01-01"), To: civil.MustDate("2027-01-01")}, By: q.by}
					if _, err := figure.Compute(asked, c, tree); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkMembers(b *testing.B) {
	c, tree := newColumns(1_000_000, 400_000), treeOf(b)
	for b.Loop() {
		asked := figure.Query{Figure: figureOf(b, "women-screened"), Period: civil.Period{From: civil.MustDate("2024-01-01"), To: civil.MustDate("2027-01-01")}, Members: true}
		if r, err := figure.Compute(asked, c, tree); err != nil || len(r.Members) != r.Value {
			b.Fatal(err)
		}
	}
}
