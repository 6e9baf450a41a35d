package care_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// counselling lists only those who asked to be followed (R24).
var counselling = fstest.MapFS{
	"programmes/counselling.yaml": {Data: []byte(`
id: counselling
title: {zh: 咨询, en: Counselling}
basis: [{title: {zh: 测试用, en: for tests}}]
reach: client
who: p.age >= 18
visits:
  - id: talk
    title: {zh: 面谈, en: Talk}
    fields: [{id: again, title: {zh: 还要来, en: Comes again}, type: bool}]
    then:
      - {visit: talk, within: 3mo, when: v.again}
      - {close: done, when: '!v.again'}
outcomes: [done, declined]
retention: 15y
`)},
	"figures/talks.yaml": {Data: []byte("- {id: talks, title: {zh: 面谈人次, en: Talks}, count: visits, of: counselling/talk}\n")},
}

// listed are the due visits of a scope, as "word visit status reason".
func (c *clinic) listed(seq store.Seq, asOf string, s care.Scope, programme string, words ...string) (all []string) {
	c.Helper()
	c.at(seq, func(state district.State) error {
		s.Programme, s.AsOf = state.Practice.Programmes[programme], civil.MustDate(asOf)
		care.List(state.People, state.Pages, s, func(n uint32, item due.Item) {
			for _, w := range words {
				if named(w) == state.People.ID(n) {
					all = append(all, fmt.Sprint(w, " ", item.Key.Visit, " ", item.Status, " ", item.Reason))
				}
			}
		})
		return nil
	})
	slices.Sort(all)
	return all
}

func (c *clinic) counted(seq store.Seq, which string) (value int) {
	c.Helper()
	c.at(seq, func(s district.State) error {
		q := figure.Query{Figure: s.Practice.Figures[which], Period: civil.Period{From: civil.MustDate("2026-01-01"), To: civil.MustDate("2027-01-01")}}
		r, err := figure.Compute(q, s.Figures(), s.Tree)
		value = r.Value
		return err
	})
	return value
}

