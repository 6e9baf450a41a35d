package person_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/seal"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// office is a district with its keys and two officers.
type office struct {
	testing.TB
	*store.District
	keys   *seal.Keys
	first  actor.Actor
	second actor.Actor
}

func newOffice(t testing.TB, dsn string) *office {
	t.Helper()
	ctx, config := context.Background(), store.Config{DSN: dsn}
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
	officer := func(login string) actor.Actor {
		return actor.Actor{Login: login, Account: id.New(), Identity: keys.Digest(person.Number, login)}
	}
	return &office{t, d, keys, officer("first"), officer("second")}
}

// try writes as the first officer.
func (o *office) try(fn func(*person.Book) error) (store.Seq, error) {
	w := store.Writing{Actor: o.first, ClientID: id.New(), Kind: "test", LegalBasis: "Personal Information Protection Law art. 47"}
	receipt, err := o.Write(context.Background(), w, func(tx *store.Tx) error {
		b, err := person.In(tx, o.keys)
		if err != nil {
			return err
		}
		return fn(b)
	})
	return receipt.Seq, err
}

func (o *office) write(fn func(*person.Book) error) store.Seq {
	o.Helper()
	seq, err := o.try(fn)
	if err != nil {
		o.Fatal(err)
	}
	return seq
}

func (o *office) read(fn func(*store.Tx) error) {
	o.Helper()
	if err := o.Read(context.Background(), fn); err != nil {
		o.Fatal(err)
	}
}

// add enters a woman who lives at a place.
func (o *office) add(name string, at id.ID, identifiers ...person.Identifier) (id.ID, store.Seq) {
	o.Helper()
	who := id.New()
	seq := o.write(func(b *person.Book) error {
		_, err := b.Add(person.New{
			ID: who, Facts: person.Facts{Sex: "female", Birth: birth("1983-05-12")}, Card: person.Card{Name: name, Phone: "13912345678"}, Identifiers: identifiers,
			Stays: []person.Stay{{Role: person.Registered, Place: at, Nature: "agricultural", Address: "柳湾村27号"}, {Role: person.Resides, Place: at}},
		})
		return err
	})
	return who, seq
}

func (o *office) open(who id.ID) person.Person {
	o.Helper()
	var p person.Person
	o.read(func(tx *store.Tx) (err error) {
		p, err = person.Open(tx, o.keys, who)
		return err
	})
	return p
}

func (o *office) holders(system, value string) []id.ID {
	o.Helper()
	var all []id.ID
	o.read(func(tx *store.Tx) (err error) {
		all, err = person.Holders(tx, o.keys, person.Identifier{System: system, Value: value})
		return err
	})
	return all
}

// register is a register that folds everything at once.
func (o *office) register() *person.Register {
	o.Helper()
	r := person.NewRegister()
	if err := r.Follow(context.Background(), o.District); err != nil {
		o.Fatal(err)
	}
	return r
}

// at asks the register as known at a seq.
func (o *office) at(k store.Seq, ask func(person.View)) {
	o.Helper()
	o.register().At(k, func(v person.View) error {
		ask(v)
		return nil
	})
}

func birth(s string) civil.Birth {
	b, err := civil.ParseBirth(s)
	if err != nil {
		panic(err)
	}
	return b
}

func each(t *testing.T, run func(o *office)) {
	testdb.Each(t, func(t *testing.T, dsn string) { run(newOffice(t, dsn)) })
}

func TestCorrectionLeavesWhatWasKnownBefore(t *testing.T) {
	each(t, func(o *office) {
		o.add("何秀英", id.New())
		who, k := o.add("何秀芬", id.New())
		after := o.write(func(b *person.Book) error {
			return b.Revise(who, 1, person.Facts{Sex: "female", Birth: birth("1984-05"), Death: civil.MustDate("2026-02-03")}, person.Card{Name: "何秀芳"})
		})
		for seq, want := range map[store.Seq]string{k - 1: "unknown", k: "1983-05-12 ", after - 1: "1983-05-12 ", after: "1984-05 2026-02-03", 0: "1984-05 2026-02-03"} {
			o.at(seq, func(v person.View) {
				facts, _, known := v.Facts(v.N(who))
				got := facts.Birth.String() + " " + facts.Death.String()
				if !known {
					got = "unknown"
				}
				if got != want {
					o.Errorf("at %d: %q, want %q", seq, got, want)
				}
			})
		}
		if p := o.open(who); p.Card.Name != "何秀芳" || p.Card.Phone != "" || p.Rev != 2 || p.Facts.Birth.String() != "1984-05" {
			o.Errorf("%+v", p)
		}
	})
}

