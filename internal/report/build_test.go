package report_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"youfu/catalog"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/report"
)

func TestPrint(t *testing.T) {
	for _, c := range []struct {
		rate     bool
		num, den int
		zh, en   string
	}{
		{false, 0, 0, "0", "0"},
		{false, 999, 0, "999", "999"},
		{false, 77004, 0, "77,004", "77,004"},
		{false, 1234567, 0, "1,234,567", "1,234,567"},
		{true, 0, 0, "无（分母为零）", "none (denominator zero)"},
		{true, 0, 7, "0.0%（0/7）", "0.0% (0/7)"},
		{true, 25, 29, "86.2%（25/29）", "86.2% (25/29)"},
		{true, 1, 2000, "0.1%（1/2,000）", "0.1% (1/2,000)"}, // half up
		{true, 1, 2001, "0.0%（1/2,001）", "0.0% (1/2,001)"},
		{true, 2, 3, "66.7%（2/3）", "66.7% (2/3)"},
		{true, 1999, 2000, "100.0%（1,999/2,000）", "100.0% (1,999/2,000)"},
		{true, 12345, 12345, "100.0%（12,345/12,345）", "100.0% (12,345/12,345)"},
	} {
		if zh, en := report.Print(lang.Zh, c.rate, c.num, c.den), report.Print(lang.En, c.rate, c.num, c.den); zh != c.zh || en != c.en {
			t.Errorf("%+v: %s %s", c, zh, en)
		}
	}
	if got := report.Thousands(-1234); got != "-1,234" {
		t.Error(got)
	}
}

// A percentage is the nearest one with one decimal, as exact arithmetic has it.
func TestPercentIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		den := rapid.IntRange(1, 1_000_000_000).Draw(t, "den")
		num := rapid.IntRange(0, den).Draw(t, "num")
		tenths := new(big.Rat).Add(new(big.Rat).Mul(big.NewRat(int64(num), int64(den)), big.NewRat(1000, 1)), big.NewRat(1, 2))
		whole := new(big.Int).Quo(tenths.Num(), tenths.Denom()).Int64()
		if got, want := report.Percent(num, den), fmt.Sprintf("%d.%d%%", whole/10, whole%10); got != want {
			t.Fatalf("%d/%d is %s, want %s", num, den, got, want)
		}
		if back, err := strconv.Atoi(strings.ReplaceAll(report.Thousands(num), ",", "")); err != nil || back != num {
			t.Fatalf("%d is written %s", num, report.Thousands(num))
		}
	})
}

// outline writes a document's blocks down, one a line.
func outline(d *report.Document) (all []string) {
	for _, b := range d.Blocks {
		line := string(b.Kind) + ":"
		for _, r := range b.Runs {
			line += r.Text
			if r.Entry != nil {
				line += "[" + r.Entry.Label + "]"
			}
		}
		if b.Table != nil {
			line += b.Table.Caption
			for _, row := range b.Table.Rows {
				line += " |"
				for _, cell := range row {
					line += " " + cell.Text
				}
			}
		}
		all = append(all, line)
	}
	return all
}

func TestBuild(t *testing.T) {
	r := newRecords(t)
	want := []string{
		"title:清和区小结",
		"paragraph:期间：2026-01-01 至 2026-12-31",
		"heading:一、查了多少",
		"paragraph:共 25[1a] 人、40[1b] 人次；其中卫生部门 20[1c] 人次。治疗完成率 50.0%（7/14）[1d]。",
		`item:第一条：<b>不是标签</b> & "引号"`,
		"item:第二条",
		"table:1e 妇女病普查人数（2026-01-01 至 2026-12-31） | 云溪镇 2026 年 20 | 柳塘镇 2026 年 20 | 合计  25",
		"chart:1f 妇女病普查人次（2026-01-01 至 2026-12-31） | 2026 年第 1 季度 11 | 2026 年第 2 季度 12 | 2026 年第 3 季度 11 | 2026 年第 4 季度 6 | 合计 40",
		"chart:1g 治疗完成率（2026-01-01 至 2026-12-31） | 云溪镇 100.0%（7/7） | 柳塘镇 0.0%（0/7） | 合计 50.0%（7/14）",
		"heading:二、还没有的",
		"paragraph:本节本期没有登记的记录。",
		"heading:三、问题",
		"item:检查后应办的随访，期末已超过期限的有 3[3a] 项。",
		"item:谢绝邀请 1,204[3b] 人，均予尊重，不再反复动员。",
	}
	doc := build(t, r, lang.Zh)
	if got := outline(doc); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	keys := map[string]bool{}
	for _, e := range doc.Entries {
		if keys[e.Key] || e.Key == "" || e.Label == "" {
			t.Errorf("entry %+v", e)
		}
		keys[e.Key] = true
	}
	if got := doc.Sections(); !slices.Equal(got, []string{"一、查了多少", "二、还没有的", "三、问题"}) {
		t.Errorf("%v", got)
	}
	if r.asked != 7 { // four numbers and three tables: a table's rows are counted together
		t.Errorf("%d questions were asked", r.asked)
	}
	if en := outline(build(t, r, lang.En)); en[3] != "paragraph:25[1a] women in 40[1b] visits, 20[1c] of them at the health department. Treated: 50.0% (7/14)[1d]." {
		t.Errorf("%s", en[3])
	}
}

