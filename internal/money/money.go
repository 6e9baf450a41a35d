// Package money counts in fen. Amounts are whole fen in 64 bits and never floats: a sum over any list of payments is exact, and an
// overflow is an error instead of a wrong amount.
package money

import (
	"math/bits"
	"strconv"
	"strings"

	"youfu/internal/fault"
)

// Fen is an amount in fen, a hundredth of a yuan. JSON and the database hold it as an integer.
type Fen int64

// String is the amount in yuan with two decimals and thousands separators, without unit: "1,919,000.00", "-0.05".
func (f Fen) String() string {
	plain := f.Plain()
	start := 0
	if f < 0 {
		start = 1
	}
	for i := len(plain) - len(".00") - 3; i > start; i -= 3 {
		plain = plain[:i] + "," + plain[i:]
	}
	return plain
}

// Plain is String without separators, for files that a bank or another program reads: "1919000.00".
func (f Fen) Plain() string {
	sign, n := "", uint64(f)
	if f < 0 {
		sign, n = "-", -n // two's complement: right for the least amount too
	}
	digits := strconv.FormatUint(n, 10)
	for len(digits) < 3 {
		digits = "0" + digits
	}
	cut := len(digits) - 2
	return sign + digits[:cut] + "." + digits[cut:]
}

// ParseYuan reads an amount in yuan, exactly: digits, with thousands separators throughout or none, at most two decimals, and a minus
// sign for a negative amount. Spaces around it are dropped. The errors are faults of kind Invalid whose field carries the code
// "bad-amount", or "out-of-range" where the amount has no place in 64 bits.
func ParseYuan(s string) (Fen, error) {
	s, negative := strings.CutPrefix(strings.TrimSpace(s), "-")
	whole, decimals, pointed := strings.Cut(s, ".")
	whole, ok := ungroup(whole)
	if !ok || len(decimals) > 2 || pointed != (decimals != "") || !digits(decimals) {
		return 0, invalid("bad-amount", "money.bad-amount")
	}
	n, err := strconv.ParseUint(whole+(decimals + "00")[:2], 10, 64)
	most := uint64(1)<<63 - 1
	if negative {
		most++
	}
	if err != nil || n > most {
		return 0, invalid("out-of-range", "money.out-of-range")
	}
	if negative {
		n = -n
	}
	return Fen(n), nil
}

// Add is f + g; an error of kind Invalid, code "out-of-range", where the sum has no place in 64 bits.
func (f Fen) Add(g Fen) (Fen, error) {
	sum := f + g
	if (sum > f) != (g > 0) {
		return 0, invalid("out-of-range", "money.out-of-range")
	}
	return sum, nil
}

// Mul is n times f, such as a rate by months; the error is that of Add.
func (f Fen) Mul(n int64) (Fen, error) {
	high, low := bits.Mul64(magnitude(int64(f)), magnitude(n))
	negative := (f < 0) != (n < 0)
	most := uint64(1)<<63 - 1
	if negative {
		most++
	}
	if high != 0 || low > most {
		return 0, invalid("out-of-range", "money.out-of-range")
	}
	if negative {
		low = -low
	}
	return Fen(low), nil
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// ungroup drops the separators of "1,234,567"; false where it is not digits, or separators stand anywhere but before each three.
func ungroup(s string) (string, bool) {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		first := i == 0 && len(g) > 0 && (len(g) <= 3 || len(groups) == 1)
		if !digits(g) || !first && (i == 0 || len(g) != 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// invalid is an error about one amount; a form or a file fills in Name and Row of its field.
func invalid(code, key string) error {
	return fault.New(fault.Invalid, key).With(fault.Field{Code: code, Key: key})
}
