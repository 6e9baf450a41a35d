package benefit

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"slices"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

// Closing is the closing statement of a scheme and period, as the sums stand, with who signed it.
type Closing struct {
	Scheme string        `json:"scheme"`
	Period string        `json:"period"`
	Total  Sums          `json:"total"`
	Places []PlaceSums   `json:"places"` // in the order of their ids
	Hash   []byte        `json:"-"`      // of all of the above
	Signed []ClosingSign `json:"-"`      // over these sums, in the order of closers
}

// PlaceSums are the sums of one area; Place is zero for payments of which none is known.
type PlaceSums struct {
	Place id.ID `json:"place"`
	Sums
}

// ClosingSign is a body's signature under a closing statement.
type ClosingSign struct {
	Seq    store.Seq  `json:"seq"`
	Power  Power      `json:"power"`
	Body   string     `json:"body"`
	On     civil.Date `json:"on"`
	Actor  []byte     `json:"-"`
	Signer string     `json:"signer"`
	Hash   []byte     `json:"-"`
}

// closers sign a closing statement, each after those before.
var closers = []Power{Confirm, Fund, Pay}

// wholeDistrict is the place of a statement that holds every area.
const wholeDistrict = ""

// ClosingOf adds up a scheme's period. NotFound where nothing was planned for it.
func ClosingOf(tx *store.Tx, scheme, period string) (Closing, error) {
	c := Closing{Scheme: scheme, Period: period}
	places, err := SumsOf(tx, scheme, period)
	if err == nil && len(places) == 0 {
		err = fault.New(fault.NotFound, "benefit.nothing-to-close", scheme, period)
	}
	if err != nil {
		return c, err
	}
	for key, sums := range places {
		one := PlaceSums{Sums: sums}
		if key != "" {
			if one.Place, err = id.Parse(key); err != nil {
				return c, err
			}
		}
		c.Places = append(c.Places, one)
		c.Total = c.Total.plus(sums)
	}
	slices.SortFunc(c.Places, func(a, b PlaceSums) int { return bytes.Compare(a.Place[:], b.Place[:]) })
	text, err := json.Marshal(c)
	if err != nil {
		return c, err
	}
	sum := sha256.Sum256(text)
	c.Hash = sum[:]
	signs, err := closingSigns(tx, scheme, period)
	for _, s := range signs {
		if bytes.Equal(s.Hash, c.Hash) {
			c.Signed = append(c.Signed, s)
		}
	}
	return c, err
}

func (s Sums) plus(o Sums) Sums {
	return Sums{s.Confirmed.plus(o.Confirmed), s.Allocated.plus(o.Allocated), s.Ordered.plus(o.Ordered), s.Held.plus(o.Held), s.Paid.plus(o.Paid), s.Returned.plus(o.Returned), s.Pending.plus(o.Pending)}
}

// Balances reports whether the sums of every area balance.
func (c Closing) Balances() bool {
	return c.Total.Balances() && !slices.ContainsFunc(c.Places, func(p PlaceSums) bool { return !p.Balances() })
}

// closingSigns are all signatures under a scheme's period, also under sums that have changed since, the powers in their order.
func closingSigns(tx *store.Tx, scheme, period string) (all []ClosingSign, err error) {
	err = tx.Each(`select c.seq, c.power, c.body, c.actor, c.signer, c.sums_hash, c.on_date from benefit_closing c where c.scheme_id = $1 and c.period = $2 and c.place = $3 order by c.seq`,
		[]any{scheme, period, wholeDistrict}, func(scan func(...any) error) error {
			var s ClosingSign
			err := scan(&s.Seq, (*string)(&s.Power), &s.Body, &s.Actor, &s.Signer, &s.Hash, &s.On)
			all = append(all, s)
			return err
		})
	slices.SortStableFunc(all, func(a, b ClosingSign) int {
		return cmp.Compare(slices.Index(closers, a.Power), slices.Index(closers, b.Power))
	})
	return all, err
}