func TestBuildWithoutProblemsSaysSo(t *testing.T) {
	r := newRecords(t)
	r.problems = nil
	got := outline(build(t, r, lang.Zh))
	if last := got[len(got)-1]; !strings.HasPrefix(last, "paragraph:本期登记中没有发现") {
		t.Error(last)
	}
}

func TestBuildRefusesAnEmptyPeriod(t *testing.T) {
	r := newRecords(t)
	o := report.Order{Report: r.practice.Reports["small"], Lang: lang.Zh, Period: civil.Period{From: year2026.To, To: year2026.From}}
	if _, err := report.Build(o, r); !fault.Is(err, fault.Usage) {
		t.Error(err)
	}
}

// What stands in a district's own report, and in the names of its places, is text wherever it stands.
func TestNastyTextsStayTexts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newRecords(t)
		r.names["cloud"] = rapid.StringN(0, 30, -1).Draw(rt, "name")
		doc := build(t, r, lang.Zh)
		doc.District = rapid.StringN(0, 30, -1).Draw(rt, "district")
		for i := range doc.Blocks {
			if doc.Blocks[i].Table == nil && rapid.IntRange(0, 3).Draw(rt, "nasty") == 0 {
				doc.Blocks[i].Runs = append(doc.Blocks[i].Runs, report.Run{Text: rapid.SampledFrom([]string{"]]>", "<w:t>", "&amp;", "\x01\x0b", "\u202e", "👩‍⚕️", "</w:body>", "\ufffe"}).Draw(rt, "text")})
			}
		}
		file := docx(t, doc)
		wellFormed(rt, unpack(t, file))
		if got := differing(t, file, r); len(got) != 0 {
			rt.Fatalf("%v differ", got)
		}
		var page bytes.Buffer
		if err := doc.WriteHTML(&page); err != nil {
			rt.Fatal(err)
		}
	})
}

var update = flag.Bool("update", false, "write the golden pages anew")

func TestHTML(t *testing.T) {
	for _, l := range []lang.Lang{lang.Zh, lang.En} {
		var page bytes.Buffer
		if err := build(t, newRecords(t), l).WriteHTML(&page); err != nil {
			t.Fatal(err)
		}
		golden := "testdata/small." + string(l) + ".html"
		if *update {
			if err := os.WriteFile(golden, page.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if page.String() != string(want) {
			t.Errorf("%s is not what it was: look at it, and run the test with -update", golden)
		}
		for _, foreign := range []string{"<script", "http://", "https://", "<link", "@import", "url("} {
			if strings.Contains(strings.ReplaceAll(page.String(), `xmlns="http://www.w3.org/2000/svg"`, ""), foreign) {
				t.Errorf("%s asks for something of another place: %s", golden, foreign)
			}
		}
		if strings.Contains(page.String(), "<b>") || strings.Count(page.String(), "<svg") != 2 {
			t.Errorf("%s: %d drawings", golden, strings.Count(page.String(), "<svg"))
		}
	}
}

// A chart is drawn only where a drawing is read rightly: by one break-down, of more than a total.
func TestChartsOfLittle(t *testing.T) {
	text := "# x\n\n{{chart \"screening-visits\" by=\"township,quarter\"}}\n\n{{chart \"screening-visits\" by=\"quarter\"}}\n\n{{problems}}\n"
	c, _, err := catalogue.Load(catalog.FS, fstest.MapFS{"reports/little.zh.md": {Data: []byte(text)}, "reports/little.en.md": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	r := newRecords(t)
	r.practice = c
	draw := func() int {
		doc, err := report.Build(report.Order{Report: c.Reports["little"], Lang: lang.Zh, District: "清和区", Period: year2026, Made: year2026.From}, r)
		if err != nil {
			t.Fatal(err)
		}
		var page bytes.Buffer
		if err := doc.WriteHTML(&page); err != nil {
			t.Fatal(err)
		}
		return strings.Count(page.String(), "<svg")
	}
	if got := draw(); got != 1 {
		t.Errorf("%d drawings, want the one by quarter", got)
	}
	if r.visits = nil; draw() != 0 {
		t.Error("nothing was drawn")
	}
}
