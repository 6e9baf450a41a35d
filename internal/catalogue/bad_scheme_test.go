package catalogue

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"youfu/catalog"
	"youfu/internal/lang"
)

// badSchemes are changes to testdata/home-help.yaml, each of which must not load.
var badSchemes = []struct{ name, old, new string }{
	{"another kind", "kind: cash", "kind: loan"},
	{"no such kind", "kind: cash", "kind: gift"},
	{"a broken date order", "from: 2020-01-01, until: 2030-01-01", "from: 2020-01-01, until: 2020-01-01"},
	{"no basis", "basis: [{title: {zh: 某某办法, en: Some rules}, from: 2020-01-01}]", "basis: []"},
	{"no criteria", "criteria:\n  - id: age\n    rule: p.age >= 80\n    text: {zh: 年满80周岁, en: is 80 or older}\n    change: {zh: 到80周岁就符合, en: holds from the eightieth birthday on}\n    evidence: [id-card]\n", "criteria: []\n"},
	{"a criterion that every scheme has", "  - id: age", "  - id: alive"},
	{"a fact mistyped", "p.age >= 80", "p.aeg >= 80"},
	{"an ill-typed rule", "p.age >= 80", "p.age >= '80'"},
	{"a rule that is no yes or no", "p.age >= 80", "p.age + 80"},
	{"a rule that costs too much", "p.age >= 80", "'[1,2,3,4,5,6,7,8,9].all(a, [1,2,3,4,5,6,7,8,9].all(b, [1,2,3,4,5,6,7,8,9].all(c, [1,2,3,4,5,6,7,8,9].all(d, [1,2,3,4,5,6,7,8,9].all(e, p.age > a + b + c + d + e)))))'"},
	{"a birth compared by equality", "p.age >= 80", `p.born == "1940-01-01"`},
	{"a paper mistyped", "[id-card]", "[id-cart]"},
	{"a paper that there is not", "[id-card]", "[certificate-of-poverty]"},
	{"a paper asked for twice", "[id-card]", "[id-card, id-card]"},
	{"months paid by the year's unit", "unit: month, pays: quarter", "unit: year, pays: quarter"},
	{"months hung on births where years count", "unit: month, pays: quarter", "unit: year, pays: year, births: [{first: 0, count: 12}], ahead: 12"},
	{"later months where years count", "unit: month, pays: quarter}\nstarts: {at: confirmed}", "unit: year, pays: year}\nstarts: {at: confirmed, after: 1}"},
	{"births that overlap", "pays: quarter}", "pays: quarter, births: [{to: 2025-01-01, first: 0, count: 12}, {from: 2024-01-01, first: 0, count: 12}]}"},
	{"births cut within a month", "pays: quarter}", "pays: quarter, births: [{from: 2025-01-02, first: 0, count: 12}]}"},
	{"births of no day", "pays: quarter}", "pays: quarter, births: [{from: 2025-01-01, to: 2025-01-01, first: 0, count: 12}]}"},
	{"too many months", "pays: quarter}", "pays: quarter, births: [{first: 0, count: 0}, {first: 0, count: 1.5}]}"},
	{"a start without its day", "at: confirmed", "at: date"},
	{"a day of another start", "at: confirmed", "at: confirmed, on: 2025-01-01"},
	{"a start that goes back no time", "at: confirmed", "at: criterion, back: 0d"},
	{"payment after death", "ends: [{why: death}]", "ends: [{why: moved-away}]"},
	{"two ends of one reason", "ends: [{why: death}]", "ends: [{why: death}, {why: death}]"},
	{"blocks that there are not", "{why: death}", "{why: death, through: block}"},
	{"no base", "kind: base", "kind: top_up"},
	{"no amounts", "amounts:\n      - {from: 2020-01-01, fen: 10000, per: month}\n      - {from: 2024-01-01, fen: 12000, per: month}\n", "amounts: []\n"},
	{"fen that are not whole", "fen: 10000", "fen: 100.50"},
	{"an amount of nothing", "fen: 10000", "fen: 0"},
	{"an amount below nothing", "fen: 10000", "fen: -1"},
	{"an amount beyond reason", "fen: 10000", "fen: 10000000001"},
	{"amounts out of order", "from: 2024-01-01, fen", "from: 2019-01-01, fen"},
	{"amounts that overlap", "{from: 2020-01-01, fen", "{from: 2020-01-01, to: 2024-02-01, fen"},
	{"amounts per different times", "fen: 12000, per: month", "fen: 12000, per: year"},
	{"an amount that changes within a month", "from: 2024-01-01, fen", "from: 2024-01-15, fen"},
	{"an amount that changes within a year", "unit: month, pays: quarter}\nstarts: {at: confirmed}\nends: [{why: death}]\nlayers:\n  - id: base\n    title: {zh: 基础, en: basic amount}\n    kind: base\n    level: county\n    fund: home-help\n    basis: [{title: {zh: 某某标准, en: Some standard}}]\n    amounts:\n      - {from: 2020-01-01, fen: 10000, per: month}\n      - {from: 2024-01-01, fen: 12000, per: month}",
		"unit: year, pays: year}\nstarts: {at: confirmed}\nends: [{why: death}]\nlayers:\n  - id: base\n    title: {zh: 基础, en: basic amount}\n    kind: base\n    level: county\n    fund: home-help\n    basis: [{title: {zh: 某某标准, en: Some standard}}]\n    amounts:\n      - {from: 2020-02-01, fen: 10000, per: year}\n  - id: monthly\n    title: {zh: 按月, en: monthly}\n    kind: top_up\n    level: county\n    fund: home-help\n    basis: [{title: {zh: 某某标准, en: Some standard}}]\n    amounts: [{from: 2020-01-01, fen: 1, per: month}]"},
	{"a confirmation alone", "  - {id: application, title: {zh: 申请, en: Application}, at: village}\n  - {id: review, title: {zh: 评议, en: Review}, power: confirm, at: village, notice: {at: village, days: 7}}\n", ""},
	{"an application that decides", "at: village}\n", "at: village, power: confirm, within: 3d, notice: {at: none}}\n"},
	{"an application that is put up", "at: village}\n", "at: village, notice: {at: none}}\n"},
	{"an application with a clock", "at: village}\n", "at: village, within: 3d}\n"},
	{"a step back", "power: confirm, at: village, notice: {at: village, days: 7}", "power: confirm, at: district, notice: {at: village, days: 7}}\n  - {id: again, title: {zh: 再议, en: Again}, power: confirm, at: village, notice: {at: none}"},
	{"an end below the district", "power: confirm, at: district", "power: confirm, at: township"},
	{"a step of another power", "power: confirm, at: district", "power: fund, at: district"},
	{"a step of no power", "power: confirm, at: district", "at: district"},
	{"a step that does not say whether it is put up", "at: district, notice: {at: none}", "at: district"},
	{"a notice of no length", "{at: village, days: 7}", "{at: village}"},
	{"a notice that never ends", "{at: village, days: 7}", "{at: village, days: 1000}"},
	{"no notice for some days", "notice: {at: none}", "notice: {at: none, days: 3}"},
	{"no notice with an exception", "notice: {at: none}", "notice: {at: none, none_when: p.age > 90}"},
	{"a clock of no time", "within: 30d}", "within: 0d}"},
	{"a day that most years lack", "02-28", "02-29"},
	{"one end of a window", "[01-01, 02-28]", "[01-01]"},
	{"a sample of everybody and more", "sample: 5", "sample: 101"},
	{"one body with two powers", "fund: finance-bureau, pay: agent-bank", "fund: finance-bureau, pay: finance-bureau"},
	{"a power that nobody holds", "pay: agent-bank, ", ""},
	{"a scheme mistyped", "scheme: reward-assistance", "scheme: reward-asistance"},
	{"a scheme that there is not", "scheme: reward-assistance", "scheme: old-age-pension"},
	{"a scheme beside itself", "scheme: reward-assistance", "scheme: home-help"},
	{"two things twice", "retention: 15y", "retention: 15y\nretention: 15y\nbonus: 1"},

	{"R1 a target on uptake", "subject: self", "subject: self\ntarget: 0.9"},
	{"R1 a ranking in words", "en: is 80 or older", "en: is ranked among the first"},
	{"R1 a quota in words", "zh: 年满80周岁", "zh: 年满80周岁，名额用完为止"},
	{"R2 an answer of a visit", "p.age >= 80", `v.findings == ["none"]`},
	{"R2 a programme in a rule", "p.age >= 80", "womens_screening.screening"},
	{"R2 a figure in a rule", "p.age >= 80", "women_screened > 0"},
	{"R2 a programme in words", "en: is 80 or older", "en: came to women's health screening"},
	{"R2 a figure in words", "zh: 年满80周岁", "zh: 已列入妇女病普查人数"},
	{"R2 a method", "zh: 年满80周岁", "zh: 已落实节育措施"},
	{"R2 a method as an id", "- id: age", "- id: iud"},
	{"R2 a violation", "en: is 80 or older", "en: no violation of the birth rules is on record"},
	{"R2 a violation in Chinese", "zh: 年满80周岁", "zh: 没有违反生育政策"},
	{"R2 a paper about a method", "[id-card]", "[sterilisation-certificate]"},
	{"R5 somebody else's consent", "zh: 年满80周岁", "zh: 配偶同意"},
	{"R8 bereavement in the village", "[id-card]", "[id-card, child-death-record]"},
	{"R8 bereavement read by a rule", "{at: village, days: 7}", "{at: village, days: 7, none_when: d.child_death_record}"},
	{"R8 health on a notice", "p.age >= 80", "p.age >= 80 && d.child_disability_card"},
	{"R8 those who have lost their children", "p.age >= 80", "p.age >= 80 && p.living_children <= 1"},
	{"R9 marriage", "en: is 80 or older", "en: is married"},
	{"R9 marriage in Chinese", "zh: 年满80周岁", "zh: 已婚"},
	{"R12 a word that takes sides", "zh: 年满80周岁", "zh: 少生优生家庭"},
	{"R14 no appeal", "appeal: {to: {zh: 复议机构, en: the reconsideration office}, address: {zh: 复议窗口, en: its desk}, days: 60}\n", ""},
	{"R14 an appeal without an address", "address: {zh: 复议窗口, en: its desk}, ", ""},
	{"R14 an appeal without days", "days: 60", "days: 0"},
	{"R23 a score", "en: is 80 or older", "en: has a credit score above 600"},
}

