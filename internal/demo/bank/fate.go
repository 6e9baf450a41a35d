package bank

import (
	"fmt"

	"youfu/internal/civil"
	"youfu/internal/exchange/bank"
)

// event is something that the bank does with a payment on a day, and tells.
type event struct {
	on       civil.Date
	told     civil.Date // the day it is told; on, but for what is told again
	message  string     // of the order; "" of a stray booking
	whole    bool       // it is about the whole order
	endToEnd string
	kind     bank.Kind
	repeated bool // rejected because the bank has it already
	again    bool // told a second time
	fen      int64
	account  string
	reason   reason
	echo     []string // the order's own line, which some banks repeat
}

// reason is why, as each format says it.
type reason struct {
	code string // of ISO 20022
	word string // that the title of a county's own code holds
	note string
}

var (
	closed   = reason{"AC04", "销户", "账户已销户"}
	mismatch = reason{"BE01", "户名", "户名与账号不符"}
	blocked  = reason{"AC06", "其他", "账户止付"}
	again    = reason{"DU04", "重复", "重复的付款"}
)

// plan sets the days of an order, of which start is the first.
func (b *Bank) plan(o *order, start civil.Date) {
	if o.repeated {
		b.events = append(b.events, event{on: start, told: start, message: o.message, whole: true, kind: bank.Rejected, repeated: true, reason: reason{code: "DU01", note: "报文编号重复"}})
		return
	}
	b.events = append(b.events, event{on: start, told: start, message: o.message, whole: true, kind: bank.Accepted})
	for _, p := range o.payments {
		for _, e := range b.fates(p, start) {
			e.told, e.message, e.endToEnd, e.account, e.echo = e.on, o.message, p.endToEnd, p.account, p.echo
			b.events = append(b.events, e)
			if b.fated(b.options.Duplicate, "duplicate"+e.kind.String(), p.endToEnd) {
				e.told, e.again = e.on.AddDays(1+int(b.fate("later", p.endToEnd)%4)), true
				b.events = append(b.events, e)
			}
		}
	}
}

// fates is what becomes of one payment.
func (b *Bank) fates(p payment, start civil.Date) []event {
	o := b.options
	is := func(often int, what string) bool { return b.fated(often, what, p.endToEnd) }
	accepted := event{on: start, kind: bank.Accepted, fen: p.fen}
	rejected := func(r reason) []event { return []event{{on: start, kind: bank.Rejected, fen: p.fen, reason: r}} }
	paid := event{on: start.AddDays(1), kind: bank.Paid, fen: p.fen}
	switch {
	case p.repeated:
		e := rejected(again)
		e[0].repeated = true
		return e
	case is(o.Lost, "lost"):
		return nil
	case b.fated(o.NameMismatch, "mismatch", p.account):
		return rejected(mismatch)
	case b.fated(o.ClosedAccount, "closed", p.account):
		if b.fate("found", p.account)%2 == 0 {
			return rejected(closed)
		}
		return []event{accepted, paid, {on: paid.on.AddDays(1), kind: bank.Returned, fen: p.fen, reason: closed}}
	}
	if is(o.Partial, "partial") {
		paid.on = paid.on.AddDays(1 + int(b.fate("days", p.endToEnd)%8))
	}
	if is(o.WrongAmount, "amount") {
		paid.fen--
		if paid.fen == 0 || b.fate("more", p.endToEnd)%2 == 0 {
			paid.fen += 2
		}
	}
	if is(o.LateReturn, "return") {
		return []event{accepted, paid, {on: paid.on.AddDays(3 + int(b.fate("weeks", p.endToEnd)%40)), kind: bank.Returned, fen: paid.fen, reason: blocked}}
	}
	return []event{accepted, paid}
}

// stray is a booking that belongs to none of our payments: a fee, somebody else's order, a reference with a digit missing.
func (b *Bank) stray(on civil.Date) event {
	reference := []string{"FEE" + on.String(), fmt.Sprintf("%032x", b.files.Uint64()), fmt.Sprintf("%031x", b.files.Uint64()), ""}[b.files.IntN(4)]
	return event{on: on, told: on, endToEnd: reference, kind: bank.Paid, fen: 1 + b.files.Int64N(100_000)}
}
