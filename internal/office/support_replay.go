package office

import (
	"context"

	"youfu/internal/benefit"
	"youfu/internal/benefit/entitle"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/post"
	"youfu/internal/store"
)

// ReplayedPayment is a past payment counted again: with the facts, papers, rules and amounts that were known when its list was made, and on
// that day.
type ReplayedPayment struct {
	Payment id.ID
	Case    id.ID
	Scheme  string
	Layer   string
	Period  string
	Seq     store.Seq // the last write that was known
	Hash    string    // of the scheme's text
	Was     money.Fen
	Now     money.Fen
	Why     string // why nothing is owed now; "" where something is
	Parts   []entitle.Part
	Equal   bool // the amount, its fund and its reason are the same
}

// ReplayPayment counts a payment again. Who sees payments may ask it: nobody is named. NotFound where there is none, or it is out of the reach
// of a post that sees the cases of its area alone.
func (o Office) ReplayPayment(ctx context.Context, payment id.ID) (v ReplayedPayment, err error) {
	if !o.May(post.OpenCase) {
		if err := o.may(post.Payments); err != nil {
			return v, err
		}
	}
	var p benefit.Payment
	var plan benefit.Plan
	err = o.supported(ctx, 0, func(s supportState) (err error) {
		if p, err = benefit.FindPayment(s.Tx, payment); err != nil {
			return err
		}
		if !o.May(post.Payments) {
			if _, err := s.open(p.Case); err != nil {
				return fault.New(fault.NotFound, "benefit.no-payment")
			}
		}
		plan, err = benefit.FindPlan(s.Tx, p.Plan)
		return err
	})
	if err != nil {
		return v, err
	}
	v = ReplayedPayment{Payment: payment, Case: p.Case, Scheme: p.SchemeID, Layer: p.Layer, Period: p.Period, Seq: plan.Seq - 1, Hash: plan.Scheme, Was: p.Fen}
	if err := o.supported(ctx, v.Seq, func(s supportState) error { return s.countAgain(p, plan, &v) }); err != nil {
		return v, err
	}
	return v, o.opened(ctx, post.Payments, id.ID{}, payment, "replay")
}

// countAgain counts a payment as it was counted for its list.
func (s supportState) countAgain(p benefit.Payment, plan benefit.Plan, v *ReplayedPayment) error {
	s.day = plan.On
	scheme, err := s.District.SchemeByHash(s.Tx, plan.Scheme)
	if err != nil {
		return err
	}
	c, err := s.count(scheme, plan.Period)
	if err != nil {
		return err
	}
	one, err := benefit.LoadAt(s.Tx, p.Case, s.Seq)
	if err != nil {
		return err
	}
	owed := c.owed(one)
	v.Why = owed.code
	for _, l := range owed.lines {
		if l.Layer != p.Layer || l.Period != p.Period {
			continue
		}
		reason, err := ReasonOf(l.Reason)
		if err != nil {
			return err
		}
		v.Now, v.Parts = l.Fen, reason.Parts
		v.Equal = l.ID == p.ID && l.Fen == p.Fen && l.Fund == p.Fund && l.Reason == p.Reason
	}
	return nil
}