func TestConsentWithdrawnEndsTheListing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		c := newClinic(t, dsn, counselling)
		c.woman("ann", "1995-03-10")
		c.woman("anne", "1995-03-10")
		if _, err := c.desk(func(tx *store.Tx, d care.Desk, w care.Where) error {
			_, err := d.Record(tx, w, care.Visit{Event: named("talk"), Person: named("ann"), Programme: "counselling", Visit: "talk", On: civil.MustDate("2026-03-01"), Site: named("health-site"), Given: map[string]string{"again": "true"}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		say := func(who, state string) store.Seq {
			return c.book(func(b *person.Book) error { return b.SetConsent(named(who), person.ForFollowUp, "text", state) })
		}
		list := func(seq store.Seq) []string {
			return c.listed(seq, "2026-03-02", care.Scope{}, "counselling", "ann", "anne")
		}
		if got := list(0); len(got) != 0 {
			t.Fatalf("she did not ask to be followed, but is listed: %v", got)
		}
		given := say("ann", "given")
		if got := list(0); !slices.Equal(got, []string{"ann talk due follow-up"}) {
			t.Fatalf("%v", got)
		}
		withdrawn := say("ann", "withdrawn")
		for seq, want := range map[store.Seq]int{given - 1: 0, given: 1, withdrawn: 0, 0: 0} {
			if got := list(seq); len(got) != want {
				t.Errorf("at %d: %v", seq, got)
			}
		}
		if got := c.counted(0, "talks"); got != 1 {
			t.Errorf("the figure counts %d: withdrawing leaves past aggregates", got)
		}
		// What she says last counts, under whichever of her entries.
		c.book(func(b *person.Book) error { return b.Merge(named("anne"), named("ann")) })
		say("anne", "given")
		if got := list(0); !slices.Equal(got, []string{"ann talk due follow-up"}) {
			t.Errorf("%v", got)
		}
	})
}

// Her consent to be invited, taken back, ends invitations under whichever of her entries she said it, in memory as known at any write and
// in the tables; what a visit found stays on the clinic's list, and what was counted is counted.
func TestNoInvitationWithoutConsent(t *testing.T) {
	each(t, func(c *clinic) {
		c.woman("ann", "1985-03-10")
		c.woman("anne", "1985-03-10")
		c.visit("e1", "ann", "screening", "2025-03-01", map[string]string{"findings": "bv", "hpv": "negative"})
		say := func(who, state string) store.Seq {
			return c.book(func(b *person.Book) error { return b.SetConsent(named(who), person.ForContact, "text", state) })
		}
		invitation, followUp := []string{"ann screening due recall"}, []string{"ann treatment overdue follow-up"}
		expect := func(seq store.Seq, invited bool) {
			t.Helper()
			var want []string
			if invited {
				want = invitation
			}
			if got := c.listed(seq, "2026-11-24", care.Scope{Opening: true}, programme, "ann"); !slices.Equal(got, want) {
				t.Errorf("at %d invitations: %v, want %v", seq, got, want)
			}
			if got := c.listed(seq, "2026-11-24", care.Scope{}, programme, "ann"); !slices.Equal(got, followUp) {
				t.Errorf("at %d follow-ups: %v, want %v", seq, got, followUp)
			}
		}
		unasked := c.book(func(b *person.Book) error {
			return b.SetConsent(named("ann"), person.ForFollowUp, "text", person.Withdrawn)
		})
		refused := say("ann", person.Refused)
		given := say("ann", person.Given)
		c.book(func(b *person.Book) error { return b.Merge(named("anne"), named("ann")) })
		withdrawn := say("anne", person.Withdrawn) // under the entry that turned out to be her
		for seq, invited := range map[store.Seq]bool{unasked: true, refused: false, given: true, withdrawn - 1: true, withdrawn: false, 0: false} {
			expect(seq, invited)
		}
		c.sameInTables("ann")
		answer := care.Answer{Person: named("ann"), Key: programme + "/2/screening/" + named("e1").String(), Answer: "invited", On: civil.MustDate("2026-11-24")}
		if _, err := c.desk(func(tx *store.Tx, d care.Desk, _ care.Where) error {
			_, err := d.Respond(tx, answer)
			return err
		}); !fault.Is(err, fault.Conflict) {
			t.Errorf("an invitation was recorded: %v", err)
		}
		if n := c.counted(0, "women-screened"); n != 0 {
			t.Errorf("%d screened in 2026", n)
		}
		c.visit("e2", "ann", "screening", "2026-11-24", map[string]string{"findings": "none", "hpv": "negative"}) // she may come all the same
		if n := c.counted(0, "women-screened"); n != 1 {
			t.Errorf("%d screened in 2026 after she came", n)
		}
		expect(withdrawn, false)
		say("ann", person.Given)
		if got := c.listed(0, "2027-11-24", care.Scope{Opening: true}, programme, "ann"); !slices.Equal(got, invitation) {
			t.Errorf("she agreed again: %v", got)
		}
		c.sameInTables("ann")
	})
}

// sameInTables holds what due reads of somebody in memory against the tables.
func (c *clinic) sameInTables(who string) {
	c.Helper()
	c.at(0, func(s district.State) error {
		var memory due.Facts
		care.Facts(s.People, s.Pages, s.People.N(named(who)), programme, c.Today(), &memory)
		tables, err := (care.Desk{Catalogue: s.Practice, Keys: c.Keys}).FactsOf(s.Tx, named(who), programme)
		if err != nil || memory.NoContact != tables.NoContact || memory.Followed != tables.Followed || len(memory.Events) != len(tables.Events) {
			c.Errorf("in memory %+v, in the tables %+v, %v", memory, tables, err)
		}
		return nil
	})
}

// A list names each person once, by the entry that she turned out to be, and nobody but those whom its scope holds.
func TestListScopes(t *testing.T) {
	c := newClinic(t, testdb.SQLite(t), nil)
	for _, w := range []string{"ann", "anne", "bea", "cho"} {
		c.woman(w, "1995-03-10")
	}
	c.visit("e1", "anne", "screening", "2026-03-01", map[string]string{"findings": "bv"})
	c.visit("e2", "bea", "screening", "2026-03-01", map[string]string{"findings": "none"})
	c.book(func(b *person.Book) error { return b.Merge(named("anne"), named("ann")) })
	here := func(place id.ID) bool { return place == named("village") }
	for _, l := range []struct {
		name  string
		scope care.Scope
		want  []string
	}{
		{"follow-ups", care.Scope{}, []string{"ann treatment due follow-up"}},
		{"of the department that opened them", care.Scope{Department: named("health")}, []string{"ann treatment due follow-up"}},
		{"of another", care.Scope{Department: named("family-planning")}, nil},
		{"invitations", care.Scope{Opening: true, Lives: here}, []string{"ann screening upcoming recall", "bea screening upcoming recall", "cho screening due first"}},
		{"elsewhere", care.Scope{Opening: true, Lives: func(id.ID) bool { return false }}, nil},
	} {
		if got := c.listed(0, "2026-03-02", l.scope, programme, "ann", "anne", "bea", "cho"); !slices.Equal(got, l.want) {
			t.Errorf("%s: %v, want %v", l.name, got, l.want)
		}
	}
}
