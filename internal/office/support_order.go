package office

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"youfu/internal/benefit"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Ordered is an order to the bank, with what its file needs.
type Ordered struct {
	Plan    Plan
	Scheme  *catalogue.Scheme // the text by which it was counted
	Unit    string            // the district's name
	Payer   PayingAccount
	Attempt int
	Message string
	On      civil.Date
	Made    time.Time
	Lines   []OrderLine
}

// OrderLine is one line of an order, opened for the bank.
type OrderLine struct {
	EndToEnd      id.ID
	Fen           money.Fen
	Name, Account string
	Number        string // the citizen number; "" unless the bank asks for it
	Period        string
	Place         string
}

// Bank is what the office has to know of the bank that an order goes to.
type Bank struct {
	Profile string
	Lines   int                                              // at most in one file, which is one order; 0: any number
	Numbers bool                                             // it wants citizen numbers
	Takes   func(*catalogue.Scheme, OrderLine) (code string) // why it would not take a line as it is; "": it would
}

// ordered is what is kept of an order with its write.
type ordered struct {
	Attempt int            `json:"attempt"`
	Held    []benefit.Held `json:"held"`
	Left    int            `json:"left"`
}

// OrderPlan is OrderTo for a bank of which no more is known than its profile.
func (o Office) OrderPlan(ctx context.Context, clientID, plan id.ID, profile string, signer benefit.Signer) (Plan, error) {
	return o.OrderTo(ctx, clientID, plan, Bank{Profile: profile}, signer)
}

// OrderTo sends a funded plan to a bank: what may go now, as much as one file of the bank holds. A line is held whose case has changed since
// the list was made, whose account is not verified, or that the bank would not take as it is. Nothing is written to a file here: an order that
// was made is read with OrderOf, as often as its file is needed.
func (o Office) OrderTo(ctx context.Context, clientID, plan id.ID, bank Bank, signer benefit.Signer) (Plan, error) {
	if err := o.may(post.OrderPayments); err != nil {
		return Plan{}, err
	}
	var made ordered
	receipt, err := o.supporting(ctx, clientID, "benefit-order", []any{plan, bank.Profile}, func(s supportState) error {
		seat, err := s.seat()
		if err != nil {
			return err
		}
		hold, err := s.hold(plan, bank)
		if err != nil {
			return err
		}
		order, err := s.desk().Order(s.Tx, seat, benefit.Ordering{Plan: plan, Profile: bank.Profile, Most: bank.Lines, Held: hold}, signer)
		if err != nil {
			return err
		}
		made = ordered{order.Attempt, order.Held, order.Left}
		return s.Tx.SetOutcome(made)
	})
	if err != nil {
		return Plan{}, err
	}
	if receipt.Again {
		if err := json.Unmarshal(receipt.Outcome, &made); err != nil {
			return Plan{}, err
		}
	}
	v, err := o.OpenPlan(ctx, plan)
	v.Attempt, v.Held, v.Left = made.Attempt, made.Held, made.Left
	return v, err
}

// Codes of lines that are held.
const (
	heldChanged = "changed" // what is owed is not what was confirmed
	heldBank    = "bank-"   // and why the bank would not take it
)

// holds is hold for one line after the other, whatever the bank.
func (s supportState) holds(plan id.ID) (func(benefit.Line) (string, error), error) {
	hold, err := s.hold(plan, Bank{})
	return func(l benefit.Line) (string, error) {
		why, err := hold([]benefit.Line{l})
		return why[l.ID], err
	}, err
}

