package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"youfu/catalog"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/lang"
)

func shipped(t testing.TB) (*Catalogue, []Definition) {
	t.Helper()
	c, definitions, err := Load(catalog.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c, definitions
}

func TestShippedScreeningIsWhatOthersRelyOn(t *testing.T) {
	c, _ := shipped(t)
	p := c.Programmes["womens-screening"]
	if p == nil || p.Opening().ID != "screening" || p.Recall.Every != (civil.Duration{Years: 1}) || p.Reach != Population {
		t.Fatalf("programme: %+v", p)
	}
	for visit, fields := range map[string][]string{
		"screening": {"findings", "hpv", "bp", "note"}, "treatment": {"result"}, "colposcopy": {"result"},
	} {
		v := p.Visit(visit)
		if v == nil || !slices.Equal(v.By, []string{"health", "family-planning"}) {
			t.Fatalf("visit %s: %+v", visit, v)
		}
		for _, f := range fields {
			if v.Field(f) == nil {
				t.Errorf("visit %s lacks %s", visit, f)
			}
		}
	}
	codes := func(visit, field string) []string { return p.Visit(visit).Field(field).Codes.All() }
	for _, c := range []struct {
		got  []string
		want []string
	}{
		{codes("screening", "findings"), []string{"none", "trichomonas", "candida", "bv", "condyloma", "cervicitis", "other-rti", "fibroid", "other-benign", "suspected-malignancy"}},
		{codes("screening", "hpv"), []string{"negative", "16", "18", "other-high-risk", "invalid"}},
		{codes("treatment", "result"), []string{"treated", "referred", "declined"}},
		{codes("colposcopy", "result"), []string{"treated", "referred", "declined"}},
		{c.FigureIDs, []string{"women-screened", "screening-visits", "treatment-needed", "treatment-done", "treatment-completed", "common-disease-treated", "treatment-declined"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
	f := c.Figures["treatment-completed"]
	if f.Kind != KindQuality || *f.Target != 0.95 || f.Num.Followed.Within != (civil.Duration{Days: 90}) || f.Den.Count != CountCases {
		t.Errorf("treatment-completed: %+v", f)
	}
	if f := c.Figures["women-screened"]; f.Kind != KindActivity || f.Additive || f.Place != PlaceResides || f.Count != CountPersons {
		t.Errorf("women-screened: %+v", f)
	}
}

func TestShippedCasesAreComplete(t *testing.T) {
	c, _ := shipped(t)
	files, err := LoadCases(c, Shipped, catalog.FS)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		n += len(f.Cases)
	}
	if len(files) != 2 || n < 30 {
		t.Errorf("%d files, %d cases", len(files), n)
	}
}

// TestDefinitionsRebuildTheCatalogue: what is stored gives the same catalogue again, and the same hashes.
func TestDefinitionsRebuildTheCatalogue(t *testing.T) {
	c, definitions, err := Load(catalog.FS, os.DirFS("../../testdata/hearing"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range definitions {
		if sum := sha256.Sum256([]byte(d.Text)); hex.EncodeToString(sum[:]) != d.Hash {
			t.Errorf("%s %s: the hash is not that of the text", d.Kind, d.ID)
		}
	}
	slices.Reverse(definitions) // a database gives them in its own order
	again, err := FromDefinitions(definitions)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]any{
		"programmes": {c.ProgrammeIDs, again.ProgrammeIDs}, "figures": {c.FigureIDs, again.FigureIDs}, "codes": {c.CodeIDs, again.CodeIDs},
		"reports": {c.ReportIDs, again.ReportIDs}, "tables": {c.Codes, again.Codes}, "facts": {c.Facts, again.Facts}, "schemes": {c.SchemeIDs, again.SchemeIDs}, "papers": {c.Evidence, again.Evidence}, "attributes": {c.Attributes, again.Attributes}, "consents": {c.Consents, again.Consents}, "headings": {c.Headings, again.Headings},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s differ: %v, %v", name, pair[0], pair[1])
		}
	}
	for id, p := range c.Programmes {
		if q := again.Programmes[id]; q.Hash != p.Hash || q.Who.Source() != p.Who.Source() || len(q.Visits) != len(p.Visits) {
			t.Errorf("programme %s differs", id)
		}
	}
	for id, f := range c.Figures {
		if g := again.Figures[id]; g.Hash != f.Hash || g.Kind != f.Kind || g.Rate() != f.Rate() {
			t.Errorf("figure %s differs", id)
		}
	}
	for id, a := range c.Schemes {
		b := again.Schemes[id]
		if b.Hash != a.Hash || b.Criteria[0].Rule.Source() != a.Criteria[0].Rule.Source() || !reflect.DeepEqual(a.Steps[0], b.Steps[0]) || !reflect.DeepEqual(a.Powers, b.Powers) {
			t.Errorf("scheme %s differs", id)
		}
	}
	for id, r := range c.Reports {
		if s := again.Reports[id]; s.Hash != r.Hash || !reflect.DeepEqual(s.Text, r.Text) || len(s.Body[lang.Zh]) != len(r.Body[lang.Zh]) {
			t.Errorf("report %s differs", id)
		}
	}
}

func TestCommentsAndLayoutAreNoOtherDefinition(t *testing.T) {
	load := func(text string) (d Definition) {
		_, definitions, err := Load(overlaid(t, map[string]string{"codes/fruit.yaml": text}), nil)
		if err != nil {
			t.Fatal(err)
		}
		return definitions[slices.IndexFunc(definitions, func(d Definition) bool { return d.ID == "fruit" })]
	}
	a := load("id: fruit\ntitle: {zh: 水果, en: Fruit}\nabout: finding\ncodes:\n  - {code: \"01\", title: {zh: 梨, en: pear}}\n")
	b := load("# fruit\nid: 'fruit'\ntitle:\n    zh: \"水果\"\n    en: Fruit\n\nabout: finding # what else\ncodes: [{code: '01', title: {zh: 梨, en: pear}}]\n")
	c := load("id: fruit\ntitle: {zh: 水果, en: Fruit}\nabout: finding\ncodes:\n  - {code: \"1\", title: {zh: 梨, en: pear}}\n")
	if a.Hash != b.Hash || a.Hash == c.Hash {
		t.Errorf("hashes:\n%s%s%s", a.Text, b.Text, c.Text)
	}
}

// TestStoredTextReadsBack: whatever a text holds, its canonical form gives it back, and is its own canonical form.
func TestStoredTextReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(
			rapid.SampledFrom([]string{"", "yes", "null", "~", "010", "1e3", "2026-01-01", "true", " a ", "a\n", "\na", "a\n\n", "\ta\t", "- a", "a: b # c", "{{n \"x\"}}\n\n  b \n"}),
			rapid.StringOf(rapid.RuneFrom([]rune(" \t\nab#:-'\"\\{}[]&*!|>%@,？视力😀\u00a0\u3000\ufeff"))),
		).Draw(t, "value")
		d, err := define(DefReport, "x", Shipped, &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{str("zh"), str(value)}})
		if err != nil {
			t.Fatal(err)
		}
		var problems Problems
		n := newSource(Shipped, "x", []byte(d.Text), &problems).parse([]byte(d.Text))
		if n == nil || n.Content[1].Value != value {
			t.Fatalf("%q is stored as %q and reads back as %+v, %v", value, d.Text, n, problems)
		}
		if again, err := define(DefReport, "x", Shipped, n); err != nil || again.Hash != d.Hash {
			t.Fatalf("%q becomes %q", d.Text, again.Text)
		}
	})
}

