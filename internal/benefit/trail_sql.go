package benefit

import (
	"slices"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/store"
)

// PlanAct is what a power did with a list.
type PlanAct struct {
	Power   Power
	Body    string
	Account id.ID // from which it was done
	On      civil.Date
	Signer  string
	Hash    []byte // of the list, as the act names it
	Lines   int    // of the list; of an order, those that were sent
	Fen     money.Fen
	Attempt int    // of an order
	Profile string // of an order: the bank's
	Digest  []byte
	seq     store.Seq
}

// Trail are the acts of the powers on a list, in their order: it was confirmed, funded, and sent to the bank once or several times.
func Trail(tx *store.Tx, plan id.ID) (all []PlanAct, err error) {
	for _, one := range []struct {
		power Power
		query string
	}{
		{Confirm, `select a.seq, a.body, t.actor, a.on_date, a.signer, a.list_hash, a.lines, a.fen, 0, '', a.digest from benefit_plan a join store_tx t on t.seq = a.seq where a.id = $1`},
		{Fund, `select a.seq, a.body, t.actor, a.on_date, a.signer, a.list_hash, a.lines, a.fen, 0, '', a.digest from benefit_funding a join store_tx t on t.seq = a.seq where a.plan = $1`},
		{Pay, `select a.seq, a.body, t.actor, a.on_date, a.signer, a.list_hash, a.sent_lines, a.sent_fen, a.attempt, a.profile, a.digest from benefit_order a join store_tx t on t.seq = a.seq
			where a.plan = $1 order by a.attempt`},
	} {
		err := tx.Each(one.query, []any{plan}, func(scan func(...any) error) error {
			a := PlanAct{Power: one.power}
			err := scan(&a.seq, &a.Body, &a.Account, &a.On, &a.Signer, &a.Hash, &a.Lines, (*int64)(&a.Fen), &a.Attempt, &a.Profile, &a.Digest)
			all = append(all, a)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b PlanAct) int { return int(a.seq - b.seq) })
	return all, nil
}
