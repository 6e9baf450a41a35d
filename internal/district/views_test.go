package district_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/custody"
	"youfu/internal/district"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// A write that asks for the state before it, after it has written, and then comes to nothing, leaves no trace in any view.
func TestViewsLeaveOutWhatIsNotCommitted(t *testing.T) {
	each(t, func(w *town) {
		w.person("ann", "female", "1985-03-10", "bay")
		gone := errors.New("never mind")
		_, err := w.Store.Write(ctx, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
			if err := w.enter(tx, "ghost", "female", "1985-03-10", "bay"); err != nil {
				return err
			}
			return w.InWrite(tx, func(s district.State) error {
				if n := s.People.N(named("ghost")); n != 0 {
					w.Errorf("before the write is committed she is number %d", n)
				}
				if _, _, err := w.FindIn(s, "ghost", 5, func(uint32) bool { return true }); err != nil {
					return err
				}
				return gone
			})
		})
		if !errors.Is(err, gone) {
			w.Fatal(err)
		}
		w.person("bea", "female", "1985-03-10", "bay")
		w.sound()
		w.at(0, func(s district.State) error {
			if s.People.N(named("ghost")) != 0 || s.People.Most() != 2 {
				w.Errorf("%d people, ghost is %d", s.People.Most(), s.People.N(named("ghost")))
			}
			return nil
		})
	})
}

// sound examines the town and fails where anything is wrong.
func (w *town) sound() {
	w.Helper()
	for _, c := range w.examine() {
		w.Errorf("%s: %v", c.Name, c.Places)
	}
}

// examine gives the checks that failed.
func (w *town) examine() (failed []custody.Check) {
	w.Helper()
	all, err := w.Examine(ctx)
	if err != nil || len(all) < 10 {
		w.Fatalf("%d checks, %v", len(all), err)
	}
	for _, c := range all {
		if !c.OK && !(c.Name == "serving-login" && strings.Contains(strings.Join(c.Places, " "), "superuser")) { // the tests' own login
			failed = append(failed, c)
		}
	}
	return failed
}

func names(checks []custody.Check) string {
	var all []string
	for _, c := range checks {
		all = append(all, c.Name)
	}
	return strings.Join(all, " ")
}

func (w *town) peopled() {
	w.Helper()
	for i, birth := range []string{"1985-03-10", "1970-06", "1990", "1966-01-01"} {
		who := fmt.Sprint("w", i)
		w.person(who, "female", birth, []string{"bay", "pond"}[i%2])
		w.visit("s"+who, who, "womens-screening/screening", "2026-03-01", "health-site", map[string]string{"findings": []string{"bv", "none"}[i%2], "bp": fmt.Sprintf("12%d/80", i)})
	}
	w.visit("t", "w0", "womens-screening/treatment", "2026-03-09", "family-planning-site", map[string]string{"result": "treated", "note": "已治"})
	w.correct("sw1", 1, map[string]string{"findings": "candida", "hpv": "negative"})
}

// Doctor finds a sound district sound, and each view that is not what the tables say.
func TestExamine(t *testing.T) {
	each(t, func(w *town) {
		w.peopled()
		w.figure(0, "women-screened")
		w.sound()

		other := newTown(w.TB, testdb.SQLite(t), nil)
		other.person("somebody", "male", "1950-01-01", "pond")
		for range 20 { // so many writes that its views are ahead
			other.write(func(*store.Tx) error { return nil })
		}
		if err := other.Warm(ctx); err != nil {
			w.Fatal(err)
		}
		register, diary, list := w.Register, w.Diary, w.Names
		w.Diary = other.Diary
		if got := names(w.examine()); got != "diary figures" {
			w.Errorf("with another diary: %s", got)
		}
		w.Diary, w.Names = diary, other.Names
		if got := names(w.examine()); got != "names" {
			w.Errorf("with another search list: %s", got)
		}
		w.Names, w.Register = list, other.Register
		if got := names(w.examine()); !strings.Contains(got, "register") {
			w.Errorf("with another register: %s", got)
		}
		w.Register = register
		w.sound()
	})
}

// Doctor finds what somebody did at the tables.
func TestExamineFindsWhatWasDoneAtTheTables(t *testing.T) {
	each(t, func(w *town) {
		w.peopled()
		w.write(func(tx *store.Tx) error {
			_, err := tx.Exec(`insert into care_event (id, rev, seq, void, episode, kind, visit, definition, on_date, site, department, due_key, state, answers)
				select v.id, v.rev + 1, cast($1 as bigint), v.void, (select o.id from care_episode o where o.id <> v.episode order by o.id limit 1), v.kind, v.visit, v.definition, v.on_date, v.site, v.department, v.due_key, v.state, v.answers
				from care_event v where v.id = $2`, tx.Seq, named("t"))
			return err
		})
		if got := names(w.examine()); got != "episodes diary figures" && got != "episodes" && got != "episodes figures" {
			w.Errorf("a revision of somebody else's: %s", got)
		}
		w.write(func(tx *store.Tx) error {
			_, err := tx.Exec(`insert into catalogue_definition (hash, kind, id, text, seq) values ($1, $2, $3, $4, $5)`, strings.Repeat("0", 64), "figure", "forged", "x: 1", tx.Seq)
			return err
		})
		if got := names(w.examine()); !strings.Contains(got, "definitions") {
			w.Errorf("a definition that is not what its hash says: %s", got)
		}
		w.write(func(tx *store.Tx) error { return store.PutSetting(tx, district.SettingKey, "0000") })
		if got := names(w.examine()); !strings.Contains(got, "key") {
			w.Errorf("another key's print: %s", got)
		}
	})
}

// Readers at any seq see whole states, whatever is written meanwhile and however the views are made to begin anew.
func TestReadersBesideAWriter(t *testing.T) {
	w := newTown(t, testdb.SQLite(t), nil)
	w.person("ann", "female", "1995-03-10", "bay")
	first := w.seq()
	const visits = 40
	var wait sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		wait.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				err := w.District.At(ctx, 0, func(s district.State) error {
					r, err := figure.Compute(figure.Query{Figure: s.Practice.Figures["screening-visits"], Period: year2026}, s.Figures(), s.Tree)
					if want := min(int(s.Seq-first), visits); err == nil && r.Value != want {
						err = fmt.Errorf("at %d: %d visits, want %d", s.Seq, r.Value, want)
					}
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range visits {
		w.visit(fmt.Sprint("e", i), "ann", "womens-screening/screening", civil.MustDate("2026-01-01").AddDays(i).String(), "health-site", map[string]string{"findings": "none", "bp": fmt.Sprintf("120/%d", 60+i)})
	}
	close(done)
	wait.Wait()
	w.sound()
}
