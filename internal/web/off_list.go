package web

import (
	"net/http"

	"youfu/internal/office"
	"youfu/internal/web/page"
)

// listOff shows who is off a worker's list, for checking: nobody here is asked again.
func listOff(q *request) error {
	state := q.r.URL.Query().Get("state")
	if state != office.Moved {
		state = office.Declined
	}
	list, err := q.office.OffList(q.r.Context(), state, after(q.r.URL), listPage)
	if err != nil {
		return err
	}
	f := q.frame(q.t("page.off.title"))
	f.Crumbs = []page.Link{{Text: q.t("page.today.title"), Href: "/today"}}
	v := &page.OffList{Frame: f, Action: "/today/again", Pager: pager(q.r.URL, list.First, len(list.Page), list.Total),
		Tabs: []page.Tab{{Name: office.Declined, Href: "/today/off?state=declined", Count: list.Declined, Active: state == office.Declined},
			{Name: office.Moved, Href: "/today/off?state=moved", Count: list.Moved, Active: state == office.Moved}}}
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return err
	}
	for _, off := range list.Page {
		by, err := q.official(off.By)
		if err != nil {
			return err
		}
		row := page.OffRow{Name: off.Line.Name, Href: personPath(off.Line.ID), Age: page.AgeOn(off.Line.Facts.Birth, q.District.Today()),
			Village: tree.Name(off.Line.Place), Why: off.Programme.Title.In(q.lang), State: page.State(off.State), On: off.On, By: by}
		if off.State == office.Declined {
			row.Again = off.Event.String() + "/" + off.Line.ID.String() + "/" + off.Key
		}
		v.Rows = append(v.Rows, row)
	}
	return q.show(http.StatusOK, v)
}
