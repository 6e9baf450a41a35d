package bank

import (
	"encoding/xml"
	"strconv"
	"strings"

	"youfu/internal/money"
)

// The elements of camt.053.001.08 and camt.054.001.08 that are read (ISO 20022, BankToCustomerStatementV08 and
// BankToCustomerDebitCreditNotificationV08, which share their entries).
type (
	statementAccount struct {
		IBAN  string `xml:"Id>IBAN"`
		Other string `xml:"Id>Othr>Id"`
	}
	entryBatch struct {
		Message     string `xml:"MsgId"`
		Instruction string `xml:"PmtInfId"`
		Count       string `xml:"NbOfTxs"`
	}
	entryDetails struct {
		Message     string         `xml:"Refs>MsgId"`
		Reference   string         `xml:"Refs>AcctSvcrRef"`
		Instruction string         `xml:"Refs>PmtInfId"`
		EndToEnd    string         `xml:"Refs>EndToEndId"`
		Amount      *amountElement `xml:"Amt"`
		Direction   string         `xml:"CdtDbtInd"`
		Return      *reasonElement `xml:"RtrInf"`
		Note        string         `xml:"AddtlTxInf"`
	}
)

// Directions of a booking, as the debtor's account sees them.
const (
	debit  = "DBIT"
	credit = "CRDT"
)

// bookings reads what a bank has booked on the debtor's account. A debit is a payment that was made; a credit with the reason of a return,
// or one that reverses a debit, is a payment that came back. Any other entry is somebody else's business, and unknown.
type bookings struct {
	f         *File
	d         document
	yield     yield
	row       int
	statement string
	account   string
}

func (f *File) readBookings(d document, yield yield) error {
	b := &bookings{f: f, d: d, yield: yield}
	return d.children(func(start xml.StartElement) error {
		switch start.Name.Local {
		case "GrpHdr":
			var h reportHeader
			err := d.DecodeElement(&h, &start)
			f.ID = cut(h.ID, roomOfID)
			return err
		case "Stmt", "Ntfctn":
			b.statement, b.account = "", ""
			return d.children(b.ofStatement)
		}
		return d.Skip()
	})
}

func (b *bookings) ofStatement(start xml.StartElement) (err error) {
	switch start.Name.Local {
	case "Id":
		b.statement, err = b.d.text(start)
		return err
	case "Acct":
		var a statementAccount
		err = b.d.DecodeElement(&a, &start)
		b.account = strings.TrimSpace(a.IBAN + a.Other)
		return err
	case "Ntry":
		e := &entry{bookings: b}
		if err := b.d.children(e.element); err != nil {
			return err
		}
		return e.end()
	}
	return b.d.Skip()
}

// entry is one entry of a statement, with the details of one payment, of many, or none.
type entry struct {
	*bookings
	fen       money.Fen
	fenCode   string // what is wrong with fen
	direction string
	reversal  bool
	booked    bool
	dates     [2]dateElement // of the booking and of the value
	reference string
	note      string
	batch     entryBatch

	details  int
	sum      money.Fen // of the details, counted in the entry's direction
	unsummed bool      // a detail says no amount, or the sum has no place
	held     *Answer   // the first detail, where it says no amount: if it is the only one, it is the entry's
}

// element reads an element of an entry. The schema puts those that matter before the details.
func (e *entry) element(start xml.StartElement) (err error) {
	d := e.d
	switch start.Name.Local {
	case "Amt":
		var a amountElement
		err = d.DecodeElement(&a, &start)
		e.fen, e.fenCode = a.fen()
	case "CdtDbtInd":
		e.direction, err = d.text(start)
	case "RvslInd":
		var s string
		s, err = d.text(start)
		e.reversal = s == "true" || s == "1"
	case "Sts":
		var s struct {
			Code string `xml:"Cd"`
		}
		err = d.DecodeElement(&s, &start)
		e.booked = strings.TrimSpace(s.Code) == "BOOK"
	case "BookgDt":
		err = d.DecodeElement(&e.dates[0], &start)
	case "ValDt":
		err = d.DecodeElement(&e.dates[1], &start)
	case "AcctSvcrRef":
		e.reference, err = d.text(start)
	case "AddtlNtryInf":
		e.note, err = d.text(start)
	case "NtryDtls":
		return d.children(e.detail)
	default:
		err = d.Skip()
	}
	return err
}

// detail reads an element of an entry's details. Those of an entry that is not booked are passed over one by one.
func (e *entry) detail(start xml.StartElement) error {
	switch {
	case !e.booked:
		return e.d.Skip()
	case start.Name.Local == "Btch":
		return e.d.DecodeElement(&e.batch, &start)
	case start.Name.Local == "TxDtls":
		var x entryDetails
		if err := e.d.DecodeElement(&x, &start); err != nil {
			return err
		}
		return e.payment(x)
	}
	return e.d.Skip()
}

