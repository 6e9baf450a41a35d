package bank

import (
	"slices"

	"youfu/internal/lang"
	"youfu/internal/money"
)

// Format is the kind of file that a bank exchanges.
type Format string

const (
	ISO20022 Format = "iso20022" // pain.001.001.09 out; pain.002.001.10, camt.053.001.08 and camt.054.001.08 in
	Text     Format = "text"     // lines of columns with a separator between them, which no column can hold
	CSV      Format = "csv"      // RFC 4180
	XLSX     Format = "xlsx"
)

// Value is what a column holds.
type Value string

// The values that a column can hold, in the order file (o), the answer (a) or both.
const (
	ValuePayment       Value = "payment"        // oa: the payment's id, 32 hexadecimal digits
	ValueAmount        Value = "amount"         // oa: yuan with two decimals
	ValueFen           Value = "fen"            // oa: whole fen
	ValueMessage       Value = "message"        // oa: MessageID
	ValueName          Value = "name"           // o
	ValueAccount       Value = "account"        // o
	ValueAgentName     Value = "agent_name"     // o: the person's bank
	ValueAgentCNAPS    Value = "agent_cnaps"    // o
	ValueCitizenNumber Value = "citizen_number" // o
	ValueRemittance    Value = "remittance"     // o
	ValueProject       Value = "project"        // o
	ValueUnit          Value = "unit"           // o
	ValueYear          Value = "year"           // o
	ValueMonth         Value = "month"          // o: two digits; empty for a whole year
	ValueBatch         Value = "batch"          // o
	ValueNumber        Value = "number"         // o: of the line in the file, from 1
	ValueExecutionOn   Value = "execution_on"   // o: YYYY-MM-DD
	ValueDebtorName    Value = "debtor_name"    // o
	ValueDebtorAccount Value = "debtor_account" // o
	ValueStatus        Value = "status"         // a: a code of Statuses
	ValueReason        Value = "reason"         // a: a code of Reasons
	ValueNote          Value = "note"           // a: the bank's own words
	ValueOn            Value = "on"             // a: the day of the booking
	ValueBankReference Value = "bank_reference" // a
)

var (
	bothWays     = []Value{ValuePayment, ValueAmount, ValueFen, ValueMessage}
	orderValues  = append(slices.Clone(bothWays), ValueName, ValueAccount, ValueAgentName, ValueAgentCNAPS, ValueCitizenNumber, ValueRemittance, ValueProject, ValueUnit, ValueYear, ValueMonth, ValueBatch, ValueNumber, ValueExecutionOn, ValueDebtorName, ValueDebtorAccount)
	answerValues = append(slices.Clone(bothWays), ValueStatus, ValueReason, ValueNote, ValueOn, ValueBankReference)
)

// Column is a column of a file.
type Column struct {
	Title string // its heading
	Value Value  // "" in an order for Text, in an answer for what is not read
	Text  string // the same in every line
	Need  bool   // of an order: a line without it is refused; payment, amount, name and account always are
}

// Layout is the columns of a file, in order.
type Layout struct {
	Header  bool // the first line holds the titles
	Columns []Column
}

// Limits are what the bank takes; 0 where it sets none. Texts are counted in characters.
type Limits struct {
	Lines                     int       // of one file
	Fen                       money.Fen // of one line
	Name, Account, Remittance int
}

// What a code can say of the person's account, so that nothing is sent there again before somebody has looked.
const (
	AccountClosed   = "closed"   // or blocked
	AccountMismatch = "mismatch" // it is not hers, or its number is wrong
)

// Status is what a status code means. A code that says nothing of any one payment, such as PART, is passed over.
type Status struct {
	Kind    Kind
	Passed  bool
	Account string // AccountClosed, AccountMismatch, or "" for nothing
	Title   lang.Text
}

// Reason is what a reason code means. Some reasons change what the status says: a payment that is rejected as a repetition has not been
// rejected, the bank has it already, and paying it another way would pay it twice.
type Reason struct {
	Overrides bool // the answer is of Kind or Passed, whatever its status
	Kind      Kind
	Passed    bool
	Account   string // as of Status
	Title     lang.Text
}

// Profile is how one bank wants its orders and gives its answers.
type Profile struct {
	ID            string
	Title         lang.Text
	Format        Format
	Encoding      Encoding // of Text and CSV, and of ISO20022 orders; an XML answer names its own
	Separator     rune     // of Text
	CitizenNumber bool     // of ISO20022: the order carries the person's citizen number
	Limits        Limits
	Order, Answer Layout // of Text, CSV and XLSX
	Statuses      map[string]Status
	Reasons       map[string]Reason
}

// Uses reports whether orders hold a value, so that nothing is opened for a bank that does not ask for it.
func (p *Profile) Uses(v Value) bool {
	if p.Format != ISO20022 {
		return slices.ContainsFunc(p.Order.Columns, func(c Column) bool { return c.Value == v })
	}
	switch v {
	case ValueCitizenNumber:
		return p.CitizenNumber
	case ValuePayment, ValueAmount, ValueMessage, ValueName, ValueAccount, ValueAgentName, ValueAgentCNAPS, ValueRemittance, ValueExecutionOn, ValueDebtorName, ValueDebtorAccount:
		return true
	}
	return false
}

// Extension is how the name of an order file ends.
func (p *Profile) Extension() string {
	return map[Format]string{ISO20022: ".xml", Text: ".txt", CSV: ".csv", XLSX: ".xlsx"}[p.Format]
}

// status fills in what a status code and a reason code mean. The kind of an unlisted status is Unknown.
func (p *Profile) status(a *Answer) (passed bool) {
	s, r := p.Statuses[a.Status], p.Reasons[a.Code]
	if r.Overrides {
		s.Kind, s.Passed = r.Kind, r.Passed
	}
	a.Kind, a.Title, a.Doubt = s.Kind, s.Title, s.Account
	if r.Account != "" {
		a.Doubt = r.Account
	}
	if r.Title != (lang.Text{}) {
		a.Title = r.Title
	}
	return s.Passed
}
