package web

import (
	"encoding/csv"
	"net/url"
	"strconv"

	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/report"
)

func exportPath(a figureAsk, id string) string {
	at := url.URL{Path: figurePath(id) + "/export", RawQuery: a.address.RawQuery}
	return at.String()
}

// exportFigure gives a figure's break-down as a table for a spreadsheet: numbers, and nobody's name.
func exportFigure(q *request) error {
	a, err := q.askedOf(q.r.URL)
	if err != nil {
		return err
	}
	question := a.question(q, q.r.PathValue("figure"))
	question.By = []string{a.by}
	r, err := q.office.Figure(q.r.Context(), question)
	if err != nil {
		return err
	}
	q.download("text/csv; charset=utf-8", r.Definition.ID+".csv")
	if _, err := q.w.Write([]byte("\ufeff")); err != nil { // by the mark a spreadsheet takes the file for UTF-8
		return err
	}
	out := csv.NewWriter(q.w)
	rows := append([][]string{q.exportHead(a, r)}, q.exportRows(a, r)...)
	return out.WriteAll(rows)
}

// download names the file that an answer is, and keeps a browser from showing it.
func (q *request) download(kind, name string) {
	q.w.Header().Set("Content-Type", kind)
	q.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

func (q *request) exportHead(a figureAsk, r office.Reply) []string {
	head := []string{q.t("web.export.code"), q.t("report.by." + a.by)}
	if r.Definition.Rate() {
		return append(head, q.t("web.figure.num"), q.t("web.figure.den"), q.t("web.figure.rate"))
	}
	return append(head, r.Definition.Title.In(q.lang))
}

func (q *request) exportRows(a figureAsk, r office.Reply) [][]string {
	line := func(code, label string, value, num, den int) []string {
		cells := []string{guard(code), guard(label)}
		if !r.Definition.Rate() {
			return append(cells, strconv.Itoa(value))
		}
		rate := ""
		if den > 0 {
			rate = report.Percent(num, den)
		}
		return append(cells, strconv.Itoa(num), strconv.Itoa(den), rate)
	}
	var rows [][]string
	for i, row := range r.Rows {
		rows = append(rows, line(row.By[a.by], r.Labels[i][0], row.Value, row.Num, row.Den))
	}
	rows = append(rows, line("", lang.T(q.lang, "report.total"), r.Value, r.Num, r.Den))
	return append(rows, []string{q.t("page.how.seq"), strconv.FormatInt(int64(r.Seq), 10)}, []string{q.t("web.export.period"), report.PeriodText(q.lang, a.period)})
}

// guard keeps a spreadsheet from taking a name for a formula.
func guard(text string) string {
	if text != "" && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@') {
		return "'" + text
	}
	return text
}
