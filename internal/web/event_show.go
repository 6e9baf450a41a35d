package web

import (
	"net/http"

	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/office"
	"youfu/internal/web/page"
)

// openEvent shows a recorded visit with all its revisions side by side.
func openEvent(q *request) error {
	event, err := q.pathID("event", "care.no-event")
	if err != nil {
		return err
	}
	visit, err := q.office.Visit(q.r.Context(), event)
	if err != nil {
		return err
	}
	v, err := q.eventPage(visit)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}

func (q *request) eventPage(visit office.Visit) (*page.EventShow, error) {
	b, err := q.book()
	if err != nil {
		return nil, err
	}
	now := visit.Revisions[len(visit.Revisions)-1]
	p, kind, err := kindOf(b, now.Programme, now.Visit)
	if err != nil {
		return nil, err
	}
	v := &page.EventShow{Frame: q.frame(q.visitTitle(p.Title, kind.Title)), Person: personLine(visit.Line, b.tree, q.District.Today()), Programme: p.Title.In(q.lang),
		Visit: kind.Title.In(q.lang), On: now.On, Version: now.Definition[:8], Follows: q.follows(p, visit.Then), Saved: q.r.URL.Query().Get("saved") != ""}
	if site, ok := b.tree.Site(now.Site); ok {
		v.Site = site.Name
	}
	if visit.Mine && !now.Void {
		v.Correct = eventPath(now.ID) + "/correct"
	}
	if v.Revisions, err = q.revisions(visit); err != nil {
		return nil, err
	}
	v.Rows, err = q.answerRows(kind, visit)
	return v, err
}

// kindOf is the definition of a visit that was recorded; NotFound where the catalogue in force has it no more.
func kindOf(b book, programme, visit string) (*catalogue.Programme, *catalogue.Visit, error) {
	p := b.practice.Programmes[programme]
	if p == nil || p.Visit(visit) == nil {
		return nil, nil, fault.New(fault.NotFound, "care.no-visit", programme+"/"+visit)
	}
	return p, p.Visit(visit), nil
}

func (q *request) revisions(visit office.Visit) ([]page.Revision, error) {
	var all []page.Revision
	for i, e := range visit.Revisions {
		by, err := q.official(e.By)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Revision{Rev: e.Rev, At: q.moment(visit.At[i]), By: by, Seq: int64(e.Seq), Reason: e.Reason})
	}
	return all, nil
}

// answerRows are the questions with their answers in each revision, the day of the visit first where it was corrected.
func (q *request) answerRows(kind *catalogue.Visit, visit office.Visit) ([]page.AnswerRow, error) {
	n := len(visit.Revisions)
	var rows []page.AnswerRow
	at := map[string]int{}
	put := func(rev int, label, value string) {
		i, known := at[label]
		if !known {
			i = len(rows)
			at[label] = i
			rows = append(rows, page.AnswerRow{Label: label, Values: make([]string, n)})
		}
		rows[i].Values[rev] = value
	}
	for _, f := range kind.Fields { // the form's order, whichever revision answered first
		put(0, f.Title.In(q.lang), "")
	}
	for rev, e := range visit.Revisions {
		labels, err := labelsOf(kind, e.Answers, e.Texts, q.lang)
		if err != nil {
			return nil, err
		}
		for _, l := range labels {
			put(rev, l.Title, l.Value)
		}
		put(rev, q.t("page.visit.on"), e.On.String())
	}
	for i := range rows {
		for _, value := range rows[i].Values {
			rows[i].Changed = rows[i].Changed || value != rows[i].Values[0]
		}
	}
	return rows, nil
}
