package web

import (
	"net/http"

	"youfu/internal/civil"
	"youfu/internal/office"
	"youfu/internal/place"
	"youfu/internal/web/page"
)

// chooseVisit asks what is to be recorded for somebody.
func chooseVisit(q *request) error {
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	line, offers, err := q.office.Offers(q.r.Context(), who)
	if err != nil {
		return err
	}
	tree, err := q.District.Tree(q.r.Context())
	if err != nil {
		return err
	}
	v := &page.VisitChoose{Frame: q.frame(q.t("page.choose.title")), Person: personLine(line, tree, q.District.Today())}
	for _, o := range offers {
		row := page.VisitOption{Programme: o.Programme.Title.In(q.lang), Visit: o.Visit.Title.In(q.lang)}
		if o.Not != "" {
			row.Why = q.t(o.Not, o.Programme.Title)
		} else {
			row.Href = q.visitPath(line.ID, o.Programme.ID, o.Visit.ID)
		}
		if o.Due != nil && o.Not == "" {
			row.State, row.Why = page.State(o.Due.Status), o.Due.Why.In(q.lang)
		}
		v.Rows = append(v.Rows, row)
	}
	return q.show(http.StatusOK, v)
}

// personLine says whom a page is about.
func personLine(l office.Line, tree *place.Tree, today civil.Date) page.PersonLine {
	return page.PersonLine{Name: l.Name, Href: personPath(l.ID), Sex: l.Facts.Sex, Age: page.AgeOn(l.Facts.Birth, today), Address: tree.Name(l.Place)}
}
