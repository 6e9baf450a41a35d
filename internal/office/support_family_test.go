package office_test

import (
	"strings"
	"testing"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/store"
)

// What a household receives stands on one page, what it may apply for on another, and a list's page names people masked.
func TestFamilyFormAndList(t *testing.T) {
	bureaus(t, func(b *bureau) {
		who, other := b.elder("陈秀英", number(100)), b.elder("何桂兰", number(101))
		b.write("household", func(tx *store.Tx) error {
			book, err := person.In(tx, b.Keys)
			if err != nil {
				return err
			}
			home, err := book.Household("home", tx.ID("household", 0))
			if err != nil {
				return err
			}
			return book.PutMember(person.Member{ID: tx.ID("member", 0), Household: home, Person: who, Relation: "01"})
		})
		which := b.apply(who, papers)
		b.grant(which)
		if b.apply(other, nil); t.Failed() {
			return
		}
		b.lists(which)
		b.families(who, other, which)
		b.forms(who, which)
	})
}

func (b *bureau) lists(which id.ID) {
	b.Helper()
	plan, err := b.desks["planner"].PlanPayments(b.ctx, id.New(), scheme, "2026", benefit.Password{Keys: b.Keys})
	if err != nil {
		b.Fatal(err)
	}
	for name, opens := range map[string]bool{"fund": false, "pay": false, "planner": true, "notice 1": true} {
		v, err := b.desks[name].OpenPlanSheet(b.ctx, plan.ID, office.LineFilter{})
		if err != nil || len(v.Rows) != 1 || v.Rows[0].Name != "陈·英" || v.Rows[0].Case.Zero() == opens || v.Rows[0].State != benefit.Planned {
			b.Fatalf("%s: %+v, %v", name, v.Rows, err)
		}
		if len(v.Out) != 1 || v.Out[0].Code != benefit.NotGranted || v.Out[0].Name != "何·兰" || len(v.Acts) != 1 || v.Acts[0].Body != "health-commission" || v.Stopped {
			b.Errorf("%s: %+v, %+v", name, v.Out, v.Acts)
		}
	}
	if v, err := b.desks["pay"].OpenPlanSheet(b.ctx, plan.ID, office.LineFilter{Alarm: true}); err != nil || v.Total != 0 {
		b.Errorf("%+v, %v", v.Rows, err)
	}
	if err := b.desks["notice 1"].Stop(b.ctx, id.New(), benefit.FreezePlan, plan.ID.String(), true, "look first"); err != nil {
		b.Fatal(err)
	}
	if v, err := b.desks["fund"].OpenPlanSheet(b.ctx, plan.ID, office.LineFilter{}); err != nil || !v.Stopped {
		b.Errorf("%+v, %v", v, err)
	}
	_, err = b.desks["village"].OpenPlanSheet(b.ctx, plan.ID, office.LineFilter{})
	b.refuses(err, "office.refused.payments")
}

func (b *bureau) families(who, other, which id.ID) {
	b.Helper()
	f, err := b.desks["village"].Family(b.ctx, who)
	if err != nil || len(f.Members) != 1 || len(f.Members[0].Cases) != 1 || f.Members[0].Cases[0].ID != which || f.Members[0].Cases[0].Payments[0].Fen != 96000 {
		b.Fatalf("%+v, %v", f, err)
	}
	for _, u := range f.Members[0].Cases[0].Upcoming {
		if strings.HasPrefix(u.Period.String(), "2026") {
			b.Errorf("%s is listed and announced", u.Period)
		}
	}
	if f, err = b.desks["village"].Family(b.ctx, other); err != nil || len(f.Members) != 1 || f.Members[0].Cases[0].Progress.State != benefit.Waiting {
		b.Errorf("who lives alone: %+v, %v", f, err)
	}
	for _, name := range []string{"reviewer", "fund", "notice 1"} {
		if _, err := b.desks[name].Family(b.ctx, who); err == nil {
			b.Errorf("%s opens a household", name)
		}
	}
	far := office.Office{District: b.District, Route: "test", Actor: actor.Actor{Account: id.New(), Post: actor.VillageWorker, Place: b.ids["990101101200"]}}
	_, err = far.Family(b.ctx, who)
	b.refuses(err, "person.not-found")
}

func (b *bureau) forms(who, which id.ID) {
	b.Helper()
	f, err := b.desks["village"].ApplyForm(b.ctx, who)
	if err != nil || f.Line.Name != "陈秀英" || f.Account.State != benefit.Verified || len(f.Schemes) != 3 {
		b.Fatalf("%+v, %v", f, err)
	}
	has, err := f.Scheme(scheme)
	if err != nil || has.About[0].Case != which || has.About[0].State != benefit.Granted {
		b.Errorf("%+v, %v", has, err)
	}
	if beside, _ := f.Scheme("special-assistance"); len(beside.Beside) != 1 || beside.Beside[0].Scheme != scheme || !beside.About[0].Case.Zero() {
		b.Errorf("%+v", beside)
	}
	if child, _ := f.Scheme("childcare-subsidy"); len(child.About) != 0 {
		b.Errorf("%+v", child)
	}
	_, err = b.desks["reviewer"].ApplyForm(b.ctx, who)
	b.refuses(err, "office.refused.apply-support")
}
