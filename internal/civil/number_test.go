package civil

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The first two are the examples of GB 11643-1999 itself; area 99 is not assigned, so the others are nobody's.
func TestParseNumber(t *testing.T) {
	for _, c := range []struct{ in, number, birth, sex string }{
		{"11010519491231002X", "11010519491231002X", "1949-12-31", "female"},
		{"440524188001010014", "440524188001010014", "1880-01-01", "male"},
		{"999999197001010017", "999999197001010017", "1970-01-01", "male"},
		{"999999198506150028", "999999198506150028", "1985-06-15", "female"},
		{"999999850615002", "999999198506150028", "1985-06-15", "female"},
		{" 999999 19850615 0028\u3000", "999999198506150028", "1985-06-15", "female"},
		{"９９９９９９198506150028", "999999198506150028", "1985-06-15", "female"},
		{"11010519491231002x", "11010519491231002X", "1949-12-31", "female"},
		{"11010519491231002ｘ", "11010519491231002X", "1949-12-31", "female"},
	} {
		n, err := ParseNumber(c.in)
		if err != nil || string(n) != c.number || n.Birth().String() != c.birth || n.Sex() != c.sex {
			t.Errorf("%q: %q, born %s, %s, %v", c.in, string(n), n.Birth(), n.Sex(), err)
		}
	}
}

func TestParseNumberRefuses(t *testing.T) {
	for in, key := range map[string]string{
		"":                      "civil.bad-number",
		"99999919850615002":     "civil.bad-number",
		"9999991985061500281":   "civil.bad-number",
		"99999919850615002A":    "civil.bad-number",
		"9999991985061500X8":    "civil.bad-number",
		"X99999198506150028":    "civil.bad-number",
		"099999198506150028":    "civil.bad-number",
		"9.99999E+17":           "civil.bad-number",
		"99999985061500X":       "civil.bad-number",
		"99999985o615002":       "civil.bad-number",
		"999999198506150027":    "civil.bad-number-check",
		"99999919850615002X":    "civil.bad-number-check",
		"999999189506150028":    "civil.bad-number-check",
		"999999198502300028":    "civil.bad-number-birth",
		"999999179906150028":    "civil.bad-number-birth",
		"999999850230002":       "civil.bad-number-birth",
		"999999198513150028":    "civil.bad-number-birth",
		"'999999198506150028":   "civil.bad-number",
		"九九九九九九":                "civil.bad-number",
		"\xff\xfe9999199901001": "civil.bad-number",
	} {
		n, err := ParseNumber(in)
		wantCode(t, in, err, "bad-number")
		if n != "" || err == nil || !strings.HasPrefix(err.Error(), key+";") {
			t.Errorf("%q: %v, want %s", in, err, key)
		}
		if digits := strings.Trim(in, "' "); len(digits) > 5 && err != nil && strings.Contains(err.Error(), digits) {
			t.Errorf("%q is repeated in %v", in, err)
		}
	}
}

func anyNumber(t *rapid.T) string {
	birth := Date(rapid.Int32Range(int32(MustDate("1900-01-01")), int32(MustDate("2026-12-31"))).Draw(t, "birth"))
	digits := fmt.Sprintf("%06d%s%03d", rapid.IntRange(990000, 999999).Draw(t, "area"), strings.ReplaceAll(birth.String(), "-", ""),
		rapid.IntRange(0, 999).Draw(t, "sequence"))
	return digits + string(checkCharacter(digits))
}

// The purpose of the check character: it finds every single wrong digit and every exchange of two neighbours.
func TestNumberFindsSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyNumber(t)
		if n, err := ParseNumber(s); err != nil || string(n) != s {
			t.Fatalf("%s: %v", s, err)
		}
		wrong, i := []byte(s), rapid.IntRange(0, 16).Draw(t, "place")
		if rapid.Bool().Draw(t, "exchange") {
			wrong[i], wrong[i+1] = wrong[i+1], wrong[i]
		} else {
			wrong[i] = '0' + byte(rapid.IntRange(0, 9).Draw(t, "digit"))
		}
		if n, err := ParseNumber(string(wrong)); err == nil && string(n) != s {
			t.Fatalf("%s for %s was taken", wrong, s)
		}
	})
}

func TestFifteenDigitsExtend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyNumber(t)
		if s[6:8] != "19" {
			return
		}
		if n, err := ParseNumber(s[:6] + s[8:17]); err != nil || string(n) != s {
			t.Fatalf("%s shortened reads as %s, %v", s, string(n), err)
		}
	})
}

func TestNumberIsNotPrinted(t *testing.T) {
	n, _ := ParseNumber("999999198506150028")
	if n.Masked() != "9999 •••• •••• ••28" || Number("").Masked() != "" {
		t.Errorf("masked: %q", n.Masked())
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "number", n)
	for _, printed := range []string{fmt.Sprint(n), fmt.Sprintf("%v %s %q %+v", n, n, n, struct{ N Number }{n}), log.String()} {
		if strings.Contains(printed, "19850615") {
			t.Errorf("printed: %s", printed)
		}
	}
	if Number("").Sex() != "" || !Number("").Birth().Zero() {
		t.Error("no number has a sex or a birth date")
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"999999198506150028", "11010519491231002x", "999999850615002", "９９", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber(s)
		if err != nil {
			return
		}
		again, err := ParseNumber(string(n))
		if err != nil || again != n || len(n) != 18 || n.Birth().Zero() || n.Sex() == "" {
			t.Errorf("%q reads as %q, again %q, %v", s, string(n), string(again), err)
		}
	})
}
