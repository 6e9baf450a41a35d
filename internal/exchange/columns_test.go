package exchange_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"youfu/internal/exchange"
	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/testdb"
)

func TestHeadings(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	for _, header := range []string{"ref,name,sex", "编号,姓名,性别", "REF, Name ,SEX", "*编 号,姓　名,性别 ", "人员编号,姓名,ｓｅｘ"} {
		r := o.check(job(exchange.People, header+"\nA,何秀芬,女\n"))
		o.want(r, "1a 0u 0h 0r")
		if len(r.Unknown) > 0 {
			t.Errorf("%s: unknown %q", header, r.Unknown)
		}
	}
	r := o.check(job(exchange.People, "编号,姓名,电话,手机,文化程度,备注13912345678\nA,何秀芬,13912345678,13800000000,小学,\n"))
	if got := strings.Join(r.Unknown, "|"); got != "手机|文化程度|备注•••••••••78" {
		t.Errorf("unknown %s", got)
	}
	r = o.check(job(exchange.People, "姓名,编号,性别\n,A,x\n"))
	if got := refusals(r); got != "2 name missing; 2 sex unknown-code" || r.Refused[1].Heading != "性别" || r.Refused[1].Value != "x" {
		t.Errorf("%+v", r.Refused)
	}
}

func TestFilesThatCannotBeReadAtAll(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	for name, c := range map[string]struct {
		job exchange.Job
		key string
	}{
		"empty":          {job(exchange.People, ""), "sheet.no-header"},
		"no name":        {job(exchange.People, "ref,sex\nA,女\n"), "exchange.no-columns"},
		"no key":         {job(exchange.People, "name,sex\n何,女\n"), "exchange.no-columns"},
		"no code":        {job(exchange.Places, "name\n何\n"), "exchange.no-columns"},
		"no visit":       {exchange.Job{Kind: exchange.Visits, Programme: "womens-screening", Visit: "nothing", Name: "a.csv", File: strings.NewReader("person,on,site\n"), Size: 15}, "care.no-visit"},
		"not a workbook": {exchange.Job{Kind: exchange.People, Name: "a.xlsx", File: strings.NewReader("ref,name\n"), Size: 9}, "sheet.broken"},
	} {
		before := o.seq()
		_, err := exchange.Apply(context.Background(), o.District, c.job)
		var f *fault.Error
		if !asFault(err, &f) || f.Key != c.key || fault.Exit(err) == 6 || strings.HasPrefix(lang.Error(lang.Zh, err), "[") {
			t.Errorf("%s: %v", name, err)
		}
		if o.seq() != before {
			t.Errorf("%s: something was written", name)
		}
	}
}

func TestMap(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	m, err := exchange.ParseMap([]byte("序号: ref\n大名: name\n# 电话不要\n电话: ''\n"))
	if err != nil {
		t.Fatal(err)
	}
	j := job(exchange.People, "序 号,大名,电话,性别\n7,何秀芬,13912345678,女\n")
	j.Map = m
	r := o.apply(j)
	o.want(r, "1a 0u 0h 0r")
	if p := o.find("7"); p.Card.Name != "何秀芬" || p.Card.Phone != "" || p.Facts.Sex != "female" || len(r.Unknown) > 0 {
		t.Errorf("%+v, unknown %q", p, r.Unknown)
	}
	for text, key := range map[string]string{
		"大名: name\n不在: ref":                  "exchange.map-no-heading",
		"序号: ref\n大名: nmae":                  "exchange.map-no-column",
		"序号: ref\n大名: ref":                   "exchange.map-twice",
		"序号: ref\n序 号: name":                 "exchange.map-twice",
		"大名: name\n序号: " + "findings":        "exchange.map-no-column",
		"大名: name\n序号: citizen_number\na: b": "exchange.map-no-heading",
	} {
		j := job(exchange.People, "序号,大名\n7,何秀芬\n")
		if j.Map, err = exchange.ParseMap([]byte(text)); err != nil {
			t.Fatal(err)
		}
		_, err := exchange.Check(context.Background(), o.District, j)
		var f *fault.Error
		if !asFault(err, &f) || f.Key != key || strings.Contains(lang.Error(lang.En, err), "{") {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", "- a", "a: [b]", "a: b\nc: {d: e}", "a: b\na: c", "a"} {
		if m, err := exchange.ParseMap([]byte(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v, %v", text, m, err)
		}
	}
}

// One file in every form that offices save it in reads the same.
func TestEncodingsAndFormats(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	text := "编号,姓名,身份证号,性别,出生日期\nA,何秀芬,990101198305120286,女,1983/5/12\n" + "B,㐂𠮷,,男,1990年1月\n"
	text = strings.Replace(text, "990101198305120286", number("1983-05-12", 28), 1)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	w, err := sheet.NewWriter(&book, sheet.XLSX)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(text) {
		if err := w.Write(strings.Split(strings.TrimSpace(line), ",")...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	forms := []struct{ name, file string }{{"a.csv", text}, {"b.csv", "\xef\xbb\xbf" + text}, {"c.csv", gb}, {"d.csv", strings.ReplaceAll(text, "\n", "\r\n")},
		{"e.txt", strings.ReplaceAll(text, ",", "\t")}, {"f.csv", strings.ReplaceAll(text, ",", ";")}, {"g.xlsx", book.String()}}
	for i, form := range forms {
		j := job(exchange.People, form.file)
		j.Name = form.name
		want := "0a 2u 0h 0r"
		if i == 0 {
			want = "2a 0u 0h 0r"
		}
		r := o.apply(j)
		if counts(r) != want {
			t.Errorf("%s: %s, want %s; %s", form.name, counts(r), want, refusals(r))
		}
	}
	if a, b := o.find("A"), o.find("B"); a.Card.Name != "何秀芬" || b.Card.Name != "㐂𠮷" || b.Facts.Birth.String() != "1990-01" {
		t.Errorf("%+v %+v", a, b)
	}
}
