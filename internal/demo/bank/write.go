package bank

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"youfu/internal/civil"
	"youfu/internal/exchange/bank"
	"youfu/internal/exchange/sheet"
)

// write makes the files that tell of a day: statuses by order, then one statement; or a table for each order.
func (b *Bank) write(on civil.Date, events []event) [][]byte {
	var orders []string
	byOrder := map[string][]event{}
	var bookings []event
	for i, e := range events {
		if booked := e.kind == bank.Paid || e.kind == bank.Returned; booked && b.options.Profile.Format == bank.ISO20022 {
			bookings = append(bookings, e)
			continue
		}
		about := e.message
		if e.whole && e.repeated { // another file of the same id is answered by itself
			about += " again " + strconv.Itoa(i)
		}
		if _, seen := byOrder[about]; !seen {
			orders = append(orders, about)
		}
		byOrder[about] = append(byOrder[about], e)
	}
	var files [][]byte
	for _, about := range orders {
		if b.options.Profile.Format == bank.ISO20022 {
			files = append(files, b.report(on, byOrder[about]))
		} else if file := b.table(byOrder[about]); file != nil {
			files = append(files, file)
		}
	}
	if len(bookings) > 0 {
		files = append(files, b.statement(on, bookings))
	}
	return files
}

// table is an answer in the columns of the profile. Such tables have no line for a whole order; nil where nothing else is told.
func (b *Bank) table(events []event) []byte {
	p := b.options.Profile
	var rows [][]string
	if p.Answer.Header {
		var titles []string
		for _, c := range p.Answer.Columns {
			titles = append(titles, c.Title)
		}
		rows = append(rows, titles)
	}
	told := false
	for _, e := range events {
		if !e.whole {
			rows, told = append(rows, b.row(e)), true
		}
	}
	if !told {
		return nil
	}
	return encode(p, rows)
}

func (b *Bank) row(e event) []string {
	p := b.options.Profile
	status := statusOf(p, e)
	values := map[bank.Value]string{
		bank.ValuePayment: e.endToEnd, bank.ValueMessage: e.message, bank.ValueAmount: yuan(e.fen), bank.ValueFen: strconv.FormatInt(e.fen, 10), bank.ValueStatus: status,
		bank.ValueNote: e.reason.note, bank.ValueOn: e.on.String(), bank.ValueBankReference: reference(e),
	}
	if _, known := p.Reasons[e.reason.code]; known {
		values[bank.ValueReason] = e.reason.code
	}
	if e.repeated {
		if _, known := p.Reasons["AM05"]; known {
			values[bank.ValueReason] = "AM05"
		}
	}
	row := make([]string, len(p.Answer.Columns))
	for i, c := range p.Answer.Columns {
		row[i] = values[c.Value]
		same := slices.IndexFunc(p.Order.Columns, func(o bank.Column) bool { return o.Title == c.Title })
		if c.Value == "" && same >= 0 && same < len(e.echo) {
			row[i] = e.echo[same]
		}
	}
	return row
}

// statusOf is the profile's code for what happened: of those of its kind, one whose title speaks of the reason, or the first.
func statusOf(p *bank.Profile, e event) string {
	kind := e.kind
	if e.repeated && p.Reasons["AM05"] == (bank.Reason{}) {
		kind = bank.Unknown
	}
	best := ""
	for _, code := range slices.Sorted(maps.Keys(p.Statuses)) {
		s := p.Statuses[code]
		if s.Kind != kind || s.Passed {
			continue
		}
		if best == "" || e.reason.word != "" && strings.Contains(s.Title.Zh, e.reason.word) {
			best = code
		}
	}
	return best
}

// reference is the bank's own number for an event: the same whenever it is told.
func reference(e event) string {
	if e.kind != bank.Paid && e.kind != bank.Returned {
		return ""
	}
	sum := hashOf(fmt.Appendf(nil, "%s/%d/%s/%d", e.endToEnd, e.kind, e.on, e.fen))
	return fmt.Sprintf("QH%x", sum[:6])
}

func encode(p *bank.Profile, rows [][]string) []byte {
	var b bytes.Buffer
	switch p.Format {
	case bank.XLSX:
		must(writeSheet(&b, rows))
		return b.Bytes()
	case bank.CSV:
		must(csv.NewWriter(&b).WriteAll(rows))
	default:
		for _, row := range rows {
			b.WriteString(strings.Join(row, string(p.Separator)) + "\r\n")
		}
	}
	if p.Encoding == bank.GB18030 {
		encoded, err := simplifiedchinese.GB18030.NewEncoder().Bytes(b.Bytes())
		must(err)
		return encoded
	}
	return b.Bytes()
}

func writeSheet(b *bytes.Buffer, rows [][]string) error {
	w, err := sheet.NewWriter(b, sheet.XLSX)
	for _, row := range rows {
		if err == nil {
			err = w.Write(row...)
		}
	}
	if err != nil {
		return err
	}
	return w.Close()
}

// must is for what cannot fail: writing to memory.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
