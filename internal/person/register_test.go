package person_test

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// history plays random operations on a register and keeps, for each write, what the register then said.
type history struct {
	*office
	people  []id.ID
	stays   []person.Stay
	ties    []person.Tie
	traits  []person.Attribute
	places  []id.ID
	follows *person.Register
	said    map[store.Seq]string
}

var purposes = []string{person.ForContact, person.ForFollowUp}

// operations of the register; each takes what is there and gives nothing to do where it cannot be done.
var operations = map[string]func(h *history, t *rapid.T, b *person.Book) error{
	"add": func(h *history, t *rapid.T, b *person.Book) error {
		p := person.New{ID: id.New(), Facts: h.facts(t), Card: person.Card{Name: "何"}}
		for range rapid.IntRange(0, 3).Draw(t, "stays") {
			p.Stays = append(p.Stays, h.stay(t))
		}
		h.people = append(h.people, p.ID)
		_, err := b.Add(p)
		return err
	},
	"revise": func(h *history, t *rapid.T, b *person.Book) error {
		var p person.Person
		who := h.someone(t)
		err := h.Read(context.Background(), func(tx *store.Tx) (err error) {
			p, err = person.Open(tx, h.keys, who)
			return err
		})
		if err != nil || p.Erased { // she may have come a moment ago, in the same transaction
			return store.ErrNothing
		}
		return b.Revise(p.ID, p.Rev, h.facts(t), p.Card)
	},
	"stay": func(h *history, t *rapid.T, b *person.Book) error {
		s := h.stay(t)
		s.ID, s.Person = id.New(), h.someone(t)
		h.stays = append(h.stays, s)
		return b.PutStay(s)
	},
	"change a stay": func(h *history, t *rapid.T, b *person.Book) error {
		if len(h.stays) == 0 {
			return store.ErrNothing
		}
		s := &h.stays[rapid.IntRange(0, len(h.stays)-1).Draw(t, "stay")]
		fresh := h.stay(t)
		s.Rev++
		s.Place, s.From, s.To = fresh.Place, fresh.From, fresh.To
		if rapid.Bool().Draw(t, "void") {
			return b.VoidStay(*s)
		}
		return b.PutStay(*s)
	},
	"merge": func(h *history, t *rapid.T, b *person.Book) error {
		if err := b.Merge(h.someone(t), h.someone(t)); err != nil {
			return store.ErrNothing
		}
		return nil
	},
	"unmerge": func(h *history, t *rapid.T, b *person.Book) error { return b.Unmerge(h.someone(t)) },
	"consent": func(h *history, t *rapid.T, b *person.Book) error {
		state := rapid.SampledFrom([]string{"given", "refused", "withdrawn"}).Draw(t, "state")
		return b.SetConsent(h.someone(t), rapid.SampledFrom(purposes).Draw(t, "purpose"), "text", state)
	},
	"tie":                 tieSome,
	"change a tie":        changeTie,
	"attribute":           attributeSome,
	"change an attribute": changeAttribute,
	"erase": func(h *history, t *rapid.T, b *person.Book) error {
		return b.Erase(h.someone(t), h.second.Identity, "law")
	},
}

func (h *history) someone(t *rapid.T) id.ID { return rapid.SampledFrom(h.people).Draw(t, "person") }

func (h *history) facts(t *rapid.T) person.Facts {
	return person.Facts{
		Sex:   rapid.SampledFrom([]string{"", "male", "female"}).Draw(t, "sex"),
		Birth: birth(rapid.SampledFrom([]string{"1983", "1983-05", "1983-05-12", "1990-01-01"}).Draw(t, "birth")),
		Death: rapid.SampledFrom([]civil.Date{0, days[1]}).Draw(t, "death"),
	}
}

// days are few, so that stays touch and overlap.
var days = []civil.Date{civil.MustDate("2026-01-01"), civil.MustDate("2026-02-01"), civil.MustDate("2026-03-01")}

