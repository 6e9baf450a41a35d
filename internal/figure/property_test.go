package figure_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/figure"
	"youfu/internal/place"
)

// What follows counts again, slowly and by other means: rules as functions over every birthday that somebody may have, places by a table
// written by hand, dates by their text. It shares nothing with the package but the data.

// said is what a rule says: yes, no, or that it cannot be told.
type said int

const (
	no said = iota
	yes
	doubt
)

// ages are all ages that somebody may have on a day; none where nothing is known.
func ages(b civil.Birth, on civil.Date) map[int]bool {
	all := map[int]bool{}
	for d := b.Earliest(); !d.Zero() && d <= b.Latest(); d = d.AddDays(1) {
		age := 0
		fmt.Sscanf(on.String(), "%d", &age)
		born := 0
		fmt.Sscanf(d.String(), "%d", &born)
		age -= born
		if on.String()[5:] < d.String()[5:] {
			age--
		}
		all[age] = true
	}
	return all
}

// every asks something of every age that she may have.
func every(h human, on civil.Date, holds func(age int) bool) said {
	answers := map[bool]bool{}
	for age := range ages(h.Birth, on) {
		answers[holds(age)] = true
	}
	switch {
	case len(answers) != 1:
		return doubt
	case answers[true]:
		return yes
	}
	return no
}

func treatable(v visit, _ human, a due.Answers) said {
	findings, there := a["findings"].([]string)
	if !there {
		return doubt
	}
	for _, f := range findings {
		if f == "candida" || f == "trichomonas" {
			return yes
		}
	}
	return no
}

func all(visit, human, due.Answers) said { return yes }

func result(want string) func(visit, human, due.Answers) said {
	return func(_ visit, _ human, a due.Answers) said {
		got, there := a["result"]
		switch {
		case !there:
			return doubt
		case got == want:
			return yes
		}
		return no
	}
}

func overForty(v visit, h human, _ due.Answers) said {
	return every(h, v.On, func(age int) bool { return age >= 40 })
}

func womanOverForty(v visit, h human, a due.Answers) said {
	age := overForty(v, h, a)
	switch {
	case age == no || h.Sex == "male": // whatever the other is
		return no
	case h.Sex == "":
		return doubt
	}
	return age
}

func hpvNegative(v visit, h human, a due.Answers) said {
	if got, there := a["hpv"]; there {
		if got == "negative" {
			return yes
		}
		return no
	}
	if every(h, v.On, func(age int) bool { return age >= 35 }) == no {
		return no // not asked
	}
	return doubt
}

// recipe is how a figure is counted by hand.
type recipe struct {
	kind    string
	persons bool
	place   catalogue.PlaceRole
	den     func(visit, human, due.Answers) said
	num     func(visit, human, due.Answers) said // of a rate; asked beside den
	days    int                                  // of the numerator, or of a count that is no rate: treated within so many days; 0: not asked
	month   bool                                 // instead of days: within a month
}

var recipes = map[string]recipe{
	"women-screened":         {kind: "screening", persons: true, den: all},
	"screening-visits":       {kind: "screening", den: all},
	"treatment-needed":       {kind: "screening", den: treatable},
	"treatment-done":         {kind: "screening", den: treatable, days: 90},
	"treatment-completed":    {kind: "screening", den: treatable, num: all, days: 90},
	"common-disease-treated": {kind: "treatment", den: result("treated")},
	"women-treatable":        {kind: "screening", persons: true, den: treatable},
	"share-treatable":        {kind: "screening", persons: true, den: all, num: treatable},
	"by-sex-and-age":         {kind: "screening", den: womanOverForty},
	"over-forty":             {kind: "screening", den: overForty},
	"hpv-negative":           {kind: "screening", den: hpvNegative},
	"by-registration":        {kind: "screening", persons: true, place: catalogue.PlaceRegistered, den: all},
	"by-site":                {kind: "screening", place: catalogue.PlaceSite, den: all},
	"share-looked-after":     {kind: "screening", persons: true, den: treatable, num: all, month: true},
}

// recount counts again: for each row of codes the visits, or persons, of numerator and denominator.
type recount struct {
	m    *memory
	r    recipe
	q    figure.Query
	rows map[string][2]map[string]bool
	all  [2]map[string]bool

	doubts int
}