// Close signs the closing statement of a scheme's period, as the sums stand, by one of the three bodies: confirmation, then the fund's, then
// the paying one. It is the same statement that all of them sign. Where a payment came back after it was closed, the sums are others, and it
// is closed anew from the beginning.
//
// Errors: NotFound where nothing was planned; Conflict where the sums do not balance, or the body before has not signed these sums; Refused
// for another power or body, and for who has signed already for another one.
func (d Desk) Close(tx *store.Tx, s Seat, r Rules, period string, signer Signer) (Closing, error) {
	turn := slices.Index(closers, s.Power)
	switch {
	case turn < 0:
		return Closing{}, fault.New(fault.Refused, "benefit.wrong-power", Pay, s.Power)
	case r.Bodies[s.Power] != s.Body:
		return Closing{}, fault.New(fault.Refused, "benefit.wrong-body", r.Bodies[s.Power], s.Body)
	}
	c, err := ClosingOf(tx, r.ID, period)
	switch {
	case err != nil:
		return c, err
	case !c.Balances():
		return c, fault.New(fault.Conflict, "benefit.not-balanced", c.Total.Confirmed.Fen, c.Total.Allocated.Fen)
	case slices.ContainsFunc(c.Signed, func(one ClosingSign) bool { return one.Power == s.Power }):
		return c, store.ErrNothing
	case slices.ContainsFunc(c.Signed, func(one ClosingSign) bool { return bytes.Equal(one.Actor, s.Identity) }):
		return c, fault.New(fault.Refused, "benefit.acted-before")
	case len(c.Signed) < turn:
		return c, d.notItsTurn(tx, c, closers[len(c.Signed)])
	}
	return c, d.signClosing(tx, s, &c, signer)
}

// notItsTurn says that a body has not signed these sums, and whether it has signed others.
func (d Desk) notItsTurn(tx *store.Tx, c Closing, before Power) error {
	signs, err := closingSigns(tx, c.Scheme, c.Period)
	if err != nil {
		return err
	}
	for _, one := range slices.Backward(signs) {
		if one.Power == before {
			return fault.New(fault.Conflict, "benefit.closing-changed", before, one.On)
		}
	}
	return fault.New(fault.Conflict, "benefit.closing-order", before)
}

// closingContent is what is signed of a closing statement.
type closingContent struct {
	Scheme, Period string
	Sums           []byte
	By             []byte
	Body           string
	On             civil.Date
}

func (d Desk) signClosing(tx *store.Tx, s Seat, c *Closing, signer Signer) error {
	digest, signature, err := sign(tx, "closing", closingContent{c.Scheme, c.Period, c.Hash, s.Identity, s.Body, d.Today}, signer)
	if err != nil {
		return err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	c.Signed = append(c.Signed, ClosingSign{tx.Seq, s.Power, s.Body, d.Today, s.Identity, signer.Kind(), c.Hash})
	return tx.Insert("benefit_closing", "scheme_id", "period", "place", "power", "seq", "sums", "sums_hash", "actor", "grant_n", "sits", "body", "digest", "signer", "signature", "on_date").
		Row(c.Scheme, c.Period, wholeDistrict, string(s.Power), tx.Seq, string(text), c.Hash, s.Identity, s.N, true, s.Body, digest, signer.Kind(), signature, d.Today)
}

// Odd are the payments of a scheme's period of which the bank has said something that did not fit.
func Odd(tx *store.Tx, scheme, period string) (all []id.ID, err error) {
	err = tx.Each(`select distinct a.payment from benefit_answer a join benefit_payable p on p.id = a.payment
		where (a.finding = 'differs' or a.finding = 'out-of-order' or a.kind = 'unknown') and p.scheme_id = $1 and p.period = $2 order by a.payment`, []any{scheme, period},
		func(scan func(...any) error) error {
			var payment id.ID
			err := scan(&payment)
			all = append(all, payment)
			return err
		})
	return all, err
}
