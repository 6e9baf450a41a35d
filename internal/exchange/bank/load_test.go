package bank

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"youfu/internal/fault"
	"youfu/internal/lang"
)

func TestShippedProfiles(t *testing.T) {
	all := shipped()
	if len(all) != 4 {
		t.Fatalf("%d profiles", len(all))
	}
	for name, p := range all {
		if p.ID != name || p.Limits.Lines <= 0 || p.Limits.Fen <= 0 || p.Limits.Name <= 0 {
			t.Errorf("%s: %+v", name, p.Limits)
		}
		kinds := map[Kind]bool{}
		for code, s := range p.Statuses {
			kinds[s.Kind] = true
			if s.Passed && s.Kind != Unknown {
				t.Errorf("%s: %s is %v", name, code, s)
			}
		}
		if !kinds[Paid] || !kinds[Accepted] || !kinds[Rejected] {
			t.Errorf("%s has no codes for %v", name, kinds)
		}
	}
	if p := all["yikatong"]; p.Statuses["00"].Kind != Paid || p.Separator != '^' || len(p.Order.Columns) != 12 || p.Extension() != ".txt" {
		t.Errorf("%+v", p)
	}
	for _, c := range []struct {
		profile string
		value   Value
		want    bool
	}{{"iso20022", ValueCitizenNumber, false}, {"iso20022", ValueName, true}, {"iso20022", ValueProject, false}, {"yikatong", ValueCitizenNumber, true}, {"yikatong", ValueAgentName, false}, {"csv", ValueCitizenNumber, false}} {
		if all[c.profile].Uses(c.value) != c.want {
			t.Errorf("%s uses %s: %v", c.profile, c.value, !c.want)
		}
	}
}

const goodText = `id: t
title: {zh: 一, en: one}
format: text
separator: "|"
encoding: utf-8
limits: {lines: 10, amount: "5.00"}
order: {columns: [{title: p, value: payment}, {title: n, value: name}, {title: a, value: account}, {title: f, value: fen}, {title: c, text: CNY}]}
answer: {columns: [{title: p, value: payment}, {title: f, value: fen}, {title: s, value: status}, {title: x}]}
statuses: [{code: 00, kind: paid, title: {zh: 好, en: good}}]
`

const goodISO = `id: t
title: {zh: 一, en: one}
format: iso20022
encoding: gb18030
citizen_number: true
statuses: [{code: ACSC, kind: paid, title: {zh: 好, en: good}}, {code: PART, kind: none, title: {zh: 部分, en: part}}]
reasons: [{code: AC04, title: {zh: 销户, en: closed}}]
`

