package civil

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"youfu/internal/fault"
)

func anyDate(t *rapid.T, name string) Date {
	return Date(rapid.Int32Range(int32(firstDay), int32(lastDay)).Draw(t, name))
}

func TestCountOfDays(t *testing.T) {
	for s, want := range map[string]Date{"0001-01-01": 1, "0001-03-01": 60, "1970-01-01": 719_163, "2000-02-29": 730_179, "9999-12-31": 3_652_059} {
		if got := MustDate(s); got != want || got.String() != s {
			t.Errorf("%s is day %d (%s), want %d", s, got, got, want)
		}
	}
}

// The whole calendar, against the standard library's.
func TestAgreesWithTime(t *testing.T) {
	at := time.Date(1, 1, 1, 12, 0, 0, 0, time.UTC)
	for d := firstDay; d <= lastDay; d++ {
		y, m, day := d.YMD()
		if wy, wm, wd := at.Date(); y != wy || m != int(wm) || day != wd {
			t.Fatalf("day %d is %d-%d-%d, want %d-%d-%d", d, y, m, day, wy, wm, wd)
		}
		if back, ok := Of(y, m, day); !ok || back != d {
			t.Fatalf("%d-%d-%d is day %d, want %d", y, m, day, back, d)
		}
		at = at.AddDate(0, 0, 1)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "2026", "2026-05", "2026-5-12", "2026-05-1", "2026/05/12", "20260512", "2026-02-29", "1900-02-29", "2026-00-10",
		"2026-13-01", "2026-04-31", "2026-04-00", "0000-01-01", "2026-05-12 ", " 2026-05-12", "２０２６-05-12", "2026-05-12T00:00:00Z", "-026-05-12", "20+6-05-12"} {
		_, err := Parse(s)
		wantCode(t, s, err, "bad-date")
	}
	if d, err := Parse("2000-02-29"); err != nil || d.String() != "2000-02-29" {
		t.Errorf("2000-02-29: %v %v", d, err)
	}
}

func wantCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != fault.Invalid || len(e.Fields) != 1 || e.Fields[0].Code != code || e.Fields[0].Key != e.Key {
		t.Errorf("%q: %#v, want code %s", what, err, code)
	}
}

func TestAdding(t *testing.T) {
	for _, c := range []struct {
		from string
		add  Duration
		want string
	}{
		{"2026-01-31", Duration{Months: 1}, "2026-02-28"},
		{"2024-01-31", Duration{Months: 1}, "2024-02-29"},
		{"2026-03-31", Duration{Months: -1}, "2026-02-28"},
		{"2026-12-31", Duration{Months: 2}, "2027-02-28"},
		{"2026-01-15", Duration{Months: -1}, "2025-12-15"},
		{"2024-02-29", Duration{Years: 1}, "2025-02-28"},
		{"2024-02-29", Duration{Years: 4}, "2028-02-29"},
		{"2024-01-31", Duration{Years: 1, Months: 1, Days: 1}, "2025-03-01"},
		{"2026-11-24", Duration{Days: 42}, "2027-01-05"},
		{"9999-12-01", Duration{Months: 1}, "9999-12-31"},
		{"9999-12-01", Duration{Days: 31}, "9999-12-31"},
		{"0001-01-31", Duration{Months: -1}, "0001-01-01"},
		{"0001-01-02", Duration{Days: -5}, "0001-01-01"},
		{"2026-01-01", Duration{Years: 1 << 60}, "9999-12-31"},
		{"2026-01-01", Duration{Days: -1 << 63}, "0001-01-01"},
		{"2026-01-01", Duration{Months: 1<<63 - 1}, "9999-12-31"},
	} {
		if got := MustDate(c.from).Add(c.add); got.String() != c.want {
			t.Errorf("%s + %v = %s, want %s", c.from, c.add, got, c.want)
		}
	}
	if d := Date(0); d.AddDays(3) != 0 || d.AddMonths(3) != 0 || d.AddYears(3) != 0 {
		t.Error("no date and something is no date")
	}
}

func TestAddMonthsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t, "d"), rapid.IntRange(-2400, 2400).Draw(t, "n")
		got := d.AddMonths(n)
		if got == firstDay || got == lastDay {
			return
		}
		y, m, day := d.YMD()
		gy, gm, gday := got.YMD()
		if gy*12+gm != y*12+m+n {
			t.Fatalf("%s and %d months is %s: wrong month", d, n, got)
		}
		if gday != min(day, monthDays(gy, gm)) {
			t.Fatalf("%s and %d months is %s: wrong day", d, n, got)
		}
		if later := min(d+1, lastDay).AddMonths(n); later < got {
			t.Fatalf("a later day than %s comes earlier after %d months", d, n)
		}
	})
}

func TestAddDaysProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate(t, "a"), anyDate(t, "b")
		if got := a.AddDays(DaysBetween(a, b)); got != b {
			t.Fatalf("%s and the days up to %s is %s", a, b, got)
		}
		if (a < b) != (a.String() < b.String()) {
			t.Fatalf("%s and %s are ordered differently as text", a, b)
		}
	})
}

func TestOnIsTheLocalDay(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	at := time.Date(2026, 5, 11, 16, 30, 0, 0, time.UTC)
	if got := On(at, shanghai); got.String() != "2026-05-12" {
		t.Errorf("half past midnight in Shanghai is on %s", got)
	}
	if got := On(at, time.UTC); got.String() != "2026-05-11" {
		t.Errorf("in UTC it is %s", got)
	}
	if got := On(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC); !got.Zero() {
		t.Errorf("the year 10000 is %s", got)
	}
}

func TestStoredAndSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.OneOf(rapid.Just(Date(0)), rapid.Custom(func(t *rapid.T) Date { return anyDate(t, "d") })).Draw(t, "date")
		value, err := d.Value()
		var scanned Date = 7
		if err != nil || scanned.Scan(value) != nil || scanned != d {
			t.Fatalf("%s stored as %v comes back as %s", d, value, scanned)
		}
		if d.Zero() != (value == nil) {
			t.Fatalf("%s is stored as %v", d, value)
		}
		raw, err := json.Marshal(map[string]Date{"d": d})
		back := map[string]Date{}
		if err != nil || json.Unmarshal(raw, &back) != nil || back["d"] != d {
			t.Fatalf("%s sent as %s comes back as %s", d, raw, back["d"])
		}
	})
	var d Date
	for _, src := range []any{time.Now(), "2026-02-30", "", 5, []byte("x")} {
		if d.Scan(src) == nil {
			t.Errorf("scanned %v as %s", src, d)
		}
	}
	if err := d.Scan([]byte("2026-05-12")); err != nil || d.String() != "2026-05-12" {
		t.Errorf("bytes: %v %v", d, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-05-12", "2026-05", "1983", "0001-01-01", "1900-02-29", "1y 3mo 14d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := Parse(s); err == nil && d.String() != s {
			t.Errorf("%q reads as %s", s, d)
		}
		if b, err := ParseBirth(s); err == nil && (b.String() != s || b.Earliest() != b.Date || b.Latest() < b.Date) {
			t.Errorf("%q reads as %s, from %s to %s", s, b, b.Earliest(), b.Latest())
		}
		if p, err := ParseDuration(s); err == nil && p.String() != s {
			t.Errorf("%q reads as %s", s, p)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("2026-05-12"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAgeAt(b *testing.B) {
	birth, on := MustDate("1983-05-12"), MustDate("2026-05-11")
	for b.Loop() {
		if AgeAt(birth, on) != 42 {
			b.Fatal("wrong age")
		}
	}
}
