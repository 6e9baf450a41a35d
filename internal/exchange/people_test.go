package exchange_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"youfu/internal/civil"
	"youfu/internal/exchange"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

const header = "ref,name,citizen_number,sex,birth,death,phone,registered_place,registered_nature,resident_place,address,household,relation\n"

// he is a row about somebody by name and ref alone, with columns put in by name.
func he(ref, name string, set ...string) string {
	columns := strings.Split(strings.TrimSpace(header), ",")
	row := make([]string, len(columns))
	row[0], row[1] = ref, name
	for i := 0; i+1 < len(set); i += 2 {
		row[slices.Index(columns, set[i])] = set[i+1]
	}
	return strings.Join(row, ",") + "\n"
}

func people(rows ...string) exchange.Job {
	return job(exchange.People, header+strings.Join(rows, ""))
}

func TestPeopleComeIn(t *testing.T) {
	eachSettled(t, func(o *office) {
		file := people(
			he("A1", "何 秀芬", "citizen_number", number("1983-05-12", 28), "sex", "女", "birth", "1983-05-12", "phone", "139 1234-5678", "registered_place", "990101001001",
				"registered_nature", "农业", "resident_place", "990101002001", "address", "柳湾村27号", "household", "H1", "relation", "配偶"),
			he("A2", "何大山", "sex", "1", "birth", "1980/2/3", "death", "2025-12-31", "registered_place", "990101001001", "household", "H1", "relation", "02"))
		checked := o.check(file)
		o.want(checked, "2a 0u 0h 0r")
		r := o.apply(file)
		o.want(r, "2a 0u 0h 0r")
		if r.Seq != o.seq() || r.Import != checked.Import || len(r.Unknown) > 0 || len(r.Notes) > 0 {
			o.Errorf("%+v", r)
		}
		p, other := o.find("A1"), o.find("A2")
		if p.Card.Name != "何 秀芬" || p.Card.Phone != "13912345678" || p.Facts.Sex != "female" || p.Facts.Birth.String() != "1983-05-12" || len(p.Identifiers) != 2 {
			o.Errorf("%+v", p)
		}
		if got := strings.Join(o.stays(p, "registered"), "|"); got != "上村   agricultural " {
			o.Errorf("registered: %q", got)
		}
		if got := strings.Join(o.stays(p, "resides"), "|"); got != "东村    柳湾村27号" {
			o.Errorf("resides: %q", got)
		}
		if other.Facts.Sex != "male" || other.Facts.Birth.String() != "1980-02-03" || other.Facts.Death.String() != "2025-12-31" || len(o.stays(other, "resides")) != 0 {
			o.Errorf("%+v", other)
		}
		if got := o.household(p.ID); got != "02:何大山 10:何 秀芬" {
			o.Errorf("household: %s", got)
		}
	})
}