// overlaid is the shipped code tables and facts with files added.
func overlaid(t testing.TB, files map[string]string) fstest.MapFS {
	t.Helper()
	m := fstest.MapFS{}
	for _, name := range []string{"codes/facts.yaml", "codes/sex.yaml"} {
		raw, err := catalog.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m[name] = &fstest.MapFile{Data: raw}
	}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestOverlayReplacesByKindAndID(t *testing.T) {
	overlay := fstest.MapFS{"figures/own.yaml": {Data: []byte(
		"- {id: women-screened, title: {zh: 普查, en: Screened here}, count: visits, of: womens-screening/screening, place: site}\n")}}
	c, definitions, err := Load(catalog.FS, overlay)
	if err != nil {
		t.Fatal(err)
	}
	if f := c.Figures["women-screened"]; f.Count != CountVisits || f.Place != PlaceSite || !f.Additive {
		t.Errorf("women-screened: %+v", f)
	}
	if s := c.Reports["work-report"].Body[lang.Zh]; !slices.ContainsFunc(s, func(s Segment) bool { return s.Figure == c.Figures["women-screened"] }) {
		t.Error("the report does not use the overlay's figure")
	}
	for _, d := range definitions {
		if want := map[bool]Origin{true: Overlay, false: Shipped}[d.ID == "women-screened"]; d.Origin != want {
			t.Errorf("%s %s: origin %s", d.Kind, d.ID, d.Origin)
		}
	}
}

func TestProblemsAreForThePersonWhoWroteTheFile(t *testing.T) {
	_, _, err := Load(catalog.FS, fstest.MapFS{"codes/x.yaml": {Data: []byte("id: x\n")}})
	if fault.Exit(err) != 1 {
		t.Errorf("exit code %d", fault.Exit(err))
	}
	for _, p := range err.(Problems) {
		if p.Origin != Overlay || p.Message(lang.Zh) == p.Message(lang.En) {
			t.Errorf("%+v", p)
		}
	}
}

// Every purpose of a consent says what she is told and what holds where she was not asked; a word changed is another text.
func TestConsentsAreWhatOthersRelyOn(t *testing.T) {
	c, _ := shipped(t)
	var ids []string
	for i := range c.Consents {
		one := &c.Consents[i]
		ids = append(ids, one.ID)
		if c.Consent(one.ID) != one || one.Title.Zh == "" || one.Text.En == "" || one.Unasked.Zh == "" {
			t.Errorf("%+v", one)
		}
		other := *one
		other.Text.Zh += "。"
		if one.TextHash(lang.Zh) == one.TextHash(lang.En) || other.TextHash(lang.Zh) == one.TextHash(lang.Zh) || other.TextHash(lang.En) != one.TextHash(lang.En) {
			t.Errorf("%s: the hash does not name the words", one.ID)
		}
	}
	if !slices.Equal(ids, []string{"contact", "display", "follow-up"}) || c.Consent("police") != nil {
		t.Errorf("purposes: %v", ids)
	}
}

func TestFindReadsWhatFilesWrite(t *testing.T) {
	c, _ := shipped(t)
	for _, x := range []struct{ table, text, want string }{
		{"sex", "女", "female"}, {"sex", " 2 ", "female"}, {"sex", "Male", "male"}, {"sex", "9", "unknown"}, {"sex", "3", ""},
		{"hpv-result", "16", "16"}, {"hpv-result", "hpv16阳性", "16"}, {"gynae-finding", "滴虫", "trichomonas"}, {"gynae-finding", "无", "none"},
		{"relation", "0", "01"}, {"relation", "户主", "02"}, {"registered-nature", "农业", "agricultural"}, {"sex", "", ""},
	} {
		got := ""
		if code := c.Codes[x.table].Find(x.text); code != nil {
			got = code.Code
		}
		if got != x.want {
			t.Errorf("%s %q: %q, want %q", x.table, x.text, got, x.want)
		}
	}
}

func TestHeadings(t *testing.T) {
	c, _ := shipped(t)
	for _, x := range []struct{ file, heading, want string }{
		{"people", "姓名", "name"}, {"people", "\ufeff姓 名", "name"}, {"people", "Citizen_Number", "citizen_number"}, {"people", "与户主关系", "relation"},
		{"people", "户口性质", "registered_nature"}, {"visits", "日期", "on"}, {"visits", "机构", "site"}, {"people", "日期", ""}, {"shoes", "姓名", ""},
		{"people", "registered_place", "registered_place"}, {"departments", "name_en", "name_en"}, {"people", "", ""},
	} {
		if got := c.Headings.Column(x.file, x.heading); got != x.want {
			t.Errorf("%s %q: %q, want %q", x.file, x.heading, got, x.want)
		}
	}
}

// TestHolidays: a year that a district has entered is counted as it was announced, and read back from what is stored; others Monday to Friday.
func TestHolidays(t *testing.T) {
	overlay := fstest.MapFS{"codes/holidays.csv": {Data: []byte("date,day,source\n2031-10-01,off,notice 1\n2031-10-02,off,notice 1\n2031-10-03,off,notice 1\n2031-10-05,work,notice 1\n")}}
	c, definitions, err := Load(catalog.FS, overlay)
	if err != nil {
		t.Fatal(err)
	}
	again, err := FromDefinitions(definitions)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []civil.Calendar{c.Workdays, again.Workdays} {
		day := civil.MustDate("2031-09-30") // a Tuesday
		if got := w.After(day, 2); got.String() != "2031-10-06" || !w.Knows(day) || w.Knows(day.AddDays(-365)) {
			t.Errorf("two working days after %s: %s", day, got)
		}
	}
	if _, stored := shipped(t); slices.ContainsFunc(stored, func(d Definition) bool { return d.Kind == DefHolidays }) {
		t.Error("no holidays are shipped, and yet they are stored")
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		shipped(b)
	}
}
