package bank

import (
	"bufio"
	"crypto/sha256"
	"io"
	"strconv"

	"golang.org/x/text/transform"

	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
	"youfu/internal/money"
)

// Sent is what a file asks for.
type Sent struct {
	Lines int
	Fen   money.Fen
	Hash  [sha256.Size]byte // of the file
}

// Write writes an order as the profile's bank wants it. It writes all lines or nothing: where Check refuses a line, the error is a fault
// of kind Invalid, "bank.not-written", with a field for each refusal. The same order gives the same bytes.
func Write(w io.Writer, p *Profile, o Order) (Sent, error) {
	sum, err := checkOrder(p, o)
	if err != nil {
		return Sent{}, err
	}
	if refused := Check(p, o); refused != nil {
		e := fault.New(fault.Invalid, "bank.not-written", len(refused))
		for _, r := range refused {
			e.Fields = append(e.Fields, r.Field())
		}
		return Sent{}, e
	}
	hash := sha256.New()
	out := bufio.NewWriter(io.MultiWriter(w, hash))
	if err := writeFile(out, p, o, sum); err != nil {
		return Sent{}, fault.New(fault.Machine, "fault.machine").Because(err)
	}
	if err := out.Flush(); err != nil {
		return Sent{}, fault.New(fault.Machine, "fault.machine").Because(err)
	}
	return Sent{Lines: len(o.Lines), Fen: sum, Hash: [sha256.Size]byte(hash.Sum(nil))}, nil
}

func writeFile(w io.Writer, p *Profile, o Order, sum money.Fen) error {
	encoded := &encoder{w: w}
	if e := p.Encoding.encoding(); e != nil && p.Format != XLSX {
		encoded.w = transform.NewWriter(w, e.NewEncoder())
	}
	var err error
	switch p.Format {
	case ISO20022:
		err = writePain001(encoded, p, o, sum)
	case Text:
		err = writeRows(p, o, textRow(encoded, p.Separator))
	case CSV:
		encoded.skip = p.Encoding == GB18030
		err = writeSheet(encoded, sheet.CSV, p, o)
	case XLSX:
		err = writeSheet(w, sheet.XLSX, p, o)
	}
	if err != nil {
		return err
	}
	return encoded.Close()
}

// encoder writes UTF-8 in the file's encoding.
type encoder struct {
	w    io.Writer
	skip bool // leave out the byte order mark that package sheet begins with: only UTF-8 has one
}

func (e *encoder) Write(b []byte) (int, error) {
	if e.skip {
		e.skip = false
		return len(b), nil
	}
	return e.w.Write(b)
}

// Close writes what the encoding still holds back.
func (e *encoder) Close() error {
	if c, ok := e.w.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

func writeSheet(w io.Writer, format sheet.Format, p *Profile, o Order) error {
	table, err := sheet.NewWriter(w, format)
	if err != nil {
		return err
	}
	if err := writeRows(p, o, func(cells []string) error { return table.Write(cells...) }); err != nil {
		return err
	}
	return table.Close()
}

// textRow writes a line with a separator between columns, which no column holds, and CRLF after them.
func textRow(w io.Writer, separator rune) func([]string) error {
	var row []byte
	return func(cells []string) error {
		row = row[:0]
		for i, c := range cells {
			if i > 0 {
				row = append(row, byte(separator))
			}
			row = append(row, c...)
		}
		_, err := w.Write(append(row, "\r\n"...))
		return err
	}
}

func writeRows(p *Profile, o Order, write func(cells []string) error) error {
	cells := make([]string, len(p.Order.Columns))
	if p.Order.Header {
		for i, c := range p.Order.Columns {
			cells[i] = c.Title
		}
		if err := write(cells); err != nil {
			return err
		}
	}
	for n, line := range o.Lines {
		for i, c := range p.Order.Columns {
			cells[i] = cell(c, o, n, line)
		}
		if err := write(cells); err != nil {
			return err
		}
	}
	return nil
}

func cell(c Column, o Order, n int, line Line) string {
	switch c.Value {
	case "":
		return c.Text
	case ValueMessage:
		return o.MessageID
	case ValueBatch:
		return strconv.Itoa(o.Batch)
	case ValueNumber:
		return strconv.Itoa(n + 1)
	case ValueExecutionOn:
		return o.ExecutionOn.String()
	case ValueDebtorName:
		return o.Debtor.Name
	case ValueDebtorAccount:
		return o.Debtor.Account
	}
	return lineCell(c.Value, line)
}

// ofOrder reports whether a value is the same for all lines of an order.
func ofOrder(v Value) bool {
	switch v {
	case "", ValueMessage, ValueBatch, ValueNumber, ValueExecutionOn, ValueDebtorName, ValueDebtorAccount:
		return true
	}
	return false
}

func lineCell(v Value, line Line) string {
	switch v {
	case ValuePayment:
		return EndToEnd(line.Payment)
	case ValueAmount:
		return line.Fen.Plain()
	case ValueFen:
		return strconv.FormatInt(int64(line.Fen), 10)
	case ValueName:
		return line.Name
	case ValueAccount:
		return line.Account
	case ValueAgentName:
		return line.Agent.Name
	case ValueAgentCNAPS:
		return line.Agent.CNAPS
	case ValueCitizenNumber:
		return line.CitizenNumber
	case ValueRemittance:
		return line.Remittance
	case ValueProject:
		return line.Project
	case ValueUnit:
		return line.Unit
	case ValueYear:
		return yearOf(line)
	case ValueMonth:
		return monthOf(line)
	}
	return ""
}

func yearOf(line Line) string {
	if line.Year == 0 {
		return ""
	}
	return strconv.Itoa(line.Year)
}

func monthOf(line Line) string {
	if line.Month == 0 {
		return ""
	}
	return string([]byte{'0' + byte(line.Month/10), '0' + byte(line.Month%10)})
}
