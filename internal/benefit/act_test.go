package benefit_test

import (
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
)

func TestACaseGoesThroughItsSteps(t *testing.T) {
	each(t, func(b *bureau) {
		which := b.apply("陈秀英")
		b.refused(b.act("qian", which, "confirmation", benefit.Passed), "benefit.not-next")
		b.refused(b.act("wang", which, "review", benefit.Passed), "benefit.wrong-power")
		b.refused(b.act("wu", which, "review", benefit.Passed), "benefit.wrong-power")
		b.refused(b.actAs("qian", benefit.Deciding{Case: which, Step: "review", Outcome: benefit.Passed, Result: benefit.Unknown}), "benefit.undecided")
		b.refused(b.actAs("qian", benefit.Deciding{Case: which, Step: "review", Outcome: benefit.Refused, Result: benefit.Unknown, Reason: "a paper is missing"}), "benefit.undecided")
		b.refused(b.actAs("qian", benefit.Deciding{Case: which, Step: "review", Outcome: benefit.Passed, Result: benefit.NotMet}), "benefit.not-met")
		b.refused(b.actAs("qian", benefit.Deciding{Case: which, Step: "review", Outcome: benefit.Passed}), "benefit.not-met") // rules fail closed
		b.refused(b.actAs("qian", benefit.Deciding{Case: which, Step: "review", Outcome: benefit.Refused, Result: benefit.NotMet}), "benefit.no-reason")
		b.refused(b.actAs("qian", benefit.Deciding{Case: which, Step: "review", Outcome: benefit.Passed, Result: benefit.Met, Near: "kin"}), "benefit.near.kin")
		b.must(b.act("qian", which, "review", benefit.Passed))
		b.refused(b.act("qian", which, "notice", benefit.Passed), "benefit.acted-before")
		var holiday civil.Calendar
		holiday.Put(b.today.AddDays(1), false)
		b.must(b.actAs("wang", benefit.Deciding{Case: which, Step: "notice", Outcome: benefit.Passed, Result: benefit.Met, Workdays: holiday}))
		for range 8 { // five working days from a Monday, one of them off: the next Tuesday is the last one
			b.refused(b.act("sun", which, "confirmation", benefit.Passed), "benefit.notice-stands")
			b.today = b.today.AddDays(1)
		}
		b.today = b.today.AddDays(1)
		b.must(b.act("sun", which, "confirmation", benefit.Passed))
		if s := b.state(which); s != benefit.Granted {
			b.Errorf("state %s", s)
		}
		b.refused(b.act("li", which, "confirmation", benefit.Passed), "benefit.nothing-next")
	})
}

func TestAnAppealIsHeardByOthers(t *testing.T) {
	each(t, func(b *bureau) {
		which := b.apply("陈秀英")
		lodge := func() error {
			return b.try(func(tx *store.Tx) error { return b.desk().Lodge(tx, which, 60, "她说材料齐全") })
		}
		b.refused(lodge(), "benefit.nothing-refused")
		b.must(b.act("qian", which, "review", benefit.Refused))
		if s := b.state(which); s != benefit.Declined {
			b.Errorf("state %s", s)
		}
		b.refused(b.act("sun", which, "notice", benefit.Passed), "benefit.nothing-next")
		b.must(lodge())
		b.refused(b.act("qian", which, "review", benefit.Passed), "benefit.acted-before")
		b.must(b.act("sun", which, "review", benefit.Passed))
		b.must(b.act("wang", which, "notice", benefit.Passed))
		b.today = b.today.AddDays(14)
		b.refused(b.act("sun", which, "confirmation", benefit.Passed), "benefit.acted-before")
		b.must(b.act("li", which, "confirmation", benefit.Passed))
		if s := b.state(which); s != benefit.Granted {
			b.Errorf("state %s", s)
		}
	})
}

func TestAnAppealComesTooLate(t *testing.T) {
	each(t, func(b *bureau) {
		which := b.apply("陈秀英")
		b.must(b.act("qian", which, "review", benefit.Refused))
		b.today = b.today.AddDays(61)
		b.refused(b.try(func(tx *store.Tx) error { return b.desk().Lodge(tx, which, 60, "x") }), "benefit.appeal-late")
	})
}

func TestAnObjectionStopsTheClock(t *testing.T) {
	each(t, func(b *bureau) {
		which := b.apply("陈秀英")
		object := func() (one id.ID, err error) {
			err = b.try(func(tx *store.Tx) (err error) {
				one, err = b.desk().Object(tx, which, "邻居说她已迁走")
				return err
			})
			return one, err
		}
		_, err := object()
		b.refused(err, "benefit.no-notice")
		b.must(b.act("qian", which, "review", benefit.Passed))
		b.must(b.act("wang", which, "notice", benefit.Passed))
		one, err := object()
		b.must(err)
		b.today = b.today.AddDays(365) // a time-out never approves
		b.refused(b.act("sun", which, "confirmation", benefit.Passed), "benefit.objection-open")
		answer := func(name, state string) error {
			return b.try(func(tx *store.Tx) error {
				seat, err := benefit.SeatOf(tx, b.at[name], id.New())
				if err != nil {
					return err
				}
				return b.desk().Answer(tx, seat, which, one, state, "查过户籍，没有迁走")
			})
		}
		b.refused(answer("sun", benefit.Dismissed), "benefit.wrong-power")
		b.must(answer("feng", benefit.Dismissed))
		b.refused(answer("feng", benefit.Upheld), "benefit.answered")
		b.must(b.act("sun", which, "confirmation", benefit.Passed))
	})
}

