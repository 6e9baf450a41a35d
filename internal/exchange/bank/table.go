package bank

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"

	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
	"youfu/internal/money"
)

// maxLine is the most bytes of a line of a text file.
const maxLine = 64 << 10

// answerRow is a row of a text file or a table: the cells by value, and what stops it from being read.
type answerRow struct {
	n     int
	cells map[Value]string
	code  string // of a refusal; "" for none
	at    string // its column
}

// openText prepares to read lines of columns. They are told apart by their place.
func (f *File) openText(r io.Reader) error {
	if e := f.p.Encoding.encoding(); e != nil {
		r = transform.NewReader(r, e.NewDecoder())
	}
	f.answers = func(yield yield) error {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 4<<10), maxLine)
		row := answerRow{cells: map[Value]string{}}
		for lines.Scan() {
			row.n++
			line := bytes.TrimRight(lines.Bytes(), "\r")
			if row.n == 1 {
				line = bytes.TrimPrefix(line, []byte("\ufeff"))
			}
			if len(bytes.TrimSpace(line)) == 0 || row.n == 1 && f.p.Answer.Header {
				continue
			}
			f.splitLine(&row, string(line))
			if err := f.giveRow(yield, row); err != nil {
				return err
			}
		}
		if errors.Is(lines.Err(), bufio.ErrTooLong) {
			return fault.New(fault.Invalid, "bank.line-too-long", row.n+1)
		} else if lines.Err() != nil {
			return fault.New(fault.Machine, "fault.machine").Because(lines.Err())
		}
		return nil
	}
	return nil
}

// splitLine reads the columns of a line. A separator at the end is let pass: many programs write one.
func (f *File) splitLine(row *answerRow, line string) {
	clear(row.cells)
	row.code, row.at = "", ""
	cells := strings.Split(line, string(f.p.Separator))
	columns := f.p.Answer.Columns
	if len(cells) == len(columns)+1 && strings.TrimSpace(cells[len(columns)]) == "" {
		cells = cells[:len(columns)]
	}
	switch {
	case !utf8.ValidString(line) || strings.ContainsAny(line, "\x00\ufffd"):
		row.code = "bad-text"
	case len(cells) != len(columns):
		row.code = "columns"
	default:
		for i, c := range columns {
			row.cells[c.Value] = strings.TrimSpace(cells[i])
		}
	}
}

// openSheet reads the heading of a table and finds the columns by their titles. Others are let be.
func (f *File) openSheet(r io.ReaderAt, size int64) error {
	table, err := sheet.Open(r, size, "answer"+f.p.Extension())
	if err != nil {
		return err
	}
	header, err := table.Next()
	if err != nil {
		return err
	}
	at := map[Value]int{}
	for i, cell := range header.Cells {
		for _, c := range f.p.Answer.Columns {
			if _, twice := at[c.Value]; c.Value != "" && cell.Text == strings.TrimSpace(c.Title) {
				if twice {
					return fault.New(fault.Invalid, "bank.column-twice", c.Title)
				}
				at[c.Value] = i
			}
		}
	}
	for _, c := range f.p.Answer.Columns {
		if _, ok := at[c.Value]; !ok && c.Value != "" {
			return fault.New(fault.Invalid, "bank.no-column", c.Title)
		}
	}
	f.answers = func(yield yield) error { return f.sheetRows(yield, table, at) }
	return nil
}

func (f *File) sheetRows(yield yield, table *sheet.Sheet, at map[Value]int) error {
	row := answerRow{cells: map[Value]string{}}
	for {
		cells, err := table.Next()
		clear(row.cells)
		row.n, row.code, row.at = cells.N, "", ""
		var bad *fault.Error
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad) && len(bad.Fields) == 1 && bad.Fields[0].Code == "bad-text": // of one row: see sheet.Next
			row.n, row.code = bad.Fields[0].Row, "bad-text"
		case err != nil:
			return err
		}
		for v, i := range at {
			cell := cells.At(i)
			row.cells[v] = cell.Text
			if cell.Float && row.code == "" {
				row.code, row.at = "rounded", string(v)
			}
		}
		if err := f.giveRow(yield, row); err != nil {
			return err
		}
	}
}

// giveRow makes an answer of a row.
func (f *File) giveRow(yield yield, row answerRow) error {
	text := func(v Value) string { return row.cells[v] }
	a := Answer{Row: row.n, EndToEnd: text(ValuePayment), Payment: ParseEndToEnd(text(ValuePayment)), Message: text(ValueMessage),
		BankReference: text(ValueBankReference), Status: text(ValueStatus), Code: text(ValueReason), Note: cut(text(ValueNote), NoteLength)}
	if row.code != "" {
		return refuse(yield, a, row.at, row.code)
	}
	if a.Status == "" {
		return refuse(yield, a, string(ValueStatus), "missing")
	}
	if on := text(ValueOn); on != "" {
		var ok bool
		if a.On, ok = dateOf(on); !ok {
			return refuse(yield, a, string(ValueOn), "bad-date")
		}
	}
	for v, read := range amountReaders {
		amount := text(v)
		if amount == "" {
			continue
		}
		var code string
		if a.Fen, code = read(amount); code != "" {
			return refuse(yield, a, string(v), code)
		}
	}
	return f.status(yield, a)
}

// amountReaders read the columns that can hold an amount, of which a file has one.
var amountReaders = map[Value]func(string) (money.Fen, string){ValueAmount: amountOf, ValueFen: fenOf}
