package bank

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"youfu/internal/exchange/sheet"
)

const many = 100_000

func large(n int) Order {
	o := order()
	template := o.Lines[0]
	o.Lines = make([]Line, n)
	for i := range o.Lines {
		o.Lines[i] = template
		o.Lines[i].Payment = payment(i)
		o.Lines[i].Account = fmt.Sprint(6_299_990_000_000_000_000 + i)
	}
	return o
}

// unlimited is a profile that takes any number of lines.
func unlimited(b *testing.B, name string) *Profile {
	p := *profile(b, name)
	p.Limits.Lines = 0
	return &p
}

func BenchmarkWrite100000(b *testing.B) {
	o := large(many)
	for _, name := range []string{"iso20022", "yikatong", "csv", "xlsx"} {
		b.Run(name, func(b *testing.B) {
			p := unlimited(b, name)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Write(io.Discard, p, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// answers100000 are the files of a bank that has paid every line: statuses, a booking each, one booking with all details, and tables.
func answers100000(b *testing.B) map[string][]byte {
	var tx, each, one, text strings.Builder
	for i := range many {
		tx.WriteString("<TxInfAndSts><OrgnlEndToEndId>" + EndToEnd(payment(i)) + "</OrgnlEndToEndId><TxSts>ACSC</TxSts><AccptncDtTm>2026-11-26T09:59:59</AccptncDtTm><AcctSvcrRef>QH1</AcctSvcrRef>" +
			"<OrgnlTxRef><Amt><InstdAmt Ccy=\"CNY\">960.00</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>\n")
		each.WriteString(`<Ntry><Amt Ccy="CNY">960.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-26</Dt></BookgDt><AcctSvcrRef>QH1</AcctSvcrRef>` +
			`<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>` + details(detail(i, "960.00")) + "</Ntry>\n")
		one.WriteString("<TxDtls>" + detail(i, "960.00") + "</TxDtls>\n")
		fmt.Fprintf(&text, "农村部分计划生育家庭奖励扶助^清河区卫生健康局^2026^^2^%s^m^何秀芬^999999196003150021^6299990000000000018^960.00^奖励扶助金^00^^20261126^QH1\r\n", EndToEnd(payment(i)))
	}
	var book bytes.Buffer
	w, err := sheet.NewWriter(&book, sheet.XLSX)
	if err != nil {
		b.Fatal(err)
	}
	for i := range many + 1 {
		cells := []string{EndToEnd(payment(i)), "960.00", "成功", "", "", "2026-11-26", "QH1", "m"}
		if i == 0 {
			cells = []string{"付款编号", "金额（元）", "结果", "原因代码", "说明", "日期", "银行流水号", "文件编号"}
		}
		if err := w.Write(cells...); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return map[string][]byte{"pain.002": []byte(status(tx.String())), "camt.053": []byte(head + each.String() + tail), "camt.054 in one booking": []byte(strings.ReplaceAll(strings.ReplaceAll(
		strings.ReplaceAll(entryOf("96000000.00", "<NtryDtls>"+one.String()+"</NtryDtls>"), "camt.053", "camt.054"), "BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"), "Stmt>", "Ntfctn>")),
		"text": []byte(gb18030(text.String())), "xlsx": book.Bytes()}
}

// BenchmarkRead100000 reports the most memory held beside the file itself.
func BenchmarkRead100000(b *testing.B) {
	profiles := map[string]string{"text": "yikatong", "xlsx": "xlsx"}
	for name, file := range answers100000(b) {
		b.Run(name, func(b *testing.B) {
			p := unlimited(b, "iso20022")
			if other := profiles[name]; other != "" {
				p = unlimited(b, other)
			}
			base, most := heap(), uint64(0)
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				f, err := Open(bytes.NewReader(file), int64(len(file)), p)
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for a, err := range f.Answers() {
					if err != nil || a.Fen != 96_000 {
						b.Fatal(err, a)
					}
					if n++; n%20_000 == 0 {
						b.StopTimer()
						most = max(most, heap())
						b.StartTimer()
					}
				}
				if n != many {
					b.Fatal(n)
				}
			}
			b.ReportMetric(float64(most-min(base, most))/(1<<20), "MB-held")
		})
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
