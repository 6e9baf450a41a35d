package facts_test

import (
	"context"
	"reflect"
	"sync"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/facts"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/seal"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// village is a district of one village, with people whom tests name by a short word.
type village struct {
	testing.TB
	*store.District
	keys *seal.Keys
	tree *place.Tree
}

func idOf(word string) id.ID { return id.FromHash([]byte(word)) }

func day(s string) civil.Date { return civil.MustDate(s) }

func newVillage(t testing.TB) *village {
	t.Helper()
	ctx, config := context.Background(), store.Config{DSN: testdb.SQLite(t)}
	if err := store.Create(ctx, config); err != nil {
		t.Fatal(err)
	}
	d, err := store.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	keys, err := seal.NewKeys(seal.NewFile())
	if err != nil {
		t.Fatal(err)
	}
	tree := &place.Tree{Places: []place.Place{
		{ID: idOf("district"), Code: "1", Level: place.District}, {ID: idOf("village"), Code: "2", Level: place.Village, Parent: idOf("district")},
		{ID: idOf("elsewhere"), Code: "3", Level: place.Village},
	}}
	tree.Index()
	return &village{t, d, keys, tree}
}

func (v *village) write(fn func(*person.Book) error) store.Seq {
	v.Helper()
	r, err := v.Write(context.Background(), store.Writing{Actor: actor.Actor{Login: "x", Account: id.New(), Identity: []byte("x")}, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
		b, err := person.In(tx, v.keys)
		if err != nil {
			return err
		}
		return fn(b)
	})
	if err != nil {
		v.Fatal(err)
	}
	return r.Seq
}

// enter enters somebody: a word, sex, birth, death.
func enter(b *person.Book, word, sex, birth, death string, stays ...person.Stay) error {
	f := person.Facts{Sex: sex}
	if birth != "" {
		f.Birth, _ = civil.ParseBirth(birth)
	}
	if death != "" {
		f.Death = day(death)
	}
	_, err := b.Add(person.New{ID: idOf(word), Facts: f, Card: person.Card{Name: word}, Stays: stays})
	return err
}

func parent(b *person.Book, a, child string) error {
	return b.PutTie(person.Tie{ID: id.New(), Kind: person.Parent, A: idOf(a), B: idOf(child), Source: "book"})
}

func attribute(b *person.Book, who, name, code, from string) error {
	return b.PutAttribute(person.Attribute{ID: id.New(), Person: idOf(who), Name: name, Code: code, Source: "book", From: day(from)})
}

func all(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// of are somebody's facts as known at a seq, on a day.
func (v *village) of(word string, at store.Seq, on string) (f assess.Facts, ok bool) {
	v.Helper()
	r := person.NewRegister()
	if err := r.Follow(context.Background(), v.District); err != nil {
		v.Fatal(err)
	}
	r.At(at, func(view person.View) error {
		f, ok = facts.NewReader(view, v.tree, day(on)).Read(view.N(idOf(word)))
		return nil
	})
	return f, ok
}

func count(n int) assess.Count { return assess.Count{Known: true, N: n} }

func TestFamilies(t *testing.T) {
	v := newVillage(t)
	v.write(func(b *person.Book) error {
		return all(
			enter(b, "wang", "female", "1960-05-20", ""), enter(b, "li", "male", "1958-01-01", ""), enter(b, "late", "female", "1965", "2010-01-01"),
			enter(b, "son", "male", "1985-02-01", "2020-06-01"), enter(b, "girl", "female", "1988-03", ""), enter(b, "baby", "", "2026-04", ""),
			enter(b, "alone", "female", "1970-01-01", ""), enter(b, "widower", "male", "1950-01-01", ""),
			parent(b, "wang", "son"), parent(b, "wang", "girl"), parent(b, "li", "girl"), parent(b, "li", "girl"), parent(b, "li", "baby"),
			parent(b, "late", "baby"), parent(b, "widower", "son"),
		)
	})
	for _, x := range []struct {
		who, on             string
		children, daughters assess.Count
		mother              string
	}{
		{"wang", "2020-05-31", count(2), count(1), "1960-05-20"},
		{"wang", "2020-06-01", count(1), count(1), "1960-05-20"},              // the day of the death
		{"li", "2026-03-31", count(1), count(1), "1960-05-20"},                // one child entered twice, one not born yet
		{"li", "2026-04-15", assess.Count{}, assess.Count{}, "1960-05-20"},    // born in this month, or not yet
		{"li", "2026-05-01", count(2), assess.Count{}, "1960-05-20"},          // of unknown sex; the dead mother of the baby does not count
		{"widower", "2026-05-01", count(0), count(0), "1960-05-20"},           // no living child
		{"alone", "2026-05-01", assess.Count{}, assess.Count{}, "1970-01-01"}, // no child is in the register: that is not none
	} {
		f, ok := v.of(x.who, 0, x.on)
		if !ok || f.Children != x.children || f.Daughters != x.daughters || f.Mother.String() != x.mother {
			t.Errorf("%s on %s: children %+v, daughters %+v, mother %s", x.who, x.on, f.Children, f.Daughters, f.Mother)
		}
	}
	if _, ok := v.of("nobody", 0, "2026-01-01"); ok {
		t.Error("nobody has facts")
	}
}

// What an officer read from the household book counts with the births and deaths since; where the register has more, the two contradict
// each other, and nothing is known.
func TestNumbersReadFromPapers(t *testing.T) {
	v := newVillage(t)
	before := v.write(func(b *person.Book) error {
		return all(
			enter(b, "none", "female", "1960-01-01", ""), enter(b, "far", "female", "1960-01-01", ""), enter(b, "lost", "female", "1960-01-01", ""),
			enter(b, "born", "male", "1990-01-01", ""), enter(b, "less", "female", "1960-01-01", ""), enter(b, "many", "female", "1960-01-01", ""),
			enter(b, "undated", "female", "1960-01-01", ""),
			enter(b, "son", "male", "1985-01-01", "2025-06-01"), enter(b, "new", "female", "2025-06-01", ""), enter(b, "old", "female", "1986-01-01", ""),
		)
	})
	v.write(func(b *person.Book) error {
		return all(
			attribute(b, "none", "living-children", "0", "2024-01-01"), attribute(b, "none", "living-daughters", "0", "2024-01-01"),
			attribute(b, "far", "living-children", "2", "2024-01-01"), parent(b, "far", "old"),
			attribute(b, "lost", "living-children", "1", "2024-01-01"), parent(b, "lost", "son"),
			attribute(b, "born", "living-children", "1", "2024-01-01"), parent(b, "born", "new"),
			attribute(b, "less", "living-children", "0", "2024-01-01"), parent(b, "less", "old"),
			b.PutAttribute(person.Attribute{ID: id.New(), Person: idOf("undated"), Name: "living-children", Code: "2", Source: "book"}), parent(b, "undated", "old"),
			attribute(b, "many", "living-children", "3", "2024-01-01"), parent(b, "many", "son"),
		)
	})
	for _, x := range []struct {
		who      string
		on       string
		children assess.Count
	}{
		{"none", "2026-01-01", count(0)},
		{"none", "2023-12-31", assess.Count{}}, // not read yet
		{"far", "2026-01-01", count(2)},        // one of them in another district
		{"lost", "2025-05-31", count(1)},
		{"lost", "2025-06-01", count(0)},
		{"born", "2025-05-31", count(1)},
		{"born", "2025-06-01", count(2)},
		{"less", "2026-01-01", assess.Count{}},
		{"undated", "2026-01-01", count(2)},
		{"many", "2025-05-31", count(3)},
		{"many", "2025-06-01", assess.Count{}}, // of three or more nobody knows what is left
	} {
		if f, _ := v.of(x.who, 0, x.on); f.Children != x.children {
			t.Errorf("%s on %s: %+v, want %+v", x.who, x.on, f.Children, x.children)
		}
	}
	if f, ok := v.of("none", before, "2026-01-01"); !ok || f.Children.Known || len(f.Attributes) != 0 {
		t.Errorf("as known before: %+v", f)
	}
}

func TestWhereSomebodyBelongs(t *testing.T) {
	v := newVillage(t)
	v.write(func(b *person.Book) error {
		return all(enter(b, "wang", "female", "1960-05-20", "",
			person.Stay{Role: person.Registered, Place: idOf("village"), Nature: "agricultural", From: day("1990-01-01"), To: day("2026-01-01")},
			person.Stay{Role: person.Resides, Place: idOf("elsewhere"), From: day("2020-01-01")}), enter(b, "li", "", "", ""))
	})
	f, _ := v.of("wang", 0, "2025-12-31")
	if want := (assess.Belonging{Known: true, Here: true, Nature: "agricultural", Since: day("1990-01-01")}); f.Registered != want {
		t.Errorf("%+v", f.Registered)
	}
	if want := (assess.Belonging{Known: true, Since: day("2020-01-01")}); f.Resides != want {
		t.Errorf("elsewhere: %+v", f.Resides)
	}
	if f, _ := v.of("wang", 0, "2026-01-01"); f.Registered != (assess.Belonging{Known: true}) {
		t.Errorf("moved away: %+v", f.Registered)
	}
	if f, ok := v.of("li", 0, "2026-01-01"); !ok || !reflect.DeepEqual(f, assess.Facts{}) {
		t.Errorf("of whom nothing is known: %+v", f)
	}
}

// Everybody is read once, under the entry that she turned out to be; the erased are left out.
func TestEachReadsEverybodyOnce(t *testing.T) {
	v := newVillage(t)
	const people = 9000 // more than two batches
	v.write(func(b *person.Book) error {
		for i := range people {
			f := person.Facts{Sex: "female", Birth: civil.Birth{Date: day("1950-01-01").AddDays(i), Precision: civil.PrecisionDay}}
			if _, err := b.Add(person.New{ID: id.Derive(idOf("x"), "person", i), Facts: f, Card: person.Card{Name: "x"}}); err != nil {
				return err
			}
		}
		return nil
	})
	v.write(func(b *person.Book) error {
		return b.Merge(id.Derive(idOf("x"), "person", 7), id.Derive(idOf("x"), "person", 6))
	})
	r := person.NewRegister()
	if err := r.Follow(context.Background(), v.District); err != nil {
		t.Fatal(err)
	}
	var lock sync.Mutex
	seen := map[uint32]civil.Date{}
	r.At(0, func(view person.View) error {
		facts.Each(view, v.tree, day("2026-01-01"), func() func(uint32, *assess.Facts) {
			return func(n uint32, f *assess.Facts) {
				lock.Lock()
				defer lock.Unlock()
				if _, twice := seen[n]; twice {
					t.Errorf("%d is read twice", n)
				}
				seen[n] = f.Birth.Date
			}
		})
		return nil
	})
	if len(seen) != people-1 || seen[8] != 0 || seen[7] != day("1950-01-01").AddDays(6) {
		t.Errorf("%d people, %v %v", len(seen), seen[8], seen[7])
	}
}

// BenchmarkEach reads the facts of 60,000 people of 20,000 families; ns/person is of all processors together.
func BenchmarkEach(b *testing.B) {
	v := newVillage(b)
	const families = 20_000
	member := func(i int) id.ID { return id.Derive(idOf("x"), "person", i) }
	for from := 0; from < families; from += 5000 {
		v.write(func(book *person.Book) error {
			for i := from; i < from+5000; i++ {
				for j, sex := range []string{"female", "male", "female"} {
					f := person.Facts{Sex: sex, Birth: civil.Birth{Date: day("1940-01-01").AddDays(i + j/2*9000), Precision: civil.PrecisionDay}}
					stays := []person.Stay{{Role: person.Registered, Place: idOf("village"), Nature: "agricultural"}, {Role: person.Resides, Place: idOf("village")}}
					if _, err := book.Add(person.New{ID: member(3*i + j), Facts: f, Card: person.Card{Name: "x"}, Stays: stays}); err != nil {
						return err
					}
				}
				for j := range 2 {
					if err := book.PutTie(person.Tie{ID: id.Derive(member(i), "tie", j), Kind: person.Parent, A: member(3*i + j), B: member(3*i + 2), Source: "book"}); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	r := person.NewRegister()
	if err := r.Follow(context.Background(), v.District); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r.At(0, func(view person.View) error {
			facts.Each(view, v.tree, day("2026-01-01"), func() func(uint32, *assess.Facts) { return func(uint32, *assess.Facts) {} })
			return nil
		})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(3*families), "ns/person")
}
