package office_test

import (
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/post"
	"youfu/internal/store"
)

const scheme = "reward-assistance"

// bureau is a town whose clock moves, with officials of the four powers.
type bureau struct {
	*town
	today civil.Date
	desks map[string]office.Office
}

func bureaus(t *testing.T, test func(*bureau)) {
	each(t, func(w *town) { test(newBureau(w)) })
}

func newBureau(w *town) *bureau {
	b := &bureau{w, civil.MustDate("2026-02-02"), map[string]office.Office{}}
	w.Store.SetClock(func() time.Time {
		y, m, d := b.today.YMD()
		return time.Date(y, time.Month(m), d, 4, 0, 0, 0, time.UTC)
	})
	for i, o := range []struct {
		name string
		post actor.Post
		body string
		at   string
	}{
		{"village", actor.VillageWorker, "", village}, {"reviewer", actor.ConfirmOfficer, "health-commission", village}, {"checker", actor.ConfirmOfficer, "health-commission", township},
		{"confirmer", actor.ConfirmOfficer, "health-commission", ""}, {"planner", actor.ConfirmOfficer, "health-commission", ""}, {"elsewhere", actor.ConfirmOfficer, "health-commission", "990101101200"},
		{"fund", actor.FundOfficer, "finance-bureau", ""}, {"pay", actor.PayOfficer, "agent-bank", ""},
		{"notice 1", actor.Supervisor, "audit-office", ""}, {"notice 2", actor.Supervisor, "audit-office", ""}, {"notice 3", actor.Supervisor, "audit-office", ""},
	} {
		b.official(o.name, fmt.Sprintf("official-%d", i), number(i), o.post, o.body, o.at)
	}
	return b
}

// number is a citizen number whose check digit is right.
func number(i int) string {
	head := fmt.Sprintf("110105196001%02d%03d", 1+i%28, i)
	for _, check := range "0123456789X" {
		if n, err := civil.ParseNumber(head + string(check)); err == nil {
			return string(n)
		}
	}
	panic(head)
}

func (b *bureau) official(name, login, number string, p actor.Post, body, at string) {
	b.Helper()
	if _, err := b.Accounts.Add(b.ctx, actor.System, post.NewAccount{Login: login, CitizenNumber: number, ClientID: id.New(), NewSeat: post.NewSeat{Post: p, Body: body, Place: b.ids[at]}}); err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	b.desks[name] = office.Office{District: b.District, Route: "test", Actor: actor.Actor{Account: id.New(), Seat: id.New(), Login: login, Post: p, Body: body, Place: b.ids[at], Identity: b.Keys.Digest(person.Number, number)}}
}

// elder is somebody who meets the scheme but for its papers.
func (b *bureau) elder(name, number string) id.ID {
	b.Helper()
	who := id.New()
	birth, _ := civil.ParseBirth("1960-01-01")
	b.write("person", func(tx *store.Tx) error {
		book, err := person.In(tx, b.Keys)
		if err != nil {
			return err
		}
		if _, err := book.Add(person.New{ID: who, Facts: person.Facts{Sex: "female", Birth: birth}, Card: person.Card{Name: name}, Identifiers: []person.Identifier{{System: person.Number, Value: number}},
			Stays: []person.Stay{{Role: person.Registered, Place: b.ids[village], Nature: "agricultural"}, {Role: person.Resides, Place: b.ids[village]}}}); err != nil {
			return err
		}
		for _, name := range []string{"living-children", "living-daughters"} {
			if err := book.PutAttribute(person.Attribute{ID: id.New(), Person: who, Name: name, Code: "1", Source: "household book"}); err != nil {
				return err
			}
		}
		return nil
	})
	return who
}

var papers = map[string]string{"id-card": "seen", "household-book": "seen", "cohort-record": "2004-17"}

func (b *bureau) apply(who id.ID, papers map[string]string) id.ID {
	b.Helper()
	done, err := b.desks["village"].Apply(b.ctx, id.New(), office.ApplySupport{Scheme: scheme, Person: who, Papers: papers, Account: "62" + who.String()})
	if err != nil {
		b.Fatal(err)
	}
	return done.Case
}

func (b *bureau) decide(name string, which id.ID, step string) (*office.Case, error) {
	return b.desks[name].Decide(b.ctx, id.New(), office.Decision{Case: which, Step: step, Outcome: benefit.Passed}, benefit.Password{Keys: b.Keys})
}

