package web

import (
	"net/http"
	"net/url"

	"youfu/internal/benefit"
	"youfu/internal/catalogue"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

func casePath(which id.ID) string { return "/cases/" + which.String() }

// bodyName is what a body is called in the reader's language.
func (q *request) bodyName(b book, code string) string {
	return office.BodyName(b.tree, code).In(q.lang)
}

// caseAsk is a list of cases as an address asks for it.
type caseAsk struct {
	tab    string
	filter office.CaseFilter
}

// tabs of the list, besides the states.
const (
	tabAll    = "all"
	tabYours  = "yours"
	tabPapers = "papers"
	tabUnpaid = "unpaid"
)

// caseStates are the states that have a tab, with their names in addresses.
var caseStates = []struct {
	name  string
	state benefit.State
}{
	{"waiting", benefit.Waiting}, {"notice", benefit.Noticed}, {"objected", benefit.Objected}, {"granted", benefit.Granted}, {"refused", benefit.Declined},
}

func (q *request) caseAsked(tree *place.Tree) caseAsk {
	values := q.r.URL.Query()
	a := caseAsk{tab: tabAll, filter: office.CaseFilter{Scheme: values.Get("scheme"), First: after(q.r.URL), Most: listPage}}
	for _, code := range []string{"village", "township"} {
		if p, ok := tree.PlaceByCode(values.Get(code)); ok && a.filter.Place.Zero() {
			a.filter.Place = p.ID
		}
	}
	switch tab := values.Get("state"); tab {
	case tabYours:
		a.tab, a.filter.Yours = tab, true
	case tabPapers:
		a.tab, a.filter.Papers = tab, true
	case tabUnpaid:
		a.tab, a.filter.Unpaid = tab, true
	default:
		for _, s := range caseStates {
			if s.name == tab {
				a.tab, a.filter.State = tab, s.state
			}
		}
	}
	return a
}

// listCases lists the cases within the reader's reach.
func listCases(q *request) error {
	b, err := q.book()
	if err != nil {
		return err
	}
	asked := q.caseAsked(b.tree)
	list, err := q.office.Cases(q.r.Context(), asked.filter)
	if err != nil {
		return err
	}
	v := &page.CaseList{Frame: q.frame(q.t("page.nav.cases")), Place: b.tree.Name(q.actor().Place), Tabs: q.caseTabs(asked, list),
		Filters: q.caseFilters(b, asked), Rows: q.caseRows(list.Rows, b), Pager: pager(q.r.URL, asked.filter.First, len(list.Rows), list.Total)}
	if v.Place == "" {
		v.Place = q.name
	}
	if q.office.May(post.ApplySupport) {
		v.Entry = "/find"
	}
	return q.show(http.StatusOK, v)
}

func (q *request) caseTabs(asked caseAsk, list office.CaseList) []page.CaseTab {
	here, _ := url.Parse(path(q.r.URL))
	here = with(here, "after", "")
	all := 0
	for _, n := range list.States {
		all += n
	}
	tab := func(name string, count int) page.CaseTab {
		to := with(here, "state", name)
		if name == tabAll {
			to = with(here, "state", "")
		}
		return page.CaseTab{Name: name, Href: to.String(), Count: count, Active: asked.tab == name}
	}
	tabs := []page.CaseTab{tab(tabAll, all)}
	if q.power() != "" {
		tabs = append(tabs, tab(tabYours, list.Yours))
	} else {
		tabs = append(tabs, tab(tabPapers, list.Papers), tab(tabUnpaid, list.Unpaid))
	}
	for _, s := range caseStates {
		tabs = append(tabs, tab(s.name, list.States[s.state]))
	}
	return tabs
}

func (q *request) caseFilters(b book, asked caseAsk) page.FilterForm {
	f := page.FilterForm{Action: "/cases", Filters: []page.Filter{{Name: "scheme", Value: asked.filter.Scheme, Options: q.schemeOptions(b.practice)}}}
	if asked.tab != tabAll {
		f.Keep = []page.Pair{{Name: "state", Value: asked.tab}}
	}
	own, _ := b.tree.Place(q.actor().Place)
	if own.ID.Zero() {
		own, _ = b.tree.Root()
	}
	for level, name := range map[place.Level]string{place.Township: "village", place.District: "township"} {
		if own.Level != level {
			continue
		}
		places := page.Filter{Name: name, Value: q.r.URL.Query().Get(name)}
		for _, child := range b.tree.Children(own.ID) {
			p, _ := b.tree.Place(child)
			places.Options = append(places.Options, page.Option{Value: p.Code, Text: p.Name})
		}
		f.Filters = append(f.Filters, places)
	}
	return f
}

func (q *request) schemeOptions(practice *catalogue.Catalogue) (all []page.Option) {
	for _, named := range practice.SchemeIDs {
		all = append(all, page.Option{Value: named, Text: practice.Schemes[named].Title.In(q.lang)})
	}
	return all
}

// caseRows are cases as lists show them.
func (q *request) caseRows(list []office.CaseRow, b book) (rows []page.CaseRow) {
	for _, r := range list {
		row := page.CaseRow{Href: casePath(r.Case), Name: r.Payee.Name, Age: page.AgeOn(r.Payee.Facts.Birth, q.District.Today()), Scheme: r.Scheme.Title.In(q.lang), Place: b.tree.Name(r.Place),
			State: q.caseState(r.Progress, r.Stopped), Papers: r.Papers, Yours: r.Yours, Since: r.Since, Deadline: r.Deadline, Power: string(r.Progress.Next.Power)}
		if r.Subject.ID != r.Payee.ID {
			row.About = r.Subject.Name
		}
		if r.Progress.N > 0 {
			row.Step, row.Turn = q.stepTitle(r.Scheme, r.Progress.Next), q.bodyName(b, r.Scheme.Powers.Body(catalogue.Power(r.Progress.Next.Power)))
		}
		if r.Unpaid() {
			row.Account = q.accountState(benefit.BankAccount{State: r.Account}, "").State
		}
		if r.Progress.State == benefit.Noticed {
			row.Until, row.Deadline = r.Progress.Until, 0
		}
		rows = append(rows, row)
	}
	return rows
}

// caseState is the name of where a case stands, as marks know it.
func (q *request) caseState(p benefit.Progress, stopped bool) string {
	if stopped {
		return "stopped"
	}
	for _, s := range caseStates {
		if s.state == p.State {
			return s.name
		}
	}
	return ""
}

// stepTitle is what a step is called: as the scheme says, and the notice after a step by that step.
func (q *request) stepTitle(scheme *catalogue.Scheme, step benefit.Step) string {
	if s := scheme.Step(step.ID); s != nil {
		return s.Title.In(q.lang)
	}
	for _, s := range scheme.Steps {
		if s.Power != "" && step.ID == s.ID+"-notice" {
			return q.t("support.notice-of", s.Title.In(q.lang))
		}
	}
	return step.ID
}
