package page

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"youfu/internal/civil"
	"youfu/internal/lang"
)

// Age is an age in completed years; Lo and Hi differ where the birth date is known to the month or the year only.
type Age struct {
	Lo, Hi int
	Known  bool
}

// AgeOn is the age on a date of somebody born at b.
func AgeOn(b civil.Birth, on civil.Date) Age {
	lo, hi, known := b.Age(on)
	return Age{lo, hi, known}
}

// Years is an age in words: "43 岁", "42–43 岁"; "" where it is not known.
func (f *Frame) Years(a Age) string {
	switch {
	case !a.Known:
		return ""
	case a.Lo == a.Hi:
		return f.T("page.age", a.Lo)
	}
	return f.T("page.age", fmt.Sprintf("%d–%d", a.Lo, a.Hi))
}

// SexWord is the word for "female" or "male"; "" where it is not known.
func (f *Frame) SexWord(sex string) string {
	if sex != "female" && sex != "male" {
		return ""
	}
	return f.T("page.sex." + sex)
}

// Day is a date as people say it: 11月24日, with its year where that is not this one.
func (f *Frame) Day(d civil.Date) string {
	if d.Zero() {
		return ""
	}
	y, m, day := d.YMD()
	now, _, _ := f.Today.YMD()
	en := f.language() == lang.En
	switch {
	case en && y == now:
		return fmt.Sprintf("%d %s", day, time.Month(m).String()[:3])
	case en:
		return fmt.Sprintf("%d %s %d", day, time.Month(m).String()[:3], y)
	case y == now:
		return fmt.Sprintf("%d月%d日", m, day)
	}
	return fmt.Sprintf("%d年%d月%d日", y, m, day)
}

// LongDay is a date with its weekday, for headings: 2026年11月24日 星期二.
func (f *Frame) LongDay(d civil.Date) string {
	if d.Zero() {
		return ""
	}
	y, m, day := d.YMD()
	weekday := time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC).Weekday()
	if f.language() == lang.En {
		return fmt.Sprintf("%s %d %s %d", weekday, day, time.Month(m), y)
	}
	return fmt.Sprintf("%d年%d月%d日 星期%s", y, m, day, []string{"日", "一", "二", "三", "四", "五", "六"}[weekday])
}

// initial is the first character of a name, for the round mark beside it.
func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(name)
	if r == utf8.RuneError {
		return ""
	}
	return strings.ToUpper(string(r))
}

// number groups digits by thousands: 77,004.
func number(n any) string {
	s := fmt.Sprint(n)
	if i, err := strconv.ParseInt(s, 10, 64); err == nil && i < 0 {
		return "−" + number(-i)
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
