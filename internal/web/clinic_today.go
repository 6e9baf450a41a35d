package web

import (
	"net/http"
	"net/url"
	"slices"

	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// clinicTabs are the list's tabs: how urgent a follow-up is.
var clinicTabs = []due.Status{"", due.Overdue, due.Ready, due.Unknown}

// listClinic shows a clinic its open follow-ups and who came today.
func listClinic(q *request) error {
	at := q.r.URL
	status := due.Status(at.Query().Get("status"))
	if !slices.Contains(clinicTabs, status) {
		status = ""
	}
	l, err := q.office.Loops(q.r.Context(), status, after(at), listPage)
	if err != nil {
		return err
	}
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return err
	}
	site, _ := tree.Site(q.actor().Site)
	v := &page.ClinicToday{Frame: q.frame(q.t("page.today.title")), Site: site.Name, AsOf: q.clock(q.District.Store.Now()),
		Pager: pager(at, l.First, len(l.Page), l.Total)}
	for _, tab := range clinicTabs {
		name := string(tab)
		if tab == "" {
			name = "all"
		}
		v.Tabs = append(v.Tabs, page.Tab{Name: name, Href: with(&url.URL{Path: "/clinic"}, "status", string(tab)).String(), Count: l.Counts[tab], Active: tab == status})
	}
	if v.Groups, err = q.clinicGroups(l, tree); err != nil {
		return err
	}
	if v.Came, err = q.cameRows(l); err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}

func (q *request) clinicGroups(l office.Loops, tree *place.Tree) ([]page.ClinicGroup, error) {
	var groups []page.ClinicGroup
	seen := map[id.ID]bool{}
	for _, f := range l.Page {
		state := page.State(f.Item.Status)
		if len(groups) == 0 || groups[len(groups)-1].State != state {
			groups = append(groups, page.ClinicGroup{State: state, Count: l.Counts[f.Item.Status]})
		}
		row := q.clinicRow(f, tree, l.AsOf)
		if !seen[f.Line.ID] { // one person may have two follow-ups; an anchor is one
			row.ID, seen[f.Line.ID] = rowAnchor(f.Line.ID), true
		}
		if err := q.openPhone(&row.Phone, f.Line.ID, q.r.URL); err != nil {
			return nil, err
		}
		last := &groups[len(groups)-1]
		last.Rows = append(last.Rows, row)
	}
	return groups, nil
}

func (q *request) clinicRow(f office.FollowUp, tree *place.Tree, today civil.Date) page.ClinicRow {
	row := page.ClinicRow{Name: f.Line.Name, Href: personPath(f.Line.ID), Age: page.AgeOn(f.Line.Facts.Birth, today), Place: tree.Name(f.Line.Place),
		What: q.visitTitle(f.Programme.Title, f.Visit.Title), Reason: f.Item.Why.In(q.lang), From: f.Item.From, Until: f.Item.Until,
		Phone: page.Masked{Mask: f.Line.Phone, Show: f.Line.ID.String()}, Record: q.visitPath(f.Line.ID, f.Programme.ID, f.Visit.ID), Attempt: dueValue(f.Item.Key)}
	if f.Item.Status == due.Overdue {
		row.Late = max(civil.DaysBetween(f.Item.Until, today), 0)
	}
	if f.Item.Contact != "" {
		row.Reason += q.t("web.clinic.contacted", f.Item.ContactOn)
	}
	return row
}

func (q *request) cameRows(l office.Loops) ([]page.CameRow, error) {
	var rows []page.CameRow
	for _, a := range l.Came {
		by, err := q.official(a.By)
		if err != nil {
			return nil, err
		}
		rows = append(rows, page.CameRow{Name: a.Line.Name, Href: personPath(a.Line.ID), Age: page.AgeOn(a.Line.Facts.Birth, l.AsOf),
			What: q.visitTitle(a.Programme.Title, a.Visit.Title), Time: q.clock(a.At), By: by, Open: eventPath(a.Event)})
	}
	return rows, nil
}

// visitPath is the form of a visit; "" where this reader records none.
func (q *request) visitPath(person id.ID, programme, visit string) string {
	if !q.office.May(post.RecordVisit) {
		return ""
	}
	return personPath(person) + "/visit/" + url.PathEscape(programme) + "/" + url.PathEscape(visit)
}

func eventPath(event id.ID) string { return "/event/" + event.String() }
