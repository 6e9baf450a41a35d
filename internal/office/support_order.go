package office

import (
	"context"
	"encoding/json"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/person"
	"youfu/internal/post"
)

// Ordered is an order to the bank, with what its file needs.
type Ordered struct {
	Plan    Plan
	Attempt int
	Message string
	On      civil.Date
	Lines   []OrderLine
}

// OrderLine is one line of an order, opened for the bank.
type OrderLine struct {
	EndToEnd      id.ID
	Fen           money.Fen
	Name, Account string
	Number        string // the citizen number; "" unless the bank's profile asks for it
	Reason        string
	Period        string
	Place         string
}

// OrderPlan sends a funded plan to the bank: what may go now. Lines whose case has changed since the list was made are held.
func (o Office) OrderPlan(ctx context.Context, clientID, plan id.ID, profile string, signer benefit.Signer) (Plan, error) {
	if err := o.may(post.OrderPayments); err != nil {
		return Plan{}, err
	}
	var held []benefit.Held
	_, err := o.supporting(ctx, clientID, "benefit-order", []any{plan, profile}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		hold, err := s.holds(plan)
		if err != nil {
			return err
		}
		order, err := s.desk().Order(s.Tx, seat, plan, profile, hold, signer)
		held = order.Held
		return err
	})
	if err != nil {
		return Plan{}, err
	}
	v, err := o.OpenPlan(ctx, plan)
	v.Held = held
	return v, err
}

// holds says of a plan's line why it must not go now: its case was stopped, or what it is owed is another amount than was confirmed, since
// somebody died, moved away or failed a review.
func (s supportState) holds(plan id.ID) (func(benefit.Line) (string, error), error) {
	p, err := benefit.FindPlan(s.Tx, plan)
	if err != nil {
		return nil, err
	}
	scheme, err := s.District.SchemeByHash(s.Tx, p.Scheme)
	if err != nil {
		return nil, err
	}
	c, err := s.count(scheme, p.Period)
	if err != nil {
		return nil, err
	}
	cases, err := benefit.OfScheme(s.Tx, p.SchemeID)
	if err != nil {
		return nil, err
	}
	stopped, err := benefit.Stopped(s.Tx)
	if err != nil {
		return nil, err
	}
	byID := map[id.ID]*benefit.Case{}
	for _, one := range cases {
		byID[one.ID] = one
	}
	return func(l benefit.Line) (string, error) {
		one := byID[l.Case]
		if stopped[l.Case.String()] {
			return benefit.IsFrozen, nil
		}
		owed := c.owed(one)
		if owed.code != "" {
			return owed.code, nil
		}
		for _, now := range owed.lines {
			if now.ID == l.ID && now.Fen == l.Fen {
				return "", nil
			}
		}
		return "changed", nil
	}, nil
}

// OrderOf opens an order for the bank's file: names, accounts and, where the bank needs them, citizen numbers. attempt 0 is the last one.
func (o Office) OrderOf(ctx context.Context, plan id.ID, attempt int, numbers bool) (Ordered, error) {
	if err := o.may(post.OrderPayments); err != nil {
		return Ordered{}, err
	}
	var v Ordered
	var people []uint32
	err := o.supported(ctx, 0, func(s supportState) (err error) {
		if v.Plan, err = s.plan(plan); err != nil {
			return err
		}
		order, err := benefit.OrderOf(s.Tx, plan, attempt)
		if err != nil {
			return err
		}
		v.Attempt, v.Message, v.On = order.Attempt, order.Message, order.Plan.On
		for _, l := range order.Lines {
			line, n, err := s.orderLine(l, numbers)
			if err != nil {
				return err
			}
			v.Lines, people = append(v.Lines, line), append(people, n)
		}
		return nil
	})
	if err != nil {
		return v, err
	}
	slices.Sort(people)
	return v, o.listed(ctx, post.OrderPayments, "order", 0, slices.Compact(people))
}

func (s supportState) orderLine(l benefit.Sent, numbers bool) (OrderLine, uint32, error) {
	line := OrderLine{EndToEnd: l.EndToEnd, Fen: l.Fen, Reason: l.Reason, Period: l.Period, Place: s.Tree.Name(l.Place)}
	payee, err := benefit.PayeeOf(s.Tx, l.Case)
	if err != nil {
		return line, 0, err
	}
	n := s.People.Canonical(s.People.N(payee))
	card, _, err := person.CardOf(s.Tx, s.District.Keys, s.People.ID(n))
	if err != nil {
		return line, n, err
	}
	line.Name = card.Name
	if line.Account, err = s.desk().AccountNumber(s.Tx, l.PayeeIdentity, l.AccountRev); err != nil || !numbers {
		return line, n, err
	}
	line.Number, err = person.NumberOf(s.Tx, s.District.Keys, s.People.ID(n))
	return line, n, err
}

// TakeAnswers takes in a bank's file: its hash, and what it says line by line.
func (o Office) TakeAnswers(ctx context.Context, profile string, file []byte, answers []benefit.Answer) (benefit.Taken, error) {
	if err := o.may(post.OrderPayments); err != nil {
		return benefit.Taken{}, err
	}
	var taken benefit.Taken
	receipt, err := o.supporting(ctx, id.FromHash(file), "benefit-answer-file", []any{profile, file}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		if taken, err = s.desk().Take(s.Tx, seat, profile, file, answers); err != nil {
			return err
		}
		return s.Tx.SetOutcome(taken)
	})
	if err == nil && receipt.Again {
		err = json.Unmarshal(receipt.Outcome, &taken)
	}
	return taken, err
}
