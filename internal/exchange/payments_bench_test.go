package exchange_test

import (
	"bytes"
	"fmt"
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/demo/bank"
	"youfu/internal/exchange"
	"youfu/internal/id"
	"youfu/internal/testdb"
)

// BenchmarkPayments pays so many people once: the list, its money, the order and its pain.001 file; then the bank's answers. It is run with
// -benchtime 1x: a person is paid once.
func BenchmarkPayments(b *testing.B) {
	for _, many := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			p := newPayer(b, testdb.SQLite(b))
			p.granted(many)
			to := p.bank("iso20022")
			var plan id.ID
			var file []byte
			b.Run("plan and pain.001", func(b *testing.B) {
				listed := p.funded()
				plan = listed.ID
				_, file = p.order(plan, to)
				b.ReportMetric(float64(listed.Lines), "payments")
				b.ReportMetric(float64(len(file)), "bytes")
			})
			paying := bank.New(1, bank.Options{Profile: to})
			p.must(paying.Take(file))
			var answers [][]byte
			for on := p.today; !paying.Quiet(); on = on.AddDays(1) {
				answers = append(answers, paying.Answers(on)...)
			}
			b.Run("answers", func(b *testing.B) {
				matched := 0
				for _, one := range answers {
					a, err := exchange.Answer(p.ctx, p.desks["pay"], to, bytes.NewReader(one), int64(len(one)))
					p.must(err)
					matched += a.Answers
				}
				b.ReportMetric(float64(matched), "answers")
			})
			b.Run("closing", func(b *testing.B) {
				for b.Loop() {
					v, err := p.desks["pay"].OpenClosing(p.ctx, "grant", "2026")
					if err != nil || v.Total.Paid.Lines != many {
						b.Fatalf("%+v, %v", v.Total, err)
					}
				}
			})
			if v := p.plan(plan); v.States[benefit.PaidOut] != many {
				b.Fatalf("%v", v.States)
			}
		})
	}
}
