package entitle

import (
	"fmt"
	"strconv"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/lang"
)

// Month is a calendar month: the year times twelve, and the month from 0.
type Month int32

// MonthOf is the month of a day; 0 for no date.
func MonthOf(d civil.Date) Month {
	if d.Zero() {
		return 0
	}
	y, m, _ := d.YMD()
	return Month(y*12 + m - 1)
}

// First is the first day of the month.
func (m Month) First() civil.Date {
	d, _ := civil.Of(int(m)/12, int(m)%12+1, 1)
	return d
}

// Last is the last day of the month.
func (m Month) Last() civil.Date { return (m + 1).First().AddDays(-1) }

// String is YYYY-MM.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// MarshalText writes String.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes. The error is a fault of kind Invalid.
func (m *Month) UnmarshalText(text []byte) error {
	var first civil.Date
	err := first.UnmarshalText(append(text[:len(text):len(text)], "-01"...))
	*m = MonthOf(first)
	return err
}

// Period is a month, a quarter or a year for which one payment is made. Its text is the key of what is paid once.
type Period struct {
	From   Month
	Months int // 1, 3 or 12
}

// lengths are the months of a payment.
var lengths = map[string]int{catalogue.ByMonth: 1, catalogue.ByQuarter: 3, catalogue.ByYear: 12}

// PeriodOf is the period of a scheme's payments that a day lies in.
func PeriodOf(s *catalogue.Scheme, on civil.Date) Period {
	n := lengths[s.Counting.Pays]
	return Period{MonthOf(on) / Month(n) * Month(n), n}
}

// ParsePeriod reads 2026-03, 2026-Q1 or 2026, whichever a scheme pays by. The error is a fault of kind Invalid.
func ParsePeriod(s *catalogue.Scheme, text string) (Period, error) {
	year, rest, cut := strings.Cut(text, "-")
	y, err := strconv.Atoi(year)
	p := Period{Month(y * 12), lengths[s.Counting.Pays]}
	if part, ok := strings.CutPrefix(rest, "Q"); err == nil && cut {
		if !ok {
			part = rest
		}
		var n int
		n, err = strconv.Atoi(part)
		p.From += Month((n - 1) * p.Months)
	}
	if err != nil || p.String() != text || y < 1 || int(p.From)/12 != y {
		return Period{}, fault.New(fault.Invalid, "entitle.bad-period", text, PeriodOf(s, civil.MustDate("2026-01-01")))
	}
	return p, nil
}

// String is 2026-03, 2026-Q1 or 2026.
func (p Period) String() string {
	switch p.Months {
	case 12:
		return fmt.Sprintf("%04d", int(p.From)/12)
	case 3:
		return fmt.Sprintf("%04d-Q%d", int(p.From)/12, int(p.From)%12/3+1)
	}
	return p.From.String()
}

// To is the first month after the period.
func (p Period) To() Month { return p.From + Month(p.Months) }

// Next is the period after this one.
func (p Period) Next() Period { return Period{p.To(), p.Months} }

// Contains reports whether a month lies in the period.
func (p Period) Contains(m Month) bool { return p.From <= m && m < p.To() }

// Words say which months a part pays and what each is worth.
func (p Part) Words(l lang.Lang) string {
	return lang.T(l, "entitle.part-"+p.Per, p.From, p.To, p.Months, p.Amount)
}
