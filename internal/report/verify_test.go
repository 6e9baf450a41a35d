package report_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/civil"
	"youfu/internal/lang"
	"youfu/internal/report"
)

// place finds an entry's control in the main part: what stands before its text, the text, and what comes after.
func place(t interface{ Fatalf(string, ...any) }, text, key string) (before, printed, after string) {
	m := regexp.MustCompile(`<w:bookmarkStart w:id="\d+" w:name="youfu_` + strings.ReplaceAll(key, ".", "_") + `"/><w:sdt>.*?<w:t xml:space="preserve">([^<]*)</w:t>.*?</w:sdt><w:bookmarkEnd w:id="\d+"/>`).FindStringSubmatchIndex(text)
	if m == nil {
		t.Fatalf("%s has no place", key)
	}
	return text[:m[2]], text[m[2]:m[3]], text[m[3]:]
}

func TestAnUntouchedReportIsVerified(t *testing.T) {
	r := newRecords(t)
	for _, l := range []lang.Lang{lang.Zh, lang.En} {
		doc := build(t, r, l)
		v, err := report.Verify(read(t, docx(t, doc)), r)
		if err != nil || v.Figures != len(doc.Entries) || len(v.Differ) != 0 || v.Differ == nil {
			t.Errorf("%+v %v", v, err)
		}
	}
}

// Whichever digit is changed, verify names that number and no other.
func TestAChangedDigitIsNamed(t *testing.T) {
	r := newRecords(t)
	doc := build(t, r, lang.Zh)
	file := docx(t, doc)
	for _, e := range doc.Entries {
		for i, digit := range e.Printed {
			if digit < '0' || digit > '9' {
				continue
			}
			other := string('0' + (digit-'0'+1+rune(i)%9)%10)
			forged := edited(t, file, "word/document.xml", func(text string) string {
				before, printed, after := place(t, text, e.Key)
				return before + printed[:i] + other + printed[i+1:] + after
			})
			if got := differing(t, forged, r); !slices.Equal(got, []string{e.Key}) {
				t.Errorf("digit %d of %s %q: %v differ", i, e.Key, e.Printed, got)
			}
		}
	}
}

// However the text of one number is changed, verify names it.
func TestAChangedNumberIsNamed(t *testing.T) {
	r := newRecords(t)
	doc := build(t, r, lang.Zh)
	file := docx(t, doc)
	rapid.Check(t, func(rt *rapid.T) {
		e := rapid.SampledFrom(doc.Entries).Draw(rt, "entry")
		printed := rapid.StringMatching(`[0-9,.%（）/ 无]{0,12}`).Filter(func(s string) bool { return s != e.Printed }).Draw(rt, "printed")
		forged := edited(t, file, "word/document.xml", func(text string) string {
			before, _, after := place(rt, text, e.Key)
			return before + printed + after
		})
		if got := differing(t, forged, r); !slices.Equal(got, []string{e.Key}) {
			rt.Fatalf("%s printed %q: %v differ", e.Key, printed, got)
		}
	})
}

func TestTricksAreNamed(t *testing.T) {
	r := newRecords(t)
	doc := build(t, r, lang.Zh)
	file := docx(t, doc)
	run := func(properties, text string) string { return `<w:r>` + properties + `<w:t>` + text + `</w:t></w:r>` }
	control := func(text string) (before, whole, after string) {
		m := regexp.MustCompile(`<w:bookmarkStart w:id="1" .*?<w:bookmarkEnd w:id="1"/>`).FindStringIndex(text)
		return text[:m[0]], text[m[0]:m[1]], text[m[1]:]
	}
	inside := func(content string) func(string) string {
		return func(text string) string {
			before, whole, after := control(text)
			return before + regexp.MustCompile(`<w:sdtContent>.*</w:sdtContent>`).ReplaceAllString(whole, `<w:sdtContent>`+content+`</w:sdtContent>`) + after
		}
	}
	for name, c := range map[string]struct {
		change func(string) string
		want   string
	}{
		"taken away":                     {func(text string) string { a, _, b := control(text); return a + b }, "f1"},
		"taken away, and written beside": {func(text string) string { a, _, b := control(text); return a + run("", "25") + b }, "f1"},
		"emptied":                        {inside(""), "f1"},
		"twice, once otherwise": {func(text string) string {
			a, w, b := control(text)
			return a + w + strings.ReplaceAll(w, ">25<", ">26<") + b
		}, "f1"},
		"hidden, and another beside":       {inside(run(`<w:rPr><w:vanish/></w:rPr>`, "25") + run("", "99")), "f1"},
		"hidden":                           {inside(run(`<w:rPr><w:vanish w:val="true"/></w:rPr>`, "25")), "f1"},
		"deleted by revision, another put": {inside(`<w:del w:id="9">` + run("", "25") + `</w:del><w:ins w:id="10">` + run("", "99") + `</w:ins>`), "f1"},
		"with a symbol before":             {inside(`<w:r><w:sym w:font="Wingdings" w:char="F039"/></w:r>` + run("", "25")), "f1"},
		"with a picture before":            {inside(`<w:r><w:drawing/></w:r>` + run("", "25")), "f1"},
		"with a control inside":            {inside(run("", "2") + `<w:sdt><w:sdtPr><w:tag w:val="x"/></w:sdtPr><w:sdtContent>` + run("", "9") + `</w:sdtContent></w:sdt>` + run("", "5")), "f1"},
		"cut into runs, as editing does":   {inside(run("", "2") + run(`<w:rPr><w:b/></w:rPr>`, "5")), ""},
		"hidden no more":                   {inside(run(`<w:rPr><w:vanish w:val="0"/></w:rPr>`, "25")), ""},
		"deleted what was not the number":  {inside(`<w:del w:id="9">` + run("", "99") + `</w:del>` + run("", "25")), ""},
		"without its control, in its marks": {func(text string) string {
			a, _, b := control(text)
			return a + `<w:bookmarkStart w:id="1" w:name="youfu_f1"/>` + run("", "25") + `<w:bookmarkEnd w:id="1"/>` + b
		}, ""},
		"so, but another": {func(text string) string {
			a, _, b := control(text)
			return a + `<w:bookmarkStart w:id="1" w:name="youfu_f1"/>` + run("", "52") + `<w:bookmarkEnd w:id="1"/>` + b
		}, "f1"},
		"without its tag, as LibreOffice": {func(text string) string { return strings.Replace(text, `<w:tag w:val="f1"/>`, "", 1) }, ""},
	} {
		got := differing(t, edited(t, file, "word/document.xml", c.change), r)
		if c.want == "" && len(got) != 0 || c.want != "" && !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %v differ, want %q", name, got, c.want)
		}
	}
}

