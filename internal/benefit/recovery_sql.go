package benefit

import (
	"bytes"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/ledger"
	"youfu/internal/money"
	"youfu/internal/store"
)

// Kinds of steps of a recovery.
const (
	Found      = "found"      // confirmation says how much of a payment was wrong
	Agreed     = "agreed"     // the fund's body agrees on instalments
	Instalment = "instalment" // money that came back
	Waive      = "waived"     // the rest is left to her, out of hardship
)

// Recovery is one step by which money that was paid wrongly comes back, or is left.
type Recovery struct {
	Rev         int        `json:"rev"`
	Kind        string     `json:"kind"`
	Fen         money.Fen  `json:"fen"`
	Instalments int        `json:"instalments,omitempty"`
	On          civil.Date `json:"on"`
	Actor       []byte     `json:"-"`
	Reason      id.ID      `json:"-"` // cell
}

func recovered(scheme string) string { return "recovered/" + scheme }
func waived(scheme string) string    { return "waived/" + scheme }

// Recoveries are the steps of a payment's recovery, in order.
func Recoveries(tx *store.Tx, payment id.ID) ([]Recovery, error) {
	var all []Recovery
	err := tx.Each(`select rev, kind, fen, instalments, on_date, actor, reason from benefit_recovery where payment = $1 order by rev`, []any{payment}, func(scan func(...any) error) error {
		var r Recovery
		err := scan(&r.Rev, &r.Kind, (*int64)(&r.Fen), &r.Instalments, &r.On, &r.Actor, &r.Reason)
		all = append(all, r)
		return err
	})
	return all, err
}

// Left is what has still to come back of what was found wrong.
func Left(steps []Recovery) (left money.Fen) {
	for _, r := range steps {
		switch r.Kind {
		case Found:
			left += r.Fen
		case Instalment, Waive:
			left -= r.Fen
		}
	}
	return left
}

// Recover takes a step of a recovery. What was wrong is found by confirmation; how it comes back, each instalment and what is left out of
// hardship are the fund's body's, and never the same person's. Nothing is taken from another payment: money comes back by visible entries.
//
// Errors: Refused for the wrong power or the person who found it; Conflict where the payment was not paid, nothing was found, or it was found
// before; Invalid for an amount beyond what was paid or is left, and without a reason.
func (d Desk) Recover(tx *store.Tx, s Seat, payment id.ID, r Recovery, reason string) error {
	power := Fund
	if r.Kind == Found {
		power = Confirm
	}
	if s.Power != power {
		return fault.New(fault.Refused, "benefit.wrong-power", power, s.Power)
	}
	if reason == "" {
		return fault.New(fault.Invalid, "benefit.no-reason").With(fault.Field{Name: "reason", Code: "missing", Key: "benefit.no-reason"})
	}
	p, err := FindPayment(tx, payment)
	if err != nil {
		return err
	}
	steps, err := Recoveries(tx, payment)
	if err != nil {
		return err
	}
	most := p.Fen
	if r.Kind != Found {
		most = Left(steps)
	}
	switch {
	case p.State != PaidOut:
		return fault.New(fault.Conflict, "benefit.not-paid")
	case r.Kind == Found && len(steps) > 0:
		return fault.New(fault.Conflict, "benefit.found-before")
	case r.Kind != Found && len(steps) == 0:
		return fault.New(fault.Conflict, "benefit.nothing-found")
	case r.Kind != Found && bytes.Equal(steps[0].Actor, s.Identity):
		return fault.New(fault.Refused, "benefit.acted-before")
	case r.Fen <= 0 || r.Fen > most:
		return fault.New(fault.Invalid, "benefit.too-much", most).With(fault.Field{Name: "fen", Code: "out-of-range", Key: "benefit.too-much", Args: []any{most}})
	}
	return d.recover(tx, s, p, steps, r, reason)
}

func (d Desk) recover(tx *store.Tx, s Seat, p Payment, steps []Recovery, r Recovery, reason string) error {
	cell := id.Derive(p.ID, "recovery", len(steps)+1)
	if err := d.Keys.In(tx).Put(cell, reason, nil); err != nil {
		return err
	}
	var foundRev, foundKind, foundBy any
	if len(steps) > 0 {
		foundRev, foundKind, foundBy = 1, Found, steps[0].Actor
	}
	if err := tx.Insert("benefit_recovery", "payment", "rev", "seq", "kind", "fen", "instalments", "on_date", "actor", "grant_n", "sits", "body", "power", "reason", "found_rev", "found_kind", "found_by").
		Row(p.ID, len(steps)+1, tx.Seq, r.Kind, int64(r.Fen), r.Instalments, d.Today, s.Identity, s.N, true, s.Body, string(s.Power), cell, foundRev, foundKind, foundBy); err != nil {
		return err
	}
	to, kind := recovered(p.SchemeID), ledger.Recovered
	switch r.Kind {
	case Waive:
		to, kind = waived(p.SchemeID), ledger.Waived
	case Instalment:
	default:
		return nil // no money moves
	}
	if err := ledger.Open(tx, to, kind); err != nil {
		return err
	}
	return ledger.Move(tx, ledger.Transfer{ID: id.Derive(cell, "move", 0), From: paid(p.SchemeID), To: to, Fen: r.Fen, Act: r.Kind, Subject: p.ID})
}

// FindPayment reads a payment with where it stands. NotFound where there is none.
func FindPayment(tx *store.Tx, payment id.ID) (Payment, error) {
	all, err := paymentsWhere(tx, `where p.id = $1`, payment)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "benefit.no-payment")
	}
	if err != nil {
		return Payment{}, err
	}
	return all[0], nil
}
