package benefit_test

import (
	"fmt"
	"math"
	"sync"
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// What other systems got wrong, and no other test of this package already tries. docs/support.md lists all of it.

// Nobody is payable before the whole time of her notice has passed: the last day of the notice is a day on which somebody may object.
func TestNobodyIsPayableBeforeHerNoticeHasRunOut(t *testing.T) {
	each(t, func(b *bureau) {
		b.rules = benefit.Rules{Hash: "hash-2", ID: "published", Bodies: b.rules.Bodies, Steps: []benefit.Step{{ID: "confirmation", Power: benefit.Confirm}, {ID: "notice", Power: benefit.Supervise, Days: 5}}}
		b.write(func(tx *store.Tx) error { return benefit.Adopt(tx, b.rules) })
		which := b.apply("陈秀英")
		b.must(b.act("qian", which, "confirmation", benefit.Passed))
		payable := func() error {
			c := b.load(which)
			last := c.Last().Acts[len(c.Last().Acts)-1]
			_, err := b.plan("zhou", "2026", benefit.Line{ID: benefit.PaymentID(c, "base", "2026"), Case: which, Matter: 1, Round: last.Round, N: last.N, Until: last.Until, Identity: c.SubjectIdentity,
				PayeeIdentity: c.PayeeIdentity, Layer: "base", Period: "2026", Fund: "treasury", Fen: 60000, AccountRev: 1})
			return err
		}
		if payable() == nil {
			b.Error("confirmed, published nowhere, and payable")
		}
		b.must(b.act("wang", which, "notice", benefit.Passed))
		until := b.load(which).Last().Acts[1].Until
		for ; b.today <= until; b.today = b.today.AddDays(1) {
			if _, final := b.load(which).Entitling(b.today); final != nil || payable() == nil {
				b.Errorf("payable on %s, with a notice until %s", b.today, until)
			}
		}
		b.must(payable())
	})
}

// Time decides nothing: a case that nobody decides stays undecided for years, before each step, and pays nothing.
func TestATimeOutNeverApproves(t *testing.T) {
	b := newBureau(t, testdb.SQLite(t))
	which := b.apply("陈秀英")
	for _, step := range []struct{ who, id string }{{"qian", "review"}, {"wang", "notice"}, {"sun", "confirmation"}} {
		before, _ := b.Seq(ctx)
		b.today = b.today.AddYears(3)
		if _, final := b.load(which).Entitling(b.today); final != nil || b.state(which) != benefit.Waiting {
			b.Errorf("three years before %s, and it is %s", step.id, b.state(which))
		}
		if now, _ := b.Seq(ctx); now != before {
			b.Error("something was written by time alone")
		}
		b.must(b.act(step.who, which, step.id, benefit.Passed))
	}
}

// A step reaches neither who asks for the benefit nor who has acted in the matter, whichever body seats them for it and however they change.
func TestNoStepIsDelegatedToTheRequesterOrAnEarlierActor(t *testing.T) {
	each(t, func(b *bureau) {
		which := b.apply("陈秀英")
		b.at["requester"] = b.keys.Digest(person.Number, "陈秀英")
		b.write(func(tx *store.Tx) error { return benefit.Sit(tx, b.at["requester"], "audit", b.today, id.New()) })
		b.must(b.act("qian", which, "review", benefit.Passed))
		b.refused(b.act("requester", which, "notice", benefit.Passed), "benefit.own-case")
		b.moved("qian", "audit")
		b.refused(b.act("qian", which, "notice", benefit.Passed), "benefit.acted-before")
		b.must(b.act("wang", which, "notice", benefit.Passed))
		b.moved("requester", "health")
		b.moved("wang", "health")
		b.refused(b.act("requester", which, "confirmation", benefit.Passed), "benefit.own-case")
		b.refused(b.act("wang", which, "confirmation", benefit.Passed), "benefit.acted-before")
		for _, name := range []string{"requester", "wang"} { // nor at the tables
			if b.insert("benefit_act", b.nextAct(which, name, benefit.Passed)) == nil {
				b.Errorf("the step of %s stands", name)
			}
		}
		b.must(b.act("sun", which, "confirmation", benefit.Passed))
	})
}

// moved has somebody leave her body and sit in another one.
func (b *bureau) moved(name, body string) {
	b.Helper()
	b.write(func(tx *store.Tx) error { return benefit.Leave(tx, b.at[name], b.today, id.New()) })
	b.today = b.today.AddDays(benefit.CoolingDays)
	for _, voice := range []string{"wu", "zheng"} {
		b.must(b.speak(voice, name))
	}
	b.write(func(tx *store.Tx) error { return benefit.Sit(tx, b.at[name], body, b.today, id.New()) })
}

func (b *bureau) speak(name, about string) error {
	return b.try(func(tx *store.Tx) error {
		seat, err := benefit.SeatOf(tx, b.at[name], id.New())
		if err != nil {
			return err
		}
		return b.desk().Speak(tx, seat, b.at[about], b.signer())
	})
}

// A voice is one's own, counts once, and never in one's own matter; one that was put into the table by somebody else is named by doctor.
func TestAVoteIsOnesOwnOnceAndNeverOnOnesOwnCase(t *testing.T) {
	each(t, func(b *bureau) {
		left := b.today
		for _, name := range []string{"qian", "sun"} {
			b.write(func(tx *store.Tx) error { return benefit.Leave(tx, b.at[name], left, id.New()) })
		}
		b.today = b.today.AddDays(benefit.CoolingDays)
		b.refused(b.speak("qian", "qian"), "benefit.no-seat")
		b.refused(b.speak("sun", "qian"), "benefit.no-seat") // who sits nowhere has no voice
		b.must(b.speak("wu", "qian"))
		b.refused(b.speak("wu", "qian"), "benefit.spoke-before")
		sit := func(name string) error {
			return b.try(func(tx *store.Tx) error { return benefit.Sit(tx, b.at[name], "audit", b.today, id.New()) })
		}
		b.refused(sit("qian"), "benefit.voices") // one voice twice is one
		b.sound()
		voice := row{"seq": 0, "identity": b.at["qian"], "n": 3, "by_identity": b.at["wang"], "by_n": 1, "digest": []byte{1}, "signature": []byte{1}}
		own := row{"seq": 0, "identity": b.at["qian"], "n": 3, "by_identity": b.at["qian"], "by_n": 1, "digest": []byte{1}, "signature": []byte{1}}
		if b.insert("benefit_voice", own) == nil {
			b.Error("somebody consents to her own seat")
		}
		b.must(b.force("benefit_voice", voice, nil)) // in the name of somebody else
		b.finds("voices")
		which := b.apply("陈秀英")
		b.at["requester"] = b.keys.Digest(person.Number, "陈秀英")
		b.write(func(tx *store.Tx) error { return benefit.Sit(tx, b.at["requester"], "audit", b.today, id.New()) })
		b.must(b.act("zhou", which, "review", benefit.Passed))
		b.must(b.act("feng", which, "notice", benefit.Passed))
		var objection id.ID
		b.write(func(tx *store.Tx) (err error) { objection, err = b.desk().Object(tx, which, "x"); return err })
		b.refused(b.try(func(tx *store.Tx) error {
			return b.desk().Answer(tx, benefit.Seat{Identity: b.at["requester"], N: 1, Body: "audit", Power: benefit.Supervise}, which, objection, benefit.Dismissed, "x")
		}), "benefit.own-case")
	})
}

// signsNothing is a signer that gives an empty signature.
type signsNothing struct{}

func (signsNothing) Kind() string                { return "nothing" }
func (signsNothing) Weak() bool                  { return true }
func (signsNothing) Sign([]byte) ([]byte, error) { return nil, nil }

// A receipt that says nothing proves nothing: neither a bank's statement without a line nor an act without a signature counts.
func TestAnEmptyReceiptIsRefused(t *testing.T) {
	b := newBureau(t, testdb.SQLite(t))
	p := b.planned()
	which := b.apply("何秀芬")
	for name, do := range map[string]func(*store.Tx) error{
		"act": func(tx *store.Tx) error {
			_, err := b.desk().Act(tx, b.seat("sun"), benefit.Deciding{Case: which, Step: "review", Outcome: benefit.Passed, Result: benefit.Met}, signsNothing{})
			return err
		},
		"fund": func(tx *store.Tx) error {
			_, err := b.desk().Fund(tx, b.seat("wu"), p.ID, p.Hash, signsNothing{})
			return err
		},
	} {
		if err := b.try(do); !fault.Is(err, fault.Refused) {
			b.Errorf("%s without a signature: %v", name, err)
		}
	}
	b.must(b.fund("wu", p))
	o, err := b.order("zheng", p)
	b.must(err)
	_, err = b.take("a statement without a line")
	b.refused(err, "benefit.empty-statement")
	if got := fmt.Sprint(b.states(p)); got != "[ordered]" || len(o.Lines) != 1 {
		b.Errorf("states %s", got)
	}
}

// A million beneficiaries are added up exactly; what has no place in 64 bits is an error and no wrong amount.
func TestAMillionBeneficiariesAreAddedUpExactly(t *testing.T) {
	const many = 1_000_000
	lines := make([]benefit.Line, many, many+1)
	for i := range lines {
		lines[i].Fen = money.Fen(9_000_000_000_000 + i)
	}
	sum, err := benefit.Sum(lines)
	if want := money.Fen(9_000_000_000_000*many + many*(many-1)/2); err != nil || sum != want {
		t.Errorf("%d, %v; want %d", sum, err, want)
	}
	if sum, err := benefit.Sum(append(lines, benefit.Line{Fen: math.MaxInt64 - sum + 1})); !fault.Is(err, fault.Invalid) {
		t.Errorf("beyond 64 bits: %d, %v", sum, err)
	}
}

// Two officials of one body do the same with a list at the same moment: what one of them did stands, once, and the other is told so.
func TestTwoDoTheSameWithAListAtOnce(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		b := newBureau(t, dsn)
		for name, body := range map[string]string{"xu": "finance", "he": "bank"} {
			b.at[name] = b.keys.Digest(person.Number, name)
			b.write(func(tx *store.Tx) error { return benefit.Sit(tx, b.at[name], body, b.today, id.New()) })
		}
		line := b.line(b.granted("陈秀英"), "2026", 60000)
		b.today = b.today.AddDays(1)
		var p benefit.Plan
		var o benefit.Order
		var keep sync.Mutex
		kept := func(err error, keepIt func()) error {
			if err == nil {
				keep.Lock()
				defer keep.Unlock()
				keepIt()
			}
			return err
		}
		b.once("benefit.empty-plan", []string{"zhou", "li"}, func(name string) error {
			one, err := b.plan(name, "2026", line)
			return kept(err, func() { p = one })
		})
		b.once("benefit.funded", []string{"wu", "xu"}, func(name string) error { return b.fund(name, p) })
		b.once("benefit.nothing-to-send", []string{"zheng", "he"}, func(name string) error {
			one, err := b.order(name, p)
			return kept(err, func() { o = one })
		})
		for range 2 {
			b.all([]string{"zheng", "zheng"}, func(string) error { _, err := b.take("one file", answer(o, 0, "paid", b.today)); return err })
		}
		b.all([]string{"qian", "sun"}, func(name string) error { _, err := b.close(name); return err })
		balances := b.balances()
		if balances["paid/support"] != 60000 || balances["scheme/support/treasury"] != 0 || balances["treasury/treasury"] != -60000 || len(b.closing().Signed) != 1 {
			b.Errorf("balances %v, signed %v", balances, b.closing().Signed)
		}
		b.sound()
	})
}

// all has everybody do it at the same moment.
func (b *bureau) all(names []string, do func(name string) error) {
	b.Helper()
	for _, err := range b.together(names, do) {
		b.must(err)
	}
}

// once has everybody do it at the same moment: one does, and the others are refused with the key.
func (b *bureau) once(key string, names []string, do func(name string) error) {
	b.Helper()
	stood := 0
	for _, err := range b.together(names, do) {
		if err == nil {
			stood++
		} else {
			b.refused(err, key)
		}
	}
	if stood != 1 {
		b.Errorf("%d stood of what gives %s", stood, key)
	}
}

func (b *bureau) together(names []string, do func(name string) error) []error {
	errs, begin := make([]error, len(names)), make(chan struct{})
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() { <-begin; errs[i] = do(name) })
	}
	close(begin)
	all.Wait()
	return errs
}
