package cases_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"youfu/catalog"
	"youfu/internal/benefit/cases"
	"youfu/internal/catalogue"
	"youfu/internal/lang"
)

func load(t *testing.T, text string) []catalogue.SchemeCaseFile {
	t.Helper()
	raw, err := catalog.FS.ReadFile("schemes/special-assistance.yaml")
	if err != nil {
		t.Fatal(err)
	}
	overlay := fstest.MapFS{"schemes/special-assistance.yaml": {Data: raw}, "schemes/special-assistance.test.yaml": {Data: []byte(text)}}
	c, _, err := catalogue.Load(catalog.FS, overlay)
	if err != nil {
		t.Fatal(err)
	}
	files, err := catalogue.LoadSchemeCases(c, catalogue.Overlay, overlay)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A case that is wrong fails, in each of the ways in which it can be.
func TestWrongCasesFail(t *testing.T) {
	const facts = "- name: x\n  facts: {sex: female, birth: 1970-01-01, registered: {here: true}, children: 0, papers: [id-card, household-book, cohort-record, child-death-record]}\n"
	for _, x := range []struct{ text, want string }{
		{"  asOf: 2026-01-01\n  result: met\n", ""},
		{"  asOf: 2026-01-01\n  result: not_met\n", "case-result"},
		{"  asOf: 2016-01-01\n  result: not_met\n  why: {age: not_met}\n", ""},
		{"  asOf: 2016-01-01\n  result: not_met\n", "case-why"},
		{"  asOf: 2026-01-01\n  result: met\n  why: {age: not_met}\n", "case-why"},
		{"  asOf: 2026-01-01\n  result: met\n  why: {alive: not_met}\n", "case-why"},
		{"  asOf: 2026-01-01\n  result: met\n  lacks: [id-card]\n", "case-lacks"},
		{"  confirmed: 2026-01-01\n  pays: [{period: 2026-Q1, lines: [{layer: bereaved, fen: 177000}]}]\n", ""},
		{"  confirmed: 2026-01-01\n  pays: [{period: 2026-Q1, lines: [{layer: bereaved, fen: 177001}]}]\n", "case-pays"},
		{"  confirmed: 2026-01-01\n  pays: [{period: 2026-Q1, lines: []}]\n", "case-pays"},
		{"  confirmed: 2026-01-01\n  pays: [{period: 2026-Q1, lines: [{layer: bereaved, fen: 177000}, {layer: disabled, fen: 1}]}]\n", "case-pays"},
		{"  confirmed: 2026-01-01\n  pays: [{period: 2026-Q1, lines: [{layer: bereaved, fen: 177000, months: 2}]}]\n", "case-pays"},
		{"  confirmed: 2026-01-01\n  pays: [{period: 2026-Q1, lines: [{layer: bereaved, fen: 177000, to: 2026-02}]}]\n", "case-pays"},
		{"  confirmed: 2026-01-01\n  pays: [{period: 2026-Q1, lines: [{layer: bereaved, fen: 177000}], held: [disabled]}]\n", "case-held"},
		{"  confirmed: 2026-01-01\n  pays: [{period: 2026-01, lines: []}]\n", "case-period"},
	} {
		n, failures := cases.Run(load(t, facts+x.text))
		var keys []string
		for _, f := range failures {
			keys = append(keys, strings.TrimPrefix(f.Key, "assess."))
			for _, l := range lang.All {
				if text := f.Text(l); !strings.HasPrefix(text, "schemes/special-assistance.test.yaml:1: x: ") || strings.Contains(text, "[assess.") || strings.Contains(text, "%!") {
					t.Errorf("%q", text)
				}
			}
		}
		if n != 1 || strings.Join(slices.Compact(keys), " ") != x.want && !(x.want == "case-result" && keys[0] == x.want) {
			t.Errorf("%s: %v, want %s", x.text, keys, x.want)
		}
	}
}
