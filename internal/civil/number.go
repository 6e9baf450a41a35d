package civil

import (
	"log/slog"
	"strings"
)

// Number is a valid 18-character citizen number (GB 11643-1999): six digits of area, eight of birth date, three of sequence (odd for
// men), and a check character of ISO 7064 MOD 11-2. "" means none. Printed or logged it shows only Masked; string(n) is the number.
type Number string

// numberWeights and numberChecks are those of GB 11643-1999: the weighted sum modulo 11 chooses the check character.
var numberWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

const numberChecks = "10X98765432"

// firstYear is the earliest year of birth a number may carry: numbers began in 1984, so an older one is a typing error.
const firstYear = 1800

// ParseNumber reads an 18-character number, or a 15-digit one (GB 11643-1989), which it extends by century and check character.
// Spaces, full-width digits and a small x are put right. The error is a fault of kind Invalid with the code "bad-number"; its message
// says whether the form, the birth date or the check character is wrong.
func ParseNumber(s string) (Number, error) {
	s = strings.Map(foldNumber, s)
	if len(s) == 15 {
		s = s[:6] + "19" + s[6:]
		if number(s[:6]) < 0 || number(s[6:14]) < 0 || number(s[14:]) < 0 {
			return "", invalid("bad-number", "civil.bad-number")
		}
		s += string(checkCharacter(s))
	}
	if len(s) != 18 || s[0] == '0' || number(s[:6]) < 0 || number(s[6:14]) < 0 || number(s[14:17]) < 0 || !strings.Contains(numberChecks, s[17:]) {
		return "", invalid("bad-number", "civil.bad-number")
	}
	n := Number(s)
	if n.Birth() < dayNumber(firstYear, 1, 1) {
		return "", invalid("bad-number", "civil.bad-number-birth")
	}
	if checkCharacter(s[:17]) != s[17] {
		return "", invalid("bad-number", "civil.bad-number-check")
	}
	return n, nil
}

// Birth is the birth date that the number carries; no date for "".
func (n Number) Birth() Date {
	if len(n) != 18 {
		return 0
	}
	date, _ := Of(number(string(n[6:10])), number(string(n[10:12])), number(string(n[12:14])))
	return date
}

// Sex is "male" or "female" as the number says; "" for "". A person's corrected sex goes before it.
func (n Number) Sex() string {
	switch {
	case len(n) != 18:
		return ""
	case (n[16]-'0')%2 == 1:
		return "male"
	}
	return "female"
}

// Masked shows the first four and the last two characters, as in "9999 •••• •••• ••28"; "" for "".
func (n Number) Masked() string {
	if len(n) != 18 {
		return ""
	}
	return string(n[:4]) + " •••• •••• ••" + string(n[16:])
}

// String is Masked, so that a number printed by accident stays unread.
func (n Number) String() string { return n.Masked() }

// LogValue is Masked too.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

// checkCharacter computes the 18th character from 17 digits.
func checkCharacter(digits string) byte {
	sum := 0
	for i, weight := range numberWeights {
		sum += weight * int(digits[i]-'0')
	}
	return numberChecks[sum%11]
}

// foldNumber drops spaces and turns full-width characters and x into the standard's.
func foldNumber(r rune) rune {
	switch {
	case r == ' ' || r == '\t' || r == '\u00a0' || r == '\u3000':
		return -1
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r == 'x' || r == 'ｘ' || r == 'Ｘ':
		return 'X'
	}
	return r
}
