package benefit_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/person"
	"youfu/internal/seal"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

var ctx = context.Background()

// bureau is a district with four bodies, their officials, and a clock that the test moves.
type bureau struct {
	testing.TB
	*store.District
	keys  *seal.Keys
	today civil.Date
	rules benefit.Rules
	at    map[string][]byte // officials by name: their identities
}

// each runs a test on both databases.
func each(t *testing.T, run func(b *bureau)) {
	testdb.Each(t, func(t *testing.T, dsn string) { run(newBureau(t, dsn)) })
}

func newBureau(t testing.TB, dsn string) *bureau {
	t.Helper()
	config := store.Config{DSN: dsn}
	b := &bureau{TB: t, today: civil.MustDate("2026-01-05"), at: map[string][]byte{}}
	var err error
	b.keys, err = seal.NewKeys(seal.NewFile())
	b.must(err)
	b.must(store.Create(ctx, config))
	b.District, err = store.Open(ctx, config)
	b.must(err)
	t.Cleanup(func() { b.Close() })
	b.SetClock(func() time.Time {
		y, m, d := b.today.YMD()
		return time.Date(y, time.Month(m), d, 9, 0, 0, 0, time.UTC)
	})
	b.rules = benefit.Rules{Hash: "hash-1", ID: "support", Bodies: map[benefit.Power]string{benefit.Confirm: "health", benefit.Fund: "finance", benefit.Pay: "bank", benefit.Supervise: "audit"},
		Steps: []benefit.Step{{ID: "review", Power: benefit.Confirm, Level: "village"}, {ID: "notice", Power: benefit.Supervise, Days: 5}, {ID: "confirmation", Power: benefit.Confirm, Level: "district"}}}
	b.write(func(tx *store.Tx) error { return benefit.Adopt(tx, b.rules) })
	for name, body := range map[string]string{"qian": "health", "sun": "health", "li": "health", "zhou": "health", "wu": "finance", "zheng": "bank", "wang": "audit", "feng": "audit"} {
		b.at[name] = b.keys.Digest(person.Number, name)
		b.write(func(tx *store.Tx) error { return benefit.Sit(tx, b.at[name], body, b.today, id.New()) })
	}
	return b
}

func (b *bureau) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bureau) try(fn func(*store.Tx) error) error {
	_, err := b.Write(ctx, store.Writing{Actor: actor.Actor{Account: id.New()}, ClientID: id.New(), Kind: "test"}, fn)
	return err
}

func (b *bureau) write(fn func(*store.Tx) error) {
	b.Helper()
	b.must(b.try(fn))
}

func (b *bureau) read(fn func(*store.Tx) error) {
	b.Helper()
	b.must(b.Read(ctx, fn))
}

func (b *bureau) desk() benefit.Desk { return benefit.Desk{Keys: b.keys, Today: b.today} }

func (b *bureau) signer() benefit.Signer { return benefit.Password{Keys: b.keys} }

// resident enters somebody with a citizen number and an account of her own, and gives her id and identity.
func (b *bureau) resident(name string) (id.ID, []byte) {
	b.Helper()
	who, identity := id.New(), b.keys.Digest(person.Number, name)
	b.write(func(tx *store.Tx) error {
		book, err := person.In(tx, b.keys)
		if err != nil {
			return err
		}
		if _, err := book.Add(person.New{ID: who, Facts: person.Facts{Sex: "female"}, Card: person.Card{Name: name}, Identifiers: []person.Identifier{{System: person.Number, Value: name}}}); err != nil {
			return err
		}
		_, err = b.desk().PutAccount(tx, identity, "62"+name, name, name)
		return err
	})
	return who, identity
}

func (b *bureau) apply(name string) id.ID {
	b.Helper()
	who, identity := b.resident(name)
	var c *benefit.Case
	b.write(func(tx *store.Tx) (err error) {
		c, err = b.desk().Apply(tx, benefit.Applying{Rules: b.rules, Track: "1", Subject: who, Payee: who, SubjectIdentity: identity, PayeeIdentity: identity, On: b.today,
			Papers: map[string]string{"id-card": "seen"}})
		return err
	})
	return c.ID
}

func (b *bureau) act(name string, which id.ID, step, outcome string) error {
	return b.actAs(name, benefit.Deciding{Case: which, Step: step, Outcome: outcome, Reason: "because", Result: map[string]string{benefit.Passed: benefit.Met, benefit.Refused: benefit.NotMet}[outcome]})
}