func newRecount(m *memory, q figure.Query) *recount {
	c := &recount{m: m, r: recipes[q.Figure.ID], q: q, rows: map[string][2]map[string]bool{}, all: [2]map[string]bool{{}, {}}}
	if c.q.Boundaries.Zero() {
		c.q.Boundaries = q.Period.To.AddDays(-1)
	}
	for i, v := range m.visits {
		c.visit(i, v)
	}
	return c
}

func (c *recount) visit(i int, v visit) {
	h := c.m.people[v.Person]
	a := c.m.sets[v.Set]
	if v.kind != c.r.kind || v.On < c.q.Period.From || v.On >= c.q.Period.To {
		return
	}
	for d, codes := range c.q.Where {
		if !slices.Contains(codes, c.code(d, v, h)) {
			return
		}
	}
	in, both := c.r.den(v, h, a), no
	if in == yes && c.r.num != nil {
		if both = c.r.num(v, h, a); both == yes {
			both = c.followed(v)
		}
	} else if in == yes {
		in = c.followed(v)
	}
	if in == doubt || both == doubt {
		c.doubts++
	}
	if in != yes {
		return
	}
	what := fmt.Sprint("visit ", i)
	if c.r.persons {
		what = fmt.Sprint("person ", v.Person)
	}
	for _, s := range c.sets(v, h) {
		s[1][what] = true
		if both == yes {
			s[0][what] = true
		}
	}
}

// sets are those that a visit counts in: the total, and its row.
func (c *recount) sets(v visit, h human) [][2]map[string]bool {
	if len(c.q.By) == 0 {
		return [][2]map[string]bool{c.all}
	}
	var codes []string
	for _, d := range c.q.By {
		codes = append(codes, c.code(d, v, h))
	}
	key := strings.Join(codes, ",")
	if c.rows[key][0] == nil {
		c.rows[key] = [2]map[string]bool{{}, {}}
	}
	return [][2]map[string]bool{c.all, c.rows[key]}
}

// followed reports whether a treatment with result treated came in time, where that is asked.
func (c *recount) followed(v visit) said {
	if c.r.days == 0 && !c.r.month {
		return yes
	}
	answer := no
	for _, later := range c.m.visits {
		if later.kind != "treatment" || later.Person != v.Person || later.On < v.On ||
			c.r.days > 0 && int(later.On)-int(v.On) > c.r.days || c.r.month && later.On > v.On.AddMonths(1) {
			continue
		}
		switch c.m.sets[later.Set]["result"] {
		case "treated":
			return yes
		case nil:
			answer = doubt
		}
	}
	return answer
}

// code is a visit's code in a break-down.
func (c *recount) code(dimension string, v visit, h human) string {
	on := v.On.String()
	switch dimension {
	case "month":
		return on[:7]
	case "quarter":
		return on[:4] + "-Q" + map[string]string{"01": "1", "02": "1", "03": "1", "04": "2", "05": "2", "06": "2", "07": "3", "08": "3", "09": "3"}[on[5:7]] +
			map[bool]string{true: "4"}[on[5:7] >= "10"]
	case "year":
		return on[:4]
	case "sex":
		return or(h.Sex)
	case "site", "department":
		for site, department := range departmentAt {
			if c.m.bodies[v.Site] == named(site) {
				return map[string]string{"site": site, "department": department}[dimension]
			}
		}
		return "unknown"
	case "age_band":
		bands := map[string]bool{}
		for age := range ages(h.Birth, v.On) {
			bands[fmt.Sprintf("%d-%d", age-age%5, age-age%5+4)] = true
		}
		for band := range bands {
			if len(bands) == 1 && band[0] != '-' {
				return band
			}
		}
		return "unknown"
	}
	return c.area(dimension, v, h)
}

func or(code string) string {
	if code == "" {
		return "unknown"
	}
	return code
}

func (c *recount) area(level string, v visit, h human) string {
	village := ""
	if c.r.place == catalogue.PlaceSite {
		for site, at := range placeOfSite {
			if c.m.bodies[v.Site] == named(site) {
				village = at
			}
		}
	}
	for _, s := range h.stays {
		role := c.r.place
		if role == "" {
			role = catalogue.PlaceResides
		}
		if s.role == role && s.from <= v.On && (s.to.Zero() || v.On < s.to) {
			village = s.place
		}
	}
	return areaBy(level, village, c.q.Boundaries.String())
}