// badVocabularies are files of an overlay that would change what is closed.
var badVocabularies = []struct{ file, text string }{
	{"codes/evidence.yaml", "- {id: health-check, title: {zh: 检查证明, en: Check}, about: child}\n"},
	{"codes/attributes.yaml", "- {id: tax, title: {zh: 税, en: Tax}, why: {zh: 税, en: Tax}, codes: [{code: a, title: {zh: 甲, en: A}}]}\n"},
}

// badCases are cases of testdata/home-help.yaml that cannot be run.
var badCases = []struct{ name, text string }{
	{"a case that asks nothing", "- name: x\n  facts: {}\n"},
	{"a result without its day", "- name: x\n  facts: {}\n  result: met\n"},
	{"payments of what was not confirmed", "- name: x\n  facts: {}\n  pays: [{period: 2026-Q1, lines: []}]\n"},
	{"a criterion that there is not", "- name: x\n  facts: {}\n  asOf: 2026-01-01\n  result: not_met\n  why: {rural: not_met}\n"},
	{"a verdict that there is not", "- name: x\n  facts: {}\n  asOf: 2026-01-01\n  result: not_met\n  why: {age: refused}\n"},
	{"a layer that there is not", "- name: x\n  facts: {}\n  confirmed: 2026-01-01\n  pays: [{period: 2026-Q1, lines: [{layer: top, fen: 1}], held: [bottom]}]\n"},
	{"a paper that there is not", "- name: x\n  facts: {papers: [birth-permit]}\n  asOf: 2026-01-01\n  result: met\n"},
	{"an attribute that there is not", "- name: x\n  facts: {attributes: {violation: \"yes\"}}\n  asOf: 2026-01-01\n  result: met\n"},
	{"a code that there is not", "- name: x\n  facts: {attributes: {rural-status: half}}\n  asOf: 2026-01-01\n  result: met\n"},
	{"fen that are not whole", "- name: x\n  facts: {}\n  confirmed: 2026-01-01\n  pays: [{period: 2026-Q1, lines: [{layer: base, fen: 0.5}]}]\n"},
}

