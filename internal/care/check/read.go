package check

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/rule"
)

// maxText is how many characters a text answer may have.
const maxText = 4000

// maxDigits is how many digits a number may have: as many as a float64 always gives back unchanged.
const maxDigits = 15

// read reads one answer into the sheet, or refuses it. What was typed is never repeated in a refusal: it may be a name or a citizen
// number in the wrong column, and refusals are logged.
func (f *form) read(field *catalogue.Field, raw string) {
	values := f.sheet.Values
	switch field.Type {
	case catalogue.TypeCode:
		if code, ok := f.code(field, raw, 1); ok {
			values[field.ID] = code
		}
	case catalogue.TypeCodes:
		if codes, ok := f.codes(field, raw); ok {
			values[field.ID] = codes
		}
	case catalogue.TypeNumber:
		if n, ok := f.number(field, raw); ok && f.inRange(field, n) {
			values[field.ID] = n
		}
	case catalogue.TypeBool:
		if raw != "true" && raw != "false" {
			f.refuse(field.ID, BadText, "check.yes-no")
			return
		}
		values[field.ID] = raw == "true"
	case catalogue.TypeDate:
		date, err := civil.Parse(raw)
		if err != nil {
			f.refuse(field.ID, BadDate, "check.date")
			return
		}
		values[field.ID] = date.String()
	case catalogue.TypePair:
		f.numbers(field, raw)
	}
}

// code finds a code of the field's table; place is which of several it is.
func (f *form) code(field *catalogue.Field, raw string, place int) (string, bool) {
	if field.Codes.Code(raw) != nil {
		return raw, true
	}
	if near := field.Codes.Code(rule.Nearest(raw, field.Codes.All())); near != nil {
		f.refuse(field.ID, UnknownCode, "check.code-near", place, near.Code, near.Title)
	} else {
		f.refuse(field.ID, UnknownCode, "check.code", place)
	}
	return "", false
}

// codes reads several codes into the table's order.
func (f *form) codes(field *catalogue.Field, raw string) ([]string, bool) {
	chosen := map[string]bool{}
	ok := true
	for i, part := range strings.FieldsFunc(raw, func(r rune) bool { return r == ';' }) {
		if part = trim(part); part == "" {
			continue
		}
		code, known := f.code(field, part, i+1)
		chosen[code], ok = known, ok && known
	}
	var codes []string
	for _, c := range field.Codes.Codes {
		if chosen[c.Code] {
			codes = append(codes, c.Code)
		}
	}
	for _, code := range codes {
		if c := field.Codes.Code(code); c.Alone && len(codes) > 1 {
			f.refuse(field.ID, Failed, "check.alone", c.Title)
			ok = false
		}
	}
	if ok && len(codes) == 0 { // separators and nothing between them
		f.refuse(field.ID, UnknownCode, "check.code", 1)
	}
	return codes, ok && len(codes) > 0
}

// number reads a decimal such as 36.5 or -2: no exponent, no thousands separator.
func (f *form) number(field *catalogue.Field, raw string) (float64, bool) {
	digits := strings.TrimPrefix(raw, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if !isDigits(whole) || point && !isDigits(fraction) || len(whole)+len(fraction) > maxDigits {
		f.refuse(field.ID, BadText, "check.number")
		return 0, false
	}
	n, _ := strconv.ParseFloat(raw, 64)
	return n + 0, true // -0 is 0
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func (f *form) inRange(field *catalogue.Field, n float64) bool {
	low, high := field.Range[0], field.Range[1]
	if field.Range != [2]float64{} && (n < low || n > high) {
		f.refuse(field.ID, OutOfRange, "check.range", shortest(low), strings.TrimSpace(shortest(high)+" "+field.Unit))
		return false
	}
	return true
}

// numbers reads two whole numbers, the first not below the second.
func (f *form) numbers(field *catalogue.Field, raw string) {
	first, second, both := strings.Cut(raw, "/")
	first, second = trim(first), trim(second)
	if both && (first == "") != (second == "") {
		f.refuse(field.ID, Missing, "check.half")
		return
	}
	if !isDigits(first) || !isDigits(second) || len(first) > maxDigits || len(second) > maxDigits {
		f.refuse(field.ID, BadText, "check.pair")
		return
	}
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(second)
	if !f.inRange(field, float64(a)) || !f.inRange(field, float64(b)) {
		return
	}
	if a < b {
		f.refuse(field.ID, Failed, "check.pair-order")
		return
	}
	for name, value := range due.Pair(field.ID, strconv.Itoa(a)+"/"+strconv.Itoa(b)) {
		f.sheet.Values[name] = value
	}
}

// text takes what is to be sealed as it was written.
func (f *form) text(field *catalogue.Field, raw string) {
	switch text := strings.ReplaceAll(raw, "\r\n", "\n"); {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		f.refuse(field.ID, BadText, "check.text")
	case utf8.RuneCountInString(text) > maxText:
		f.refuse(field.ID, BadText, "check.text-long", maxText)
	default:
		f.sheet.Texts[field.ID] = text
	}
}