// hold says of a plan's lines which must not go now: their case was stopped, what it is owed is another amount than was confirmed, since
// somebody died, moved away or failed a review, or the bank would not take them.
func (s supportState) hold(plan id.ID, bank Bank) (func([]benefit.Line) (map[id.ID]string, error), error) {
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
	stopped, err := benefit.Stopped(s.Tx)
	if err != nil {
		return nil, err
	}
	return func(lines []benefit.Line) (map[id.ID]string, error) {
		cases, err := benefit.LoadSome(s.Tx, casesIn(lines))
		if err != nil {
			return nil, err
		}
		why := map[id.ID]string{}
		var some []toOpen
		for _, l := range lines {
			one := cases[l.Case]
			if code := c.unlike(l, one, stopped); code != "" {
				why[l.ID] = code
				continue
			}
			some = append(some, toOpen{l.ID, one.Payee, c.accounts[string(l.PayeeIdentity)].Cell})
		}
		return why, s.refusedByBank(scheme, bank, lines, some, why)
	}, nil
}

func casesIn(lines []benefit.Line) []id.ID {
	all := make([]id.ID, len(lines))
	for i, l := range lines {
		all[i] = l.Case
	}
	return all
}

// unlike says why a line must not go now; "" where it may.
func (c *counted) unlike(l benefit.Line, one *benefit.Case, stopped map[string]bool) string {
	if stopped[l.Case.String()] {
		return benefit.IsFrozen
	}
	owed := c.owed(one)
	if owed.code != "" {
		return owed.code
	}
	for _, now := range owed.lines {
		if now.ID == l.ID && now.Fen == l.Fen {
			return ""
		}
	}
	return heldChanged
}

// refusedByBank adds the lines that the bank would not take as they are.
func (s supportState) refusedByBank(scheme *catalogue.Scheme, bank Bank, lines []benefit.Line, some []toOpen, why map[id.ID]string) error {
	if bank.Takes == nil {
		return nil
	}
	opened, err := s.openLines(some, bank.Numbers)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if why[l.ID] != "" {
			continue
		}
		line := opened[l.ID]
		line.EndToEnd, line.Fen, line.Period = l.ID, l.Fen, l.Period
		if code := bank.Takes(scheme, line.OrderLine); code != "" {
			why[l.ID] = heldBank + code
		}
	}
	return nil
}

// OrderOf opens an order for the bank's file: names, accounts and, where the bank needs them, citizen numbers. attempt 0 is the last one.
func (o Office) OrderOf(ctx context.Context, plan id.ID, attempt int, numbers bool) (Ordered, error) {
	if err := o.may(post.OrderPayments); err != nil {
		return Ordered{}, err
	}
	var v Ordered
	var people []uint32
	err := o.supported(ctx, 0, func(s supportState) (err error) {
		v, people, err = s.orderOf(plan, attempt, numbers)
		return err
	})
	if err != nil {
		return v, err
	}
	slices.Sort(people)
	return v, o.listed(ctx, post.OrderPayments, "order", 0, slices.Compact(people))
}

func (s supportState) orderOf(plan id.ID, attempt int, numbers bool) (v Ordered, people []uint32, err error) {
	order, err := benefit.OrderOf(s.Tx, plan, attempt)
	if err != nil {
		return v, nil, err
	}
	v = Ordered{Attempt: order.Attempt, Message: order.Message, On: order.Plan.On, Made: order.Made.In(s.District.Zone)}
	if v.Plan, err = s.plan(plan); err != nil {
		return v, nil, err
	}
	if v.Scheme, err = s.District.SchemeByHash(s.Tx, order.Plan.Scheme); err != nil {
		return v, nil, err
	}
	if v.Unit, err = store.Setting(s.Tx, district.SettingName); err != nil {
		return v, nil, err
	}
	if v.Payer, err = payingAccount(s.Tx); err != nil {
		return v, nil, err
	}
	some := make([]toOpen, len(order.Lines))
	for i, l := range order.Lines {
		some[i] = toOpen{l.EndToEnd, l.Payee, l.Cell}
	}
	opened, err := s.openLines(some, numbers)
	if err != nil {
		return v, nil, err
	}
	for _, l := range order.Lines {
		line := opened[l.EndToEnd]
		line.EndToEnd, line.Fen, line.Period, line.Place = l.EndToEnd, l.Fen, l.Period, s.Tree.Name(l.Place)
		v.Lines, people = append(v.Lines, line.OrderLine), append(people, line.n)
	}
	return v, people, nil
}
