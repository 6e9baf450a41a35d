package web

import (
	"fmt"
	"net/http"

	"youfu/internal/web/page"
)

// mostOnPaper is how many people a visit sheet names: more than one walks in a day.
const mostOnPaper = 300

// printToday shows the list as a sheet to carry along: masked, numbered, to be returned. It names everybody on it, and the audit says so.
func printToday(q *request) error {
	w := walkOf(q.r.URL, mostOnPaper)
	w.First = 0
	r, err := q.office.Round(q.r.Context(), w)
	if err != nil {
		return err
	}
	v := &page.TodaySheet{Frame: q.frame(q.t("page.sheet.title")), Place: q.t("web.sheet.carrier", r.Place.Name, q.actor().Name), Total: len(r.Invitations),
		Number: q.sheetNumber(), Back: with(with(q.r.URL, "just", ""), "show", "").String()}
	v.Back = "/today" + v.Back[len("/today/sheet"):]
	if v.Groups, err = q.todayGroups(r, q.r.URL); err != nil {
		return err
	}
	for _, g := range v.Groups {
		v.Where = append(v.Where, g.Village)
	}
	return q.show(http.StatusOK, v)
}

// sheetNumber is by what a sheet is asked back: the day and time it was printed.
func (q *request) sheetNumber() string {
	at := q.District.Store.Now().In(q.District.Zone)
	return fmt.Sprintf("T-%s-%s", at.Format("0102"), at.Format("150405"))
}
