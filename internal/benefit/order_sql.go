package benefit

import (
	"bytes"
	"encoding/hex"
	"time"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/ledger"
	"youfu/internal/money"
	"youfu/internal/store"
)

// Order is what goes to the bank of a plan in one attempt.
type Order struct {
	Plan    Plan
	Attempt int
	Message string // what the bank knows the file by
	Lines   []Sent
	Held    []Held
	Left    int // lines that may go and that this order has no room for
	Fen     money.Fen
	Made    time.Time // of an order that was read
}

// Sent is one line of an order.
type Sent struct {
	Line
	EndToEnd id.ID
	Again    bool  // it was sent before, and came back
	Payee    id.ID // of an order that was read
	Cell     id.ID // of the account's number, likewise
}

// Ordering is what the paying body wants to send.
type Ordering struct {
	Plan    id.ID
	Profile string // the bank's
	Most    int    // lines of one order, as many as the bank takes in one file; 0: any number
	// Held says which of some lines must not go now, and why.
	Held func([]Line) (map[id.ID]string, error)
}

// Held is a line that was not sent, and why.
type Held struct {
	Payment id.ID  `json:"payment"`
	Code    string `json:"code"`
}

// Order sends a funded plan to the bank: in the first attempt every line, later what came back, was held or had no room. A line goes to the
// payee's account of today, and to none that is not verified. Money moves from the scheme into transit.
//
// Errors: Conflict "benefit.not-funded", "benefit.other-list", "benefit.nothing-to-send", "benefit.frozen"; Refused for the wrong power and
// for who confirmed or funded the list.
func (d Desk) Order(tx *store.Tx, s Seat, what Ordering, signer Signer) (Order, error) {
	plan, profile := what.Plan, what.Profile
	p, lines, err := d.listed(tx, s, Pay, plan)
	if err != nil {
		return Order{}, err
	}
	o := Order{Plan: p}
	var funded, by []byte
	there, err := tx.One(`select list_hash, actor from benefit_funding where plan = $1`, []any{plan}, &funded, &by)
	switch {
	case err != nil:
		return o, err
	case !there:
		return o, fault.New(fault.Conflict, "benefit.not-funded")
	case !bytes.Equal(funded, p.Hash) || !bytes.Equal(ListHash(lines), p.Hash):
		return o, fault.New(fault.Conflict, "benefit.other-list")
	case bytes.Equal(s.Identity, p.Actor) || bytes.Equal(s.Identity, by):
		return o, fault.New(fault.Refused, "benefit.acted-before")
	}
	if err := o.choose(tx, lines, what); err != nil {
		return o, err
	}
	if len(o.Lines) == 0 {
		return o, fault.New(fault.Conflict, "benefit.nothing-to-send", len(o.Held))
	}
	message := id.Derive(plan, "order", o.Attempt)
	o.Message = hex.EncodeToString(message[:])
	digest, signature, err := sign(tx, "order", act{p.ID, p.Hash, o.Attempt, len(o.Lines), o.Fen, s.Identity, s.Body, d.Today}, signer)
	if err != nil {
		return o, err
	}
	if _, err := tx.Exec(`insert into benefit_order (plan, attempt, seq, scheme, list_hash, lines, fen, confirmed_by, funded_by, profile, message, sent_lines, sent_fen, on_date,
		actor, grant_n, sits, body, power, digest, signer, signature)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
		p.ID, o.Attempt, tx.Seq, p.Scheme, p.Hash, p.Lines, int64(p.Fen), p.Actor, by, profile, o.Message, len(o.Lines), int64(o.Fen), d.Today,
		s.Identity, s.N, true, s.Body, string(s.Power), digest, signer.Kind(), signature); err != nil {
		return o, err
	}
	return o, o.send(tx)
}

// choose divides the lines into those that go now and those that are held; what is with the bank or paid is neither.
func (o *Order) choose(tx *store.Tx, lines []Line, what Ordering) error {
	if _, err := tx.One(`select coalesce(max(attempt), 0) + 1 from benefit_order where plan = $1`, []any{o.Plan.ID}, &o.Attempt); err != nil {
		return err
	}
	states, err := StatesOf(tx, o.Plan.ID)
	if err != nil {
		return err
	}
	accounts, err := Accounts(tx, tx.Seq)
	if err != nil {
		return err
	}
	var some []Line
	for _, l := range lines {
		if at := states[l.ID]; at.Attempt > 0 && at.State != Returned {
			continue
		}
		account := accounts[string(l.PayeeIdentity)]
		if account.State != Verified {
			o.Held = append(o.Held, Held{l.ID, NoAccount})
			continue
		}
		l.AccountRev = account.Rev
		some = append(some, l)
	}
	held, err := what.Held(some)
	if err != nil {
		return err
	}
	for _, l := range some {
		switch why := held[l.ID]; {
		case why != "":
			o.Held = append(o.Held, Held{l.ID, why})
		case what.Most > 0 && len(o.Lines) == what.Most:
			o.Left++
		default:
			o.Lines = append(o.Lines, Sent{Line: l, EndToEnd: EndToEnd(l.ID, o.Attempt), Again: states[l.ID].Attempt > 0})
			if o.Fen, err = o.Fen.Add(l.Fen); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *Order) send(tx *store.Tx) error {
	sums := tally{}
	for _, l := range o.Lines {
		if l.Again {
			sums.move(o.Plan.SchemeID, l.Period, l.Place, sumReturned, sumPending, l.Fen)
		} else {
			sums.put(o.Plan.SchemeID, l.Period, l.Place, sumOrdered, l.Fen)
			sums.put(o.Plan.SchemeID, l.Period, l.Place, sumPending, l.Fen)
		}
		if err := tx.Insert("benefit_sending", "payment", "attempt", "seq", "plan", "fen", "end_to_end", "account_rev").
			Row(l.ID, o.Attempt, tx.Seq, o.Plan.ID, int64(l.Fen), l.EndToEnd, l.AccountRev); err != nil {
			return err
		}
		if err := ledger.Move(tx, ledger.Transfer{ID: id.Derive(l.EndToEnd, "ordered", 0), From: purse(o.Plan.SchemeID, l.Fund), To: transit(o.Plan.SchemeID), Fen: l.Fen, Act: "order", Subject: l.ID}); err != nil {
			return err
		}
	}
	return sums.insert(tx)
}

// LineState is where a payment stands.
type LineState string

const (
	Planned  LineState = "planned" // confirmed, and perhaps funded; never sent, or held
	Ordered  LineState = "ordered" // sent; the bank may have accepted it, which is not paying
	PaidOut  LineState = "paid"
	Returned LineState = "returned" // came back or was rejected; it can be sent again
)

// At is where a payment stands and since when.
type At struct {
	State   LineState
	Attempt int
	On      civil.Date // of the answer, or of the order
	Ordered civil.Date
	Code    string // the bank's, of a return
	Alarm   bool   // an answer did not fit: somebody has to look
}

// StatesOf are where the payments of a plan that were ever sent stand.
func StatesOf(tx *store.Tx, plan id.ID) (map[id.ID]At, error) {
	all := map[id.ID]At{}
	err := tx.Each(`select s.payment, s.attempt, o.on_date from benefit_sending s join benefit_order o on o.plan = s.plan and o.attempt = s.attempt where s.plan = $1 order by s.attempt`,
		[]any{plan}, func(scan func(...any) error) error {
			var payment id.ID
			at := At{State: Ordered}
			err := scan(&payment, &at.Attempt, &at.Ordered)
			at.On = at.Ordered
			all[payment] = at
			return err
		})
	if err != nil {
		return nil, err
	}
	return all, tx.Each(`select a.payment, a.attempt, a.kind, a.on_date, a.code, a.finding from benefit_answer a join benefit_sending s on s.payment = a.payment and s.attempt = a.attempt
		where s.plan = $1 order by a.seq, a.line`, []any{plan}, func(scan func(...any) error) error {
		var payment id.ID
		var attempt int
		var kind, code, finding string
		var on civil.Date
		if err := scan(&payment, &attempt, &kind, &on, &code, &finding); err != nil {
			return err
		}
		all[payment] = all[payment].after(attempt, kind, finding, code, on)
		return nil
	})
}

// after is where a payment stands once an answer came for one of its attempts.
func (at At) after(attempt int, kind, finding, code string, on civil.Date) At {
	at.Alarm = at.Alarm || finding == "differs" || finding == "out-of-order" || finding == "counted" && kind == "unknown"
	if attempt != at.Attempt || finding != "counted" {
		return at
	}
	switch kind {
	case "paid":
		at.State, at.On, at.Code = PaidOut, on, code
	case "returned", "rejected":
		at.State, at.On, at.Code = Returned, on, code
	}
	return at
}

// OrderOf reads an order that was made; attempt 0 is the last one. Plan.On is the day of the order. NotFound where there is none.
func OrderOf(tx *store.Tx, plan id.ID, attempt int) (Order, error) {
	p, err := FindPlan(tx, plan)
	if err != nil {
		return Order{}, err
	}
	o := Order{Plan: p}
	var made int64
	found, err := tx.One(`select o.attempt, o.message, o.sent_fen, o.on_date, t.at from benefit_order o join store_tx t on t.seq = o.seq
		where o.plan = $1 and (o.attempt = $2 or $3 = 0) order by o.attempt desc limit 1`,
		[]any{plan, attempt, attempt}, &o.Attempt, &o.Message, (*int64)(&o.Fen), &o.Plan.On, &made)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "benefit.no-order")
	}
	if err != nil {
		return o, err
	}
	o.Made = time.UnixMicro(made).UTC()
	err = tx.Each(`select p.id, p.case_id, p.payee_identity, p.period, p.fund, p.fen, s.account_rev, p.place, p.reason, s.end_to_end, c.payee, a.cell
		from benefit_sending s join benefit_payable p on p.id = s.payment join benefit_case c on c.id = p.case_id
		join benefit_bank_account a on a.payee_identity = p.payee_identity and a.rev = s.account_rev
		where s.plan = $1 and s.attempt = $2 order by p.id`, []any{plan, o.Attempt}, func(scan func(...any) error) error {
		var l Sent
		err := scan(&l.ID, &l.Case, &l.PayeeIdentity, &l.Period, &l.Fund, (*int64)(&l.Fen), &l.AccountRev, &l.Place, &l.Reason, &l.EndToEnd, &l.Payee, &l.Cell)
		o.Lines = append(o.Lines, l)
		return err
	})
	return o, err
}

// SentUnder are the references of the lines that an order had, by its message, in their order. None where there is no such order.
func SentUnder(tx *store.Tx, message string) (all []id.ID, err error) {
	err = tx.Each(`select s.end_to_end from benefit_order o join benefit_sending s on s.plan = o.plan and s.attempt = o.attempt where o.message = $1 order by s.payment`, []any{message},
		func(scan func(...any) error) error {
			var one id.ID
			err := scan(&one)
			all = append(all, one)
			return err
		})
	return all, err
}
