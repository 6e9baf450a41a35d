package web

import (
	"fmt"

	"youfu/internal/report"
)

// reportFile names a report's file by its period: the last day is of it.
func reportFile(doc *report.Document, ext string) string {
	return fmt.Sprintf("youfu-%s-%s-%s.%s", doc.Report.ID, doc.Period.From, doc.Period.To.AddDays(-1), ext)
}

// downloadWord gives a report as Word.
func downloadWord(q *request) error {
	_, doc, err := q.built()
	if err != nil {
		return err
	}
	q.download("application/vnd.openxmlformats-officedocument.wordprocessingml.document", reportFile(doc, "docx"))
	return doc.WriteDocx(q.w, q.District.Keys)
}

// downloadPage gives a report as one page that stands alone.
func downloadPage(q *request) error {
	_, doc, err := q.built()
	if err != nil {
		return err
	}
	q.download("text/html; charset=utf-8", reportFile(doc, "html"))
	return doc.WriteHTML(q.w)
}
