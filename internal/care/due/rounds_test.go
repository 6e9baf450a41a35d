package due

import (
	"fmt"
	"strings"
	"testing"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/rule"
)

func TestOneRoundAndFollowUpsOfTheOpeningVisit(t *testing.T) {
	p := programmes(t)["hearing"]
	child := Person{Birth: woman("2024-02-10").Birth}
	for _, c := range []dueCase{
		{"newborn", child, nil, "2024-02-20", "due test 2024-02-10.. first r1 a0"},
		{"before birth", child, nil, "2024-02-09", "upcoming test 2024-02-10.. first r1 a0"},
		{"three years old", child, nil, "2027-02-10", ""},
		{"passed", child, []string{"2024-02-12 visit test result=pass"}, "2026-02-20", ""},
		{"referred", child, []string{"2024-02-12 visit test result=refer"}, "2024-02-20", "due test 2024-02-12..2024-03-25 follow-up r1 a1"},
		{"passed the second time", child, []string{"2024-02-12 visit test result=refer", "2024-03-12 visit test result=pass"}, "2024-03-20", ""},
		{"referred twice", child, []string{"2024-02-12 visit test result=refer", "2024-03-12 visit test result=refer"}, "2024-03-20", "due test 2024-03-12..2024-04-23 follow-up r1 a2"},
		{"declined the second test", child, []string{"2024-02-12 visit test result=refer", "2024-03-12 decline:invitation key=1/test/1"}, "2024-03-20", ""},
		{"declined this invitation, and there is no other", child, []string{"2024-02-12 decline:invitation key=1/test/0"}, "2024-03-20", ""},
	} {
		c.run(t, p, Facts{})
	}
}

func TestClientReachListsThoseWhoAsked(t *testing.T) {
	p := programmes(t)["counselling"]
	of40 := woman("1984-05-10")
	came := []string{"2024-03-01 visit talk again=true"}
	for _, c := range []dueCase{
		{"not followed", of40, nil, "2024-03-10", ""},
		{"not followed, came", of40, came, "2024-03-10", ""},
	} {
		c.run(t, p, Facts{})
	}
	for _, c := range []dueCase{
		{"followed", of40, nil, "2024-03-10", "due talk 2002-05-10.. first r1 a0"},
		{"followed, came; what is missing will be asked then", of40, came, "2024-03-10", "due talk 2024-03-01..2024-06-01 follow-up r1 a1"},
		{"followed, came; nothing is known", of40, []string{"2024-03-01 visit talk"}, "2024-03-10", "unknown talk 2024-03-01.. result-missing r1 a1 lacks v.again,v.plan"},
		{"followed, done", of40, []string{"2024-03-01 visit talk again=false"}, "2024-03-10", ""},
	} {
		c.run(t, p, Facts{Followed: true})
	}
}

