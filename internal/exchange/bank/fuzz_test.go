package bank

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"

	"youfu/internal/fault"
)

// fuzzRead feeds the reader of a profile with anything. What it gives keeps its promises, and a second reading gives the same.
func fuzzRead(f *testing.F, name string, seeds ...[]byte) {
	for _, s := range seeds {
		f.Add(s)
	}
	p := profile(f, name)
	f.Fuzz(func(t *testing.T, file []byte) {
		_, answers, refused, err := read(p, file)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatalf("a file cannot break the machine: %v", err)
		}
		last := 0
		for _, a := range answers {
			promised(t, a)
			if a.Row <= last {
				t.Fatalf("row %d comes after %d", a.Row, last)
			}
			last = a.Row
		}
		for _, r := range refused {
			if r.Code == "" || r.Row < 1 {
				t.Fatalf("%+v", r)
			}
		}
		_, again, refusedAgain, errAgain := read(p, file)
		if len(again) != len(answers) || len(refusedAgain) != len(refused) || (errAgain == nil) != (err == nil) {
			t.Fatal("a second reading differs")
		}
	})
}

// promised holds an answer against what Answer says of itself.
func promised(t *testing.T, a Answer) {
	t.Helper()
	if a.Fen < 0 || a.Status == "" || utf8.RuneCountInString(a.Note) > NoteLength || !isPlain(a.Note) {
		t.Fatalf("%+v", a)
	}
	for _, s := range []string{a.EndToEnd, a.Message, a.Statement, a.Account, a.BankReference, a.Status, a.Code} {
		if !isPlain(s) || utf8.RuneCountInString(s) > roomOfReference {
			t.Fatalf("%q in %+v", s, a)
		}
	}
	if a.Scope == OfOrder && !a.Payment.Zero() {
		t.Fatalf("%+v", a)
	}
	if !a.Payment.Zero() && ParseEndToEnd(a.EndToEnd) != a.Payment {
		t.Fatalf("%+v", a)
	}
}

func FuzzReadStatuses(f *testing.F) {
	fuzzRead(f, "iso20022", testdata(f, "answer-pain002.xml"), []byte(status(`<PmtInfSts>RJCT</PmtInfSts>`)), []byte(`<!DOCTYPE a [<!ENTITY b SYSTEM "c">]><a>&b;</a>`))
}

func FuzzReadBookings(f *testing.F) {
	fuzzRead(f, "iso20022", testdata(f, "answer-camt053.xml"), testdata(f, "answer-camt054.xml"), []byte(entryOf("6.00", details(detail(1, ""), detail(2, "1.00")))))
}

func FuzzReadText(f *testing.F) {
	fuzzRead(f, "yikatong", testdata(f, "answer-yikatong.txt"), []byte("^^^^^\r\n\x00"))
}

func FuzzReadCSV(f *testing.F) {
	fuzzRead(f, "csv", testdata(f, "answer-csv.csv"), []byte("付款编号,结果\n"))
}

func FuzzReadXLSX(f *testing.F) {
	fuzzRead(f, "xlsx", workbook(f))
}

// What a bank's file holds never reaches the log: a refusal and a fault quote nothing of it.
func TestRefusalsQuoteNothing(t *testing.T) {
	secret := "999999198506150028"
	for name, file := range map[string]string{
		"iso20022": entryOf("x"+secret, details(`<Refs><EndToEndId>`+secret+"\u200b"+`</EndToEndId></Refs><Amt Ccy="CNY">`+secret+`.001</Amt>`)),
		"yikatong": secret + "^" + secret + "\r\n" + "a^b^c^d^e^" + secret + "\u200b^g^h^" + secret + "^j^" + secret + ".001^l^" + secret + "^^" + secret + "^p\r\n",
	} {
		b := []byte(file)
		if name == "yikatong" {
			b = []byte(gb18030(file))
		}
		f, err := Open(bytes.NewReader(b), int64(len(b)), profile(t, name))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range f.Answers() {
			var r *Refusal
			if errors.As(err, &r) {
				n++
			}
			if err != nil && bytes.Contains([]byte(err.Error()), []byte(secret)) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n == 0 {
			t.Errorf("%s: nothing was refused", name)
		}
	}
}
