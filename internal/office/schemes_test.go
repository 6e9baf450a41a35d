package office_test

import (
	"errors"
	"strings"
	"testing"

	"youfu/catalog"
	"youfu/internal/actor"
	"youfu/internal/benefit/whatif"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/store"
)

func (b *bureau) ask(o office.Office, q office.SchemeQuestion) *office.SchemeAnswer {
	b.Helper()
	q.Scheme = scheme
	if q.AsOf.Zero() {
		q.AsOf = civil.MustDate("2026-12-31")
	}
	answer, err := o.AssessScheme(b.ctx, q)
	if err != nil {
		b.Fatal(err)
	}
	return answer
}

// listed are the people whom the audit says a listing showed, newest first.
func (b *bureau) listed(purpose string) (n int) {
	b.Helper()
	err := b.Store.Read(b.ctx, func(tx *store.Tx) error {
		_, err := tx.One(`select count(*) from audit_query where purpose = $1`, []any{purpose}, &n)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// Numbers are for every post that may see schemes; who it is, for the body that confirms alone, and each within the place of its seat.
func TestAssessSchemeNamesPeopleToTheConfirmingBodyAlone(t *testing.T) {
	bureaus(t, func(b *bureau) {
		first, second := b.elder("陈秀英", number(100)), b.elder("王桂芳", number(101))
		b.woman("年轻人", "1999-01-01", village)
		b.woman("远处的人", "1955-01-01", "990101101200") // of whom the register knows no child
		which := b.apply(first, papers)
		want := whatif.Counts{Met: 1, NotMet: 1, Unknown: 2, Likely: 1}
		for name, o := range map[string]office.Office{"manager": b.as(actor.Manager, ""), "fund": b.desks["fund"], "auditor": b.as(actor.Auditor, "")} {
			if a := b.ask(o, office.SchemeQuestion{All: true}); a.Counts != want || len(a.People) != 0 || len(a.Cost) != 1 || a.Cost[0].Fen != 2*96000 {
				t.Errorf("%s: %+v, %d people, %+v", name, a.Counts, len(a.People), a.Cost)
			}
		}
		before := b.listed("schemes")
		a := b.ask(b.desks["confirmer"], office.SchemeQuestion{})
		if a.Counts != want || len(a.People) != 3 || b.listed("schemes") != before+1 {
			t.Errorf("%+v, %+v", a.Counts, a.People)
		}
		for _, p := range a.People {
			if p.Person == first && p.Result.Verdict.String() != "met" || p.Person == second && !p.Result.Likely || len(p.Result.Criteria) == 0 {
				t.Errorf("%+v", p)
			}
		}
		if a := b.ask(b.desks["confirmer"], office.SchemeQuestion{All: true}); len(a.People) != 4 {
			t.Errorf("all: %d people", len(a.People))
		}
		if a := b.ask(b.desks["reviewer"], office.SchemeQuestion{}); len(a.People) != 2 || a.Counts.NotMet != 1 { // the village's
			t.Errorf("of the village: %+v, %d people", a.Counts, len(a.People))
		}
		other := b.desks["confirmer"]
		other.Actor.Body = "another-commission"
		if a := b.ask(other, office.SchemeQuestion{All: true}); len(a.People) != 0 {
			t.Errorf("another body is told %d people", len(a.People))
		}
		if a := b.ask(b.desks["village"], office.SchemeQuestion{All: true}); len(a.People) != 0 || a.Counts.Met != 1 {
			t.Errorf("a worker is told %d people", len(a.People))
		}
		if which.Zero() {
			t.Error("no case")
		}
	})
}

// One person is explained to whoever may apply for her; somebody out of reach does not exist.
func TestAssessSchemeOfOnePerson(t *testing.T) {
	bureaus(t, func(b *bureau) {
		who, away := b.elder("陈秀英", number(100)), b.woman("远处的人", "1955-01-01", "990101101200")
		a := b.ask(b.desks["village"], office.SchemeQuestion{Person: who})
		if len(a.People) != 1 || a.People[0].Person != who || !a.People[0].Result.Likely || a.Counts != (whatif.Counts{Unknown: 1, Likely: 1}) || len(a.Cost) != 1 {
			t.Errorf("%+v", a)
		}
		for _, x := range []struct {
			o    office.Office
			who  id.ID
			want fault.Kind
		}{
			{b.desks["village"], away, fault.NotFound}, {b.desks["village"], id.New(), fault.NotFound}, {b.desks["reviewer"], away, fault.NotFound},
			{b.as(actor.Manager, ""), who, fault.Refused}, {b.desks["fund"], who, fault.Refused}, {b.as(actor.ClinicWorker, "H1"), who, fault.Refused},
		} {
			if _, err := x.o.AssessScheme(b.ctx, office.SchemeQuestion{Scheme: scheme, Person: x.who}); fault.KindOf(err) != x.want {
				t.Errorf("%s: %v", x.o.Actor.Post, err)
			}
		}
		if _, err := b.as(actor.Manager, "").AssessScheme(b.ctx, office.SchemeQuestion{Scheme: "old-age-pension"}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no such scheme: %v", err)
		}
	})
}

// A changed scheme says what it would do beside today, and changes nothing; one that breaks the constitution is refused as when it is loaded.
func TestWhatIf(t *testing.T) {
	raw, err := catalog.FS.ReadFile("schemes/reward-assistance.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := func(old, new string) []byte {
		if strings.Count(string(raw), old) != 1 {
			t.Fatalf("%q", old)
		}
		return []byte(strings.Replace(string(raw), old, new, 1))
	}
	bureaus(t, func(b *bureau) {
		b.elder("陈秀英", number(100))
		younger := b.elder("王桂芳", number(101))
		b.write("younger", func(tx *store.Tx) error {
			book, err := person.In(tx, b.Keys)
			if err != nil {
				return err
			}
			birth, _ := civil.ParseBirth("1970-06-01")
			return book.Revise(younger, 1, person.Facts{Sex: "female", Birth: birth}, person.Card{Name: "王桂芳"})
		})
		var before, after store.Seq
		known := func(seq *store.Seq) {
			if err := b.Store.Read(b.ctx, func(tx *store.Tx) error { *seq = tx.Known(); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		known(&before)
		q := office.SchemeQuestion{File: "x/changed.yaml", Text: changed("p.age >= 60", "p.age >= 55")}
		a := b.ask(b.as(actor.Manager, ""), q)
		if a.Today == nil || a.Today.Gain != 1 || a.Today.Lose != 0 || a.Today.Counts.Likely != 1 || a.Counts.Likely != 2 || len(a.People) != 0 || a.Today.Hash == a.Scheme.Hash {
			t.Fatalf("%+v, today %+v", a, a.Today)
		}
		if len(a.Today.Cost) != 1 || a.Today.Cost[0].Fen != 96000 || len(a.Cost) != 1 || a.Cost[0].Fen != 192000 {
			t.Errorf("%+v, today %+v", a.Cost, a.Today.Cost)
		}
		if a := b.ask(b.desks["confirmer"], q); len(a.People) != 1 || a.People[0].Person != younger || a.People[0].Change != office.Gains {
			t.Errorf("%+v", a.People)
		}
		q.Text = changed("p.age >= 60", "p.age >= 70")
		if a := b.ask(b.desks["confirmer"], q); a.Today.Lose != 1 || len(a.People) != 1 || a.People[0].Change != office.Loses {
			t.Errorf("%+v", a.People)
		}
		if known(&after); after != before {
			t.Errorf("asking wrote %d to %d", before, after)
		}
		if now, err := b.Practice(b.ctx); err != nil || now.Schemes[scheme].Hash != a.Today.Hash {
			t.Errorf("the practice changed: %v", err)
		}
		for key, text := range map[string][]byte{
			"constitution.r2":     changed("en: is 60 or older", "en: has no violation on record"),
			"rule.undeclared":     changed("p.age >= 60", "p.wealth < 1"),
			"office.other-scheme": changed("id: reward-assistance\nkind", "id: other-assistance\nkind"),
		} {
			_, err := b.as(actor.Manager, "").AssessScheme(b.ctx, office.SchemeQuestion{Scheme: scheme, File: "changed.yaml", Text: text})
			var problems catalogue.Problems
			var known *fault.Error
			if errors.As(err, &problems) && problems[0].Key == key || errors.As(err, &known) && known.Key == key {
				continue
			}
			t.Errorf("%s: %v", key, err)
		}
	})
}
