package person_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

func (h *history) span(t *rapid.T) (from, to civil.Date) {
	s := h.stay(t)
	return s.From, s.To
}

func tieSome(h *history, t *rapid.T, b *person.Book) error {
	tie := person.Tie{ID: id.New(), Rev: 1, Kind: rapid.SampledFrom([]person.TieKind{person.Parent, person.Spouse, person.Guardian}).Draw(t, "kind"),
		A: h.someone(t), B: h.someone(t), Source: "book"}
	if tie.A == tie.B {
		return store.ErrNothing
	}
	tie.From, tie.To = h.span(t)
	h.ties = append(h.ties, tie)
	return b.PutTie(tie)
}

func changeTie(h *history, t *rapid.T, b *person.Book) error {
	if len(h.ties) == 0 {
		return store.ErrNothing
	}
	tie := &h.ties[rapid.IntRange(0, len(h.ties)-1).Draw(t, "tie")]
	change := b.AmendTie
	if rapid.Bool().Draw(t, "void") {
		change = b.VoidTie
	}
	tie.From, tie.To = h.span(t)
	defer func() { tie.Rev++ }()
	return change(*tie)
}

func attributeSome(h *history, t *rapid.T, b *person.Book) error {
	a := person.Attribute{ID: id.New(), Rev: 1, Person: h.someone(t), Name: rapid.SampledFrom([]string{"rural-status", "living-children"}).Draw(t, "name"),
		Code: rapid.SampledFrom([]string{"rural", "urban", "1"}).Draw(t, "code"), Source: "record"}
	a.From, a.To = h.span(t)
	h.traits = append(h.traits, a)
	return b.PutAttribute(a)
}

func changeAttribute(h *history, t *rapid.T, b *person.Book) error {
	if len(h.traits) == 0 {
		return store.ErrNothing
	}
	a := &h.traits[rapid.IntRange(0, len(h.traits)-1).Draw(t, "attribute")]
	change := b.AmendAttribute
	if rapid.Bool().Draw(t, "void") {
		change = b.VoidAttribute
	}
	a.From, a.To = h.span(t)
	defer func() { a.Rev++ }()
	return change(*a)
}

// tellKin writes down whom the register ties to somebody on a day, and her attributes, in an order of its own.
func tellKin(s *strings.Builder, v person.View, n uint32, on civil.Date) {
	var lines []string
	v.Ties(n, on, func(k person.Kin) { lines = append(lines, fmt.Sprint("  ", k)) })
	v.Attributes(n, on, func(name, code string, from civil.Date) {
		lines = append(lines, fmt.Sprint("  ", name, " ", code, " ", from))
	})
	slices.Sort(lines)
	s.WriteString(strings.Join(lines, "\n"))
}

// family writes a mother, a father, a child and its guardian.
func family(o *office) (mother, father, child, guardian id.ID, ties []person.Tie) {
	people := make([]id.ID, 4)
	for i := range people {
		people[i], _ = o.add("何", id.New())
	}
	mother, father, child, guardian = people[0], people[1], people[2], people[3]
	ties = []person.Tie{
		{ID: id.New(), Kind: person.Parent, A: mother, B: child, Source: "book"},
		{ID: id.New(), Kind: person.Parent, A: father, B: child, Source: "book"},
		{ID: id.New(), Kind: person.Spouse, A: father, B: mother, Source: "book", To: days[1]},
		{ID: id.New(), Kind: person.Guardian, A: guardian, B: child, Source: "record", From: days[1]},
	}
	o.write(func(b *person.Book) error {
		for _, t := range ties {
			if err := b.PutTie(t); err != nil {
				return err
			}
		}
		return nil
	})
	return mother, father, child, guardian, ties
}

