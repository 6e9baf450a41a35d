package web

import (
	"net/http"
	"net/url"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/post"
	"youfu/internal/report"
	"youfu/internal/web/page"
)

// listReports offers the reports that can be made, and for which time.
func listReports(q *request) error {
	a, err := q.askedOf(q.r.URL)
	if err != nil {
		return err
	}
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return err
	}
	v := &page.ReportList{Frame: q.frame(q.t("page.nav.report")), Filters: a.periodFilters("/reports")}
	if q.office.May(post.Verify) {
		v.Notices = append(v.Notices, page.Notice{Tone: page.Info, Text: q.t("web.verify.have"), Link: &page.Link{Text: q.t("page.verify.title"), Href: "/verify"}})
	}
	for _, id := range practice.ReportIDs {
		r := practice.Reports[id]
		v.Reports = append(v.Reports, page.ReportRow{Title: q.reportTitle(r), About: q.t("web.report.about", report.PeriodText(q.lang, a.period), numbersIn(r)),
			Href: reportPath(id) + "?" + a.span("")})
	}
	return q.show(http.StatusOK, v)
}

func reportPath(id string) string { return "/reports/" + url.PathEscape(id) }

// span is the period, and as of when, as parameters.
func (a figureAsk) span(known string) string {
	values := url.Values{"from": {a.period.From.String()}, "to": {a.period.To.AddDays(-1).String()}}
	if known != "" {
		values.Set("as_known_at", known)
	}
	return values.Encode()
}

// reportTitle is the first line of a report's text.
func (q *request) reportTitle(r *catalogue.Report) string {
	first, _, _ := strings.Cut(strings.TrimSpace(r.Text[q.lang]), "\n")
	return strings.ReplaceAll(strings.TrimPrefix(first, "# "), "{{district}}", q.name)
}

// numbersIn counts the directives of a report that compute something.
func numbersIn(r *catalogue.Report) int {
	n := 0
	for _, segments := range r.Body {
		n = 0
		for _, s := range segments {
			if s.Figure != nil {
				n++
			}
		}
	}
	return n
}
