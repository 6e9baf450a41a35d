package benefit

import (
	"bytes"
	"fmt"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/ledger"
	"youfu/internal/money"
	"youfu/internal/store"
)

// Plan is a confirmed list, frozen.
type Plan struct {
	ID       id.ID
	Seq      store.Seq
	Scheme   string // hash of the definition's text
	SchemeID string
	Period   string
	On       civil.Date
	Lines    int
	Fen      money.Fen
	Hash     []byte
	Actor    []byte
}

// Plan freezes a list: confirmation says whom to pay and how much. Lines that are payable already are refused with their case.
//
// Errors: Invalid "benefit.empty-plan": an empty selection pays nobody; Refused for another power than confirmation.
func (d Desk) Plan(tx *store.Tx, s Seat, r Rules, period string, lines []Line, refusals []Refusal, signer Signer) (Plan, []Refusal, error) {
	if s.Power != Confirm {
		return Plan{}, nil, fault.New(fault.Refused, "benefit.wrong-power", Confirm, s.Power)
	}
	fresh, refusals, err := fresh(tx, r.ID, lines, refusals)
	if err != nil {
		return Plan{}, nil, err
	}
	if len(fresh) == 0 {
		return Plan{}, refusals, fault.New(fault.Invalid, "benefit.empty-plan", len(refusals))
	}
	p := Plan{ID: tx.ID("plan", 0), Seq: tx.Seq, Scheme: r.Hash, SchemeID: r.ID, Period: period, On: d.Today, Lines: len(fresh), Hash: ListHash(fresh), Actor: s.Identity}
	if p.Fen, err = Sum(fresh); err != nil {
		return p, nil, err
	}
	if err := Adopt(tx, r); err != nil {
		return p, nil, err
	}
	digest, signature, err := sign(tx, "plan", p, signer)
	if err != nil {
		return p, nil, err
	}
	if _, err := tx.Exec(`insert into benefit_plan (id, seq, scheme, scheme_id, period, on_date, lines, fen, list_hash, actor, grant_n, sits, body, power, digest, signer, signature)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		p.ID, tx.Seq, p.Scheme, p.SchemeID, p.Period, p.On, p.Lines, int64(p.Fen), p.Hash, s.Identity, s.N, true, s.Body, string(s.Power), digest, signer.Kind(), signature); err != nil {
		return p, nil, err
	}
	sums := tally{}
	for _, l := range fresh {
		if err := insertPayable(tx, p, l); err != nil {
			return p, nil, err
		}
		sums.put(p.SchemeID, l.Period, l.Place, sumConfirmed, l.Fen)
	}
	if err := sums.insert(tx); err != nil {
		return p, nil, err
	}
	refused := tx.Insert("benefit_refusal", "plan", "case_id", "seq", "code")
	for _, one := range refusals {
		if err := refused.Row(p.ID, one.Case, tx.Seq, one.Code); err != nil {
			return p, nil, err
		}
	}
	return p, refusals, nil
}

// fresh leaves out what is payable already: another plan has it, whatever entry of the register it came from.
func fresh(tx *store.Tx, scheme string, lines []Line, refusals []Refusal) ([]Line, []Refusal, error) {
	type key struct{ identity, layer, period string }
	there := map[key]bool{}
	err := tx.Each(`select identity, layer, period from benefit_payable where scheme_id = $1`, []any{scheme}, func(scan func(...any) error) error {
		var identity []byte
		var k key
		err := scan(&identity, &k.layer, &k.period)
		k.identity = string(identity)
		there[k] = true
		return err
	})
	refused := map[id.ID]bool{}
	for _, r := range refusals {
		refused[r.Case] = true
	}
	var some []Line
	for _, l := range lines {
		k := key{string(l.Identity), l.Layer, l.Period}
		if !there[k] {
			there[k] = true
			some = append(some, l)
		} else if !refused[l.Case] {
			refused[l.Case] = true
			refusals = append(refusals, Refusal{l.Case, AlreadyThere})
		}
	}
	return some, refusals, err
}

func insertPayable(tx *store.Tx, p Plan, l Line) error {
	return tx.Insert("benefit_payable", "id", "seq", "plan", "scheme", "scheme_id", "plan_period", "plan_on", "case_id", "matter", "round", "n", "outcome", "until_on", "final",
		"identity", "payee_identity", "layer", "period", "fund", "fen", "account_rev", "own_name", "account_state", "place", "reason").
		Row(l.ID, tx.Seq, p.ID, p.Scheme, p.SchemeID, p.Period, p.On, l.Case, l.Matter, l.Round, l.N, Passed, textOf(l.Until), true,
			l.Identity, l.PayeeIdentity, l.Layer, l.Period, l.Fund, int64(l.Fen), l.AccountRev, true, "verified", orNull(l.Place), l.Reason)
}

func orNull(i id.ID) any {
	if i.Zero() {
		return nil
	}
	return i
}

// FindPlan reads a plan. NotFound where there is none.
func FindPlan(tx *store.Tx, which id.ID) (Plan, error) {
	p := Plan{ID: which}
	found, err := tx.One(`select seq, scheme, scheme_id, period, on_date, lines, fen, list_hash, actor from benefit_plan where id = $1`, []any{which},
		&p.Seq, &p.Scheme, &p.SchemeID, &p.Period, &p.On, &p.Lines, (*int64)(&p.Fen), &p.Hash, &p.Actor)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "benefit.no-plan")
	}
	return p, err
}

// Payables are the lines of a plan, in the order of their ids.
func Payables(tx *store.Tx, plan id.ID) ([]Line, error) {
	return payables(tx, `where p.plan = $1 order by p.id`, plan)
}

func payables(tx *store.Tx, where string, args ...any) ([]Line, error) {
	var all []Line
	err := tx.Each(`select p.id, p.case_id, p.matter, p.round, p.n, p.identity, p.payee_identity, p.layer, p.period, p.fund, p.fen, p.account_rev, p.place, p.reason
		from benefit_payable p `+where, args, func(scan func(...any) error) error {
		var l Line
		err := scan(&l.ID, &l.Case, &l.Matter, &l.Round, &l.N, &l.Identity, &l.PayeeIdentity, &l.Layer, &l.Period, &l.Fund, (*int64)(&l.Fen), &l.AccountRev, &l.Place, &l.Reason)
		all = append(all, l)
		return err
	})
	return all, err
}

// Accounts of the ledger.
func treasury(fund string) string      { return "treasury/" + fund }
func purse(scheme, fund string) string { return "scheme/" + scheme + "/" + fund }
func transit(scheme string) string     { return "transit/" + scheme }
func paid(scheme string) string        { return "paid/" + scheme }

// Fund gives a plan its money. hash is the list that the fund's body means to pay for: another one than was confirmed is refused.
//
// Errors: Conflict "benefit.other-list", "benefit.funded", "benefit.frozen"; Refused for the wrong power or for who confirmed the list.
func (d Desk) Fund(tx *store.Tx, s Seat, plan id.ID, hash []byte, signer Signer) (Plan, error) {
	p, lines, err := d.listed(tx, s, Fund, plan)
	if err != nil {
		return p, err
	}
	done, err := tx.One(`select 1 from benefit_funding where plan = $1`, []any{plan}, new(int))
	switch {
	case err != nil:
		return p, err
	case done:
		return p, fault.New(fault.Conflict, "benefit.funded")
	case !bytes.Equal(hash, p.Hash) || !bytes.Equal(ListHash(lines), p.Hash):
		return p, fault.New(fault.Conflict, "benefit.other-list")
	case bytes.Equal(s.Identity, p.Actor):
		return p, fault.New(fault.Refused, "benefit.acted-before")
	}
	digest, signature, err := sign(tx, "funding", act{p.ID, p.Hash, 0, p.Lines, p.Fen, s.Identity, s.Body, d.Today}, signer)
	if err != nil {
		return p, err
	}
	if _, err := tx.Exec(`insert into benefit_funding (plan, seq, scheme, list_hash, lines, fen, confirmed_by, on_date, actor, grant_n, sits, body, power, digest, signer, signature)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		p.ID, tx.Seq, p.Scheme, p.Hash, p.Lines, int64(p.Fen), p.Actor, d.Today, s.Identity, s.N, true, s.Body, string(s.Power), digest, signer.Kind(), signature); err != nil {
		return p, err
	}
	funds, sums := map[string]money.Fen{}, tally{}
	for _, l := range lines {
		sums.put(p.SchemeID, l.Period, l.Place, sumAllocated, l.Fen)
		if funds[l.Fund], err = funds[l.Fund].Add(l.Fen); err != nil {
			return p, err
		}
	}
	for fund, fen := range funds {
		if err := open(tx, p.SchemeID, fund); err != nil {
			return p, err
		}
		if err := ledger.Move(tx, ledger.Transfer{ID: id.Derive(p.ID, "fund/"+fund, 0), From: treasury(fund), To: purse(p.SchemeID, fund), Fen: fen, Act: "fund", Subject: p.ID}); err != nil {
			return p, err
		}
	}
	return p, sums.insert(tx)
}