func TestEpisodes(t *testing.T) {
	p := programmes(t)["screening"]
	for _, c := range []struct {
		name   string
		events []string
		asOf   string
		want   string // round opened-by day outcome closed-on missing; episodes by "; "
	}{
		{"nothing", nil, "2024-06-01", ""},
		{"invited", []string{"2024-01-02 invite:invited key=1/exam/0"}, "2024-06-01", "1 0 2024-01-02   []"},
		{"normal", []string{"2024-01-02 invite:invited key=1/exam/0", "2024-03-01 visit exam findings=none hpv=negative"}, "2024-06-01", "1 2 2024-03-01 normal 2024-03-01 []"},
		{"before the visit", []string{"2024-01-02 invite:invited key=1/exam/0", "2024-03-01 visit exam findings=none hpv=negative"}, "2024-02-01", "1 0 2024-01-02   []"},
		{"a result missing keeps it open", []string{"2024-03-01 visit exam findings=none"}, "2024-06-01", "1 1 2024-03-01   [v.hpv]"},
		{"closed on the day of the result", []string{"2024-03-01 visit exam findings=none", "2024-03-20 result key=1/exam/1 hpv=negative"}, "2024-06-01", "1 1 2024-03-01 normal 2024-03-20 []"},
		{"to be treated", []string{"2024-03-01 visit exam findings=bv hpv=negative"}, "2024-06-01", "1 1 2024-03-01   []"},
		{"treated", []string{"2024-03-01 visit exam findings=bv hpv=negative", "2024-03-09 visit treatment result=treated"}, "2024-06-01", "1 1 2024-03-01 treated 2024-03-09 []"},
		{"treated, but colposcopy is open", []string{"2024-03-01 visit exam findings=bv hpv=16", "2024-03-09 visit treatment result=treated"}, "2024-06-01", "1 1 2024-03-01   []"},
		{"both done", []string{"2024-03-01 visit exam findings=bv hpv=16", "2024-03-09 visit treatment result=treated", "2024-03-19 visit colposcopy result=treated"}, "2024-06-01", "1 1 2024-03-01 treated 2024-03-19 []"},
		{"declined at the clinic", []string{"2024-03-01 visit exam findings=bv hpv=negative", "2024-03-09 visit treatment result=declined"}, "2024-06-01", "1 1 2024-03-01 declined 2024-03-09 []"},
		{"declined the appointment", []string{"2024-03-01 visit exam findings=bv hpv=negative", "2024-03-09 decline:invitation key=1/treatment/1"}, "2024-06-01", "1 1 2024-03-01 declined 2024-03-09 []"},
		{"declined the invitation", []string{"2024-03-01 decline:invitation key=1/exam/0"}, "2024-06-01", "1 0 2024-03-01 declined 2024-03-01 []"},
		{"declined the invitation, then came and has to be treated", []string{"2024-03-01 decline:invitation key=1/exam/0", "2024-03-08 visit exam findings=bv hpv=negative"}, "2024-06-01", "1 2 2024-03-08   []"},
		{"declined the invitation, then came, and no rule closes it", []string{"2024-03-01 decline:invitation key=1/exam/0", "2024-03-08 visit exam findings=none+fibroid hpv=negative"}, "2024-06-01", "1 2 2024-03-08   []"},
		{"normal, and no more invitations", []string{"2024-03-01 visit exam findings=none hpv=negative", "2024-03-01 decline:programme exam r1"}, "2024-06-01", "1 1 2024-03-01 normal 2024-03-01 []"},
		{"no rule closes it", []string{"2024-03-01 visit exam findings=fibroid+bv hpv=negative", "2024-03-09 visit treatment result=again", "2024-03-19 decline:invitation key=1/treatment/2"}, "2024-06-01", "1 1 2024-03-01 declined 2024-03-19 []"},
		{"two rounds", []string{"2023-03-01 visit exam findings=none hpv=negative", "2024-03-01 visit exam r2 findings=fibroid"}, "2024-06-01", "1 1 2023-03-01 normal 2023-03-01 []; 2 2 2024-03-01   [v.hpv]"},
	} {
		f := Facts{Person: woman("1984-05-10"), Events: events(t, p.ID, c.events...)}
		var got []string
		for _, e := range Episodes(p, f, civil.MustDate(c.asOf)) {
			got = append(got, fmt.Sprintf("%d %d %s %s %s %v", e.Round, e.OpenedBy[15], e.On, e.Outcome, e.ClosedOn, e.Missing))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, strings.Join(got, "; "), c.want)
		}
	}
}

