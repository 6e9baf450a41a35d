package office_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"youfu/internal/actor"
	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// came is one woman with her one visit.
type came struct {
	who           id.ID
	on            civil.Date
	village, site string
}

// crowd enters many women and their visits, one each. The groups of a month, township and department are of every size from none on.
func (w *town) crowd(n int) (all []came) {
	w.Helper()
	large, small := []string{"990101100200", "990101101200"}, []string{"990101100201", "990101101201"}
	sites := []string{"H1", "H1", "H1", "H1", "F1", "H1", "H1"}
	for i := range n {
		// A street of its own for each: primes that share nothing spread them over days, villages and sites.
		c := came{who: id.Derive(id.FromHash([]byte("crowd")), "person", i), village: large[i%2], site: sites[i*11%23%7],
			on: civil.MustDate("2026-01-01").AddDays(i * 37 % 327)}
		if i%11 == 0 {
			c.village = small[i%2]
		}
		if i%3 == 0 {
			c.on = civil.MustDate("2026-03-02").AddDays(i % 20)
		}
		all = append(all, c)
	}
	w.write("crowd", func(tx *store.Tx) error { return w.enter(tx, all) })
	for _, c := range all {
		w.visit(c.site, c.who, "screening", c.on.String(), map[string]string{"findings": "none", "hpv": "negative"})
	}
	return all
}

func (w *town) enter(tx *store.Tx, all []came) error {
	book, err := person.In(tx, w.Keys)
	for i, c := range all {
		if err != nil {
			return err
		}
		birth := civil.Birth{Date: civil.MustDate("1966-05-01").AddDays(i * 211 % 9000), Precision: civil.PrecisionDay}
		_, err = book.Add(person.New{ID: c.who, Facts: person.Facts{Sex: "female", Birth: birth}, Card: person.Card{Name: fmt.Sprintf("何%c芬", '一'+i)},
			Stays: []person.Stay{{Role: person.Resides, Place: w.ids[c.village]}}})
	}
	return err
}

// dimensions are the break-downs that a cut is drawn from, with their codes.
var dimensions = map[string][]string{"department": {"health", "family-planning"}, "township": {"990101100000", "990101101000"}, "month": {"2026-02", "2026-03", "2026-11"},
	"village": {"990101100200", "990101101201"}, "site": {"H1", "F1"}, "age_band": {"35-39", "50-54"}}

// beside draws a question that differs from another in one thing: the way in which somebody would single people out.
func beside(t *rapid.T, q office.Question) office.Question {
	q.Where = maps.Clone(q.Where)
	switch rapid.SampledFrom([]string{"days", "cut", "cut", "cut"}).Draw(t, "differs in") {
	case "days":
		if last := q.Period.To.AddDays(-rapid.IntRange(1, 15).Draw(t, "days fewer")); last > q.Period.From {
			q.Period.To = last
		}
	default:
		d := rapid.SampledFrom(slices.Sorted(maps.Keys(dimensions))).Draw(t, "cut by")
		q.Where[d] = []string{rapid.SampledFrom(dimensions[d]).Draw(t, "cut to")}
	}
	return q
}

// cutOf draws a question. Where coarse, it is one to which names are given.
func (w *town) cutOf(t *rapid.T, label, figure string, coarse bool) office.Question {
	q := office.Question{ID: figure, Members: true, Where: map[string][]string{}}
	from, months := rapid.IntRange(0, 11).Draw(t, label+" from"), rapid.IntRange(1, 12).Draw(t, label+" months")
	q.Period.From = year.From.AddMonths(from)
	q.Period.To = q.Period.From.AddMonths(months)
	if !coarse && rapid.Bool().Draw(t, label+" days") {
		q.Period.From = q.Period.From.AddDays(rapid.IntRange(0, 20).Draw(t, label+" first"))
		q.Period.To = q.Period.From.AddDays(rapid.IntRange(1, 40).Draw(t, label+" length"))
	}
	by := []string{"department", "township", "month"}
	if !coarse {
		by = slices.Sorted(maps.Keys(dimensions))
	}
	for _, d := range by {
		if rapid.IntRange(0, 3).Draw(t, label+" by "+d) == 0 {
			q.Where[d] = []string{rapid.SampledFrom(dimensions[d]).Draw(t, label+" "+d)}
		}
	}
	return q
}

