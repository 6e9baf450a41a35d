package report

import (
	"encoding/xml"
	"fmt"
	"strings"

	"youfu/internal/lang"
)

// wordText writes the main part of a Word file.
type wordText struct {
	strings.Builder
	controls int
}

// textWidth is the width between the margins, in twentieths of a point.
const textWidth = 11906 - 1587 - 1474

func (d *Document) word() string {
	w := &wordText{}
	w.WriteString(xml.Header + `<w:document xmlns:w="` + mainXMLNS + `" xmlns:r="` + office + `relationships"><w:body>`)
	for _, block := range d.Blocks {
		w.block(block)
	}
	w.appendix(d)
	// A4 with the margins of GB/T 9704-2012: top 37, bottom 35, left 28, right 26 mm.
	w.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1191" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return w.String()
}

func (w *wordText) block(b Block) {
	switch b.Kind {
	case Title:
		w.paragraph("Title", b.Runs)
	case Heading:
		w.paragraph("Heading1", b.Runs)
	case TableOf, ChartOf:
		w.table(b.Table)
	default:
		w.paragraph("Text", b.Runs)
	}
}

func (w *wordText) paragraph(style string, runs []Run) {
	fmt.Fprintf(w, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
	for _, r := range runs {
		w.run(r)
	}
	w.WriteString(`</w:p>`)
}

// run writes a text, or a number in its content control. A bookmark stands around it too, because LibreOffice 7.4, which offices have,
// loses the tags of controls when it saves. The control is not marked as one of plain text: that makes it write the text several times.
func (w *wordText) run(r Run) {
	if r.Entry == nil {
		w.text(r.Text)
		return
	}
	w.controls++
	fmt.Fprintf(w, `<w:bookmarkStart w:id="%[1]d" w:name="%[2]s"/><w:sdt><w:sdtPr><w:alias w:val="%[3]s"/><w:tag w:val="%[4]s"/><w:id w:val="%[1]d"/><w:lock w:val="sdtLocked"/></w:sdtPr><w:sdtContent>`,
		w.controls, bookmark(r.Entry.Key), escape(r.Entry.Label+" "+r.Entry.Figure), escape(r.Entry.Key))
	w.text(r.Text)
	fmt.Fprintf(w, `</w:sdtContent></w:sdt><w:bookmarkEnd w:id="%d"/>`, w.controls)
}

// bookmark is the name of the bookmark around an entry: letters, digits and underscores are all that it may have.
func bookmark(key string) string { return "youfu_" + strings.ReplaceAll(key, ".", "_") }

func (w *wordText) text(text string) {
	if text != "" {
		fmt.Fprintf(w, `<w:r><w:t xml:space="preserve">%s</w:t></w:r>`, escape(text))
	}
}

// escape makes a text part of XML; what XML cannot hold becomes U+FFFD.
func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

func (w *wordText) table(t *Table) {
	widths := make([]int, len(t.Columns))
	for i := range widths {
		widths[i] = textWidth / len(widths)
	}
	w.paragraph("Caption", []Run{{Text: t.Caption}})
	g := grid{w, "Cell", widths, len(widths) - 1}
	g.begin(t.Columns)
	for _, cells := range t.Rows {
		g.row(cells, "")
	}
	g.end()
	w.paragraph("Cell", []Run{{Text: t.Note}}) // without a note, what follows keeps its distance
}

// grid is a table being written.
type grid struct {
	*wordText
	style  string
	widths []int // of the columns, in twentieths of a point
	number int   // the column that is set to the right
}

func (g grid) begin(columns []string) {
	g.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, width := range g.widths {
		fmt.Fprintf(g, `<w:gridCol w:w="%d"/>`, width)
	}
	g.WriteString(`</w:tblGrid>`)
	var head []Run
	for _, c := range columns {
		head = append(head, Run{Text: c})
	}
	g.row(head, `<w:tblHeader/>`)
}

func (g grid) row(cells []Run, more string) {
	g.WriteString(`<w:tr><w:trPr><w:cantSplit/>` + more + `</w:trPr>`)
	for i, c := range cells {
		fmt.Fprintf(g, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="%s"/>`, g.widths[i], g.style)
		if i == g.number {
			g.WriteString(`<w:jc w:val="right"/>`)
		}
		g.WriteString(`</w:pPr>`)
		g.run(c)
		g.WriteString(`</w:p></w:tc>`)
	}
	g.WriteString(`</w:tr>`)
}

func (g grid) end() { g.WriteString(`</w:tbl>`) }

// appendix lists, for every number, what it was computed from.
func (w *wordText) appendix(d *Document) {
	w.WriteString(`<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:pageBreakBefore/></w:pPr>`)
	w.text(lang.T(d.Lang, "report.appendix"))
	w.WriteString(`</w:p>`)
	w.paragraph("Text", []Run{{Text: lang.T(d.Lang, "report.appendix-note", d.Seq, d.Made)}})
	var columns []string
	for _, c := range []string{"label", "figure", "period", "parts", "evidence"} {
		columns = append(columns, lang.T(d.Lang, "report.appendix-"+c))
	}
	g := grid{w, "Small", []int{textWidth * 8 / 100, textWidth * 34 / 100, textWidth * 15 / 100, textWidth * 15 / 100, textWidth * 28 / 100}, 3}
	g.begin(columns)
	for _, e := range d.Entries {
		g.row([]Run{{Text: e.Label}, {Text: e.of(d.Lang)}, {Text: e.From.String() + " – " + e.To.AddDays(-1).String()}, {Text: e.parts()}, {Text: e.evidence(d.Lang)}}, "")
	}
	g.end()
	w.paragraph("Small", nil) // a section does not end with a table
}

// of is what an entry counts, in words.
func (e *Entry) of(l lang.Lang) string {
	if e.Only == "" {
		return e.Title.In(l)
	}
	return lang.T(l, "report.caption", e.Title, e.Only)
}

func (e *Entry) parts() string {
	if e.Rate {
		return Thousands(e.Num) + " / " + Thousands(e.Den)
	}
	return Thousands(e.Num)
}

func (e *Entry) evidence(l lang.Lang) string {
	if e.Hash == "" {
		return lang.T(l, "report.from-lists")
	}
	return lang.T(l, "report.evidence", e.Hash[:12], Thousands(e.Members), e.Digest[:12])
}