func (h *history) stay(t *rapid.T) person.Stay {
	s := person.Stay{Nature: rapid.SampledFrom([]string{"", "agricultural", "resident"}).Draw(t, "nature"), Role: rapid.SampledFrom([]person.Role{person.Registered, person.Resides}).Draw(t, "role"), Place: rapid.SampledFrom(h.places).Draw(t, "place")}
	s.From = rapid.SampledFrom([]civil.Date{0, days[0], days[1]}).Draw(t, "from")
	if s.To = rapid.SampledFrom([]civil.Date{0, days[1], days[2]}).Draw(t, "to"); !s.To.Zero() && s.To < s.From {
		s.To = 0
	}
	return s
}

// tell writes down everything that a register says of everybody at a seq.
func tell(r *person.Register, at store.Seq) string {
	var s strings.Builder
	r.At(at, func(v person.View) error {
		for n := uint32(1); n <= v.Most(); n++ {
			facts, erased, known := v.Facts(n)
			if !known {
				continue
			}
			fmt.Fprintln(&s, n, v.ID(n), facts, erased, v.Canonical(n), v.Entries(n))
			for _, d := range days {
				for _, role := range []person.Role{person.Registered, person.Resides} {
					b, holds, known := v.Belongs(n, role, d)
					fmt.Fprintln(&s, " ", d, role, v.Place(n, role, d), v.Since(n, role, d), b, holds, known)
				}
				tellKin(&s, v, n, d)
			}
			for _, p := range purposes {
				fmt.Fprintln(&s, " ", p, v.Said(n, p))
			}
		}
		return nil
	})
	return s.String()
}

// play writes one to three random operations in one transaction. Half of the time the register follows at once.
func (h *history) play(t *rapid.T) { h.playSome(t, slices.Sorted(maps.Keys(operations))...) }

