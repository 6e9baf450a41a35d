package exchange_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"youfu/internal/care"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/exchange"
	"youfu/internal/id"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

const visitHeader = "ref,person,citizen_number,on,site,findings,hpv,bp,note\n"

func visitFile(rows ...string) exchange.Job {
	return job(exchange.Visits, visitHeader+strings.Join(rows, "\n")+"\n")
}

// women are three women of 42 with refs A, B and C, and a man M.
func women(o *office) {
	o.Helper()
	o.want(o.apply(people(he("A", "何秀芬", "citizen_number", number("1983-05-12", 28)), he("B", "王芳", "citizen_number", number("1983-06-12", 28)),
		he("C", "李娜", "sex", "2", "birth", "1983-07-12"), he("M", "何大山", "sex", "1", "birth", "1983-08-12"))), "4a 0u 0h 0r")
}

// visited are somebody's visits in short, newest first: "day site rev answers note".
func (o *office) visited(ref string) []string {
	o.Helper()
	who := o.find(ref).ID
	var all []string
	err := o.At(context.Background(), 0, func(s district.State) error {
		desk, _, err := o.Desk(s.Tx)
		if err != nil {
			return err
		}
		events, err := desk.History(s.Tx, who)
		for _, e := range events {
			if err := desk.OpenTexts(s.Tx, &e); err != nil {
				return err
			}
			site, _ := s.Tree.Site(e.Site)
			all = append(all, fmt.Sprint(e.On, " ", site.Code, " ", e.Rev, " ", e.Answers, " ", e.Texts["note"]))
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return all
}

func (o *office) wantVisits(ref string, want ...string) {
	o.Helper()
	if got := o.visited(ref); !slices.Equal(got, want) {
		o.Errorf("%s: %q, want %q", ref, got, want)
	}
}

func TestVisitsComeIn(t *testing.T) {
	eachSettled(t, func(o *office) {
		women(o)
		file := func() exchange.Job {
			return visitFile("V1,A,,2026-03-01,H1,none,negative,120/80,没有不适", ",,"+number("1983-06-12", 28)+",2026/3/2,F1,滴虫；bv,16,,", "V3,C,,2026-03-03,H1,未见异常,,,")
		}
		o.want(o.check(file()), "3a 0u 0h 0r")
		o.wantVisits("A")
		o.want(o.apply(file()), "3a 0u 0h 0r")
		o.wantVisits("A", `2026-03-01 H1 1 {"bp":"120/80","findings":["none"],"hpv":"negative"} 没有不适`)
		o.wantVisits("B", `2026-03-02 F1 1 {"findings":["trichomonas","bv"],"hpv":"16"} `)
		seq := o.seq()
		o.want(o.apply(file()), "0a 3u 0h 0r")
		again := file()
		again.Map = exchange.Map{"ref": "ref"} // another file that says the same
		o.want(o.apply(again), "0a 3u 0h 0r")
		if o.seq() != seq {
			o.Error("the same visits wrote again")
		}
	})
}

func TestChangedVisits(t *testing.T) {
	eachSettled(t, func(o *office) {
		women(o)
		o.apply(visitFile("V1,A,,2026-03-01,H1,none,negative,,", ",B,,2026-03-02,F1,bv,16,,旧"))
		o.want(o.apply(visitFile("V1,A,,2026-03-05,H1,bv,negative,,", ",B,,2026-03-02,F1,bv,16,,新")), "2a 0u 0h 0r")
		o.wantVisits("A", `2026-03-05 H1 2 {"findings":["bv"],"hpv":"negative"} `)
		o.wantVisits("B", `2026-03-02 F1 2 {"findings":["bv"],"hpv":"16"} 新`)
		r := o.apply(visitFile("V1,B,,2026-03-05,H1,none,negative,,", "V1,A,,2026-03-05,F1,none,negative,,"))
		if got := refusals(r); got != "2 ref other-visit; 3 ref other-visit" && got != "2 ref other-visit; 3  repeated" {
			o.Error(got)
		}
		o.explained(r)
		o.want(o.apply(visitFile(",B,,2026-03-03,F1,bv,16,,新")), "1a 0u 0h 0r") // another day without ref is another visit
		if got := o.visited("B"); len(got) != 2 {
			o.Errorf("%q", got)
		}
	})
}

// A visit that was corrected on a page after its file was read stays corrected when the same file comes again.
func TestTheSameVisitsDoNotUndoACorrection(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	women(o)
	file := func() exchange.Job { return visitFile("V1,A,,2026-03-01,H1,none,negative,,") }
	o.apply(file())
	o.correctAll("A", map[string]string{"findings": "bv", "hpv": "negative"})
	o.want(o.apply(file()), "0a 1u 0h 0r")
	o.wantVisits("A", `2026-03-01 H1 2 {"findings":["bv"],"hpv":"negative"} `)
}

func (o *office) correctAll(ref string, given map[string]string) {
	o.Helper()
	who := o.find(ref).ID
	_, err := o.Store.Write(context.Background(), store.Writing{Actor: registrar, ClientID: id.New(), Kind: "test", Reason: "mistyped"}, func(tx *store.Tx) error {
		desk, where, err := o.Desk(tx)
		if err != nil {
			return err
		}
		events, err := desk.History(tx, who)
		for _, e := range events {
			if _, err := desk.Correct(tx, where, e.ID, e.Rev, 0, given); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}

func TestRefusedVisits(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	women(o)
	o.apply(accepting(people(he("D", "张三", "citizen_number", number("1983-05-12", 28)))))
	tomorrow := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	for row, want := range map[string]string{
		",,,2026-03-01,H1,none,negative,,":                         "person missing",
		",Z,,2026-03-01,H1,none,negative,,":                        "person unknown-person",
		",,110101199003070127,2026-03-01,H1,none,negative,,":       "citizen_number bad-number",
		",," + number("1990-01-01", 2) + ",2026-03-01,H1,none,,,":  "citizen_number unknown-person",
		",," + number("1983-05-12", 28) + ",2026-03-01,H1,none,,,": "citizen_number shared-number",
		",A,,,H1,none,negative,,":                                  "on missing",
		",A,,2026-02-30,H1,none,negative,,":                        "on bad-date",
		",A,," + tomorrow + ",H1,none,negative,,":                  "on future-date",
		",A,,1983-05-11,H1,none,,,":                                "on check-failed; 2 person not-eligible",
		",A,,2026-03-01,,none,negative,,":                          "site missing",
		",A,,2026-03-01,H9,none,negative,,":                        "site unknown-site",
		",A,,2026-03-01,H1,,negative,,":                            "findings missing",
		",A,,2026-03-01,H1,fever,negative,,":                       "findings unknown-code",
		",A,,2026-03-01,H1,none;bv,negative,,":                     "findings check-failed",
		",A,,2026-03-01,H1,none,negative,999/80,":                  "bp out-of-range",
		",M,,2026-03-01,H1,none,negative,,":                        "person not-eligible",
		",A,,2026-03-01,H1,none,negative,,a\x07b":                  "note bad-text",
		"1.23456789012346E+20,A,,2026-03-01,H1,none,negative,,":    "ref number-as-float",
	} {
		before := o.seq()
		r := o.apply(visitFile(row))
		o.want(r, "0a 0u 0h 1r")
		if got := refusals(r); got != "2 "+want {
			t.Errorf("%s: %s, want %s", row, got, want)
		}
		o.explained(r)
		for _, f := range r.Refused {
			if f.Value != "" {
				t.Errorf("%s: shows %q", row, f.Value)
			}
		}
		if o.seq() != before {
			t.Errorf("%s: wrote something", row)
		}
	}
}

func TestVisitsTwiceInOneFile(t *testing.T) {
	for name, c := range map[string]struct {
		rows         []string
		want, accept string
	}{
		"the same":                   {[]string{",A,,2026-03-01,H1,none,negative,,", ",A,,2026-03-01,H1,none,negative,,"}, "1a 1u 0h 0r", "0a 2u 0h 0r"},
		"something else":             {[]string{",A,,2026-03-01,H1,none,negative,,", ",A,,2026-03-01,H1,bv,negative,,"}, "1a 0u 0h 1r", "0a 1u 0h 1r"},
		"by ref and number":          {[]string{",A,,2026-03-01,H1,none,negative,,", ",," + number("1983-05-12", 28) + ",2026-03-01,H1,none,negative,,"}, "1a 1u 0h 0r", "0a 2u 0h 0r"},
		"two refs, one day":          {[]string{"V1,A,,2026-03-01,H1,none,negative,,", "V2,A,,2026-03-01,H1,none,negative,,"}, "1a 0u 1h 0r", "1a 1u 0h 0r"},
		"two refs, two findings":     {[]string{"V1,A,,2026-03-01,H1,none,negative,,", "V2,A,,2026-03-01,H1,bv,negative,,"}, "1a 0u 1h 0r", "1a 1u 0h 0r"},
		"one without ref, one with":  {[]string{",A,,2026-03-01,H1,none,negative,,", "V2,A,,2026-03-01,H1,none,negative,,"}, "1a 0u 1h 0r", "1a 1u 0h 0r"},
		"two refs, two sites":        {[]string{"V1,A,,2026-03-01,H1,none,negative,,", "V2,A,,2026-03-01,F1,none,negative,,"}, "2a 0u 0h 0r", "0a 2u 0h 0r"},
		"two refs by ref and number": {[]string{"V1,A,,2026-03-01,H1,none,negative,,", "V2,," + number("1983-05-12", 28) + ",2026-03-01,H1,none,negative,,"}, "1a 0u 1h 0r", "1a 1u 0h 0r"},
		"three refs":                 {[]string{"V1,A,,2026-03-01,H1,none,negative,,", "V2,A,,2026-03-01,H1,none,negative,,", "V3,A,,2026-03-01,H1,none,negative,,"}, "1a 0u 2h 0r", "2a 1u 0h 0r"},
		"one ref, two days":          {[]string{"V1,A,,2026-03-01,H1,none,negative,,", "V1,A,,2026-03-02,H1,none,negative,,"}, "1a 0u 0h 1r", "0a 1u 0h 1r"},
		"one with ref, one not":      {[]string{"V1,A,,2026-03-01,H1,none,negative,,", ",A,,2026-03-01,H1,bv,negative,,"}, "1a 0u 0h 1r", "0a 1u 0h 1r"},
		"another site":               {[]string{",A,,2026-03-01,H1,none,negative,,", ",A,,2026-03-01,F1,none,negative,,"}, "2a 0u 0h 0r", "0a 2u 0h 0r"},
	} {
		for _, rows := range []int{1, 1000} { // the second row in a chunk of its own, or not
			t.Run(fmt.Sprint(name, rows), func(t *testing.T) {
				o := settled(newOffice(t, testdb.SQLite(t)))
				women(o)
				o.want(o.check(visitFile(c.rows...)), c.want)
				r, err := exchange.ApplyInChunks(context.Background(), o.District, visitFile(c.rows...), rows)
				if err != nil {
					t.Fatal(err)
				}
				o.want(r, c.want)
				o.explained(r)
				seq := o.seq()
				o.apply(visitFile(c.rows...))
				if o.seq() != seq {
					t.Error("the same file wrote again")
				}
				for _, d := range r.Duplicates {
					if d.Why != exchange.SameVisit || d.Earlier != 2 || d.Person != o.find("A").ID {
						t.Errorf("%+v", d)
					}
				}
				o.want(o.apply(accepting(visitFile(c.rows...))), c.accept)
				seq = o.seq()
				o.want(o.apply(visitFile(c.rows...)), strings.NewReplacer("2a 1u", "0a 3u", "1a 1u", "0a 2u").Replace(c.accept))
				if o.seq() != seq {
					t.Error("what was let in is not found again")
				}
			})
		}
	}
}

// A clinic recorded the visit on the page; the hospital's file brings it with a key of its own.
func TestVisitThatMayBeThereIsHeld(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	women(o)
	o.apply(visitFile(",A,,2026-03-01,H1,none,negative,,"))
	r := o.apply(visitFile("V1,A,,2026-03-01,H1,none,negative,,"))
	o.want(r, "0a 0u 1h 0r")
	if len(r.Duplicates) != 1 || r.Duplicates[0] != (exchange.Duplicate{Row: 2, Person: o.find("A").ID, Why: exchange.SameVisit}) {
		t.Errorf("%+v", r.Duplicates)
	}
	o.explained(r)
	o.want(o.apply(accepting(visitFile("V1,A,,2026-03-01,H1,none,negative,,"))), "1a 0u 0h 0r")
	if got := o.visited("A"); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

// Two files bring the visit of one day, each with a key of its own.
func TestVisitUnderAnotherKeyIsHeld(t *testing.T) {
	o := settled(newOffice(t, testdb.SQLite(t)))
	women(o)
	o.apply(visitFile("V1,A,,2026-03-01,H1,none,negative,,"))
	r := o.apply(visitFile("W1,A,,2026-03-01,H1,none,negative,,", "W2,B,,2026-03-01,H1,none,negative,,"))
	o.want(r, "1a 0u 1h 0r")
	if len(r.Duplicates) != 1 || r.Duplicates[0] != (exchange.Duplicate{Row: 2, Person: o.find("A").ID, Why: exchange.SameVisit}) {
		t.Errorf("%+v", r.Duplicates)
	}
}

// Visits of a merged entry are the one person's, by whichever key they come.
func TestVisitsOfAMergedPerson(t *testing.T) {
	eachSettled(t, func(o *office) {
		women(o)
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
		o.want(o.apply(visitFile(",B,,2026-03-01,H1,none,negative,,")), "1a 0u 0h 0r")
		o.want(o.apply(visitFile(",A,,2026-03-01,H1,none,negative,,")), "0a 1u 0h 0r")
		o.wantVisits("A", `2026-03-01 H1 1 {"findings":["none"],"hpv":"negative"} `)
	})
}

func TestVisitsWhileOthersRecord(t *testing.T) {
	eachSettled(t, func(o *office) {
		women(o)
		j := visitFile(",A,,2026-03-01,H1,none,negative,,", ",B,,2026-03-01,H1,none,negative,,", ",C,,2026-03-01,H1,none,negative,,")
		j.Progress = func(done, _ int) {
			if done == 1 { // the same visit of B comes in by another way
				o.want(o.apply(visitFile(",B,,2026-03-01,H1,none,negative,,")), "1a 0u 0h 0r")
			}
		}
		r, err := exchange.ApplyInChunks(context.Background(), o.District, j, 1)
		if err != nil {
			o.Fatal(err)
		}
		o.want(r, "2a 1u 0h 0r")
		o.wantVisits("B", `2026-03-01 H1 1 {"findings":["none"],"hpv":"negative"} `)
	})
}

func TestErasedVisitRefsAreGone(t *testing.T) {
	eachSettled(t, func(o *office) {
		women(o)
		o.apply(visitFile("V1,A,,2026-03-01,H1,none,negative,,"))
		var event id.ID
		err := o.At(context.Background(), 0, func(s district.State) error {
			tree := s.Tree
			site, _ := tree.SiteByCode("H1")
			found := false
			event, found = care.Same(s.People, s.Pages, s.People.N(o.find("A").ID), care.Name{Programme: "womens-screening", Visit: "screening"}, civil.MustDate("2026-03-01"), site.ID)
			if !found {
				return fmt.Errorf("no visit")
			}
			return nil
		})
		if err != nil {
			o.Fatal(err)
		}
		_, err = o.Store.Write(context.Background(), store.Writing{Actor: registrar, ClientID: id.New(), Kind: "test"}, func(tx *store.Tx) error {
			return exchange.EraseVisitRefs(tx, []id.ID{event, id.New()})
		})
		if err != nil {
			o.Fatal(err)
		}
		left := -1
		err = o.Store.Read(context.Background(), func(tx *store.Tx) error {
			_, err := tx.One(`select count(*) from exchange_visit_ref r join seal_cell c on c.id = r.cell where c.cell is not null or c.digest is not null`, nil, &left)
			return err
		})
		if err != nil || left != 0 {
			o.Errorf("%d refs are left: %v", left, err)
		}
	})
}

// A sender's list that still has the old row is no news of a visit that was corrected since.
func TestAnOlderFileDoesNotUndoACorrection(t *testing.T) {
	eachSettled(t, func(o *office) {
		women(o)
		o.want(o.apply(visitFile("V1,A,,2026-03-01,H1,candida,negative,,")), "1a 0u 0h 0r")
		o.want(o.apply(visitFile("V1,A,,2026-03-01,H1,none,negative,,")), "1a 0u 0h 0r") // a correction
		o.want(o.apply(visitFile("V1,A,,2026-03-01,H1,candida,negative,,", "V2,B,,2026-03-01,H1,none,negative,,")), "1a 1u 0h 0r")
		o.wantVisits("A", `2026-03-01 H1 2 {"findings":["none"],"hpv":"negative"} `)
	})
}

// moveVisits corrects the day of somebody's visits.
func (o *office) moveVisits(ref, on string) {
	o.Helper()
	who := o.find(ref).ID
	_, err := o.Store.Write(context.Background(), store.Writing{Actor: registrar, ClientID: id.New(), Kind: "test", Reason: "mistyped"}, func(tx *store.Tx) error {
		desk, where, err := o.Desk(tx)
		if err != nil {
			return err
		}
		events, err := desk.History(tx, who)
		for _, e := range events {
			if _, err := desk.Correct(tx, where, e.ID, e.Rev, civil.MustDate(on), map[string]string{"findings": "none", "hpv": "negative"}); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
}
