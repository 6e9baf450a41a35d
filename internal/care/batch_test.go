package care_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// task is something to be recorded, by a desk or in a batch.
type task struct {
	visit  *care.Visit
	answer *care.Answer
}

// table writes down every event, but for who wrote it and when.
func (c *clinic) table() []string {
	c.Helper()
	var all []string
	err := c.Store.Read(c.ctx, func(tx *store.Tx) error {
		return tx.Each(`select v.id, v.rev, e.id, e.person, e.programme, e.round, v.kind, v.visit, v.on_date, v.site, v.department, v.due_key, v.state, v.answers,
			(select count(*) from care_text t where t.event = v.id and t.rev = v.rev)
			from care_event v join care_episode e on e.id = v.episode`, nil, func(scan func(...any) error) error {
			var event, episode, who, site, department id.ID
			var rev, round, texts int
			var programme, kind, visit, on, key, state, answers string
			err := scan(&event, &rev, &episode, &who, &programme, &round, &kind, &visit, &on, &site, &department, &key, &state, &answers, &texts)
			all = append(all, fmt.Sprint(event, " ", rev, " ", episode, " ", who, " ", programme, " ", round, " ", kind, " ", visit, " ", on, " ", site, " ", department, " ", key, " ", state, " ", answers, " ", texts))
			return err
		})
	})
	if err != nil {
		c.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// outcome is how a task ended: both ways must refuse the same for the same reason.
func outcome(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return fmt.Sprint(f.Key, f.Fields)
	}
	return fmt.Sprint(err)
}

func byDesk(c *clinic, tasks []task) (outcomes []string) {
	c.Helper()
	if _, err := c.desk(func(tx *store.Tx, d care.Desk, w care.Where) error {
		for _, t := range tasks {
			var err error
			if t.visit != nil {
				_, err = d.Record(tx, w, *t.visit)
			} else {
				_, err = d.Respond(tx, *t.answer)
			}
			outcomes = append(outcomes, outcome(err))
		}
		return nil
	}); err != nil {
		c.Fatal(err)
	}
	return outcomes
}

func byBatch(c *clinic, tasks []task) (outcomes []string) {
	c.Helper()
	if _, err := c.desk(func(tx *store.Tx, d care.Desk, w care.Where) error {
		return c.InWrite(tx, func(s district.State) error {
			b := d.Batch(tx, w, s.People, s.Pages)
			for _, t := range tasks {
				var err error
				if t.visit != nil {
					err = b.Record(s.People.Canonical(s.People.N(t.visit.Person)), *t.visit)
				} else {
					err = b.Respond(s.People.Canonical(s.People.N(t.answer.Person)), *t.answer)
				}
				outcomes = append(outcomes, outcome(err))
			}
			return nil
		})
	}); err != nil {
		c.Fatal(err)
	}
	return outcomes
}

// An import must leave behind what a clinic would that records the same one by one.
func TestABatchRecordsWhatADeskDoes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		desk, batch := newClinic(t, dsn, nil), newClinic(t, testdb.SQLite(t), nil)
		one, two := newChance(desk, 3), newChance(batch, 3)
		one.Rand, two.Rand = nil, nil // whatever is drawn is drawn once
		x := newDraw(5)
		for round := range 14 {
			var tasks []task
			for i := range 2 + x.IntN(5) {
				women := []string{one.women[round%6], one.women[(round+1)%6], "w1"} // few, so that their tasks meet
				tasks = append(tasks, x.task(desk, women, fmt.Sprint("t", round, "-", i)))
			}
			a, b := byDesk(desk, tasks), byBatch(batch, tasks)
			if !slices.Equal(a, b) {
				t.Fatalf("the desk said %v, the batch %v", a, b)
			}
			if p, q := desk.table(), batch.table(); !slices.Equal(p, q) {
				t.Fatalf("the desk wrote\n%s\nthe batch\n%s", strings.Join(p, "\n"), strings.Join(q, "\n"))
			}
			if round == 6 { // from here on two of the women are one
				for _, c := range []*clinic{desk, batch} {
					c.book(func(b *person.Book) error { return b.Merge(named("w4"), named("w1")) })
				}
			}
		}
		if len(desk.table()) < 15 {
			t.Fatal("hardly anything was recorded: the test has become weak")
		}
	})
}

