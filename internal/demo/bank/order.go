package bank

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"youfu/internal/civil"
	"youfu/internal/exchange/bank"
	"youfu/internal/exchange/sheet"
)

// order is what one file asks for.
type order struct {
	message     string
	executionOn civil.Date // zero where the file does not say
	repeated    bool
	payments    []payment
}

type payment struct {
	endToEnd string
	fen      int64
	name     string
	account  string
	repeated bool
	echo     []string // the line as it came, of tables
}

// readOrder reads an order file of a profile. A file without a message id is known by its content.
func readOrder(p *bank.Profile, file []byte) (*order, error) {
	var o *order
	var err error
	if p.Format == bank.ISO20022 {
		o, err = readXML(file)
	} else {
		o, err = readTable(p, file)
	}
	if err != nil {
		return nil, fmt.Errorf("demo bank: %w", err)
	}
	if o.message == "" {
		o.message = hex.EncodeToString(hashOf(file)[:16])
	}
	seen := map[string]bool{}
	for _, x := range o.payments {
		switch {
		case x.endToEnd == "" || x.name == "" || x.account == "":
			return nil, errors.New("demo bank: a payment lacks its id, name or account")
		case seen[x.endToEnd]:
			return nil, errors.New("demo bank: a payment stands twice in one file")
		}
		seen[x.endToEnd] = true
	}
	if len(o.payments) == 0 {
		return nil, errors.New("demo bank: nothing to pay")
	}
	return o, nil
}

// paymentsXML is what this bank reads of a pain.001.001.09.
type paymentsXML struct {
	XMLName xml.Name `xml:"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09 Document"`
	Message string   `xml:"CstmrCdtTrfInitn>GrpHdr>MsgId"`
	Count   int      `xml:"CstmrCdtTrfInitn>GrpHdr>NbOfTxs"`
	Sum     string   `xml:"CstmrCdtTrfInitn>GrpHdr>CtrlSum"`
	On      string   `xml:"CstmrCdtTrfInitn>PmtInf>ReqdExctnDt>Dt"`
	All     []struct {
		EndToEnd string `xml:"PmtId>EndToEndId"`
		Amount   struct {
			Currency string `xml:"Ccy,attr"`
			Text     string `xml:",chardata"`
		} `xml:"Amt>InstdAmt"`
		Name    string `xml:"Cdtr>Nm"`
		Account string `xml:"CdtrAcct>Id>Othr>Id"`
	} `xml:"CstmrCdtTrfInitn>PmtInf>CdtTrfTxInf"`
}

func readXML(file []byte) (*order, error) {
	d := xml.NewDecoder(bytes.NewReader(file))
	d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		if label != "GB18030" {
			return nil, fmt.Errorf("encoding %s", label)
		}
		return simplifiedchinese.GB18030.NewDecoder().Reader(r), nil
	}
	var x paymentsXML
	if err := d.Decode(&x); err != nil {
		return nil, err
	}
	on, err := civil.Parse(x.On)
	if err != nil {
		return nil, err
	}
	o := &order{message: x.Message, executionOn: on}
	var sum int64
	for _, t := range x.All {
		fen, err := fenOf(t.Amount.Text, 100)
		if err != nil || t.Amount.Currency != "CNY" {
			return nil, fmt.Errorf("amount %q %s", t.Amount.Text, t.Amount.Currency)
		}
		sum += fen
		o.payments = append(o.payments, payment{endToEnd: t.EndToEnd, fen: fen, name: t.Name, account: t.Account})
	}
	if total, err := fenOf(x.Sum, 100); err != nil || total != sum || x.Count != len(o.payments) {
		return nil, fmt.Errorf("%d payments of %d fen, announced as %d of %s", len(o.payments), sum, x.Count, x.Sum)
	}
	return o, nil
}

// fenOf is an amount of a unit that has so many fen.
func fenOf(text string, unit int64) (int64, error) {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, fmt.Errorf("amount %q", text)
	}
	if r.Mul(r, big.NewRat(unit, 1)); !r.IsInt() || r.Sign() <= 0 || !r.Num().IsInt64() {
		return 0, fmt.Errorf("amount %q", text)
	}
	return r.Num().Int64(), nil
}

func readTable(p *bank.Profile, file []byte) (*order, error) {
	rows, err := rowsOf(p, file)
	if err != nil {
		return nil, err
	}
	if p.Order.Header && len(rows) > 0 {
		rows = rows[1:]
	}
	at := func(row []string, v bank.Value) string {
		i := slices.IndexFunc(p.Order.Columns, func(c bank.Column) bool { return c.Value == v })
		if i < 0 || i >= len(row) {
			return ""
		}
		return row[i]
	}
	o := &order{}
	for _, row := range rows {
		amount, unit := at(row, bank.ValueAmount), int64(100)
		if amount == "" {
			amount, unit = at(row, bank.ValueFen), 1
		}
		fen, err := fenOf(amount, unit)
		if err != nil {
			return nil, err
		}
		o.message = at(row, bank.ValueMessage)
		if on := at(row, bank.ValueExecutionOn); on != "" {
			if o.executionOn, err = civil.Parse(on); err != nil {
				return nil, err
			}
		}
		o.payments = append(o.payments, payment{endToEnd: at(row, bank.ValuePayment), fen: fen, name: at(row, bank.ValueName), account: at(row, bank.ValueAccount), echo: row})
	}
	return o, nil
}

// rowsOf are the cells of a table.
func rowsOf(p *bank.Profile, file []byte) ([][]string, error) {
	if isXLSX(file) {
		return sheetRows(file)
	}
	if p.Encoding == bank.GB18030 {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(file)
		if err != nil {
			return nil, err
		}
		file = decoded
	}
	text := strings.TrimPrefix(string(file), "\ufeff")
	if p.Format == bank.CSV {
		return csv.NewReader(strings.NewReader(text)).ReadAll()
	}
	var rows [][]string
	for line := range strings.Lines(text) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\r\n"), string(p.Separator)))
	}
	return rows, nil
}

func sheetRows(file []byte) ([][]string, error) {
	table, err := sheet.Open(bytes.NewReader(file), int64(len(file)), ".xlsx")
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		} else if err != nil {
			return nil, err
		}
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		rows = append(rows, cells)
	}
}
