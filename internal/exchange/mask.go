package exchange

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// digitRuns are digits with what people put between them: a number stays one when it is written in groups.
var digitRuns = regexp.MustCompile(`[0-9\x{ff10}-\x{ff19}][0-9\x{ff10}-\x{ff19}Xx\x{ff38}\x{ff58} ()./\x{2010}-\x{2014}-]*`)

// most of a refused value that is shown again, in runes.
const shownRunes = 60

// masked is a value of the file as a registrar may see it again: citizen numbers and phones show their ends alone, in whatever column
// they stand. Dates, keys of up to nine digits and codes of places are shown.
func masked(column, value string) string {
	switch {
	case column == "citizen_number" || column == "phone":
		value = maskedRun(value, 2) // whatever stands between the digits
	case column == "code" || column == "parent" || column == "place" || strings.HasSuffix(column, "_place"):
		value = digitRuns.ReplaceAllStringFunc(value, func(run string) string { return maskedRun(run, 12) })
	default:
		value = digitRuns.ReplaceAllStringFunc(value, func(run string) string { return maskedRun(run, 9) })
	}
	if utf8.RuneCountInString(value) > shownRunes {
		value = string([]rune(value)[:shownRunes]) + "…"
	}
	return value
}

// maskedRun hides the digits of a run that has more than may be shown: all but the last two, and the first four of a citizen number.
func maskedRun(run string, shown int) string {
	digits := 0
	for _, r := range run {
		if isDigit(r) {
			digits++
		}
	}
	if digits <= shown {
		return run
	}
	first := 0
	if digits >= 15 {
		first = 4
	}
	n := 0
	return strings.Map(func(r rune) rune {
		if !isDigit(r) {
			return r
		}
		if n++; n > first && n <= digits-2 {
			return '•'
		}
		return r
	}, run)
}

// isDigit reports a digit, wide or not, or the X that ends some citizen numbers.
func isDigit(r rune) bool {
	r = narrow(r)
	return r >= '0' && r <= '9' || r == 'X' || r == 'x'
}