// household is who lives with somebody, in short: "relation:name".
func (o *office) household(who id.ID) string {
	o.Helper()
	var all []string
	err := o.Store.Read(context.Background(), func(tx *store.Tx) error {
		members, err := person.Household(tx, who, o.Today())
		for _, m := range members {
			card, _, failed := person.CardOf(tx, o.Keys, m.Person)
			if failed != nil {
				return failed
			}
			all = append(all, m.Relation+":"+card.Name)
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return strings.Join(all, " ")
}

// Every way in which a row of people can be wrong, each alone.
func TestRefusedPeople(t *testing.T) {
	born := number("1983-05-12", 28)
	wrong := born[:17] + "0"
	if wrong == born {
		wrong = born[:17] + "1"
	}
	tomorrow := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	cases := []struct {
		row  string
		want string // column and code
	}{
		{he("", "何秀芬"), "ref missing"},
		{he("A", ""), "name missing"},
		{he("A", "何", "citizen_number", wrong), "citizen_number bad-number"},
		{he("A", "何", "citizen_number", "110105194912310021"), "citizen_number bad-number"},
		{he("A", "何", "citizen_number", "3.3010219830512E+17"), "citizen_number number-as-float"},
		{he("1.23456789012346E+20", "何"), "ref number-as-float"},
		{he("A", "何", "citizen_number", born, "birth", "1983-05-13"), "birth number-birth-differs"},
		{he("A", "何", "citizen_number", born, "birth", "1984"), "birth number-birth-differs"},
		{he("A", "何", "citizen_number", born, "sex", "男"), "sex number-sex-differs"},
		{he("A", "何", "citizen_number", number("2200-01-01", 28)), "citizen_number future-date"},
		{he("A", "何", "sex", "3"), "sex unknown-code"},
		{he("A", "何", "registered_nature", "x", "registered_place", "990101001001"), "registered_nature unknown-code"},
		{he("A", "何", "relation", "67x", "household", "H"), "relation unknown-code"},
		{he("A", "何", "birth", "1983-02-29"), "birth bad-date"},
		{he("A", "何", "birth", "1983.1"), "birth bad-date"},
		{he("A", "何", "birth", "46024"), "birth bad-date"},
		{he("A", "何", "birth", tomorrow), "birth future-date"},
		{he("A", "何", "birth", "1083-05-12"), "birth out-of-range"},
		{he("A", "何", "death", tomorrow), "death future-date"},
		{he("A", "何", "death", "05/12/1983"), "death bad-date"},
		{he("A", "何", "birth", "1983-05-12", "death", "1983-05-11"), "death out-of-range"},
		{he("A", "何", "phone", "12345"), "phone bad-phone"},
		{he("A", "何", "phone", "1391234567813912345678"), "phone bad-phone"},
		{he("A", "何", "phone", "139x2345678"), "phone bad-phone"},
		{he("A", "何", "registered_place", "110101001001"), "registered_place unknown-place"},
		{he("A", "何", "resident_place", "上村"), "resident_place unknown-place"},
		{he("A", "何\u202e秀芬"), "name bad-text"},
		{he("A", "何\x07"), "name bad-text"},
		{he("A", strings.Repeat("何", 201)), "name bad-text"},
		{he("A", "何\x00"), " bad-text"},
	}
	eachSettled(t, func(o *office) {
		before := o.seq()
		for _, c := range cases {
			for _, r := range []exchange.Result{o.check(people(c.row)), o.apply(people(c.row))} {
				o.want(r, "0a 0u 0h 1r")
				if got := refusals(r); got != "2 "+c.want {
					o.Errorf("%q: %s, want %s", c.row, got, c.want)
				}
				o.explained(r)
			}
		}
		if o.seq() != before {
			o.Error("a refused row wrote something")
		}
		var rows []string
		for _, c := range cases {
			rows = append(rows, c.row)
		}
		r := o.apply(people(append(rows, he("B1", "何秀英"))...)) // a wrong row stands in nobody's way
		o.want(r, fmt.Sprintf("1a 0u 0h %dr", len(cases)))
		for i, f := range r.Refused[1:] {
			if f.Row < r.Refused[i].Row {
				o.Errorf("row %d is refused after row %d", f.Row, r.Refused[i].Row)
			}
		}
	})
}

func TestAllWrongCellsOfARowAtOnce(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	r := o.check(people(he("A", "", "sex", "x", "birth", "x", "phone", "x", "resident_place", "x")))
	if got := refusals(r); got != "2 name missing; 2 phone bad-phone; 2 sex unknown-code; 2 birth bad-date; 2 resident_place unknown-place" {
		t.Error(got)
	}
	if r.RefusedN != 1 {
		t.Errorf("%d rows are refused", r.RefusedN)
	}
}

func TestFormsOfDatesAndPhones(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	births := map[string]string{"1983-05-12": "1983-05-12", "1983/5/12": "1983-05-12", "1983.05.12": "1983-05-12", "1983年5月12日": "1983-05-12", "19830512": "1983-05-12",
		"1983-05-12 00:00:00": "1983-05-12", "１９８３－０５": "1983-05", "1983年5月": "1983-05", "198305": "1983-05", "1983/5": "1983-05", "1983.05": "1983-05", "1983": "1983", "1983年": "1983"}
	phones := map[string]string{"139 1234 5678": "13912345678", "0571-87654321": "057187654321", "+86 139-1234-5678": "+8613912345678", "（0571）8765432": "05718765432"}
	var rows []string
	for birth := range births {
		rows = append(rows, he(birth, birth, "birth", birth))
	}
	for phone := range phones {
		rows = append(rows, he("p"+phone, phone+"x", "phone", phone))
	}
	o.want(o.apply(people(rows...)), fmt.Sprintf("%da 0u 0h 0r", len(rows)))
	for birth, want := range births {
		if got := o.find(strings.Map(wide, birth)).Facts.Birth.String(); got != want {
			t.Errorf("%s: %s, want %s", birth, got, want)
		}
	}
	for phone, want := range phones {
		if got := o.find(strings.Map(wide, "p"+phone)).Card.Phone; got != want {
			t.Errorf("%s: %s, want %s", phone, got, want)
		}
	}
}

// wide turns wide characters into usual ones, as keys are kept.
func wide(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		return r - 0xff01 + '!'
	}
	return r
}

func TestTheNumberFillsSexAndBirth(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	old := "990101830512002" // 15 digits: born 1983-05-12, a woman
	o.want(o.apply(people(he("A", "何秀芬", "citizen_number", old))), "1a 0u 0h 0r")
	p := o.find("A")
	if p.Facts.Sex != "female" || p.Facts.Birth.String() != "1983-05-12" || len(p.Identifiers) != 2 || len(p.Identifiers[0].Value)+len(p.Identifiers[1].Value) != 19 {
		t.Errorf("%+v", p)
	}
	o.want(o.apply(people(he("B", "何大山", "sex", "女", "birth", "1990"))), "1a 0u 0h 0r")
	o.want(o.apply(people(he("B", "何大山", "citizen_number", number("1990-05-12", 2)))), "1a 0u 0h 0r") // what was known of her stays
	if p := o.find("B"); p.Facts.Birth.String() != "1990" || len(p.Identifiers) != 2 {
		t.Errorf("%+v", p)
	}
}

func TestTheSameFileAgainChangesNothing(t *testing.T) {
	eachSettled(t, func(o *office) {
		file := func() exchange.Job {
			return people(he("A", "何秀芬", "resident_place", "990101001001", "address", "1号", "household", "H", "relation", "户主"), he("", "王军", "citizen_number", number("1970-01-01", 1)),
				he("B", "何秀芬", "phone", "13912345678", "registered_nature", "农业"), he("A", "何秀英"), he("C", "何", "sex", "x"))
		}
		first := o.apply(file())
		o.want(first, "3a 0u 1h 1r")
		seq := o.seq()
		again := o.apply(file())
		o.want(again, "0a 3u 1h 1r")
		if o.seq() != seq || again.Seq != seq || again.Import != first.Import {
			o.Errorf("the same file used the numbers %d to %d", seq+1, o.seq())
		}
		o.explained(first)
		if len(first.Notes) != 1 || first.Notes[0].Column != "registered_nature" || first.Notes[0].Row != 4 {
			o.Errorf("%+v", first.Notes)
		}
	})
}

// What an official mended by hand after an import is not undone by the same file, and is by a newer one.
func TestTheSameFileDoesNotUndoWhatCameLater(t *testing.T) {
	eachSettled(t, func(o *office) {
		file := people(he("A", "何秀芬"))
		o.apply(file)
		p := o.find("A")
		_, err := o.Store.Write(context.Background(), store.Writing{Actor: registrar, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
			b, err := person.In(tx, o.Keys)
			if err != nil {
				return err
			}
			return b.Revise(p.ID, 1, p.Facts, person.Card{Name: "何秀芳"})
		})
		if err != nil {
			o.Fatal(err)
		}
		o.want(o.apply(people(he("A", "何秀芬"))), "0a 1u 0h 0r")
		if got := o.find("A").Card.Name; got != "何秀芳" {
			o.Error(got)
		}
		o.want(o.apply(people(he("A", "何秀芬", "sex", "女"))), "1a 0u 0h 0r")
		if got := o.find("A"); got.Card.Name != "何秀芬" || got.Facts.Sex != "female" {
			o.Errorf("%+v", got)
		}
	})
}

func TestChangedRows(t *testing.T) {
	eachSettled(t, func(o *office) {
		full := []string{"citizen_number", number("1983-05-12", 28), "phone", "13912345678", "registered_place", "990101001001", "registered_nature", "农业",
			"resident_place", "990101001001", "address", "1号", "household", "H1", "relation", "02"}
		o.apply(people(he("A", "何秀芬", full...)))
		apply := func(want string, set ...string) {
			o.Helper()
			o.want(o.apply(people(he("A", "何秀芬", set...))), want)
		}
		apply("0a 1u 0h 0r") // an empty cell says nothing
		apply("1a 0u 0h 0r", "phone", "13800000000", "death", "2026-01-01")
		p := o.find("A")
		if p.Rev != 2 || p.Card.Phone != "13800000000" || p.Card.Name != "何秀芬" || p.Facts.Sex != "female" || p.Facts.Birth.String() != "1983-05-12" || p.Facts.Death.String() != "2026-01-01" {
			o.Errorf("%+v", p)
		}
		apply("1a 0u 0h 0r", "registered_place", "990101001001", "registered_nature", "非农业")
		if got := o.stays(o.find("A"), "registered"); len(got) != 1 || got[0] != "上村   non-agricultural " {
			o.Errorf("%q", got)
		}
		apply("1a 0u 0h 0r", "address", "2号")
		if got := o.stays(o.find("A"), "resides"); len(got) != 1 || got[0] != "上村    2号" {
			o.Errorf("%q", got)
		}
		day := o.Today().String()
		apply("1a 0u 0h 0r", "registered_place", "990101002001", "resident_place", "990101002001")
		if got := strings.Join(o.stays(o.find("A"), "resides"), "|"); got != "东村 "+day+"   |上村  "+day+"  2号" {
			o.Errorf("%q", got)
		}
		if got := strings.Join(o.stays(o.find("A"), "registered"), "|"); got != "东村 "+day+"  non-agricultural |上村  "+day+" non-agricultural " {
			o.Errorf("%q", got)
		}
		apply("1a 0u 0h 0r", "resident_place", "990101001002", "address", "3号") // the same day: she did not live in two places
		if got := strings.Join(o.stays(o.find("A"), "resides"), "|"); got != "下村 "+day+"   3号|上村  "+day+"  2号" {
			o.Errorf("%q", got)
		}
		apply("1a 0u 0h 0r", "household", "H1", "relation", "妻")
		if got := o.household(p.ID); got != "12:何秀芬" {
			o.Error(got)
		}
		apply("1a 0u 0h 0r", "household", "H2")
		if got := o.household(p.ID); got != ":何秀芬" {
			o.Error(got)
		}
		apply("1a 0u 0h 0r", "citizen_number", number("1984-05-12", 28), "birth", "1984-05-12", "sex", "女")
		if got := o.find("A"); got.Facts.Birth.String() != "1984-05-12" || len(got.Identifiers) != 2 || !slices.Contains(got.Identifiers, person.Identifier{System: person.Number, Value: number("1984-05-12", 28)}) {
			o.Errorf("%+v", got)
		}
	})
}

// A stay from before is open in the past; one from a file read on a day begins that day, and events in between keep their place.
func TestMovesOnDifferentDays(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	day := time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)
	o.Store.SetClock(func() time.Time { return day })
	for i, place := range []string{"990101001001", "990101002001", "990101001001"} {
		o.want(o.apply(people(he("A", "何秀芬", "resident_place", place, "address", fmt.Sprintf("%d号", i)))), "1a 0u 0h 0r")
		day = day.AddDate(0, 0, 10)
	}
	if got := strings.Join(o.stays(o.find("A"), "resides"), "|"); got != "上村 2026-03-21   2号|东村 2026-03-11 2026-03-21  1号|上村  2026-03-11  0号" {
		t.Error(got)
	}
}

func TestDoubtsAreHeld(t *testing.T) {
	n, m := number("1983-05-12", 28), number("1983-05-12", 46)
	known := []string{he("A", "何秀芬", "citizen_number", n), he("B", "王军", "birth", "1970-01-01", "sex", "1")}
	cases := []struct{ row, why, ref string }{
		{he("C", "李四", "citizen_number", n), exchange.SameNumber, "A"},
		{he("C", "何秀芬", "sex", "2", "birth", "1983-05-12"), exchange.SameNameBirth, "A"}, // she may have a number, and this row none
		{he("C", "王军", "birth", "1970-01-01", "sex", "男"), exchange.SameNameBirth, "B"},
		{he("", "王 军", "citizen_number", number("1970-01-01", 1)), "", ""}, // another name
		{he("", "王军", "citizen_number", number("1970-01-01", 1)), exchange.SameNameBirth, "B"},
		{he("C", "何秀芬", "citizen_number", m), "", ""},                  // both have numbers, and they differ
		{he("C", "王军", "birth", "1970-01", "sex", "男"), "", ""},        // nobody knows
		{he("C", "王军", "birth", "1970-01-01"), "", ""},                 // nor here
		{he("B", "王军", "citizen_number", n), exchange.SameNumber, "A"}, // a number for one who is there
	}
	eachSettled(t, func(o *office) {
		o.want(o.apply(people(known...)), "2a 0u 0h 0r")
		for _, c := range cases {
			r := o.check(people(c.row))
			o.explained(r)
			if c.why == "" {
				o.want(r, "1a 0u 0h 0r")
				continue
			}
			o.want(r, "0a 0u 1h 0r")
			if len(r.Duplicates) != 1 || r.Duplicates[0].Row != 2 || r.Duplicates[0].Person != o.find(c.ref).ID || r.Duplicates[0].Why != c.why {
				o.Errorf("%s: %+v", c.row, r.Duplicates)
			}
			before := o.seq()
			o.want(o.apply(people(c.row)), "0a 0u 1h 0r")
			if o.seq() != before {
				o.Error("a held row wrote something")
			}
			o.want(o.check(accepting(people(c.row))), "1a 0u 0h 0r")
		}
	})
}

func TestAcceptedDuplicatesAreTwoPeople(t *testing.T) {
	eachSettled(t, func(o *office) {
		n := number("1983-05-12", 28)
		o.apply(people(he("A", "何秀芬", "citizen_number", n)))
		file := func() exchange.Job {
			return people(he("B", "何秀芳", "citizen_number", n), he("", "何秀英", "citizen_number", n, "sex", "2"))
		}
		o.want(o.apply(file()), "1a 0u 1h 0r") // the row without ref speaks of whoever has the number
		if got := o.find("A").Card.Name; got != "何秀英" {
			o.Errorf("%s", got)
		}
		o.want(o.apply(accepting(file())), "1a 1u 0h 0r")
		if a, b := o.find("A"), o.find("B"); a.ID == b.ID || len(a.Identifiers) != 2 || len(b.Identifiers) != 2 {
			o.Errorf("%+v %+v", a, b)
		}
		seq := o.seq()
		o.want(o.apply(accepting(file())), "0a 2u 0h 0r")
		if o.seq() != seq {
			o.Error("the accepted file wrote again")
		}
		r := o.apply(people(he("", "张三", "citizen_number", n)))
		o.want(r, "0a 0u 0h 1r")
		if got := refusals(r); got != "2 citizen_number shared-number" {
			o.Error(got)
		}
		o.explained(r)
		o.want(o.apply(people(he("", "何秀芳", "citizen_number", n, "phone", "13912345678"))), "1a 0u 0h 0r") // the name tells which
		if got := o.find("B").Card.Phone; got != "13912345678" {
			o.Errorf("%q", got)
		}
	})
}

func TestTwiceInOneFile(t *testing.T) {
	n := number("1983-05-12", 28)
	for name, c := range map[string]struct {
		rows         []string
		want, accept string
		why          string
	}{
		"the same row":                 {[]string{he("A", "何秀芬", "phone", "13912345678"), he("A", "何秀芬")}, "1a 1u 0h 0r", "1a 1u 0h 0r", ""},
		"one ref, two names":           {[]string{he("A", "何秀芬"), he("A", "何秀英")}, "1a 0u 1h 0r", "1a 0u 1h 0r", exchange.SameRef},
		"one number, two refs":         {[]string{he("A", "何秀芬", "citizen_number", n), he("B", "何秀英", "citizen_number", n)}, "1a 0u 1h 0r", "2a 0u 0h 0r", exchange.SameNumber},
		"one number, no ref":           {[]string{he("", "何秀芬", "citizen_number", n), he("", "何秀英", "citizen_number", n)}, "1a 0u 1h 0r", "2a 0u 0h 0r", exchange.SameNumber},
		"one name and birth, no ref":   {[]string{he("A", "何", "birth", "1983-05-12", "sex", "2"), he("B", "何", "birth", "19830512", "sex", "女")}, "1a 0u 1h 0r", "2a 0u 0h 0r", exchange.SameNameBirth},
		"one number, one ref, one not": {[]string{he("A", "何秀芬", "citizen_number", n), he("", "何秀英", "citizen_number", n)}, "1a 0u 1h 0r", "2a 0u 0h 0r", exchange.SameNumber},
		"one household, two families":  {[]string{he("A", "何", "household", "H"), he("B", "王", "household", "H")}, "2a 0u 0h 0r", "2a 0u 0h 0r", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := settled(newOffice(t, testdb.SQLite(t)))
			for _, r := range []exchange.Result{o.check(people(c.rows...)), o.apply(people(c.rows...))} {
				o.want(r, c.want)
				o.explained(r)
				if c.why != "" && (len(r.Duplicates) != 1 || r.Duplicates[0].Why != c.why || r.Duplicates[0].Row != 3 || r.Duplicates[0].Earlier != 2) {
					o.Errorf("%+v", r.Duplicates)
				}
			}
			seq := o.seq()
			o.apply(people(c.rows...))
			if o.seq() != seq {
				o.Error("the same file wrote again")
			}
			if c.accept == c.want {
				return
			}
			o.want(o.apply(accepting(people(c.rows...))), "1a 1u 0h 0r")
			o.want(o.apply(accepting(people(c.rows...))), "0a 2u 0h 0r")
		})
	}
}

