package bank

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"youfu/internal/civil"
	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
)

func TestOrdersAreGolden(t *testing.T) {
	for name, p := range shipped() {
		if p.Format == XLSX {
			continue // compressed: the compressor may change with Go
		}
		golden(t, "order-"+name+p.Extension(), written(t, p, order()))
	}
	p := *profile(t, "iso20022")
	p.Encoding, p.CitizenNumber = GB18030, true
	golden(t, "order-iso20022-gb18030.xml", written(t, &p, order()))
}

func TestWorkbookHoldsTheSameAsCSV(t *testing.T) {
	rows := func(name string) (all [][]string) {
		b := written(t, profile(t, name), order())
		table, err := sheet.Open(bytes.NewReader(b), int64(len(b)), "a"+profile(t, name).Extension())
		for err == nil {
			var row sheet.Row
			if row, err = table.Next(); err == nil {
				var cells []string
				for _, c := range row.Cells {
					cells = append(cells, c.Text)
				}
				all = append(all, cells)
			}
		}
		if !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		return all
	}
	csv, xlsx := rows("csv"), rows("xlsx")
	if fmt.Sprint(csv) != fmt.Sprint(xlsx) || len(xlsx) != 4 {
		t.Errorf("%q\n%q", csv, xlsx)
	}
}

// The control sums of an order are those of its lines, and the whole document is what it says in any encoding.
func TestOrderInXMLReadsBack(t *testing.T) {
	for _, e := range []Encoding{UTF8, GB18030} {
		p := *profile(t, "iso20022")
		p.Encoding, p.CitizenNumber = e, true
		o := order()
		d := xml.NewDecoder(bytes.NewReader(written(t, &p, o)))
		d.CharsetReader = charset
		var got struct {
			Count     []int    `xml:"CstmrCdtTrfInitn>GrpHdr>NbOfTxs"`
			Sum       []string `xml:"CstmrCdtTrfInitn>GrpHdr>CtrlSum"`
			PartSum   []string `xml:"CstmrCdtTrfInitn>PmtInf>CtrlSum"`
			Transfers []struct {
				ID       string        `xml:"PmtId>EndToEndId"`
				Amount   amountElement `xml:"Amt>InstdAmt"`
				Name     string        `xml:"Cdtr>Nm"`
				Number   string        `xml:"Cdtr>Id>PrvtId>Othr>Id"`
				Account  string        `xml:"CdtrAcct>Id>Othr>Id"`
				Sentence string        `xml:"RmtInf>Ustrd"`
			} `xml:"CstmrCdtTrfInitn>PmtInf>CdtTrfTxInf"`
		}
		if err := d.Decode(&got); err != nil {
			t.Fatal(e, err)
		}
		total := sum(o.Lines).Plain()
		if len(got.Count) != 1 || got.Count[0] != len(o.Lines) || got.Sum[0] != total || got.PartSum[0] != total || len(got.Transfers) != len(o.Lines) {
			t.Fatalf("%s: %+v", e, got)
		}
		for i, x := range got.Transfers {
			l := o.Lines[i]
			fen, code := x.Amount.fen()
			if ParseEndToEnd(x.ID) != l.Payment || fen != l.Fen || code != "" || x.Name != l.Name || x.Number != l.CitizenNumber || x.Account != l.Account || x.Sentence != l.Remittance {
				t.Errorf("%s: line %d is %+v", e, i+1, x)
			}
		}
	}
}

func TestTheSameOrderGivesTheSameBytes(t *testing.T) {
	for name, p := range shipped() {
		var b bytes.Buffer
		sent, err := Write(&b, p, order())
		if err != nil || sent.Lines != 3 || sent.Fen != 126_006 || sent.Hash != sha256.Sum256(b.Bytes()) {
			t.Errorf("%s: %+v %v", name, sent, err)
		}
		if !bytes.Equal(b.Bytes(), written(t, p, order())) {
			t.Errorf("%s differs from one time to the next", name)
		}
	}
}

