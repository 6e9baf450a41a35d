package exchange_test

import (
	"bytes"
	"fmt"
	"syscall"
	"testing"
	"time"

	"youfu/internal/benefit"
	"youfu/internal/demo/bank"
	"youfu/internal/exchange"
	"youfu/internal/testdb"
)

// BenchmarkPayments pays so many people once: the list, its money, the order and its pain.001 file; then the bank's answers, and the closing
// statement. A person is paid once, so that each stage is done once however often it is asked for.
func BenchmarkPayments(b *testing.B) {
	for _, many := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			p := newPayer(b, testdb.SQLite(b))
			p.granted(many)
			to := p.bank("iso20022")
			var file []byte
			ordered := measured(func() (rows, size int) {
				plan := p.funded()
				_, file = p.order(plan.ID, to)
				return plan.Lines, len(file)
			})
			b.Run("plan and pain.001", ordered.report)
			paying := bank.New(1, bank.Options{Profile: to})
			p.must(paying.Take(file))
			var answers [][]byte
			for on := p.today; !paying.Quiet(); on = on.AddDays(1) {
				answers = append(answers, paying.Answers(on)...)
			}
			b.Run("answers", measured(func() (rows, size int) {
				for _, one := range answers {
					a, err := exchange.Answer(p.ctx, p.desks["pay"], to, bytes.NewReader(one), int64(len(one)))
					p.must(err)
					rows, size = rows+a.Answers, size+len(one)
				}
				return rows, size
			}).report)
			b.Run("closing", func(b *testing.B) {
				for b.Loop() {
					v, err := p.desks["pay"].OpenClosing(p.ctx, "grant", "2026")
					if err != nil || v.Total.Paid.Lines != many {
						b.Fatalf("%+v, %v", v.Total, err)
					}
				}
				b.ReportMetric(float64(many), "rows")
			})
			plans, err := p.desks["pay"].Plans(p.ctx)
			if err != nil || plans[0].States[benefit.PaidOut] != many {
				b.Fatalf("%+v, %v", plans, err)
			}
		})
	}
}

// stage is what was measured of something that can be done once.
type stage struct {
	took, processor time.Duration
	rows, size      int
}

func measured(do func() (rows, size int)) stage {
	begun, before := time.Now(), processorTime()
	rows, size := do()
	return stage{time.Since(begun), processorTime() - before, rows, size}
}

// report gives the figures, however often it is asked.
func (s stage) report(b *testing.B) {
	b.ReportMetric(float64(s.took.Nanoseconds()), "ns/op")
	b.ReportMetric(s.processor.Seconds(), "cpu-s")
	b.ReportMetric(float64(s.rows), "rows")
	b.ReportMetric(float64(s.size), "bytes")
}

// processorTime is what this process has used: on a machine that others use too, the time that a wall clock shows says little.
func processorTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