// claim is what a named list says of somebody.
type claim struct {
	month, township string
	department      string // "" where the list was not cut by department
}

// claims are what a list says of whom it names.
func (w *town) claims(q office.Question, r office.Reply, tree *place.Tree) map[id.ID]claim {
	all := map[id.ID]claim{}
	for _, m := range r.List {
		if m.Person.Zero() {
			continue
		}
		at, _ := tree.Place(m.Place)
		c := claim{month: m.Month.String()[:7], township: at.Code}
		if d := q.Where["department"]; len(d) > 0 {
			c.department = d[0]
		}
		all[m.Person] = c
	}
	return all
}

// may reports whether somebody of whom so much is known can be one of those that a number counts whose cut lies in one month, township
// and department. A finer cut, to a day, a village, a site or an age, excludes nobody else: no list says so much.
func (c claim) may(cut claim) bool {
	return c.month == cut.month && c.township == cut.township && (c.department == "" || c.department == cut.department)
}

// finest are all months, townships and departments in which somebody came.
func (w *town) finest(all []came) map[claim]bool {
	cuts := map[claim]bool{}
	for _, c := range all {
		cuts[claim{c.on.String()[:7], c.village[:9] + "000", map[string]string{"H1": "health", "F1": "family-planning"}[c.site]}] = true
	}
	return cuts
}

// However a manager cuts lists and numbers, and whichever two lists are laid beside each other, those whom a number can mean are named in
// fives at least, or not at all. (Everybody comes once here. Who comes more than once can be told by comparing more: docs/cli.md.)
func TestNoNumberPicksFewerThanFiveOfThoseNamed(t *testing.T) {
	w := newTown(t, testdb.SQLite(t), nil)
	cuts := w.finest(w.crowd(260))
	manager := w.as(actor.Manager, "")
	tree, err := w.Tree(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		one := w.cutOf(t, "list", "women-screened", true)
		other := beside(t, one)
		if rapid.IntRange(0, 3).Draw(t, "anything") == 0 {
			other = w.cutOf(t, "other list", "screening-visits", rapid.Bool().Draw(t, "coarse"))
		}
		var lists [2]map[id.ID]claim
		for i, q := range []office.Question{one, other} {
			r := w.figure(manager, q)
			w.tellsNoMore(t, q, r, tree)
			lists[i] = w.claims(q, r, tree)
		}
		for cut := range cuts {
			for which, n := range meant(lists, cut) {
				if told++; n < office.Fewest {
					t.Fatalf("%s: %d are named whom a number of %v can mean, by %v %v and %v %v", which, n, cut, one.Period, one.Where, other.Period, other.Where)
				}
			}
		}
	})
	if told == 0 {
		t.Fatal("no list named anybody whom a number could mean: the test shows nothing")
	}
}

// meant are how many a number can mean of those whom two lists name, the lists read alone and against each other.
func meant(lists [2]map[id.ID]claim, cut claim) map[string]int {
	groups := map[string]int{}
	for i, list := range lists {
		for who, c := range list {
			other, both := lists[1-i][who]
			if !c.may(cut) || both && !other.may(cut) {
				continue
			}
			groups[fmt.Sprint("list ", i)]++
			if both {
				groups["both lists"]++
			} else {
				groups[fmt.Sprint("list ", i, " alone")]++
			}
		}
	}
	groups["both lists"] /= 2
	maps.DeleteFunc(groups, func(_ string, n int) bool { return n == 0 })
	return groups
}

// tellsNoMore holds a manager's list against what any may say.
func (w *town) tellsNoMore(t *rapid.T, q office.Question, r office.Reply, tree *place.Tree) {
	if len(r.List) != r.Value || r.Total != r.Value {
		t.Fatalf("%d lines of %d behind %d", len(r.List), r.Total, r.Value)
	}
	named := 0
	for i, m := range r.List {
		at, _ := tree.Place(m.Place)
		if !m.On.Zero() || !m.Site.Zero() || !m.Event.Zero() || at.Level != place.Township || m.Month != civil.MustDate(m.Month.String()[:7]+"-01") {
			t.Fatalf("a line tells more than month and township: %+v", m)
		}
		if !m.Person.Zero() {
			named++
		}
		if i == 0 || m.Person.Zero() || r.List[i-1].Person.Zero() || r.List[i-1].Month != m.Month || r.List[i-1].Place != m.Place {
			continue
		}
		if bytes.Compare(r.List[i-1].Person[:], m.Person[:]) > 0 {
			t.Fatal("the order of the lines tells something")
		}
	}
	if (named < len(r.List)) != (r.Withheld != "") {
		t.Fatalf("%d of %d are named, and the list says %q", named, len(r.List), r.Withheld)
	}
}

