// Package sheet reads tables that offices send, row by row, and writes those they ask for: .xlsx, and .csv in the encodings and with the
// separators in use. What a file is, its content says: exports named .xls are often text. A table is read straight from the file, with
// no copy on the disk, since its rows name people; that, and the type of each cell, is why .xlsx is read and written here.
package sheet

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"youfu/internal/civil"
	"youfu/internal/fault"
)

// Limit is the greatest size, in bytes, of a text file, and of the parts of an .xlsx file after unpacking.
const Limit = 200 << 20

// Cell is one cell.
type Cell struct {
	// Text has no space around it. A number has no exponent and no separators; a date cell is YYYY-MM-DD, or YYYY-MM or YYYY where its
	// format shows no more; a formula is its value, or itself where the file holds none.
	Text string
	// Float marks a number of over 15 digits, or one written with an exponent: a spreadsheet has rounded it, its digits are not those
	// that were typed. The remedy is to format the column as text and to type them again.
	Float bool
}

// Row is a row with at least one cell that is not empty.
type Row struct {
	N     int // 1-based, as a spreadsheet program numbers it
	Cells []Cell
}

// At is the cell in a 0-based column; empty beyond the last.
func (r Row) At(column int) Cell {
	if column < len(r.Cells) {
		return r.Cells[column]
	}
	return Cell{}
}

// rows is a source of rows, empty ones among them.
type rows interface{ next() (Row, error) }

// Sheet is a table being read: the first sheet of an .xlsx file that is not hidden, or a text file.
type Sheet struct {
	rows   rows
	width  int   // of a text file: cells of the header, empty ones among them; 0 for a workbook
	first  *Row  // read by Open, not yet by Next
	failed error // after which nothing can be read
}

// Open looks into a file and begins to read it. name is what it was called where it came from; only its ending matters. Errors are
// faults of kind Invalid with a key in area "sheet": not-table, broken, encrypted, old-xls, too-large, no-header, and those of Next.
func Open(r io.ReaderAt, size int64, name string) (*Sheet, error) {
	rows, err := open(r, size, strings.ToLower(path.Ext(name)))
	if err != nil {
		return nil, err
	}
	s := &Sheet{rows: rows}
	first, err := s.Next()
	if t, ok := rows.(*textRows); ok {
		s.width = t.width
	}
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "sheet.no-header")
	}
	if err != nil {
		return nil, err
	}
	s.first = &first
	return s, nil
}

// Next is the next row that is not empty; io.EOF after the last. After a fault whose field carries the code "bad-text" and a row,
// reading goes on with the row after it; after any other error the file cannot be read further.
func (s *Sheet) Next() (Row, error) {
	if s.first != nil {
		row := *s.first
		s.first = nil
		return row, nil
	}
	for s.failed == nil {
		row, err := s.rows.next()
		if err != nil {
			if !isBadText(err) {
				s.failed = err
			}
			return Row{}, err
		}
		for n := len(row.Cells); n > 0 && row.Cells[n-1].Text == ""; n-- {
			row.Cells = row.Cells[:n-1]
		}
		if len(row.Cells) > 0 {
			return row, nil
		}
	}
	return Row{}, s.failed
}

// Wider reports a row of a text file with more cells than the header: as a rule a separator stands in a cell without quotes, so that the
// cells after it are in columns that are not theirs. A workbook keeps cells apart by itself.
func (s *Sheet) Wider(r Row) bool { return s.width > 0 && len(r.Cells) > s.width }

// Others are the names of further sheets of a workbook that are not hidden and have a row that is not empty. Next does not read them.
func (s *Sheet) Others() []string {
	w, ok := s.rows.(*workbook)
	if !ok {
		return nil
	}
	var names []string
	for _, o := range w.others {
		if w.hasRows(o.part) {
			names = append(names, o.name)
		}
	}
	return names
}