func TestTwoCorrectionsOfOneRevision(t *testing.T) {
	each(t, func(o *office) {
		who, _ := o.add("何秀芬", id.New())
		fix := func(name string) func(*person.Book) error {
			return func(b *person.Book) error {
				return b.Revise(who, 1, person.Facts{Sex: "female"}, person.Card{Name: name})
			}
		}
		first := o.write(fix("何秀芳"))
		if _, err := o.try(fix("何秀英")); !fault.Is(err, fault.Conflict) {
			o.Errorf("the second correction of revision 1: %v", err)
		}
		if p := o.open(who); p.Card.Name != "何秀芳" || p.Rev != 2 {
			o.Errorf("%+v", p)
		}
		if seq, _ := o.Seq(context.Background()); seq != first {
			o.Errorf("the refused write used number %d", seq)
		}
		stay := o.open(who).Stays[0]
		move := func(b *person.Book) error { return b.PutStay(stay) }
		o.write(move)
		if _, err := o.try(move); !fault.Is(err, fault.Conflict) {
			o.Errorf("two revisions of one stay: %v", err)
		}
	})
}

func TestMovedHouseholdKeepsThePlaceOfEachDay(t *testing.T) {
	each(t, func(o *office) {
		old, new := id.New(), id.New()
		who, k := o.add("何秀芬", old)
		home, day := id.New(), civil.MustDate("2026-03-10")
		o.write(func(b *person.Book) error {
			for _, s := range o.open(who).Stays {
				if s.Role == person.Resides {
					s.To = day
					if err := b.PutStay(s); err != nil {
						return err
					}
				}
			}
			return b.PutStay(person.Stay{ID: home, Person: who, Role: person.Resides, Place: new, From: day})
		})
		expect := func(seq store.Seq, role person.Role, on civil.Date, want id.ID, since civil.Date) {
			o.Helper()
			o.at(seq, func(v person.View) {
				if got := v.Place(v.N(who), role, on); got != want {
					o.Errorf("at %d, %s on %s: %v, want %v", seq, role, on, got, want)
				}
				if got := v.Since(v.N(who), role, on); got != since {
					o.Errorf("at %d, %s on %s: since %s, want %s", seq, role, on, got, since)
				}
			})
		}
		expect(0, person.Resides, day, new, day)
		expect(0, person.Resides, day.AddDays(-1), old, 0)
		expect(0, person.Registered, day, old, 0)
		expect(k, person.Resides, day, old, 0)
		p := o.open(who)
		if s, ok := p.Now(person.Resides, day); !ok || s.Place != new {
			o.Errorf("resides now: %+v", s)
		}
		if s, ok := p.Now(person.Resides, day.AddDays(-1)); !ok || s.Place != old {
			o.Errorf("resided before: %+v", s)
		}
		o.write(func(b *person.Book) error { // it turns out that she never moved
			return b.VoidStay(person.Stay{ID: home, Rev: 1, Person: who, Role: person.Resides, Place: new, From: day})
		})
		expect(0, person.Resides, day, id.ID{}, 0)
	})
}

func TestMergeAndUndo(t *testing.T) {
	each(t, func(o *office) {
		a, _ := o.add("何秀芬", id.New(), person.Identifier{System: person.Ref, Value: "A1"})
		b, _ := o.add("何秀芬", id.New(), person.Identifier{System: person.Ref, Value: "B7"})
		c, k0 := o.add("何秀英", id.New())
		k1 := o.write(func(k *person.Book) error { return k.Merge(b, a) })
		k2 := o.write(func(k *person.Book) error { return k.Merge(a, c) }) // a chain: b is a, a is c
		k3 := o.write(func(k *person.Book) error { return k.Unmerge(a) })
		k4 := o.write(func(k *person.Book) error { return k.Unmerge(b) })
		canonical := func(seq store.Seq, want ...id.ID) {
			o.Helper()
			o.at(seq, func(v person.View) {
				for i, entry := range []id.ID{a, b, c} {
					if got := v.ID(v.Canonical(v.N(entry))); got != want[i] {
						o.Errorf("at %d: entry %d is %v, want %v", seq, i, got, want[i])
					}
				}
				if got := len(v.Entries(v.N(c))); (seq == k2) != (got == 2) {
					o.Errorf("at %d: %d entries", seq, got)
				}
			})
		}
		canonical(k0, a, b, c)
		canonical(k1, a, a, c)
		canonical(k2, c, c, c)
		canonical(k3, a, a, c)
		canonical(k4, a, b, c)
		canonical(0, a, b, c)
		if got := o.holders(person.Ref, "B7"); !slices.Equal(got, []id.ID{b}) { // the entry keeps its own key
			o.Errorf("%v", got)
		}
	})
}

