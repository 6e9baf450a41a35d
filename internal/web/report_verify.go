package web

import (
	"bytes"
	"net/http"

	"youfu/internal/fault"
	"youfu/internal/report"
	"youfu/internal/web/page"
)

// askVerify shows the form for a Word report.
func askVerify(q *request) error { return q.show(http.StatusOK, q.verifyPage(nil)) }

func (q *request) verifyPage(refused error) *page.ReportVerify {
	v := &page.ReportVerify{Frame: q.frame(q.t("page.verify.title")), Action: "/verify",
		File: page.Field{ID: "file", Label: q.t("web.verify.file"), Hint: q.t("web.verify.file-hint"), Type: page.TypeFile, Auto: ".docx"}}
	v.Crumbs = []page.Link{{Text: q.t("page.nav.report"), Href: "/reports"}}
	v.Wrong = q.refuse(refused, &v.File)
	return v
}

// verifyReport computes every number of a Word report again, and names those that differ.
func verifyReport(q *request) error {
	f, err := q.uploadOf()
	if err != nil {
		return err
	}
	if len(f.content) == 0 {
		err = fault.New(fault.Invalid, "web.bad-form").With(fault.Field{Name: "file", Code: "missing", Key: "web.import.no-file"})
		return q.show(http.StatusUnprocessableEntity, q.verifyPage(err))
	}
	word, err := report.ReadDocx(bytes.NewReader(f.content), int64(len(f.content)), q.District.Keys)
	var verdict report.Verdict
	if err == nil {
		verdict, err = q.office.Verify(q.r.Context(), word)
	}
	if fault.Is(err, fault.Invalid) {
		return q.show(http.StatusUnprocessableEntity, q.verifyPage(err))
	}
	if err != nil {
		return err
	}
	v := q.verifyPage(nil)
	v.Name, v.Figures, v.Forged = f.name, verdict.Figures, !word.Genuine
	for _, d := range verdict.Differ {
		if d.Key == "" { // the manifest itself: said above the table
			continue
		}
		v.Differ = append(v.Differ, q.differRow(d, word))
	}
	return q.show(http.StatusOK, v)
}

// differRow names a number by what stands beside it in the document.
func (q *request) differRow(d report.Difference, w report.Word) page.DifferRow {
	row := page.DifferRow{Label: d.Key, Figure: d.Figure, Printed: d.Printed, Now: d.Now}
	for _, e := range w.Manifest.Entries {
		if e.Key == d.Key {
			row.Label = e.Label
		}
	}
	if practice, err := q.District.Practice(q.r.Context()); err == nil && practice.Figures[d.Figure] != nil {
		row.Figure = practice.Figures[d.Figure].Title.In(q.lang)
	}
	return row
}
