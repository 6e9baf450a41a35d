package benefit_test

import (
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// Two officials decide at once: one of them did, and the other is told.
func TestTwoDecideAtOnce(t *testing.T) {
	each(t, func(b *bureau) {
		which := b.apply("陈秀英")
		names := []string{"qian", "sun", "li", "zhou"}
		errs := make([]error, len(names))
		var all sync.WaitGroup
		for i, name := range names {
			all.Go(func() { errs[i] = b.act(name, which, "review", benefit.Passed) })
		}
		all.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else {
				b.refused(err, "benefit.not-next")
			}
		}
		if done != 1 || len(b.load(which).Last().Acts) != 1 {
			b.Errorf("%d decided, %d acts", done, len(b.load(which).Last().Acts))
		}
		b.sound()
	})
}

// machine does random acts by random people; whatever is refused, what stands is sound.
type machine struct {
	*bureau
	cases  []id.ID
	plans  []benefit.Plan
	orders []benefit.Order
	files  int
}

var everybody = []string{"qian", "sun", "li", "zhou", "wu", "zheng", "wang", "feng"}

func (m *machine) somebody(t *rapid.T) string { return rapid.SampledFrom(everybody).Draw(t, "who") }

func (m *machine) step(t *rapid.T) {
	what := rapid.SampledFrom([]string{"apply", "act", "act", "act", "act", "act", "act", "object", "answer", "lodge", "freeze", "wait", "wait", "plan", "fund", "order", "bank", "bank", "leave", "sit", "recover", "close", "close"}).Draw(t, "what")
	if what == "wait" {
		m.today = m.today.AddDays(rapid.IntRange(1, 40).Draw(t, "days"))
		return
	}
	if what == "apply" {
		if len(m.cases) < 6 {
			m.cases = append(m.cases, m.apply(fmt.Sprint("resident ", len(m.cases))))
		}
		return
	}
	if len(m.cases) == 0 {
		return
	}
	which, who := rapid.SampledFrom(m.cases).Draw(t, "case"), m.somebody(t)
	switch what {
	case "act":
		steps := []string{"review", "notice", "confirmation"}
		m.act(who, which, rapid.SampledFrom(steps).Draw(t, "step"), rapid.SampledFrom([]string{benefit.Passed, benefit.Passed, benefit.Passed, benefit.Refused}).Draw(t, "outcome"))
	case "object":
		m.try(func(tx *store.Tx) error { _, err := m.desk().Object(tx, which, "x"); return err })
	case "lodge":
		m.try(func(tx *store.Tx) error { return m.desk().Lodge(tx, which, 60, "x") })
	case "answer":
		for _, o := range m.load(which).Objections {
			m.seated(who, func(tx *store.Tx, s benefit.Seat) error {
				return m.desk().Answer(tx, s, which, o.ID, benefit.Dismissed, "x")
			})
		}
	case "freeze":
		m.seated(who, func(tx *store.Tx, s benefit.Seat) error {
			return m.desk().Freeze(tx, s, benefit.FreezeCase, which.String(), rapid.Bool().Draw(t, "frozen"), "x")
		})
	case "leave":
		m.try(func(tx *store.Tx) error { return benefit.Leave(tx, m.at[who], m.today, id.New()) })
	case "sit":
		m.try(func(tx *store.Tx) error {
			return benefit.Sit(tx, m.at[who], rapid.SampledFrom([]string{"health", "finance", "bank", "audit"}).Draw(t, "body"), m.today, id.New())
		})
	default:
		m.pay(t, what, who)
	}
}

func (m *machine) seated(who string, do func(*store.Tx, benefit.Seat) error) error {
	return m.try(func(tx *store.Tx) error {
		seat, err := benefit.SeatOf(tx, m.at[who], id.New())
		if err != nil {
			return err
		}
		return do(tx, seat)
	})
}

func (m *machine) pay(t *rapid.T, what, who string) {
	if what == "plan" {
		var lines []benefit.Line
		for _, which := range m.cases {
			if _, final := m.load(which).Entitling(m.today); final != nil {
				lines = append(lines, m.line(which, rapid.SampledFrom([]string{"2026", "2027"}).Draw(t, "period"), money.Fen(rapid.IntRange(1, 100000).Draw(t, "fen"))))
			}
		}
		if p, err := m.plan(who, "2026", lines...); err == nil {
			m.plans = append(m.plans, p)
		}
		return
	}
	if len(m.plans) == 0 {
		return
	}
	p := rapid.SampledFrom(m.plans).Draw(t, "plan")
	switch what {
	case "fund":
		m.fund(who, p)
	case "order":
		if o, err := m.order(who, p); err == nil {
			m.orders = append(m.orders, o)
		}
	case "bank":
		if len(m.orders) == 0 {
			return
		}
		o := rapid.SampledFrom(m.orders).Draw(t, "order")
		a := answer(o, rapid.IntRange(0, len(o.Lines)-1).Draw(t, "line"), rapid.SampledFrom([]string{"accepted", "paid", "returned", "rejected", "unknown"}).Draw(t, "kind"), m.today.AddDays(rapid.IntRange(-2, 2).Draw(t, "day")))
		m.files++
		m.take(fmt.Sprint("file ", m.files), a)
	case "close":
		m.seated(who, func(tx *store.Tx, s benefit.Seat) error {
			_, err := m.desk().Close(tx, s, m.rules, rapid.SampledFrom([]string{"2026", "2027"}).Draw(t, "period"), m.signer())
			return err
		})
	case "recover":
		for _, o := range m.orders {
			m.seated(who, func(tx *store.Tx, s benefit.Seat) error {
				kind := rapid.SampledFrom([]string{benefit.Found, benefit.Instalment, benefit.Waive}).Draw(t, "kind")
				return m.desk().Recover(tx, s, o.Lines[0].ID, benefit.Recovery{Kind: kind, Fen: money.Fen(rapid.IntRange(1, 50).Draw(t, "fen"))}, "x")
			})
		}
	}
}

func TestRandomActsKeepEveryRule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &machine{bureau: newBureau(t, testdb.SQLite(t))}
		defer m.Close()
		for range rapid.IntRange(10, 60).Draw(rt, "steps") {
			m.step(rt)
		}
		if found := m.examined(); len(found) > 0 {
			rt.Fatalf("doctor found %v", found)
		}
		m.balances()
		for _, which := range m.cases {
			c := m.load(which)
			for _, matter := range c.Matters {
				seen := map[string]bool{}
				for _, a := range matter.Acts {
					if seen[string(a.Actor)] {
						rt.Fatalf("somebody acted twice in %s", which)
					}
					seen[string(a.Actor)] = true
				}
			}
		}
	})
}
