package bank

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"

	"youfu/internal/civil"
	"youfu/internal/money"
)

// Encoding is how characters are written.
type Encoding string

const (
	UTF8    Encoding = "utf-8"
	GB18030 Encoding = "gb18030" // GB 18030-2005: what banks call GBK, and every character besides
)

// encoding is nil for UTF-8.
func (e Encoding) encoding() encoding.Encoding {
	if e == GB18030 {
		return simplifiedchinese.GB18030
	}
	return nil
}

// amountOf reads an amount in yuan: digits and at most two decimals after a point, nothing else, more than nothing. The code says what is
// wrong with it. Signs, separators and exponents are refused: a bank that writes them means something that this package does not know.
func amountOf(text string) (f money.Fen, code string) {
	whole, decimals, _ := strings.Cut(text, ".")
	if len(decimals) > 2 && isDigits(whole) && isDigits(decimals) {
		return 0, "too-many-decimals"
	}
	if !isDigits(whole) || strings.Trim(decimals, "0123456789") != "" {
		return 0, "bad-amount"
	}
	f, err := money.ParseYuan(text)
	return positive(f, err)
}

// fenOf reads an amount in fen: digits alone.
func fenOf(text string) (f money.Fen, code string) {
	if !isDigits(text) {
		return 0, "bad-amount"
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return positive(money.Fen(n), err)
}

func positive(f money.Fen, err error) (money.Fen, string) {
	switch {
	case err != nil:
		return 0, "bad-amount"
	case f <= 0:
		return 0, "no-amount"
	}
	return f, ""
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// dateOf reads 2026-05-12, 20260512 or 2026/05/12, each also with a time after it.
func dateOf(text string) (civil.Date, bool) {
	switch {
	case len(text) >= 8 && isDigits(text[:8]):
		text = text[:4] + "-" + text[4:6] + "-" + text[6:8]
	case len(text) >= 10:
		text = strings.ReplaceAll(text[:10], "/", "-")
	}
	on, err := civil.Parse(text)
	return on, err == nil
}

// isPlain reports whether every character of a text means the same to whoever reads it. Controls, marks that show nothing and private
// characters do not, and a bank compares names character by character. Characters newer than this program's tables are let through:
// Unicode 15.1 and GB 18030-2022 added hundreds that people's names are written with.
func isPlain(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, isObscure) < 0
}

func isObscure(r rune) bool {
	return r == utf8.RuneError || r&0xfffe == 0xfffe || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)
}

// cut is the first n characters of the bank's words on one line, without what cannot be shown.
func cut(text string, n int) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isObscure(r) }), " ")
	count := 0
	for i := range text {
		if count == n {
			return text[:i]
		}
		count++
	}
	return text
}