// One thing wrong with one line is said, and nothing is written at all.
func TestLinesAreChecked(t *testing.T) {
	for _, c := range []struct {
		name, profile string
		change        func(*Line)
		want          string
	}{
		{"no payment", "iso20022", func(l *Line) { l.Payment = id.ID{} }, "missing payment"},
		{"the same payment", "iso20022", func(l *Line) { l.Payment = payment(1) }, "twice payment"},
		{"nothing", "iso20022", func(l *Line) { l.Fen = 0 }, "no-amount amount"},
		{"less than nothing", "csv", func(l *Line) { l.Fen = -5 }, "no-amount amount"},
		{"too much", "yikatong", func(l *Line) { l.Fen = 5_000_001 }, "over-limit amount"},
		{"just enough", "yikatong", func(l *Line) { l.Fen = 5_000_000 }, ""},
		{"no name", "xlsx", func(l *Line) { l.Name = "" }, "missing name"},
		{"a long name", "yikatong", func(l *Line) { l.Name = strings.Repeat("长", 31) }, "too-long name"},
		{"a name that just fits", "yikatong", func(l *Line) { l.Name = strings.Repeat("长", 30) }, ""},
		{"a long name of ISO", "iso20022", func(l *Line) { l.Name = strings.Repeat("长", 141) }, "too-long name"},
		{"a separator", "yikatong", func(l *Line) { l.Name = "何^芬" }, "bad-character name"},
		{"the same in ISO", "iso20022", func(l *Line) { l.Name = "何^芬" }, ""},
		{"a line break", "yikatong", func(l *Line) { l.Remittance = "a\nb" }, "bad-character remittance"},
		{"a hidden character", "iso20022", func(l *Line) { l.Name = "何\u200b秀芬" }, "bad-character name"},
		{"a private character", "csv", func(l *Line) { l.Name = "何\ue5e5芬" }, "bad-character name"},
		{"a lost character", "iso20022", func(l *Line) { l.Name = "何\ufffd芬" }, "bad-character name"},
		{"bytes", "iso20022", func(l *Line) { l.Name = "\xff" }, "bad-character name"},
		{"space", "iso20022", func(l *Line) { l.Name = "何秀芬 " }, "bad-character name"},
		{"no account", "iso20022", func(l *Line) { l.Account = "" }, "missing account"},
		{"space in an account", "iso20022", func(l *Line) { l.Account = "6299 9900" }, "bad-account account"},
		{"a long account", "iso20022", func(l *Line) { l.Account = strings.Repeat("1", 35) }, "too-long account"},
		{"full width", "iso20022", func(l *Line) { l.Account = "６２９９" }, "bad-account account"},
		{"CNAPS", "iso20022", func(l *Line) { l.Agent = Agent{CNAPS: "12345"} }, "bad-agent agent_cnaps"},
		{"BIC", "iso20022", func(l *Line) { l.Agent = Agent{BIC: "abcdcnbj"} }, "bad-agent agent_cnaps"},
		{"BIC of a branch", "iso20022", func(l *Line) { l.Agent = Agent{BIC: "ABCDCNBJ123"} }, ""},
		{"no bank", "iso20022", func(l *Line) { l.Agent = Agent{} }, ""},
		{"no project", "yikatong", func(l *Line) { l.Project = "" }, "missing project"},
		{"no project where none is used", "iso20022", func(l *Line) { l.Project = "" }, ""},
		{"no number", "yikatong", func(l *Line) { l.CitizenNumber = "" }, "missing citizen_number"},
		{"no year", "yikatong", func(l *Line) { l.Year = 0 }, "missing year"},
		{"no month", "yikatong", func(l *Line) { l.Month = 0 }, ""},
		{"month 13", "yikatong", func(l *Line) { l.Month = 13 }, "bad-period month"},
		{"no words", "csv", func(l *Line) { l.Remittance = "" }, "missing remittance"},
		{"no words of ISO", "iso20022", func(l *Line) { l.Remittance = "" }, ""},
		{"two things", "iso20022", func(l *Line) { l.Fen, l.Name = 0, "" }, "no-amount amount, missing name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := order()
			o.Lines[1].Name = "阿依古丽"
			c.change(&o.Lines[1])
			var b bytes.Buffer
			_, err := Write(&b, profile(t, c.profile), o)
			if c.want == "" {
				if err != nil || b.Len() == 0 {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			var f *fault.Error
			if !fault.Is(err, fault.Invalid) || !errors.As(err, &f) || f.Key != "bank.not-written" {
				t.Fatalf("%v", err)
			}
			var got []string
			for _, x := range f.Fields {
				got = append(got, x.Code+" "+x.Name)
				if x.Row != 2 || !lang.Has(x.Key) || !lang.Has("bank.mend-"+x.Code) {
					t.Errorf("%+v", x)
				}
			}
			if b.Len() > 0 || strings.Join(got, ", ") != c.want {
				t.Errorf("%d bytes written; found %q, want %q", b.Len(), got, c.want)
			}
			if strings.Contains(err.Error(), "何") || strings.Contains(err.Error(), "阿") {
				t.Errorf("the log names somebody: %v", err)
			}
		})
	}
}

func TestOrdersAreChecked(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Order)
		want   string
	}{
		{"nobody", func(o *Order) { o.Lines = nil }, "bank.no-lines"},
		{"no number", func(o *Order) { o.MessageID = "" }, "bank.bad-order"},
		{"a long number", func(o *Order) { o.MessageID = strings.Repeat("1", 36) }, "bank.bad-order"},
		{"no day", func(o *Order) { o.ExecutionOn = civil.Date(0) }, "bank.bad-order"},
		{"no time", func(o *Order) { o.Created = time.Time{} }, "bank.bad-order"},
		{"no debtor", func(o *Order) { o.Debtor.Name = "" }, "bank.bad-debtor"},
		{"no account", func(o *Order) { o.Debtor.Account = "" }, "bank.bad-debtor"},
		{"no bank", func(o *Order) { o.Debtor.Agent = Agent{} }, "bank.bad-debtor"},
		{"a bad bank", func(o *Order) { o.Debtor.Agent.CNAPS = "1" }, "bank.bad-debtor"},
		{"too many", func(o *Order) { o.Lines = make([]Line, 100_001) }, "bank.too-many-lines"},
		{"more than there is", func(o *Order) { o.Lines[0].Fen, o.Lines[1].Fen = math.MaxInt64, 1 }, "money.out-of-range"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := order()
			c.change(&o)
			var b bytes.Buffer
			_, err := Write(&b, profile(t, "iso20022"), o)
			var f *fault.Error
			if !fault.Is(err, fault.Invalid) || !errors.As(err, &f) || f.Key != c.want || b.Len() > 0 || !lang.Has(c.want) {
				t.Errorf("%v, %d bytes", err, b.Len())
			}
		})
	}
}