// act is what is signed about a whole plan.
type act struct {
	Plan    id.ID
	List    []byte
	Attempt int
	Lines   int
	Fen     money.Fen
	By      []byte
	Body    string
	On      civil.Date
}

// listed reads a plan and its lines for a power, and refuses another power and what supervision has stopped.
func (d Desk) listed(tx *store.Tx, s Seat, power Power, plan id.ID) (Plan, []Line, error) {
	if s.Power != power {
		return Plan{}, nil, fault.New(fault.Refused, "benefit.wrong-power", power, s.Power)
	}
	p, err := FindPlan(tx, plan)
	if err != nil {
		return p, nil, err
	}
	for kind, what := range map[string]string{FreezePlan: fmt.Sprint(p.ID), FreezeScheme: p.SchemeID} {
		stopped, err := frozen(tx, kind, what)
		if err != nil {
			return p, nil, err
		}
		if stopped {
			return p, nil, fault.New(fault.Conflict, "benefit.frozen")
		}
	}
	lines, err := Payables(tx, plan)
	return p, lines, err
}

func open(tx *store.Tx, scheme, fund string) error {
	for code, kind := range map[string]ledger.Kind{
		treasury(fund): ledger.Treasury, purse(scheme, fund): ledger.Scheme, transit(scheme): ledger.Transit, paid(scheme): ledger.Paid,
	} {
		if err := ledger.Open(tx, code, kind); err != nil {
			return err
		}
	}
	return nil
}

