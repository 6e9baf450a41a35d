package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"youfu/internal/custody"
	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

func (o *office) imports() []exchange.Import {
	o.Helper()
	var all []exchange.Import
	err := o.Store.Read(context.Background(), func(tx *store.Tx) (err error) {
		all, err = exchange.Imports(tx, o.Keys, 10)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return all
}

// crowd are rows of seven people, one of them twice, in two households, with refs that begin alike.
func crowd(begin string) string {
	var rows strings.Builder
	rows.WriteString(header)
	for i := range 7 {
		rows.WriteString(he(fmt.Sprint(begin, i), fmt.Sprint("何", begin, i), "resident_place", "990101001001", "household", fmt.Sprint(begin, i%2), "address", "1号"))
	}
	return rows.String()
}

func TestStoppedImportGoesOn(t *testing.T) {
	eachSettled(t, func(o *office) {
		ctx, stop := context.WithCancel(context.Background())
		j := job(exchange.People, crowd("A"))
		j.Name = "何秀芬的名单.csv"
		seen := 0
		j.Progress = func(done, total int) {
			if seen = done; done == 4 {
				stop()
			}
		}
		r, err := exchange.ApplyInChunks(ctx, o.District, j, 2)
		if !errors.Is(err, context.Canceled) || counts(r) != "4a 0u 0h 0r" || seen != 4 {
			o.Fatalf("%s at %d: %v", counts(r), seen, err)
		}
		if all := o.imports(); all[0].Done || all[0].Counts.Rows != 4 || all[0].File != j.Name || all[0].Kind != "people" || all[0].ID != r.Import || all[0].Last != r.Seq || all[0].First != r.Seq-1 {
			o.Errorf("%+v", all[0])
		}
		rest, err := exchange.ApplyInChunks(context.Background(), o.District, job(exchange.People, crowd("A")), 2)
		if err != nil || counts(rest) != "3a 4u 0h 0r" || rest.Import != r.Import {
			o.Fatalf("%s: %v", counts(rest), err)
		}
		if all := o.imports(); !all[0].Done || all[0].Counts != (exchange.Counts{Rows: 7, Accepted: 3, Unchanged: 4}) || all[0].Last != o.seq() || all[0].File != j.Name {
			o.Errorf("%+v", all[0])
		}
		seq := o.seq()
		o.want(o.apply(job(exchange.People, crowd("A"))), "0a 7u 0h 0r")
		if o.seq() != seq {
			o.Error("the finished import wrote again")
		}
		if got := o.household(o.find("A1").ID); got != ":何A1 :何A3 :何A5" {
			o.Error(got)
		}
	})
}

// An import that stopped in its last chunk, whose rows came in by another way, is finished by a write of its own.
func TestImportThatNothingIsLeftOf(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	ctx, stop := context.WithCancel(context.Background())
	j := job(exchange.People, header+he("A", "何")+he("B", "王"))
	j.Progress = func(int, int) { stop() }
	if _, err := exchange.ApplyInChunks(ctx, o.District, j, 1); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	o.want(o.apply(people(he("B", "王"))), "1a 0u 0h 0r")
	o.want(o.apply(job(exchange.People, header+he("A", "何")+he("B", "王"))), "0a 2u 0h 0r")
	if all := o.imports(); !all[0].Done || all[0].Counts.Unchanged != 2 {
		t.Errorf("%+v", all[0])
	}
}

// Every statement of an import fails once, before and after it took effect; the same file given again then leaves everybody in once.
func TestImportSurvivesEveryFault(t *testing.T) {
	eachSettled(t, func(o *office) {
		for _, before := range []bool{true, false} {
			reached := true
			for n := 1; reached; n++ {
				begin := fmt.Sprintf("%t%d-", before, n)
				failed := store.FailAt(o.Store, n, before)
				r, err := exchange.ApplyInChunks(context.Background(), o.District, job(exchange.People, crowd(begin)), 3)
				reached = failed()
				store.FailAt(o.Store, 0, false)
				if reached == (err == nil) || reached && !fault.Is(err, fault.Machine) {
					o.Fatalf("statement %d: %s, %v", n, counts(r), err)
				}
				rest, err := exchange.ApplyInChunks(context.Background(), o.District, job(exchange.People, crowd(begin)), 3)
				if err != nil || rest.Accepted+rest.Unchanged != 7 {
					o.Fatalf("after statement %d failed: %s, %v", n, counts(rest), err)
				}
				if all := o.imports(); !all[0].Done {
					o.Fatalf("after statement %d failed: %+v", n, all[0])
				}
				for i := range 7 {
					if p := o.find(fmt.Sprint(begin, i)); len(o.stays(p, "resides")) != 1 || len(strings.Fields(o.household(p.ID))) != 4-i%2 {
						o.Fatalf("after statement %d failed: %+v", n, p)
					}
				}
			}
		}
	})
}

// While a file is read, somebody else enters, changes and merges people of it: each chunk is decided on what is there when it is written.
func TestOthersWriteMeanwhile(t *testing.T) {
	eachSettled(t, func(o *office) {
		n := number("1983-05-12", 28)
		o.apply(people(he("X", "何秀芬", "citizen_number", n)))
		j := people(he("A", "何"), he("B", "王"), he("C", "李", "citizen_number", number("1990-01-01", 2)), he("X", "何秀芬", "phone", "13912345678"))
		j.Progress = func(done, _ int) {
			switch done {
			case 1:
				o.want(o.apply(people(he("B", "王", "sex", "1"), he("D", "李四", "citizen_number", number("1990-01-01", 2)))), "2a 0u 0h 0r")
			case 3:
				o.want(o.apply(people(he("X", "何秀芳"))), "1a 0u 0h 0r")
			}
		}
		r, err := exchange.ApplyInChunks(context.Background(), o.District, j, 1)
		if err != nil {
			o.Fatal(err)
		}
		o.want(r, "2a 1u 1h 0r")
		if len(r.Duplicates) != 1 || r.Duplicates[0].Row != 4 || r.Duplicates[0].Person != o.find("D").ID {
			o.Errorf("%+v", r.Duplicates)
		}
		if p := o.find("X"); p.Rev != 3 || p.Card != (person.Card{Name: "何秀芬", Phone: "13912345678"}) {
			o.Errorf("%+v", p)
		}
	})
}

// The same files make the same records with the same ids, in whatever database and under whatever key.
func TestRecordsAreTheSameEverywhere(t *testing.T) {
	var made []map[string]custody.TableDigest
	each(t, func(o *office) {
		settled(o)
		o.apply(job(exchange.People, crowd("A")))
		o.apply(people(he("A1", "何A1", "resident_place", "990101002001", "phone", "13912345678", "citizen_number", number("1983-05-12", 28), "household", "new")))
		o.want(o.apply(job(exchange.Visits, "ref,person,on,site,findings,note\nV1,A1,2026-03-01,H1,none,好\n,A2,2026-03-01,H1,none,\n")), "2a 0u 0h 0r")
		dump, err := custody.Dump(context.Background(), o.Store, o.Keys)
		if err != nil {
			o.Fatal(err)
		}
		tables := map[string]custody.TableDigest{}
		for _, table := range dump.Tables {
			tables[table.Name] = table
		}
		made = append(made, tables)
	})
	if len(made) != 2 {
		t.Fatal("not on both databases")
	}
	for _, name := range []string{"person", "person_rev", "person_identifier", "person_stay", "person_household", "person_member", "place_rev", "place_department",
		"place_site", "care_episode", "care_event", "care_text", "exchange_import", "exchange_visit_ref", "seal_cell"} {
		if a, b := made[0][name], made[1][name]; a != b || a.Rows == 0 {
			t.Errorf("%s: %+v, %+v", name, a, b)
		}
	}
}

func TestImportIDs(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	a := o.check(people(he("A", "何"))).Import
	if b := o.check(people(he("A", "何"))).Import; b != a {
		t.Error("the same file has another id")
	}
	mapped := people(he("A", "何"))
	mapped.Map = exchange.Map{"name": "name"}
	renamed := people(he("A", "何"))
	renamed.Name = "other.csv"
	for name, j := range map[string]exchange.Job{"another row": people(he("B", "何")), "a map": mapped} {
		if o.check(j).Import == a {
			t.Errorf("%s: the same id", name)
		}
	}
	if o.check(renamed).Import != a {
		t.Error("the file's name is part of the id")
	}
}