func TestMergeOpensTheOnePersonAndRefusesLoops(t *testing.T) {
	each(t, func(o *office) {
		a, _ := o.add("何秀芬", id.New())
		b, _ := o.add("何秀芳", id.New())
		o.write(func(k *person.Book) error { return k.Merge(b, a) })
		if p := o.open(b); p.ID != a || p.Card.Name != "何秀芬" || !slices.Equal(p.Merged, []id.ID{b}) {
			o.Errorf("%+v", p)
		}
		for name, loop := range map[string]func(*person.Book) error{
			"with itself":      func(k *person.Book) error { return k.Merge(a, a) },
			"into its own":     func(k *person.Book) error { return k.Merge(a, b) },
			"what is not here": func(k *person.Book) error { return k.Merge(a, id.New()) },
		} {
			if _, err := o.try(loop); err == nil {
				o.Errorf("merged %s", name)
			}
		}
		before, _ := o.Seq(context.Background())
		o.write(func(k *person.Book) error { return k.Merge(b, a) })
		if after, _ := o.Seq(context.Background()); after != before {
			o.Error("merging again wrote something")
		}
	})
}

func TestErasureTakesTwoOfficersAndABasis(t *testing.T) {
	each(t, func(o *office) {
		who, _ := o.add("何秀芬", id.New())
		for name, c := range map[string]struct {
			second []byte
			basis  string
			kind   fault.Kind
		}{
			"alone":         {nil, "law", fault.Refused},
			"the same":      {o.first.Identity, "law", fault.Refused},
			"without basis": {o.second.Identity, "", fault.Invalid},
		} {
			if _, err := o.try(func(b *person.Book) error { return b.Erase(who, c.second, c.basis) }); !fault.Is(err, c.kind) {
				o.Errorf("%s: %v", name, err)
			}
		}
		if p := o.open(who); p.Erased || p.Card.Name != "何秀芬" {
			o.Errorf("%+v", p)
		}
	})
}

func TestErasureLeavesCodedFactsAlone(t *testing.T) {
	each(t, func(o *office) {
		at, number := id.New(), "999901198305123328"
		who, k := o.add("何秀芬", at, person.Identifier{System: person.Number, Value: number}, person.Identifier{System: person.Ref, Value: "A1"})
		entry, _ := o.add("何秀芬", at, person.Identifier{System: person.Ref, Value: "B7"})
		stranger, _ := o.add("何秀英", at, person.Identifier{System: person.Ref, Value: "C3"})
		o.write(func(b *person.Book) error {
			return b.Revise(who, 1, person.Facts{Sex: "female", Birth: birth("1983-05-12")}, person.Card{Name: "何秀芳"})
		})
		o.write(func(b *person.Book) error { return b.Merge(entry, who) })
		erase := func(b *person.Book) error { return b.Erase(entry, o.second.Identity, "law") } // by whichever entry
		seq := o.write(erase)
		p := o.open(who)
		if !p.Erased || p.Card != (person.Card{}) || len(p.Identifiers) != 0 || p.Stays[0].Address != "" || p.Stays[0].Place != at || p.Facts.Sex != "female" {
			o.Errorf("%+v", p)
		}
		for _, one := range [][2]string{{person.Number, number}, {person.Ref, "A1"}, {person.Ref, "B7"}} {
			if got := o.holders(one[0], one[1]); len(got) != 0 {
				o.Errorf("a %s still finds the erased person", one[0])
			}
		}
		if got := o.holders(person.Ref, "C3"); !slices.Equal(got, []id.ID{stranger}) || o.open(stranger).Card.Name != "何秀英" {
			o.Error("somebody else was erased as well")
		}
		o.at(k, func(v person.View) {
			if facts, erased, known := v.Facts(v.N(who)); !known || erased || facts.Birth.String() != "1983-05-12" || v.Place(v.N(who), person.Resides, civil.MustDate("2026-01-01")) != at {
				o.Error("an old figure would not reproduce")
			}
		})
		o.at(seq, func(v person.View) {
			if facts, erased, known := v.Facts(v.N(who)); !known || !erased || facts.Birth.String() != "1983-05-12" {
				o.Errorf("%+v erased %v known %v", facts, erased, known)
			}
		})
		var tombstones, basis int
		o.read(func(tx *store.Tx) error {
			if _, err := tx.One(`select count(*) from seal_erasure where seq = $1`, []any{seq}, &tombstones); err != nil {
				return err
			}
			_, err := tx.One(`select count(*) from store_tx where seq = $1 and legal_basis <> ''`, []any{seq}, &basis)
			return err
		})
		if tombstones != 8 || basis != 1 { // three cards, three identifiers, two addresses
			o.Errorf("%d tombstones, %d with a legal basis", tombstones, basis)
		}
		if _, err := o.try(func(b *person.Book) error { return b.Revise(who, p.Rev, p.Facts, person.Card{Name: "何秀芬"}) }); !fault.Is(err, fault.Refused) {
			o.Errorf("an erased person got a name again: %v", err)
		}
		if again, err := o.try(erase); err != nil || again != 0 {
			o.Errorf("erased again at %d: %v", again, err)
		}
	})
}