// Merged are the places of cells that are one over several rows, such as A3:A5, once all rows are read: the text is the first row's alone.
func (s *Sheet) Merged() []string {
	if w, ok := s.rows.(*workbook); ok {
		return w.merged
	}
	return nil
}

func isBadText(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && len(f.Fields) > 0 && f.Fields[0].Code == "bad-text"
}

// SerialDate is the date that a spreadsheet shows for a day number in a cell that is not formatted as a date, such as 46024 for
// 2026-01-02. Only numbers of five digits (1927 to 2173) are day numbers: fewer may be a year, more a date without its hyphens.
func (s *Sheet) SerialDate(text string) (civil.Date, bool) {
	if len(text) != 5 || text[0] == '0' || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	serial := 0
	for _, digit := range text {
		serial = serial*10 + int(digit-'0')
	}
	x, ok := s.rows.(*workbook)
	return serialDate(serial, ok && x.from1904)
}

var (
	zipStart = []byte("PK\x03\x04")
	oleStart = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") // .xls, and .xlsx under a password ([MS-CFB] 2.2)
	// encryptedPart is the stream that holds a workbook under a password ([MS-OFFCRYPTO] 2.3.4.4), as the directory spells it.
	encryptedPart = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

func open(r io.ReaderAt, size int64, ending string) (rows, error) {
	start := make([]byte, min(size, sampleSize))
	if n, err := r.ReadAt(start, 0); n < len(start) {
		return nil, fault.New(fault.Machine, "fault.machine").Because(err)
	}
	switch {
	case bytes.HasPrefix(start, zipStart):
		return openWorkbook(r, size)
	case bytes.HasPrefix(start, oleStart):
		return nil, fault.New(fault.Invalid, oldFormat(r, size))
	case size > Limit:
		return nil, fault.New(fault.Invalid, "sheet.too-large", Limit>>20)
	case ending == ".xlsx" || ending == ".xlsm":
		return nil, broken(nil)
	case !isText(start):
		return nil, fault.New(fault.Invalid, "sheet.not-table")
	}
	return openText(r, size, ending)
}

// oldFormat is the message for a file that is no .xlsx but begins as Office files did before it.
func oldFormat(r io.ReaderAt, size int64) string {
	chunk := make([]byte, 1<<20)
	for at := int64(0); at < size; at += int64(len(chunk) - len(encryptedPart)) {
		n, _ := r.ReadAt(chunk, at)
		if bytes.Contains(chunk[:n], encryptedPart) {
			return "sheet.encrypted"
		}
	}
	return "sheet.old-xls"
}

// isText says no to markup (many systems export a page as .xls), to documents and to files with many control characters.
func isText(start []byte) bool {
	if bytes.HasPrefix(start, utf16LE) || bytes.HasPrefix(start, utf16BE) {
		return true
	}
	shown := bytes.TrimLeft(bytes.TrimPrefix(start, utf8BOM), " \t\r\n")
	for _, document := range []string{"<", "%PDF", `{\rtf`} {
		if bytes.HasPrefix(shown, []byte(document)) {
			return false
		}
	}
	control := 0
	for _, c := range start {
		if c < ' ' && c != '\t' && c != '\r' && c != '\n' {
			control++
		}
	}
	return control <= 8 || control*50 <= len(start)
}

// broken is the error for a file that is damaged; cause is for the log.
func broken(cause error) error {
	return fault.New(fault.Invalid, "sheet.broken").Because(cause)
}

// check finds characters that no text has: NUL, and what stands for bytes that are none in the file's encoding.
func (r Row) check() error {
	for _, c := range r.Cells {
		if !utf8.ValidString(c.Text) || strings.ContainsAny(c.Text, "\x00\ufffd") {
			return rowFault(r.N, "bad-text")
		}
	}
	return nil
}

func rowFault(row int, code string) error {
	key := "sheet." + code
	return fault.New(fault.Invalid, key, row).With(fault.Field{Row: row, Code: code, Key: key, Args: []any{row}})
}

// trim drops space of any width and marks that show nothing.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
}
