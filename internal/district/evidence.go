package district

import (
	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/figure"
	"youfu/internal/lang"
	"youfu/internal/report"
	"youfu/internal/store"
)

// Evidence is the state as a source of reports.
func (s State) Evidence() report.Source { return evidence{s} }

type evidence struct{ State }

func (e evidence) Seq() store.Seq { return e.State.Seq }

func (e evidence) Practice() *catalogue.Catalogue { return e.State.Practice }

func (e evidence) Figure(q figure.Query) (figure.Result, error) {
	return figure.Compute(q, e.Figures(), e.Tree)
}

// Name is what a code of a break-down is called.
func (s State) Name(dimension, code string, l lang.Lang) string {
	if code == figure.Unknown {
		return lang.T(l, "district.unknown")
	}
	switch dimension {
	case "department":
		if d, ok := s.Tree.DepartmentByCode(code); ok {
			return d.Name.In(l)
		}
	case "site":
		if one, ok := s.Tree.SiteByCode(code); ok {
			return one.Name
		}
	case "township", "village":
		if p, ok := s.Tree.PlaceByCode(code); ok {
			return s.Tree.Name(p.ID)
		}
	case "sex":
		return lang.T(l, "district.sex-"+code)
	case "age_band":
		return lang.T(l, "district.age", code)
	}
	return code
}

func (e evidence) Name(dimension, code string, l lang.Lang) string {
	return e.State.Name(dimension, code, l)
}

// Problems counts what stood open at the end of a period, and who did not want to come or was not reached within it (R15).
func (e evidence) Problems(period civil.Period) ([]report.Problem, error) {
	asOf := period.To.AddDays(-1)
	count := map[string]int{}
	for _, id := range e.State.Practice.ProgrammeIDs {
		care.List(e.People, e.Pages, care.Scope{Programme: e.State.Practice.Programmes[id], AsOf: asOf}, func(_ uint32, item due.Item) {
			switch {
			case item.Status == due.Overdue:
				count["overdue-follow-ups"]++
			case item.Reason == due.ReasonResultMissing:
				count["result-missing"]++
			}
		})
	}
	for n := uint32(1); n <= e.People.Most(); n++ {
		if e.People.Canonical(n) == n {
			e.answers(n, period, count)
		}
	}
	var all []report.Problem
	for _, id := range []string{"overdue-follow-ups", "result-missing", "unreached", "declined"} {
		if count[id] > 0 {
			all = append(all, report.Problem{ID: id, Count: count[id]})
		}
	}
	return all, nil
}

// answers counts a person once where she declined, and once where she was not reached, under whichever of her entries.
func (e evidence) answers(n uint32, period civil.Period, count map[string]int) {
	declined, unreached := 0, 0
	care.Each(e.People, e.Pages, n, func(entry *care.Entry) {
		if !period.Contains(entry.On) {
			return
		}
		switch e.Pages.Kind(entry) {
		case due.KindDecline:
			declined = 1
		case due.KindAttempt:
			unreached = 1
		}
	})
	count["declined"] += declined
	count["unreached"] += unreached
}
