package bank

import (
	"encoding/xml"
	"io"
	"time"

	"youfu/internal/money"
)

// The elements of pain.001.001.09 that an order has, in the order of its schema (ISO 20022, CustomerCreditTransferInitiationV09, 2019).
type (
	orderDocument struct {
		XMLName     xml.Name           `xml:"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09 Document"`
		Header      groupHeader        `xml:"CstmrCdtTrfInitn>GrpHdr"`
		Instruction paymentInstruction `xml:"CstmrCdtTrfInitn>PmtInf"`
	}
	groupHeader struct {
		MessageID  string `xml:"MsgId"`
		Created    string `xml:"CreDtTm"`
		Count      int    `xml:"NbOfTxs"`
		Sum        string `xml:"CtrlSum"`
		Initiating party  `xml:"InitgPty"`
	}
	paymentInstruction struct {
		ID          string    `xml:"PmtInfId"`
		Method      string    `xml:"PmtMtd"`
		BatchBooked bool      `xml:"BtchBookg"`
		Count       int       `xml:"NbOfTxs"`
		Sum         string    `xml:"CtrlSum"`
		Purpose     string    `xml:"PmtTpInf>CtgyPurp>Cd"`
		ExecutionOn string    `xml:"ReqdExctnDt>Dt"`
		Debtor      party     `xml:"Dbtr"`
		Account     string    `xml:"DbtrAcct>Id>Othr>Id"`
		Agent       *agent    `xml:"DbtrAgt"`
		Charges     string    `xml:"ChrgBr"`
		Transfers   transfers `xml:"CdtTrfTxInf"`
	}
	creditTransfer struct {
		EndToEnd   string         `xml:"PmtId>EndToEndId"`
		Amount     currencyAmount `xml:"Amt>InstdAmt"`
		Agent      *agent         `xml:"CdtrAgt"`
		Creditor   party          `xml:"Cdtr"`
		Account    string         `xml:"CdtrAcct>Id>Othr>Id"`
		Remittance string         `xml:"RmtInf>Ustrd,omitempty"`
	}
	currencyAmount struct {
		Currency string `xml:"Ccy,attr"`
		Text     string `xml:",chardata"`
	}
	party struct {
		Name   string        `xml:"Nm"`
		Number *personNumber `xml:"Id>PrvtId>Othr"`
	}
	personNumber struct {
		ID     string `xml:"Id"`
		Scheme string `xml:"SchmeNm>Cd"`
	}
	agent struct {
		BIC    string      `xml:"FinInstnId>BICFI,omitempty"`
		Member *bankMember `xml:"FinInstnId>ClrSysMmbId"`
		Name   string      `xml:"FinInstnId>Nm,omitempty"`
	}
	bankMember struct {
		System string `xml:"ClrSysId>Cd"`
		ID     string `xml:"MmbId"`
	}
)

// The codes that an order uses (ISO 20022 External Code Sets, 2025, and the schema's own).
const (
	currency        = "CNY"
	methodTransfer  = "TRF"
	purposeBenefit  = "SSBE"  // category purpose: a social security benefit, paid by a government to support individuals
	chargesOfDebtor = "DEBT"  // the debtor bears all charges: the person gets the whole amount
	schemeNational  = "NIDN"  // person identification: the national identity number
	systemCNAPS     = "CNAPS" // clearing system identification: the branch numbers used in China
)

// transfers are the lines of an order. They are made while they are written: 100,000 of them never stand in memory.
type transfers struct {
	p     *Profile
	lines []Line
}

// MarshalXML writes one element for each line, on a line of its own.
func (t transfers) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	for _, line := range t.lines {
		if err := e.EncodeToken(xml.CharData("\n")); err != nil {
			return err
		}
		if err := e.EncodeElement(t.transfer(line), start); err != nil {
			return err
		}
	}
	return e.EncodeToken(xml.CharData("\n"))
}

func (t transfers) transfer(line Line) *creditTransfer {
	c := &creditTransfer{EndToEnd: EndToEnd(line.Payment), Amount: currencyAmount{currency, line.Fen.Plain()}, Agent: agentOf(line.Agent),
		Creditor: party{Name: line.Name}, Account: line.Account, Remittance: line.Remittance}
	if t.p.CitizenNumber {
		c.Creditor.Number = &personNumber{line.CitizenNumber, schemeNational}
	}
	return c
}

// agentOf is nil for no agent: the schema has no empty one.
func agentOf(a Agent) *agent {
	if a == (Agent{}) {
		return nil
	}
	x := &agent{BIC: a.BIC, Name: a.Name}
	if a.CNAPS != "" {
		x.Member = &bankMember{systemCNAPS, a.CNAPS}
	}
	return x
}

// writePain001 writes an order as one payment instruction. BtchBookg is false: each payment is booked, and so answered, by itself.
func writePain001(w io.Writer, p *Profile, o Order, sum money.Fen) error {
	label := map[Encoding]string{UTF8: "UTF-8", GB18030: "GB18030"}[p.Encoding]
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="`+label+`"?>`+"\n"); err != nil {
		return err
	}
	debtor := party{Name: o.Debtor.Name}
	return xml.NewEncoder(w).Encode(orderDocument{
		Header: groupHeader{o.MessageID, o.Created.Format(time.RFC3339), len(o.Lines), sum.Plain(), debtor},
		Instruction: paymentInstruction{ID: o.MessageID, Method: methodTransfer, Count: len(o.Lines), Sum: sum.Plain(), Purpose: purposeBenefit,
			ExecutionOn: o.ExecutionOn.String(), Debtor: debtor, Account: o.Debtor.Account, Agent: agentOf(o.Debtor.Agent), Charges: chargesOfDebtor,
			Transfers: transfers{p, o.Lines}},
	})
}