// talks are of a client programme: that somebody was there is the clinic's alone (R24).
var talks = fstest.MapFS{
	"programmes/counselling.yaml": {Data: []byte(`
id: counselling
title: {zh: 咨询, en: Counselling}
basis: [{title: {zh: 测试用, en: for tests}}]
reach: client
who: p.age >= 18
visits:
  - id: talk
    title: {zh: 面谈, en: Talk}
    fields: [{id: done, title: {zh: 谈完了, en: Done}, type: bool}]
    then: [{close: done, when: v.done || !v.done}]
outcomes: [done, declined]
retention: 15y
`)},
	"figures/more.yaml": {Data: []byte(`
- {id: talks, title: {zh: 面谈人次, en: Talks}, count: visits, of: counselling/talk}
- {id: forty-plus, title: {zh: 四十岁以上, en: Forty and over}, of: women-screened, where: p.age >= 40}
`)},
}

func TestWhyNamesAreWithheld(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		w := newTown(t, dsn, talks)
		for i := range 12 { // six of a village in March at a health site; in September four there and two elsewhere
			month, site, at := "2026-03-", "H1", village
			if i >= 6 {
				month = "2026-09-"
			}
			if i >= 10 {
				site, at = "F1", "990101101200"
			}
			who := w.woman(fmt.Sprintf("何%c芬", '一'+i), "1980-05-12", at)
			w.visit(site, who, "screening", month+fmt.Sprint(10+i), map[string]string{"findings": "candida", "hpv": "negative"})
			if _, err := w.as(actor.ClinicWorker, site).Record(w.ctx, id.New(), care.Visit{Person: who, Programme: "counselling", Visit: "talk",
				On: civil.MustDate(month + "20"), Site: w.ids[site], Given: map[string]string{"done": "true"}}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 5 {
			w.visit("H1", w.woman(fmt.Sprintf("许%c兰", '一'+i), "1980-05-12", village), "screening", fmt.Sprint("2026-11-1", i), map[string]string{"findings": "none", "hpv": "negative"})
		}
		manager := w.as(actor.Manager, "")
		span := func(from, to string) civil.Period {
			return civil.Period{From: civil.MustDate(from), To: civil.MustDate(to)}
		}
		march := span("2026-03-01", "2026-04-01")
		for name, c := range map[string]struct {
			q     office.Question
			why   office.Withheld
			named int
		}{
			"a month":                            {office.Question{ID: "women-screened", Period: march}, "", 6},
			"a month, a township":                {office.Question{Period: march, Where: map[string][]string{"township": {township}}}, "", 6},
			"a month of a year":                  {office.Question{Where: map[string][]string{"month": {"2026-03"}}}, "", 6},
			"a quarter of a year":                {office.Question{Where: map[string][]string{"quarter": {"2026-Q1"}}}, "", 6},
			"a month, a department":              {office.Question{Period: march, Where: map[string][]string{"department": {"health"}}}, "", 6},
			"visits":                             {office.Question{ID: "screening-visits", Period: march}, "", 6},
			"nobody":                             {office.Question{Period: span("2026-02-01", "2026-03-01")}, "", 0},
			"a year: some groups are small":      {office.Question{}, office.WithheldGroups, 6},
			"a month that is not over":           {office.Question{Period: span("2026-11-01", "2026-12-01")}, office.WithheldGroups, 0},
			"two small groups":                   {office.Question{Period: span("2026-09-01", "2026-10-01")}, office.WithheldGroups, 0},
			"a few":                              {office.Question{Period: span("2026-09-01", "2026-10-01"), Where: map[string][]string{"department": {"family-planning"}}}, office.WithheldFew, 0},
			"days":                               {office.Question{Period: span("2026-03-01", "2026-03-31")}, office.WithheldDays, 0},
			"days from the middle":               {office.Question{Period: span("2026-02-15", "2026-04-01")}, office.WithheldDays, 0},
			"a village":                          {office.Question{Period: march, Where: map[string][]string{"village": {village}}}, office.WithheldFiner, 0},
			"a site":                             {office.Question{Period: march, Where: map[string][]string{"site": {"H1"}}}, office.WithheldFiner, 0},
			"an age":                             {office.Question{Period: march, Where: map[string][]string{"age_band": {"45-49"}}}, office.WithheldFiner, 0},
			"a sex":                              {office.Question{Period: march, Where: map[string][]string{"sex": {"female"}}}, office.WithheldFiner, 0},
			"as known at a day":                  {office.Question{Period: march, AsKnownAt: "2026-11-24"}, office.WithheldMoment, 0},
			"under other boundaries":             {office.Question{Period: march, Boundaries: civil.MustDate("2026-01-01")}, office.WithheldMoment, 0},
			"what was found":                     {office.Question{ID: "treatment-needed", Period: march}, office.WithheldFound, 0},
			"what followed":                      {office.Question{ID: "treatment-completed", Period: march}, office.WithheldFound, 0},
			"her age, in the figure's own words": {office.Question{ID: "forty-plus", Period: march}, office.WithheldFound, 0},
			"clients":                            {office.Question{ID: "talks", Period: march}, office.WithheldFound, 0},
		} {
			q := c.q
			if q.Members = true; q.ID == "" {
				q.ID = "women-screened"
			}
			r := w.figure(manager, q)
			named := 0
			for _, m := range r.List {
				if !m.Person.Zero() {
					named++
				}
				if m.Person.Zero() != (m.Name == "") {
					t.Errorf("%s: %+v", name, m)
				}
			}
			if r.Withheld != c.why || named != c.named {
				t.Errorf("%s: %q, %d named; want %q, %d", name, r.Withheld, named, c.why, c.named)
			}
			if size := max(r.Value, r.Den); len(r.List) != size {
				t.Errorf("%s: %d lines behind %d", name, len(r.List), size)
			}
			if slices.Contains(q.Where["department"], "family-planning") {
				continue // another department's is refused to a clinic
			}
			if mine := w.figure(w.as(actor.ClinicWorker, "H1"), q); mine.Withheld != "" || slices.ContainsFunc(mine.List, func(m office.Member) bool { return m.Name == "" }) {
				t.Errorf("%s: to the clinic itself: %q, %+v", name, mine.Withheld, mine.List)
			}
		}
	})
}

