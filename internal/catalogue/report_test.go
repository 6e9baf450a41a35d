package catalogue

import (
	"strings"
	"testing"

	"youfu/catalog"
	"youfu/internal/lang"
)

func TestReportIsCutIntoProseAndDirectives(t *testing.T) {
	text := "# {{district}}\n共 {{n \"women-screened\" department=\"family-planning\" last=\"3y\"}} 名{{table \"treatment-completed\" by=\"township, year\"}}\n{{problems}}"
	overlay := overlaidOnly("reports/own.zh.md", text)
	overlay["reports/own.en.md"] = overlaidOnly("x", "\ufeff{{problems}}\r\n")["x"]
	c, _, err := Load(catalog.FS, overlay)
	if err != nil {
		t.Fatal(err)
	}
	body := c.Reports["own"].Body[lang.Zh]
	var shape []string
	for _, s := range body {
		shape = append(shape, s.Name+"|"+s.Prose)
	}
	if got, want := strings.Join(shape, "/"), "|# /district|/|\n共 /n|/| 名/table|/|\n/problems|"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	n, table := body[3], body[5]
	if n.Figure != c.Figures["women-screened"] || n.Options["department"] != "family-planning" || n.Last != "3y" || n.Line != 2 {
		t.Errorf("n: %+v", n)
	}
	if strings.Join(table.By, " ") != "township year" || table.Figure.ID != "treatment-completed" {
		t.Errorf("table: %+v", table)
	}
	if got := c.Reports["own"].Text[lang.En]; got != "{{problems}}\n" {
		t.Errorf("English: %q", got)
	}
}

// TestWorkReportHasItsSections: the ten sections of the work report, in both languages, the problems among them (R15).
func TestWorkReportHasItsSections(t *testing.T) {
	c, _ := shipped(t)
	r := c.Reports["work-report"]
	for _, l := range lang.All {
		if n := strings.Count(r.Text[l], "\n## "); n != 10 {
			t.Errorf("%s: %d sections", l, n)
		}
		figures, problems := 0, 0
		for _, s := range r.Body[l] {
			if s.Figure != nil {
				figures++
			}
			if s.Name == "problems" {
				problems++
			}
		}
		if figures < 10 || problems != 1 {
			t.Errorf("%s: %d figures, %d problems", l, figures, problems)
		}
	}
	if len(r.Body[lang.Zh]) != len(r.Body[lang.En]) {
		t.Errorf("the languages differ: %d and %d pieces", len(r.Body[lang.Zh]), len(r.Body[lang.En]))
	}
}