// grant takes a case through all its steps.
func (b *bureau) grant(which id.ID) {
	b.Helper()
	for _, step := range []struct{ who, step string }{{"reviewer", "village-review"}, {"notice 1", "village-review-notice"}, {"checker", "township-check"}, {"notice 2", "township-check-notice"},
		{"confirmer", "confirmation"}, {"notice 3", "confirmation-notice"}} {
		if _, err := b.decide(step.who, which, step.step); err != nil {
			b.Fatalf("%s: %v", step.step, err)
		}
		b.today = b.today.AddDays(20)
	}
}

func (b *bureau) refuses(err error, key string) {
	b.Helper()
	if f, ok := err.(*fault.Error); !ok || f.Key != key {
		b.Errorf("got %v, want %s", err, key)
	}
}

func TestSupportFromTheVillageToTheAccount(t *testing.T) {
	bureaus(t, func(b *bureau) {
		who := b.elder("陈秀英", number(100))
		which := b.apply(who, map[string]string{"id-card": "seen"})
		_, err := b.decide("reviewer", which, "village-review")
		b.refuses(err, "benefit.undecided") // a paper is missing: not decided yet, never refused
		if _, err := b.desks["village"].See(b.ctx, id.New(), which, papers, "", ""); err != nil {
			t.Fatal(err)
		}
		_, err = b.decide("elsewhere", which, "village-review")
		b.refuses(err, "benefit.no-case")
		_, err = b.decide("checker", which, "village-review")
		b.refuses(err, "office.not-your-step")
		b.grant(which)
		v, err := b.desks["village"].OpenCase(b.ctx, which)
		if err != nil || v.Progress.State != benefit.Granted {
			t.Fatalf("%+v, %v", v, err)
		}
		replayed, err := b.desks["confirmer"].Replay(b.ctx, which)
		if err != nil || len(replayed) != 3 {
			t.Fatalf("%d decisions, %v", len(replayed), err)
		}
		for _, r := range replayed {
			if !r.Equal {
				b.Errorf("%s asked again: %+v, was %+v", r.Act.Step, r.Now, r.Was)
			}
		}
		signer := benefit.Password{Keys: b.Keys}
		plan, err := b.desks["planner"].PlanPayments(b.ctx, id.New(), scheme, "2026", signer)
		if err != nil || plan.Lines != 1 || plan.Fen != 96000 {
			t.Fatalf("%+v, %v", plan, err)
		}
		hash, _ := hex.DecodeString(plan.ListHash)
		if _, err := b.desks["fund"].FundPlan(b.ctx, id.New(), plan.ID, hash, signer); err != nil {
			t.Fatal(err)
		}
		if _, err := b.desks["pay"].OrderPlan(b.ctx, id.New(), plan.ID, "iso20022", signer); err != nil {
			t.Fatal(err)
		}
		order, err := b.desks["pay"].OrderOf(b.ctx, plan.ID, 0, false)
		if err != nil || len(order.Lines) != 1 || order.Lines[0].Name != "陈秀英" || order.Lines[0].Account != "62"+who.String() {
			t.Fatalf("%+v, %v", order, err)
		}
		taken, err := b.desks["pay"].TakeAnswers(b.ctx, "iso20022", []byte("file"), []benefit.Answer{{Line: 1, EndToEnd: order.Lines[0].EndToEnd, Kind: "paid", Fen: 96000, On: b.today}})
		if err != nil || taken.States["paid"] != 1 {
			t.Fatalf("%+v, %v", taken, err)
		}
		for _, check := range must(b.Examine(b.ctx)) {
			if !check.OK {
				b.Errorf("doctor: %s %v", check.Name, check.Places)
			}
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A death between the list and the order stops the line at once.
func TestADeathStopsTheNextLine(t *testing.T) {
	bureaus(t, func(b *bureau) {
		who := b.elder("陈秀英", number(100))
		which := b.apply(who, papers)
		b.grant(which)
		signer := benefit.Password{Keys: b.Keys}
		plan, err := b.desks["planner"].PlanPayments(b.ctx, id.New(), scheme, "2026", signer)
		if err != nil {
			t.Fatal(err)
		}
		hash, _ := hex.DecodeString(plan.ListHash)
		if _, err := b.desks["fund"].FundPlan(b.ctx, id.New(), plan.ID, hash, signer); err != nil {
			t.Fatal(err)
		}
		b.write("death", func(tx *store.Tx) error {
			book, err := person.In(tx, b.Keys)
			if err != nil {
				return err
			}
			birth, _ := civil.ParseBirth("1960-01-01")
			return book.Revise(who, 1, person.Facts{Sex: "female", Birth: birth, Death: civil.MustDate("2025-12-31")}, person.Card{Name: "陈秀英"})
		})
		_, err = b.desks["pay"].OrderPlan(b.ctx, id.New(), plan.ID, "iso20022", signer)
		b.refuses(err, "benefit.nothing-to-send")
	})
}

// Whoever belongs together with the person takes no step, nor does the person herself.
func TestNobodyNearTakesAStep(t *testing.T) {
	bureaus(t, func(b *bureau) {
		who, reviewer := b.elder("陈秀英", number(100)), b.elder("陈桂兰", number(1)) // the reviewer is in the register too
		b.write("tie", func(tx *store.Tx) error {
			book, err := person.In(tx, b.Keys)
			if err != nil {
				return err
			}
			return book.PutTie(person.Tie{ID: id.New(), Kind: person.Parent, A: who, B: reviewer, Source: "household book"})
		})
		_, err := b.decide("reviewer", b.apply(who, papers), "village-review")
		b.refuses(err, "benefit.near.kin")
		_, err = b.decide("reviewer", b.apply(reviewer, papers), "village-review")
		b.refuses(err, "benefit.own-case")
	})
}

// Posts reach no further than their power.
func TestNoPostHoldsAnotherPower(t *testing.T) {
	bureaus(t, func(b *bureau) {
		signer := benefit.Password{Keys: b.Keys}
		for name, o := range b.desks {
			for what, try := range map[string]struct {
				allowed []string
				do      func() error
			}{
				"plan":  {[]string{"reviewer", "checker", "confirmer", "planner", "elsewhere"}, func() error { _, err := o.PlanPayments(b.ctx, id.New(), scheme, "2026", signer); return err }},
				"fund":  {[]string{"fund"}, func() error { _, err := o.FundPlan(b.ctx, id.New(), id.New(), nil, signer); return err }},
				"order": {[]string{"pay"}, func() error { _, err := o.OrderPlan(b.ctx, id.New(), id.New(), "x", signer); return err }},
				"file":  {[]string{"pay"}, func() error { _, err := o.OrderOf(b.ctx, id.New(), 0, true); return err }},
				"apply": {[]string{"village"}, func() error {
					_, err := o.Apply(b.ctx, id.New(), office.ApplySupport{Scheme: scheme, Person: id.New()})
					return err
				}},
				"stop": {[]string{"notice 1", "notice 2", "notice 3"}, func() error { return o.Stop(b.ctx, id.New(), benefit.FreezeScheme, "x", true, "x") }},
			} {
				err, allowed := try.do(), false
				for _, one := range try.allowed {
					allowed = allowed || one == name
				}
				if !allowed && !fault.Is(err, fault.Refused) {
					b.Errorf("%s as %s: %v", what, name, err)
				}
				if allowed && fault.Is(err, fault.Refused) && what != "plan" {
					b.Errorf("%s as %s is refused: %v", what, name, err)
				}
			}
		}
	})
}

func TestAReviewAsksTheRegisterFirst(t *testing.T) {
	bureaus(t, func(b *bureau) {
		stays, leaves := b.elder("陈秀英", number(100)), b.elder("何秀芬", number(101))
		for _, who := range []id.ID{stays, leaves} {
			b.grant(b.apply(who, papers))
		}
		b.today = b.today.AddYears(1)
		b.write("move", func(tx *store.Tx) error {
			p, err := person.Open(tx, b.Keys, leaves)
			if err != nil {
				return err
			}
			book, err := person.In(tx, b.Keys)
			if err != nil {
				return err
			}
			for _, stay := range p.Stays {
				if stay.Role == person.Registered {
					stay.To = b.today.AddDays(-30)
					return book.AmendStay(stay)
				}
			}
			return nil
		})
		added, err := b.desks["planner"].MatchScheme(b.ctx, id.New(), scheme)
		if err != nil || len(added) != 2 {
			t.Fatalf("%+v, %v", added, err)
		}
		doubtful := 0
		for _, m := range added {
			if m.Found == benefit.Doubtful {
				doubtful++
				if m.Code != "registered" {
					b.Errorf("doubtful because of %s", m.Code)
				}
			}
		}
		if doubtful != 1 {
			b.Errorf("%d doubtful: %+v", doubtful, added)
		}
		_, err = b.desks["fund"].MatchScheme(b.ctx, id.New(), scheme)
		b.refuses(err, "office.refused.plan-payments")
	})
}