// areaBy is the village, or its township, that has a village's people on a day.
func areaBy(level, village, day string) string {
	switch {
	case (village == "Birch" || village == "Birch212") && day < "2026-01-01":
		village = "Birch"
	case village == "Birch" || village == "Birch212":
		village = "Birch212"
	case village == "Cedar" && day >= "2026-04-01":
		return "unknown"
	case (village == "Cedar1" || village == "Cedar2") && day < "2026-04-01":
		village = "Cedar"
	case (village == "Dill" || village == "Elm") && day >= "2026-07-01":
		village = "Fir"
	case village == "Fir" && day < "2026-07-01":
		return "unknown"
	}
	for _, p := range area {
		if p.ID == named(village) && level == "village" {
			return p.Code
		}
		if p.ID == named(village) {
			return map[bool]string{true: "990101100000", false: "990101101000"}[p.Parent == named("North")]
		}
	}
	return "unknown"
}

func (c *recount) written() string {
	number := func(s [2]map[string]bool) string {
		if c.q.Figure.Rate() {
			return fmt.Sprintf("%d/%d", len(s[0]), len(s[1]))
		}
		return fmt.Sprint(len(s[1]))
	}
	all := []string{number(c.all)}
	for _, key := range slices.Sorted(maps.Keys(c.rows)) {
		all = append(all, key+"="+number(c.rows[key]))
	}
	return strings.Join(all, " ")
}

// sorted puts the rows of a written result in the order of their text, which differs from the order of codes where one is unknown.
func sorted(written string) string {
	words := strings.Fields(written)
	slices.Sort(words[1:])
	return strings.Join(words, " ")
}