func kin(v person.View, of id.ID, on civil.Date) string {
	var all []string
	v.Ties(v.N(of), on, func(k person.Kin) {
		side := "b"
		if k.IsA {
			side = "a"
		}
		all = append(all, fmt.Sprintf("%s %s %d", side, k.Kind, k.N))
	})
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func TestTies(t *testing.T) {
	each(t, func(o *office) {
		mother, father, child, guardian, ties := family(o)
		o.at(0, func(v person.View) {
			n := func(p id.ID) uint32 { return v.N(p) }
			for _, x := range []struct {
				of   id.ID
				on   civil.Date
				want string
			}{
				{child, days[0], fmt.Sprintf("b parent %d, b parent %d", n(mother), n(father))},
				{child, days[1], fmt.Sprintf("b guardian %d, b parent %d, b parent %d", n(guardian), n(mother), n(father))},
				{mother, days[0], fmt.Sprintf("a parent %d, b spouse %d", n(child), n(father))},
				{mother, days[1], fmt.Sprintf("a parent %d", n(child))},
				{father, days[0], fmt.Sprintf("a parent %d, a spouse %d", n(child), n(mother))},
			} {
				if got := kin(v, x.of, x.on); got != x.want {
					o.Errorf("%d on %s: %s, want %s", n(x.of), x.on, got, x.want)
				}
			}
		})
		// An adoption ends, another tie never was; what was known before stays known as it was.
		before := o.register().Seq()
		o.write(func(b *person.Book) error {
			ties[0].Rev, ties[0].To, ties[1].Rev = 1, days[1], 1
			if err := b.AmendTie(ties[0]); err != nil {
				return err
			}
			return b.VoidTie(ties[1])
		})
		o.at(0, func(v person.View) {
			if got, want := kin(v, child, days[0]), fmt.Sprintf("b parent %d", v.N(mother)); got != want {
				o.Errorf("%s, want %s", got, want)
			}
			if got, want := kin(v, child, days[2]), fmt.Sprintf("b guardian %d", v.N(guardian)); got != want {
				o.Errorf("%s, want %s", got, want)
			}
		})
		o.at(before, func(v person.View) {
			if got, want := kin(v, child, days[2]), fmt.Sprintf("b guardian %d, b parent %d, b parent %d", v.N(guardian), v.N(mother), v.N(father)); got != want {
				o.Errorf("as known before: %s, want %s", got, want)
			}
		})
		_, err := o.try(func(b *person.Book) error { return b.AmendTie(ties[0]) })
		if ties[0].Rev = 9; err == nil {
			o.Error("a revision was written twice")
		}
		if _, err := o.try(func(b *person.Book) error { return b.VoidTie(ties[0]) }); fault.KindOf(err) != fault.Conflict {
			o.Errorf("a revision that there is not: %v", err)
		}
	})
}

// Two entries that turn out to be one person have the ties of both, each to whoever the others turned out to be, and nobody is tied to herself.
func TestTiesFollowMerges(t *testing.T) {
	o := newOffice(t, testdb.SQLite(t))
	mother, father, child, _, _ := family(o)
	twice, _ := o.add("何", id.New())
	other, _ := o.add("何", id.New())
	o.write(func(b *person.Book) error {
		if err := b.PutTie(person.Tie{ID: id.New(), Kind: person.Parent, A: twice, B: other, Source: "book"}); err != nil {
			return err
		}
		return b.Merge(twice, mother)
	})
	merged := o.register().Seq()
	o.at(0, func(v person.View) {
		if got, want := kin(v, mother, days[2]), fmt.Sprintf("a parent %d, a parent %d", v.N(child), v.N(other)); got != want {
			o.Errorf("%s, want %s", got, want)
		}
		if got, want := kin(v, other, days[2]), fmt.Sprintf("b parent %d", v.N(mother)); got != want {
			o.Errorf("%s, want %s", got, want)
		}
	})
	o.write(func(b *person.Book) error { return b.Merge(father, mother) }) // a mistake
	o.at(0, func(v person.View) {
		if got := kin(v, mother, days[0]); strings.Contains(got, "spouse") {
			o.Errorf("tied to herself: %s", got)
		}
	})
	o.write(func(b *person.Book) error { return b.Unmerge(twice) })
	o.at(0, func(v person.View) {
		if got, want := kin(v, twice, days[2]), fmt.Sprintf("a parent %d", v.N(other)); got != want {
			o.Errorf("%s, want %s", got, want)
		}
	})
	o.at(merged, func(v person.View) {
		if got := kin(v, mother, days[2]); strings.Count(got, "a parent") != 2 {
			o.Errorf("as known while merged: %s", got)
		}
	})
}

func TestAttributes(t *testing.T) {
	each(t, func(o *office) {
		who, _ := o.add("何", id.New())
		twice, _ := o.add("何", id.New())
		first := person.Attribute{ID: id.New(), Person: who, Name: "rural-status", Code: "urban", Source: "record"}
		o.write(func(b *person.Book) error {
			if err := b.PutAttribute(first); err != nil {
				return err
			}
			return b.PutAttribute(person.Attribute{ID: id.New(), Person: twice, Name: "rural-status", Code: "rural", Source: "record", From: days[1]})
		})
		before := o.register().Seq()
		says := func(v person.View, on civil.Date) string {
			var all []string
			v.Attributes(v.N(who), on, func(name, code string, from civil.Date) {
				all = append(all, strings.TrimSpace(fmt.Sprint(name, " ", code, " ", from)))
			})
			return strings.Join(all, ", ")
		}
		check := func(at store.Seq, on civil.Date, want string) {
			o.Helper()
			o.at(at, func(v person.View) {
				if got := says(v, on); got != want {
					o.Errorf("at %d on %s: %q, want %q", at, on, got, want)
				}
			})
		}
		check(0, days[1], "rural-status urban")
		o.write(func(b *person.Book) error { return b.Merge(twice, who) })
		check(0, days[0], "rural-status urban")
		check(0, days[1], "rural-status rural 2026-02-01")
		first.Rev, first.Code = 1, "rural"
		o.write(func(b *person.Book) error { return b.AmendAttribute(first) })
		check(0, days[0], "rural-status rural")
		first.Rev = 2
		o.write(func(b *person.Book) error { return b.VoidAttribute(first) })
		check(0, days[0], "")
		check(before, days[1], "rural-status urban")
	})
}

// A registration that ended is known to have ended; of somebody without any the register knows nothing.
func TestBelongs(t *testing.T) {
	o := newOffice(t, testdb.SQLite(t))
	place, who := id.New(), id.New()
	o.write(func(b *person.Book) error {
		_, err := b.Add(person.New{ID: who, Facts: person.Facts{Sex: "female"}, Card: person.Card{Name: "何"}, Stays: []person.Stay{
			{Role: person.Registered, Place: place, Nature: "agricultural", From: days[0], To: days[1]}}})
		return err
	})
	o.at(0, func(v person.View) {
		n := v.N(who)
		b, holds, known := v.Belongs(n, person.Registered, days[0])
		if b != (person.Belonging{Place: place, Nature: "agricultural", Since: days[0]}) || !holds || !known {
			o.Errorf("%+v %v %v", b, holds, known)
		}
		if b, holds, known := v.Belongs(n, person.Registered, days[1]); b != (person.Belonging{}) || holds || !known {
			o.Errorf("after it ended: %+v %v %v", b, holds, known)
		}
		if _, holds, known := v.Belongs(n, person.Resides, days[0]); holds || known {
			o.Error("she resides somewhere")
		}
	})
}
