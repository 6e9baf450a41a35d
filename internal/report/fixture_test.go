package report_test

import (
	"archive/zip"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"youfu/catalog"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/report"
	"youfu/internal/store"
)

// small is a report with each directive in it.
const small = `# {{district}}小结

期间：{{period}}

## 一、查了多少

共 {{n "women-screened"}} 人、{{n "screening-visits"}} 人次；
其中卫生部门 {{n "screening-visits" department="health" last="3y"}} 人次。治疗完成率 {{n "treatment-completed"}}。

- 第一条：<b>不是标签</b> & "引号"
- 第二条

{{table "women-screened" by="township,year"}}

{{chart "screening-visits" by="quarter"}}

{{chart "treatment-completed" by="township"}}

## 二、还没有的

{{missing}}

## 三、问题

{{problems}}
`

const smallEn = `# {{district}}: summary

Period: {{period}}

## 1. How many

{{n "women-screened"}} women in {{n "screening-visits"}} visits,
{{n "screening-visits" department="health" last="3y"}} of them at the health department. Treated: {{n "treatment-completed"}}.

- first: <b>no tag</b> & "quotes"
- second

{{table "women-screened" by="township,year"}}

{{chart "screening-visits" by="quarter"}}

{{chart "treatment-completed" by="township"}}

## 2. Not yet

{{missing}}

## 3. Problems

{{problems}}
`

var practice = sync.OnceValues(func() (*catalogue.Catalogue, error) {
	c, _, err := catalogue.Load(catalog.FS, fstest.MapFS{"reports/small.zh.md": {Data: []byte(small)}, "reports/small.en.md": {Data: []byte(smallEn)}})
	return c, err
})

// records answers a report's questions from a handful of visits, by counting.
type records struct {
	seq      store.Seq
	practice *catalogue.Catalogue
	visits   []visit
	problems []report.Problem
	names    map[string]string
	asked    int
}

type visit struct {
	person  uint32
	on      string
	codes   map[string]string
	needed  bool // treatment
	treated bool
}

func newRecords(t testing.TB) *records {
	t.Helper()
	c, err := practice()
	if err != nil {
		t.Fatal(err)
	}
	r := &records{seq: 417, practice: c, names: map[string]string{"cloud": "云溪镇", "willow": "柳塘镇", "health": "卫生部门", "family-planning": "计生部门"},
		problems: []report.Problem{{ID: "overdue-follow-ups", Count: 3}, {ID: "declined", Count: 1204}}}
	for i := range 40 {
		v := visit{person: uint32(i % 25), on: civil.MustDate("2026-01-05").AddDays(i * 8).String(), needed: i%3 == 0, treated: i%6 == 0}
		v.codes = map[string]string{"township": []string{"cloud", "willow"}[i%2], "department": []string{"health", "family-planning"}[i%4/2], "year": v.on[:4],
			"quarter": fmt.Sprintf("%s-Q%d", v.on[:4], (int(v.on[5]-'0')*10+int(v.on[6]-'0')+2)/3)}
		r.visits = append(r.visits, v)
	}
	return r
}

func (r *records) Seq() store.Seq                                  { return r.seq }
func (r *records) Practice() *catalogue.Catalogue                  { return r.practice }
func (r *records) Problems(civil.Period) ([]report.Problem, error) { return r.problems, nil }
func (r *records) Name(dimension, code string, _ lang.Lang) string { return r.names[code] }
func (v visit) within(p civil.Period) bool                         { return p.Contains(civil.MustDate(v.on)) }
func key(codes []string) string                                    { return strings.Join(codes, ",") }

func (r *records) each(q figure.Query, use func(v visit, codes []string)) {
	r.asked++
	for _, v := range r.visits {
		in := v.within(q.Period) && (!q.Figure.Rate() || v.needed)
		for d, codes := range q.Where {
			in = in && slices.Contains(codes, v.codes[d])
		}
		var codes []string
		for _, d := range q.By {
			codes = append(codes, v.codes[d])
		}
		if in {
			use(v, codes)
		}
	}
}

func (r *records) Figure(q figure.Query) (figure.Result, error) {
	all := figure.Result{Figure: q.Figure, Seq: r.seq, Period: q.Period}
	rows := map[string]*figure.Row{}
	seen := map[string]bool{}
	once := func(set string, v visit) bool {
		what := fmt.Sprint(set, "/", v.on)
		if q.Figure.Count == catalogue.CountPersons {
			what = fmt.Sprint(set, "/", v.person)
		}
		before := seen[what]
		seen[what] = true
		return !before
	}
	add := func(set string, v visit, value, num, den *int, members *[]figure.Member) {
		if !once(set, v) {
			return
		}
		*members = append(*members, figure.Member{Person: v.person, Event: id.FromHash([]byte(v.on))})
		if !q.Figure.Rate() {
			*value++
			return
		}
		*den++
		if v.treated {
			*num++
		}
	}
	r.each(q, func(v visit, codes []string) {
		add("all", v, &all.Value, &all.Num, &all.Den, &all.Members)
		if len(q.By) == 0 {
			return
		}
		row := rows[key(codes)]
		if row == nil {
			row = &figure.Row{By: map[string]string{}}
			for i, d := range q.By {
				row.By[d] = codes[i]
			}
			rows[key(codes)] = row
		}
		add("row "+key(codes), v, &row.Value, &row.Num, &row.Den, &row.Members)
	})
	for _, k := range slices.Sorted(maps.Keys(rows)) {
		all.Rows = append(all.Rows, *rows[k])
	}
	return all, nil
}

// secret is a MAC under a key of its own.
type secret string

func (s secret) MAC(purpose string, content []byte) []byte {
	m := hmac.New(sha256.New, []byte(s))
	fmt.Fprintf(m, "%s:", purpose)
	m.Write(content)
	return m.Sum(nil)
}

const ours = secret("ours")

var year2026 = civil.Period{From: civil.MustDate("2026-01-01"), To: civil.MustDate("2027-01-01")}

func build(t testing.TB, r *records, l lang.Lang) *report.Document {
	t.Helper()
	doc, err := report.Build(report.Order{Report: r.practice.Reports["small"], Lang: l, District: "清和区", Period: year2026, Made: civil.MustDate("2026-12-31")}, r)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func docx(t testing.TB, d *report.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.WriteDocx(&b, ours); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unpack gives the parts of a package by name.
func unpack(t testing.TB, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(raw)
	}
	return all
}

// pack makes a package of parts.
func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		f, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(f, parts[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// edited is the file with one part changed.
func edited(t testing.TB, file []byte, part string, change func(string) string) []byte {
	t.Helper()
	parts := unpack(t, file)
	after := change(parts[part])
	if after == parts[part] {
		t.Fatalf("nothing changed in %s", part)
	}
	parts[part] = after
	return pack(t, parts)
}

func read(t testing.TB, file []byte) report.Word {
	t.Helper()
	w, err := report.ReadDocx(bytes.NewReader(file), int64(len(file)), ours)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// differing are the keys of what verify finds different; "manifest" for the manifest.
func differing(t testing.TB, file []byte, r *records) (keys []string) {
	t.Helper()
	v, err := report.Verify(read(t, file), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range v.Differ {
		if d.Key == "" {
			d.Key = d.Figure
		}
		keys = append(keys, d.Key)
	}
	return keys
}
