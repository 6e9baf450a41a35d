package benefit_test

import (
	"fmt"
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/store"
)

// examined is what doctor finds, by what it asks.
func (b *bureau) examined() map[string][]string {
	b.Helper()
	found := map[string][]string{}
	b.read(func(tx *store.Tx) error {
		for name, ask := range map[string]func(*store.Tx) ([]string, error){
			"expired": benefit.ExpiredSeats, "impatient": benefit.Impatient, "unbalanced": benefit.Unbalanced,
			"forged": func(tx *store.Tx) ([]string, error) { return benefit.Forged(tx, b.keys) }, "miscounted": benefit.Miscounted, "voices": benefit.ForgedVoices,
			"closing": func(tx *store.Tx) ([]string, error) { return benefit.ForgedClosings(tx, b.keys) },
		} {
			places, err := ask(tx)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if len(places) > 0 {
				found[name] = places
			}
		}
		return nil
	})
	return found
}

// finds fails unless doctor finds exactly one thing, of a kind.
func (b *bureau) finds(kind string) {
	b.Helper()
	if found := b.examined(); len(found[kind]) == 0 {
		b.Errorf("found %v, want %s", found, kind)
	}
}

func (b *bureau) sound() {
	b.Helper()
	if found := b.examined(); len(found) > 0 {
		b.Errorf("found %v", found)
	}
}

// A year of ordinary work, with an appeal, an objection, a stop, a return and a seat that ended, is sound; what the tables let through is named.
func TestDoctorNamesWhatTheTablesLetThrough(t *testing.T) {
	each(t, func(b *bureau) {
		lines := []benefit.Line{b.line(b.granted("陈秀英"), "2026", 60000), b.line(b.granted("何秀芬"), "2026", 96000)}
		b.today = b.today.AddDays(1)
		p, err := b.plan("zhou", "2026", lines...)
		b.must(err)
		b.must(b.fund("wu", p))
		o, err := b.order("zheng", p)
		b.must(err)
		_, err = b.take("file-1", answer(o, 0, "paid", b.today), answer(o, 1, "paid", b.today))
		b.must(err)
		_, err = b.take("file-2", answer(o, 1, "returned", b.today.AddDays(9)))
		b.must(err)
		_, err = b.order("zheng", p)
		b.must(err)
		which := b.apply("周玉兰")
		b.must(b.act("qian", which, "review", benefit.Passed))
		b.must(b.act("wang", which, "notice", benefit.Passed))
		b.write(func(tx *store.Tx) error { _, err := b.desk().Object(tx, which, "x"); return err })
		b.sound()

		b.today = b.today.AddDays(30)
		early := b.nextAct(which, "sun", "passed")
		b.must(b.force("benefit_act", early, nil)) // while the objection is open, and signed by nobody
		b.finds("impatient")
		b.finds("forged")
	})
	each(t, func(b *bureau) {
		p := b.planned()
		seat := b.seat("wu")
		b.write(func(tx *store.Tx) error { return benefit.Leave(tx, b.at["wu"], b.today, id.New()) })
		b.sound()
		b.must(b.force("benefit_funding", row{"seq": 0, "actor": seat.Identity, "grant_n": seat.N, "sits": true, "body": seat.Body, "power": "fund", "digest": []byte{1}, "signer": "password", "signature": []byte{1},
			"plan": p.ID, "scheme": p.Scheme, "list_hash": p.Hash, "lines": p.Lines, "fen": int64(p.Fen), "confirmed_by": p.Actor, "on_date": b.today.String()}, nil))
		b.finds("expired")
		b.finds("unbalanced")
	})
	each(t, func(b *bureau) {
		p := b.planned()
		b.must(b.fund("wu", p))
		b.must(b.force("ledger_transfer", row{"seq": 0, "id": id.New(), "debit": "paid/support", "credit": "scheme/support/treasury", "fen": 1, "act": "x", "subject": p.ID}, nil))
		b.finds("unbalanced")
	})
}

func (b *bureau) planned() benefit.Plan {
	b.Helper()
	line := b.line(b.granted("陈秀英"), "2026", 60000)
	b.today = b.today.AddDays(1)
	p, err := b.plan("zhou", "2026", line)
	b.must(err)
	return p
}
