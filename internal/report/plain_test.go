package report_test

import (
	"bytes"
	"strings"
	"testing"

	"youfu/internal/civil"
	"youfu/internal/lang"
	"youfu/internal/report"
)

func TestPlain(t *testing.T) {
	p := report.Plain{Title: "甲 & 乙", Under: "2026", Author: "清和区", Lang: lang.Zh, Made: civil.MustDate("2026-11-25"), Tables: []report.PlainTable{{Widths: []int{4000, 3000, 3000}, Note: "<注>", Rows: []report.PlainRow{
		{Kind: report.RowHead, Cells: []report.PlainCell{{Lines: []string{"村"}, Tall: report.TallBegins}, {Lines: []string{"确认"}, Span: 2}}},
		{Kind: report.RowHead, Cells: []report.PlainCell{{Tall: report.TallGoesOn}, {Lines: []string{"笔"}}, {Lines: []string{"元"}}}},
		{Kind: report.RowTotal, Cells: []report.PlainCell{{Lines: []string{"合计"}}, {Lines: []string{"1"}, Right: true}, {Lines: []string{"600.00", ""}, Right: true}}}}}}}
	var file, again bytes.Buffer
	if err := p.WriteDocx(&file); err != nil {
		t.Fatal(err)
	}
	if err := p.WriteDocx(&again); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Errorf("the same content is other bytes: %v", err)
	}
	parts := unpack(t, file.Bytes())
	wellFormed(t, parts)
	for name, text := range parts {
		if strings.Contains(text, "customXml") {
			t.Errorf("%s names a part that is not there", name)
		}
	}
	text := parts["word/document.xml"]
	for _, want := range []string{`甲 &amp; 乙`, `&lt;注&gt;`, `w:orient="landscape"`, `<w:gridSpan w:val="2"/>`, `<w:vMerge w:val="restart"/>`, `>600.00<`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not there", want)
		}
	}
	if paragraphs, cells := strings.Count(text, "<w:p>"), strings.Count(text, "<w:tc>"); cells != 8 || paragraphs != cells+1+3 {
		t.Errorf("%d paragraphs, %d cells", paragraphs, cells) // a second line, and the title, the line under it and the note
	}
}
