package figure_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/figure"
	"youfu/internal/place"
)

var year2026 = civil.Period{From: civil.MustDate("2026-01-01"), To: civil.MustDate("2027-01-01")}

func found(findings ...string) due.Answers { return due.Answers{"findings": findings} }

// small is four women and a person of whom nothing is known.
func small() *memory {
	m := newMemory()
	ann := m.person("female", "1985-03-10", "Aspen", "Dill")
	bea := m.person("female", "1970-06", "Birch", "Birch")
	cho := m.person("female", "1990", "Cedar", "Cedar")
	dee := m.person("female", "1966-01-01", "Dill", "Dill")
	nobody := m.person("", "", "", "")
	m.visit(ann, "screening", "2025-12-31", "clinic", found("none"))
	m.visit(ann, "screening", "2026-01-01", "clinic", due.Answers{"findings": []string{"candida"}, "hpv": "negative"})
	m.visit(ann, "screening", "2026-12-31", "station", found("none"))
	m.visit(ann, "treatment", "2026-02-01", "clinic", due.Answers{"result": "treated"})
	m.visit(bea, "screening", "2026-05-20", "clinic", found("trichomonas", "fibroid"))
	m.visit(bea, "treatment", "2026-08-18", "station", due.Answers{"result": "treated"}) // day 90
	m.visit(cho, "screening", "2026-05-20", "station", found("candida"))
	m.visit(cho, "treatment", "2026-08-19", "station", due.Answers{"result": "treated"}) // day 91
	m.visit(dee, "screening", "2026-06-30", "station", found("bv"))
	m.visit(dee, "treatment", "2026-07-01", "clinic", due.Answers{"result": "referred"})
	m.visit(nobody, "screening", "2026-07-01", "", nil)
	return m
}

// written is a result in a short form: the value, or num/den, then each row as codes=value.
func written(r figure.Result, by []string) string {
	number := func(value, num, den int) string {
		if r.Figure.Rate() {
			return fmt.Sprintf("%d/%d", num, den)
		}
		return fmt.Sprint(value)
	}
	all := []string{number(r.Value, r.Num, r.Den)}
	for _, row := range r.Rows {
		var codes []string
		for _, d := range by {
			codes = append(codes, row.By[d])
		}
		all = append(all, strings.Join(codes, ",")+"="+number(row.Value, row.Num, row.Den))
	}
	return strings.Join(all, " ")
}

