package assess_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"youfu/catalog"
	"youfu/internal/benefit/assess"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/lang"
)

func practice(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c, _, err := catalogue.Load(catalog.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func birth(s string) civil.Birth {
	b, err := civil.ParseBirth(s)
	if err != nil {
		panic(err)
	}
	return b
}

func day(s string) civil.Date { return civil.MustDate(s) }

// villager meets every condition of reward-assistance and has shown every paper.
func villager() assess.Facts {
	return assess.Facts{
		Sex: "female", Birth: birth("1960-05-20"), Mother: birth("1960-05-20"),
		Registered: assess.Belonging{Known: true, Here: true, Nature: "agricultural", Since: day("1990-01-01")},
		Children:   assess.Count{Known: true, N: 1}, Daughters: assess.Count{Known: true},
		Documents: papers("id-card", "household-book", "cohort-record"),
	}
}

func papers(kinds ...string) (all []assess.Document) {
	for i, kind := range kinds {
		all = append(all, assess.Document{Kind: kind, Ref: fmt.Sprint("paper-", i), On: day("2024-01-10")})
	}
	return all
}

// said is a result in one line.
func said(r assess.Result) string {
	parts := []string{r.Verdict.String()}
	if r.Likely {
		parts[0] += "(likely)"
	}
	for _, c := range r.Criteria {
		if c.Verdict != assess.Met {
			parts = append(parts, strings.TrimSpace(c.ID+" "+c.Verdict.String()+" "+strings.Join(append(slices.Clone(c.Missing), c.Papers...), ",")))
		}
	}
	return strings.Join(parts, "; ")
}

func TestAssess(t *testing.T) {
	c := practice(t)
	for _, x := range []struct {
		name, scheme string
		change       func(*assess.Facts)
		on, want     string
	}{
		{"all is there", "reward-assistance", func(*assess.Facts) {}, "2026-01-01", "met"},
		{"the day before sixty", "reward-assistance", func(*assess.Facts) {}, "2020-05-19", "not_met; age not_met…"},
		{"no paper was ever seen", "reward-assistance", func(f *assess.Facts) { f.Documents = nil }, "2026-01-01",
			"unknown(likely); age unknown id-card; registered unknown household-book; children unknown household-book; cohort unknown cohort-record"},
		{"a paper that came later", "reward-assistance", func(f *assess.Facts) { f.Documents[2].On = day("2026-01-02") }, "2026-01-01", "unknown(likely); cohort unknown cohort-record"},
		{"the month is enough but in the month itself", "reward-assistance", func(f *assess.Facts) { f.Birth = birth("1966-05") }, "2026-05-15", "unknown; age unknown p.age"},
		{"and not before", "reward-assistance", func(f *assess.Facts) { f.Birth = birth("1966-05") }, "2026-04-30", "not_met; age not_met"},
		{"and not after", "reward-assistance", func(f *assess.Facts) { f.Birth = birth("1966-05") }, "2026-05-31", "met"},
		{"a year is doubtful all year", "reward-assistance", func(f *assess.Facts) { f.Birth = birth("1966") }, "2026-07-01", "unknown; age unknown p.age"},
		{"no birth is known", "reward-assistance", func(f *assess.Facts) { f.Birth = civil.Birth{} }, "2026-01-01", "unknown; age unknown p.age; born unknown p.born"},
		{"born before 1933", "reward-assistance", func(f *assess.Facts) { f.Birth = birth("1932-12-31") }, "2026-01-01", "not_met; born not_met"},
		{"no living child", "reward-assistance", func(f *assess.Facts) { f.Children.N = 0 }, "2026-01-01", "met"},
		{"nothing known of children is not none", "reward-assistance", func(f *assess.Facts) { f.Children = assess.Count{} }, "2026-01-01",
			"unknown; children unknown p.living_children"},
		{"two daughters", "reward-assistance", func(f *assess.Facts) { f.Children.N, f.Daughters.N = 2, 2 }, "2026-01-01", "met"},
		{"a daughter and a son", "reward-assistance", func(f *assess.Facts) { f.Children.N, f.Daughters.N = 2, 1 }, "2026-01-01", "not_met; children not_met"},
		{"three", "reward-assistance", func(f *assess.Facts) { f.Children.N, f.Daughters.N = 3, 3 }, "2026-01-01", "not_met; children not_met"},
		{"registration that no longer tells", "reward-assistance", func(f *assess.Facts) { f.Registered.Nature = "resident" }, "2026-01-01", "unknown; rural unknown a.rural_status"},
		{"found to be rural", "reward-assistance", func(f *assess.Facts) {
			f.Registered.Nature, f.Attributes = "resident", []assess.Attribute{{Name: "rural-status", Code: "rural"}}
		}, "2026-01-01", "met"},
		{"moved away", "reward-assistance", func(f *assess.Facts) { f.Registered = assess.Belonging{Known: true} }, "2026-01-01", "not_met; registered not_met…"},
		{"dead", "reward-assistance", func(f *assess.Facts) { f.Death = day("2026-01-01") }, "2026-01-01", "not_met; alive not_met"},
		{"not dead yet", "reward-assistance", func(f *assess.Facts) { f.Death = day("2026-01-02") }, "2026-01-01", "met"},
		{"not born yet", "childcare-subsidy", func(f *assess.Facts) { f.Birth = birth("2026-02") }, "2026-01-01", "not_met; alive not_met…"},
		{"born in this month, or not yet", "childcare-subsidy", func(f *assess.Facts) {
			f.Birth, f.Documents = birth("2026-01"), papers("household-book", "birth-certificate")
		}, "2026-01-15", "unknown; alive unknown"},
		{"before the scheme", "reward-assistance", func(f *assess.Facts) { f.Birth = birth("1940-01-01") }, "2003-12-31", "not_met; open not_met…"},
	} {
		f := villager()
		x.change(&f)
		got := said(assess.Assess(c.Schemes[x.scheme], f, day(x.on)))
		if begins, rest := strings.CutSuffix(x.want, "…"); rest && strings.HasPrefix(got, begins) {
			continue
		}
		if got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// A bereaved parent is met by the paper, not by what the register lacks; a man goes by the age of the mother of his children.
func TestSpecialAssistance(t *testing.T) {
	s := practice(t).Schemes["special-assistance"]
	for _, x := range []struct {
		name   string
		change func(*assess.Facts)
		want   string
	}{
		{"a living child", func(*assess.Facts) {}, "unknown(likely); child unknown child-disability-card"},
		{"no living child and no paper yet", func(f *assess.Facts) { f.Children.N = 0 }, "unknown(likely); child unknown child-death-record"},
		{"no living child", func(f *assess.Facts) {
			f.Children.N, f.Documents = 0, append(f.Documents, papers("child-death-record")...)
		}, "met"},
		{"a paper, but two living children", func(f *assess.Facts) {
			f.Children.N, f.Documents = 2, append(f.Documents, papers("child-death-record")...)
		}, "not_met; child not_met"},
		{"a disabled child", func(f *assess.Facts) { f.Documents = append(f.Documents, papers("child-disability-card")...) }, "met"},
		{"a man whose children's mother is 48", func(f *assess.Facts) {
			f.Sex, f.Mother, f.Documents = "male", birth("1977-01-02"), append(f.Documents, papers("child-disability-card")...)
		}, "not_met; age not_met"},
		{"a man whose children's mother may be 49", func(f *assess.Facts) {
			f.Sex, f.Mother, f.Documents = "male", birth("1977"), append(f.Documents, papers("child-disability-card")...)
		}, "unknown; age unknown p.mother_age"},
	} {
		f := villager()
		x.change(&f)
		if got := said(assess.Assess(s, f, day("2026-01-01"))); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
}

// Every fact of the vocabulary reaches the rules, so that none can be written into a scheme and be unknown for ever.
func TestEveryFactOfTheVocabularyIsSupplied(t *testing.T) {
	c := practice(t)
	f := villager()
	f.Resides = assess.Belonging{Known: true, Here: true}
	f.Attributes = []assess.Attribute{}
	for _, a := range c.Attributes {
		f.Attributes = append(f.Attributes, assess.Attribute{Name: a.ID, Code: a.Codes[0].Code})
	}
	f.Documents = nil
	for _, e := range c.Evidence {
		f.Documents = append(f.Documents, papers(e.ID)...)
	}
	rules := map[string]string{}
	for _, fact := range c.Facts {
		rules[fact.ID] = map[string]string{"int": " >= -1000", "bool": " || true", "string": ` != "?"`}[fact.Type.String()]
		if len(fact.Codes) > 0 {
			rules[fact.ID] = fmt.Sprintf(" != %q || true", fact.Codes[0])
		}
		if fact.ID == "p.born" {
			rules[fact.ID] = ` > ""`
		}
	}
	for i := range c.Attributes {
		rules[c.Attributes[i].Fact()] = fmt.Sprintf(" != %q || true", c.Attributes[i].Codes[0].Code)
	}
	for _, e := range c.Evidence {
		rules[e.Fact()] = " || true"
	}
	for name, is := range rules {
		s := scheme(t, c, name+is)
		r := assess.Assess(s, f, day("2026-01-01"))
		if r.Verdict != assess.Met || len(r.Criteria[0].Used) == 0 || r.Criteria[0].Used[0].Value == "" {
			t.Errorf("%s%s: %+v", name, is, r)
		}
	}
}

// scheme is the example of the catalogue's tests with another rule.
func scheme(t testing.TB, c *catalogue.Catalogue, rule string) *catalogue.Scheme {
	t.Helper()
	raw, err := os.ReadFile("../../catalogue/testdata/home-help.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(raw), "rule: p.age >= 80", "rule: '"+rule+"'", 1)
	text = strings.Replace(text, "    evidence: [id-card]\n", "", 1)
	text = strings.Replace(text, "notice: {at: village, days: 7}", "notice: {at: none}", 1)
	s, err := c.TryScheme("schemes/home-help.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Rules fail closed: what runs into an error, or meets a fact of another type than declared, grants nothing and refuses nobody.
func TestRulesFailClosed(t *testing.T) {
	c := practice(t)
	f := villager()
	for _, rule := range []string{"[true][p.age]", "10 / (p.age - p.age) > 0", `p.living_children + 9223372036854775807 > 0`} {
		s := scheme(t, c, rule)
		r := assess.Assess(s, f, day("2026-01-01"))
		if r.Verdict != assess.Unknown || r.Likely || !slices.Equal(r.Criteria[0].Missing, []string{assess.MissingRule}) {
			t.Errorf("%s: %+v", rule, r)
		}
		reader := assess.NewReader()
		reader.Read(&f, day("2026-01-01"))
		if v, likely := reader.Verdict(s); v != assess.Unknown || likely {
			t.Errorf("%s: %v %v", rule, v, likely)
		}
	}
	var never assess.Result
	if never.Verdict == assess.Met || assess.Verdict(0) != assess.Unknown {
		t.Error("what was never decided is met")
	}
	for _, bad := range []string{`p.age`, `"yes"`, `p.age == "60"`} { // not boolean, ill-typed: refused when they are loaded
		raw, _ := os.ReadFile("../../catalogue/testdata/home-help.yaml")
		if _, err := c.TryScheme("x.yaml", []byte(strings.Replace(string(raw), "rule: p.age >= 80", "rule: '"+bad+"'", 1))); err == nil {
			t.Errorf("%s loads", bad)
		}
	}
}

// The day is given, never read from a clock: the same facts and day give the same answer, however often and in whatever order they are asked.
func TestTheSameAnswerAfterMidnight(t *testing.T) {
	s := practice(t).Schemes["reward-assistance"]
	f := villager()
	before := assess.Assess(s, f, day("2020-05-19"))
	reader := assess.NewReader()
	for _, on := range []string{"2020-05-20", "2020-05-19", "2026-01-01", "2020-05-19"} {
		reader.Read(&f, day(on))
		if got := reader.Assess(s); on == "2020-05-19" && !reflect.DeepEqual(got, before) {
			t.Errorf("%+v, then %+v", before, got)
		}
	}
}

// anybody draws facts with all their gaps.
func anybody(t *rapid.T) assess.Facts {
	births := rapid.SampledFrom([]string{"", "1932", "1933-01", "1960-05-20", "1966", "1966-05", "1977-01-01", "1980-12", "2021-12-31", "2022-01", "2025-06-01", "2026-05", "2027"})
	draw := func(name string) civil.Birth {
		if s := births.Draw(t, name); s != "" {
			return birth(s)
		}
		return civil.Birth{}
	}
	count := func(name string) assess.Count {
		return assess.Count{Known: rapid.Bool().Draw(t, name+" known"), N: rapid.IntRange(0, 3).Draw(t, name)}
	}
	f := assess.Facts{
		Sex: rapid.SampledFrom([]string{"", "male", "female"}).Draw(t, "sex"), Birth: draw("birth"), Mother: draw("mother"),
		Death: rapid.SampledFrom([]civil.Date{0, day("2025-03-01"), day("2030-01-01")}).Draw(t, "death"),
		Registered: assess.Belonging{Known: rapid.Bool().Draw(t, "known"), Here: rapid.Bool().Draw(t, "here"),
			Nature: rapid.SampledFrom([]string{"", "agricultural", "resident", "non-agricultural"}).Draw(t, "nature")},
		Children: count("children"), Daughters: count("daughters"),
	}
	if rapid.Bool().Draw(t, "rural") {
		f.Attributes = []assess.Attribute{{Name: "rural-status", Code: rapid.SampledFrom([]string{"rural", "urban"}).Draw(t, "status")}}
	}
	for _, kind := range kinds {
		if rapid.Bool().Draw(t, kind) {
			f.Documents = append(f.Documents, assess.Document{Kind: kind, On: rapid.SampledFrom([]civil.Date{day("2024-01-01"), day("2026-06-01")}).Draw(t, "seen")})
		}
	}
	return f
}

var kinds = []string{"id-card", "household-book", "birth-certificate", "cohort-record", "child-death-record", "child-disability-card"}

// The quick verdict is that of the reasons; a paper more never takes anything away; and where papers are all that is missing,
// nobody is refused.
func TestAssessProperties(t *testing.T) {
	c := practice(t)
	rapid.Check(t, func(t *rapid.T) {
		f := anybody(t)
		s := c.Schemes[rapid.SampledFrom(c.SchemeIDs).Draw(t, "scheme")]
		on := rapid.SampledFrom([]civil.Date{day("2025-01-01"), day("2026-05-15"), day("2026-12-31")}).Draw(t, "on")
		kept := fmt.Sprintf("%+v", f)
		result := assess.Assess(s, f, on)
		if fmt.Sprintf("%+v", f) != kept {
			t.Fatal("assessing changed the facts")
		}
		reader := assess.NewReader()
		reader.Read(&f, on)
		if v, likely := reader.Verdict(s); v != result.Verdict || likely != result.Likely {
			t.Fatalf("%v %v without reasons, %s with them", v, likely, said(result))
		}
		whole := f
		whole.Documents = nil
		for _, kind := range kinds {
			whole.Documents = append(whole.Documents, assess.Document{Kind: kind, On: day("2024-01-01")})
		}
		all := assess.Assess(s, whole, on)
		none := f
		none.Documents = nil
		if bare := assess.Assess(s, none, on); bare.Verdict == assess.NotMet && result.Verdict != assess.NotMet || all.Verdict == assess.Unknown && bare.Verdict == assess.Met {
			t.Fatalf("no papers: %s; some: %s; all: %s", said(bare), said(result), said(all))
		}
		if result.Likely && all.Verdict != assess.Met {
			t.Fatalf("likely, but with every paper: %s", said(all))
		}
		if result.Verdict == assess.Met && all.Verdict != assess.Met {
			t.Fatalf("a paper more took it away: %s", said(all))
		}
	})
}

// A birth known to the month gives an answer only where every day of the month gives it.
func TestDoubtfulBirthsAreWhatTheirDaysAre(t *testing.T) {
	c := practice(t)
	rapid.Check(t, func(t *rapid.T) {
		f := anybody(t)
		f.Birth = birth(rapid.SampledFrom([]string{"1966", "1966-02", "1977-01", "2022-01", "2021-12", "2023"}).Draw(t, "month"))
		if rapid.Bool().Draw(t, "her own") {
			f.Mother = f.Birth
		} else if f.Mother.Precision != civil.PrecisionNone {
			f.Mother = civil.Birth{Date: f.Mother.Date, Precision: civil.PrecisionDay}
		}
		s := c.Schemes[rapid.SampledFrom(c.SchemeIDs).Draw(t, "scheme")]
		on := day("2026-01-01").AddDays(rapid.IntRange(0, 400).Draw(t, "on"))
		got := assess.Assess(s, f, on)
		own := f.Mother == f.Birth
		for d := f.Birth.Earliest(); d <= f.Birth.Latest(); d++ {
			sure := f
			sure.Birth = civil.Birth{Date: d, Precision: civil.PrecisionDay}
			if own {
				sure.Mother = sure.Birth
			}
			if one := assess.Assess(s, sure, on); got.Verdict != assess.Unknown && one.Verdict != got.Verdict {
				t.Fatalf("%s on %s: %s, but born on %s %s", f.Birth, on, said(got), d, said(one))
			}
		}
	})
}

func TestExplain(t *testing.T) {
	c := practice(t)
	s := c.Schemes["reward-assistance"]
	f := villager()
	f.Birth = birth("1966-05")
	f.Documents = f.Documents[:1]
	r := assess.Assess(s, f, day("2026-05-15"))
	for _, x := range []struct {
		criterion string
		l         lang.Lang
		want      assess.Words
	}{
		{"age", lang.En, assess.Words{Condition: "is 60 or older", Answer: "not decided yet",
			Because: []string{"age in completed years, on the day the rule is asked about: 59–60 (2026-05-15)", "identity card, seen on 2024-01-10"},
			Lacks:   []string{"this is not known: age in completed years, on the day the rule is asked about"}, Change: "holds from the sixtieth birthday on"}},
		{"registered", lang.En, assess.Words{Condition: "household registration is in the district", Answer: "not decided yet",
			Because: []string{"household registration in the district on the day: yes (1990-01-01)"}, Lacks: []string{"this paper is missing: household register book"}}},
		{"rural", lang.Zh, assess.Words{Condition: "农业户口，或界定为农村居民", Answer: "符合", Because: []string{"户口性质：农业（1990-01-01）"}}},
		{"cohort", lang.Zh, assess.Words{Condition: "有奖励扶助资格档案", Answer: "还不能决定", Lacks: []string{"缺这份材料：奖励扶助资格档案"},
			Change: "找到档案、看过以后就能决定，可以请村里或乡镇协助查找"}},
	} {
		i := slices.IndexFunc(r.Criteria, func(c assess.Criterion) bool { return c.ID == x.criterion })
		if got := assess.Explain(c, s, r.Criteria[i], x.l); !reflect.DeepEqual(got, x.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", x.criterion, got, x.want)
		}
	}
	f.Death = day("2025-01-01")
	r = assess.Assess(s, f, day("2003-01-01"))
	if w := assess.Explain(c, s, r.Criteria[0], lang.En); r.Criteria[0].ID != catalogue.CriterionOpen || w.Condition == "" || w.Change == "" || w.Because[0] != "applied on: 2003-01-01 (2003-01-01)" {
		t.Errorf("%+v", w)
	}
	for _, l := range lang.All { // every criterion of every scheme has words
		for _, id := range c.SchemeIDs {
			for _, one := range assess.Assess(c.Schemes[id], assess.Facts{}, day("2026-01-01")).Criteria {
				if w := assess.Explain(c, c.Schemes[id], one, l); w.Condition == "" || w.Answer == "" || strings.Contains(strings.Join(w.Lacks, ""), "[") {
					t.Errorf("%s %s: %+v", id, one.ID, w)
				}
			}
		}
	}
}
