package benefit_test

import (
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/store"
)

func TestWrongPaymentsComeBackByVisibleEntries(t *testing.T) {
	each(t, func(b *bureau) {
		line := b.line(b.granted("陈秀英"), "2026", 60000)
		b.today = b.today.AddDays(1)
		p, err := b.plan("zhou", "2026", line)
		b.must(err)
		b.must(b.fund("wu", p))
		o, err := b.order("zheng", p)
		b.must(err)
		step := func(name, kind string, fen money.Fen) error {
			return b.try(func(tx *store.Tx) error {
				seat, err := benefit.SeatOf(tx, b.at[name], id.New())
				if err != nil {
					return err
				}
				return b.desk().Recover(tx, seat, line.ID, benefit.Recovery{Kind: kind, Fen: fen, Instalments: 2}, "重复发放")
			})
		}
		b.refused(step("zhou", benefit.Found, 60000), "benefit.not-paid")
		_, err = b.take("file", answer(o, 0, "paid", b.today))
		b.must(err)
		b.refused(step("wu", benefit.Found, 60000), "benefit.wrong-power")
		b.refused(step("wu", benefit.Instalment, 1), "benefit.nothing-found")
		b.refused(step("zhou", benefit.Found, 60001), "benefit.too-much")
		b.must(step("zhou", benefit.Found, 50000))
		b.refused(step("sun", benefit.Found, 1), "benefit.found-before")
		b.refused(step("zhou", benefit.Waive, 1), "benefit.wrong-power")
		b.must(step("wu", benefit.Agreed, 50000))
		b.must(step("wu", benefit.Instalment, 20000))
		b.refused(step("wu", benefit.Instalment, 30001), "benefit.too-much")
		b.must(step("wu", benefit.Waive, 30000))
		b.refused(step("wu", benefit.Instalment, 1), "benefit.too-much")
		if got := b.balances(); got["paid/support"] != 10000 || got["recovered/support"] != 20000 || got["waived/support"] != 30000 {
			b.Errorf("balances %v", got)
		}
		b.sound()
	})
}

func TestAReviewLooksAtTheDoubtfulAndASample(t *testing.T) {
	each(t, func(b *bureau) {
		first, second, third := b.granted("陈秀英"), b.granted("何秀芬"), b.granted("周玉兰")
		b.today = b.today.AddYears(1)
		matches := []benefit.Match{{Case: first, Found: benefit.Matched}, {Case: second, Found: benefit.Doubtful, Code: "registered"}, {Case: third, Found: benefit.Sample}}
		match := func() (added []benefit.Match, err error) {
			err = b.try(func(tx *store.Tx) (err error) {
				added, err = b.desk().Match(tx, b.rules, "0", 2027, matches)
				return err
			})
			return added, err
		}
		added, err := match()
		b.must(err)
		again, err := match()
		b.must(err)
		if len(added) != 3 || len(again) != 0 {
			b.Errorf("added %d, then %d", len(added), len(again))
		}
		if b.load(first).Last().Kind != benefit.Application || b.load(second).Last().Kind != benefit.Review || b.load(third).Last().Kind != benefit.Review {
			b.Error("reviews were opened for others than the doubtful and the sample")
		}
		b.must(b.act("qian", third, "review", benefit.Refused))
		b.read(func(tx *store.Tx) error {
			r, err := benefit.ReviewOf(tx, "support", 2027)
			if want := (benefit.Reviewed{Matched: 1, Doubtful: 1, Sample: 1, Decided: 1, Wrong: 1}); r != want {
				b.Errorf("%+v, want %+v", r, want)
			}
			return err
		})
		chosen := 0
		for range 2000 {
			if b.desk().Chosen(id.New(), 2027, 5) {
				chosen++
			}
		}
		if chosen < 60 || chosen > 150 { // of 2000, 5 in a hundred: 100, give or take four standard deviations
			b.Errorf("%d were chosen", chosen)
		}
	})
}
