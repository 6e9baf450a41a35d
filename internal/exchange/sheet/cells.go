package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"youfu/internal/civil"
	"youfu/internal/fault"
)

// maxColumns and maxRows are the size of a sheet (XFD1048576).
const (
	maxColumns = 1 << 14
	maxRows    = 1 << 20
)

// toRows goes to the first row.
func (w *workbook) toRows() error {
	for {
		token, err := w.xml.Token()
		if errors.Is(err, io.EOF) {
			return fault.New(fault.Invalid, "sheet.no-header") // a chart has no rows
		} else if err != nil {
			return xmlFault(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "sheetData" {
			return nil
		}
	}
}

func (w *workbook) next() (Row, error) {
	for {
		token, err := w.xml.Token()
		if err != nil {
			return Row{}, xmlFault(noEOF(err))
		}
		switch token := token.(type) {
		case xml.EndElement: // of sheetData: each row is read to its end
			w.readMerged()
			return Row{}, io.EOF
		case xml.StartElement:
			if token.Name.Local == "row" {
				return w.cells(token)
			}
			if err := w.xml.Skip(); err != nil {
				return Row{}, xmlFault(noEOF(err))
			}
		}
	}
}

// readMerged looks after the rows for cells that are one. What cannot be read there is no matter of the rows.
func (w *workbook) readMerged() {
	for {
		token, err := w.xml.Token()
		if err != nil {
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "mergeCell" {
			continue
		}
		from, to, _ := strings.Cut(attribute(start, "ref"), ":")
		if rowDigits(from) != rowDigits(to) && rowDigits(to) != "" {
			w.merged = append(w.merged, from+":"+to)
		}
	}
}

// rowDigits is the row of a place such as AB12.
func rowDigits(place string) string { return strings.TrimLeft(place, "ABCDEFGHIJKLMNOPQRSTUVWXYZ$") }

// cells reads a row after its start.
func (w *workbook) cells(start xml.StartElement) (Row, error) {
	w.n++
	if r := attribute(start, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < 1 || n > maxRows {
			return Row{}, broken(errors.New("a row has no number"))
		}
		w.n = n
	}
	row, column := Row{N: w.n}, 0
	for {
		token, err := w.xml.Token()
		if err != nil {
			return Row{}, xmlFault(noEOF(err))
		}
		switch token := token.(type) {
		case xml.EndElement:
			return row, row.check()
		case xml.StartElement:
			if column, err = w.cellOf(&row, column, token); err != nil {
				return Row{}, err
			}
		}
	}
}

// cellOf reads an element inside a row, after its start, and gives the column after it.
func (w *workbook) cellOf(row *Row, column int, start xml.StartElement) (next int, err error) {
	if start.Name.Local != "c" {
		return column, xmlFault(noEOF(w.xml.Skip()))
	}
	if place := attribute(start, "r"); place != "" {
		column = columnOf(place)
	}
	if column < 0 || column >= maxColumns {
		return 0, broken(errors.New("a cell has no place"))
	}
	cell, err := w.cell(start)
	if err != nil {
		return 0, err
	}
	for len(row.Cells) <= column {
		row.Cells = append(row.Cells, Cell{})
	}
	row.Cells[column] = cell
	return column + 1, nil
}

// value is what the elements of a cell say.
type value struct {
	v, formula, text []byte
	computed         bool // there is a v, though it may be empty: a formula whose value is no text
}

// cell reads a cell after its start.
func (w *workbook) cell(start xml.StartElement) (Cell, error) {
	kind, style := attribute(start, "t"), attribute(start, "s")
	val := &w.value
	val.v, val.formula, val.text = val.v[:0], val.formula[:0], val.text[:0]
	val.computed = false
	var into *[]byte
	for depth := 1; depth > 0; {
		token, err := w.xml.Token()
		if err != nil {
			return Cell{}, xmlFault(noEOF(err))
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "rPh" { // how the text is spoken
				if err := w.xml.Skip(); err != nil {
					return Cell{}, xmlFault(noEOF(err))
				}
				continue
			}
			depth++
			into = val.part(token.Name.Local)
		case xml.CharData:
			if into != nil {
				*into = append(*into, token...)
			}
		case xml.EndElement:
			depth--
			into = nil
		}
	}
	return w.read(kind, style)
}

// part is where the text of an element goes; nil where it is not needed.
func (v *value) part(name string) *[]byte {
	switch name {
	case "v":
		v.computed = true
		return &v.v
	case "f":
		return &v.formula
	case "t":
		return &v.text
	}
	return nil
}

// read makes a cell of the value just read (ECMA-376 part 1, 18.18.11: the kinds of cells).
func (w *workbook) read(kind, style string) (Cell, error) {
	v := string(w.value.v)
	switch {
	case kind == "inlineStr":
		return Cell{Text: trim(string(w.value.text))}, nil
	case !w.value.computed && len(w.value.formula) > 0:
		return Cell{Text: "=" + trim(string(w.value.formula))}, nil
	case v == "":
		return Cell{}, nil
	}
	switch kind {
	case "s":
		i, err := strconv.Atoi(trim(v))
		text, ok := w.strings.at(i)
		if err != nil || !ok {
			return Cell{}, broken(errors.New("a shared text is missing"))
		}
		return Cell{Text: trim(text)}, nil
	case "", "n":
		shown := civil.PrecisionNone
		if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(w.shown) {
			shown = w.shown[i]
		}
		return numberCell(trim(v), shown, w.from1904), nil
	case "b":
		return Cell{Text: map[string]string{"0": "FALSE", "1": "TRUE"}[trim(v)]}, nil
	case "d":
		day, _, _ := strings.Cut(trim(v), "T")
		return Cell{Text: day}, nil
	}
	return Cell{Text: trim(v)}, nil // a formula's text, or an error such as #N/A
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// columnOf is the 0-based column of a place such as AB12; -1 where it names none.
func columnOf(place string) int {
	column := 0
	for i := 0; i < len(place) && place[i] >= 'A' && place[i] <= 'Z' && column <= maxColumns; i++ {
		column = column*26 + int(place[i]-'A') + 1
	}
	return column - 1
}

// noEOF turns an end of file where there should be none into an error that is not mistaken for the end of the table.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
