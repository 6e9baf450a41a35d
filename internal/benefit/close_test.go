package benefit_test

import (
	"fmt"
	"maps"
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/store"
)

func (b *bureau) close(name string) (c benefit.Closing, err error) {
	err = b.try(func(tx *store.Tx) error {
		seat, err := benefit.SeatOf(tx, b.at[name], id.New())
		if err != nil {
			return err
		}
		c, err = b.desk().Close(tx, seat, b.rules, "2026", b.signer())
		return err
	})
	return c, err
}

func (b *bureau) closing() (c benefit.Closing) {
	b.Helper()
	b.read(func(tx *store.Tx) (err error) {
		c, err = benefit.ClosingOf(tx, b.rules.ID, "2026")
		return err
	})
	return c
}

// says writes sums as "confirmed=allocated=ordered+held, ordered=paid+returned+pending", in payments.
func says(s benefit.Sums) string {
	return fmt.Sprintf("%d=%d=%d+%d, %d=%d+%d+%d", s.Confirmed.Lines, s.Allocated.Lines, s.Ordered.Lines, s.Held.Lines, s.Ordered.Lines, s.Paid.Lines, s.Returned.Lines, s.Pending.Lines)
}

// The closing statement follows every fen of a period, by area, and is signed by three bodies over the same sums.
func TestTheClosingStatementFollowsEveryFen(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.close("sun")
		b.refused(err, "benefit.nothing-to-close")
		north, south := id.New(), id.New()
		var lines []benefit.Line
		for i, at := range []id.ID{north, north, south, south, {}} {
			line := b.line(b.granted(fmt.Sprint("resident ", i)), "2026", 60000)
			line.Place = at
			lines = append(lines, line)
		}
		b.today = b.today.AddDays(1)
		p, err := b.plan("zhou", "2026", lines...)
		b.must(err)
		b.follows("5=0=0+5, 0=0+0+0")
		_, err = b.close("sun")
		b.refused(err, "benefit.not-balanced")
		b.must(b.fund("wu", p))
		b.follows("5=5=0+5, 0=0+0+0")
		o, err := b.order("zheng", p)
		b.must(err)
		b.follows("5=5=5+0, 5=0+0+5")
		_, err = b.take("1", answer(o, 0, "accepted", b.today), answer(o, 1, "paid", b.today), answer(o, 2, "returned", b.today), answer(o, 3, "paid", b.today))
		b.must(err)
		b.follows("5=5=5+0, 5=2+1+2")
		_, err = b.take("2", answer(o, 3, "returned", b.today.AddDays(3)), answer(o, 4, "rejected", b.today))
		b.must(err)
		b.follows("5=5=5+0, 5=1+3+1")
		again, err := b.order("zheng", p)
		b.must(err)
		b.follows("5=5=5+0, 5=1+0+4")
		b.closed(again)
	})
}

// follows fails unless the sums of the whole are as said, and doctor counts the same.
func (b *bureau) follows(want string) {
	b.Helper()
	if c := b.closing(); says(c.Total) != want || len(c.Places) != 3 {
		b.Errorf("%s in %d areas, want %s", says(c.Total), len(c.Places), want)
	}
	b.sound()
}

func (b *bureau) closed(o benefit.Order) {
	b.Helper()
	_, err := b.close("wang")
	b.refused(err, "benefit.wrong-power")
	_, err = b.close("wu")
	b.refused(err, "benefit.closing-order")
	first, err := b.close("sun")
	b.must(err)
	if !first.Balances() || len(first.Signed) != 1 || first.Total.Confirmed.Fen != 300000 {
		b.Errorf("%+v", first)
	}
	before, _ := b.Seq(ctx)
	_, err = b.close("li") // confirmation has signed these sums
	b.must(err)
	if now, _ := b.Seq(ctx); now != before {
		b.Error("the same power signed the same sums twice")
	}
	_, err = b.take("3", answer(o, 0, "paid", b.today))
	b.must(err)
	_, err = b.close("wu")
	b.refused(err, "benefit.closing-changed") // these are other sums than confirmation signed
	for i, name := range []string{"zhou", "wu", "zheng"} {
		c, err := b.close(name)
		b.must(err)
		if len(c.Signed) != i+1 {
			b.Errorf("%s signed, signatures %d", name, len(c.Signed))
		}
	}
	b.sound()
	if got := b.closing().Signed; len(got) != 3 || got[0].Power != benefit.Confirm || got[2].Power != benefit.Pay {
		b.Errorf("signed by %+v", got)
	}
}

// What the tables let through of a closing statement, doctor names; one person for two bodies they refuse by themselves.
func TestAClosingStatementCannotBeForged(t *testing.T) {
	each(t, func(b *bureau) {
		p := b.planned()
		b.must(b.fund("wu", p))
		_, err := b.close("sun")
		b.must(err)
		c := b.closing()
		fund := b.seat("wu")
		forged := row{"seq": 0, "scheme_id": b.rules.ID, "period": "2026", "place": "", "sums": "{}", "sums_hash": c.Hash, "actor": fund.Identity, "grant_n": fund.N, "sits": true, "body": fund.Body,
			"power": "fund", "digest": []byte{1}, "signer": "password", "signature": []byte{1}, "on_date": "2026-01-01"}
		sun := b.seat("sun")
		for name, change := range map[string]row{
			"one person signed twice": {"actor": sun.Identity, "grant_n": sun.N, "body": sun.Body, "power": "confirm"},
			"a power was borrowed":    {"actor": sun.Identity, "grant_n": sun.N},
		} {
			other := maps.Clone(forged)
			maps.Copy(other, change)
			if b.force("benefit_closing", other, nil) == nil {
				b.Error(name)
			}
		}
		b.must(b.force("benefit_closing", forged, nil))
		b.finds("closing")
	})
	each(t, func(b *bureau) {
		b.planned()
		b.must(b.force("benefit_tally", row{"seq": 0, "scheme_id": b.rules.ID, "period": "2026", "place": "", "state": "confirmed", "lines": 1, "fen": 1}, nil))
		b.finds("miscounted")
	})
}
