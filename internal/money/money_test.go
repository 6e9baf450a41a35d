package money

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/fault"
)

func TestString(t *testing.T) {
	for f, want := range map[Fen]string{
		0: "0.00", 1: "0.01", -5: "-0.05", 99: "0.99", 100: "1.00", 60_000: "600.00", 99_999: "999.99", 100_000: "1,000.00", -100_000: "-1,000.00",
		-10_000: "-100.00", 191_900_000: "1,919,000.00", math.MaxInt64: "92,233,720,368,547,758.07", math.MinInt64: "-92,233,720,368,547,758.08",
	} {
		if f.String() != want || f.Plain() != strings.ReplaceAll(want, ",", "") {
			t.Errorf("%d: %s, plain %s, want %s", int64(f), f, f.Plain(), want)
		}
	}
}

func TestParseYuan(t *testing.T) {
	for s, want := range map[string]Fen{
		"600": 60_000, "600.5": 60_050, "600.05": 60_005, "0": 0, "-0": 0, "0.00": 0, " 1,919,000.00\t": 191_900_000, "1919000": 191_900_000,
		"-12.30": -1230, "007": 700, "92,233,720,368,547,758.07": math.MaxInt64, "-92233720368547758.08": math.MinInt64, "\u3000600": 60_000,
	} {
		if got, err := ParseYuan(s); err != nil || got != want {
			t.Errorf("%q: %d, %v, want %d", s, int64(got), err, int64(want))
		}
	}
}

func TestParseYuanRefuses(t *testing.T) {
	for s, code := range map[string]string{
		"": "bad-amount", "-": "bad-amount", ".": "bad-amount", ".5": "bad-amount", "600.": "bad-amount", "600.005": "bad-amount", "1e3": "bad-amount",
		"+5": "bad-amount", "--5": "bad-amount", "1,23": "bad-amount", "1234,567": "bad-amount", ",123": "bad-amount", "1,234,": "bad-amount",
		"1,,234": "bad-amount", "1.2.3": "bad-amount", "1.-2": "bad-amount", "600元": "bad-amount", "6 00": "bad-amount", "NaN": "bad-amount",
		"0x10": "bad-amount", "1_000": "bad-amount", "６００": "bad-amount",
		"92233720368547758.08": "out-of-range", "-92233720368547758.09": "out-of-range", "99999999999999999999999": "out-of-range",
	} {
		got, err := ParseYuan(s)
		var e *fault.Error
		if got != 0 || !errors.As(err, &e) || e.Kind != fault.Invalid || len(e.Fields) != 1 || e.Fields[0].Code != code {
			t.Errorf("%q: %d, %v, want %s", s, int64(got), err, code)
		}
	}
}

// Sums and products against arbitrary precision: equal where they fit, an error where they do not.
func TestArithmeticIsExact(t *testing.T) {
	amount := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-100, 100), rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, math.MaxInt64, 1 << 32}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := amount.Draw(t, "a"), amount.Draw(t, "b")
		sum, err := Fen(a).Add(Fen(b))
		compare(t, "sum", new(big.Int).Add(big.NewInt(a), big.NewInt(b)), sum, err)
		product, err := Fen(a).Mul(b)
		compare(t, "product", new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), product, err)
	})
}

func compare(t *rapid.T, what string, want *big.Int, got Fen, err error) {
	if want.IsInt64() != (err == nil) || err == nil && want.Int64() != int64(got) {
		t.Fatalf("%s is %d, %v, want %s", what, int64(got), err, want)
	}
	if err != nil && !fault.Is(err, fault.Invalid) {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Fen(rapid.Int64().Draw(t, "fen"))
		for _, s := range []string{f.String(), f.Plain()} {
			if back, err := ParseYuan(s); err != nil || back != f {
				t.Fatalf("%d prints %s and reads back as %d, %v", int64(f), s, int64(back), err)
			}
		}
		raw, err := json.Marshal(f)
		var back Fen
		if err != nil || strings.ContainsAny(string(raw), `".e`) || json.Unmarshal(raw, &back) != nil || back != f {
			t.Fatalf("%d is %s in JSON", int64(f), raw)
		}
	})
	for _, raw := range []string{"600.5", "6e2", `"600"`, "9223372036854775808"} {
		var f Fen
		if json.Unmarshal([]byte(raw), &f) == nil {
			t.Errorf("%s was read as %d fen", raw, int64(f))
		}
	}
}

func FuzzParseYuan(f *testing.F) {
	for _, s := range []string{"600.00", "-1,234.5", "92233720368547758.07", "1,23", "."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseYuan(s)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(strings.ReplaceAll(strings.TrimSpace(s), ",", ""))
		if !ok || want.Cmp(big.NewRat(int64(got), 100)) != 0 {
			t.Errorf("%q reads as %s", s, got)
		}
	})
}
