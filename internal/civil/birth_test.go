package civil

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func TestAgeAt(t *testing.T) {
	for _, c := range []struct {
		birth, on string
		want      int
	}{
		{"1983-05-12", "2026-05-11", 42},
		{"1983-05-12", "2026-05-12", 43},
		{"1983-05-12", "1983-05-12", 0},
		{"1983-05-12", "1983-05-11", -1},
		{"2000-12-31", "2001-01-01", 0},
		{"2004-02-29", "2022-02-28", 17}, // born on a leap day: not yet of age
		{"2004-02-29", "2022-03-01", 18},
		{"2004-02-29", "2024-02-28", 19},
		{"2004-02-29", "2024-02-29", 20},
	} {
		if got := AgeAt(MustDate(c.birth), MustDate(c.on)); got != c.want {
			t.Errorf("born %s, on %s: %d, want %d", c.birth, c.on, got, c.want)
		}
	}
}

func TestNoDateIsNoAge(t *testing.T) {
	if d := MustDate("2026-05-12"); AgeAt(0, d) != -1 || AgeAt(d, 0) != -1 || AgeAt(0, 0) != -1 {
		t.Error("an unknown birth has an age")
	}
}

func TestAgeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth, on := anyDate(t, "birth"), anyDate(t, "on")
		age := AgeAt(birth, on)
		if tomorrow := AgeAt(birth, min(on+1, lastDay)); tomorrow < age || tomorrow > age+1 {
			t.Fatalf("born %s, on %s: %d, a day later %d", birth, on, age, tomorrow)
		}
		if (age >= 0) != (on >= birth) {
			t.Fatalf("born %s, on %s: age %d", birth, on, age)
		}
		n := rapid.IntRange(0, 130).Draw(t, "n")
		day := birth.AddYears(n)
		if day == firstDay || day == lastDay { // arithmetic stopped at the calendar's end
			return
		}
		_, m, d := birth.YMD()
		y, _, _ := day.YMD()
		want := n
		if m == 2 && d == 29 && !leap(y) {
			want = n - 1
		}
		if got := AgeAt(birth, day); got != want || AgeAt(birth, day+1) != n || AgeAt(birth, day.AddDays(-1)) != n-1 {
			t.Fatalf("born %s, on %s: %d, want %d", birth, day, got, want)
		}
	})
}

func TestBirthOfAnyPrecision(t *testing.T) {
	for _, c := range []struct {
		s, earliest, latest string
		lo, hi              int // on 2026-05-12
	}{
		{"1983", "1983-01-01", "1983-12-31", 42, 43},
		{"1983-05", "1983-05-01", "1983-05-31", 42, 43},
		{"1983-04", "1983-04-01", "1983-04-30", 43, 43},
		{"1983-06", "1983-06-01", "1983-06-30", 42, 42},
		{"1983-05-12", "1983-05-12", "1983-05-12", 43, 43},
		{"2024-02", "2024-02-01", "2024-02-29", 2, 2},
		{"2026", "2026-01-01", "2026-12-31", -1, 0},
	} {
		b, err := ParseBirth(c.s)
		if err != nil || b.String() != c.s || b.Earliest().String() != c.earliest || b.Latest().String() != c.latest {
			t.Errorf("%s: %v, %s to %s, %v", c.s, b, b.Earliest(), b.Latest(), err)
		}
		if lo, hi, known := b.Age(MustDate("2026-05-12")); lo != c.lo || hi != c.hi || !known {
			t.Errorf("%s: %d to %d, known %v", c.s, lo, hi, known)
		}
	}
	for _, s := range []string{"", "83", "1983-5", "1983-13", "1983-02-29", "198305", "1983-05-", "19830512", "约1983"} {
		_, err := ParseBirth(s)
		wantCode(t, s, err, "bad-date")
	}
}

func TestUnknownBirth(t *testing.T) {
	for _, b := range []Birth{{}, {Date: MustDate("1983-05-12")}, {Precision: PrecisionYear}} {
		if _, _, known := b.Age(MustDate("2026-05-12")); known || !b.Earliest().Zero() || !b.Latest().Zero() || b.String() != "" {
			t.Errorf("%#v is known", b)
		}
	}
	b, _ := ParseBirth("1983")
	if _, _, known := b.Age(0); known {
		t.Error("an age on no date is known")
	}
}

// A true birthday inside what is known of it never gives an age outside the two ends, and the ends are reached.
func TestAgeBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		born, on := anyDate(t, "born"), anyDate(t, "on")
		s := born.String()[:rapid.SampledFrom([]int{4, 7, 10}).Draw(t, "known")]
		b, err := ParseBirth(s)
		lo, hi, known := b.Age(on)
		if age := AgeAt(born, on); err != nil || !known || age < lo || age > hi || hi > lo+1 {
			t.Fatalf("born %s, known as %s, on %s: %d is not within %d to %d", born, b, on, age, lo, hi)
		}
		raw, _ := json.Marshal(b)
		var back Birth
		if json.Unmarshal(raw, &back) != nil || back != b {
			t.Fatalf("%s comes back as %s", raw, back)
		}
	})
}

func TestDuration(t *testing.T) {
	for s, want := range map[string]Duration{"0d": {}, "1y": {Years: 1}, "3mo": {Months: 3}, "42d": {Days: 42}, "1y 3mo 14d": {1, 3, 14}, "2y 1d": {2, 0, 1}} {
		if got, err := ParseDuration(s); err != nil || got != want || got.String() != s {
			t.Errorf("%s: %v %v", s, got, err)
		}
	}
	for _, s := range []string{"", "1", "y", "1m", "1 y", "1y3mo", "3mo 1y", "1y 1y", "1y ", " 1y", "1y  3mo", "-1d", "+1d", "01d", "0y 1d", "100000d", "1w", "1Y"} {
		_, err := ParseDuration(s)
		wantCode(t, s, err, "bad-duration")
	}
}

func TestPeriodIsHalfOpen(t *testing.T) {
	p := Period{MustDate("2026-01-01"), MustDate("2027-01-01")}
	for s, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2026-12-31": true, "2027-01-01": false} {
		if p.Contains(MustDate(s)) != want {
			t.Errorf("%s within 2026: %v", s, !want)
		}
	}
	if p.Contains(0) || (Period{}).Contains(0) || !(Period{}).Contains(lastDay) || !(Period{To: 2}).Contains(1) || (Period{From: 2}).Contains(1) {
		t.Error("open ends are wrong")
	}
}

// Overlaps and Empty, against a count of days in a small calendar.
func TestPeriodProperties(t *testing.T) {
	end := rapid.Custom(func(t *rapid.T) Date { return Date(rapid.Int32Range(0, 6).Draw(t, "end")) })
	rapid.Check(t, func(t *rapid.T) {
		p, q := Period{end.Draw(t, "p"), end.Draw(t, "p")}, Period{end.Draw(t, "q"), end.Draw(t, "q")}
		inP, inBoth := 0, 0
		for d := firstDay; d < 8; d++ {
			if p.Contains(d) {
				inP++
				if q.Contains(d) {
					inBoth++
				}
			}
		}
		if p.Empty() != (inP == 0) || p.Overlaps(q) != (inBoth > 0) || q.Overlaps(p) != p.Overlaps(q) {
			t.Fatalf("%v %v: %d days, %d in both; empty %v, overlaps %v", p, q, inP, inBoth, p.Empty(), p.Overlaps(q))
		}
	})
}