func (h *history) playSome(t *rapid.T, names ...string) {
	people, stays, ties, traits := slices.Clone(h.people), slices.Clone(h.stays), slices.Clone(h.ties), slices.Clone(h.traits)
	seq, err := h.try(func(b *person.Book) error {
		for range rapid.IntRange(1, 2).Draw(t, "together") {
			if err := operations[rapid.SampledFrom(names).Draw(t, "operation")](h, t, b); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || seq == 0 { // nothing was written, or two operations of one transaction met in one revision
		h.people, h.stays, h.ties, h.traits = people, stays, ties, traits
		return
	}
	h.said[seq] = tell(h.register(), seq)
	if rapid.Bool().Draw(t, "follow") {
		if err := h.follows.Follow(context.Background(), h.District); err != nil {
			t.Fatal(err)
		}
	}
}

// A register that followed in any number of steps says the same as one that folds everything at once; and what it said of a seq, when
// that was the last, it says for ever.
func TestRegisterFollowsAndRemembers(t *testing.T) {
	each(t, func(o *office) {
		rapid.Check(o.TB.(*testing.T), func(t *rapid.T) {
			h := &history{office: o, places: []id.ID{id.New(), id.New(), id.New()}, follows: person.NewRegister(), said: map[store.Seq]string{}}
			first, seq := h.add("何", h.places[0])
			h.people, h.said[seq] = []id.ID{first}, tell(h.register(), seq)
			for range rapid.IntRange(1, 8).Draw(t, "writes") {
				h.play(t)
			}
			if err := h.follows.Follow(context.Background(), h.District); err != nil {
				t.Fatal(err)
			}
			fresh := h.register()
			if h.follows.Seq() != fresh.Seq() {
				t.Fatalf("followed to %d of %d", h.follows.Seq(), fresh.Seq())
			}
			for seq, said := range h.said {
				if got := tell(fresh, seq); got != said {
					t.Fatalf("at %d a fresh register says\n%s\nit was\n%s", seq, got, said)
				}
				if got := tell(h.follows, seq); got != said {
					t.Fatalf("at %d the register that followed says\n%s\na fresh one\n%s", seq, got, said)
				}
			}
		})
	})
}

// The page of a person and the figures read her place alike, however her stays overlap.
func TestPersonAndRegisterAgreeOnThePlace(t *testing.T) {
	o := newOffice(t, testdb.SQLite(t))
	rapid.Check(t, func(t *rapid.T) {
		h := &history{office: o, places: []id.ID{id.New(), id.New(), id.New()}}
		who, _ := h.add("何", h.places[0])
		h.write(func(b *person.Book) error {
			for range rapid.IntRange(0, 4).Draw(t, "stays") {
				s := h.stay(t)
				s.ID, s.Person = id.New(), who
				if err := b.PutStay(s); err != nil {
					return err
				}
			}
			return nil
		})
		p := h.open(who)
		h.at(0, func(v person.View) {
			for _, d := range days {
				for _, role := range []person.Role{person.Registered, person.Resides} {
					s, _ := p.Now(role, d)
					if got := v.Place(v.N(who), role, d); got != s.Place {
						t.Fatalf("%s on %s: %v, on her page %v of %+v", role, d, got, s.Place, p.Stays)
					}
				}
			}
		})
	})
}

func TestFollowInsideAWriteSeesWhatCameBefore(t *testing.T) {
	each(t, func(o *office) {
		who, _ := o.add("何秀芬", id.New())
		r := person.NewRegister()
		_, err := o.Write(context.Background(), store.Writing{Actor: o.first, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
			if err := r.FollowTx(tx); err != nil {
				return err
			}
			b, err := person.In(tx, o.keys)
			if err != nil {
				return err
			}
			return b.Revise(who, 1, person.Facts{Sex: "male"}, person.Card{})
		})
		if err == nil {
			err = r.Follow(context.Background(), o.District)
		}
		if err != nil {
			o.Fatal(err)
		}
		if got, want := tell(r, 0), tell(o.register(), 0); got != want || !strings.Contains(got, "male") {
			o.Errorf("%s\nwant\n%s", got, want)
		}
	})
}

// district360 is a district of 360,000 people with two stays each.
func district360(b *testing.B) *office {
	o := newOffice(b, testdb.SQLite(b))
	places := make([]id.ID, 150)
	for i := range places {
		places[i] = id.New()
	}
	base := id.New()
	for from := 0; from < 360_000; from += 5_000 {
		o.write(func(book *person.Book) error {
			for i := from; i < from+5_000; i++ {
				at := places[i%len(places)]
				if _, err := book.Add(person.New{
					ID: id.Derive(base, "person", i), Facts: person.Facts{Sex: "female", Birth: civil.Birth{Date: civil.MustDate("1960-01-01").AddDays(i % 20_000), Precision: civil.PrecisionDay}},
					Card:  person.Card{Name: "何秀芬", Phone: "13912345678"},
					Stays: []person.Stay{{Role: person.Registered, Place: at}, {Role: person.Resides, Place: at}},
				}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return o
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkColdFold measures the start of the server at scale 1, and what the register costs in memory.
func BenchmarkColdFold(b *testing.B) {
	start := time.Now()
	o := district360(b)
	b.Logf("360,000 people entered in %v", time.Since(start).Round(time.Second))
	before := heap()
	var r *person.Register
	for b.Loop() {
		r = o.register()
	}
	b.ReportMetric(float64(heap()-before)/360_000, "B/person")
	b.ReportMetric(float64(r.Seq()), "writes")
	runtime.KeepAlive(r)
}

// BenchmarkView asks for the facts and the place of everybody, as a figure does.
func BenchmarkView(b *testing.B) {
	o := district360(b)
	r, day := o.register(), civil.MustDate("2026-01-01")
	for b.Loop() {
		r.At(0, func(v person.View) error {
			for n := uint32(1); n <= v.Most(); n++ {
				v.Facts(n)
				v.Place(n, person.Resides, day)
			}
			return nil
		})
	}
}
