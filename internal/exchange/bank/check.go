package bank

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
)

// The room that ISO 20022 has (pain.001.001.09: Max34Text, Max35Text, Max140Text), for what a profile sets no limit.
const (
	roomOfID      = 35
	roomOfAccount = 34
	roomOfText    = 140
)

// Check says which lines the profile's bank would not take as they are; nil where it would take all. Nothing is shortened or replaced to
// make a line fit: a shortened name is another name.
func Check(p *Profile, o Order) []*Refusal {
	c := checking{p: p, seen: make(map[id.ID]bool, len(o.Lines))}
	for i, line := range o.Lines {
		c.row, c.payment = i+1, line.Payment
		c.line(line)
	}
	return c.refused
}

type checking struct {
	p       *Profile
	row     int
	payment id.ID
	seen    map[id.ID]bool
	refused []*Refusal
}

func (c *checking) say(bad bool, column Value, code string, args ...any) {
	if bad {
		c.refused = append(c.refused, &Refusal{Row: c.row, EndToEnd: EndToEnd(c.payment), Column: string(column), Code: code, Args: args})
	}
}

func (c *checking) line(line Line) {
	limits := c.p.Limits
	c.say(line.Payment.Zero(), ValuePayment, "missing")
	c.say(c.seen[line.Payment], ValuePayment, "twice")
	c.seen[line.Payment] = true
	c.say(line.Fen <= 0, ValueAmount, "no-amount")
	c.say(limits.Fen > 0 && line.Fen > limits.Fen, ValueAmount, "over-limit", limits.Fen)
	c.text(ValueName, line.Name, true, limit(limits.Name, roomOfText))
	c.text(ValueRemittance, line.Remittance, false, limit(limits.Remittance, roomOfText))
	c.text(ValueProject, line.Project, false, roomOfText)
	c.text(ValueUnit, line.Unit, false, roomOfText)
	c.text(ValueCitizenNumber, line.CitizenNumber, false, roomOfID)
	c.text(ValueAgentName, line.Agent.Name, false, roomOfText)
	c.text(ValueAccount, line.Account, true, limit(limits.Account, roomOfAccount))
	c.say(!isAccount(line.Account) && line.Account != "", ValueAccount, "bad-account")
	c.say(!line.Agent.isValid(), ValueAgentCNAPS, "bad-agent")
	c.say(line.Year < 0 || line.Year > 9999 || line.Month < 0 || line.Month > 12, ValueMonth, "bad-period")
	c.needed(line)
}

// text holds a text against its limit and, where the bank asks for it, against being there at all.
func (c *checking) text(v Value, text string, need bool, most int) {
	switch {
	case !c.p.Uses(v) && !need:
	case text == "":
		c.say(need, v, "missing")
	case !isPlain(text) || strings.TrimSpace(text) != text || c.p.Format == Text && strings.ContainsRune(text, c.p.Separator):
		c.say(true, v, "bad-character")
	default:
		c.say(utf8.RuneCountInString(text) > most, v, "too-long", most)
	}
}

// needed are the columns that a profile says the bank needs.
func (c *checking) needed(line Line) {
	for _, column := range c.p.Order.Columns {
		switch column.Value {
		case ValuePayment, ValueAmount, ValueFen, ValueName, ValueAccount:
		default:
			c.say(column.Need && lineCell(column.Value, line) == "" && !ofOrder(column.Value), column.Value, "missing")
		}
	}
	c.say(c.p.Format == ISO20022 && c.p.CitizenNumber && line.CitizenNumber == "", ValueCitizenNumber, "missing")
}

func limit(set, room int) int {
	if set > 0 {
		return min(set, room)
	}
	return room
}

// isAccount takes what account numbers are made of in China; which of them exist only the bank knows.
func isAccount(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return !('0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || r == '-')
	}) < 0
}

func isID(s string) bool {
	return s != "" && len(s) <= roomOfID && isAccount(s)
}

func (a Agent) isValid() bool {
	return (a.CNAPS == "" || len(a.CNAPS) == 12 && isDigits(a.CNAPS)) && (a.BIC == "" || bicShape.MatchString(a.BIC))
}

// bicShape is what the schema of pain.001.001.09 demands (BICFIDec2014Identifier).
var bicShape = regexp.MustCompile(`^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$`)

// IsValid reports whether a party can pay: it has a name, an account and a bank, and each of them is what it seems.
func (p Party) IsValid() bool {
	return p.Name != "" && isPlain(p.Name) && utf8.RuneCountInString(p.Name) <= roomOfText &&
		p.Account != "" && len(p.Account) <= roomOfAccount && isAccount(p.Account) &&
		p.Agent.isValid() && p.Agent != Agent{} && isPlain(p.Agent.Name) && utf8.RuneCountInString(p.Agent.Name) <= roomOfText
}

// checkOrder is what is wrong with an order beside its lines.
func checkOrder(p *Profile, o Order) (sum money.Fen, err error) {
	debtor := o.Debtor
	switch {
	case len(o.Lines) == 0:
		return 0, fault.New(fault.Invalid, "bank.no-lines") // nobody chosen is nobody paid, and no file says so by mistake
	case p.Limits.Lines > 0 && len(o.Lines) > p.Limits.Lines:
		return 0, fault.New(fault.Invalid, "bank.too-many-lines", len(o.Lines), p.Limits.Lines)
	case !isID(o.MessageID) || o.ExecutionOn.Zero() || o.Created.IsZero():
		return 0, fault.New(fault.Invalid, "bank.bad-order")
	case !debtor.IsValid():
		return 0, fault.New(fault.Invalid, "bank.bad-debtor")
	}
	for _, line := range o.Lines {
		if sum, err = sum.Add(line.Fen); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Split deals the lines of an order to as many orders as the bank's files need, in their order. The ids of all but the first are given by
// next, for the second file, the third and so on.
func Split(p *Profile, o Order, next func(n int) string) []Order {
	most := len(o.Lines)
	if p.Limits.Lines > 0 {
		most = p.Limits.Lines
	}
	var all []Order
	for n := 1; len(o.Lines) > 0; n++ {
		part := o
		part.Lines = o.Lines[:min(most, len(o.Lines))]
		o.Lines = o.Lines[len(part.Lines):]
		if n > 1 {
			part.MessageID = next(n)
		}
		all = append(all, part)
	}
	return all
}
