package exchange_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"youfu/internal/exchange"
	"youfu/internal/testdb"
)

func again(j exchange.Job) exchange.Job {
	j.Again = true
	return j
}

// wantBefore sees that a file came before, by a write, and how many of its rows say something that is out of date.
func (o *office) wantBefore(r exchange.Result, earlier exchange.Result, differ int) {
	o.Helper()
	if r.Before == nil || r.Before.Seq != earlier.Seq || r.Before.Import != earlier.Import || r.Before.At.IsZero() || r.Differ != differ {
		o.Errorf("%+v, %d rows differ; want write %d, %d rows", r.Before, r.Differ, earlier.Seq, differ)
	}
}

// A list comes, then a newer one, then the first again: the newer stays until somebody asks for the first on purpose. Asking twice is
// asking once.
func TestAnOlderFileComesAgain(t *testing.T) {
	a := func() exchange.Job {
		return people(he("A", "何秀芬", "phone", "13900000001"), he("B", "王芳", "phone", "13900000002"), he("C", "李娜"))
	}
	b := func() exchange.Job { return people(he("A", "何秀芬", "phone", "13911111111"), he("B", "王芳芳")) }
	eachSettled(t, func(o *office) {
		first := o.apply(a())
		if first.Before != nil || first.Differ != 0 {
			o.Errorf("%+v", first.Before)
		}
		o.wantBefore(o.apply(a()), first, 0)
		o.want(o.apply(b()), "2a 0u 0h 0r")
		seq := o.seq()
		r := o.apply(a())
		o.want(r, "0a 3u 0h 0r")
		o.wantBefore(r, first, 2)
		if o.seq() != seq || o.find("A").Card.Phone != "13911111111" {
			o.Fatal("the older file changed something")
		}
		o.want(o.check(again(a())), "2a 1u 0h 0r")
		second := o.apply(again(a()))
		o.want(second, "2a 1u 0h 0r")
		o.wantBefore(second, first, 0)
		if p := o.find("A"); p.Card.Phone != "13900000001" || o.find("B").Card.Name != "王芳" || second.Import == first.Import {
			o.Errorf("%+v", p)
		}
		for _, j := range []exchange.Job{a(), again(a()), again(a())} {
			r := o.apply(j)
			o.want(r, "0a 3u 0h 0r")
			o.wantBefore(r, second, 0)
		}
		o.wantBefore(o.apply(b()), exchange.Result{Import: o.check(b()).Import, Seq: seq}, 2)
		if o.seq() != second.Seq {
			o.Error("what says nothing new was written")
		}
	})
}

// Visits, places, departments and sites likewise.
func TestEveryKindOfFileComesAgain(t *testing.T) {
	eachSettled(t, func(o *office) {
		women(o)
		for _, c := range []struct {
			kind exchange.Kind
			a, b string
		}{
			{exchange.Visits, visitHeader + "V1,A,,2026-03-01,H1,none,negative,,好\n,B,,2026-03-01,H1,none,negative,,\n", visitHeader + "V1,A,,2026-03-02,H1,bv,negative,,\n,B,,2026-03-01,H1,none,16,,坏\n"},
			{exchange.Places, "code,name\n990101001003,新村\n990101001004,老村\n", "code,name\n990101001003,新新村\n990101001004,老老村\n"},
			{exchange.Departments, "code,name_zh\nx,甲\ny,乙\n", "code,name_zh\nx,丙\ny,丁\n"},
			{exchange.Sites, "code,name,department,place\nS1,甲站,health,\nS2,乙站,health,\n", "code,name,department,place\nS1,丙站,health,\nS2,丁站,health,\n"},
		} {
			first := o.apply(job(c.kind, c.a))
			o.want(first, "2a 0u 0h 0r")
			o.wantBefore(o.apply(job(c.kind, c.a)), first, 0)
			o.want(o.apply(job(c.kind, c.b)), "2a 0u 0h 0r")
			r := o.apply(job(c.kind, c.a))
			o.want(r, "0a 2u 0h 0r")
			o.wantBefore(r, first, 2)
			second := o.apply(again(job(c.kind, c.a)))
			o.want(second, "2a 0u 0h 0r")
			seq := o.seq()
			o.want(o.apply(again(job(c.kind, c.a))), "0a 2u 0h 0r")
			o.wantBefore(o.apply(job(c.kind, c.a)), second, 0)
			if o.seq() != seq {
				o.Errorf("%s: the file that stands wrote again", c.kind)
			}
		}
		o.wantVisits("A", `2026-03-01 H1 3 {"findings":["none"],"hpv":"negative"} 好`)
		o.wantVisits("B", `2026-03-01 H1 3 {"findings":["none"],"hpv":"negative"} `)
	})
}

