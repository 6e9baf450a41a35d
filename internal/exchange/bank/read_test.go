package bank

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
	"youfu/internal/lang"
)

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// workbook is an answer of the xlsx profile with the rows of the .csv one.
func workbook(t testing.TB) []byte {
	t.Helper()
	csv := testdata(t, "answer-csv.csv")
	table, err := sheet.Open(bytes.NewReader(csv), int64(len(csv)), "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, sheet.XLSX)
	for err == nil {
		var row sheet.Row
		if row, err = table.Next(); err != nil {
			break
		}
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		err = w.Write(cells...)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Each golden file of an answer has a golden list of what is read from it.
func TestAnswersAreRead(t *testing.T) {
	for _, c := range []struct{ profile, file string }{
		{"iso20022", "answer-pain002.xml"}, {"iso20022", "answer-camt053.xml"}, {"iso20022", "answer-camt054.xml"}, {"yikatong", "answer-yikatong.txt"}, {"csv", "answer-csv.csv"}, {"xlsx", ""},
	} {
		t.Run(c.profile+c.file, func(t *testing.T) {
			var file []byte
			if want := c.file; want == "" {
				c.file, file = "answer-xlsx.xlsx", workbook(t)
			} else {
				file = testdata(t, want)
			}
			f, answers, refused, err := read(profile(t, c.profile), file)
			if err != nil || len(refused) > 0 {
				t.Fatal(err, refused)
			}
			var b strings.Builder
			fmt.Fprintf(&b, "%s %s passed %d\n", f.Format, f.ID, f.Passed)
			for _, a := range answers {
				fmt.Fprintf(&b, "%s %s %q %q %q\n", line(a), a.Payment, a.Title.Zh, a.Statement, a.Account)
			}
			golden(t, strings.TrimSuffix(c.file, filepath.Ext(c.file))+".want", []byte(b.String()))
		})
	}
}

// The three ways in which a bank can say that it has an order, and the one in which it says that money moved.
func TestAcceptedIsNotPaid(t *testing.T) {
	_, answers, _, err := read(profile(t, "iso20022"), testdata(t, "answer-pain002.xml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range answers {
		if a.Kind == Paid && a.Status != "ACCC" {
			t.Errorf("%s counts as paid", a.Status)
		}
	}
	for code, s := range profile(t, "iso20022").Statuses {
		if s.Kind == Paid && code != "ACCC" {
			t.Errorf("%s counts as paid", code)
		}
	}
}

// Of very many reasons the first are kept, and the first code counts.
func TestManyReasons(t *testing.T) {
	var reasons strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&reasons, "<StsRsnInf><Rsn><Cd>R%d</Cd></Rsn><AddtlInf>w%d</AddtlInf></StsRsnInf>", i, i)
	}
	_, answers, _, err := read(profile(t, "iso20022"), []byte(status("<PmtInfSts>RJCT</PmtInfSts>"+reasons.String())))
	if err != nil || len(answers) != 1 || answers[0].Code != "R0" || !strings.HasSuffix(answers[0].Note, "w14 w15") {
		t.Errorf("%v %+v", err, answers)
	}
}

const head = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>m</MsgId></GrpHdr><Stmt><Id>s</Id>`

const tail = `</Stmt></BkToCstmrStmt></Document>`

// entryOf is a statement with one booked debit.
func entryOf(amount, rest string) string {
	return head + `<Ntry><Amt Ccy="CNY">` + amount + `</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` + rest + `</Ntry>` + tail
}

func details(all ...string) string {
	return `<NtryDtls><TxDtls>` + strings.Join(all, `</TxDtls><TxDtls>`) + `</TxDtls></NtryDtls>`
}

func detail(n int, amount string) string {
	d := `<Refs><EndToEndId>` + EndToEnd(payment(n)) + `</EndToEndId></Refs>`
	if amount != "" {
		d += `<Amt Ccy="CNY">` + amount + `</Amt>`
	}
	return d
}

func status(tx string) string {
	return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>m</MsgId><CreDtTm>2026-11-26T08:00:00</CreDtTm></GrpHdr>` +
		`<OrgnlGrpInfAndSts><OrgnlMsgId>o</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>` + tx + `</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`
}

// Every line is refused by itself, or read; what stands beside it is read all the same.
func TestOneLineIsRefused(t *testing.T) {
	id1 := EndToEnd(payment(1))
	row := func(payment, amount, status, on string) string {
		return "a^b^2026^11^2^" + payment + "^m^n^i^a^" + amount + "^r^" + status + "^^" + on + "^ref\r\n"
	}
	for _, c := range []struct{ name, profile, file, want string }{
		{"text", "yikatong", row(id1, "600.00", "00", ""), "1 paid 600.00"},
		{"a byte order mark", "yikatong", gb18030("\ufeff" + row(id1, "600.00", "00", "")), "1 paid 600.00"},
		{"columns", "yikatong", row(id1, "600.00", "00", "") + "a^b\r\n" + row(id1, "1.00", "00", ""), "1 paid 600.00; 2 ! columns; 3 paid 1.00"},
		{"one column more", "yikatong", strings.TrimSpace(row(id1, "600.00", "00", "")) + "^x^\r\n", "1 ! columns"},
		{"no status", "yikatong", row(id1, "600.00", "", ""), "1 ! missing status"},
		{"three decimals", "yikatong", row(id1, "600.000", "00", ""), "1 ! too-many-decimals amount"},
		{"nothing", "yikatong", row(id1, "0.00", "00", ""), "1 ! no-amount amount"},
		{"no amount is no refusal", "yikatong", row(id1, "", "01", ""), "1 accepted 0.00"},
		{"a sign", "yikatong", row(id1, "-600.00", "20", ""), "1 ! bad-amount amount"},
		{"an exponent", "yikatong", row(id1, "6e2", "00", ""), "1 ! bad-amount amount"},
		{"separators", "yikatong", row(id1, "1,600.00", "00", ""), "1 ! bad-amount amount"},
		{"full width", "yikatong", gb18030(row(id1, "６００", "00", "")), "1 ! bad-amount amount"},
		{"a bad date", "yikatong", row(id1, "600.00", "00", "20261131"), "1 ! bad-date on"},
		{"an unknown code", "yikatong", row(id1, "600.00", "77", ""), "1 unknown 600.00"},
		{"nobody's", "yikatong", row("X1", "600.00", "00", ""), "1 paid 600.00"},
		{"a long reference", "yikatong", row(strings.Repeat("x", 65), "600.00", "00", ""), "1 ! too-long payment"},
		{"a hidden character", "yikatong", gb18030(row("x\u200by", "600.00", "00", "")), "1 ! bad-character payment"},
		{"a rounded number", "csv", "付款编号,金额（元）,结果,原因代码,说明,日期,银行流水号,文件编号\n1.99E+30,5.00,成功,,,,,\n" + id1 + ",5.00,成功,,,,,\n", "2 ! rounded payment; 3 paid 5.00"},
		{"half a character", "yikatong", "a\x81 \r\n" + row(id1, "600.00", "00", ""), "1 ! bad-text; 2 paid 600.00"},

		{"an amount of the entry", "iso20022", entryOf("5.00", details(detail(1, ""))), "1 paid 5.00"},
		{"a sum", "iso20022", entryOf("6.00", details(detail(1, "5.00"), detail(2, "1.00"))), "1 paid 5.00; 2 paid 1.00"},
		{"a fen less", "iso20022", entryOf("6.01", details(detail(1, "5.00"), detail(2, "1.00"))), "1 paid 5.00; 2 paid 1.00; 2 ! sum-differs Amt"},
		{"one detail says none", "iso20022", entryOf("6.00", details(detail(1, ""), detail(2, "1.00"))), "1 paid 0.00; 2 paid 1.00"},
		{"a credit in a debit", "iso20022", entryOf("4.00", details(detail(1, "5.00"), detail(2, "1.00")+`<CdtDbtInd>CRDT</CdtDbtInd><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>`)), "1 paid 5.00; 2 returned 1.00"},
		{"a debit with a return's reason", "iso20022", entryOf("5.00", details(detail(1, "5.00")+`<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>`)), "1 unknown 5.00"},
		{"too few details", "iso20022", entryOf("5.00", `<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch></NtryDtls>`+details(detail(1, "5.00"))), "1 paid 5.00; 1 ! count-differs NbOfTxs"},
		{"dollars", "iso20022", strings.ReplaceAll(entryOf("5.00", details(detail(1, "5.00"))), "CNY", "USD"), "1 ! currency Amt; 1 ! currency Amt"},
		{"dollars of the entry alone", "iso20022", strings.Replace(entryOf("5.00", details(detail(1, ""))), "CNY", "USD", 1), "1 ! currency Amt"},
		{"no amount at all", "iso20022", strings.Replace(entryOf("5.00", ""), `<Amt Ccy="CNY">5.00</Amt>`, "", 1), "1 ! missing Amt"},
		{"a negative amount", "iso20022", entryOf("-5.00", details(detail(1, "-5.00"))), "1 ! bad-amount Amt; 1 ! bad-amount Amt"},
		{"no direction", "iso20022", strings.Replace(entryOf("5.00", details(detail(1, "5.00"))), "DBIT", "", 1), "1 ! missing CdtDbtInd"},
		{"a bad day", "iso20022", entryOf("5.00", `<BookgDt><Dt>2026-02-30</Dt></BookgDt>`+details(detail(1, "5.00"))), "1 ! bad-date BookgDt"},
		{"the day of the value", "iso20022", entryOf("5.00", `<ValDt><Dt>2026-02-28</Dt></ValDt>`+details(detail(1, "5.00"))), "1 paid 5.00 2026-02-28"},
		{"not booked", "iso20022", strings.Replace(entryOf("5.00", details(detail(1, "5.00"))), "BOOK", "INFO", 1), ""},
		{"a fee", "iso20022", entryOf("2.00", ""), "1 paid 2.00"},
		{"a reversed credit", "iso20022", strings.Replace(entryOf("5.00", details(detail(1, "5.00"))), "<Sts>", "<RvslInd>true</RvslInd><Sts>", 1), "1 unknown 5.00"},

		{"no status of a payment", "iso20022", status(`<TxInfAndSts><OrgnlEndToEndId>x</OrgnlEndToEndId></TxInfAndSts>`), "1 ! missing TxSts"},
		{"a status in dollars", "iso20022", status(`<TxInfAndSts><TxSts>ACCC</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy="USD">5</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts><TxInfAndSts><TxSts>ACTC</TxSts></TxInfAndSts>`), "1 ! currency InstdAmt; 2 accepted 0.00 2026-11-26"},
		{"only the order", "iso20022", status(`<PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>`), "1 rejected 0.00 2026-11-26"},
		{"an order that it has already", "iso20022", status(`<PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>DU01</Cd></Rsn></StsRsnInf>`), ""},
		{"a payment that it has already", "iso20022", status(`<TxInfAndSts><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>DU04</Cd></Rsn></StsRsnInf></TxInfAndSts>`), "1 unknown 0.00 2026-11-26"},
		{"a payment that it has already, in a table", "yikatong", row(id1, "600.00", "14", ""), "1 unknown 600.00"},
		{"neither posted nor returned", "iso20022", status(`<TxInfAndSts><TxSts>BLCK</TxSts></TxInfAndSts>`), "1 unknown 0.00 2026-11-26"},
		{"partly", "iso20022", status(`<PmtInfSts>PART</PmtInfSts>`), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, answers, refused, err := read(profile(t, c.profile), []byte(c.file))
			if err != nil {
				t.Fatal(lang.Error(lang.En, err), err)
			}
			if got := said(answers, refused); got != c.want {
				t.Errorf("read %q, want %q", got, c.want)
			}
			for _, r := range refused {
				if !lang.Has(r.Key()) || !lang.Has(r.Remedy()) || strings.Contains(lang.T(lang.Zh, r.Key(), r.args()...), "{") {
					t.Errorf("%s says %s, %s", r.Code, lang.T(lang.Zh, r.Key(), r.args()...), lang.T(lang.Zh, r.Remedy()))
				}
			}
		})
	}
}

