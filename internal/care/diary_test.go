package care_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"youfu/catalog"
	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// chance is a clinic in which anything may happen next, and who remembers what did.
type chance struct {
	*clinic
	*rand.Rand
	women  []string
	events []string // visits and answers, by word
	rev    map[string]int
	visits map[string]string // event → kind of visit; "" for an answer
	merged map[string]bool
}

func newChance(c *clinic, seed uint64) *chance {
	x := &chance{clinic: c, Rand: newRand(seed), rev: map[string]int{}, visits: map[string]string{}, merged: map[string]bool{}}
	for i := range 6 {
		x.women = append(x.women, fmt.Sprint("w", i))
		c.woman(x.women[i], []string{"1985-03-10", "1970-06", "1990", "1966-01-01", "1980-12-31", "1999"}[i])
	}
	return x
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) }

func pick[T any](x *chance, list []T) T { return list[x.IntN(len(list))] }

func (x *chance) day() string {
	return civil.MustDate("2025-06-01").AddDays(x.IntN(500)).String()
}

func (x *chance) given(visit string) map[string]string {
	if visit != "screening" {
		return map[string]string{"result": pick(x, []string{"treated", "referred", "declined"}), "note": "说了什么"}
	}
	given := map[string]string{"findings": pick(x, []string{"none", "candida", "fibroid", "bv;fibroid", "suspected-malignancy"})}
	if x.IntN(2) == 0 {
		given["bp"] = fmt.Sprintf("%d/%d", 110+x.IntN(40), 70+x.IntN(20))
	}
	return given
}

// step does one thing. What the rules of the house refuse is no step.
func (x *chance) step() {
	x.Helper()
	word := fmt.Sprint("e", len(x.events))
	_, err := x.desk(func(tx *store.Tx, d care.Desk, w care.Where) error {
		switch draw := x.IntN(10); {
		case draw < 4 || len(x.events) == 0:
			return x.record(tx, d, w, word)
		case draw < 6:
			return x.correction(tx, d, w)
		case draw < 8:
			return x.answer(tx, d, word)
		case draw < 9:
			return x.merge(tx)
		}
		return x.consent(tx)
	})
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) && !errors.Is(err, store.ErrNothing) {
		x.Fatal(err)
	}
}

func (x *chance) record(tx *store.Tx, d care.Desk, w care.Where, word string) error {
	visit := pick(x, []string{"screening", "screening", "treatment", "colposcopy"})
	_, err := d.Record(tx, w, care.Visit{Event: named(word), Person: named(pick(x, x.women)), Programme: programme, Visit: visit,
		On: civil.MustDate(x.day()), Site: named(pick(x, []string{"health-site", "family-planning-site"})), Given: x.given(visit)})
	if err == nil {
		x.events, x.rev[word], x.visits[word] = append(x.events, word), 1, visit
	}
	return err
}

func (x *chance) correction(tx *store.Tx, d care.Desk, w care.Where) error {
	word := pick(x, x.events)
	var err error
	if visit := x.visits[word]; visit != "" {
		_, err = d.Correct(tx, w, named(word), x.rev[word], pick(x, []civil.Date{0, civil.MustDate(x.day())}), x.given(visit))
	} else {
		err = d.ReviseAnswer(tx, named(word), x.rev[word], pick(x, []string{"will-come", "declined", "moved"}), "", "")
	}
	if err == nil {
		x.rev[word]++
	}
	return err
}

// answer answers what is due, if anything is.
func (x *chance) answer(tx *store.Tx, d care.Desk, word string) error {
	who, err := person.Canonical(tx, named(pick(x, x.women)))
	if err != nil {
		return err
	}
	on := civil.MustDate(x.day())
	items, err := d.DueFor(tx, who, on)
	if err != nil || len(items) == 0 {
		return errors.Join(err, store.ErrNothing)
	}
	a := care.Answer{Event: named(word), Person: who, Key: pick(x, items).Key.String(), On: on, Note: "电话里说的",
		Answer: pick(x, []string{"invited", "will-come", "wrong-number", "moved", "declined", "asked"}), Scope: pick(x, []string{"", "invitation", "contact"})}
	if _, err = d.Respond(tx, a); err == nil {
		x.events, x.rev[word], x.visits[word] = append(x.events, word), 1, ""
	}
	return err
}