// Whatever is wrong with a profile is said, all of it at once.
func TestProfilesAreStrict(t *testing.T) {
	for _, c := range []struct{ name, base, old, new, want string }{
		{"good", goodText, "", "", ""}, {"good too", goodISO, "", "", ""}, {"tab", goodText, `"|"`, `"\t"`, ""},
		{"an unknown key", goodText, "limits:", "limit:", "yaml"},
		{"an unknown key inside", goodText, "lines: 10", "line: 10", "yaml"},
		{"a wrong type", goodText, "lines: 10", "lines: many", "yaml"},
		{"a key twice", goodText, "format: text", "format: text\nformat: csv", "yaml"},
		{"no YAML", goodText, "id: t", "id: [", "yaml"},
		{"another id", goodText, "id: t", "id: u", "id"},
		{"no English", goodText, ", en: one", "", "text"},
		{"no Chinese of a status", goodText, "zh: 好, ", "", "text"},
		{"format", goodText, "format: text", "format: fax", "one-of"},
		{"encoding", goodText, "utf-8", "big5", "one-of"},
		{"no encoding", goodText, "encoding: utf-8\n", "", "one-of"},
		{"a negative limit", goodText, "lines: 10", "lines: -1", "limits"},
		{"a limit that is no amount", goodText, "5.00", "5.001", "limits"},
		{"kind", goodText, "kind: paid", "kind: done", "one-of"},
		{"a status that somebody must look at", goodText, "kind: paid", "kind: unknown", ""},
		{"a reason that says nothing", goodISO, "{code: AC04,", "{code: AC04, kind: none,", ""},
		{"a reason that pays", goodISO, "{code: AC04,", "{code: AC04, kind: paid,", "one-of"},
		{"a code twice", goodISO, "{code: PART", "{code: ACSC", "code"},
		{"a reason twice", goodISO, "reasons: [", "reasons: [{code: AC04, title: {zh: 一, en: one}}, ", "code"},
		{"no code", goodText, "code: 00", "code: ''", "code"},
		{"no statuses", goodText, "statuses: [{code: 00, kind: paid, title: {zh: 好, en: good}}]\n", "", "no-statuses"},
		{"accepted is not paid", goodISO, "code: ACSC", "code: ACSP", "accepted-is-not-paid"},
		{"partly is not paid", goodISO, "code: PART, kind: none", "code: PART, kind: paid", "accepted-is-not-paid"},
		{"columns of ISO", goodISO, "reasons:", "order: {columns: [{title: p, value: payment}]}\nreasons:", "iso-columns"},
		{"a long separator", goodText, `"|"`, `"||"`, "separator"},
		{"a Chinese separator", goodText, `"|"`, `"｜"`, "separator"},
		{"a letter", goodText, `"|"`, `x`, "separator"},
		{"a quote", goodText, `"|"`, `'"'`, "separator"},
		{"a point", goodText, `"|"`, `.`, "separator"},
		{"no separator", goodText, "separator: \"|\"\n", "", "separator"},
		{"a separator of CSV", goodText, "format: text", "format: csv", "separator header"},
		{"GB 18030 in .xlsx", strings.Replace(goodText, "separator: \"|\"\n", "", 1), "format: text\nencoding: utf-8", "format: xlsx\nencoding: gb18030", "xlsx-encoding header"},
		{"citizen number", goodText, "limits:", "citizen_number: true\nlimits:", "citizen-number"},
		{"a value of answers", goodText, "{title: c, text: CNY}", "{title: c, value: status}", "column-value"},
		{"an unknown value", goodText, "{title: x}", "{title: x, value: mood}", "column-value"},
		{"a value twice", goodText, "{title: c, text: CNY}", "{title: c, value: name}", "column-value"},
		{"a value and a text", goodText, "{title: n, value: name}", "{title: n, value: name, text: x}", "column-value"},
		{"a text in an answer", goodText, "{title: x}", "{title: x, text: y}", "column-value"},
		{"a title twice", goodText, "{title: n, ", "{title: p, ", "column-title"},
		{"no title", goodText, "{title: n, ", "{title: ' ', ", "column-title"},
		{"no payment", goodText, "{title: p, value: payment}, {title: f, value: fen}, {title: s", "{title: f, value: fen}, {title: s", "column-missing"},
		{"no status", goodText, "{title: s, value: status}", "{title: s}", "column-missing"},
		{"no amount", goodText, "{title: f, value: fen}, {title: s", "{title: s", "column-missing"},
		{"two amounts", goodText, "{title: x}", "{title: x, value: amount}", "column-missing"},
		{"two things", goodText, "id: t\ntitle: {zh: 一, en: one}", "id: u\ntitle: {zh: 一}", "id text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(c.base, c.old, c.new, 1)
			if c.want != "" && text == c.base {
				t.Fatal("nothing was changed")
			}
			_, err := LoadProfiles(fstest.MapFS{"t.yaml": {Data: []byte(text)}, "README.md": {Data: []byte("no profile")}})
			var f *fault.Error
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if !fault.Is(err, fault.Invalid) || !errors.As(err, &f) {
				t.Fatalf("loaded: %v", err)
			}
			var codes []string
			for _, x := range f.Fields {
				codes = append(codes, x.Code)
				if text := lang.T(lang.Zh, x.Key, x.Args...); x.Name != "t.yaml" || strings.ContainsAny(text, "[{") && x.Code != "yaml" {
					t.Errorf("%s: %s", x.Name, text)
				}
			}
			if got := strings.Join(slices.Compact(codes), " "); got != c.want {
				t.Errorf("found %s, want %s", got, c.want)
			}
		})
	}
}

func TestLoadedProfileIsWhatTheFileSays(t *testing.T) {
	all, err := LoadProfiles(fstest.MapFS{"t.yaml": {Data: []byte(goodText)}})
	if err != nil {
		t.Fatal(err)
	}
	p := all["t"]
	if p.Format != Text || p.Encoding != UTF8 || p.Separator != '|' || p.Limits != (Limits{Lines: 10, Fen: 500}) || len(p.Order.Columns) != 5 || p.Statuses["00"].Title.En != "good" {
		t.Errorf("%+v", p)
	}
}

func FuzzProfile(f *testing.F) {
	f.Add([]byte(goodText))
	f.Add([]byte(goodISO))
	f.Fuzz(func(t *testing.T, raw []byte) {
		all, err := LoadProfiles(fstest.MapFS{"t.yaml": {Data: raw}})
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		p := all["t"] // whatever loads can be used
		o := order()
		_ = Check(p, o)
		_, _, _, _ = read(p, []byte("x"))
	})
}