func (e *entry) payment(x entryDetails) error {
	if err := e.release(0); err != nil {
		return err
	}
	e.details++
	a := e.next(first(x.Instruction, x.Message, e.batch.Instruction, e.batch.Message))
	a.EndToEnd = strings.TrimSpace(x.EndToEnd)
	a.Payment = ParseEndToEnd(a.EndToEnd)
	a.BankReference, a.Note, a.Status = first(x.Reference, e.reference), cut(x.Note, NoteLength), first(x.Direction, e.direction)
	returned := x.Return != nil
	if returned {
		code, note := reasonOf([]reasonElement{*x.Return})
		a.Code, a.Note, a.Doubt = code, first(note, a.Note), e.f.p.Reasons[code].Account
	}
	a.Kind = kindOf(a.Status, returned, e.reversal)
	if x.Amount == nil {
		e.unsummed = true
		if e.details == 1 {
			e.held = &a
			return nil
		}
		return e.book(a)
	}
	var code string
	if a.Fen, code = x.Amount.fen(); code != "" {
		e.unsummed = true
		return refuse(e.yield, a, "Amt", code)
	}
	e.add(a)
	return e.book(a)
}

// kindOf is what a booking says: see bookings.
func kindOf(direction string, returned, reversal bool) Kind {
	switch {
	case direction == credit && (returned || reversal):
		return Returned
	case direction == debit && !returned && !reversal:
		return Paid
	}
	return Unknown
}

func (e *entry) add(a Answer) {
	fen := a.Fen
	if a.Status != e.direction {
		fen = -fen
	}
	var err error
	if e.sum, err = e.sum.Add(fen); err != nil {
		e.unsummed = true
	}
}

// release gives the answer that was held back, with an amount that it did not say itself.
func (e *entry) release(fen money.Fen) error {
	if e.held == nil {
		return nil
	}
	a := *e.held
	e.held, a.Fen = nil, fen
	return e.book(a)
}

// end gives what is known only when the whole entry has been read.
func (e *entry) end() error {
	if !e.booked {
		e.f.Passed++
		return nil
	}
	if e.fenCode == "" && e.fen == 0 {
		e.fenCode = "missing"
	}
	switch {
	case e.details == 0:
		return e.whole()
	case e.fenCode == "":
		if err := e.release(e.fen); err != nil { // it is the only one
			return err
		}
	case e.held != nil:
		return refuse(e.yield, *e.held, "Amt", e.fenCode)
	}
	at := Answer{Row: e.row}
	if count, err := strconv.Atoi(strings.TrimSpace(e.batch.Count)); err == nil && count != e.details {
		if err := refuse(e.yield, at, "NbOfTxs", "count-differs", count, e.details); err != nil {
			return err
		}
	}
	switch {
	case e.fenCode != "":
		return refuse(e.yield, at, "Amt", e.fenCode)
	case !e.unsummed && e.sum != e.fen:
		return refuse(e.yield, at, "Amt", "sum-differs", e.sum, e.fen)
	}
	return nil
}

// whole is an entry without details: the booking of a whole order where the bank says so, or of nothing that can be told.
func (e *entry) whole() error {
	a := e.next(first(e.batch.Instruction, e.batch.Message))
	if a.Message != "" {
		a.Scope = OfOrder
	}
	a.Fen, a.Status, a.BankReference, a.Note = e.fen, e.direction, strings.TrimSpace(e.reference), cut(e.note, NoteLength)
	a.Kind = kindOf(a.Status, false, e.reversal)
	if e.fenCode != "" {
		return refuse(e.yield, a, "Amt", e.fenCode)
	}
	return e.book(a)
}

// next begins the answer of the next booking in the file.
func (b *bookings) next(message string) Answer {
	b.row++
	return Answer{Row: b.row, Message: message, Statement: b.statement, Account: b.account}
}

// book gives a booking with its day and what its code means.
func (e *entry) book(a Answer) error {
	if a.Status != debit && a.Status != credit {
		return refuse(e.yield, a, "CdtDbtInd", "missing")
	}
	a.Title = e.f.p.Reasons[a.Code].Title
	for _, d := range e.dates {
		var code string
		if a.On, code = d.on(); code != "" {
			return refuse(e.yield, a, "BookgDt", code)
		}
		if !a.On.Zero() {
			break
		}
	}
	return give(e.yield, a)
}

// first is the first text that is not blank.
func first(texts ...string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return t
		}
	}
	return ""
}
