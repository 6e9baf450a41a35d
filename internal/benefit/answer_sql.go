package benefit

import (
	"fmt"
	"strings"

	"youfu/internal/audit"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/ledger"
	"youfu/internal/money"
	"youfu/internal/store"
)

// Answer is what the bank says of one line.
type Answer struct {
	Line     int    // in the file, from 1
	EndToEnd id.ID  // zero: the bank's reference is none of ours
	Kind     string // accepted, paid, returned, rejected or unknown
	Fen      money.Fen
	On       civil.Date
	Code     string // the bank's reason
	Booking  string // the bank's own number of a booking; "" where it gives none
	Doubt    string // what it says of the person's account: Closed, Mismatch, or "" for nothing
	Words    string // the bank's own words, which may name people: sealed
}

// Taken is what became of a bank's file.
type Taken struct {
	Answers    int            `json:"answers"`
	Findings   map[string]int `json:"findings"`   // counted, repeated, differs, out-of-order, suspense
	States     map[string]int `json:"states"`     // paid and returned, of what was counted
	Exceptions []string       `json:"exceptions"` // payments that somebody has to look at
	Again      bool           `json:"-"`          // the same file came before: nothing new happened
}

// sending is what an answer speaks of, with what was counted of it before.
type sending struct {
	payment  id.ID
	attempt  int
	fen      money.Fen
	payee    []byte
	account  int // revision
	scheme   string
	period   string
	place    id.ID
	fund     string
	accepted bool
	paid     civil.Date
	booking  string // of the payment
	returned civil.Date
	rejected bool
}

// Take reads a bank's file, by the power to pay. The same file again changes nothing. A line that is nobody's stands in suspense and does
// not stop the others; another amount, an answer out of order and a payment that the bank does not know raise an exception.
func (d Desk) Take(tx *store.Tx, s Seat, profile string, file []byte, answers []Answer) (Taken, error) {
	t := Taken{Answers: len(answers), Findings: map[string]int{}, States: map[string]int{}, Exceptions: []string{}}
	if s.Power != Pay {
		return t, fault.New(fault.Refused, "benefit.wrong-power", Pay, s.Power)
	}
	if len(answers) == 0 {
		return t, fault.New(fault.Invalid, "benefit.empty-statement")
	}
	known, err := tx.One(`select 1 from benefit_statement where hash = $1`, []any{file}, new(int))
	if err != nil {
		return t, err
	}
	if known {
		return t, store.ErrNothing
	}
	if _, err := tx.Exec(`insert into benefit_statement (hash, seq, profile, answers, on_date) values ($1, $2, $3, $4, $5)`, file, tx.Seq, profile, len(answers), d.Today); err != nil {
		return t, err
	}
	sent, err := sendings(tx, answers)
	if err != nil {
		return t, err
	}
	d.Keys.In(tx) // cells are sent before the answers that refer to them
	sums := tally{}
	for _, a := range answers {
		if err := d.take(tx, &t, file, a, sent[a.EndToEnd], sums); err != nil {
			return t, err
		}
	}
	return t, sums.insert(tx)
}

func (d Desk) take(tx *store.Tx, t *Taken, file []byte, a Answer, of *sending, sums tally) error {
	finding, move := judge(a, of)
	t.Findings[finding]++
	var payment, attempt, words any
	if of != nil {
		payment, attempt = of.payment, of.attempt
	}
	if a.Words != "" {
		cell := tx.ID("answer", a.Line)
		if err := d.Keys.In(tx).Put(cell, a.Words, nil); err != nil {
			return err
		}
		words = cell
	}
	if err := tx.Insert("benefit_answer", "statement", "line", "seq", "payment", "attempt", "kind", "fen", "on_date", "code", "finding", "words", "reference").
		Row(file, a.Line, tx.Seq, payment, attempt, a.Kind, int64(a.Fen), a.On, a.Code, finding, words, a.Booking); err != nil {
		return err
	}
	if finding == "differs" || finding == "out-of-order" || finding == "counted" && a.Kind == "unknown" {
		t.Exceptions = append(t.Exceptions, of.payment.String())
		if _, err := audit.Raise(tx, audit.Exception{Kind: "payment", Subject: fmt.Sprintf("%s/%d", of.payment, a.Line), Cause: tx.Seq, Why: "answer-" + strings.ReplaceAll(finding, "counted", "unknown")}); err != nil {
			return err
		}
	}
	if move == nil {
		return nil
	}
	t.States[string(move.state)]++
	sums.move(of.scheme, of.period, of.place, move.left, string(move.state), of.fen)
	if move.state == Returned && a.Doubt != "" {
		if err := d.doubtAccount(tx, of.payee, of.account, a.Doubt); err != nil {
			return err
		}
	}
	return ledger.Move(tx, ledger.Transfer{ID: tx.ID("answer-move", a.Line), From: move.from, To: move.to, Fen: of.fen, Act: a.Kind, Subject: of.payment})
}