func newDraw(seed uint64) *chance { return &chance{Rand: newRand(seed)} }

// task draws a visit, or an answer to something that is due.
func (x *chance) task(c *clinic, women []string, word string) task {
	who := named(pick(x, women))
	if x.IntN(3) > 0 {
		visit := pick(x, []string{"screening", "treatment", "colposcopy"})
		v := care.Visit{Event: named(word), Person: who, Programme: programme, Visit: visit, On: civil.MustDate(x.day()), Site: named("health-site"), Given: x.given(visit)}
		if x.IntN(6) == 0 {
			v.Given["findings"] = "nonsense"
		}
		return task{visit: &v}
	}
	a := care.Answer{Event: named(word), Person: who, On: civil.MustDate(x.day()), Key: programme + "/1/screening/-", Answer: pick(x, []string{"invited", "will-come", "declined", "moved"}), Note: pick(x, []string{"", "说了什么"})}
	c.write(func(tx *store.Tx) error {
		canonical, err := person.Canonical(tx, who)
		if err != nil {
			return err
		}
		items, err := (care.Desk{Catalogue: c.practice()}).DueFor(tx, canonical, a.On)
		if err == nil && len(items) > 0 && x.IntN(4) > 0 {
			a.Key = pick(x, items).Key.String()
		}
		return errors.Join(err, store.ErrNothing)
	})
	return task{answer: &a}
}

func TestSameFindsTheVisitOfARow(t *testing.T) {
	c := newClinic(t, testdb.SQLite(t), nil)
	c.woman("ann", "1985-03-10")
	c.woman("bea", "1985-03-10")
	c.visit("e", "ann", "screening", "2026-03-01", map[string]string{"findings": "none"})
	c.book(func(b *person.Book) error { return b.Merge(named("ann"), named("bea")) })
	c.at(0, func(s district.State) error {
		for _, ask := range []struct {
			who, visit, on, site string
			want                 bool
		}{
			{"ann", "screening", "2026-03-01", "health-site", true},
			{"bea", "screening", "2026-03-01", "health-site", true}, // she is ann
			{"ann", "treatment", "2026-03-01", "health-site", false},
			{"ann", "screening", "2026-03-02", "health-site", false},
			{"ann", "screening", "2026-03-01", "family-planning-site", false},
		} {
			event, found := care.Same(s.People, s.Pages, s.People.N(named(ask.who)), care.Name{Programme: programme, Visit: ask.visit}, civil.MustDate(ask.on), named(ask.site))
			if found != ask.want || found && event != named("e") {
				t.Errorf("%+v: %v %v", ask, event, found)
			}
		}
		return nil
	})
}

func TestABatchSeesWhatItWrote(t *testing.T) {
	desk, batch := newClinic(t, testdb.SQLite(t), nil), newClinic(t, testdb.SQLite(t), nil)
	invitation := func(event, answer, scope, on string) task {
		return task{answer: &care.Answer{Event: named(event), Person: named("ann"), Key: programme + "/1/screening/-", Answer: answer, Scope: scope, On: civil.MustDate(on)}}
	}
	tasks := []task{
		invitation("a", "declined", "contact", "2026-03-01"),
		invitation("b", "invited", "", "2026-03-02"),
		invitation("c", "asked", "", "2026-03-03"),
		invitation("d", "will-come", "", "2026-03-04"),
		{visit: &care.Visit{Event: named("e"), Person: named("ann"), Programme: programme, Visit: "screening", On: civil.MustDate("2026-03-05"), Site: named("health-site"), Given: map[string]string{"findings": "bv"}}},
		invitation("f", "invited", "", "2026-03-06"),
	}
	for _, c := range []*clinic{desk, batch} {
		c.woman("ann", "1985-03-10")
	}
	a, b := byDesk(desk, tasks), byBatch(batch, tasks)
	if want := []string{"<nil>", "care.not-due[]", "<nil>", "<nil>", "<nil>", "care.not-due[]"}; !slices.Equal(a, want) || !slices.Equal(b, want) {
		t.Errorf("the desk said %v, the batch %v, want %v", a, b, want)
	}
	if p, q := desk.table(), batch.table(); !slices.Equal(p, q) {
		t.Errorf("the desk wrote\n%s\nthe batch\n%s", strings.Join(p, "\n"), strings.Join(q, "\n"))
	}
}
