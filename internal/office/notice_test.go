package office_test

import (
	"strings"
	"testing"

	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/store"
)

// crowd enters people of the village, so that a surname does not tell who is meant.
func (b *bureau) crowd(surname string, n int) {
	b.Helper()
	b.write("crowd", func(tx *store.Tx) error {
		book, err := person.In(tx, b.Keys)
		if err != nil {
			return err
		}
		birth, _ := civil.ParseBirth("1990")
		for i := range n {
			if _, err := book.Add(person.New{ID: tx.ID("crowd/"+surname, i), Facts: person.Facts{Sex: "male", Birth: birth}, Card: person.Card{Name: surname + "大" + string(rune('一'+i))},
				Stays: []person.Stay{{Role: person.Registered, Place: b.ids[village]}}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// A notice names nobody whom five others could not be, is up for those who live there, and names nobody once it has run out.
func TestNoticeIsMaskedAndExpires(t *testing.T) {
	bureaus(t, func(b *bureau) {
		b.crowd("陈", 12)
		for i, name := range []string{"陈秀英", "欧桂兰"} {
			which := b.apply(b.elder(name, number(100+i)), papers)
			for who, step := range map[string]string{"reviewer": "village-review"} {
				if _, err := b.decide(who, which, step); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := b.decide("notice 1", which, "village-review-notice"); err != nil {
				t.Fatal(err)
			}
		}
		all, err := b.desks["village"].Notices(b.ctx)
		if err != nil || len(all) != 1 || all[0].Count != 2 || !all[0].Stands || all[0].Place != b.ids[village] || all[0].Lines != nil {
			t.Fatalf("%+v, %v", all, err)
		}
		open := func(name string) (office.Notice, error) {
			return b.desks[name].Notice(b.ctx, all[0].Place, scheme, all[0].Until)
		}
		v, err := open("notice 1")
		if err != nil || len(v.Lines) != 2 || v.Lines[0].Case.Zero() {
			t.Fatalf("%+v, %v", v, err)
		}
		for _, l := range v.Lines {
			if l.Text != "陈·" && l.Text != "·" || strings.Contains(l.Text, "欧") {
				t.Errorf("a line shows %s", l.Text)
			}
		}
		if same, err := open("village"); err != nil || same.Print != v.Print {
			t.Errorf("the village reads another notice: %+v, %v", same, err)
		}
		_, err = open("elsewhere")
		b.refuses(err, "support.no-notice")
		b.today = all[0].Until.AddDays(1)
		if v, err = open("notice 1"); err != nil || v.Stands || len(v.Lines) != 0 || v.Count != 2 {
			t.Errorf("a notice that has run out: %+v, %v", v, err)
		}
	})
}

// Parents who have lost their only child are put up nowhere (R8).
func TestBereavedParentsAreOnNoNotice(t *testing.T) {
	bureaus(t, func(b *bureau) {
		b.crowd("陈", 12)
		who := b.elder("陈秀英", number(100))
		b.write("attribute", func(tx *store.Tx) error {
			book, err := person.In(tx, b.Keys)
			if err != nil {
				return err
			}
			return book.PutAttribute(person.Attribute{ID: id.New(), Person: who, Name: "living-children", Code: "0", Source: "household book", From: civil.MustDate("2026-01-01")})
		})
		which := b.apply(who, papers)
		for _, step := range []struct{ who, step string }{{"reviewer", "village-review"}, {"checker", "township-check"}, {"confirmer", "confirmation"}} {
			if _, err := b.decide(step.who, which, step.step); err != nil {
				t.Fatalf("%s: %v", step.step, err)
			}
		}
		if all, err := b.desks["notice 1"].Notices(b.ctx); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
		if l, err := b.desks["notice 1"].Cases(b.ctx, office.CaseFilter{Yours: true}); err != nil || l.Total != 0 {
			t.Errorf("waits to be put up: %+v, %v", l.Rows, err)
		}
	})
}