func TestTwoPeopleCanHoldOneNumber(t *testing.T) {
	each(t, func(o *office) {
		number := person.Identifier{System: person.Number, Value: "999901198305123328"}
		a, _ := o.add("何秀芬", id.New(), number)
		b, _ := o.add("何秀英", id.New(), number)
		if got := o.holders(number.System, number.Value); !slices.Equal(got, []id.ID{a, b}) {
			o.Errorf("%v", got)
		}
		if got := o.holders(person.Ref, number.Value); len(got) != 0 {
			o.Errorf("a number was found as a key: %v", got)
		}
		for _, who := range []id.ID{a, b} {
			if got := o.open(who).Identifiers; !slices.Equal(got, []person.Identifier{number}) {
				o.Errorf("%v", got)
			}
		}
	})
}

// A number that was wrong is withdrawn: it finds her no more, and the next one does not stand in its place.
func TestCorrectedNumber(t *testing.T) {
	each(t, func(o *office) {
		wrong, right := person.Identifier{System: person.Number, Value: "999901198305123328"}, person.Identifier{System: person.Number, Value: "999901198405123326"}
		who, _ := o.add("何秀芬", id.New(), person.Identifier{System: person.Ref, Value: "A1"}, wrong)
		digest := o.keys.Digest(wrong.System, wrong.Value)
		o.write(func(b *person.Book) error {
			if err := b.Withdraw(who, person.Number, digest); err != nil {
				return err
			}
			return b.AlsoIdentify(who, right)
		})
		if got := o.holders(wrong.System, wrong.Value); len(got) != 0 {
			o.Errorf("the withdrawn number finds %v", got)
		}
		if got := o.holders(right.System, right.Value); !slices.Equal(got, []id.ID{who}) {
			o.Errorf("%v", got)
		}
		if got := o.open(who).Identifiers; len(got) != 2 || !slices.Contains(got, right) {
			o.Errorf("%v", got)
		}
		if _, err := o.try(func(b *person.Book) error { return b.Withdraw(who, person.Number, digest) }); !fault.Is(err, fault.NotFound) {
			o.Errorf("withdrawn twice: %v", err)
		}
		found := map[string]int{}
		o.read(func(tx *store.Tx) error {
			return person.Identifiers(tx, func(p id.ID, system string, value []byte) error {
				if p != who || bytes.Equal(value, digest) {
					o.Errorf("%s of %v", system, p)
				}
				found[system]++
				return nil
			})
		})
		if found[person.Ref] != 1 || found[person.Number] != 1 {
			o.Errorf("%v", found)
		}
	})
}

func TestAmendedStayKeepsItsAddress(t *testing.T) {
	each(t, func(o *office) {
		who, _ := o.add("何秀芬", id.New())
		for _, s := range o.open(who).Stays {
			s.To, s.Address = civil.MustDate("2026-03-10"), ""
			o.write(func(b *person.Book) error { return b.AmendStay(s) })
		}
		var addresses []string
		for _, s := range o.open(who).Stays {
			if s.Rev != 2 || s.To.String() != "2026-03-10" {
				o.Errorf("%+v", s)
			}
			addresses = append(addresses, s.Address)
		}
		if slices.Sort(addresses); !slices.Equal(addresses, []string{"", "柳湾村27号"}) {
			o.Errorf("%q", addresses)
		}
	})
}