// Her own case, whatever login or entry she acts under; and the officials of a small place do not run out over the years.
func TestNobodyDecidesHerOwnCase(t *testing.T) {
	each(t, func(b *bureau) {
		which := b.apply("陈秀英")
		b.at["chen"] = b.keys.Digest(person.Number, "陈秀英")
		b.write(func(tx *store.Tx) error { return benefit.Sit(tx, b.at["chen"], "health", b.today, id.New()) })
		b.refused(b.act("chen", which, "review", benefit.Passed), "benefit.own-case")
	})
}

func TestAYearsReviewIsAnotherMatter(t *testing.T) {
	each(t, func(b *bureau) {
		which := b.granted("陈秀英")
		b.today = b.today.AddYears(1)
		b.write(func(tx *store.Tx) error { return b.desk().OpenReview(tx, b.load(which), b.rules, "1") })
		b.must(b.act("qian", which, "review", benefit.Passed)) // who acted in the application acts again
		if _, final := b.load(which).Entitling(b.today); final == nil {
			b.Error("she lost her benefit while she is reviewed")
		}
		b.must(b.act("wang", which, "notice", benefit.Passed))
		b.today = b.today.AddDays(14)
		b.must(b.act("sun", which, "confirmation", benefit.Refused))
		if _, final := b.load(which).Entitling(b.today); final != nil {
			b.Error("a failed review did not end the benefit")
		}
	})
}

func TestTwoEntriesOfOneNumberAreOneCase(t *testing.T) {
	each(t, func(b *bureau) {
		first := b.apply("陈秀英")
		again := id.New()
		identity := b.keys.Digest(person.Number, "陈秀英")
		b.write(func(tx *store.Tx) error {
			book, err := person.In(tx, b.keys)
			if err != nil {
				return err
			}
			_, err = book.Add(person.New{ID: again, Facts: person.Facts{Sex: "female"}, Card: person.Card{Name: "陈秀英"}})
			return err
		})
		err := b.try(func(tx *store.Tx) error {
			_, err := b.desk().Apply(tx, benefit.Applying{Rules: b.rules, Track: "1", Subject: again, Payee: again, SubjectIdentity: identity, PayeeIdentity: identity, On: b.today})
			return err
		})
		b.refused(err, "benefit.case-exists")
		if c := b.load(first); len(c.Matters) != 1 {
			b.Errorf("%d matters", len(c.Matters))
		}
	})
}

func TestAPersonSitsInOneBody(t *testing.T) {
	each(t, func(b *bureau) {
		sit := func(body string) error {
			return b.try(func(tx *store.Tx) error { return benefit.Sit(tx, b.at["qian"], body, b.today, id.New()) })
		}
		b.must(sit("health")) // another login
		b.refused(sit("finance"), "benefit.sits-already")
		b.refused(b.try(func(tx *store.Tx) error { return benefit.PutBody(tx, "health", benefit.Fund) }), "benefit.one-power")
		b.refused(b.try(func(tx *store.Tx) error { return benefit.Sit(tx, nil, "finance", b.today, id.New()) }), "benefit.no-identity")
		speak := func(name string) error {
			return b.try(func(tx *store.Tx) error {
				seat, err := benefit.SeatOf(tx, b.at[name], id.New())
				if err != nil {
					return err
				}
				return b.desk().Speak(tx, seat, b.at["qian"], b.signer())
			})
		}
		b.refused(speak("wu"), "benefit.not-left")
		b.write(func(tx *store.Tx) error { return benefit.Leave(tx, b.at["qian"], b.today, id.New()) })
		b.refused(b.act("qian", b.apply("陈秀英"), "review", benefit.Passed), "benefit.no-seat")
		b.refused(sit("finance"), "benefit.cooling")
		b.today = b.today.AddDays(benefit.CoolingDays)
		b.refused(sit("finance"), "benefit.voices")
		b.must(speak("wu"))
		b.refused(sit("finance"), "benefit.voices")
		b.must(speak("wang"))
		b.must(sit("finance"))
		b.read(func(tx *store.Tx) error {
			bodies, err := benefit.Bodies(tx)
			want := map[string]int{"audit": 2, "bank": 1, "finance": 2, "health": 3}
			for _, h := range bodies {
				if h.People != want[h.Code] {
					b.Errorf("%s has %d people, want %d", h.Code, h.People, want[h.Code])
				}
			}
			return err
		})
	})
}

func TestSupervisionStopsACase(t *testing.T) {
	each(t, func(b *bureau) {
		which := b.apply("陈秀英")
		freeze := func(name string, frozen bool) error {
			return b.try(func(tx *store.Tx) error {
				seat, err := benefit.SeatOf(tx, b.at[name], id.New())
				if err != nil {
					return err
				}
				return b.desk().Freeze(tx, seat, benefit.FreezeCase, which.String(), frozen, "抽查")
			})
		}
		b.refused(freeze("qian", true), "benefit.wrong-power")
		b.must(freeze("wang", true))
		b.refused(b.act("qian", which, "review", benefit.Passed), "benefit.frozen")
		b.must(freeze("wang", false))
		b.must(b.act("qian", which, "review", benefit.Passed))
	})
}
