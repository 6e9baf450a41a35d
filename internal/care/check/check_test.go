package check

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/lang"
)

var load = sync.OnceValues(func() (*catalogue.Catalogue, error) {
	c, _, err := catalogue.Load(os.DirFS("../due/testdata/catalog"), nil)
	return c, err
})

func screening(t interface{ Fatal(...any) }) *catalogue.Programme {
	c, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return c.Programmes["screening"]
}

func woman(birth string) due.Person {
	b, _ := civil.ParseBirth(birth)
	return due.Person{Sex: "female", Birth: b}
}

// given reads "field=value field=value"; "_" stands for a space.
func given(s string) map[string]string {
	all := map[string]string{}
	for _, part := range strings.Fields(s) {
		name, value, _ := strings.Cut(part, "=")
		all[name] = strings.ReplaceAll(value, "_", " ")
	}
	return all
}

// shown is "field code key" for each refusal.
func shown(fields []fault.Field) string {
	var all []string
	for _, f := range fields {
		all = append(all, fmt.Sprintf("%s %s %s", f.Name, f.Code, strings.TrimPrefix(f.Key, "check.")))
	}
	return strings.Join(all, "; ")
}

const day = "2024-03-01"

func TestCheckAccepts(t *testing.T) {
	p := screening(t)
	for _, c := range []struct{ visit, birth, given, canonical, notAsked string }{
		{"exam", "1984-05-10", "findings=none hpv=negative", `{"findings":["none"],"hpv":"negative"}`, ""},
		{"exam", "1984-05-10", "findings=fibroid;bv", `{"findings":["bv","fibroid"]}`, ""},
		{"exam", "1984-05-10", "findings=_bv_;_fibroid_;;bv hpv=_16_", `{"findings":["bv","fibroid"],"hpv":"16"}`, ""},
		{"exam", "1984-05-10", "findings=ｂｖ；fibroid hpv=１６", `{"findings":["bv","fibroid"],"hpv":"16"}`, ""},
		{"exam", "1994-05-10", "findings=none", `{"findings":["none"]}`, "hpv"},
		{"exam", "1989-03", "findings=none hpv=16", `{"findings":["none"],"hpv":"16"}`, ""}, // 34 or 35
		{"exam", "1984-05-10", "findings=bv bp=120/80", `{"bp":"120/80","findings":["bv"]}`, ""},
		{"exam", "1984-05-10", "findings=bv bp=_120_/_080_", `{"bp":"120/80","findings":["bv"]}`, ""},
		{"exam", "1984-05-10", "findings=bv bp_1=120 bp_2=80", `{"bp":"120/80","findings":["bv"]}`, ""},
		{"exam", "1984-05-10", "findings=bv bp=80/80", `{"bp":"80/80","findings":["bv"]}`, ""},
		{"exam", "1984-05-10", "findings=bv bp=300/40 hb=20", `{"bp":"300/40","findings":["bv"],"hb":20}`, ""},
		{"exam", "1984-05-10", "findings=bv hb=0110.50", `{"findings":["bv"],"hb":110.5}`, ""},
		{"exam", "1984-05-10", "findings=bv pregnant=true lmp=2024-02-29", `{"findings":["bv"],"lmp":"2024-02-29","pregnant":true}`, ""},
		{"exam", "1984-05-10", "findings=bv pregnant=false", `{"findings":["bv"],"pregnant":false}`, "lmp"},
		{"exam", "1984-05-10", "findings=bv hpv=_ bp_1= bp_2=", `{"findings":["bv"]}`, ""},
		{"exam", "", "findings=bv", `{"findings":["bv"]}`, ""},
		{"treatment", "1955-05-10", "result=treated", `{"result":"treated"}`, ""}, // too old by now for a first visit
	} {
		person, v := woman(c.birth), p.Visit(c.visit)
		sheet, wrong := Check(p, v, person, civil.MustDate(day), civil.MustDate(day), given(c.given))
		if len(wrong) > 0 || sheet.Canonical != c.canonical || strings.Join(sheet.NotAsked, " ") != c.notAsked || len(sheet.Texts) > 0 {
			t.Errorf("%s: %s, not asked %v, texts %v, refused %s", c.given, sheet.Canonical, sheet.NotAsked, sheet.Texts, shown(wrong))
		}
		if back, err := Parse(sheet.Canonical, v); err != nil || !reflect.DeepEqual(back, sheet.Values) {
			t.Errorf("%s parses as %v, %v, want %v", sheet.Canonical, back, err, sheet.Values)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	p := screening(t)
	const ok = "findings=bv "
	for _, c := range []struct{ visit, birth, given, want string }{
		{"exam", "1984-05-10", "", "findings missing required"},
		{"exam", "1984-05-10", "findings=;", "findings unknown-code code"},
		{"exam", "1984-05-10", "findings=fibroids", "findings unknown-code code-near"},
		{"exam", "1984-05-10", "findings=zzzzzz;bv;candia", "findings unknown-code code; findings unknown-code code-near"},
		{"exam", "1984-05-10", "findings=none;bv", "findings check-failed alone"},
		{"exam", "1984-05-10", ok + "hpv=16;18", "hpv unknown-code code"},
		{"exam", "1994-05-10", ok + "hpv=16", "hpv check-failed not-asked"},
		{"exam", "1984-05-10", ok + "bp=120", "bp bad-text pair"},
		{"exam", "1984-05-10", ok + "bp=120/", "bp missing half"},
		{"exam", "1984-05-10", ok + "bp_2=80", "bp missing half"},
		{"exam", "1984-05-10", ok + "bp=/", "bp bad-text pair"},
		{"exam", "1984-05-10", ok + "bp=120/80/60", "bp bad-text pair"},
		{"exam", "1984-05-10", ok + "bp=120.5/80", "bp bad-text pair"},
		{"exam", "1984-05-10", ok + "bp=-120/80", "bp bad-text pair"},
		{"exam", "1984-05-10", ok + "bp=99999999999999999999/80", "bp bad-text pair"},
		{"exam", "1984-05-10", ok + "bp=80/120", "bp check-failed pair-order"},
		{"exam", "1984-05-10", ok + "bp=301/80", "bp out-of-range range"},
		{"exam", "1984-05-10", ok + "bp=300/39", "bp out-of-range range"},
		{"exam", "1984-05-10", ok + "bp=120/80 bp_1=120", "bp check-failed pair-twice"},
		{"exam", "1984-05-10", ok + "hb=19.9", "hb out-of-range range"},
		{"exam", "1984-05-10", ok + "hb=1e2", "hb bad-text number"},
		{"exam", "1984-05-10", ok + "hb=NaN", "hb bad-text number"},
		{"exam", "1984-05-10", ok + "hb=1,000", "hb bad-text number"},
		{"exam", "1984-05-10", ok + "hb=110.", "hb bad-text number"},
		{"exam", "1984-05-10", ok + "hb=.5", "hb bad-text number"},
		{"exam", "1984-05-10", ok + "hb=+110", "hb bad-text number"},
		{"exam", "1984-05-10", ok + "hb=110.00000000000001", "hb bad-text number"},
		{"exam", "1984-05-10", ok + "pregnant=yes", "pregnant bad-text yes-no"},
		{"exam", "1984-05-10", ok + "pregnant=true lmp=2024-02-30", "lmp bad-date date"},
		{"exam", "1984-05-10", ok + "pregnant=false lmp=2024-02-01", "lmp check-failed not-asked"},
		{"exam", "1984-05-10", ok + "wight=60", "wight unknown-code no-field"},
		{"exam", "1984-05-10", ok + "hb_1=60", "hb_1 unknown-code no-field"},
		{"exam", "1984-05-10", ok + "pregnant=true", "lmp missing required"},
		{"exam", "1962-05-10", ok + "pregnant=true lmp=2024-02-01", "pregnant check-failed rule"},
		{"exam", "1984-05-10", "findings=none hb=25", "findings check-failed rule"},
		{"exam", "2004-03-02", ok, "person not-eligible not-eligible"},
		{"exam", "1959-03-01", ok, "person not-eligible not-eligible"},
		{"treatment", "1984-05-10", "result=treted", "result unknown-code code-near"},
		{"exam", "2025-01-01", ok, "on check-failed before-birth; person not-eligible not-eligible"},
		// all at once, in the order of the form, rules last
		{"exam", "1940-05-10", "zz=1 aa=2 findings=none;bv hpv=x bp=1/2 hb=a pregnant=true lmp=never",
			"person not-eligible not-eligible; findings check-failed alone; hpv unknown-code code; bp out-of-range range; hb bad-text number; lmp bad-date date; " +
				"aa unknown-code no-field; zz unknown-code no-field; pregnant check-failed rule"},
	} {
		_, wrong := Check(p, p.Visit(c.visit), woman(c.birth), civil.MustDate(day), civil.MustDate(day), given(c.given))
		if shown(wrong) != c.want {
			t.Errorf("%s: %s\nwant %s", c.given, shown(wrong), c.want)
		}
		for _, f := range wrong {
			for _, l := range lang.All {
				if text := lang.T(l, f.Key, f.Args...); strings.ContainsAny(text, "{[!！") {
					t.Errorf("%s: %s", f.Key, text)
				}
			}
		}
	}
}

func TestEligibilityReadsAnatomyInEveryVisitAndAgeInTheFirst(t *testing.T) {
	p := screening(t)
	on := civil.MustDate(day)
	for _, c := range []struct {
		person due.Person
		visit  string
		want   string
	}{
		{due.Person{Sex: "male", Birth: woman("1984-05-10").Birth}, "exam", "person not-eligible not-eligible"},
		{due.Person{Sex: "male", Birth: woman("1984-05-10").Birth}, "treatment", "person not-eligible not-eligible"},
		{due.Person{}, "exam", ""},
		{due.Person{}, "treatment", ""},
		{woman("2010-01-01"), "exam", "person not-eligible not-eligible"},
		{woman("2004-03"), "exam", ""}, // 19 or 20 on the day
	} {
		_, wrong := Check(p, p.Visit(c.visit), c.person, on, on, given(map[string]string{"exam": "findings=bv", "treatment": "result=treated"}[c.visit]))
		if shown(wrong) != c.want {
			t.Errorf("%s of %+v: %q, want %q", c.visit, c.person, shown(wrong), c.want)
		}
	}
}

func TestCheckRefusesDays(t *testing.T) {
	p := screening(t)
	dead := woman("1984-05-10")
	dead.Death = civil.MustDate("2024-02-10")
	for _, c := range []struct {
		person due.Person
		on     civil.Date
		want   string
	}{
		{woman("1984-05-10"), civil.MustDate("2024-03-01"), ""},
		{woman("1984-05-10"), civil.MustDate("2024-03-02"), "on future-date future"},
		{woman("1984-05-10"), 0, "on missing no-day"},
		{dead, civil.MustDate("2024-02-10"), ""},
		{dead, civil.MustDate("2024-02-11"), "on check-failed after-death"},
	} {
		if _, wrong := Check(p, p.Opening(), c.person, c.on, civil.MustDate("2024-03-01"), given("findings=bv")); shown(wrong) != c.want {
			t.Errorf("%s: %q, want %q", c.on, shown(wrong), c.want)
		}
	}
}

func TestTextsAreKeptApart(t *testing.T) {
	p := screening(t)
	on := civil.MustDate(day)
	note := func(text string) (Sheet, []fault.Field) {
		return Check(p, p.Opening(), woman("1984-05-10"), on, on, map[string]string{"findings": "bv", "note": text})
	}
	sheet, wrong := note(" ｂｖ、\r\n第二行 ")
	if want := map[string]string{"note": "ｂｖ、\n第二行"}; len(wrong) > 0 || !reflect.DeepEqual(sheet.Texts, want) {
		t.Errorf("%v, refused %s", sheet.Texts, shown(wrong))
	}
	if strings.Contains(sheet.Canonical, "note") || sheet.Values["note"] != nil {
		t.Errorf("the text is among the answers: %s", sheet.Canonical)
	}
	if _, wrong := note(strings.Repeat("好", 4000)); len(wrong) > 0 {
		t.Errorf("4000 characters: %s", shown(wrong))
	}
	for text, want := range map[string]string{
		strings.Repeat("好", 4001): "note bad-text text-long", "a\x00b": "note bad-text text", "a\xffb": "note bad-text text",
	} {
		if sheet, wrong := note(text); shown(wrong) != want || len(sheet.Texts) > 0 {
			t.Errorf("%.10q: %s", text, shown(wrong))
		}
	}
}

func TestAdvice(t *testing.T) {
	p := screening(t)
	on := civil.MustDate(day)
	for s, want := range map[string]string{
		"findings=bv bp=140/80": "血压偏高，请复测", "findings=bv bp=120/90": "血压偏高，请复测", "findings=bv bp=139/89": "", "findings=bv": "",
		"bp=140/80": "血压偏高，请复测", // also while the form is not complete
	} {
		sheet, _ := Check(p, p.Opening(), woman("1984-05-10"), on, on, given(s))
		var got string
		for _, a := range sheet.Advice {
			got += a.Zh
		}
		if got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// draw draws what somebody may type, right or wrong.
func draw(t *rapid.T) map[string]string {
	values := map[string][]string{
		"findings": {"none", "bv", "fibroid;bv", "bv;candida;fibroid", "none;bv", "x", ""},
		"hpv":      {"", "negative", "16", "18", "17"},
		"bp":       {"", "120/80", "80/120", "300/40", "7/5", "１２０／８０"},
		"hb":       {"", "110", "110.50", "36.6", "300", "abc", "20.000"},
		"pregnant": {"", "true", "false", "no"},
		"lmp":      {"", "2024-02-29", "2023-02-29"},
		"note":     {"", "a note"},
	}
	g := map[string]string{}
	for _, name := range []string{"findings", "hpv", "bp", "hb", "pregnant", "lmp", "note"} {
		g[name] = rapid.SampledFrom(values[name]).Draw(t, name)
	}
	return g
}

func TestWhatIsAcceptedReadsBack(t *testing.T) {
	p := screening(t)
	on := civil.MustDate(day)
	rapid.Check(t, func(t *rapid.T) {
		person := woman(rapid.SampledFrom([]string{"1984-05-10", "1994-05-10", "1989-03", "1962"}).Draw(t, "birth"))
		sheet, wrong := Check(p, p.Opening(), person, on, on, draw(t))
		if len(wrong) > 0 {
			return
		}
		back, err := Parse(sheet.Canonical, p.Opening())
		if err != nil || !reflect.DeepEqual(back, sheet.Values) {
			t.Fatalf("%s reads as %v, %v, want %v", sheet.Canonical, back, err, sheet.Values)
		}
		again, wrong := Check(p, p.Opening(), person, on, on, Given(p.Opening(), back))
		if len(wrong) > 0 || again.Canonical != sheet.Canonical || !slices.Equal(again.NotAsked, sheet.NotAsked) {
			t.Fatalf("typed in again: %s, refused %s; want %s", again.Canonical, shown(wrong), sheet.Canonical)
		}
		for _, f := range sheet.NotAsked {
			if _, answered := sheet.Values[f]; answered {
				t.Fatalf("%s was not asked and has an answer: %s", f, sheet.Canonical)
			}
		}
	})
}

// TestRefusalsDoNotRepeatWhatWasTyped: it may be a citizen number or a name in the wrong column, and refusals are logged.
func TestRefusalsDoNotRepeatWhatWasTyped(t *testing.T) {
	p := screening(t)
	on := civil.MustDate(day)
	for _, typed := range []string{"330102199001011234", "13800138000", "王小明", "wangxiaoming"} {
		g := map[string]string{}
		for _, f := range p.Opening().Fields {
			g[f.ID] = typed
		}
		g["note"] = typed + "\x00"
		_, wrong := Check(p, p.Opening(), woman("1984-05-10"), on, on, g)
		if len(wrong) < 6 {
			t.Errorf("%s: %s", typed, shown(wrong))
		}
		for _, f := range wrong {
			if s := fmt.Sprint(f.Args) + lang.T(lang.Zh, f.Key, f.Args...) + lang.T(lang.En, f.Key, f.Args...); strings.Contains(s, typed) {
				t.Errorf("%s repeats %s: %s", f.Name, typed, s)
			}
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("bv;none", "16", "120/80", "36.5", "true", "2024-02-29", "note")
	f.Add("ｂｖ；", "", "/", "-", "tru", "0000-00-00", "\xff")
	p := screening(f)
	on := civil.MustDate(day)
	f.Fuzz(func(t *testing.T, findings, hpv, bp, hb, pregnant, lmp, note string) {
		g := map[string]string{"findings": findings, "hpv": hpv, "bp": bp, "hb": hb, "pregnant": pregnant, "lmp": lmp, "note": note}
		sheet, _ := Check(p, p.Opening(), woman("1984-05-10"), on, on, g)
		if back, err := Parse(sheet.Canonical, p.Opening()); err != nil || !reflect.DeepEqual(back, sheet.Values) {
			t.Fatalf("%s reads as %v, %v, want %v", sheet.Canonical, back, err, sheet.Values)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	p := screening(b)
	on := civil.MustDate(day)
	g := given("findings=bv;fibroid hpv=16 bp=120/80 hb=110.5 pregnant=false")
	person := woman("1984-05-10")
	b.ReportAllocs()
	for b.Loop() {
		Check(p, p.Opening(), person, on, on, g)
	}
}