func drawPerson(t *rapid.T, m *memory) {
	villages := []string{"", "Aspen", "Birch", "Birch212", "Cedar", "Cedar1", "Cedar2", "Dill", "Elm", "Fir", "Nowhere"}
	birth := fmt.Sprintf("%d-%02d-%02d", rapid.IntRange(1960, 2012).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
	birth = birth[:rapid.SampledFrom([]int{0, 4, 7, 10}).Draw(t, "precision")]
	sex := rapid.SampledFrom([]string{"female", "male", ""}).Draw(t, "sex")
	n := m.person(sex, birth, rapid.SampledFrom(villages).Draw(t, "lives"), rapid.SampledFrom(villages).Draw(t, "registered"))
	if rapid.Bool().Draw(t, "moves") {
		stays, day := m.people[n].stays, civil.MustDate("2026-02-10")
		stays[0].to = day
		m.people[n].stays = append(stays, stay{catalogue.PlaceResides, rapid.SampledFrom(villages).Draw(t, "moves to"), day, 0})
	}
}

func drawVisit(t *rapid.T, m *memory) {
	who := uint32(rapid.IntRange(0, len(m.people)-1).Draw(t, "who"))
	on := civil.MustDate("2025-11-01").AddDays(rapid.IntRange(0, 450).Draw(t, "on")).String()
	site := rapid.SampledFrom([]string{"clinic", "station", ""}).Draw(t, "site")
	a := due.Answers{}
	kind := rapid.SampledFrom([]string{"screening", "treatment"}).Draw(t, "kind")
	if kind == "treatment" {
		if r := rapid.SampledFrom([]string{"treated", "declined", ""}).Draw(t, "result"); r != "" {
			a["result"] = r
		}
	} else {
		if f := rapid.SampledFrom([]string{"none", "candida", "fibroid", "fibroid;trichomonas", ""}).Draw(t, "findings"); f != "" {
			a["findings"] = strings.Split(f, ";")
		}
		if h := rapid.SampledFrom([]string{"negative", "16", ""}).Draw(t, "hpv"); h != "" {
			a["hpv"] = h
		}
	}
	m.visit(who, kind, on, site, a)
}

func drawMemory(t *rapid.T) *memory {
	m := newMemory()
	for range rapid.IntRange(1, 6).Draw(t, "people") {
		drawPerson(t, m)
	}
	for range rapid.IntRange(0, 25).Draw(t, "visits") {
		drawVisit(t, m)
	}
	return m
}

func drawQuery(t *rapid.T, m *memory) figure.Query {
	id := rapid.SampledFrom(slices.Sorted(maps.Keys(recipes))).Draw(t, "figure")
	from := civil.MustDate("2025-11-01").AddDays(rapid.IntRange(0, 300).Draw(t, "from"))
	q := figure.Query{Figure: practice().Figures[id], Period: civil.Period{From: from, To: from.AddDays(rapid.IntRange(1, 400).Draw(t, "days"))}, Where: map[string][]string{}}
	dimension := rapid.SampledFrom(catalogue.Dimensions)
	q.By = rapid.SliceOfNDistinct(dimension, 0, 3, rapid.ID[string]).Draw(t, "by")
	if rapid.Bool().Draw(t, "boundaries given") {
		q.Boundaries = civil.MustDate("2025-11-01").AddDays(rapid.IntRange(0, 400).Draw(t, "boundaries"))
	}
	if len(m.visits) > 0 && rapid.Bool().Draw(t, "restricted") {
		d := dimension.Draw(t, "where")
		c := newRecount(m, q)
		for range rapid.IntRange(1, 2).Draw(t, "codes") { // codes that there are
			v := rapid.SampledFrom(m.visits).Draw(t, "as visit")
			q.Where[d] = append(q.Where[d], c.code(d, v, m.people[v.Person]))
		}
	}
	return q
}

func TestComputeEqualsACountByHand(t *testing.T) {
	tree := treeOf(t)
	rapid.Check(t, func(t *rapid.T) {
		m := drawMemory(t)
		q := drawQuery(t, m)
		r, err := figure.Compute(q, m, tree)
		if err != nil {
			t.Fatal(err)
		}
		byHand := newRecount(m, q)
		if got, want := sorted(written(r, q.By)), sorted(byHand.written()); got != want || r.Doubtful != byHand.doubts {
			t.Fatalf("%s by %v where %v in %v: %s, %d in doubt; by hand %s, %d", q.Figure.ID, q.By, q.Where, q.Period, got, r.Doubtful, want, byHand.doubts)
		}
	})
}

// The laws that every answer keeps, whatever the data: rows of visits add up, rows of persons cover the total, a numerator is inside its
// denominator, lists are as long as their numbers, a row is what the same question restricted to it gives, and nothing hangs on the
// order of the records.
func TestLawsOfFigures(t *testing.T) {
	tree := treeOf(t)
	rapid.Check(t, func(t *rapid.T) {
		m := drawMemory(t)
		q := drawQuery(t, m)
		q.Members, q.RowMembers = true, true
		r, err := figure.Compute(q, m, tree)
		if err != nil {
			t.Fatal(err)
		}
		sum, most := 0, 0
		for _, row := range r.Rows {
			n := max(row.Value, row.Den)
			sum, most = sum+n, max(most, n)
			if row.Num > row.Den || len(row.Members) != n {
				t.Fatalf("row %v: %d/%d with %d members", row.By, row.Num, row.Den, len(row.Members))
			}
			if alone := restricted(t, q, row, m, tree); alone.Value != row.Value || alone.Num != row.Num || alone.Den != row.Den || !slices.Equal(alone.Members, row.Members) {
				t.Fatalf("row %v is %+v, the question restricted to it gives %+v", row.By, row, alone)
			}
		}
		total := max(r.Value, r.Den)
		if len(q.By) > 0 && (sum < total || most > total || !recipes[q.Figure.ID].persons && sum != total) {
			t.Fatalf("rows add up to %d, the total is %d", sum, total)
		}
		in := 0
		for _, one := range r.Members {
			if one.In {
				in++
			}
		}
		if r.Num > r.Den || len(r.Members) != total || in != r.Num {
			t.Fatalf("%d/%d with %d members, %d of them in the numerator", r.Num, r.Den, len(r.Members), in)
		}
		if share, ok := r.Rate(); ok && (share < 0 || share > 1) {
			t.Fatalf("a rate of %f", share)
		}
		slices.Reverse(m.visits)
		again, err := figure.Compute(q, m, tree)
		if err != nil || !slices.Equal(again.Members, r.Members) || written(again, q.By) != written(r, q.By) {
			t.Fatalf("in the reverse order %+v, before %+v (%v)", again, r, err)
		}
	})
}

// restricted asks for one row alone.
func restricted(t *rapid.T, q figure.Query, row figure.Row, m *memory, tree *place.Tree) figure.Result {
	where := maps.Clone(q.Where)
	for d, code := range row.By {
		where[d] = []string{code}
	}
	q.Where, q.By = where, nil
	r, err := figure.Compute(q, m, tree)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