// Somebody whose name must not be shown does not make a group large enough, and neither does somebody who came twice.
func TestWhoCountsForAGroup(t *testing.T) {
	each(t, func(w *town) {
		var women []id.ID
		for i := range 5 {
			who := w.woman(fmt.Sprintf("何%c芬", '一'+i), "1983-05-12", village)
			women = append(women, who)
			w.visit("H1", who, "screening", fmt.Sprint("2026-09-1", i), map[string]string{"findings": "none", "hpv": "negative"})
		}
		w.visit("H1", women[0], "screening", "2026-09-20", map[string]string{"findings": "none", "hpv": "negative"})
		manager := w.as(actor.Manager, "")
		visits := office.Question{ID: "screening-visits", Members: true}
		if r := w.figure(manager, visits); r.Withheld != "" || len(r.List) != 6 {
			w.Fatalf("five women, six visits: %q, %+v", r.Withheld, r.List)
		}
		w.says(w.as(actor.VillageWorker, village), women[1], person.ForDisplay, person.Refused)
		r := w.figure(manager, visits)
		if r.Withheld != office.WithheldFew || len(r.List) != 6 || slices.ContainsFunc(r.List, func(m office.Member) bool { return m.Name != "" || m.Withdrawn }) {
			w.Errorf("four women, six visits: %q, %+v", r.Withheld, r.List)
		}
	})
}

// Every reason has its words in both languages, and says how many are enough.
func TestWithheldSaysWhy(t *testing.T) {
	for _, why := range []office.Withheld{office.WithheldFound, office.WithheldMoment, office.WithheldDays, office.WithheldFiner, office.WithheldFew, office.WithheldGroups} {
		zh, en := why.Text("zh"), why.Text("en")
		if zh == "" || en == "" || zh == en || bytes.ContainsAny([]byte(zh+en), "[{") {
			t.Errorf("%s: %q, %q", why, zh, en)
		}
	}
	if office.Withheld("").Text("zh") != "" {
		t.Error("a list without anything missing says why")
	}
}