// An entry that was merged learns what its sender says, and the one person does too; neither sender's old file turns it back.
func TestNewsOfAMergedEntryReachThePerson(t *testing.T) {
	eachSettled(t, func(o *office) {
		o.apply(people(he("A", "何秀芬", "phone", "13900000001"), he("B", "何秀芬", "phone", "13900000002", "resident_place", "990101001001")))
		a, b := o.find("A").ID, o.find("B").ID
		_, err := o.Store.Write(context.Background(), store.Writing{Actor: registrar, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
			book, err := person.In(tx, o.Keys)
			if err != nil {
				return err
			}
			return book.Merge(b, a)
		})
		if err != nil {
			o.Fatal(err)
		}
		both := []string{he("A", "何秀芬", "phone", "13900000001"), he("B", "何秀芬", "phone", "13900000002"), he("C", "王军")}
		o.want(o.apply(people(both...)), "1a 2u 0h 0r") // nothing new of either
		if got := o.find("A").Card.Phone; got != "13900000001" {
			o.Error(got)
		}
		o.want(o.apply(people(he("B", "何秀芬", "phone", "13900000003", "resident_place", "990101002001"))), "1a 0u 0h 0r")
		p := o.find("A")
		if got := strings.Join(o.stays(p, "resides"), "|"); p.Card.Phone != "13900000003" || !strings.HasPrefix(got, "东村") {
			o.Errorf("%+v %s", p, got)
		}
		seq := o.seq()
		o.want(o.apply(people(he("B", "何秀芬", "phone", "13900000003"))), "0a 1u 0h 0r")
		if o.seq() != seq {
			o.Error("the same news wrote again")
		}
	})
}

