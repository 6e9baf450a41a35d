package exchange

import (
	"encoding/csv"
	"io"
	"path"
	"strconv"
	"strings"

	"youfu/internal/benefit"
	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/office"
)

// ClosingWriter writes closing statements in the form that a file's name asks for: .docx, .xlsx or .csv. Usage where it ends otherwise.
func ClosingWriter(name string) (func(io.Writer, office.Closing, lang.Lang) error, error) {
	if strings.EqualFold(path.Ext(name), ".docx") {
		return WriteClosingWord, nil
	}
	format, ok := sheet.FormatOf(name)
	if !ok {
		return nil, fault.New(fault.Usage, "exchange.closing-kind", name)
	}
	return func(w io.Writer, v office.Closing, l lang.Lang) error { return WriteClosing(w, format, v, l) }, nil
}

// closingColumns are the columns of a closing statement after the area, each with its payments and its yuan.
var closingColumns = []struct {
	key string
	of  func(benefit.Sums) benefit.Part
}{
	{"confirmed", func(s benefit.Sums) benefit.Part { return s.Confirmed }},
	{"allocated", func(s benefit.Sums) benefit.Part { return s.Allocated }},
	{"ordered", func(s benefit.Sums) benefit.Part { return s.Ordered }},
	{"held", func(s benefit.Sums) benefit.Part { return s.Held }},
	{"paid", func(s benefit.Sums) benefit.Part { return s.Paid }},
	{"returned", func(s benefit.Sums) benefit.Part { return s.Returned }},
	{"pending", func(s benefit.Sums) benefit.Part { return s.Pending }},
}

// ClosingRows are the rows of a closing statement: a heading, one for each area, and the total.
func ClosingRows(v office.Closing, l lang.Lang) [][]string {
	head := []string{lang.T(l, "exchange.closing-code"), lang.T(l, "exchange.closing-place")}
	for _, c := range closingColumns {
		what := lang.T(l, "exchange.closing-"+c.key)
		head = append(head, lang.T(l, "exchange.closing-lines", what), lang.T(l, "exchange.closing-yuan", what))
	}
	rows := [][]string{head}
	for _, p := range v.Places {
		rows = append(rows, append([]string{p.Place.Code, closingPlace(p, l)}, closingCells(p.Sums)...))
	}
	return append(rows, append([]string{"", lang.T(l, "exchange.closing-total")}, closingCells(v.Total)...))
}

func closingPlace(p office.ClosingPlace, l lang.Lang) string {
	if p.Place.Code == "" {
		return lang.T(l, "exchange.closing-unknown")
	}
	return p.Name
}

func closingCells(s benefit.Sums) (cells []string) {
	for _, c := range closingColumns {
		part := c.of(s)
		cells = append(cells, strconv.Itoa(part.Lines), part.Fen.Plain())
	}
	return cells
}

// WriteClosing writes a closing statement as a table, with who signed it and the hash of what was signed.
func WriteClosing(w io.Writer, format sheet.Format, v office.Closing, l lang.Lang) error {
	table, err := sheet.NewWriter(w, format)
	if err != nil {
		return err
	}
	rows := ClosingRows(v, l)
	for _, c := range v.Closers {
		if c.Sign != nil {
			rows = append(rows, []string{lang.T(l, "exchange.closing-power-"+string(c.Power)), c.Body.In(l), c.Sign.On.String(), v.Hash})
		}
	}
	for _, row := range rows {
		if err := table.Write(row...); err != nil {
			return err
		}
	}
	return table.Close()
}

// paymentColumns are those of the table of payments; scripts rely on them.
var paymentColumns = []string{"payment", "case", "scheme", "layer", "period", "fen", "state", "ordered_on", "answered_on", "reason"}

// WritePayments writes payments as .csv, one a line, for a recount by another program: plain UTF-8 without a mark, amounts in whole fen.
func WritePayments(w io.Writer, lines []office.ExportLine) error {
	out := csv.NewWriter(w)
	if err := out.Write(paymentColumns); err != nil {
		return err
	}
	for _, l := range lines {
		if err := out.Write([]string{l.Payment.String(), l.Case.String(), l.Scheme, l.Layer, l.Period, strconv.FormatInt(int64(l.Fen), 10), string(l.State),
			l.OrderedOn.String(), l.AnsweredOn.String(), plainCode(l.Reason)}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// plainCode is a bank's code that no spreadsheet takes for a formula.
func plainCode(code string) string { return strings.TrimLeft(code, "=+-@\t\r\n") }