func TestCompute(t *testing.T) {
	tree := treeOf(t)
	for _, c := range []struct {
		name, figure, by, where, boundaries, want string
		doubtful                                  int
	}{
		{name: "persons once", figure: "women-screened", want: "5"},
		{name: "visits each", figure: "screening-visits", want: "6"},
		{name: "the day before the period is not in it", figure: "screening-visits", by: "month",
			want: "6 2026-01=1 2026-05=2 2026-06=1 2026-07=1 2026-12=1"},
		{name: "quarters", figure: "screening-visits", by: "quarter", want: "6 2026-Q1=1 2026-Q2=3 2026-Q3=1 2026-Q4=1"},
		{name: "years", figure: "women-screened", by: "year", want: "5 2026=5"},
		{name: "a person in two rows, once in the total", figure: "women-screened", by: "department", want: "5 family-planning=3 health=2 unknown=1"},
		{name: "sites, and a visit without", figure: "screening-visits", by: "site", want: "6 clinic=2 station=3 unknown=1"},
		{name: "sex", figure: "women-screened", by: "sex", want: "5 female=4 unknown=1"},
		// Bea, born in June 1970, is 55 or 56 on 20 May 2026: certainly 55. Cho, born in 1990, is 35 or 36.
		{name: "age bands", figure: "women-screened", by: "age_band", want: "5 35-39=1 40-44=1 55-59=1 60-64=1 unknown=1"},
		{name: "villages under the last day's boundaries", figure: "screening-visits", by: "village",
			want: "6 990101100201=2 990101100212=1 990101101206=1 unknown=2"},
		{name: "under those of 2025", figure: "screening-visits", by: "village", boundaries: "2025-06-30",
			want: "6 990101100201=2 990101100202=1 990101100203=1 990101101204=1 unknown=1"},
		{name: "townships: the split village could be in either", figure: "screening-visits", by: "township", want: "6 990101100000=3 990101101000=1 unknown=2"},
		{name: "townships before the split", figure: "screening-visits", by: "township", boundaries: "2026-03-31", want: "6 990101100000=4 990101101000=1 unknown=1"},
		{name: "by registration", figure: "by-registration", by: "village", boundaries: "2026-03-31",
			want: "5 990101100203=1 990101100212=1 990101101204=2 unknown=1"},
		{name: "by the place of the site", figure: "by-site", by: "village", want: "6 990101100201=2 990101101206=3 unknown=1"},
		{name: "the site's place before it was", figure: "by-site", by: "village", boundaries: "2026-06-30", want: "6 990101100201=2 unknown=4"},
		{name: "two break-downs", figure: "screening-visits", by: "department,quarter",
			want: "6 family-planning,2026-Q2=2 family-planning,2026-Q4=1 health,2026-Q1=1 health,2026-Q2=1 unknown,2026-Q3=1"},
		{name: "restricted", figure: "screening-visits", by: "month", where: "department=health", want: "2 2026-01=1 2026-05=1"},
		{name: "restricted to one of two", figure: "women-screened", where: "month=2026-05|2026-06", want: "3"},
		{name: "restricted to the unknown", figure: "women-screened", where: "sex=unknown", want: "1"},
		{name: "restricted twice", figure: "women-screened", where: "department=family-planning month=2026-05", want: "1"},
		{name: "restricted to what there is not", figure: "women-screened", by: "month", where: "department=police", want: "0"},
		{name: "a missing answer is in doubt, not counted", figure: "treatment-needed", want: "4", doubtful: 1},
		{name: "followed up to day 90, that day too", figure: "treatment-done", want: "2", doubtful: 1},
		{name: "a rate", figure: "treatment-completed", want: "2/4", doubtful: 1},
		{name: "a rate by department of the screening", figure: "treatment-completed", by: "department", want: "2/4 family-planning=0/2 health=2/2", doubtful: 1},
		{name: "a rate of nothing", figure: "treatment-completed", where: "month=2026-12", want: "0/0"},
		{name: "a rate of persons", figure: "share-treatable", want: "4/5", doubtful: 1},
		// Ann is 40 at each of her visits; Bea and Dee are older for certain; of the unknown nothing can be said.
		{name: "age at the visit", figure: "over-forty", want: "4", doubtful: 1},
		// Ann at the end of 2026, Bea, Cho, Dee lack a test that they should have had; of the unknown nobody can say.
		{name: "a question that applied and was not answered is in doubt", figure: "hpv-negative", want: "1", doubtful: 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := figure.Query{Figure: figureOf(t, c.figure), Period: year2026, Where: map[string][]string{}}
			if c.by != "" {
				q.By = strings.Split(c.by, ",")
			}
			for _, w := range strings.Fields(c.where) {
				d, codes, _ := strings.Cut(w, "=")
				q.Where[d] = strings.Split(codes, "|")
			}
			if c.boundaries != "" {
				q.Boundaries = civil.MustDate(c.boundaries)
			}
			r, err := figure.Compute(q, small(), tree)
			if err != nil {
				t.Fatal(err)
			}
			if got := written(r, q.By); got != c.want || r.Doubtful != c.doubtful {
				t.Errorf("%s, %d in doubt; want %s, %d", got, r.Doubtful, c.want, c.doubtful)
			}
		})
	}
}

