package bank

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/money"
)

func TestAmounts(t *testing.T) {
	for text, want := range map[string]string{
		"0.01": "1", "0.1": "10", "1": "100", "600": "60000", "600.5": "60050", "600.50": "60050", "007.00": "700", "92233720368547758.07": "9223372036854775807",
		"92233720368547758.08": "bad-amount", "99999999999999999999": "bad-amount", "0": "no-amount", "0.00": "no-amount", "1.000": "too-many-decimals", "1.001": "too-many-decimals",
		"": "bad-amount", ".": "bad-amount", ".5": "bad-amount", "5.": "bad-amount", "-1": "bad-amount", "+1": "bad-amount", "1,000.00": "bad-amount", "1e2": "bad-amount", "1.5e3": "bad-amount",
		"0x10": "bad-amount", "1 000": "bad-amount", " 1": "bad-amount", "1..0": "bad-amount", "1.2.3": "bad-amount", "NaN": "bad-amount", "Inf": "bad-amount", "１": "bad-amount", "1_0": "bad-amount", "1.-1": "bad-amount",
	} {
		f, code := amountOf(text)
		if got := code; got != want && (got != "" || f.Plain() != plain(want)) {
			t.Errorf("%q is %v %q, want %s", text, f, code, want)
		}
	}
	for text, want := range map[string]string{"1": "1", "60000": "60000", "9223372036854775807": "9223372036854775807", "9223372036854775808": "bad-amount", "0": "no-amount", "1.0": "bad-amount", "-1": "bad-amount", "": "bad-amount"} {
		f, code := fenOf(text)
		if code != want && (code != "" || f.Plain() != plain(want)) {
			t.Errorf("%q fen is %v %q, want %s", text, f, code, want)
		}
	}
}

// plain is the amount of a number of fen, by its digits alone.
func plain(fen string) string {
	for len(fen) < 3 {
		fen = "0" + fen
	}
	return fen[:len(fen)-2] + "." + fen[len(fen)-2:]
}

func TestAmountsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := money.Fen(rapid.Int64Range(1, math.MaxInt64).Draw(t, "fen"))
		if got, code := amountOf(f.Plain()); got != f || code != "" {
			t.Fatalf("%d is written %s and read %d %s", f, f.Plain(), got, code)
		}
		if got, code := fenOf(lineCell(ValueFen, Line{Fen: f})); got != f || code != "" {
			t.Fatalf("%d fen are read %d %s", f, got, code)
		}
	})
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"0.01", "600", "1.5e3", "-1", "99999999999999999999.99", "１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		fen, code := amountOf(text)
		if (code == "") != (fen > 0) {
			t.Fatalf("%q is %d %q", text, fen, code)
		}
		if code == "" && strings.TrimLeft(fen.Plain(), "0") != strings.TrimLeft(padded(text), "0") {
			t.Fatalf("%q is read as %s", text, fen.Plain())
		}
	})
}

// padded is an amount with both its decimals.
func padded(text string) string {
	whole, decimals, _ := strings.Cut(text, ".")
	return whole + "." + (decimals + "00")[:2]
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"2026-05-12": "2026-05-12", "20260512": "2026-05-12", "2026/05/12": "2026-05-12", "2026-05-12T23:59:59+08:00": "2026-05-12", "20260512093000": "2026-05-12", "2026/05/12 09:30": "2026-05-12",
		"": "", "2026-5-12": "", "2026-13-01": "", "12/05/2026": "", "2026-02-29": "", "202605": "", "46024": "",
	} {
		on, ok := dateOf(text)
		if on.String() != want || ok != (want != "") {
			t.Errorf("%q is %v %v, want %q", text, on, ok, want)
		}
	}
}

func TestPlainTexts(t *testing.T) {
	for text, want := range map[string]bool{
		"何秀芬": true, "阿依古丽·买买提": true, "𠮷": true, "\U0002ebf0": true, "O’Brien-李 & Co": true, "一　二": true, "é": true,
		"a\nb": false, "a\tb": false, "a\u200bb": false, "a\u202eb": false, "\ue000": false, "\U000f0000": false, "\ufffd": false, "\uffff": false, "\u2028": false, "\x7f": false, "\x00": false, "a\xff": false,
	} {
		if isPlain(text) != want {
			t.Errorf("%q is plain: %v", text, !want)
		}
	}
}

func TestNotesAreCut(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{{"户名不符", 10, "户名不符"}, {"户名不符", 2, "户名"}, {" a\r\n\tb\u202e\x00c ", 10, "a b c"}, {"abc", 0, ""}, {"\xff\xfea", 5, "a"}} {
		if got := cut(c.text, c.n); got != c.want {
			t.Errorf("%q is cut to %q, want %q", c.text, got, c.want)
		}
	}
}

func TestEndToEndIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := id.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		text := EndToEnd(p)
		for _, given := range []string{text, strings.ToUpper(text), p.String(), strings.ToUpper(p.String())} {
			if got := ParseEndToEnd(given); got != p && !p.Zero() {
				t.Fatalf("%s is read as %s", given, got)
			}
		}
		if m := MessageID(p, rapid.IntRange(1, 999).Draw(t, "n")); len(m) != roomOfID || !isID(m) {
			t.Fatalf("message %s", m)
		}
	})
	for _, other := range []string{"", "NOTPROVIDED", "0199", strings.Repeat("g", 32), strings.Repeat("1", 33), strings.Repeat("-", 36), "{0199000000018cc7812b6ea02cc9f7e0}", strings.Repeat("1", 31) + "é"} {
		if got := ParseEndToEnd(other); !got.Zero() {
			t.Errorf("%q is read as %s", other, got)
		}
	}
}

func TestKindsHaveNames(t *testing.T) {
	for k, want := range map[Kind]string{Unknown: "unknown", Accepted: "accepted", Paid: "paid", Returned: "returned", Rejected: "rejected"} {
		if text, err := k.MarshalText(); string(text) != want || err != nil || k.String() != want {
			t.Errorf("%d is called %s", k, text)
		}
	}
	var none Answer
	if none.Kind != Unknown || none.On != civil.Date(0) {
		t.Error("an answer that says nothing is unknown")
	}
}
