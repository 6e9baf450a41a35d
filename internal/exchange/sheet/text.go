package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"youfu/internal/fault"
)

// sampleSize is how much of a file is looked at to tell what it is.
const sampleSize = 64 << 10

var (
	utf8BOM = []byte("\xef\xbb\xbf")
	utf16LE = []byte("\xff\xfe") // "Unicode text" of Excel
	utf16BE = []byte("\xfe\xff")
)

// textRows are the rows of a text file with separators.
type textRows struct {
	csv   *csv.Reader
	n     int // the last row's number
	line  int // the line after the last row
	width int // cells of the last row
}

func openText(r io.ReaderAt, size int64, ending string) (*textRows, error) {
	whole := io.NewSectionReader(r, 0, size)
	start, decoder, err := encodingOf(r, size)
	if err != nil {
		return nil, err
	}
	if _, err := whole.Seek(start, io.SeekStart); err != nil {
		return nil, fault.New(fault.Machine, "fault.machine").Because(err)
	}
	var text io.Reader = whole
	if decoder != nil {
		text = transform.NewReader(whole, decoder)
	}
	sample := make([]byte, sampleSize)
	n, err := io.ReadFull(text, sample)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fault.New(fault.Machine, "fault.machine").Because(err)
	}
	c := csv.NewReader(io.MultiReader(bytes.NewReader(sample[:n]), text))
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	c.Comma = separatorOf(sample[:n])
	if ending == ".tsv" {
		c.Comma = '\t'
	}
	c.TrimLeadingSpace = c.Comma != '\t' // it would take tabs that separate empty cells for space
	return &textRows{csv: c, line: 1}, nil
}

// encodingOf tells where the text begins and how it is encoded; no decoder for UTF-8. The first stretch with anything but ASCII
// decides: GB18030 text is hardly ever valid UTF-8, so a UTF-8 file keeps its encoding, and its broken rows their errors, unless more
// than one in ten characters is broken.
func encodingOf(r io.ReaderAt, size int64) (start int64, decoder *encoding.Decoder, err error) {
	chunk := make([]byte, sampleSize)
	for at := int64(0); at < size; at += int64(len(chunk)) {
		n, err := r.ReadAt(chunk, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, nil, fault.New(fault.Machine, "fault.machine").Because(err)
		}
		b := chunk[:n]
		switch {
		case at == 0 && bytes.HasPrefix(b, utf8BOM):
			return int64(len(utf8BOM)), nil, nil
		case at == 0 && (bytes.HasPrefix(b, utf16LE) || bytes.HasPrefix(b, utf16BE)):
			return 0, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder(), nil
		}
		if good, bad := countUTF8(b, at > 0, at+int64(n) < size); bad*10 > good {
			return 0, simplifiedchinese.GB18030.NewDecoder(), nil
		} else if good > 0 {
			return 0, nil, nil
		}
	}
	return 0, nil, nil
}

// countUTF8 counts the characters of three bytes or more, as Chinese has, and the bytes that belong to no character. Characters of two
// bytes say nothing: GB18030 text makes them too. One that is cut off where the text goes on at either end is not counted.
func countUTF8(b []byte, before, after bool) (good, bad int) {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case after && !utf8.FullRune(b[i:]):
			return good, bad
		case r == utf8.RuneError && size == 1 && !(before && i < utf8.UTFMax-1 && !utf8.RuneStart(b[i])):
			bad++
		case size > 2:
			good++
		}
		i += size
	}
	return good, bad
}

// separatorOf is the separator that stands most often, outside quotes, in the first line that has any beside text.
func separatorOf(text []byte) rune {
	counts, quoted, filled := map[byte]int{}, false, false
	for _, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
			filled = true
		case c == ',' || c == ';' || c == '\t':
			counts[c]++
		case c == '\n' && filled && len(counts) > 0:
			return most(counts)
		case c == '\n':
			clear(counts)
			filled = false
		case c > ' ':
			filled = true
		}
	}
	return most(counts)
}

func most(counts map[byte]int) rune {
	best := byte(',')
	for _, c := range []byte("\t;") {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return rune(best)
}

// next numbers rows as a spreadsheet does: an empty line is a row, line breaks inside quotes begin none.
func (t *textRows) next() (Row, error) {
	record, err := t.csv.Read()
	if err != nil {
		return Row{}, t.fail(err)
	}
	line, _ := t.csv.FieldPos(0)
	t.n += 1 + line - t.line
	t.line, t.width = line+1, len(record)
	row := Row{N: t.n, Cells: make([]Cell, len(record))}
	for i, field := range record {
		t.line += strings.Count(field, "\n")
		text := trim(unguard(trim(field)))
		row.Cells[i] = Cell{Text: text, Float: rounded.MatchString(text)}
	}
	return row, row.check()
}

// rounded is how spreadsheets write a long number into a text file: 1.10105E+17.
var rounded = regexp.MustCompile(`^\d(\.\d+)?E\+\d+$`)

func (t *textRows) fail(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	var quotes *csv.ParseError
	if errors.As(err, &quotes) {
		n := t.n + 1 + quotes.StartLine - t.line
		return rowFault(n, "bad-quote")
	}
	return broken(err)
}
