package office_test

import (
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/office"
)

// Each official finds the cases within reach, and first those whose next step is hers.
func TestCasesWaitForWhoDoesTheNextStep(t *testing.T) {
	bureaus(t, func(b *bureau) {
		which := b.apply(b.elder("陈秀英", number(100)), papers)
		b.apply(b.elder("何桂兰", number(101)), nil)
		list := func(name string, f office.CaseFilter) office.CaseList {
			t.Helper()
			l, err := b.desks[name].Cases(b.ctx, f)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return l
		}
		for name, want := range map[string][2]int{"village": {2, 0}, "reviewer": {2, 2}, "checker": {2, 0}, "confirmer": {2, 0}, "elsewhere": {0, 0}, "notice 1": {2, 0}} {
			if l := list(name, office.CaseFilter{}); l.Total != want[0] || l.Yours != want[1] || l.States[benefit.Waiting] != want[0] {
				t.Errorf("%s finds %d cases, %d of them to decide; want %v", name, l.Total, l.Yours, want)
			}
		}
		if l := list("village", office.CaseFilter{Papers: true}); l.Total != 1 || l.Rows[0].Subject.Name != "何桂兰" {
			t.Errorf("waits for papers: %+v", l.Rows)
		}
		if _, err := b.decide("reviewer", which, "village-review"); err != nil {
			t.Fatal(err)
		}
		if l := list("notice 1", office.CaseFilter{Yours: true}); l.Total != 1 || l.Rows[0].Case != which {
			t.Errorf("to put up: %+v", l.Rows)
		}
		if l := list("reviewer", office.CaseFilter{Yours: true}); l.Total != 1 {
			t.Errorf("who has acted is asked again: %+v", l.Rows)
		}
		if l := list("village", office.CaseFilter{Unpaid: true}); l.Total != 0 || l.Unpaid != 0 {
			t.Errorf("nothing is confirmed, and an account is asked for: %+v", l.Rows)
		}
		if l := list("village", office.CaseFilter{Place: b.ids["990101101200"]}); l.Total != 0 {
			t.Errorf("of another village: %+v", l.Rows)
		}
		_, err := b.desks["fund"].Cases(b.ctx, office.CaseFilter{})
		b.refuses(err, "office.refused.open-case")
	})
}

// The page says whose turn it is and what stands in the way, and announces to the fen what a list then pays.
func TestCaseSheetSaysWhatComes(t *testing.T) {
	bureaus(t, func(b *bureau) {
		which := b.apply(b.elder("陈秀英", number(100)), map[string]string{"id-card": "1101"})
		sheet := func(name string) *office.CaseSheet {
			t.Helper()
			v, err := b.desks[name].OpenCaseSheet(b.ctx, which)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return v
		}
		v := sheet("reviewer")
		b.refuses(v.Bar, "benefit.undecided")
		if !v.Turn || len(v.Upcoming) != 0 || len(v.Papers) != 3 || v.Words[v.Documents[0].Cell] != "1101" || v.Deadline.String() != "2026-03-04" {
			t.Errorf("%+v", v)
		}
		if _, err := b.desks["village"].See(b.ctx, id.New(), which, papers, "", ""); err != nil {
			t.Fatal(err)
		}
		if v = sheet("reviewer"); v.Bar != nil || len(v.Upcoming) == 0 || v.Upcoming[0].Fen != 96000 {
			t.Errorf("papers are there: %v, %+v", v.Bar, v.Upcoming)
		}
		if v = sheet("checker"); v.Turn {
			t.Error("the township's turn before the village's")
		}
		b.grant(which)
		v = sheet("village")
		plan, err := b.desks["planner"].PlanPayments(b.ctx, id.New(), scheme, "2026", benefit.Password{Keys: b.Keys})
		if err != nil {
			t.Fatal(err)
		}
		if v.Upcoming[0].Period.String() != plan.Period || v.Upcoming[0].Fen != plan.Fen {
			t.Errorf("announced %+v, listed %+v", v.Upcoming, plan)
		}
		if v = sheet("village"); len(v.Payments) != 1 || len(v.Upcoming) == 0 || v.Upcoming[0].Period.String() == plan.Period {
			t.Errorf("what is listed is announced again: %+v", v.Upcoming)
		}
		_, err = b.desks["elsewhere"].OpenCaseSheet(b.ctx, which)
		b.refuses(err, "benefit.no-case")
	})
}