func homeHelp(t testing.TB) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/home-help.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// schemesShown are what the writers of bad schemes and vocabularies see, in both languages, and the messages among it.
var schemesShown struct {
	once sync.Once
	text string
	keys map[string]bool
}

// schemesShow tries every bad scheme and vocabulary, once.
func schemesShow(t *testing.T) (text string, shown map[string]bool) {
	t.Helper()
	schemesShown.once.Do(func() { schemesShown.text, schemesShown.keys = tryBadSchemes(t) })
	return schemesShown.text, schemesShown.keys
}

func tryBadSchemes(t *testing.T) (text string, shown map[string]bool) {
	t.Helper()
	good, b := homeHelp(t), strings.Builder{}
	c, _ := shipped(t)
	if _, err := c.TryScheme("schemes/home-help.yaml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	shown = map[string]bool{}
	show := func(name string, err error) {
		var problems Problems
		errors.As(err, &problems)
		if len(problems) == 0 {
			t.Errorf("%s: it loads", name)
		}
		for _, p := range problems {
			shown[p.Key] = true
			if p.Line < 1 || !strings.HasSuffix(p.Excerpt, "^") {
				t.Errorf("%s: no place: %+v", name, p)
			}
		}
		b.WriteString("# " + name + "\n" + problems.Text(lang.En) + "\n" + problems.Text(lang.Zh) + "\n\n")
	}
	for _, bad := range badSchemes {
		if strings.Count(good, bad.old) != 1 {
			t.Fatalf("%s: %q stands %d times", bad.name, bad.old, strings.Count(good, bad.old))
		}
		_, err := c.TryScheme("schemes/home-help.yaml", []byte(strings.Replace(good, bad.old, bad.new, 1)))
		show(bad.name, err)
	}
	for _, bad := range badVocabularies {
		_, _, err := Load(catalog.FS, fstest.MapFS{bad.file: {Data: []byte(bad.text)}})
		show(bad.file, err)
	}
	for _, bad := range badCases {
		overlay := fstest.MapFS{"schemes/home-help.yaml": {Data: []byte(good)}, "schemes/home-help.test.yaml": {Data: []byte(bad.text)}}
		with := *c
		s, _ := c.TryScheme("schemes/home-help.yaml", []byte(good))
		with.Schemes = map[string]*Scheme{"home-help": s}
		_, err := LoadSchemeCases(&with, Overlay, overlay)
		show(bad.name, err)
	}
	return b.String(), shown
}

func TestBadSchemesDoNotLoad(t *testing.T) {
	const golden = "testdata/bad-schemes.golden"
	got, _ := schemesShow(t)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || got != string(want) {
		t.Errorf("%s differs: run with -update and read what changed", golden)
	}
}

// What is refused when it is tried is refused when it is loaded, in the same words.
func TestTryingASchemeIsLoadingIt(t *testing.T) {
	good := homeHelp(t)
	c, _ := shipped(t)
	for _, text := range []string{good, strings.Replace(good, "[id-card]", "[id-card, child-death-record, x]", 1)} {
		var loaded, tried Problems
		d, _, err := Load(catalog.FS, fstest.MapFS{"schemes/home-help.yaml": {Data: []byte(text)}})
		errors.As(err, &loaded)
		made, err := c.TryScheme("schemes/home-help.yaml", []byte(text))
		errors.As(err, &tried)
		if loaded.Text(lang.Zh) != tried.Text(lang.Zh) {
			t.Errorf("loaded:\n%s\ntried:\n%s", loaded.Text(lang.Zh), tried.Text(lang.Zh))
		}
		if loaded == nil && made.Hash != d.Schemes["home-help"].Hash {
			t.Error("the hashes differ")
		}
	}
	if c.Schemes["home-help"] != nil {
		t.Error("trying a scheme brought it into the catalogue")
	}
}

// A scheme without cases is not finished, and the shipped cases of a scheme that a district has replaced are not asked of it.
func TestSchemesHaveCases(t *testing.T) {
	text := homeHelp(t)
	for name, x := range map[string]struct {
		overlay fstest.MapFS
		origin  Origin
		want    string
	}{
		"without":  {fstest.MapFS{"schemes/home-help.yaml": {Data: []byte(text)}}, Overlay, "catalogue.no-cases"},
		"with":     {fstest.MapFS{"schemes/home-help.yaml": {Data: []byte(text)}, "schemes/home-help.test.yaml": {Data: []byte("[]")}}, Overlay, ""},
		"none":     {fstest.MapFS{}, Overlay, ""},
		"replaced": {fstest.MapFS{"schemes/reward-assistance.yaml": {Data: []byte(shippedText(t, "schemes/reward-assistance.yaml"))}}, Shipped, ""},
	} {
		c, _, err := Load(catalog.FS, x.overlay)
		if err != nil {
			t.Fatal(err)
		}
		from := map[Origin]fs.FS{Overlay: x.overlay, Shipped: catalog.FS}[x.origin]
		files, err := LoadSchemeCases(c, x.origin, from)
		problems, _ := err.(Problems)
		if got := onlyKey(problems); got != x.want || name == "replaced" && len(files) != len(c.SchemeIDs)-1 {
			t.Errorf("%s: %v, %d files", name, err, len(files))
		}
	}
}

func onlyKey(problems Problems) string {
	if len(problems) != 1 {
		return ""
	}
	return problems[0].Key
}
