package bank

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/money"
)

// What an XML file may hold. A payment's details have under 10,000 bytes and ten levels in any message that we read.
const (
	maxRecord = 256 << 10 // bytes of one header, status or booking
	maxDepth  = 64        // levels
)

var (
	errDTD      = errors.New("bank: document type declaration")
	errTooDeep  = errors.New("bank: too many levels")
	errTooLarge = errors.New("bank: a record is too large")
)

// guarded gives the tokens of a document that came from outside. It has no document type, so no entity but the five of XML exists; nothing
// in it is ever fetched. Its levels are counted, and the bytes since the last reset: whatever is read between two resets is held in memory.
type guarded struct {
	raw   *xml.Decoder
	in    io.Reader
	left  int
	depth int
}

func newGuarded(r io.Reader) *guarded {
	g := &guarded{in: r, left: maxRecord}
	g.raw = xml.NewDecoder(bufio.NewReaderSize(readerFunc(g.read), 16<<10))
	g.raw.CharsetReader = charset
	return g
}

// read is the rest of the file, up to what one record may have.
func (g *guarded) read(b []byte) (int, error) {
	if g.left <= 0 {
		return 0, errTooLarge
	}
	n, err := g.in.Read(b)
	g.left -= n
	return n, err
}

func (g *guarded) reset() { g.left = maxRecord }

// Token implements xml.TokenReader.
func (g *guarded) Token() (xml.Token, error) {
	token, err := g.raw.RawToken()
	if err != nil {
		return nil, err
	}
	switch token.(type) {
	case xml.Directive:
		return nil, errDTD
	case xml.StartElement:
		if g.depth++; g.depth > maxDepth {
			return nil, errTooDeep
		}
	case xml.EndElement:
		g.depth--
	}
	return token, nil
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// charset reads the encodings that banks in China declare.
func charset(label string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "gb18030", "gbk", "gb2312":
		return simplifiedchinese.GB18030.NewDecoder().Reader(r), nil
	}
	return nil, errors.New("bank: encoding is not read")
}

// document reads a message of ISO 20022.
type document struct {
	*xml.Decoder
	guard *guarded
}

// children calls each with every element inside the one that was just entered, to its end. each reads its element or passes over it.
func (d document) children(each func(xml.StartElement) error) error {
	for {
		d.guard.reset()
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := each(token); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// text is what stands in an element that holds text.
func (d document) text(start xml.StartElement) (string, error) {
	var s string
	err := d.DecodeElement(&s, &start)
	return strings.TrimSpace(s), err
}

// root goes into the first element. Only blank space may stand before it.
func (d document) root() (xml.StartElement, error) {
	for {
		token, err := d.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token, nil
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				return xml.StartElement{}, &xml.SyntaxError{Msg: "text before the document"}
			}
		}
	}
}

// end says whether the file ends with the document.
func (d document) end() error {
	for {
		d.guard.reset()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		text, isText := token.(xml.CharData)
		if _, isElement := token.(xml.StartElement); isElement || isText && len(bytes.TrimSpace(text)) > 0 {
			return &xml.SyntaxError{Msg: "something after the document"}
		}
	}
}

// messages are those that are read: the namespace of the document, and its one element.
var messages = map[string]struct {
	element string
	read    func(*File, document, yield) error
}{
	"pain.002.001.10": {"CstmrPmtStsRpt", (*File).readStatuses},
	"camt.053.001.08": {"BkToCstmrStmt", (*File).readBookings},
	"camt.054.001.08": {"BkToCstmrDbtCdtNtfctn", (*File).readBookings},
}

const namespace = "urn:iso:std:iso:20022:tech:xsd:"

func (f *File) openXML(r io.Reader) error {
	in := bufio.NewReader(r)
	if start, _ := in.Peek(3); string(start) == "\ufeff" {
		_, _ = in.Discard(len(start))
	}
	guard := newGuarded(in)
	d := document{xml.NewTokenDecoder(guard), guard}
	root, err := d.root()
	if err != nil {
		return xmlFault(err)
	}
	name, ours := strings.CutPrefix(root.Name.Space, namespace)
	message, known := messages[name]
	if !ours || !known || root.Name.Local != "Document" {
		return fault.New(fault.Invalid, "bank.other-message", cut(name, roomOfID))
	}
	f.Format = name
	f.answers = func(yield yield) error {
		err := d.children(func(start xml.StartElement) error {
			if start.Name.Local != message.element {
				return fault.New(fault.Invalid, "bank.other-message", name)
			}
			return message.read(f, d, yield)
		})
		if err == nil {
			err = d.end()
		}
		return xmlFault(err)
	}
	return nil
}

// xmlFault is the fault for a file that cannot be read further. A syntax error may quote the file, so it is not kept.
func xmlFault(err error) error {
	var syntax *xml.SyntaxError
	var known *fault.Error
	switch {
	case err == nil, errors.Is(err, errEnough), errors.As(err, &known):
		return err
	case errors.Is(err, errDTD):
		return fault.New(fault.Invalid, "bank.dtd").Because(err)
	case errors.Is(err, errTooDeep), errors.Is(err, errTooLarge):
		return fault.New(fault.Invalid, "bank.too-complex").Because(err)
	case errors.As(err, &syntax):
		err = errors.New("bank: not well-formed XML")
	}
	return fault.New(fault.Invalid, "bank.broken").Because(err)
}

// amountElement is an amount and its currency.
type amountElement struct {
	Currency string `xml:"Ccy,attr"`
	Text     string `xml:",chardata"`
}

// fen is the amount; the code says what is wrong with it. Amounts are in yuan whatever the account: no other currency is exchanged for it.
func (a amountElement) fen() (f money.Fen, code string) {
	if a.Currency != currency {
		return 0, "currency"
	}
	return amountOf(strings.TrimSpace(a.Text))
}

// dateElement is a choice of a date and a date with a time.
type dateElement struct {
	Day  string `xml:"Dt"`
	Time string `xml:"DtTm"`
}

// on is the day, as the bank's own clock shows it; zero for none.
func (d dateElement) on() (on civil.Date, code string) {
	text := strings.TrimSpace(d.Day + d.Time)
	if text == "" {
		return 0, ""
	}
	on, ok := dateOf(text)
	if !ok {
		return 0, "bad-date"
	}
	return on, ""
}

// reasonElement is a reason that the bank gives: a code and its own words.
type reasonElement struct {
	Code        string   `xml:"Rsn>Cd"`
	Proprietary string   `xml:"Rsn>Prtry"`
	Words       []string `xml:"AddtlInf"`
}

// reasonOf is the first code and all words.
func reasonOf(all []reasonElement) (code, note string) {
	var words []string
	for _, r := range all {
		if code == "" {
			code = strings.TrimSpace(r.Code + r.Proprietary)
		}
		words = append(words, r.Words...)
	}
	return code, cut(strings.Join(words, " "), NoteLength)
}