// said is what was read, in short, by row.
func said(answers []Answer, refused []*Refusal) string {
	var all []string
	for row := 0; row < 10; row++ {
		for _, a := range answers {
			if a.Row == row {
				all = append(all, strings.TrimSpace(fmt.Sprintf("%d %v %s %v", a.Row, a.Kind, a.Fen.Plain(), a.On)))
			}
		}
		for _, r := range refused {
			if r.Row == row {
				all = append(all, strings.TrimSpace(fmt.Sprintf("%d ! %s %s", r.Row, r.Code, r.Column)))
			}
		}
	}
	return strings.Join(all, "; ")
}

func gb18030(s string) string {
	b, err := GB18030.encoding().NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return b
}

// Files that are none of a bank's answers, or mean harm, are refused as a whole.
func TestFilesAreRefused(t *testing.T) {
	good := string(testdata(t, "answer-camt053.xml"))
	for _, c := range []struct{ name, profile, file, want string }{
		{"empty", "iso20022", "", "bank.broken"},
		{"text", "iso20022", "hello", "bank.broken"},
		{"text before it", "iso20022", "hello" + good, "bank.broken"},
		{"another message", "iso20022", strings.Replace(good, "camt.053.001.08", "camt.053.001.02", 1), "bank.other-message"},
		{"another element", "iso20022", strings.ReplaceAll(good, "BkToCstmrStmt", "CstmrCdtTrfInitn"), "bank.other-message"},
		{"no namespace", "iso20022", strings.Replace(good, `xmlns="urn`, `x="urn`, 1), "bank.other-message"},
		{"another root", "iso20022", `<x xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>`, "bank.other-message"},
		{"our own order", "iso20022", string(written(t, profile(t, "iso20022"), order())), "bank.other-message"},
		{"cut off", "iso20022", good[:len(good)-30], "bank.broken"},
		{"two documents", "iso20022", good + good[strings.Index(good, "<Document"):], "bank.broken"},
		{"text after it", "iso20022", good + "x", "bank.broken"},
		{"crossed tags", "iso20022", strings.Replace(good, "</Ntry>", "</Stmt>", 1), "bank.broken"},
		{"not UTF-8", "iso20022", strings.Replace(good, "代发", "\xff\xfe", 1), "bank.broken"},
		{"another encoding", "iso20022", strings.Replace(good, "UTF-8", "KOI8-R", 1), "bank.broken"},
		{"a document type", "iso20022", `<!DOCTYPE Document>` + strings.TrimPrefix(good, `<?xml version="1.0" encoding="UTF-8"?>`), "bank.dtd"},
		{"an external entity", "iso20022", `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + strings.Replace(good[strings.Index(good, "<Document"):], "代发", "&x;", 1), "bank.dtd"},
		{"an entity that nobody declared", "iso20022", strings.Replace(good, "代发", "&x;", 1), "bank.broken"},
		{"a laugh", "iso20022", `<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>` + head + tail, "bank.dtd"},
		{"a document type inside", "iso20022", strings.Replace(good, "<Stmt>", "<!DOCTYPE x><Stmt>", 1), "bank.dtd"},
		{"levels", "iso20022", entryOf("1", strings.Repeat("<a>", 70)+strings.Repeat("</a>", 70)), "bank.too-complex"},
		{"a long text", "iso20022", entryOf("1", "<AddtlNtryInf>"+strings.Repeat("x", 2*maxRecord)+"</AddtlNtryInf>"), "bank.too-complex"},
		{"a long attribute", "iso20022", entryOf("1", `<a b="`+strings.Repeat("x", 2*maxRecord)+`"/>`), "bank.too-complex"},
		{"a long comment", "iso20022", entryOf("1", `<!--`+strings.Repeat("x", 2*maxRecord)+`-->`), "bank.too-complex"},
		{"a long detail", "iso20022", entryOf("1", details(strings.Repeat("<RtrInf><AddtlInf>x</AddtlInf></RtrInf>", maxRecord/20))), "bank.too-complex"},
		{"a long name", "iso20022", "<" + strings.Repeat("x", 2*maxRecord), "bank.too-complex"},
		{"a long line", "yikatong", strings.Repeat("x", maxLine+1), "bank.line-too-long"},
		{"no column", "csv", "付款编号,结果\n1,成功\n", "bank.no-column"},
		{"a column twice", "csv", strings.Replace(utf8Of(t, testdata(t, "answer-csv.csv")), "说明", "结果", 1), "bank.column-twice"},
		{"no table", "xlsx", "PK\x03\x04 no", "sheet.broken"},
		{"an XML file for a table", "csv", good, "sheet.not-table"},
		{"no rows", "csv", "", "sheet.no-header"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, _, err := read(profile(t, c.profile), []byte(c.file))
			var f *fault.Error
			if !fault.Is(err, fault.Invalid) || !asFault(err, &f) || f.Key != c.want {
				t.Fatalf("%v, want %s", err, c.want)
			}
			if text := lang.Error(lang.Zh, err); strings.ContainsAny(text, "[{") {
				t.Error(text)
			}
			if strings.Contains(err.Error(), "xxx") || strings.Contains(err.Error(), "passwd") {
				t.Errorf("the log quotes the file: %v", err)
			}
		})
	}
}

// A file whose end is broken gives what came before, and then says so: nothing of it may be acted on before its end.
func TestTheEndIsSaid(t *testing.T) {
	good := testdata(t, "answer-camt053.xml")
	whole, all, _, err := read(profile(t, "iso20022"), good)
	if err != nil || len(all) != 7 || whole.Passed != 1 {
		t.Fatal(err, len(all))
	}
	for cut := range len(good) - 2 { // the last two bytes end nothing
		_, answers, _, err := read(profile(t, "iso20022"), good[:cut])
		if err == nil {
			t.Fatalf("%d of %d bytes are read as a whole, with %d answers", cut, len(good), len(answers))
		}
	}
}

func TestReadingStopsWhenAsked(t *testing.T) {
	for name, file := range map[string]string{"iso20022": "answer-camt053.xml", "yikatong": "answer-yikatong.txt", "csv": "answer-csv.csv"} {
		b := testdata(t, file)
		f, err := Open(bytes.NewReader(b), int64(len(b)), profile(t, name))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for range f.Answers() {
			n++
			break
		}
		for range f.Answers() {
			n++
		}
		if n != 1 {
			t.Errorf("%s: %d answers after one was asked for", name, n)
		}
	}
}

func TestTooLargeFilesAreNotOpened(t *testing.T) {
	_, err := Open(bytes.NewReader(nil), Limit+1, profile(t, "iso20022"))
	var f *fault.Error
	if !asFault(err, &f) || f.Key != "bank.too-large" {
		t.Error(err)
	}
	if _, err := Open(bytes.NewReader(nil), 5, profile(t, "yikatong")); err != nil { // a reader that is shorter than it says has ended
		t.Error(err)
	}
}

func utf8Of(t testing.TB, b []byte) string {
	t.Helper()
	s, err := GB18030.encoding().NewDecoder().String(string(b))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
