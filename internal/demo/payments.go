package demo

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/demo/bank"
	"youfu/internal/exchange"
	profile "youfu/internal/exchange/bank"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
)

// list is the confirmed list of a year; without lines where nobody is to be paid, as in a district of a few hundred people.
func (m *maker) list(scheme string, year int) (office.Plan, error) {
	plan, err := m.desk("planner").PlanPayments(m.ctx, m.id(), scheme, fmt.Sprint(year), m.signer())
	if fault.Is(err, fault.Invalid) {
		return office.Plan{}, nil
	}
	return plan, err
}

// confirmed is the list of a year with its money.
func (m *maker) confirmed(scheme string, year int) (office.Plan, error) {
	plan, err := m.list(scheme, year)
	if err != nil || plan.Lines == 0 {
		return plan, err
	}
	hash, err := hex.DecodeString(plan.ListHash)
	if err != nil {
		return plan, err
	}
	return m.desk("finance").FundPlan(m.ctx, m.id(), plan.ID, hash, m.signer())
}

// run is a list on its way through a bank.
type run struct {
	*maker
	scheme string
	year   int
	plan   id.ID
	to     *profile.Profile
	bank   *bank.Bank
	whole  bool // until everything is paid
}

// pay pays a year's list through a bank that misbehaves in every way but two: it loses no payment and gets no amount wrong.
func (m *maker) pay(scheme string, year int, named string, often int) error {
	to, err := exchange.BankOf(nil, named)
	if err != nil {
		return err
	}
	o := bank.All(to, often)
	o.Lost, o.WrongAmount = 0, 0
	return m.start(scheme, year, to, o, true)
}

// misbehave pays a year's list once, through a bank that does everything wrong.
func (m *maker) misbehave(scheme string, year int) error {
	to, err := exchange.BankOf(nil, "iso20022")
	if err != nil {
		return err
	}
	return m.start(scheme, year, to, bank.All(to, 120), false)
}

func (m *maker) start(scheme string, year int, to *profile.Profile, o bank.Options, whole bool) error {
	plan, err := m.confirmed(scheme, year)
	if err != nil || plan.Lines == 0 {
		return err
	}
	b := bank.New(m.order.Seed, o)
	m.banks[fmt.Sprint(scheme, year)] = b
	return (&run{m, scheme, year, plan.ID, to, b, whole}).send()
}

// send orders what may go now, and hears the bank from then on.
func (r *run) send() error {
	made, err := exchange.Order(r.ctx, r.desk("bank"), r.id(), r.plan, r.to, r.signer())
	if fault.Is(err, fault.Conflict) { // nothing is left to send
		return r.close()
	}
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if _, err := exchange.WriteOrder(r.ctx, r.desk("bank"), &file, r.to, r.plan, made.Attempt); err != nil {
		return err
	}
	for range 5 { // the same file again, until the bank says that it has it
		if err = r.bank.Take(file.Bytes()); !errors.Is(err, bank.ErrTimeOut) {
			break
		}
	}
	if err != nil && !errors.Is(err, bank.ErrTimeOut) {
		return err
	}
	r.listen(civil.On(r.now, r.d.Zone).AddDays(1))
	return nil
}

// listen takes in what the bank says on a day, and on those after it.
func (r *run) listen(day civil.Date) {
	r.planEvent(day, func() error {
		for _, file := range r.bank.Answers(day) {
			if _, err := exchange.Answer(r.ctx, r.desk("bank"), r.to, bytes.NewReader(file), int64(len(file))); err != nil {
				return err
			}
		}
		switch {
		case !r.bank.Quiet():
			r.listen(day.AddDays(1))
		case r.whole:
			return r.again(day)
		}
		return nil
	})
}

// again has everybody whose account the bank doubts give another one, and sends what came back a week later.
func (r *run) again(day civil.Date) error {
	for _, name := range slices.Sorted(maps.Keys(r.staff)) {
		desk := r.desk(name)
		if desk.Actor.Post != actor.TownshipWorker {
			continue
		}
		doubtful, err := desk.Cases(r.ctx, office.CaseFilter{Scheme: r.scheme, Unpaid: true})
		if err != nil {
			return err
		}
		for _, c := range doubtful.Rows {
			if _, err := desk.See(r.ctx, r.id(), c.Case, nil, r.bankAccount(), ""); err != nil {
				return err
			}
		}
	}
	r.planEvent(day.AddDays(7), r.send)
	return nil
}

// close has the three bodies sign the closing statement.
func (r *run) close() error {
	for _, who := range []string{"planner", "finance", "bank"} {
		if _, err := r.desk(who).SignClosing(r.ctx, r.id(), r.scheme, fmt.Sprint(r.year), "", r.signer()); err != nil {
			return err
		}
	}
	return nil
}