func TestMembers(t *testing.T) {
	m := small()
	slices.Reverse(m.visits) // the order of the source is nobody's business
	q := figure.Query{Figure: figureOf(t, "women-screened"), Period: year2026, Members: true}
	r, err := figure.Compute(q, m, treeOf(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, one := range r.Members {
		got = append(got, fmt.Sprint(one.Person, " ", one.On))
	}
	if want := "[0 2026-01-01 1 2026-05-20 2 2026-05-20 3 2026-06-30 4 2026-07-01]"; !sameWords(fmt.Sprint(got), want) {
		t.Errorf("members %v, want %s", got, want)
	}
	q.Figure = figureOf(t, "share-treatable")
	if r, err = figure.Compute(q, m, treeOf(t)); err != nil {
		t.Fatal(err)
	}
	in := 0
	for _, one := range r.Members {
		if one.In {
			in++
		}
	}
	if in != r.Num || len(r.Members) != r.Den {
		t.Errorf("%d of %d members are in the numerator, the rate is %d/%d", in, len(r.Members), r.Num, r.Den)
	}
}

// sameWords compares two lists whose equal days may stand in either order.
func sameWords(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// A person is in the numerator where any of her visits is, whichever comes first, and whichever is read first.
func TestAPersonIsInTheNumeratorByAnyVisit(t *testing.T) {
	for _, days := range [][2]string{{"2026-03-01", "2026-02-01"}, {"2026-02-01", "2026-03-01"}} {
		m := newMemory()
		w := m.person("female", "1985", "Aspen", "Aspen")
		m.visit(w, "screening", days[0], "clinic", found("candida"))
		m.visit(w, "screening", days[1], "clinic", found("none"))
		for range 2 {
			r, err := figure.Compute(figure.Query{Figure: figureOf(t, "share-treatable"), Period: year2026, Members: true}, m, &place.Tree{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Num != 1 || r.Den != 1 || len(r.Members) != 1 || !r.Members[0].In || r.Members[0].On != civil.MustDate("2026-02-01") {
				t.Errorf("%v: %d/%d %+v", days, r.Num, r.Den, r.Members)
			}
			slices.Reverse(m.visits)
		}
	}
}

// One follow-up that is known is enough: another without its answer leaves no doubt.
func TestAKnownFollowUpLeavesNoDoubt(t *testing.T) {
	m := newMemory()
	w := m.person("female", "1985", "Aspen", "Aspen")
	m.visit(w, "screening", "2026-03-01", "clinic", found("candida"))
	m.visit(w, "treatment", "2026-03-02", "clinic", due.Answers{"result": "treated"})
	m.visit(w, "treatment", "2026-03-03", "clinic", nil)
	for range 2 {
		r, err := figure.Compute(figure.Query{Figure: figureOf(t, "treatment-completed"), Period: year2026}, m, &place.Tree{})
		if err != nil || r.Num != 1 || r.Den != 1 || r.Doubtful != 0 {
			t.Errorf("%d/%d, %d in doubt (%v)", r.Num, r.Den, r.Doubtful, err)
		}
		slices.Reverse(m.visits)
	}
}

// What is remembered of one person's visit must not be said of another's with the same answers.
func TestRulesAreAskedOfEachPerson(t *testing.T) {
	m := newMemory()
	for _, who := range [][2]string{{"female", "1980-01-01"}, {"male", "1980-01-01"}, {"female", "2000-01-01"}, {"", "1980-01-01"}} {
		m.visit(m.person(who[0], who[1], "Aspen", "Aspen"), "screening", "2026-03-01", "clinic", found("none"))
	}
	r, err := figure.Compute(figure.Query{Figure: figureOf(t, "by-sex-and-age"), Period: year2026}, m, &place.Tree{})
	if err != nil || r.Value != 1 || r.Doubtful != 1 {
		t.Errorf("%d, %d in doubt (%v); want one and one", r.Value, r.Doubtful, err)
	}
}

// What was answered counts, also where a corrected birth date now says that it should not have been asked.
func TestAnAnswerCountsWhateverTheQuestionSaysNow(t *testing.T) {
	m := newMemory()
	young := m.person("female", "2000-01-01", "Aspen", "Aspen")
	m.visit(young, "screening", "2026-03-01", "clinic", due.Answers{"findings": []string{"none"}, "hpv": "negative"})
	m.visit(young, "screening", "2026-04-01", "clinic", found("none"))
	r, err := figure.Compute(figure.Query{Figure: figureOf(t, "hpv-negative"), Period: year2026}, m, &place.Tree{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Value != 1 || r.Doubtful != 0 {
		t.Errorf("%d, %d in doubt; want 1 and none: what was not asked is known", r.Value, r.Doubtful)
	}
}

// The boundaries are those of the period's last day, not of the day after.
func TestBoundariesOfThePeriod(t *testing.T) {
	q := figure.Query{Figure: figureOf(t, "screening-visits"), Period: year2026, By: []string{"village"}, Where: map[string][]string{"site": {"station"}}}
	for to, want := range map[string]string{"2026-07-01": "2 990101101204=1 unknown=1", "2026-07-02": "2 990101101206=1 unknown=1"} {
		q.Period.To = civil.MustDate(to)
		r, err := figure.Compute(q, small(), treeOf(t))
		if err != nil || written(r, q.By) != want || r.Boundaries != q.Period.To.AddDays(-1) {
			t.Errorf("up to %s: %s (%v), boundaries %s; want %s", to, written(r, q.By), err, r.Boundaries, want)
		}
	}
}

// Persons are told apart however many there are.
func TestManyPersonsAreToldApart(t *testing.T) {
	m := newMemory()
	for range 3000 {
		m.visit(m.person("female", "1985", "Aspen", "Aspen"), "screening", "2026-03-01", "clinic", found("none"))
	}
	for range 2 {
		m.visits = append(m.visits, m.visits[1000:2000]...)
		r, err := figure.Compute(figure.Query{Figure: figureOf(t, "women-screened"), Period: year2026}, m, &place.Tree{})
		if err != nil || r.Value != 3000 {
			t.Errorf("%d persons (%v), want 3000", r.Value, err)
		}
	}
}

func TestComputeRefuses(t *testing.T) {
	day := civil.MustDate("2026-01-01")
	for name, q := range map[string]figure.Query{
		"figure.no-dimension": {Period: year2026, By: []string{"religion"}},
		"figure.empty-period": {Period: civil.Period{From: day, To: day}},
	} {
		q.Figure = figureOf(t, "women-screened")
		_, err := figure.Compute(q, small(), &place.Tree{})
		if f := (*fault.Error)(nil); !errors.As(err, &f) || f.Kind != fault.Usage || f.Key != name {
			t.Errorf("%v, want %s", err, name)
		}
	}
	q := figure.Query{Figure: figureOf(t, "women-screened"), Period: year2026, Where: map[string][]string{"religion": {"none"}}}
	if _, err := figure.Compute(q, small(), &place.Tree{}); !fault.Is(err, fault.Usage) {
		t.Errorf("a restriction to what is no break-down: %v", err)
	}
}
