package benefit

import (
	"cmp"
	"slices"

	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/store"
)

// Names of the sums that acts move.
const (
	sumConfirmed = "confirmed" // on a list
	sumAllocated = "allocated" // on a list that has its money
	sumOrdered   = "ordered"   // sent to the bank at least once
	sumPending   = "pending"   // of these: not answered by the bank, or accepted alone
	sumPaid      = "paid"
	sumReturned  = "returned" // came back, or was rejected, and not sent again
)

// Part is so many payments and what they come to.
type Part struct {
	Lines int       `json:"lines"`
	Fen   money.Fen `json:"fen"`
}

// Sums are where the payments of a scheme and period stand.
type Sums struct {
	Confirmed Part `json:"confirmed"`
	Allocated Part `json:"allocated"`
	Ordered   Part `json:"ordered"`
	Held      Part `json:"held"` // confirmed and never sent
	Paid      Part `json:"paid"`
	Returned  Part `json:"returned"`
	Pending   Part `json:"pending"`
}

// Balances reports whether all that was confirmed has its money, and each fen of it stands in one place.
func (s Sums) Balances() bool {
	for _, part := range []Part{s.Confirmed, s.Allocated, s.Ordered, s.Held, s.Paid, s.Returned, s.Pending} {
		if part.Lines < 0 || part.Fen < 0 || (part.Lines == 0) != (part.Fen == 0) {
			return false
		}
	}
	return s.Confirmed == s.Allocated && s.Allocated == s.Ordered.plus(s.Held) && s.Ordered == s.Paid.plus(s.Returned).plus(s.Pending)
}

func (s Part) plus(other Part) Part { return Part{s.Lines + other.Lines, s.Fen + other.Fen} }

// add adds to a sum by its name. Held is what was confirmed and not ordered.
func (s *Sums) add(state string, by Part) {
	less := Part{-by.Lines, -by.Fen}
	switch state {
	case sumConfirmed:
		s.Confirmed, s.Held = s.Confirmed.plus(by), s.Held.plus(by)
	case sumAllocated:
		s.Allocated = s.Allocated.plus(by)
	case sumOrdered:
		s.Ordered, s.Held = s.Ordered.plus(by), s.Held.plus(less)
	case sumPending:
		s.Pending = s.Pending.plus(by)
	case sumPaid:
		s.Paid = s.Paid.plus(by)
	case sumReturned:
		s.Returned = s.Returned.plus(by)
	}
}

// tally gathers what one act does to sums.
type tally map[tallyKey]Part

type tallyKey struct{ scheme, period, place, state string }

// put adds a payment to a sum.
func (t tally) put(scheme, period string, place id.ID, state string, fen money.Fen) {
	k := tallyKey{scheme, period, placeKey(place), state}
	t[k] = t[k].plus(Part{1, fen})
}

// move takes a payment from one sum to another.
func (t tally) move(scheme, period string, place id.ID, from, to string, fen money.Fen) {
	k := tallyKey{scheme, period, placeKey(place), from}
	t[k] = t[k].plus(Part{-1, -fen})
	t.put(scheme, period, place, to, fen)
}

func placeKey(place id.ID) string {
	if place.Zero() {
		return ""
	}
	return place.String()
}

func (t tally) insert(tx *store.Tx) error {
	keys := make([]tallyKey, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b tallyKey) int {
		return cmp.Or(cmp.Compare(a.scheme, b.scheme), cmp.Compare(a.period, b.period), cmp.Compare(a.place, b.place), cmp.Compare(a.state, b.state))
	})
	rows := tx.Insert("benefit_tally", "scheme_id", "period", "place", "seq", "state", "lines", "fen")
	for _, k := range keys {
		if by := t[k]; by != (Part{}) {
			if err := rows.Row(k.scheme, k.period, k.place, tx.Seq, k.state, by.Lines, int64(by.Fen)); err != nil {
				return err
			}
		}
	}
	return nil
}

// SumsOf are the sums of a scheme and period by area, each under the area's id, or "" where none is known.
func SumsOf(tx *store.Tx, scheme, period string) (map[string]Sums, error) {
	all := map[string]Sums{}
	err := tx.Each(`select place, state, sum(lines), sum(fen) from benefit_tally where scheme_id = $1 and period = $2 group by place, state`, []any{scheme, period}, func(scan func(...any) error) error {
		var place, state string
		var by Part
		err := scan(&place, &state, &by.Lines, (*int64)(&by.Fen))
		sums := all[place]
		sums.add(state, by)
		all[place] = sums
		return err
	})
	return all, err
}
