package exchange_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

func (o *office) undo(imported id.ID) (exchange.Undone, error) {
	return exchange.TakeBack(context.Background(), o.District, exchange.Undo{Import: imported, Actor: registrar, Reason: "传错了文件"})
}

func (o *office) undone(r exchange.Result) exchange.Undone {
	o.Helper()
	u, err := o.undo(r.Import)
	if err != nil || !u.Whole() || len(u.Rests) > 0 {
		o.Fatalf("%+v: %v", u, err)
	}
	return u
}

// refused sees that an import is not taken back, and why; nothing is written.
func (o *office) refusedUndo(r exchange.Result, want ...string) {
	o.Helper()
	before := o.seq()
	u, err := o.undo(r.Import)
	var f *fault.Error
	if !asFault(err, &f) || f.Kind != fault.Conflict || f.Key != "exchange.rests" {
		o.Errorf("taken back: %+v, %v", u, err)
	}
	var got []string
	for _, one := range u.Rests {
		got = append(got, one.Why)
		if !lang.Has("exchange.rests-" + one.Why) {
			o.Errorf("no words for %s", one.Why)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) || o.seq() != before {
		o.Errorf("%v rests on it, want %v", got, want)
	}
}

// newest is what the tables of revisions say now, without numbers of revisions and writes: what is void says nothing.
func (o *office) newest() map[string][]string {
	o.Helper()
	all := map[string][]string{}
	err := o.Store.Read(context.Background(), func(tx *store.Tx) error {
		for _, t := range store.Tables() {
			if t.Key[len(t.Key)-1] != "rev" || t.Name == "exchange_import" {
				continue
			}
			if _, voidable := t.Column("void"); !voidable {
				continue
			}
			if err := o.newestOf(tx, t, all); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.Fatal(err)
	}
	return all
}

func (o *office) newestOf(tx *store.Tx, t store.Table, all map[string][]string) error {
	return t.Rows(tx, t.Columns, func(values []any) error { // in the order of their keys: the last revision comes last
		thing, rest := "", ""
		for i, c := range t.Columns {
			switch c.Name {
			case t.Key[0]:
				thing = fmt.Sprintf("%s %x", t.Name, values[i])
			case "rev", "seq":
			case "void":
				if values[i] == true {
					rest = "void"
				}
			default:
				rest += fmt.Sprintf("|%v", values[i])
			}
		}
		if delete(all, thing); !strings.Contains(rest, "void|") && !strings.HasPrefix(rest, "void") {
			all[thing] = []string{rest}
		}
		return nil
	})
}

func (o *office) same(before, after map[string][]string) {
	o.Helper()
	for thing, rest := range after {
		if !slices.Equal(before[thing], rest) {
			o.Errorf("%s: %v, was %v", thing, rest, before[thing])
		}
	}
	for thing := range before {
		if after[thing] == nil {
			o.Errorf("%s is gone", thing)
		}
	}
}

// whole fails where doctor finds anything.
func (o *office) whole() {
	o.Helper()
	checks, err := o.Examine(context.Background())
	if err != nil {
		o.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK {
			o.Errorf("doctor: %s: %v %v", c.Name, c.Args, c.Places)
		}
	}
}

func TestAnImportOfPeopleIsTakenBack(t *testing.T) {
	eachSettled(t, func(o *office) {
		n := number("1983-05-12", 28)
		o.apply(people(he("A", "何秀芬", "citizen_number", n, "phone", "13900000001", "resident_place", "990101001001", "address", "1号", "household", "H1", "relation", "02"), he("B", "王芳")))
		before := o.newest()
		file := func() exchange.Job {
			return people(he("A", "何秀芳", "citizen_number", number("1984-05-12", 28), "birth", "1984-05-12", "sex", "2", "phone", "13900000002", "resident_place", "990101002001", "household", "H2"),
				he("C", "李娜", "citizen_number", number("1990-01-01", 2), "resident_place", "990101001002", "household", "H1"), he("D", "张三"))
		}
		r := o.apply(file())
		o.want(r, "3a 0u 0h 0r")
		u := o.undone(r)
		if u.Seq != o.seq() || u.Parts != 1 || u.Records == 0 {
			o.Errorf("%+v", u)
		}
		o.same(before, o.newest())
		if p := o.find("A"); p.Card != (person.Card{Name: "何秀芬", Phone: "13900000001"}) || len(o.stays(p, "resides")) != 1 || o.household(p.ID) != "02:何秀芬" ||
			!slices.Contains(p.Identifiers, person.Identifier{System: person.Number, Value: n}) || len(p.Identifiers) != 2 {
			o.Errorf("%+v %s", p, o.household(p.ID))
		}
		once, err := o.undo(r.Import)
		if err != nil || !once.Whole() || once.Seq != u.Seq || once.Records != 0 || o.seq() != u.Seq {
			o.Errorf("%+v %v", once, err)
		}
		o.whole()
		// The same file says that it was taken back, and comes in again only on purpose.
		same := o.apply(file())
		o.want(same, "0a 3u 0h 0r")
		if same.Differ != 3 || same.Before == nil || same.Before.Undone != u.Seq || same.Before.UndoneAt.IsZero() || o.seq() != u.Seq {
			o.Errorf("%+v %+v", same, same.Before)
		}
		back := o.apply(again(file()))
		o.want(back, "3a 0u 0h 0r")
		if p := o.find("C"); p.Card.Name != "李娜" || o.find("A").Card.Name != "何秀芳" {
			o.Errorf("%+v", p)
		}
		o.undone(back)
		o.same(before, o.newest())
		o.whole()
	})
}

// Something newer rests on it: each reason by itself, and none of it is taken back.
func TestWhatRestsOnAnImportKeepsIt(t *testing.T) {
	n, m := number("1983-05-12", 28), number("1990-01-01", 2)
	file := func() exchange.Job {
		return people(he("A", "何秀芬", "citizen_number", n, "resident_place", "990101001001", "household", "H"), he("B", "王芳", "birth", "1985-01-01", "sex", "2"))
	}
	book := func(o *office, write func(b *person.Book) error) {
		o.Helper()
		o.write(func(tx *store.Tx) error {
			b, err := person.In(tx, o.Keys)
			if err != nil {
				return err
			}
			return write(b)
		})
	}
	for name, c := range map[string]struct {
		later func(o *office)
		want  []string
	}{
		"another name":   {func(o *office) { o.apply(people(he("A", "何秀芳"))) }, []string{person.LaterRevision}},
		"another house":  {func(o *office) { o.apply(people(he("A", "何秀芬", "household", "H2"))) }, []string{person.LaterRecord, person.LaterRevision}},
		"another place":  {func(o *office) { o.apply(people(he("A", "何秀芬", "resident_place", "990101001002"))) }, []string{person.LaterRecord, person.LaterRevision}},
		"a first place":  {func(o *office) { o.apply(people(he("B", "王芳", "resident_place", "990101001002"))) }, []string{person.LaterRecord}},
		"another number": {func(o *office) { o.apply(people(he("A", "何秀芬", "citizen_number", m))) }, []string{person.LaterRecord, person.LaterRevision}},
		"a visit": {func(o *office) {
			o.want(o.apply(visitFile("V1,B,,2026-03-01,H1,none,negative,,")), "1a 0u 0h 0r")
		}, []string{exchange.HasVisits}},
		"a consent": {func(o *office) {
			book(o, func(b *person.Book) error { return b.SetConsent(o.find("A").ID, "follow-up", "x", "given") })
		}, []string{person.HasConsent}},
		"a merge": {func(o *office) {
			book(o, func(b *person.Book) error { return b.Merge(o.find("A").ID, o.find("B").ID) })
		}, []string{person.IsMerged, person.IsMerged}},
		"a tie": {func(o *office) {
			book(o, func(b *person.Book) error {
				return b.PutTie(person.Tie{ID: id.New(), Kind: person.Parent, A: o.find("A").ID, B: o.find("B").ID, Source: "x"})
			})
		}, []string{person.HasTie, person.HasTie}},
	} {
		t.Run(name, func(t *testing.T) {
			o := settled(newOffice(t, testdb.SQLite(t)))
			r := o.apply(file())
			c.later(o)
			o.refusedUndo(r, c.want...)
		})
	}
}

// What rests on it is taken back itself, and then the import can be.
func TestOneAfterTheOther(t *testing.T) {
	eachSettled(t, func(o *office) {
		empty := o.newest()
		a := o.apply(people(he("A", "何秀芬", "resident_place", "990101001001", "birth", "1983-05-12", "sex", "2"), he("B", "王芳", "birth", "1983-05-12", "sex", "2")))
		one := o.newest()
		b := o.apply(people(he("A", "何秀芳", "resident_place", "990101001002"), he("C", "李娜")))
		two := o.newest()
		v := o.apply(visitFile("V1,A,,2026-03-01,H1,none,negative,,好", "V2,B,,2026-03-01,H1,none,negative,,"))
		three := o.newest()
		w := o.apply(visitFile("V1,A,,2026-03-02,H1,bv,negative,,坏", "V3,B,,2026-03-05,H1,bv,negative,,"))
		o.refusedUndo(a, person.LaterRecord, person.LaterRevision, exchange.HasVisits, exchange.HasVisits)
		o.refusedUndo(v, person.LaterRevision)
		o.undone(w)
		o.same(three, o.newest())
		o.wantVisits("A", `2026-03-01 H1 3 {"findings":["none"],"hpv":"negative"} 好`)
		o.undone(v)
		o.same(two, o.newest())
		o.wantVisits("A")
		o.undone(b)
		o.same(one, o.newest())
		o.undone(a)
		o.same(empty, o.newest())
		o.whole()
		for _, j := range []exchange.Job{people(he("A", "何秀芬", "birth", "1983-05-12", "sex", "2")), visitFile("V1,A,,2026-03-01,H1,none,negative,,好", ",A,,2026-03-02,H1,none,negative,,")} {
			if r := o.apply(j); r.Accepted != r.Rows {
				o.Errorf("after all was taken back: %s, %s", counts(r), refusals(r))
			}
		}
		o.whole()
	})
}

func TestAreasAreTakenBack(t *testing.T) {
	eachSettled(t, func(o *office) {
		before := o.newest()
		moved := o.apply(job(exchange.Places, "code,name,parent,from\n990101001001,上村,990101002000,2026-01-01\n990101001003,新村,,\n"))
		o.want(moved, "2a 0u 0h 0r")
		departments := o.apply(job(exchange.Departments, "code,name_zh\nhealth,卫健局\nx,新局\n"))
		sites := o.apply(job(exchange.Sites, "code,name,department,place\nH1,卫生院,health,\nS1,新站,x,990101001003\n"))
		settledPeople := o.apply(people(he("A", "何秀芬", "birth", "1983-05-12", "sex", "2", "resident_place", "990101001003")))
		visits := o.apply(visitFile(",A,,2026-03-01,H1,none,negative,,"))
		o.refusedUndo(moved, exchange.HasStays, exchange.HasSites)
		o.refusedUndo(departments, exchange.HasSites)
		o.undone(visits)
		o.undone(settledPeople)
		o.undone(sites)
		o.undone(departments)
		o.undone(moved)
		o.same(before, o.newest())
		tree, err := o.Tree(context.Background())
		if err != nil {
			o.Fatal(err)
		}
		village, _ := tree.PlaceByCode("990101001001")
		if now, ok := tree.On(village.ID, o.Today()); !ok || now.ID != village.ID {
			o.Errorf("%+v", now)
		}
		// It moves again: one heir, not two.
		o.want(o.apply(again(job(exchange.Places, "code,name,parent,from\n990101001001,上村,990101002000,2026-01-01\n990101001003,新村,,\n"))), "2a 0u 0h 0r")
		if tree, err = o.Tree(context.Background()); err != nil {
			o.Fatal(err)
		}
		if now, ok := tree.On(village.ID, o.Today()); !ok || now.ID == village.ID || now.Code != village.Code {
			o.Errorf("%+v %v", now, ok)
		}
		o.whole()
	})
}

// A village went to a township and came back; the township is taken back, and then the return cannot be.
func TestWhatItLayInIsGone(t *testing.T) {
	eachSettled(t, func(o *office) {
		township := o.apply(job(exchange.Places, "code,name\n990101003000,新镇\n"))
		o.want(o.apply(job(exchange.Places, "code,name,parent\n990101001001,上村,990101003000\n")), "1a 0u 0h 0r")
		o.refusedUndo(township, exchange.HasPlaces)
		back := o.apply(job(exchange.Places, "code,name,parent\n990101001001,上村,990101001000\n"))
		o.want(back, "1a 0u 0h 0r")
		o.undone(township)
		o.refusedUndo(back, exchange.IsGone)
		o.whole()
	})
}

func (o *office) write(fn func(tx *store.Tx) error) {
	o.Helper()
	if _, err := o.Store.Write(context.Background(), store.Writing{Actor: registrar, ClientID: id.New(), Kind: "test"}, fn); err != nil {
		o.Fatal(err)
	}
}