// Payment is a payment with where it stands.
type Payment struct {
	Line
	SchemeID string
	Plan     id.ID
	At
}

// PaymentsOf are a case's payments, by period and layer.
func PaymentsOf(tx *store.Tx, which id.ID) ([]Payment, error) {
	return paymentsWhere(tx, `where p.case_id = $1 order by p.period, p.layer`, which)
}

// PaymentsBetween are the payments of a scheme whose plan was made between two days, the second one exclusive.
func PaymentsBetween(tx *store.Tx, scheme string, from, to civil.Date) ([]Payment, error) {
	return paymentsWhere(tx, `where p.scheme_id = $1 and p.plan_on >= $2 and p.plan_on < $3 order by p.plan_on, p.id`, scheme, from, to)
}

func paymentsWhere(tx *store.Tx, where string, args ...any) ([]Payment, error) {
	var all []Payment
	err := tx.Each(`select p.id, p.case_id, p.matter, p.round, p.n, p.identity, p.payee_identity, p.layer, p.period, p.fund, p.fen, p.account_rev, p.place, p.reason, p.scheme_id, p.plan
		from benefit_payable p `+where, args, func(scan func(...any) error) error {
		p := Payment{At: At{State: Planned}}
		err := scan(&p.ID, &p.Case, &p.Matter, &p.Round, &p.N, &p.Identity, &p.PayeeIdentity, &p.Layer, &p.Period, &p.Fund, (*int64)(&p.Fen), &p.AccountRev, &p.Place, &p.Reason, &p.SchemeID, &p.Plan)
		all = append(all, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	states := map[id.ID]map[id.ID]At{}
	for i := range all {
		p := &all[i]
		if states[p.Plan] == nil {
			if states[p.Plan], err = StatesOf(tx, p.Plan); err != nil {
				return nil, err
			}
		}
		if at, sent := states[p.Plan][p.ID]; sent {
			p.At = at
		}
	}
	return all, nil
}

// PlanIDs are all lists, the newest first.
func PlanIDs(tx *store.Tx) (all []id.ID, err error) {
	err = tx.Each(`select id from benefit_plan order by seq desc, id`, nil, func(scan func(...any) error) error {
		var one id.ID
		err := scan(&one)
		all = append(all, one)
		return err
	})
	return all, err
}

// Refusals are who was looked at for a plan and is not on its list.
func Refusals(tx *store.Tx, plan id.ID) ([]Refusal, error) {
	all := []Refusal{}
	err := tx.Each(`select case_id, code from benefit_refusal where plan = $1 order by case_id`, []any{plan}, func(scan func(...any) error) error {
		var r Refusal
		err := scan(&r.Case, &r.Code)
		all = append(all, r)
		return err
	})
	return all, err
}

// Funded reports whether a plan has its money.
func Funded(tx *store.Tx, plan id.ID) (bool, error) {
	return tx.One(`select 1 from benefit_funding where plan = $1`, []any{plan}, new(int))
}

// PayeeOf is who is paid in a case.
func PayeeOf(tx *store.Tx, which id.ID) (payee id.ID, err error) {
	found, err := tx.One(`select payee from benefit_case where id = $1`, []any{which}, &payee)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "benefit.no-case")
	}
	return payee, err
}
