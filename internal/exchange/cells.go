package exchange

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
)

// mostRunes is the longest text that a cell of ours holds.
const mostRunes = 200

// firstYear is the earliest year of birth that is believed, as in citizen numbers; an older one is a typing error.
const firstYear = 1800

// cells reads one row and gathers what is wrong with it.
type cells struct {
	columns *columns
	row     sheet.Row
	today   civil.Date
	wrong   []Refusal
}

func (c *cells) refuse(column, code, key string, args ...any) {
	value := ""
	if at, ok := c.columns.at[column]; ok && !c.columns.blind {
		value = masked(column, c.row.At(at).Text)
	}
	c.wrong = append(c.wrong, Refusal{Row: c.row.N, Column: column, Heading: c.columns.heading[column], Code: code, Key: key, Args: args, Value: value})
}

// because refuses a cell for the reason of an error that civil gave.
func (c *cells) because(column string, err error) {
	var f *fault.Error
	if errors.As(err, &f) && len(f.Fields) == 1 {
		c.refuse(column, f.Fields[0].Code, f.Key, f.Args...)
		return
	}
	c.refuse(column, "bad-text", "exchange.bad-text")
}

// cell is a cell of the row; empty where the file has no such column.
func (c *cells) cell(column string) sheet.Cell {
	at, ok := c.columns.at[column]
	if !ok {
		return sheet.Cell{}
	}
	return c.row.At(at)
}

// text is a cell as it is kept: NFC, without space around it, single spaces inside.
func (c *cells) text(column string) string {
	s := c.cell(column).Text
	if s == "" {
		return ""
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unshown) {
		c.refuse(column, "bad-text", "exchange.bad-text")
		return ""
	}
	s = strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	if utf8.RuneCountInString(s) > mostRunes {
		c.refuse(column, "bad-text", "exchange.long-text", mostRunes)
		return ""
	}
	return s
}

// unshown reports a control character, a formatting mark that reorders text, or what stands for bytes that could not be read.
func unshown(r rune) bool {
	return r == utf8.RuneError || (unicode.IsControl(r) && !unicode.IsSpace(r)) || unicode.Is(unicode.Bidi_Control, r)
}

// needed is text that must be there.
func (c *cells) needed(column string) string {
	if c.cell(column).Text == "" {
		c.refuse(column, "missing", "exchange.missing")
	}
	return c.text(column)
}

// exact is text whose characters matter, such as a key: a spreadsheet that took it for a number has rounded it.
func (c *cells) exact(column string) string {
	if c.cell(column).Float {
		c.refuse(column, "number-as-float", "exchange.number-as-float")
		return ""
	}
	return strings.Map(narrow, c.text(column))
}

// number is a citizen number with 18 characters; "" where the cell is empty or wrong.
func (c *cells) number(column string) civil.Number {
	s := c.exact(column)
	if s == "" {
		return ""
	}
	n, err := civil.ParseNumber(s)
	if err != nil {
		c.because(column, err)
	}
	return n
}

// code is the code of a table that a cell means; "" where the cell is empty or wrong.
func (c *cells) code(column string, words map[string]string, table *catalogue.CodeTable) string {
	s := strings.Map(narrow, c.text(column))
	if s == "" {
		return ""
	}
	if code, known := words[s]; known {
		return code
	}
	code := table.Find(s)
	if code == nil {
		c.refuse(column, "unknown-code", "exchange.unknown-code", table.Title)
		return ""
	}
	words[s] = code.Code
	return code.Code
}

// phone is digits, 7 to 15 of them (ITU-T E.164 has at most 15), with a + before the country where the file has one.
func (c *cells) phone(column string) string {
	s := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -‐–—()./", narrow(r)) || unicode.IsSpace(r) {
			return -1
		}
		return narrow(r)
	}, c.exact(column))
	digits := strings.TrimPrefix(s, "+")
	switch {
	case s == "":
		return ""
	case len(digits) < 7 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "":
		c.refuse(column, "bad-phone", "exchange.bad-phone")
		return ""
	}
	return s
}

// date is a cell's day: 2026-05-12, also with other separators, without any, or with a time of day that is midnight.
func (c *cells) date(column string) civil.Date {
	s := c.text(column)
	if s == "" || c.isDayNumber(column, s) {
		return 0
	}
	d, err := civil.Parse(hyphenated(s))
	if err != nil {
		c.because(column, err)
	}
	return d
}

// isDayNumber refuses a date that a spreadsheet keeps as a number of days, such as 46024: which day that is hangs on the program, and the
// same digits may be something else.
func (c *cells) isDayNumber(column, text string) bool {
	day, clock, _ := strings.Cut(strings.Map(narrow, text), ".")
	if c.columns.serial == nil || !c.columns.serial(day) || strings.Trim(clock, "0123456789") != "" {
		return false
	}
	c.refuse(column, "bad-date", "exchange.day-number")
	return true
}

// past is a day that is not after today.
func (c *cells) past(column string) civil.Date {
	d := c.date(column)
	if d > c.today {
		c.refuse(column, "future-date", "exchange.future-date")
		return 0
	}
	return d
}

// birth is a birth date as far as the cell knows it.
func (c *cells) birth(column string) civil.Birth {
	s := c.text(column)
	if s == "" || c.isDayNumber(column, s) {
		return civil.Birth{}
	}
	b, err := civil.ParseBirth(hyphenated(s))
	first, _ := civil.Of(firstYear, 1, 1)
	switch {
	case err != nil:
		c.because(column, err)
		return civil.Birth{}
	case b.Earliest() > c.today:
		c.refuse(column, "future-date", "exchange.future-date")
		return civil.Birth{}
	case b.Earliest() < first:
		c.refuse(column, "out-of-range", "exchange.old-birth", firstYear)
		return civil.Birth{}
	}
	return b
}

// hyphenated writes a date of the forms in use as civil reads it: 1983/5/12, 1983.05.12, 1983年5月12日 and 19830512 as 1983-05-12;
// 1983/05 and 198305 as 1983-05. A month of one digit with no day is left as it is after a dot: a spreadsheet turns 1983.10 into 1983.1.
func hyphenated(s string) string {
	s = strings.Map(narrow, s)
	if day, clock, found := strings.Cut(s, " "); found && strings.Trim(clock, "0:.") == "" {
		s = day
	}
	if day, clock, found := strings.Cut(s, "T"); found && strings.Trim(clock, "0:.Z") == "" {
		s = day
	}
	if allDigits(s) {
		switch len(s) {
		case 8:
			return s[:4] + "-" + s[4:6] + "-" + s[6:]
		case 6:
			return s[:4] + "-" + s[4:]
		}
		return s
	}
	dotted := strings.Contains(s, ".")
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("-/.", r) || r == '年' || r == '月' || r == '日' })
	for i := 1; i < len(parts); i++ {
		if len(parts[i]) == 1 && !(dotted && len(parts) == 2) {
			parts[i] = "0" + parts[i]
		}
	}
	return strings.Join(parts, "-")
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