// merge makes two entries one person, or undoes it.
func (x *chance) merge(tx *store.Tx) error {
	b, err := person.In(tx, x.Keys)
	if err != nil {
		return err
	}
	entry := pick(x, x.women[3:])
	if x.merged[entry] {
		x.merged[entry] = false
		return b.Unmerge(named(entry))
	}
	x.merged[entry] = true
	return b.Merge(named(entry), named(pick(x, x.women[:3])))
}

func (x *chance) consent(tx *store.Tx) error {
	b, err := person.In(tx, x.Keys)
	if err != nil {
		return err
	}
	purpose := pick(x, []string{person.ForFollowUp, person.ForContact})
	return b.SetConsent(named(pick(x, x.women)), purpose, "", pick(x, []string{person.Given, person.Withdrawn}))
}

// rows writes down what the tables say at a seq, in the manner of pages, without the diary.
func rows(s district.State) []string {
	latest := map[id.ID]care.Event{}
	desk := care.Desk{Catalogue: s.Practice}
	for n := uint32(1); n <= s.People.Most(); n++ {
		var events []id.ID
		s.Tx.Each(`select distinct v.id from care_event v join care_episode e on e.id = v.episode where e.person = $1`, []any{s.People.ID(n)}, func(scan func(...any) error) error {
			var event id.ID
			err := scan(&event)
			events = append(events, event)
			return err
		})
		for _, event := range events {
			revisions, err := desk.Revisions(s.Tx, event)
			for _, e := range revisions {
				if err == nil && e.Seq <= s.Seq {
					latest[event] = e
				}
			}
		}
	}
	var all []string
	for _, e := range latest {
		answers, key := due.Answers(nil), e.Key
		if e.Kind == due.KindVisit {
			answers, key = codesOf(e.Answers), ""
		}
		all = append(all, fmt.Sprint(e.ID, " ", s.People.N(e.Person), " ", e.On, " ", care.Name{Programme: e.Programme, Visit: e.Visit}, e.Kind, " ", e.State, " ", e.Site, " ", e.Department,
			" ", e.Round, " ", key, " ", answers))
	}
	slices.Sort(all)
	return all
}

// codesOf are the answers that the shipped rules may read, taken out of their stored form by a way of its own. Blood pressure is none.
func codesOf(canonical string) due.Answers {
	all := due.Answers{}
	for _, field := range []string{"findings", "hpv", "result"} {
		_, rest, there := strings.Cut(canonical, `"`+field+`":`)
		switch {
		case !there:
		case rest[0] == '[':
			list, _, _ := strings.Cut(rest[1:], "]")
			all[field] = strings.Split(strings.ReplaceAll(list, `"`, ""), ",")
		default:
			all[field], _, _ = strings.Cut(rest[1:], `"`)
		}
	}
	return all
}

// The diary that has followed each write says at every seq what the tables say, and what one folded anew says.
func TestDiaryIsAFoldOfTheWrites(t *testing.T) {
	each(t, func(c *clinic) {
		x := newChance(c, 1)
		for range 12 {
			for range 12 {
				x.step()
			}
			followed := map[store.Seq][]string{}
			last, err := c.Store.Seq(c.ctx)
			if err != nil {
				c.Fatal(err)
			}
			for seq := last; seq > 1 && seq > last-40; seq -= 3 {
				c.at(seq, func(s district.State) error {
					followed[seq] = pages(s)
					if want := rows(s); !slices.Equal(followed[seq], want) {
						c.Fatalf("at %d the diary says\n%s\nthe tables\n%s", seq, strings.Join(followed[seq], "\n"), strings.Join(want, "\n"))
					}
					return nil
				})
			}
			before := c.Diary
			c.Diary = care.NewDiary(c.practice())
			for _, seq := range slices.Sorted(maps.Keys(followed)) {
				c.at(seq, func(s district.State) error {
					if got := pages(s); !slices.Equal(got, followed[seq]) {
						c.Fatalf("at %d folded anew\n%s\nbefore\n%s", seq, strings.Join(got, "\n"), strings.Join(followed[seq], "\n"))
					}
					return nil
				})
			}
			c.Diary = before
		}
		if len(x.events) < 60 {
			c.Fatalf("only %d events: the test has become weak", len(x.events))
		}
	})
}