func TestSplit(t *testing.T) {
	p := *profile(t, "iso20022")
	p.Limits.Lines = 2
	o := order()
	parts := Split(&p, o, func(n int) string { return MessageID(payment(9), n) })
	if len(parts) != 2 || len(parts[0].Lines) != 2 || len(parts[1].Lines) != 1 || parts[0].MessageID != o.MessageID || parts[1].MessageID != MessageID(payment(9), 2) {
		t.Fatalf("%+v", parts)
	}
	if got := sum(parts[0].Lines) + sum(parts[1].Lines); got != sum(o.Lines) || parts[1].Lines[0].Payment != o.Lines[2].Payment {
		t.Errorf("%v of %v", got, sum(o.Lines))
	}
	p.Limits.Lines = 0
	if parts := Split(&p, o, nil); len(parts) != 1 || len(parts[0].Lines) != 3 {
		t.Errorf("%+v", parts)
	}
	o.Lines = nil
	if parts := Split(&p, o, nil); len(parts) != 0 {
		t.Errorf("%+v", parts)
	}
}

// A disk that is full is said, whenever it fills.
func TestWriteSaysWhenTheDiskIsFull(t *testing.T) {
	for name, p := range shipped() {
		size := len(written(t, p, order()))
		for room := 0; room < size; room += 1 + size/20 {
			if _, err := Write(&small{room}, p, order()); !fault.Is(err, fault.Machine) || err == nil {
				t.Errorf("%s: written to %d bytes: %v", name, room, err)
			}
		}
	}
}

type small struct{ room int }

func (s *small) Write(b []byte) (int, error) {
	if len(b) > s.room {
		return 0, io.ErrShortWrite
	}
	s.room -= len(b)
	return len(b), nil
}
