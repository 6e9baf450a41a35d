package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/actor"
	"youfu/internal/audit"
	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// figure is a count or a rate of 2026 in short, as known at a write.
func (o *office) figure(which string, at store.Seq) string {
	o.Helper()
	var got string
	err := o.At(context.Background(), at, func(s district.State) error {
		q := figure.Query{Figure: s.Practice.Figures[which], Period: civil.Period{From: civil.MustDate("2026-01-01"), To: civil.MustDate("2027-01-01")}, By: []string{"township"}}
		r, err := figure.Compute(q, s.Figures(), s.Tree)
		for _, row := range r.Rows {
			got += fmt.Sprint(" ", row.By["township"], "=", row.Value, row.Num, "/", row.Den)
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return got
}

// Figures as known before, while the import stood, and afterwards are each what they were; who came by it is known in between alone. What
// was issued because of its visits gets an exception.
func TestWhatWasKnownWhileAnImportStood(t *testing.T) {
	eachSettled(t, func(o *office) {
		women(o)
		o.apply(visitFile("V0,B,,2026-02-01,H1,bv,negative,,"))
		o.apply(people(he("A", "何秀芬", "resident_place", "990101001001"), he("B", "王芳", "resident_place", "990101001002"), he("C", "李娜", "resident_place", "990101002001")))
		figures := []string{"women-screened", "treatment-completed"}
		before, known := o.seq(), map[string]string{}
		for _, f := range figures {
			known[f] = o.figure(f, 0)
		}
		r := o.apply(visitFile("V0,B,,2026-02-01,H1,candida,negative,,", "V1,A,,2026-03-01,H1,bv,negative,,", "V2,C,,2026-03-01,H1,none,negative,,"))
		o.want(r, "3a 0u 0h 0r")
		stood := map[string]string{}
		for _, f := range figures {
			if stood[f] = o.figure(f, 0); stood[f] == known[f] {
				o.Errorf("%s does not change: %s", f, known[f])
			}
		}
		who := actor.Actor{Account: id.New(), Login: "wang", Post: actor.ClinicWorker}
		issued := o.invited("A", who)
		u := o.undone(r)
		for _, f := range figures {
			for at, want := range map[store.Seq]string{before: known[f], r.Seq: stood[f], u.Seq - 1: stood[f], u.Seq: known[f], 0: known[f]} {
				if got := o.figure(f, at); got != want {
					o.Errorf("%s at %d:%s, want%s", f, at, got, want)
				}
			}
		}
		err := o.Store.Read(context.Background(), func(tx *store.Tx) error {
			open, err := audit.OpenFor(tx, who.Account)
			if len(open) != 1 || open[0].Subject != issued.String() || open[0].Cause != u.Seq || open[0].Why != care.Corrected {
				o.Errorf("%+v", open)
			}
			return err
		})
		if err != nil {
			o.Fatal(err)
		}
		o.whole()
	})
}

// invited lets a clinic give somebody an appointment for what her visit opened.
func (o *office) invited(ref string, by actor.Actor) id.ID {
	o.Helper()
	event, who := id.New(), o.find(ref).ID
	_, err := o.Store.Write(context.Background(), store.Writing{Actor: by, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
		desk, _, err := o.Desk(tx)
		if err != nil {
			return err
		}
		items, err := desk.DueFor(tx, who, civil.MustDate("2026-03-02"))
		if err != nil || len(items) == 0 {
			return fmt.Errorf("%d visits are due: %w", len(items), err)
		}
		_, err = desk.Respond(tx, care.Answer{Event: event, Person: who, Key: items[0].Key.String(), Answer: "invited", On: civil.MustDate("2026-03-02")})
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return event
}

// Whom an import entered is in the register while it stands, and neither before nor after; erasing her is still possible, and taking back
// an import is, though somebody of it was erased.
func TestWhoCameByAnImport(t *testing.T) {
	eachSettled(t, func(o *office) {
		before := o.seq()
		r := o.apply(people(he("A", "何秀芬", "phone", "13900000001", "resident_place", "990101001001"), he("B", "王芳", "phone", "13900000002")))
		a, b := o.find("A").ID, o.find("B").ID
		o.erase(b)
		u := o.undone(r)
		for at, want := range map[store.Seq]string{before: "false false", r.Seq: "true false", u.Seq: "false false"} {
			if got := o.knows(a, at); got != want {
				o.Errorf("at %d: %s, want %s", at, got, want)
			}
		}
		if got := o.knows(b, u.Seq); got != "true true" {
			o.Errorf("who was erased: %s", got)
		}
		err := o.At(context.Background(), 0, func(s district.State) error {
			found, _, err := o.FindIn(s, "何秀芬", 10, func(uint32) bool { return true })
			if len(found) != 0 {
				o.Error("she is still found")
			}
			return err
		})
		if err != nil {
			o.Fatal(err)
		}
		o.whole()
		o.erase(a)
		err = o.Store.Read(context.Background(), func(tx *store.Tx) error {
			left := 0
			_, err := tx.One(`select count(*) from person_rev r join seal_cell c on c.id = r.card where c.cell is not null`, nil, &left)
			if left != 0 {
				o.Errorf("%d names are left", left)
			}
			return err
		})
		if err != nil {
			o.Fatal(err)
		}
		o.whole()
	})
}

func (o *office) knows(who id.ID, at store.Seq) string {
	o.Helper()
	var got string
	err := o.At(context.Background(), at, func(s district.State) error {
		facts, erased, known := s.People.Facts(s.People.N(who))
		if !known && facts != (person.Facts{}) {
			o.Errorf("of whom nobody knows: %+v", facts)
		}
		got = fmt.Sprint(known, " ", erased)
		return nil
	})
	if err != nil {
		o.Fatal(err)
	}
	return got
}

func (o *office) erase(who id.ID) {
	o.Helper()
	by := registrar
	by.Identity = []byte("first")
	if r, err := o.Erase(context.Background(), by, id.New(), district.Erasure{Person: who, Second: []byte("second"), LegalBasis: "law"}); err != nil || r.Seq == 0 {
		o.Fatalf("%+v %v", r, err)
	}
}

// half reads the first rows of a file and stops.
func (o *office) half(j exchange.Job, rows int) exchange.Result {
	o.Helper()
	ctx, stop := context.WithCancel(context.Background())
	j.Progress = func(done, _ int) {
		if done >= rows {
			stop()
		}
	}
	r, err := exchange.ApplyInChunks(ctx, o.District, j, 2)
	if !errors.Is(err, context.Canceled) {
		o.Fatalf("%s: %v", counts(r), err)
	}
	return r
}

// A stopped import is taken back; so is one that was stopped and went on; and taking back, stopped, goes on as well. Meanwhile the file
// does not come in.
func TestStoppedImportsAreTakenBack(t *testing.T) {
	eachSettled(t, func(o *office) {
		before := o.newest()
		r := o.half(job(exchange.People, crowd("A")), 4)
		if u := o.undone(r); u.Parts != 2 {
			o.Errorf("%+v", u)
		}
		o.same(before, o.newest())
		file := func() exchange.Job { return again(job(exchange.People, crowd("A"))) }
		r = o.half(file(), 4)
		whole, err := exchange.ApplyInChunks(context.Background(), o.District, job(exchange.People, crowd("A")), 2)
		if err != nil || whole.Import != r.Import || whole.Accepted != 3 {
			o.Fatalf("%s: %v", counts(whole), err)
		}
		ctx, stop := context.WithCancel(context.Background())
		u, err := exchange.TakeBack(ctx, o.District, exchange.Undo{Import: r.Import, Actor: registrar, Reason: "x", Progress: func(done, _ int) {
			if done == 2 {
				stop()
			}
		}})
		if !errors.Is(err, context.Canceled) || u.Back != 2 || u.Parts != 4 || u.Whole() {
			o.Fatalf("%+v: %v", u, err)
		}
		if all := o.imports(); all[0].Back != 2 || all[0].Parts != 4 || all[0].Undone != u.Seq || all[0].ID != r.Import {
			o.Errorf("%+v", all[0])
		}
		for _, j := range []exchange.Job{file(), job(exchange.People, crowd("A"))} {
			_, err := exchange.Apply(context.Background(), o.District, j)
			var f *fault.Error
			if !asFault(err, &f) || f.Key != "exchange.undo-stopped" {
				o.Errorf("half taken back, it comes in: %v", err)
			}
		}
		o.undone(r)
		o.same(before, o.newest())
		o.whole()
	})
}

// Every statement of taking back fails once, before and after it took effect; asked for again, all is as it was before the import.
func TestTakingBackSurvivesEveryFault(t *testing.T) {
	eachSettled(t, func(o *office) {
		o.apply(job(exchange.People, crowd("A")))
		before := o.newest()
		file := strings.ReplaceAll(crowd("A"), "1号", "2号") + he("B", "王芳", "citizen_number", number("1983-05-12", 28))
		for _, first := range []bool{true, false} {
			reached := true
			for n := 1; reached; n++ {
				r, err := exchange.ApplyInChunks(context.Background(), o.District, again(job(exchange.People, file)), 4)
				if err != nil || r.Accepted != 8 {
					o.Fatalf("%s %v", counts(r), err)
				}
				failed := store.FailAt(o.Store, n, first)
				_, err = o.undo(r.Import)
				reached = failed()
				store.FailAt(o.Store, 0, false)
				if reached == (err == nil) {
					o.Fatalf("statement %d: %v", n, err)
				}
				o.undone(r)
				o.same(before, o.newest())
			}
		}
	})
}

// While an import is taken back somebody revises what it made: the rest of it is refused, and can be taken back afterwards.
func TestOthersWriteWhileItIsTakenBack(t *testing.T) {
	eachSettled(t, func(o *office) {
		before := o.newest()
		r, err := exchange.ApplyInChunks(context.Background(), o.District, job(exchange.People, crowd("A")), 2)
		if err != nil {
			o.Fatal(err)
		}
		var news exchange.Result
		u, err := exchange.TakeBack(context.Background(), o.District, exchange.Undo{Import: r.Import, Actor: registrar, Reason: "x", Progress: func(done, _ int) {
			if done == 1 {
				o.apply(people(he("X", "别人")))
				news = o.apply(people(he("A1", "何大山")))
			}
		}})
		var f *fault.Error
		if !asFault(err, &f) || f.Key != "exchange.rests" || u.Back != 3 || len(u.Rests) != 1 || u.Rests[0].Which != o.find("A1").ID || u.Rests[0].By != news.Seq {
			o.Fatalf("%+v %v", u, err)
		}
		o.undone(news)
		o.undone(r)
		after := o.newest()
		for thing := range before {
			if after[thing] == nil {
				o.Errorf("%s is gone", thing)
			}
		}
		o.whole()
	})
}

// An import that still comes in stops where somebody takes it back.
func TestAnImportIsTakenBackWhileItComesIn(t *testing.T) {
	eachSettled(t, func(o *office) {
		before := o.newest()
		j := job(exchange.People, crowd("A"))
		j.Progress = func(done, _ int) {
			if done == 4 {
				o.undone(exchange.Result{Import: o.imports()[0].ID})
			}
		}
		_, err := exchange.ApplyInChunks(context.Background(), o.District, j, 2)
		var f *fault.Error
		if !asFault(err, &f) || f.Key != "exchange.undone-meanwhile" {
			o.Fatal(err)
		}
		o.same(before, o.newest())
	})
}

func TestWhatCannotBeTakenBack(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	if _, err := o.undo(id.New()); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	r := o.apply(people(he("A", "何")))
	if _, err := exchange.TakeBack(context.Background(), o.District, exchange.Undo{Import: r.Import, Actor: registrar}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: %v", err)
	}
	err := o.Store.Read(context.Background(), func(tx *store.Tx) error {
		if found, err := exchange.ImportOf(tx, r.Seq); err != nil || found != r.Import {
			t.Errorf("%v %v", found, err)
		}
		if _, err := exchange.ImportOf(tx, 1); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Lists come in, whatever they say; taken back, the last one first, each leaves the register as it was before it came.
func TestWhateverCameInIsTakenBack(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		o := settled(newOffice(t, dsn))
		women(o)
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			if n++; n > 40 {
				return // each of them starts from what the ones before left behind
			}
			before := []map[string][]string{o.newest()}
			var came []exchange.Result
			for range rapid.IntRange(1, 3).Draw(t, "lists") {
				j := someFile(t, n)
				if rapid.Bool().Draw(t, "all") {
					j = accepting(j)
				}
				r, err := exchange.ApplyInChunks(context.Background(), o.District, again(j), rapid.IntRange(1, 4).Draw(t, "chunk"))
				if err != nil {
					t.Fatal(err)
				}
				if r.Accepted > 0 {
					came, before = append(came, r), append(before, o.newest())
				}
			}
			for i := len(came) - 1; i >= 0; i-- {
				if _, err := o.undo(came[i].Import); err != nil {
					t.Fatal(err)
				}
				if got, want := o.newest(), before[i]; fmt.Sprint(got) != fmt.Sprint(want) {
					o.same(want, got)
					t.Fatalf("%s is not taken back", counts(came[i]))
				}
			}
		})
		o.whole()
	})
}

// someFile is a list of people or visits.
func someFile(t *rapid.T, n int) exchange.Job {
	var rows []string
	if rapid.Bool().Draw(t, "visits") {
		for i := range rapid.IntRange(1, 5).Draw(t, "rows") {
			pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
			ref := pick("ref", "", fmt.Sprintf("v%d-%d", n, i%3))
			rows = append(rows, strings.Join([]string{ref, pick("who", "A", "B", "C"), "", "2026-0" + fmt.Sprint(1+n%9) + "-" + pick("day", "01", "02", "15"), pick("site", "H1", "F1"),
				pick("findings", "none", "bv", "candida"), pick("hpv", "negative", "16"), "", pick("note", "", "好")}, ","))
		}
		return visitFile(rows...)
	}
	for i := range rapid.IntRange(1, 6).Draw(t, "rows") {
		rows = append(rows, someRow(t, fmt.Sprintf("p%d-%d", n, i%4)))
	}
	return people(rows...)
}
