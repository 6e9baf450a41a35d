package benefit_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/ledger"
	"youfu/internal/money"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

func (b *bureau) balances() map[string]money.Fen {
	b.Helper()
	var all map[string]money.Fen
	b.read(func(tx *store.Tx) (err error) {
		all, err = ledger.Balances(tx)
		return err
	})
	var sum money.Fen
	for _, fen := range all {
		sum += fen
	}
	if sum != 0 {
		b.Errorf("the accounts sum to %d", sum)
	}
	return all
}

func answer(o benefit.Order, i int, kind string, on civil.Date) benefit.Answer {
	return benefit.Answer{EndToEnd: o.Lines[i].EndToEnd, Kind: kind, Fen: o.Lines[i].Fen, On: on}
}

func TestMoneyReachesThePerson(t *testing.T) {
	each(t, func(b *bureau) {
		lines := []benefit.Line{b.line(b.granted("陈秀英"), "2026", 60000), b.line(b.granted("何秀芬"), "2026", 60000)}
		_, err := b.plan("wu", "2026", lines...)
		b.refused(err, "benefit.wrong-power")
		_, err = b.plan("zhou", "2026")
		b.refused(err, "benefit.empty-plan") // an empty selection pays nobody
		b.today = b.today.AddDays(1)
		p, err := b.plan("zhou", "2026", lines...)
		b.must(err)
		_, err = b.order("zheng", p)
		b.refused(err, "benefit.not-funded")
		b.refused(b.fund("zheng", p), "benefit.wrong-power")
		other := p
		other.Hash = slices.Clone(p.Hash)
		other.Hash[0]++
		b.refused(b.fund("wu", other), "benefit.other-list")
		b.must(b.fund("wu", p))
		b.refused(b.fund("wu", p), "benefit.funded")
		if got := b.balances()["scheme/support/treasury"]; got != 120000 {
			b.Errorf("funded with %d", got)
		}
		_, err = b.order("wu", p)
		b.refused(err, "benefit.wrong-power")
		o, err := b.order("zheng", p)
		b.must(err)
		_, err = b.order("zheng", p)
		b.refused(err, "benefit.nothing-to-send") // sent again after a crash: once is enough
		taken, err := b.take("file-1", answer(o, 0, "accepted", b.today), answer(o, 1, "returned", b.today))
		b.must(err)
		if taken.Findings["counted"] != 2 {
			b.Errorf("taken: %+v", taken)
		}
		if got := fmt.Sprint(b.states(p)); got != "[ordered returned]" { // accepted is not paid
			b.Errorf("states %s", got)
		}
		taken, err = b.take("file-2", answer(o, 0, "paid", b.today))
		b.must(err)
		again, err := b.order("zheng", p)
		b.must(err)
		if again.Attempt != 2 || len(again.Lines) != 1 || again.Lines[0].ID != o.Lines[1].ID || again.Lines[0].EndToEnd == o.Lines[1].EndToEnd {
			b.Errorf("sent again: %+v", again)
		}
		_, err = b.take("file-3", answer(again, 0, "paid", b.today))
		b.must(err)
		balances := b.balances()
		if balances["paid/support"] != 120000 || balances["transit/support"] != 0 || balances["scheme/support/treasury"] != 0 || balances["treasury/treasury"] != -120000 {
			b.Errorf("balances %v", balances)
		}
	})
}

func TestTheSamePaymentIsMadeOnce(t *testing.T) {
	each(t, func(b *bureau) {
		line := b.line(b.granted("陈秀英"), "2026", 60000)
		b.today = b.today.AddDays(1)
		p, err := b.plan("zhou", "2026", line, line)
		b.must(err)
		if p.Lines != 1 {
			b.Errorf("%d lines", p.Lines)
		}
		_, err = b.plan("zhou", "2026", line)
		b.refused(err, "benefit.empty-plan")
	})
}