// Rows wait to be sent together; whatever order things are written in, a row reaches the database after those that it refers to.
func TestOneWriteOfEverythingInAnyOrder(t *testing.T) {
	each(t, func(o *office) {
		who, _ := o.add("何秀芬", id.New())
		fresh, home := id.New(), id.New()
		o.write(func(b *person.Book) error {
			if err := b.Revise(who, 1, person.Facts{Sex: "female"}, person.Card{Name: "何秀芳"}); err != nil {
				return err
			}
			if err := b.PutStay(person.Stay{ID: id.New(), Person: who, Role: person.Resides, Place: id.New(), From: civil.MustDate("2026-01-01")}); err != nil {
				return err
			}
			if err := b.EnterHousehold(home, "H"); err != nil {
				return err
			}
			if err := b.PutMember(person.Member{ID: id.New(), Household: home, Person: who}); err != nil {
				return err
			}
			if _, err := b.Add(person.New{ID: fresh, Card: person.Card{Name: "王军"}, Identifiers: []person.Identifier{{System: person.Ref, Value: "W"}}}); err != nil {
				return err
			}
			return b.PutMember(person.Member{ID: id.New(), Household: home, Person: fresh})
		})
		if o.open(who).Rev != 2 || o.open(fresh).Card.Name != "王军" {
			o.Error("not everything was written")
		}
	})
}

func TestHousehold(t *testing.T) {
	each(t, func(o *office) {
		a, _ := o.add("何大山", id.New())
		b, _ := o.add("何秀芬", id.New())
		c, _ := o.add("王军", id.New())
		day := civil.MustDate("2026-03-10")
		var home, other id.ID
		o.write(func(k *person.Book) (err error) {
			if home, err = k.Household("H-1", id.New()); err != nil {
				return err
			}
			if other, err = k.Household("H-2", id.New()); err != nil {
				return err
			}
			for i, m := range []person.Member{
				{ID: id.New(), Household: home, Person: a, Relation: "02"}, {ID: id.New(), Household: home, Person: b, Relation: "30", To: day},
				{ID: id.New(), Household: other, Person: c, Relation: "02"}, {ID: id.New(), Household: other, Person: b, Relation: "10", From: day},
			} {
				if err := k.PutMember(m); err != nil {
					return fmt.Errorf("%d: %w", i, err)
				}
			}
			return nil
		})
		o.write(func(k *person.Book) error {
			if again, err := k.Household("H-1", id.New()); err != nil || again != home {
				o.Errorf("the same key is another household: %v", err)
			}
			return store.ErrNothing
		})
		for _, x := range []struct {
			who  id.ID
			on   civil.Date
			want []id.ID
		}{{b, day.AddDays(-1), []id.ID{a, b}}, {b, day, []id.ID{c, b}}, {a, day, []id.ID{a}}, {id.New(), day, nil}} {
			o.read(func(tx *store.Tx) error {
				members, err := person.Household(tx, x.who, x.on)
				var got []id.ID
				for _, m := range members {
					got = append(got, m.Person)
				}
				if !slices.Equal(got, x.want) {
					o.Errorf("on %s: %v, want %v", x.on, got, x.want)
				}
				return err
			})
		}
	})
}

// Whoever takes the file gets no name, number, phone, address or key, in no encoding, and no id that is made of one.
func TestAStolenFileNamesNobody(t *testing.T) {
	dsn := testdb.SQLite(t)
	o := newOffice(t, dsn)
	who := id.FromHash([]byte("somebody"))
	secrets := []string{"何秀芬", "13912345678", "999901198305123328", "柳湾村", "REF-4711", "HOME-9"}
	enter := func(o *office, number string) {
		o.write(func(b *person.Book) error {
			if _, err := b.Household(secrets[5], id.Derive(who, "household", 0)); err != nil {
				return err
			}
			_, err := b.Add(person.New{ID: who, Card: person.Card{Name: secrets[0], Phone: secrets[1]},
				Identifiers: []person.Identifier{{System: person.Number, Value: number}, {System: person.Ref, Value: secrets[4]}},
				Stays:       []person.Stay{{Role: person.Resides, Place: id.New(), Address: secrets[3]}}})
			return err
		})
	}
	enter(o, secrets[2])
	ids := func(o *office) (all []id.ID) {
		o.read(func(tx *store.Tx) error {
			return tx.Each(`select id from person_identifier union select id from seal_cell order by 1`, nil, func(scan func(...any) error) error {
				var one id.ID
				err := scan(&one)
				all = append(all, one)
				return err
			})
		})
		return all
	}
	other := newOffice(t, testdb.SQLite(t))
	enter(other, "110101199003070016")
	if !slices.Equal(ids(o), ids(other)) {
		t.Error("ids depend on what they identify: a number could be guessed from them")
	}
	files, _ := filepath.Glob(dsn + "*")
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range secrets {
			if bytes.Contains(raw, []byte(s)) {
				t.Errorf("%q stands in %s", s, filepath.Base(f))
			}
		}
	}
	if len(files) == 0 {
		t.Fatal("no file")
	}
}