func TestAnswered(t *testing.T) {
	for _, c := range []struct {
		name, programme string
		events          []string
		visit, on       string
		want            string // round/visit/anchor was
	}{
		{"the first invitation", "screening", nil, "exam", "2024-03-01", "1/exam/0 true"},
		{"a round of invitations waits", "screening", []string{"2024-01-02 invite:invited key=1/exam/0"}, "exam", "2024-03-01", "1/exam/0 true"},
		{"the next round", "screening", []string{"2023-03-01 visit exam findings=none hpv=negative"}, "exam", "2024-03-01", "2/exam/1 true"},
		{"early, of her own accord", "screening", []string{"2023-03-01 visit exam findings=none hpv=negative"}, "exam", "2024-02-01", "2/exam/0 false"},
		{"early, to bring a result", "screening", []string{"2023-03-01 visit exam findings=none"}, "exam", "2023-04-01", "1/exam/1 true"},
		{"late, with a result missing still", "screening", []string{"2023-03-01 visit exam findings=none"}, "exam", "2024-03-01", "2/exam/1 true"},
		{"written down late", "screening", []string{"2023-03-01 visit exam findings=none hpv=negative"}, "exam", "2022-03-01", "2/exam/0 true"},
		{"although she refused", "screening", []string{"2023-03-01 decline:programme key=1/exam/0"}, "exam", "2024-03-01", "1/exam/0 false"},
		{"after refusing a round", "screening", []string{"2023-03-01 decline:invitation key=1/exam/0"}, "exam", "2023-04-01", "1/exam/0 false"},
		{"the oldest open follow-up", "screening", []string{"2022-03-01 visit exam findings=bv hpv=negative", "2023-03-01 visit exam r2 findings=bv hpv=negative"}, "treatment", "2023-03-02", "1/treatment/1 true"},
		{"nothing open", "screening", []string{"2022-03-01 visit exam findings=none hpv=negative", "2023-03-01 visit exam r2 findings=none hpv=negative"}, "treatment", "2023-03-02", "2/treatment/0 false"},
		{"nothing at all", "screening", nil, "treatment", "2023-03-02", "1/treatment/0 false"},
		{"the opening visit again, as a follow-up", "hearing", []string{"2024-02-12 visit test result=refer"}, "test", "2024-03-02", "1/test/1 true"},
	} {
		p := programmes(t)[c.programme]
		person := woman("1984-05-10")
		if c.programme == "hearing" {
			person = woman("2024-02-10")
		}
		key, was := Answered(p, Facts{PersonID: nth(99), Person: person, Events: events(t, p.ID, c.events...)}, c.visit, civil.MustDate(c.on))
		if got := fmt.Sprintf("%d/%s/%d %v", key.Round, key.Visit, key.Anchor[15], was); got != c.want || key.Person != nth(99) || key.Programme != p.ID {
			t.Errorf("%s: %s %+v, want %s", c.name, got, key, c.want)
		}
	}
}

