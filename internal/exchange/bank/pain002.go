package bank

import (
	"encoding/xml"
	"strings"
)

// The elements of pain.002.001.10 that are read (ISO 20022, CustomerPaymentStatusReportV10).
type (
	reportHeader struct {
		ID      string `xml:"MsgId"`
		Created string `xml:"CreDtTm"`
	}
	originalGroup struct {
		Message string          `xml:"OrgnlMsgId"`
		Status  string          `xml:"GrpSts"`
		Reasons []reasonElement `xml:"StsRsnInf"`
	}
	paymentStatus struct {
		EndToEnd  string          `xml:"OrgnlEndToEndId"`
		Status    string          `xml:"TxSts"`
		Reasons   []reasonElement `xml:"StsRsnInf"`
		Accepted  string          `xml:"AccptncDtTm"`
		Reference string          `xml:"AcctSvcrRef"`
		Amount    *amountElement  `xml:"OrgnlTxRef>Amt>InstdAmt"`
	}
)

// statuses reads a report about the status of an order: of the whole (GrpSts), of its payment instruction (PmtInfSts), of its payments
// (TxSts). Our orders have one instruction, whose id is the message's: what is said of either is said of the order.
type statuses struct {
	f       *File
	d       document
	yield   yield
	row     int
	on      dateElement // the report's day, where a status has none
	message string
}

func (f *File) readStatuses(d document, yield yield) error {
	s := &statuses{f: f, d: d, yield: yield}
	return d.children(func(start xml.StartElement) error {
		switch start.Name.Local {
		case "GrpHdr":
			var h reportHeader
			err := d.DecodeElement(&h, &start)
			f.ID, s.on = cut(h.ID, roomOfID), dateElement{Time: h.Created}
			return err
		case "OrgnlGrpInfAndSts":
			var g originalGroup
			if err := d.DecodeElement(&g, &start); err != nil {
				return err
			}
			s.message = strings.TrimSpace(g.Message)
			return s.order(g.Status, g.Reasons)
		case "OrgnlPmtInfAndSts":
			return s.instruction()
		}
		return d.Skip()
	})
}

// order gives a status of the whole order, if there is one.
func (s *statuses) order(status string, reasons []reasonElement) error {
	if status == "" {
		return nil
	}
	a := s.next()
	a.Scope, a.Status = OfOrder, strings.TrimSpace(status)
	return s.answer(a, reasons, s.on)
}

// instruction reads what is said of the payment instruction, whose own status and reasons stand before its payments'.
func (s *statuses) instruction() error {
	var status string
	var reasons []reasonElement
	said := false
	say := func() error {
		if said {
			return nil
		}
		said = true
		return s.order(status, reasons)
	}
	err := s.d.children(func(start xml.StartElement) (err error) {
		switch start.Name.Local {
		case "PmtInfSts":
			status, err = s.d.text(start)
			return err
		case "StsRsnInf":
			var r reasonElement
			err = s.d.DecodeElement(&r, &start)
			if len(reasons) < maxReasons {
				reasons = append(reasons, r)
			}
			return err
		case "TxInfAndSts":
			if err := say(); err != nil {
				return err
			}
			return s.payment(start)
		}
		return s.d.Skip()
	})
	if err != nil {
		return err
	}
	return say()
}

func (s *statuses) payment(start xml.StartElement) error {
	var x paymentStatus
	if err := s.d.DecodeElement(&x, &start); err != nil {
		return err
	}
	a := s.next()
	a.EndToEnd, a.Status, a.BankReference = strings.TrimSpace(x.EndToEnd), strings.TrimSpace(x.Status), strings.TrimSpace(x.Reference)
	a.Payment = ParseEndToEnd(a.EndToEnd)
	on := s.on
	if x.Accepted != "" {
		on = dateElement{Time: x.Accepted}
	}
	if x.Amount != nil {
		var code string
		if a.Fen, code = x.Amount.fen(); code != "" {
			return refuse(s.yield, a, "InstdAmt", code)
		}
	}
	return s.answer(a, x.Reasons, on)
}

// next begins the answer of the next status in the file.
func (s *statuses) next() Answer {
	s.row++
	return Answer{Row: s.row, Message: s.message}
}

// answer gives a status with its day and reasons.
func (s *statuses) answer(a Answer, reasons []reasonElement, on dateElement) error {
	a.Code, a.Note = reasonOf(reasons)
	var code string
	if a.On, code = on.on(); code != "" {
		return refuse(s.yield, a, "CreDtTm", code)
	}
	if a.Status == "" {
		return refuse(s.yield, a, "TxSts", "missing")
	}
	return s.f.status(s.yield, a)
}

// maxReasons is how many reasons of an instruction are kept: a report that says more says nothing.
const maxReasons = 16
