// Package civil holds the calendar and the citizen number: dates without clock or zone, ages, half-open periods, birth dates known
// to the year or the month only, and GB 11643-1999 numbers. The rules for month ends and for 29 February live here and nowhere else.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"

	"youfu/internal/fault"
)

// Date is a day of the proleptic Gregorian calendar, counted so that 0001-01-01 is 1 and 9999-12-31 is the last. The zero Date means
// "no date". Dates are ordered by <, and zero comes before all of them. Arithmetic on no date gives no date; arithmetic that would
// leave the years 1 to 9999 stops at their first or last day.
type Date int32

const (
	firstDay Date = 1         // 0001-01-01
	lastDay  Date = 3_652_059 // 9999-12-31
)

// Of is the date of a year, month and day; false where the calendar has no such day or the year is outside 1 to 9999.
func Of(y, m, d int) (Date, bool) {
	if y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > monthDays(y, m) {
		return 0, false
	}
	return dayNumber(y, m, d), true
}

// Parse reads YYYY-MM-DD and nothing else. The error is a fault of kind Invalid with the code "bad-date".
func Parse(s string) (Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		if date, ok := Of(number(s[:4]), number(s[5:7]), number(s[8:])); ok {
			return date, nil
		}
	}
	return 0, invalid("bad-date", "civil.bad-date")
}

// MustDate is Parse for dates written in the program; it panics on a date that does not exist.
func MustDate(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(fmt.Sprintf("civil: %q is not a date", s))
	}
	return d
}

// On is the date that a clock in loc shows at t; no date outside the years 1 to 9999.
func On(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	date, _ := Of(y, int(m), d)
	return date
}

// Zero reports whether there is no date.
func (d Date) Zero() bool { return d == 0 }

// YMD gives the year, month (1 to 12) and day; zeros for no date.
func (d Date) YMD() (year, month, day int) {
	if d.Zero() {
		return 0, 0, 0
	}
	// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so that the leap day comes last.
	z := int(d) + 305
	era := z / 146_097
	doe := z % 146_097
	yoe := (doe - doe/1460 + doe/36_524 - doe/146_096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	year, month, day = yoe+era*400, mp+3, doy-(153*mp+2)/5+1
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

// String is YYYY-MM-DD; "" for no date.
func (d Date) String() string {
	if d.Zero() {
		return ""
	}
	y, m, day := d.YMD()
	b := [10]byte{byte('0' + y/1000), byte('0' + y/100%10), byte('0' + y/10%10), byte('0' + y%10), '-',
		byte('0' + m/10), byte('0' + m%10), '-', byte('0' + day/10), byte('0' + day%10)}
	return string(b[:])
}

// AddDays is the date n days later, or earlier for a negative n.
func (d Date) AddDays(n int) Date {
	if d.Zero() {
		return 0
	}
	n = min(max(n, -int(lastDay)), int(lastDay)) // keeps the sum far from overflow
	return min(max(Date(int(d)+n), firstDay), lastDay)
}

// AddMonths is the same day n months later, or the last day of that month where it has no such day: 31 January and one month is
// 28 or 29 February (Civil Code art. 202: where the month has no corresponding day, its last day).
func (d Date) AddMonths(n int) Date {
	if d.Zero() {
		return 0
	}
	const all = 12 * 9999
	y, m, day := d.YMD()
	months := y*12 + m - 1 + min(max(n, -all), all)
	if y, m = months/12, months%12+1; months < 12 {
		return firstDay
	} else if y > 9999 {
		return lastDay
	}
	return dayNumber(y, m, min(day, monthDays(y, m)))
}

// AddYears is the same day n years later; 29 February becomes 28 February in common years.
func (d Date) AddYears(n int) Date { return d.AddMonths(12 * min(max(n, -9999), 9999)) }

// Add is the date one duration later: years and months first, then days.
func (d Date) Add(t Duration) Date {
	return d.AddMonths(12*min(max(t.Years, -9999), 9999) + t.Months).AddDays(t.Days)
}

// DaysBetween is the number of days from a to b; negative where b comes first. Both must be dates.
func DaysBetween(a, b Date) int { return int(b) - int(a) }

// Value stores YYYY-MM-DD, and no date as NULL.
func (d Date) Value() (driver.Value, error) {
	if d.Zero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads YYYY-MM-DD or NULL.
func (d *Date) Scan(src any) (err error) {
	switch v := src.(type) {
	case nil:
		*d = 0
	case string:
		*d, err = Parse(v)
	case []byte:
		*d, err = Parse(string(v))
	default:
		err = fmt.Errorf("civil: cannot read %T as a date", src)
	}
	return err
}

// MarshalText writes String, so that JSON and YAML hold "2026-05-12", or "" for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	*d, err = Parse(string(text))
	return err
}

// dayNumber counts the days up to a day that exists (Hinnant's days_from_civil, moved so that 0001-01-01 is 1).
func dayNumber(y, m, d int) Date {
	mp := m - 3
	if m <= 2 {
		y, mp = y-1, m+9
	}
	yoe := y % 400
	doe := yoe*365 + yoe/4 - yoe/100 + (153*mp+2)/5 + d - 1
	return Date(y/400*146_097 + doe - 305)
}

func leap(y int) bool { return y%4 == 0 && (y%100 != 0 || y%400 == 0) }

func monthDays(y, m int) int {
	switch {
	case m == 2 && leap(y):
		return 29
	case m == 2:
		return 28
	case m == 4 || m == 6 || m == 9 || m == 11:
		return 30
	}
	return 31
}

// number reads decimal digits; -1 where s holds anything else. At most nine digits.
func number(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// invalid is an error about one value. Its only field carries the code and the message; a form or a file fills in Name and Row.
// What was typed is not repeated: it may be a citizen number in the wrong column, and errors are logged.
func invalid(code, key string) error {
	return fault.New(fault.Invalid, key).With(fault.Field{Code: code, Key: key})
}

// Weekday is the day of the week, 0 for Monday.
func (d Date) Weekday() int { return (int(d) + 6) % 7 } // 0001-01-01, day 1, was a Monday
