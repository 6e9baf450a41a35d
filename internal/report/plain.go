package report

import (
	"encoding/xml"
	"fmt"
	"io"

	"youfu/internal/civil"
	"youfu/internal/lang"
)

// Plain is a Word file of tables without figures that could be computed again, such as a statement of account: on A4 across.
type Plain struct {
	Title  string
	Under  string // a line under the title
	Author string
	Lang   lang.Lang
	Made   civil.Date
	Tables []PlainTable
}

// PlainTable is a table with a note under it.
type PlainTable struct {
	Widths []int // of the columns, in ten-thousandths of the width
	Rows   []PlainRow
	Note   string
	Whole  bool // stands on one page, with what is written over it
}

// PlainRow is a row of a table.
type PlainRow struct {
	Kind  RowKind
	Cells []PlainCell
}

// RowKind is how a row is set.
type RowKind string

const (
	RowOf    RowKind = "Sum"
	RowHead  RowKind = "SumHead" // said again on every page
	RowTotal RowKind = "SumTotal"
)

// PlainCell is a cell over one column or more. Each of its lines stands by itself.
type PlainCell struct {
	Lines []string
	Span  int  // 0 is one column
	Right bool // numbers
	Tall  Tall
}

// Tall is how a cell stands over several rows.
type Tall string

const (
	TallBegins Tall = "restart"
	TallGoesOn Tall = "continue"
)

// wideWidth is the width of a page across between its margins of 23 mm, in twentieths of a point.
const wideWidth = 16838 - 2*1304

// WriteDocx writes the file. The same content is the same bytes.
func (p Plain) WriteDocx(w io.Writer) error {
	return writeParts(w, wordParts(core(p.Title, p.Author, p.Made, p.Lang), p.word(), "", ""))
}

func (p Plain) word() string {
	w := &wordText{}
	w.WriteString(xml.Header + `<w:document xmlns:w="` + mainXMLNS + `" xmlns:r="` + office + `relationships"><w:body>`)
	w.paragraph("Title", []Run{{Text: p.Title}})
	w.paragraph("Under", []Run{{Text: p.Under}})
	for _, t := range p.Tables {
		w.plainTable(t)
	}
	w.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1304" w:right="1304" w:bottom="1304" w:left="1304" w:header="851" w:footer="680" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return w.String()
}

func (w *wordText) plainTable(t PlainTable) {
	w.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/><w:tblBorders><w:top w:val="single" w:sz="8" w:color="auto"/><w:left w:val="single" w:sz="4" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:color="auto"/><w:right w:val="single" w:sz="4" w:color="auto"/><w:insideH w:val="single" w:sz="4" w:color="auto"/><w:insideV w:val="single" w:sz="4" w:color="auto"/></w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, width := range t.Widths {
		fmt.Fprintf(w, `<w:gridCol w:w="%d"/>`, wideWidth*width/10000)
	}
	w.WriteString(`</w:tblGrid>`)
	for _, row := range t.Rows {
		w.plainRow(t, row)
	}
	w.WriteString(`</w:tbl>`)
	w.paragraph("Sum", []Run{{Text: t.Note}}) // without a note, what follows keeps its distance
}

func (w *wordText) plainRow(t PlainTable, row PlainRow) {
	w.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
	if row.Kind == RowHead {
		w.WriteString(`<w:tblHeader/>`)
	}
	w.WriteString(`</w:trPr>`)
	column := 0
	for _, c := range row.Cells {
		width, span := 0, max(1, c.Span)
		for _, one := range t.Widths[column : column+span] {
			width += wideWidth * one / 10000
		}
		column += span
		fmt.Fprintf(w, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:gridSpan w:val="%d"/>`, width, span)
		if c.Tall != "" {
			fmt.Fprintf(w, `<w:vMerge w:val="%s"/>`, c.Tall)
		}
		w.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
		for _, line := range append(c.Lines, []string{""}[:max(0, 1-len(c.Lines))]...) { // a cell has a paragraph, or Word does not open it
			w.plainLine(line, string(row.Kind), c.Right, t.Whole)
		}
		w.WriteString(`</w:tc>`)
	}
	w.WriteString(`</w:tr>`)
}

func (w *wordText) plainLine(text, style string, right, whole bool) {
	fmt.Fprintf(w, `<w:p><w:pPr><w:pStyle w:val="%s"/>`, style)
	if whole {
		w.WriteString(`<w:keepNext/>`)
	}
	if right {
		w.WriteString(`<w:jc w:val="right"/>`)
	}
	w.WriteString(`</w:pPr>`)
	w.text(text)
	w.WriteString(`</w:p>`)
}