func TestWhy(t *testing.T) {
	ps := programmes(t)
	reason := func(p *catalogue.Programme, person Person, line string) string {
		var all []string
		for _, i := range Due(p, Facts{Person: person, Events: events(t, p.ID, line), Followed: true}, civil.MustDate("2024-03-02")) {
			if !i.Opening {
				all = append(all, i.Why.Zh+"|"+i.Why.En)
			}
		}
		return strings.Join(all, " + ")
	}
	of40 := woman("1984-05-10")
	for line, want := range map[string]string{
		"2024-03-01 visit exam findings=bv+candida+fibroid hpv=negative": "细菌性阴道病、念珠菌性阴道炎|bacterial vaginosis, candidiasis",
		"2024-03-01 visit exam findings=none hpv=18":                     "18型|type 18",
		"2024-03-01 visit exam findings=none":                            "缺：HPV|Missing: HPV",
		"2024-03-01 visit treatment result=again":                        "需再治|to be treated again",
	} {
		if got := reason(ps["screening"], of40, line); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
	if got := reason(ps["counselling"], of40, "2024-03-01 visit talk again=true"); got != "还要来 是|Comes again yes" {
		t.Errorf("a reason without codes: %s", got)
	}
	unknown := Due(ps["screening"], Facts{}, civil.MustDate("2024-03-02"))
	if len(unknown) != 1 || unknown[0].Why != (lang.Text{Zh: "缺：出生日期、性别", En: "Missing: birth date, sex"}) {
		t.Errorf("nothing known: %+v", unknown)
	}
}

func TestReading(t *testing.T) {
	exam := programmes(t)["screening"].Visit("exam")
	notPregnantFrom60 := exam.Checks[0].Rule
	on := civil.MustDate("2024-03-15")
	for _, c := range []struct {
		birth    string
		pregnant any
		want     string
	}{
		{"1964-03-15", true, "false []"}, {"1964-03-16", true, "true []"}, {"1964-03-15", false, "true []"},
		{"1964-03", true, "unknown [p.age]"}, {"1964-03", false, "true []"}, {"1964-04", true, "true []"}, {"1963-03", true, "false []"},
		{"1963-03", nil, "unknown [v.pregnant]"}, // 60 or 61: the age is in doubt, but nothing hangs on it
		{"1964-03", nil, "unknown [p.age v.pregnant]"},
		{"", true, "unknown [p.age]"},
		{"1950", "yes", "unknown [v.pregnant]"},
	} {
		v, missing := NewReading(woman(c.birth), on, Answers{"pregnant": true}, Answers{"pregnant": c.pregnant}).Eval(notPregnantFrom60)
		if c.pregnant == nil {
			v, missing = NewReading(woman(c.birth), on, Answers{"pregnant": nil}).Eval(notPregnantFrom60)
		}
		if got := fmt.Sprint(v, " ", missing); got != c.want {
			t.Errorf("%s, pregnant %v: %s, want %s", c.birth, c.pregnant, got, c.want)
		}
	}
	if v, _ := NewReading(Person{}, on).Eval(nil); v != rule.True {
		t.Errorf("no rule is %s", v)
	}
}

func TestAnswerText(t *testing.T) {
	exam := programmes(t)["screening"].Visit("exam")
	for _, c := range []struct {
		field  string
		answer any
		zh, en string
	}{
		{"findings", []string{"bv", "gone"}, "细菌性阴道病、gone", "bacterial vaginosis, gone"},
		{"hpv", "16", "16型", "type 16"},
		{"bp", "120/80", "120/80 mmHg", "120/80 mmHg"},
		{"hb", 110.5, "110.5 g/L", "110.5 g/L"},
		{"pregnant", false, "否", "no"},
		{"lmp", "2024-01-02", "2024-01-02", "2024-01-02"},
		{"hb", nil, "", ""},
	} {
		if got := AnswerText(exam.Field(c.field), c.answer); got != (lang.Text{Zh: c.zh, En: c.en}) {
			t.Errorf("%s %v: %+v", c.field, c.answer, got)
		}
	}
}

func TestKey(t *testing.T) {
	who, anchor := id.New(), id.New()
	for _, k := range []Key{
		{who, "womens-screening", 1, "screening", id.ID{}},
		{who, "womens-screening", 12, "treatment", anchor},
	} {
		got, err := ParseKey(who, k.String())
		if got != k || err != nil {
			t.Errorf("%s: %+v %v", k, got, err)
		}
	}
	if s := (Key{who, "a", 1, "b", id.ID{}}).String(); s != "a/1/b/-" {
		t.Errorf("first key: %s", s)
	}
	for _, s := range []string{"", "a", "a/1", "a/1/b", "a/1/b/", "/1/b/-", "a//b/-", "a/0/b/-", "a/-1/b/-", "a/01/b/-", "a/+1/b/-", "a/1//-", "a/1/b/-/", "a/1/b/x",
		"a/1/b/00000000-0000-0000-0000-000000000000", "a/1/b/" + strings.ToUpper(anchor.String()), "a/99999999999999999999/b/-"} {
		if k, err := ParseKey(who, s); !fault.Is(err, fault.Invalid) || k != (Key{}) {
			t.Errorf("%q: %+v %v", s, k, err)
		}
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add("a/1/b/-")
	f.Add("a/1/b/" + nth(3).String())
	f.Fuzz(func(t *testing.T, s string) {
		if k, err := ParseKey(nth(1), s); err == nil && k.String() != s {
			t.Errorf("%q reads as %q", s, k)
		}
	})
}
