package sheet

import (
	"archive/zip"
	"encoding/csv"
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"youfu/internal/fault"
)

// Format is a format that tables are written in.
type Format uint8

const (
	CSV  Format = iota // UTF-8 with a byte order mark, which Excel needs to see that; commas; CRLF (RFC 4180)
	XLSX               // every cell a text, and every column formatted as text, so that numbers typed into the file keep their digits
)

// FormatOf is the format that a file's name asks for; false where it ends otherwise.
func FormatOf(name string) (Format, bool) {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv":
		return CSV, true
	case ".xlsx":
		return XLSX, true
	}
	return CSV, false
}

// Writer writes a table row by row; nothing but the row is held in memory. Close ends the file and must be called.
type Writer struct {
	csv     *csv.Writer
	archive *zip.Writer
	sheet   io.Writer
	row     []byte
	rows    int
}

// NewWriter begins a table.
func NewWriter(w io.Writer, format Format) (*Writer, error) {
	if format == XLSX {
		return newWorkbookWriter(w)
	}
	if _, err := w.Write(utf8BOM); err != nil {
		return nil, err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return &Writer{csv: c}, nil
}

// Write writes a row. In .csv a cell that a spreadsheet would take for a formula gets an apostrophe before it, which Open takes off
// again; a negative number is left as it is. The fault "sheet.too-many", of kind Invalid, says that .xlsx has no room for the row: it
// holds 1,048,576 rows and 32,767 characters in a cell.
func (w *Writer) Write(cells ...string) error {
	if w.csv == nil {
		return w.writeXML(cells)
	}
	guarded := make([]string, len(cells))
	for i, c := range cells {
		guarded[i] = guard(c)
	}
	return w.csv.Write(guarded)
}

// Close ends the file; it does not close what NewWriter was given.
func (w *Writer) Close() error {
	if w.csv != nil {
		w.csv.Flush()
		return w.csv.Error()
	}
	if _, err := io.WriteString(w.sheet, `</sheetData></worksheet>`); err != nil {
		return err
	}
	return w.archive.Close()
}

// formula reports whether a spreadsheet that opens a text file may take a cell for a formula (OWASP, "CSV Injection"). Where Chinese and
// Japanese are typed, full-width signs count too; a tab or line break at the start may begin another cell.
func formula(s string) bool {
	shown := trim(s)
	if shown == "" || isNegative(shown) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(shown)
	return strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20", r) || strings.ContainsAny(s[:1], "\t\r\n")
}

func isNegative(s string) bool {
	digits, found := strings.CutPrefix(s, "-")
	whole, decimals, pointed := strings.Cut(digits, ".")
	return found && whole != "" && pointed == (decimals != "") && strings.Trim(whole+decimals, "0123456789") == ""
}

// guard and unguard are inverses: whatever number of apostrophes stands before a formula, one more is put and taken. One before a
// digit is taken too: other systems put it there to keep a citizen number from being rounded.
func guard(s string) string {
	if rest := strings.TrimLeft(s, "'"); formula(rest) || rest != s && startsWithDigit(rest) {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if rest := strings.TrimLeft(s, "'"); rest != s && (formula(rest) || startsWithDigit(rest)) {
		return s[1:]
	}
	return s
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// The parts of a workbook with one sheet (ECMA-376 parts 1 and 2), the least that Excel, WPS and LibreOffice open. Number format 49 is
// text; the first row stays in sight.
const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	mainSpace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	docSpace  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	packSpace = `http://schemas.openxmlformats.org/package/2006/`
	mainType  = `application/vnd.openxmlformats-officedocument.spreadsheetml.`
	sheetPart = "xl/worksheets/sheet1.xml"
	sheetHead = xmlHead + `<worksheet ` + mainSpace + `><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" ` +
		`state="frozen"/></sheetView></sheetViews><cols><col min="1" max="16384" width="14" style="1" customWidth="1"/></cols><sheetData>`
)

var fixedParts = [][2]string{
	{"[Content_Types].xml", `<Types xmlns="` + packSpace + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + mainType + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + mainType +
		`styles+xml"/><Override PartName="/` + sheetPart + `" ContentType="` + mainType + `worksheet+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="` + packSpace + `relationships"><Relationship Id="rId1" Type="` + docSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook ` + mainSpace + ` xmlns:r="` + docSpace + `"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packSpace + `relationships"><Relationship Id="rId1" Type="` + docSpace +
		`/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + docSpace + `/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet ` + mainSpace + `><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill ` +
		`patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`},
}

func newWorkbookWriter(w io.Writer) (*Writer, error) {
	archive := zip.NewWriter(w)
	for _, part := range fixedParts {
		content, err := archive.Create(part[0])
		if err == nil {
			_, err = io.WriteString(content, xmlHead+part[1])
		}
		if err != nil {
			return nil, err
		}
	}
	sheet, err := archive.Create(sheetPart)
	if err == nil {
		_, err = io.WriteString(sheet, sheetHead)
	}
	return &Writer{archive: archive, sheet: sheet}, err
}

// maxCharacters is the most that a cell holds, in characters.
const maxCharacters = 32_767

func (w *Writer) writeXML(cells []string) error {
	w.rows++
	if w.rows > maxRows || len(cells) > maxColumns {
		return fault.New(fault.Invalid, "sheet.too-many")
	}
	b := append(w.row[:0], `<row r="`...)
	b = append(strconv.AppendInt(b, int64(w.rows), 10), `">`...)
	for i, c := range cells {
		if utf8.RuneCountInString(c) > maxCharacters {
			return fault.New(fault.Invalid, "sheet.too-many")
		}
		if c != "" {
			b = append(append(append(b, `<c r="`...), columnName(i)...), strconv.Itoa(w.rows)...)
			b = append(b, `" s="1" t="inlineStr"><is><t xml:space="preserve">`...)
			b = append(appendXML(b, c), `</t></is></c>`...)
		}
	}
	w.row = append(b, `</row>`...)
	_, err := w.sheet.Write(w.row)
	return err
}

// appendXML escapes text; characters that XML cannot hold become U+FFFD.
func appendXML(b []byte, text string) []byte {
	if strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r == '&' || r == '<' || r == '>' || r == '"' || r >= 0xfffd }) < 0 {
		return append(b, text...)
	}
	buffer := strings.Builder{}
	_ = xml.EscapeText(&buffer, []byte(text)) // a Builder does not fail
	return append(b, buffer.String()...)
}

// columnName is the name of a 0-based column: A … Z, AA …
func columnName(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return columnName(i/26-1) + columnName(i%26)
}