// A file that shows another part than the one that lies where the text is expected is read as it is shown.
func TestWhatIsShownIsRead(t *testing.T) {
	r := newRecords(t)
	parts := unpack(t, docx(t, build(t, r, lang.Zh)))
	parts["word/document2.xml"] = strings.Replace(parts["word/document.xml"], ">25<", ">26<", 1)
	parts["_rels/.rels"] = strings.ReplaceAll(parts["_rels/.rels"], "word/document.xml", "/word/document2.xml")
	if got := differing(t, pack(t, parts), r); !slices.Equal(got, []string{"f1"}) {
		t.Errorf("%v differ", got)
	}
}

func TestAForgedManifestIsNamed(t *testing.T) {
	r := newRecords(t)
	doc := build(t, r, lang.Zh)
	file := docx(t, doc)
	first := func(got []string) bool { return len(got) > 0 && got[0] == "manifest" }
	for name, change := range map[string]func(string) string{
		"another number": func(s string) string { return strings.Replace(s, "&#34;num&#34;:25", "&#34;num&#34;:26", 1) },
		"another period": func(s string) string { return strings.Replace(s, "2026-01-01", "2025-01-01", 1) },
		"another figure": func(s string) string {
			return strings.Replace(s, "&#34;women-screened&#34;", "&#34;no-such-figure&#34;", 1)
		},
		"another dimension": func(s string) string { return strings.Replace(s, "&#34;department&#34;", "&#34;religion&#34;", 1) },
		"fewer entries": func(s string) string {
			return regexp.MustCompile(`\{&#34;key&#34;:&#34;f1&#34;.*?&#34;rate&#34;:false\},`).ReplaceAllString(s, "")
		},
		"another seal": func(s string) string { return strings.Replace(s, `mac="`, `mac="00`, 1) },
		"no seal":      func(s string) string { return regexp.MustCompile(`mac="[^"]*"`).ReplaceAllString(s, `mac=""`) },
	} {
		if got := differing(t, edited(t, file, "customXml/item1.xml", change), r); !first(got) {
			t.Errorf("%s: %v differ", name, got)
		}
	}
	parts := unpack(t, file)
	parts["customXml/item2.xml"] = parts["customXml/item1.xml"]
	if got := differing(t, pack(t, parts), r); !first(got) {
		t.Errorf("two manifests: %v differ", got)
	}
	if _, err := report.ReadDocx(strings.NewReader(string(file)), int64(len(file)), secret("theirs")); err != nil {
		t.Error(err)
	}
	w, err := report.ReadDocx(strings.NewReader(string(file)), int64(len(file)), secret("theirs"))
	if err != nil || w.Genuine {
		t.Errorf("under another district's key it is genuine: %v (%v)", w.Genuine, err)
	}
}

// What the records say now is what is compared, whatever the manifest says.
func TestRecordsThatChangedAreNamed(t *testing.T) {
	r := newRecords(t)
	file := docx(t, build(t, r, lang.Zh))
	r.visits = r.visits[1:]
	r.problems = r.problems[:1]
	got := differing(t, file, r)
	for _, want := range []string{"f2", "f4"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not among %v", want, got)
		}
	}
	v, err := report.Verify(read(t, file), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range v.Differ {
		if d.Figure == "problem/declined" && (d.Printed != "1,204" || d.Now != "0") {
			t.Errorf("%+v", d)
		}
	}
	if last := v.Differ[len(v.Differ)-1]; last.Figure != "problem/declined" {
		t.Errorf("%+v", last)
	}
}

// Each row of a table asks, when it is verified, what it was asked for in the table.
func TestRowsAskTheSameAlone(t *testing.T) {
	r := newRecords(t)
	doc := build(t, r, lang.Zh)
	for _, e := range doc.Entries {
		if strings.Contains(e.Key, ".") && !strings.HasSuffix(e.Key, ".0") && len(e.Where) == 0 {
			t.Errorf("%s is not restricted", e.Key)
		}
		if e.From != year2026.From && e.From != civil.MustDate("2024-01-01") {
			t.Errorf("%s begins on %s", e.Key, e.From)
		}
		if e.Members > 0 && len(e.Digest) != 64 && !strings.HasPrefix(e.Figure, "problem/") {
			t.Errorf("%s: %s", e.Key, fmt.Sprint(e.Digest))
		}
	}
}