func TestErasedPeopleDoNotComeBack(t *testing.T) {
	eachSettled(t, func(o *office) {
		file := people(he("A", "何秀芬", "citizen_number", number("1983-05-12", 28)))
		o.apply(file)
		who := o.find("A").ID
		actor := registrar
		actor.Identity = []byte("first")
		_, err := o.Store.Write(context.Background(), store.Writing{Actor: actor, ClientID: id.New(), Kind: "test", LegalBasis: "law"}, func(tx *store.Tx) error {
			book, err := person.In(tx, o.Keys)
			if err != nil {
				return err
			}
			return book.Erase(who, []byte("second"), "law")
		})
		if err != nil {
			o.Fatal(err)
		}
		seq := o.seq()
		r := o.apply(people(he("A", "何秀芬", "citizen_number", number("1983-05-12", 28))))
		o.want(r, "0a 0u 0h 1r")
		o.explained(r)
		if got := refusals(r); got != "2  erased" || o.seq() != seq {
			o.Error(got)
		}
	})
}

// A place that was renamed or united is the one that has its people now; one that was split is not known.
func TestPlacesThatChanged(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	o.apply(people(he("A", "何秀芬", "resident_place", "990101001001"), he("B", "王军", "resident_place", "990101001002")))
	o.want(o.apply(job(exchange.Places, places+"990101002009,合村,village,990101002000,2026-01-01,\n")), "1a 6u 0h 0r")
	end := civil.MustDate("2026-01-01")
	_, err := o.Store.Write(context.Background(), store.Writing{Actor: registrar, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
		tree, err := o.TreeAt(tx, 0)
		if err != nil {
			return err
		}
		return endPlace(tx, tree, "990101001001", end, "990101002009")
	})
	if err != nil {
		t.Fatal(err)
	}
	seq := o.seq()
	o.want(o.apply(people(he("A", "何秀芬", "resident_place", "990101002009"))), "0a 1u 0h 0r") // she did not move
	o.want(o.apply(people(he("A", "何秀芬", "resident_place", "990101001001"), he("A2", "何", "sex", "x"))), "0a 1u 0h 1r")
	if o.seq() != seq {
		t.Error("a new name for the same place wrote something")
	}
	_, err = o.Store.Write(context.Background(), store.Writing{Actor: registrar, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
		tree, err := o.TreeAt(tx, 0)
		if err != nil {
			return err
		}
		return endPlace(tx, tree, "990101001002", end, "990101002009", "990101002001")
	})
	if err != nil {
		t.Fatal(err)
	}
	r := o.apply(people(he("C", "李四", "resident_place", "990101001002")))
	if got := refusals(r); got != "2 resident_place unknown-place" || r.Refused[0].Key != "exchange.split-place" {
		t.Errorf("%s %+v", got, r.Refused)
	}
}

// endPlace ends a place in favour of others.
func endPlace(tx *store.Tx, tree *place.Tree, code string, on civil.Date, heirs ...string) error {
	p, _ := tree.PlaceByCode(code)
	p.To = on
	if err := place.Put(tx, p); err != nil {
		return err
	}
	for _, h := range heirs {
		heir, _ := tree.PlaceByCode(h)
		if err := place.Succeed(tx, p.ID, heir.ID, on); err != nil {
			return err
		}
	}
	return nil
}
