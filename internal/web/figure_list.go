package web

import (
	"net/http"
	"net/url"

	"youfu/internal/catalogue"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/report"
	"youfu/internal/web/page"
)

// listFigures shows every figure with its number of this year.
func listFigures(q *request) error {
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return err
	}
	a, err := q.askedOf(q.r.URL)
	if err != nil {
		return err
	}
	v := &page.FigureList{Frame: q.frame(q.t("page.nav.figures")), Period: report.PeriodText(q.lang, a.period), AsOf: q.moment(q.District.Store.Now())}
	if len(practice.FigureIDs) == 0 {
		return q.show(http.StatusOK, v)
	}
	var questions []office.Question
	for _, id := range practice.FigureIDs {
		questions = append(questions, a.question(q, id))
	}
	replies, err := q.office.Figures(q.r.Context(), questions...)
	if err != nil {
		return err
	}
	for _, r := range replies {
		title := programmeOf(r.Definition).Title.In(q.lang)
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Title != title {
			v.Groups = append(v.Groups, page.FigureGroup{Title: title})
		}
		group := &v.Groups[len(v.Groups)-1]
		id := r.Definition.ID
		group.Rows = append(group.Rows, page.FigureRow{ID: id, Title: r.Definition.Title.In(q.lang), Href: figurePath(id), About: r.Definition.Note.In(q.lang),
			Number: q.sizeOf(r, func(part string) string { return q.membersHref(a, id, "", "", part) })})
	}
	return q.show(http.StatusOK, v)
}

func figurePath(id string) string { return "/figures/" + url.PathEscape(id) }

// programmeOf is the programme that a figure is about.
func programmeOf(f *catalogue.Figure) *catalogue.Programme {
	if f.Rate() {
		f = f.Den
	}
	return f.Of.Programme
}

// membersHref is the list behind a number; "" for whoever may not open it.
func (q *request) membersHref(a figureAsk, id, dimension, code, part string) string {
	if !q.office.May(post.FigureMembers) {
		return ""
	}
	return a.members(q, id, dimension, code, part, a.known)
}
