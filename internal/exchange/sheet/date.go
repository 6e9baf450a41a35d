package sheet

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"youfu/internal/civil"
)

// The days before the first day number of each of the two calendars of spreadsheets (ECMA-376 part 1, 18.17.4.1). The usual one has a
// 29 February 1900, number 60, that never was; the numbers before it are one day later than its start says.
var (
	day0of1900 = civil.MustDate("1899-12-30")
	day0of1904 = civil.MustDate("1904-01-01")
)

// serialDate is the date of a day number; false for the day that never was and for numbers outside 1900 to 9999.
func serialDate(serial int, from1904 bool) (civil.Date, bool) {
	last := civil.DaysBetween(day0of1900, civil.MustDate("9999-12-31"))
	switch {
	case from1904 && serial >= 0 && serial <= last-civil.DaysBetween(day0of1900, day0of1904):
		return day0of1904.AddDays(serial), true
	case from1904 || serial < 1 || serial == 60 || serial > last:
		return 0, false
	case serial < 60:
		serial++
	}
	return day0of1900.AddDays(serial), true
}

// Number formats that every workbook has without declaring them (ECMA-376 part 1, 18.8.30, for zh-cn where languages differ).
var (
	builtinDays   = []int{14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58}
	builtinMonths = []int{17, 27, 36, 50, 52, 57}
)

// datePrecision says how much of a date a number format shows: none for numbers, texts and times of day. Only what the format shows was
// meant by who filled the cell: 1983-05 is kept as the 1st of May 1983.
func datePrecision(id int, code string) civil.Precision {
	switch {
	case slices.Contains(builtinDays, id):
		return civil.PrecisionDay
	case slices.Contains(builtinMonths, id):
		return civil.PrecisionMonth
	}
	code, _, _ = strings.Cut(strings.ToLower(literals.ReplaceAllString(code, "")), ";")
	switch {
	case strings.Contains(code, "d"):
		return civil.PrecisionDay
	case strings.Contains(code, "y") && strings.Contains(code, "m"):
		return civil.PrecisionMonth
	case strings.Contains(code, "y"):
		return civil.PrecisionYear
	}
	return civil.PrecisionNone
}

// literals are the parts of a number format that stand for themselves: quoted, escaped, padding, colours, conditions, languages.
var literals = regexp.MustCompile(`"[^"]*"|\\.|[_*].|\[[^\]]*\]`)

// numberCell is a cell that holds a number, shown with a date's precision or none.
func numberCell(raw string, shown civil.Precision, from1904 bool) Cell {
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return Cell{Text: trim(raw)}
	}
	if shown != civil.PrecisionNone && v >= 0 && v < 1e7 {
		if date, ok := serialDate(int(v), from1904); ok {
			return Cell{Text: civil.Birth{Date: date, Precision: shown}.String()}
		}
	}
	return Cell{Text: strconv.FormatFloat(v, 'f', -1, 64), Float: math.Abs(v) >= 1e15}
}