// What the bank says, and what becomes of it: duplicates, other amounts, orders of arrival, strangers.
func TestWhatTheBankSays(t *testing.T) {
	day := civil.MustDate("2026-03-02")
	said := func(kind string, fen money.Fen, on civil.Date) benefit.Answer {
		return benefit.Answer{Kind: kind, Fen: fen, On: on}
	}
	booked := func(booking string, on civil.Date) benefit.Answer {
		return benefit.Answer{Kind: "paid", Fen: 60000, On: on, Booking: booking}
	}
	for name, c := range map[string]struct {
		answers  []benefit.Answer
		findings string
		state    benefit.LineState
		paid     money.Fen
		alarms   int
	}{
		"paid":                              {[]benefit.Answer{said("paid", 60000, day)}, "[counted]", benefit.PaidOut, 60000, 0},
		"accepted, then paid":               {[]benefit.Answer{said("accepted", 60000, day), said("paid", 60000, day)}, "[counted counted]", benefit.PaidOut, 60000, 0},
		"paid twice over":                   {[]benefit.Answer{said("paid", 60000, day), said("paid", 60000, day)}, "[counted repeated]", benefit.PaidOut, 60000, 0},
		"one booking told twice":            {[]benefit.Answer{booked("A", day), booked("A", day)}, "[counted repeated]", benefit.PaidOut, 60000, 0},
		"two bookings are two credits":      {[]benefit.Answer{booked("A", day), booked("B", day)}, "[counted differs]", benefit.PaidOut, 60000, 1},
		"one fen less":                      {[]benefit.Answer{said("paid", 59999, day)}, "[differs]", benefit.Ordered, 0, 1},
		"a return of one fen more":          {[]benefit.Answer{said("returned", 60001, day)}, "[differs]", benefit.Ordered, 0, 1},
		"returned":                          {[]benefit.Answer{said("returned", 60000, day)}, "[counted]", benefit.Returned, 0, 0},
		"rejected without an amount":        {[]benefit.Answer{said("rejected", 0, day)}, "[counted]", benefit.Returned, 0, 0},
		"a late return reopens":             {[]benefit.Answer{said("paid", 60000, day), said("returned", 60000, day.AddDays(20))}, "[counted counted]", benefit.Returned, 0, 0},
		"the return comes before the news":  {[]benefit.Answer{said("returned", 60000, day.AddDays(2)), said("paid", 60000, day)}, "[counted repeated]", benefit.Returned, 0, 0},
		"paid after it came back":           {[]benefit.Answer{said("returned", 60000, day), said("paid", 60000, day.AddDays(1))}, "[counted out-of-order]", benefit.Returned, 0, 1},
		"rejected after it was paid":        {[]benefit.Answer{said("paid", 60000, day), said("rejected", 60000, day)}, "[counted out-of-order]", benefit.PaidOut, 60000, 1},
		"a return dated before the payment": {[]benefit.Answer{said("paid", 60000, day), said("returned", 60000, day.AddDays(-1))}, "[counted out-of-order]", benefit.PaidOut, 60000, 1},
		"returned twice over":               {[]benefit.Answer{said("returned", 60000, day), said("returned", 60000, day)}, "[counted repeated]", benefit.Returned, 0, 0},
		"accepted after it was paid":        {[]benefit.Answer{said("paid", 60000, day), said("accepted", 60000, day)}, "[counted repeated]", benefit.PaidOut, 60000, 0},
		"the bank does not know it":         {[]benefit.Answer{said("unknown", 0, day)}, "[counted]", benefit.Ordered, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBureau(t, testdb.SQLite(t))
			line := b.line(b.granted("陈秀英"), "2026", 60000)
			b.today = b.today.AddDays(1)
			p, err := b.plan("zhou", "2026", line)
			b.must(err)
			b.must(b.fund("wu", p))
			o, err := b.order("zheng", p)
			b.must(err)
			for i := range c.answers {
				c.answers[i].EndToEnd = o.Lines[0].EndToEnd
			}
			stranger := benefit.Answer{EndToEnd: id.New(), Kind: "paid", Fen: 1, On: day}
			taken, err := b.take("file", append(slices.Clone(c.answers), stranger, benefit.Answer{Kind: "paid", Fen: 5, On: day})...)
			b.must(err)
			if taken.Findings["suspense"] != 2 {
				t.Errorf("strangers: %v", taken.Findings)
			}
			var found []string
			var at benefit.At
			b.read(func(tx *store.Tx) error {
				states, err := benefit.StatesOf(tx, p.ID)
				at = states[line.ID]
				if err != nil {
					return err
				}
				return tx.Each(`select finding from benefit_answer where finding <> 'suspense' order by line`, nil, func(scan func(...any) error) error {
					var f string
					err := scan(&f)
					found = append(found, f)
					return err
				})
			})
			if fmt.Sprint(found) != c.findings || at.State != c.state || b.balances()["paid/support"] != c.paid || len(taken.Exceptions) != c.alarms {
				t.Errorf("found %v (want %s), %s (want %s), paid %d, alarms %d", found, c.findings, at.State, c.state, b.balances()["paid/support"], len(taken.Exceptions))
			}
			before := b.balances()
			if _, err := b.take("file", c.answers...); err != nil {
				t.Error(err)
			}
			if after := b.balances(); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Error("the same file moved money again")
			}
		})
	}
}

// Whatever a bank says in whatever order, no payment is made twice, the accounts sum to zero, and what is paid is what was granted.
func TestNoBankCanBreakTheLedger(t *testing.T) {
	b := newBureau(t, testdb.SQLite(t))
	var lines []benefit.Line
	for i := range 4 {
		lines = append(lines, b.line(b.granted(fmt.Sprint("resident ", i)), "2026", money.Fen(60000+i)))
	}
	b.today = b.today.AddDays(1)
	p, err := b.plan("zhou", "2026", lines...)
	b.must(err)
	b.must(b.fund("wu", p))
	o, err := b.order("zheng", p)
	b.must(err)
	orders, n := []benefit.Order{o}, 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		o := rapid.SampledFrom(orders).Draw(t, "order")
		var answers []benefit.Answer
		for range rapid.IntRange(1, 5).Draw(t, "answers") {
			a := answer(o, rapid.IntRange(0, len(o.Lines)-1).Draw(t, "line"), rapid.SampledFrom([]string{"accepted", "paid", "returned", "rejected", "unknown"}).Draw(t, "kind"), b.today.AddDays(rapid.IntRange(-2, 9).Draw(t, "day")))
			a.Fen += money.Fen(rapid.SampledFrom([]int{0, 0, 0, 0, 1}).Draw(t, "off"))
			answers = append(answers, a)
		}
		_, err := b.take(fmt.Sprint("file ", n), answers...)
		b.must(err)
		if next, err := b.order("zheng", p); err == nil {
			orders = append(orders, next)
		}
		balances, want := b.balances(), money.Fen(0)
		b.read(func(tx *store.Tx) error {
			states, err := benefit.StatesOf(tx, p.ID)
			for _, l := range lines {
				if states[l.ID].State == benefit.PaidOut {
					want += l.Fen
				}
			}
			return err
		})
		if balances["paid/support"] != want || balances["transit/support"] < 0 || balances["scheme/support/treasury"] < 0 {
			t.Fatalf("balances %v, paid by state %d", balances, want)
		}
	})
}
