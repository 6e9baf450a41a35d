package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/place"
	"youfu/internal/web/page"
)

// listToday shows a worker whom she may invite, in walking order.
func listToday(q *request) error {
	v, err := q.todayPage(q.r.URL)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}

// walkOf reads what of the list is asked for.
func walkOf(at *url.URL, count int) office.Walk {
	ask := at.Query()
	w := office.Walk{Programme: ask.Get("programme"), Place: ask.Get("village"), State: ask.Get("state"), First: after(at), Count: count}
	if !slices.Contains(todayTabs, w.State) {
		w.State = ""
	}
	w.Just, _ = id.Parse(ask.Get("just")) // an address that names no answer shows none
	return w
}

// todayTabs are the list's tabs: where an invitation stands.
var todayTabs = []string{"", office.NotInvited, office.Invited, office.WillCome, office.ToCheck}

func (q *request) todayPage(at *url.URL) (*page.TodayList, error) {
	w := walkOf(at, listPage)
	r, err := q.office.Round(q.r.Context(), w)
	if err != nil {
		return nil, err
	}
	v := &page.TodayList{Frame: q.frame(q.t("page.today.title")), Place: r.Place.Name, Total: r.Counts[""], AsOf: q.clock(q.District.Store.Now()),
		Off:      page.Off{Declined: r.Counts[office.Declined], Moved: r.Counts[office.Moved], Href: "/today/off"},
		Filtered: w.State != "" || w.Place != "" || w.Programme != ""}
	v.Path = path(at)
	if len(r.Villages) > 1 {
		v.Villages = len(r.Villages)
	}
	v.Tabs = todayTabLinks(at, w, r)
	v.Filters = q.todayFilters(w, r)
	if v.Groups, err = q.todayGroups(r, at); err != nil {
		return nil, err
	}
	v.Pager = pager(at, r.First, len(r.Invitations), r.Total)
	if len(r.Invitations) > 0 {
		v.SheetHref = (&url.URL{Path: "/today/sheet", RawQuery: with(with(local(path(at)), "after", ""), "state", w.State).RawQuery}).String()
	}
	v.Next = v.Day(r.NextUpcoming)
	return v, nil
}

func todayTabLinks(at *url.URL, w office.Walk, r office.Round) []page.Tab {
	here := with(local(path(at)), "after", "")
	var tabs []page.Tab
	for _, state := range todayTabs {
		name := state
		if state == "" {
			name = "all"
		}
		tabs = append(tabs, page.Tab{Name: name, Href: with(here, "state", state).String(), Count: r.Counts[state], Active: w.State == state})
	}
	return tabs
}

func (q *request) todayFilters(w office.Walk, r office.Round) page.FilterForm {
	f := page.FilterForm{Action: "/today"}
	if len(r.Villages) > 1 {
		village := page.Filter{Name: "village", Value: w.Place}
		for _, p := range r.Villages {
			village.Options = append(village.Options, page.Option{Value: p.Code, Text: p.Name})
		}
		f.Filters = append(f.Filters, village)
	}
	programme := page.Filter{Name: "programme", Value: w.Programme}
	for _, p := range r.Programmes {
		programme.Options = append(programme.Options, page.Option{Value: p.ID, Text: p.Title.In(q.lang)})
	}
	f.Filters = append(f.Filters, programme)
	if w.State != "" {
		f.Keep = []page.Pair{{Name: "state", Value: w.State}}
	}
	return f
}

// todayGroups draws the page's invitations under their villages.
func (q *request) todayGroups(r office.Round, at *url.URL) ([]page.TodayGroup, error) {
	var groups []page.TodayGroup
	var village place.Place
	seen := map[id.ID]int{}
	for _, i := range r.Invitations {
		if len(groups) == 0 || i.Village().ID != village.ID {
			village = i.Village()
			groups = append(groups, page.TodayGroup{Village: village.Name, Count: r.InVillage[village.ID]})
		}
		row := q.todayRow(i, r.AsOf)
		if seen[i.Line.ID]++; seen[i.Line.ID] > 1 {
			row.ID += "-" + strconv.Itoa(seen[i.Line.ID])
		}
		if err := q.openPhone(&row.Phone, i.Line.ID, at); err != nil {
			return nil, err
		}
		last := &groups[len(groups)-1]
		last.Rows = append(last.Rows, row)
	}
	return groups, nil
}

func (q *request) todayRow(i office.Invitation, today civil.Date) page.TodayRow {
	row := page.TodayRow{ID: rowAnchor(i.Line.ID), Key: dueValue(i.Item.Key), ClientID: id.New().String(), Name: i.Line.Name, Href: personPath(i.Line.ID),
		Age: page.AgeOn(i.Line.Facts.Birth, today), Address: i.Line.Address, Why: i.Programme.Title.In(q.lang), More: i.Item.Why.In(q.lang),
		Since: i.Item.From, Until: i.Item.Until, Phone: page.Masked{Mask: i.Line.Phone, Show: i.Line.ID.String()}, State: contactState(i)}
	if !i.Last.Zero() && i.Item.Status != due.Unknown {
		row.More = q.t("web.today.last", i.Last)
	}
	if i.Item.Reason == due.ReasonRecall { // who was never here is not said to wait
		row.Waited = max(civil.DaysBetween(row.Since, today), 0)
	}
	if i.Just != nil {
		row.Just, row.Corrects = true, i.Just.ID.String()+":"+strconv.Itoa(i.Just.Rev)
		row.Key = i.Line.ID.String() + "/" + i.Just.Key
	}
	return row
}

// contactState is the mark of an invitation. Where she must be looked up first nothing is known of an invitation.
func contactState(i office.Invitation) page.State {
	switch {
	case i.State == office.ToCheck && i.Item.Contact == string(page.WrongNumber):
		return page.WrongNumber
	case i.State == office.ToCheck, i.State == "":
		return page.NotInvited
	}
	return page.State(i.State)
}

// dueValue is a due visit in a form: the person and the key, which stands beside her.
func dueValue(k due.Key) string { return k.Person.String() + "/" + k.String() }

func rowAnchor(person id.ID) string { return "r-" + person.String() }

func personPath(person id.ID) string { return "/person/" + person.String() }
