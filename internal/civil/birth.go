package civil

import "fmt"

// Precision says how much of a birth date is known.
type Precision uint8

const (
	PrecisionNone  Precision = iota // nothing
	PrecisionYear                   // the year
	PrecisionMonth                  // year and month
	PrecisionDay                    // the day
)

// Birth is a birth date as far as it is known: old registers often hold a year or a month only. The zero Birth is unknown.
type Birth struct {
	Date      Date // the first day it may have been; no date where nothing is known
	Precision Precision
}

// ParseBirth reads "1983", "1983-05" or "1983-05-12". The error is a fault of kind Invalid with the code "bad-date".
func ParseBirth(s string) (Birth, error) {
	full, precision := s, PrecisionDay
	switch len(s) {
	case len("1983"):
		full, precision = s+"-01-01", PrecisionYear
	case len("1983-05"):
		full, precision = s+"-01", PrecisionMonth
	}
	date, err := Parse(full)
	if err != nil {
		return Birth{}, invalid("bad-date", "civil.bad-birth")
	}
	return Birth{date, precision}, nil
}

// String gives the form that ParseBirth read; "" where nothing is known.
func (b Birth) String() string {
	switch s := b.Date.String(); {
	case s == "":
		return ""
	case b.Precision == PrecisionYear:
		return s[:4]
	case b.Precision == PrecisionMonth:
		return s[:7]
	case b.Precision == PrecisionDay:
		return s
	}
	return ""
}

// Earliest is the first day the birth may have been; no date where nothing is known.
func (b Birth) Earliest() Date {
	switch y, m, _ := b.Date.YMD(); {
	case b.Date.Zero() || b.Precision == PrecisionNone:
		return 0
	case b.Precision == PrecisionYear:
		return dayNumber(y, 1, 1)
	case b.Precision == PrecisionMonth:
		return dayNumber(y, m, 1)
	}
	return b.Date
}

// Latest is the last day the birth may have been; no date where nothing is known.
func (b Birth) Latest() Date {
	switch y, m, _ := b.Date.YMD(); {
	case b.Date.Zero() || b.Precision == PrecisionNone:
		return 0
	case b.Precision == PrecisionYear:
		return dayNumber(y, 12, 31)
	case b.Precision == PrecisionMonth:
		return dayNumber(y, m, monthDays(y, m))
	}
	return b.Date
}

// Age is the least and the greatest age in completed years that the person may have on a day. The two are equal where the birth date
// leaves no doubt on that day; a rule is unknown only where its answer differs between them. known is false where nothing is known of
// the birth, or the day is no date. An age of -1 or less means born after that day.
func (b Birth) Age(on Date) (lo, hi int, known bool) {
	if b.Earliest().Zero() || on.Zero() {
		return 0, 0, false
	}
	return AgeAt(b.Latest(), on), AgeAt(b.Earliest(), on), true
}

// MarshalText writes String; JSON holds "1983-05", or "" where nothing is known.
func (b Birth) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (b *Birth) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*b = Birth{}
		return nil
	}
	*b, err = ParseBirth(string(text))
	return err
}

// AgeAt is the age in completed years on a day: a year is complete on the birthday itself. Who was born on 29 February completes a
// year on 1 March where there is no 29 February: a choice, made so that nobody is held to have reached an age before a full year has
// passed (a rule may follow another reading by asking for AddYears instead). -1 or less where on comes before birth, and -1 where either is no date.
func AgeAt(birth, on Date) int {
	if birth.Zero() || on.Zero() {
		return -1
	}
	by, bm, bd := birth.YMD()
	y, m, d := on.YMD()
	if m < bm || m == bm && d < bd {
		return y - by - 1
	}
	return y - by
}

// Duration is a span of the calendar, such as the interval between two visits. Its parts are not converted into each other.
type Duration struct{ Years, Months, Days int }

// Zero reports whether the duration is empty.
func (t Duration) Zero() bool { return t == Duration{} }

// ParseDuration reads "1y 3mo 14d": any of the three parts, in this order, with one space between, each a number from 1 to 99999
// without sign; "0d" is the empty duration. The error is a fault of kind Invalid with the code "bad-duration".
func ParseDuration(s string) (Duration, error) {
	var t Duration
	if s == "0d" {
		return t, nil
	}
	rest, next := s, 0
	units := [...]struct {
		name string
		into *int
	}{{"y", &t.Years}, {"mo", &t.Months}, {"d", &t.Days}}
	for rest != "" {
		digits := 0
		for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
			digits++
		}
		unit := digits
		for unit < len(rest) && rest[unit] != ' ' {
			unit++
		}
		for next < len(units) && units[next].name != rest[digits:unit] {
			next++
		}
		if next == len(units) || digits == 0 || digits > 5 || rest[0] == '0' || unit+1 == len(rest) {
			return Duration{}, invalid("bad-duration", "civil.bad-duration")
		}
		*units[next].into = number(rest[:digits])
		rest, next = rest[min(unit+1, len(rest)):], next+1
	}
	if t.Zero() {
		return t, invalid("bad-duration", "civil.bad-duration")
	}
	return t, nil
}

// String gives the form that ParseDuration reads; "0d" for the empty duration.
func (t Duration) String() string {
	s := ""
	for _, part := range []struct {
		n    int
		unit string
	}{{t.Years, "y"}, {t.Months, "mo"}, {t.Days, "d"}} {
		if part.n != 0 {
			s += fmt.Sprintf(" %d%s", part.n, part.unit)
		}
	}
	if s == "" {
		return "0d"
	}
	return s[1:]
}

// MarshalText writes String.
func (t Duration) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what ParseDuration reads.
func (t *Duration) UnmarshalText(text []byte) (err error) {
	*t, err = ParseDuration(string(text))
	return err
}

// Period is a half-open span of days: From belongs to it, To does not. No date as From means it has no beginning, as To no end.
type Period struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// Contains reports whether a day lies in the period; no date lies in none.
func (p Period) Contains(d Date) bool { return !d.Zero() && p.From <= d && (p.To.Zero() || d < p.To) }

// Empty reports whether no day lies in the period.
func (p Period) Empty() bool { return !p.To.Zero() && p.To <= max(p.From, firstDay) }

// Overlaps reports whether some day lies in both periods.
func (p Period) Overlaps(q Period) bool {
	both := Period{max(p.From, q.From), p.To}
	if p.To.Zero() || !q.To.Zero() && q.To < p.To {
		both.To = q.To
	}
	return !p.Empty() && !q.Empty() && !both.Empty()
}