// move is the money that an answer moves.
type move struct {
	from, to string    // accounts of the ledger
	left     string    // the sum that the payment leaves
	state    LineState // which has the name of the sum that it joins
}

// judge holds an answer against what was sent and what the bank said before, and notes it there. Accepted is not paid. A return that is
// dated after a payment, in whichever order they arrive, ends in a return.
func judge(a Answer, of *sending) (finding string, _ *move) {
	if of == nil {
		return "suspense", nil
	}
	settled := !of.paid.Zero() || !of.returned.Zero() || of.rejected
	back := &move{transit(of.scheme), purse(of.scheme, of.fund), sumPending, Returned}
	switch {
	case a.Fen != of.fen && a.Kind != "unknown" && (a.Fen != 0 || a.Kind == "paid" || a.Kind == "returned"):
		return "differs", nil
	case a.Kind == "accepted" && (of.accepted || settled):
		return "repeated", nil
	case a.Kind == "accepted":
		of.accepted = true
		return "counted", nil
	case a.Kind == "paid" && !of.paid.Zero() && a.Booking != "" && of.booking != "" && a.Booking != of.booking:
		return "differs", nil // two bookings are two credits
	case a.Kind == "paid" && !of.paid.Zero():
		return "repeated", nil
	case a.Kind == "paid" && !of.returned.Zero() && a.On <= of.returned:
		return "repeated", nil // the news of a payment that has come back since
	case a.Kind == "paid" && (of.rejected || !of.returned.Zero()):
		return "out-of-order", nil
	case a.Kind == "paid":
		of.paid, of.booking = a.On, a.Booking
		return "counted", &move{transit(of.scheme), paid(of.scheme), sumPending, PaidOut}
	case a.Kind == "returned" && !of.returned.Zero(), a.Kind == "rejected" && of.rejected:
		return "repeated", nil
	case a.Kind == "rejected" && settled, a.Kind == "returned" && of.rejected:
		return "out-of-order", nil
	case a.Kind == "returned" && !of.paid.Zero() && a.On < of.paid:
		return "out-of-order", nil
	case a.Kind == "returned" && !of.paid.Zero():
		of.returned, back.from, back.left = a.On, paid(of.scheme), sumPaid
		return "counted", back
	case a.Kind == "returned":
		of.returned = a.On
		return "counted", back
	case a.Kind == "rejected":
		of.rejected = true
		return "counted", back
	case settled: // the bank does not know what it has settled
		return "out-of-order", nil
	}
	return "counted", nil
}

// sendings reads what the answers speak of.
func sendings(tx *store.Tx, answers []Answer) (map[id.ID]*sending, error) {
	all := map[id.ID]*sending{}
	var refs []id.ID
	for _, a := range answers {
		if _, asked := all[a.EndToEnd]; !asked && !a.EndToEnd.Zero() {
			all[a.EndToEnd] = nil
			refs = append(refs, a.EndToEnd)
		}
	}
	byLine := map[sentKey]*sending{}
	return all, store.Groups(refs, func(list string, some []any) error { return readSendings(tx, list, some, all, byLine) })
}

// sentKey names one line of one order.
type sentKey struct {
	payment id.ID
	attempt int
}

func readSendings(tx *store.Tx, list string, refs []any, all map[id.ID]*sending, byLine map[sentKey]*sending) error {
	err := tx.Each(`select s.end_to_end, s.payment, s.attempt, s.fen, p.scheme_id, p.fund, p.period, p.place, p.payee_identity, s.account_rev from benefit_sending s join benefit_payable p on p.id = s.payment where s.end_to_end in (`+list+`)`,
		refs, func(scan func(...any) error) error {
			var ref id.ID
			s := &sending{}
			err := scan(&ref, &s.payment, &s.attempt, (*int64)(&s.fen), &s.scheme, &s.fund, &s.period, &s.place, &s.payee, &s.account)
			all[ref], byLine[sentKey{s.payment, s.attempt}] = s, s
			return err
		})
	if err != nil {
		return err
	}
	return tx.Each(`select a.payment, a.attempt, a.kind, a.on_date, a.reference from benefit_answer a join benefit_sending s on s.payment = a.payment and s.attempt = a.attempt
		where s.end_to_end in (`+list+`) and a.finding = 'counted' order by a.seq, a.line`, refs, func(scan func(...any) error) error {
		var payment id.ID
		var attempt int
		var kind, booking string
		var on civil.Date
		if err := scan(&payment, &attempt, &kind, &on, &booking); err != nil {
			return err
		}
		s := byLine[sentKey{payment, attempt}]
		switch kind {
		case "accepted":
			s.accepted = true
		case "paid":
			s.paid, s.booking = on, booking
		case "returned":
			s.returned = on
		case "rejected":
			s.rejected = true
		}
		return nil
	})
}