func (b *bureau) actAs(name string, what benefit.Deciding) error {
	return b.try(func(tx *store.Tx) error {
		seat, err := benefit.SeatOf(tx, b.at[name], id.New())
		if err != nil {
			return err
		}
		_, err = b.desk().Act(tx, seat, what, b.signer())
		return err
	})
}

func (b *bureau) load(which id.ID) (c *benefit.Case) {
	b.Helper()
	b.read(func(tx *store.Tx) (err error) {
		c, err = benefit.Load(tx, which)
		return err
	})
	return c
}

func (b *bureau) state(which id.ID) benefit.State {
	b.Helper()
	c := b.load(which)
	return c.Progress(c.Last(), b.today).State
}

// granted is a case that has passed every step.
func (b *bureau) granted(name string) id.ID {
	b.Helper()
	which := b.apply(name)
	b.must(b.act("qian", which, "review", benefit.Passed))
	b.must(b.act("wang", which, "notice", benefit.Passed))
	b.today = civil.Calendar{}.After(b.today, 5).AddDays(1)
	b.must(b.act("sun", which, "confirmation", benefit.Passed))
	return which
}

// line is what a granted case is paid for a period.
func (b *bureau) line(which id.ID, period string, fen money.Fen) benefit.Line {
	b.Helper()
	c := b.load(which)
	_, final := c.Entitling(b.today)
	if final == nil {
		b.Fatalf("case %s is not granted", which)
	}
	return benefit.Line{ID: benefit.PaymentID(c, "base", period), Case: which, Matter: c.Last().N, Round: final.Round, N: final.N, Until: final.Until,
		Identity: c.SubjectIdentity, PayeeIdentity: c.PayeeIdentity, Layer: "base", Period: period, Fund: "treasury", Fen: fen, AccountRev: 1}
}

func (b *bureau) plan(name, period string, lines ...benefit.Line) (p benefit.Plan, err error) {
	err = b.try(func(tx *store.Tx) error {
		seat, err := benefit.SeatOf(tx, b.at[name], id.New())
		if err != nil {
			return err
		}
		p, _, err = b.desk().Plan(tx, seat, b.rules, period, lines, nil, b.signer())
		return err
	})
	return p, err
}

func (b *bureau) fund(name string, p benefit.Plan) error {
	return b.try(func(tx *store.Tx) error {
		seat, err := benefit.SeatOf(tx, b.at[name], id.New())
		if err != nil {
			return err
		}
		_, err = b.desk().Fund(tx, seat, p.ID, p.Hash, b.signer())
		return err
	})
}

func (b *bureau) order(name string, p benefit.Plan) (o benefit.Order, err error) {
	err = b.try(func(tx *store.Tx) error {
		seat, err := benefit.SeatOf(tx, b.at[name], id.New())
		if err != nil {
			return err
		}
		o, err = b.desk().Order(tx, seat, benefit.Ordering{Plan: p.ID, Profile: "iso20022", Held: func([]benefit.Line) (map[id.ID]string, error) { return nil, nil }}, b.signer())
		return err
	})
	return o, err
}

// take gives a bank's file to the paying body.
func (b *bureau) take(file string, answers ...benefit.Answer) (t benefit.Taken, err error) {
	for i := range answers {
		answers[i].Line = i + 1
	}
	err = b.try(func(tx *store.Tx) error {
		seat, err := benefit.SeatOf(tx, b.at["zheng"], id.New())
		if err != nil {
			return err
		}
		t, err = b.desk().Take(tx, seat, "iso20022", []byte(file), answers)
		return err
	})
	return t, err
}

// refused fails unless an error has the key.
func (b *bureau) refused(err error, key string) {
	b.Helper()
	var f *fault.Error
	if e, ok := err.(*fault.Error); ok {
		f = e
	}
	if f == nil || f.Key != key {
		b.Errorf("got %v, want %s", err, key)
	}
}

func (b *bureau) states(p benefit.Plan) []string {
	b.Helper()
	var all []string
	b.read(func(tx *store.Tx) error {
		states, err := benefit.StatesOf(tx, p.ID)
		for _, at := range states {
			all = append(all, fmt.Sprint(at.State))
		}
		return err
	})
	slices.Sort(all)
	return all
}
