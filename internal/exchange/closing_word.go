package exchange

import (
	"io"
	"strconv"

	"youfu/internal/benefit"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/report"
)

// none stands where there is no payment, as on printed statements.
const none = "—"

// closingWidths are those of the area and of each column's payments and yuan, in ten-thousandths of the page.
const closingArea, closingLines, closingYuan = 1320, 360, 880

// WriteClosingWord writes a closing statement as Word, to be printed and sealed: the sums of each area in yuan, and who signed what, when and how.
func WriteClosingWord(w io.Writer, v office.Closing, l lang.Lang) error {
	d := report.Plain{Title: lang.T(l, "exchange.closing-title", v.Title), Under: lang.T(l, "exchange.closing-under", v.District, v.Period, v.Made),
		Author: v.District, Lang: l, Made: v.Made, Tables: []report.PlainTable{closingTable(v, l), closingSigns(v, l)}}
	return d.WriteDocx(w)
}

func closingTable(v office.Closing, l lang.Lang) report.PlainTable {
	t := report.PlainTable{Widths: []int{closingArea}, Note: closingNote(v, l)}
	what := report.PlainRow{Kind: report.RowHead, Cells: []report.PlainCell{{Lines: []string{lang.T(l, "exchange.closing-place")}, Tall: report.TallBegins}}}
	unit := report.PlainRow{Kind: report.RowHead, Cells: []report.PlainCell{{Tall: report.TallGoesOn}}}
	for _, c := range closingColumns {
		t.Widths = append(t.Widths, closingLines, closingYuan)
		what.Cells = append(what.Cells, report.PlainCell{Lines: []string{lang.T(l, "exchange.closing-"+c.key)}, Span: 2})
		unit.Cells = append(unit.Cells, cell(lang.T(l, "exchange.closing-n")), cell(lang.T(l, "exchange.closing-in-yuan")))
	}
	t.Rows = []report.PlainRow{what, unit}
	for _, p := range v.Places {
		t.Rows = append(t.Rows, closingRow(report.RowOf, closingPlace(p, l), p.Sums))
	}
	t.Rows = append(t.Rows, closingRow(report.RowTotal, lang.T(l, "exchange.closing-total"), v.Total))
	return t
}

func cell(text string) report.PlainCell { return report.PlainCell{Lines: []string{text}} }

func closingRow(kind report.RowKind, name string, s benefit.Sums) report.PlainRow {
	row := report.PlainRow{Kind: kind, Cells: []report.PlainCell{cell(name)}}
	for _, c := range closingColumns {
		lines, yuan := none, none
		if part := c.of(s); part != (benefit.Part{}) {
			lines, yuan = strconv.Itoa(part.Lines), part.Fen.String()
		}
		row.Cells = append(row.Cells, report.PlainCell{Lines: []string{lines}, Right: true}, report.PlainCell{Lines: []string{yuan}, Right: true})
	}
	return row
}

// closingNote says whether the sums balance, and what of them is not cleared up (R15).
func closingNote(v office.Closing, l lang.Lang) string {
	key := "exchange.closing-balanced"
	if !v.Balanced {
		key = "exchange.closing-open"
	}
	note := lang.T(l, "exchange.closing-rule") + lang.T(l, key)
	if len(v.Exceptions) > 0 {
		note += lang.T(l, "exchange.closing-odd", len(v.Exceptions))
	}
	return note
}

// closingSigns are the blocks of the three bodies, side by side: what each signed, when and how, with room for its seal.
func closingSigns(v office.Closing, l lang.Lang) report.PlainTable {
	head, body := report.PlainRow{Kind: report.RowHead}, report.PlainRow{Kind: report.RowOf}
	for _, c := range v.Closers {
		head.Cells = append(head.Cells, cell(lang.T(l, "exchange.closing-power-"+string(c.Power))))
		lines := []string{lang.T(l, "exchange.closing-body", c.Body), lang.T(l, "exchange.closing-not-signed")}
		if c.Sign != nil {
			lines = []string{lines[0], lang.T(l, "exchange.closing-signed-what", v.Total.Confirmed.Lines, v.Total.Confirmed.Fen), lang.T(l, "exchange.closing-signed-hash", shortPrint(v.Hash)),
				lang.T(l, "exchange.closing-signed-on", c.Sign.On), lang.T(l, "exchange.closing-signed-how", signedBy(c.Sign.Signer, l))}
		}
		body.Cells = append(body.Cells, report.PlainCell{Lines: append(lines, lang.T(l, "exchange.closing-seal"), "", "")})
	}
	return report.PlainTable{Widths: []int{3334, 3333, 3333}, Rows: []report.PlainRow{head, body}, Note: lang.T(l, "exchange.closing-foot"), Whole: true}
}

// signedBy is how somebody signed, in words; a way that has none by its name.
func signedBy(kind string, l lang.Lang) string {
	if key := "support.acts.by-" + kind; lang.Has(key) {
		return lang.T(l, key)
	}
	return kind
}

// shortPrint is as much of a hash as people compare, in groups of four.
func shortPrint(hash string) (text string) {
	for at := 0; at < min(16, len(hash)); at += 4 {
		if at > 0 {
			text += " "
		}
		text += hash[at:min(at+4, len(hash))]
	}
	return text
}
