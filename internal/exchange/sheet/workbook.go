package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"youfu/internal/civil"
	"youfu/internal/fault"
)

// workbook reads one sheet of an .xlsx file (ECMA-376, transitional or strict).
type workbook struct {
	pack     pack
	from1904 bool
	strings  stringTable
	shown    []civil.Precision // by style: the date that a number is shown as
	xml      *xml.Decoder      // of the sheet, inside its rows
	others   []other           // further sheets that are not hidden
	merged   []string          // cells that are one over several rows; known after the last row
	n        int               // the last row's number
	value    value             // of the cell being read; kept for its memory
}

func openWorkbook(r io.ReaderAt, size int64) (*workbook, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, broken(err)
	}
	w := &workbook{pack: packOf(archive)}
	root, err := w.pack.relations("")
	if err != nil {
		return nil, err
	}
	main, ok := root.ofKind("officeDocument")
	if !ok || strings.HasSuffix(main, ".bin") || w.pack.parts[strings.ToLower(main)] == nil { // .xlsb holds no XML
		return nil, fault.New(fault.Invalid, "sheet.not-table")
	}
	sheet, err := w.readMain(main)
	if err != nil {
		return nil, err
	}
	content, err := w.pack.open(sheet)
	if err != nil {
		return nil, err
	}
	w.xml = xml.NewDecoder(content)
	return w, w.toRows()
}

// readMain reads what belongs to the whole workbook and names the part of the first sheet that is not hidden.
func (w *workbook) readMain(main string) (sheet string, err error) {
	var book struct {
		XMLName xml.Name
		Main    struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.pack.decode(main, &book); err != nil {
		return "", err
	}
	if book.XMLName.Local != "workbook" {
		return "", fault.New(fault.Invalid, "sheet.not-table")
	}
	w.from1904 = book.Main.From1904 == "1" || book.Main.From1904 == "true"
	related, err := w.pack.relations(main)
	if err != nil {
		return "", err
	}
	if part, ok := related.ofKind("sharedStrings"); ok {
		if err := w.readStrings(part); err != nil {
			return "", err
		}
	}
	if part, ok := related.ofKind("styles"); ok {
		if err := w.readStyles(part); err != nil {
			return "", err
		}
	}
	found := false
	for _, s := range book.Sheets {
		switch shown := s.State == "" || s.State == "visible"; {
		case shown && !found:
			sheet, found = related.ofID(s.ID), true
		case shown:
			w.others = append(w.others, other{s.Name, related.ofID(s.ID)})
		}
	}
	if !found {
		err = fault.New(fault.Invalid, "sheet.no-header")
	}
	return sheet, err
}

// other is a sheet that is not read.
type other struct{ name, part string }

// hasRows reports whether a sheet has a cell with something in it. One that cannot be read to its first counts as one: it may.
func (w *workbook) hasRows(part string) bool {
	content, err := w.pack.open(part)
	if err != nil {
		return true
	}
	peek := &workbook{from1904: w.from1904, strings: w.strings, shown: w.shown, xml: xml.NewDecoder(content)}
	if peek.toRows() != nil {
		return false // a chart
	}
	for {
		row, err := peek.next()
		if err != nil {
			return !errors.Is(err, io.EOF)
		}
		if slices.ContainsFunc(row.Cells, func(c Cell) bool { return c.Text != "" }) {
			return true
		}
	}
}

func (w *workbook) readStyles(part string) error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.pack.decode(part, &styles); err != nil {
		return err
	}
	codes := map[int]string{}
	for _, f := range styles.Formats {
		codes[f.ID] = f.Code
	}
	for _, c := range styles.Cells {
		w.shown = append(w.shown, datePrecision(c.Format, codes[c.Format]))
	}
	return nil
}

// stringTable holds the texts that cells share, one after the other: a string for each would double the memory.
type stringTable struct {
	text []byte
	ends []int
}

func (t *stringTable) at(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	start := 0
	if i > 0 {
		start = t.ends[i-1]
	}
	return string(t.text[start:t.ends[i]]), true
}

func (w *workbook) readStrings(part string) error {
	content, err := w.pack.open(part)
	if err != nil {
		return err
	}
	decoder, inText := xml.NewDecoder(content), false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return xmlFault(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "t"
			if token.Name.Local == "rPh" { // how it is spoken, not what it says
				if err := decoder.Skip(); err != nil {
					return xmlFault(err)
				}
			}
		case xml.CharData:
			if inText {
				w.strings.text = append(w.strings.text, token...)
			}
		case xml.EndElement:
			inText = false
			if token.Name.Local == "si" {
				w.strings.ends = append(w.strings.ends, len(w.strings.text))
			}
		}
	}
}

// pack is the zip archive of parts that a workbook is (ECMA-376 part 2).
type pack struct {
	parts map[string]*zip.File // by name in lower case: part names ignore case
	left  *int64               // bytes that may still be unpacked
}

func packOf(archive *zip.Reader) pack {
	p := pack{parts: map[string]*zip.File{}, left: new(int64(Limit))}
	for _, f := range archive.File {
		p.parts[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f // some programs write \
	}
	return p
}

// open unpacks a part while it is read. What the archive says of its size is tested against the limit, and what comes against that.
func (p pack) open(part string) (io.Reader, error) {
	f := p.parts[strings.ToLower(part)]
	switch {
	case f == nil:
		return nil, broken(errors.New("a part is missing"))
	case f.Flags&1 != 0:
		return nil, fault.New(fault.Invalid, "sheet.encrypted")
	case f.UncompressedSize64 > uint64(*p.left):
		return nil, fault.New(fault.Invalid, "sheet.too-large", Limit>>20)
	}
	*p.left -= int64(f.UncompressedSize64)
	content, err := f.Open()
	if err != nil {
		return nil, broken(err)
	}
	return io.LimitReader(content, int64(f.UncompressedSize64)+1), nil
}

func (p pack) decode(part string, into any) error {
	content, err := p.open(part)
	if err != nil {
		return err
	}
	if err := xml.NewDecoder(content).Decode(into); err != nil {
		return xmlFault(err)
	}
	return nil
}

type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

type relations []relation

// relations lists the parts that a part refers to; "" for the whole pack.
func (p pack) relations(part string) (relations, error) {
	folder, name := path.Split(part)
	list := folder + "_rels/" + name + ".rels"
	if p.parts[strings.ToLower(list)] == nil {
		return nil, nil
	}
	var all struct {
		Relations relations `xml:"Relationship"`
	}
	if err := p.decode(list, &all); err != nil {
		return nil, err
	}
	for i, r := range all.Relations {
		target := strings.ReplaceAll(r.Target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		all.Relations[i].Target = strings.TrimPrefix(target, "/")
	}
	return all.Relations, nil
}

func (r relations) ofKind(kind string) (part string, ok bool) {
	for _, x := range r {
		if strings.HasSuffix(x.Type, "/"+kind) { // the rest differs between transitional and strict
			return x.Target, true
		}
	}
	return "", false
}

func (r relations) ofID(id string) (part string) {
	for _, x := range r {
		if x.ID == id {
			return x.Target
		}
	}
	return ""
}

// xmlFault is the error for a part that cannot be read to its end. A syntax error may quote the part, so it is not
// kept.
func xmlFault(err error) error {
	if err == nil {
		return nil
	}
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return broken(errors.New("a part is not well-formed XML"))
	}
	return broken(err)
}
