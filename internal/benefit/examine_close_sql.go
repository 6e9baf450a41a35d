package benefit

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"

	"youfu/internal/seal"
	"youfu/internal/store"
)

// Miscounted are the schemes, periods and areas whose sums are not what their payments, looked at one by one, come to.
func Miscounted(tx *store.Tx) ([]string, error) {
	plans, err := PlanIDs(tx)
	if err != nil {
		return nil, err
	}
	want := map[[3]string]Sums{}
	for _, plan := range plans {
		p, err := FindPlan(tx, plan)
		if err != nil {
			return nil, err
		}
		lines, err := Payables(tx, plan)
		if err != nil {
			return nil, err
		}
		states, err := StatesOf(tx, plan)
		if err != nil {
			return nil, err
		}
		funded, err := Funded(tx, plan)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			key := [3]string{p.SchemeID, l.Period, placeKey(l.Place)}
			sums := want[key]
			count(&sums, l, funded, states[l.ID])
			want[key] = sums
		}
	}
	return unlikeTally(tx, want)
}

// count adds a payment to the sums in which it stands.
func count(s *Sums, l Line, funded bool, at At) {
	one := Part{1, l.Fen}
	s.add(sumConfirmed, one)
	if funded {
		s.add(sumAllocated, one)
	}
	if at.Attempt == 0 {
		return
	}
	s.add(sumOrdered, one)
	s.add(map[LineState]string{Ordered: sumPending, PaidOut: sumPaid, Returned: sumReturned}[at.State], one)
}

func unlikeTally(tx *store.Tx, want map[[3]string]Sums) ([]string, error) {
	got := map[[3]string]Sums{}
	if err := tx.Each(`select scheme_id, period, place, state, lines, fen from benefit_tally`, nil, func(scan func(...any) error) error {
		var key [3]string
		var state string
		var by Part
		err := scan(&key[0], &key[1], &key[2], &state, &by.Lines, (*int64)(&by.Fen))
		sums := got[key]
		sums.add(state, by)
		got[key] = sums
		return err
	}); err != nil {
		return nil, err
	}
	var all []string
	for key := range got {
		want[key] = want[key].plus(Sums{})
	}
	for key, sums := range want {
		if got[key] != sums {
			all = append(all, fmt.Sprintf("%s %s %s: %v, %v", key[0], key[1], key[2], got[key], sums))
		}
	}
	return all, nil
}

// ForgedClosings are the closing statements whose sums, signatures or order of signing are not what they say.
func ForgedClosings(tx *store.Tx, keys *seal.Keys) ([]string, error) {
	w, err := newWitness(tx, keys)
	if err != nil {
		return nil, err
	}
	var all []string
	before := map[string][]ClosingSign{} // by scheme, period and sums
	err = tx.Each(`select c.scheme_id, c.period, c.power, c.body, c.actor, c.on_date, c.sums, c.sums_hash, c.digest, c.signer, c.signature, c.seq, l.seq
		from benefit_closing c left join notary_leaf l on l.digest = c.digest and l.seq = c.seq order by c.seq`, nil, func(scan func(...any) error) error {
		var c closingContent
		var s ClosingSign
		var text string
		var digest, signature []byte
		var leaf *int64
		if err := scan(&c.Scheme, &c.Period, (*string)(&s.Power), &c.Body, &c.By, &c.On, &text, &c.Sums, &digest, &s.Signer, &signature, &s.Seq, &leaf); err != nil {
			return err
		}
		want, err := digestOf("closing", c)
		hash := sha256.Sum256([]byte(text))
		key := fmt.Sprintf("%s/%s/%x", c.Scheme, c.Period, c.Sums)
		inTurn := len(before[key]) == slices.Index(closers, s.Power)
		alone := slices.ContainsFunc(before[key], func(one ClosingSign) bool { return bytes.Equal(one.Actor, c.By) })
		if s.Actor = c.By; !bytes.Equal(want, digest) || !bytes.Equal(hash[:], c.Sums) || leaf == nil || !w.signed(s.Signer, s.Seq, c.By, digest, signature) || !inTurn || alone {
			all = append(all, c.Scheme+" "+c.Period)
		}
		before[key] = append(before[key], s)
		return err
	})
	return all, err
}