// A write folds the state before it, not the rows that it is about to make: they may never be committed.
func TestDiaryLeavesOutWhatIsNotCommitted(t *testing.T) {
	each(t, func(c *clinic) {
		c.woman("ann", "1985-03-10")
		gone := errors.New("never mind")
		_, err := c.desk(func(tx *store.Tx, d care.Desk, w care.Where) error {
			if _, err := d.Record(tx, w, care.Visit{Event: named("e"), Person: named("ann"), Programme: programme, Visit: "screening", On: civil.MustDate("2026-03-01"), Site: named("health-site"), Given: map[string]string{"findings": "none"}}); err != nil {
				return err
			}
			return c.InWrite(tx, func(s district.State) error {
				if all := pages(s); len(all) != 0 {
					c.Errorf("before the write is committed the diary says %v", all)
				}
				return gone
			})
		})
		if !errors.Is(err, gone) {
			c.Fatal(err)
		}
		c.visit("e2", "ann", "screening", "2026-03-02", map[string]string{"findings": "none"})
		c.at(0, func(s district.State) error {
			if all := pages(s); len(all) != 1 || !strings.Contains(all[0], "2026-03-02") {
				c.Errorf("%v", all)
			}
			return nil
		})
	})
}

func TestDiaryRefusesAStateThatItHasNotReached(t *testing.T) {
	d := care.NewDiary(&catalogue.Catalogue{})
	if err := d.At(1, func(care.Pages) error { t.Error("an empty diary was shown as of 1"); return nil }); !errors.Is(err, care.ErrBehind) {
		t.Error(err)
	}
	if err := d.At(0, func(care.Pages) error { return nil }); err != nil {
		t.Error(err)
	}
}

// Equal answers are kept once. Blood pressure is read by no shipped rule, so it does not tell two visits apart, until a figure reads it.
func TestAnswersAreKeptOnceAndNeedsGrow(t *testing.T) {
	dsn := testdb.SQLite(t)
	c := newClinic(t, dsn, nil)
	c.woman("ann", "1985-03-10")
	for i, bp := range []string{"120/80", "150/95", ""} {
		given := map[string]string{"findings": "none", "note": "x"}
		if bp != "" {
			given["bp"] = bp
		}
		c.visit(fmt.Sprint("e", i), "ann", "screening", fmt.Sprintf("2026-03-0%d", i+1), given)
	}
	sets := func() map[uint32]int {
		all := map[uint32]int{}
		c.at(0, func(s district.State) error {
			s.Pages.Of(1, func(e *care.Entry) { all[s.Pages.Set(e)]++ })
			return nil
		})
		return all
	}
	if got := sets(); len(got) != 1 {
		c.Fatalf("sets %v, want one", got)
	}
	_, loaded, err := catalogue.Load(catalog.FS, overlay("figures/pressure.yaml", `
- {id: high-pressure, title: {zh: 血压偏高人次, en: Visits with a high pressure}, count: visits, of: womens-screening/screening, where: "v.bp_1 >= 140"}
`))
	if err != nil {
		c.Fatal(err)
	}
	practice, err := catalogue.FromDefinitions(loaded)
	if err != nil {
		c.Fatal(err)
	}
	for range 2 { // asking again changes nothing
		if err := c.Store.Read(c.ctx, func(tx *store.Tx) error { return c.Diary.Follow(tx, c.Register, practice) }); err != nil {
			c.Fatal(err)
		}
		if got := sets(); len(got) != 3 {
			c.Fatalf("sets %v, want three", got)
		}
	}
	var high []due.Answers
	c.at(0, func(s district.State) error {
		s.Pages.Of(1, func(e *care.Entry) {
			if a := s.Pages.Answers(s.Pages.Set(e)); a["bp_1"] == 150.0 && a["bp_2"] == 95.0 {
				high = append(high, a)
			}
		})
		return nil
	})
	if len(high) != 1 {
		c.Errorf("visits with 150/95: %v", high)
	}
}
