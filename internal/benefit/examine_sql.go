package benefit

import (
	"bytes"
	"fmt"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/ledger"
	"youfu/internal/money"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// What doctor asks. Each looks again, by another way than the acts went, for what keys and checks cannot refuse, and names what it finds:
// a case, a list, a payment or a scheme by its id.

// places collects the first column of a question.
func places(tx *store.Tx, query string, args ...any) (all []string, err error) {
	err = tx.Each(query, args, func(scan func(...any) error) error {
		var one id.ID
		err := scan(&one)
		all = append(all, one.String())
		return err
	})
	return all, err
}

// ExpiredSeats are the cases and lists in which somebody acted after she had left the seat that she acted from.
func ExpiredSeats(tx *store.Tx) (all []string, err error) {
	for table, key := range map[string]string{"benefit_act": "case_id", "benefit_plan": "id", "benefit_funding": "plan", "benefit_order": "plan"} {
		some, err := places(tx, fmt.Sprintf(`select distinct a.%s from %s a join benefit_grant l on l.identity = a.actor and l.n = a.grant_n + 1 where l.seq < a.seq`, key, table))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// Impatient are the cases in which a step was taken while an objection was open, before a notice had run out, or while supervision had
// stopped them.
func Impatient(tx *store.Tx) ([]string, error) {
	all, err := places(tx, `select distinct a.case_id from benefit_act a join benefit_objection o on o.case_id = a.case_id and o.matter = a.matter and o.round = a.round and o.rev = 1 and o.n < a.n
		left join benefit_objection e on e.id = o.id and e.rev = 2 where o.seq < a.seq and (e.seq is null or e.seq > a.seq)`)
	if err != nil {
		return nil, err
	}
	frozen := map[string][][2]store.Seq{} // by target: from when to when
	err = tx.Each(`select target, seq, frozen from benefit_freeze order by kind, target, rev`, nil, func(scan func(...any) error) error {
		var what string
		var seq store.Seq
		var on bool
		if err := scan(&what, &seq, &on); err != nil {
			return err
		}
		if spans := frozen[what]; on {
			frozen[what] = append(spans, [2]store.Seq{seq, 1 << 62})
		} else if len(spans) > 0 {
			spans[len(spans)-1][1] = seq
		}
		return nil
	})
	if err != nil || len(frozen) == 0 {
		return all, err
	}
	during := func(seq store.Seq, targets ...string) bool {
		for _, what := range targets {
			for _, span := range frozen[what] {
				if span[0] < seq && seq < span[1] {
					return true
				}
			}
		}
		return false
	}
	for _, query := range []string{
		`select a.seq, a.case_id, m.scheme_id, a.case_id from benefit_act a join benefit_matter m on m.case_id = a.case_id and m.matter = a.matter`,
		`select s.seq, p.case_id, p.scheme_id, p.plan from benefit_sending s join benefit_payable p on p.id = s.payment`,
		`select f.seq, f.plan, p.scheme_id, f.plan from benefit_funding f join benefit_plan p on p.id = f.plan`,
	} {
		if err := tx.Each(query, nil, func(scan func(...any) error) error {
			var seq store.Seq
			var which, plan id.ID
			var scheme string
			err := scan(&seq, &which, &scheme, &plan)
			if during(seq, which.String(), scheme, plan.String()) {
				all = append(all, which.String())
			}
			return err
		}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Forged are the cases whose acts are not what was committed to and signed, and the lists that are not what they say.
func Forged(tx *store.Tx, keys *seal.Keys) ([]string, error) {
	w, err := newWitness(tx, keys)
	if err != nil {
		return nil, err
	}
	var all []string
	before := map[string][]byte{} // by case, matter: the digest of the act before
	err = tx.Each(`select a.case_id, a.matter, a.round, a.n, a.scheme, a.track, a.step, a.outcome, a.finding, a.on_date, a.until_on, a.actor, a.subject_identity, a.body, a.power, a.reason, a.digest,
		a.signer, a.signature, t.client_id, a.seq, l.seq from benefit_act a join store_tx t on t.seq = a.seq left join notary_leaf l on l.digest = a.digest and l.seq = a.seq
		order by a.case_id, a.matter, a.round, a.n`, nil, func(scan func(...any) error) error {
		var c actContent
		var digest, signature []byte
		var signer string
		var seq store.Seq
		var leaf *int64
		if err := scan(&c.Case, &c.Matter, &c.Round, &c.N, &c.Scheme, &c.Track, &c.Step, &c.Outcome, &c.Finding, &c.On, &c.Until, &c.Actor, &c.Subject, &c.Body, (*string)(&c.Power),
			&c.ReasonCell, &digest, &signer, &signature, &c.Write, &seq, &leaf); err != nil {
			return err
		}
		key := fmt.Sprint(c.Case, "/", c.Matter)
		c.Before = before[key]
		before[key] = digest
		want, err := digestOf("act", c)
		if err != nil {
			return err
		}
		if !bytes.Equal(want, digest) || leaf == nil || !w.signed(signer, seq, c.Actor, digest, signature) {
			all = append(all, c.Case.String())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	lists, err := forgedLists(tx, w)
	return append(all, lists...), err
}

// forgedLists are the plans whose lines are not those that were hashed, funded and signed.
func forgedLists(tx *store.Tx, w witness) ([]string, error) {
	plans, err := PlanIDs(tx)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, one := range plans {
		p, err := FindPlan(tx, one)
		if err != nil {
			return nil, err
		}
		lines, err := Payables(tx, one)
		if err != nil {
			return nil, err
		}
		sum, err := Sum(lines)
		if err != nil || len(lines) != p.Lines || sum != p.Fen || !bytes.Equal(ListHash(lines), p.Hash) {
			all = append(all, one.String())
		}
	}
	for _, table := range []string{"benefit_plan", "benefit_funding", "benefit_order"} {
		key := map[bool]string{true: "id", false: "plan"}[table == "benefit_plan"]
		if err := tx.Each(fmt.Sprintf(`select a.%s, a.actor, a.digest, a.signer, a.signature, a.seq, l.seq from %s a left join notary_leaf l on l.digest = a.digest and l.seq = a.seq`, key, table), nil, func(scan func(...any) error) error {
			var plan id.ID
			var actor, digest, signature []byte
			var signer string
			var seq store.Seq
			var leaf *int64
			err := scan(&plan, &actor, &digest, &signer, &signature, &seq, &leaf)
			if leaf == nil || !w.signed(signer, seq, actor, digest, signature) {
				all = append(all, plan.String())
			}
			return err
		}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Unbalanced are the accounts of the ledger that do not hold what the payments say, and the reversals that undo nothing.
func Unbalanced(tx *store.Tx) ([]string, error) {
	balances, err := ledger.Balances(tx)
	if err != nil {
		return nil, err
	}
	want := map[string]money.Fen{}
	for _, count := range []func(*store.Tx, map[string]money.Fen) error{countFunded, countSent, countRecovered} {
		if err := count(tx, want); err != nil {
			return nil, err
		}
	}
	var all []string
	for code, fen := range balances {
		if want[code] != fen {
			all = append(all, fmt.Sprintf("%s: %s, %s", code, fen, want[code]))
		}
	}
	for code, fen := range want {
		if _, there := balances[code]; !there && fen != 0 {
			all = append(all, code)
		}
	}
	strays, err := ledger.Strays(tx)
	if strays > 0 {
		all = append(all, fmt.Sprint("reversals: ", strays))
	}
	return all, err
}

// countFunded counts what the treasuries gave.
func countFunded(tx *store.Tx, want map[string]money.Fen) error {
	return tx.Each(`select p.scheme_id, p.fund, sum(p.fen) from benefit_payable p join benefit_funding f on f.plan = p.plan group by p.scheme_id, p.fund`, nil, func(scan func(...any) error) error {
		var scheme, fund string
		var fen int64
		err := scan(&scheme, &fund, &fen)
		want[treasury(fund)] -= money.Fen(fen)
		want[purse(scheme, fund)] += money.Fen(fen)
		return err
	})
}

// countSent counts what left the purses; of each sending the bank's last word says where it is.
func countSent(tx *store.Tx, want map[string]money.Fen) error {
	return tx.Each(`select p.scheme_id, p.fund, s.fen, (select a.kind from benefit_answer a where a.payment = s.payment and a.attempt = s.attempt and a.finding = 'counted' and a.kind in ('paid', 'returned', 'rejected')
		order by a.seq desc, a.line desc limit 1) from benefit_sending s join benefit_payable p on p.id = s.payment`, nil, func(scan func(...any) error) error {
		var scheme, fund string
		var fen int64
		var kind *string
		if err := scan(&scheme, &fund, &fen, &kind); err != nil {
			return err
		}
		at := transit(scheme)
		switch {
		case kind != nil && *kind == "paid":
			at = paid(scheme)
		case kind != nil:
			return nil // back in the purse
		}
		want[purse(scheme, fund)] -= money.Fen(fen)
		want[at] += money.Fen(fen)
		return nil
	})
}

// countRecovered counts what came back of wrong payments, or was left.
func countRecovered(tx *store.Tx, want map[string]money.Fen) error {
	return tx.Each(`select p.scheme_id, r.kind, r.fen from benefit_recovery r join benefit_payable p on p.id = r.payment where r.kind in ('instalment', 'waived')`, nil, func(scan func(...any) error) error {
		var scheme, kind string
		var fen int64
		err := scan(&scheme, &kind, &fen)
		want[paid(scheme)] -= money.Fen(fen)
		want[map[bool]string{true: waived(scheme), false: recovered(scheme)}[kind == Waive]] += money.Fen(fen)
		return err
	})
}

// ActOf is one act with whom it was about, for checks that need the register.
type ActOf struct {
	Case           id.ID
	Subject, Payee id.ID
	Actor          []byte
	On             civil.Date
	Seq            store.Seq
	Finding        string
	Track          string
	Scheme         string
}

// Acts calls use for the newest acts, at most so many. use may not use tx.
func Acts(tx *store.Tx, most int, use func(ActOf) error) error {
	return tx.Each(`select a.case_id, c.subject, c.payee, a.actor, a.on_date, a.seq, a.finding, a.track, a.scheme from benefit_act a join benefit_case c on c.id = a.case_id order by a.seq desc, a.case_id limit $1`,
		[]any{most}, func(scan func(...any) error) error {
			var a ActOf
			if err := scan(&a.Case, &a.Subject, &a.Payee, &a.Actor, &a.On, &a.Seq, &a.Finding, &a.Track, &a.Scheme); err != nil {
				return err
			}
			return use(a)
		})
}

// Steps are what the tables say of a scheme's text: its bodies by power, and its tracks with their steps.
func Steps(tx *store.Tx) (bodies map[string]map[Power]string, tracks map[string]map[string][]Step, err error) {
	bodies, tracks = map[string]map[Power]string{}, map[string]map[string][]Step{}
	if err = tx.Each(`select scheme, power, body from benefit_power`, nil, func(scan func(...any) error) error {
		var scheme, power, body string
		err := scan(&scheme, &power, &body)
		if bodies[scheme] == nil {
			bodies[scheme] = map[Power]string{}
		}
		bodies[scheme][Power(power)] = body
		return err
	}); err != nil {
		return nil, nil, err
	}
	err = tx.Each(`select scheme, track, step, power, days from benefit_step order by scheme, track, n`, nil, func(scan func(...any) error) error {
		var scheme, track string
		var s Step
		err := scan(&scheme, &track, &s.ID, (*string)(&s.Power), &s.Days)
		if tracks[scheme] == nil {
			tracks[scheme] = map[string][]Step{}
		}
		tracks[scheme][track] = append(tracks[scheme][track], s)
		return err
	})
	return bodies, tracks, err
}