// A visit whose day was corrected is found again by the row that entered it, and not entered twice.
func TestAVisitOnAnotherDayIsTheRows(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	women(o)
	file := func() exchange.Job { return visitFile(",A,,2026-03-01,H1,none,negative,,") }
	first := o.apply(file())
	o.moveVisits("A", "2026-03-05")
	r := o.apply(file())
	o.want(r, "0a 1u 0h 0r")
	o.wantBefore(r, first, 1)
	o.want(o.apply(again(file())), "1a 0u 0h 0r")
	o.wantVisits("A", `2026-03-01 H1 3 {"findings":["none"],"hpv":"negative"} `)
}

// Rows of another file that say what was corrected since are counted; asked for, they stand.
func TestRowsThatAreOutOfDateAreCounted(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	women(o)
	o.apply(visitFile("V1,A,,2026-03-01,H1,candida,negative,,"))
	o.correctAll("A", map[string]string{"findings": "none", "hpv": "negative"})
	file := func() exchange.Job {
		return visitFile("V1,A,,2026-03-01,H1,candida,negative,,", "V2,B,,2026-03-01,H1,none,negative,,")
	}
	if r := o.check(file()); r.Differ != 1 || r.Before != nil {
		t.Errorf("%d rows differ", r.Differ)
	}
	o.want(o.apply(again(file())), "2a 0u 0h 0r")
	o.wantVisits("A", `2026-03-01 H1 3 {"findings":["candida"],"hpv":"negative"} `)
}

// An import that was asked for and stopped goes on as what it is, asked for or not.
func TestAStoppedAgainGoesOn(t *testing.T) {
	eachSettled(t, func(o *office) {
		women(o)
		file := func() exchange.Job {
			return visitFile("V1,A,,2026-03-01,H1,none,negative,,", "V2,B,,2026-03-01,H1,none,negative,,", "V3,C,,2026-03-01,H1,none,negative,,")
		}
		o.apply(file())
		o.apply(visitFile("V1,A,,2026-03-01,H1,bv,negative,,", "V2,B,,2026-03-01,H1,bv,negative,,", "V3,C,,2026-03-01,H1,bv,negative,,"))
		ctx, stop := context.WithCancel(context.Background())
		j := again(file())
		j.Progress = func(done, _ int) {
			if done == 1 {
				stop()
			}
		}
		part, err := exchange.ApplyInChunks(ctx, o.District, j, 1)
		if err == nil || counts(part) != "1a 0u 0h 0r" {
			o.Fatalf("%s %v", counts(part), err)
		}
		rest := o.apply(file())
		o.want(rest, "2a 1u 0h 0r")
		if rest.Import != part.Import || rest.Differ != 0 {
			o.Errorf("%+v", rest)
		}
		for _, ref := range []string{"A", "B", "C"} {
			o.wantVisits(ref, `2026-03-01 H1 3 {"findings":["none"],"hpv":"negative"} `)
		}
	})
}

// After any list of people was read in, the same list again finds nothing that differs and writes nothing, asked for or not.
func TestNothingDiffersAfterwards(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		var rows []string
		for i := range rapid.IntRange(1, 8).Draw(t, "rows") {
			rows = append(rows, someRow(t, fmt.Sprintf("r%d-%d", n, i%6)))
		}
		first := o.apply(people(rows...))
		seq := o.seq()
		for _, j := range []exchange.Job{people(rows...), again(people(rows...))} {
			r := o.apply(j)
			if r.Accepted != 0 || r.Differ != 0 || r.Held != first.Held || r.RefusedN != first.RefusedN {
				t.Fatalf("%s, %d differ, after %s: %q; %s", counts(r), r.Differ, counts(first), rows, refusals(r))
			}
		}
		if o.seq() != seq {
			t.Fatalf("the same list wrote again: %q", rows)
		}
	})
}

// someRow is a row about somebody, with some cells filled in, right or wrong.
func someRow(t *rapid.T, ref string) string {
	cells := map[string][]string{
		"citizen_number": {"", number("1983-05-12", 28), number("1983-05-12", 46), number("1970-01-01", 1)}, "sex": {"", "1", "女", "x"}, "birth": {"", "1983-05-12", "1983", "46024"},
		"phone": {"", "13900000001", "13900000002", "1"}, "registered_place": {"", "990101001001", "990101002001"}, "registered_nature": {"", "农业", "非农业"},
		"resident_place": {"", "990101001001", "990101001002"}, "address": {"", "1号", "2号"}, "household": {"", "H1", "H2"}, "relation": {"", "02", "10"},
	}
	var set []string
	for _, column := range []string{"citizen_number", "sex", "birth", "phone", "registered_place", "registered_nature", "resident_place", "address", "household", "relation"} {
		set = append(set, column, rapid.SampledFrom(cells[column]).Draw(t, column))
	}
	return he(rapid.SampledFrom([]string{ref, ref, ref, ""}).Draw(t, "ref"), rapid.SampledFrom([]string{"何秀芬", "王芳" + ref, "李娜"}).Draw(t, "name"), set...)
}
