package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"youfu/internal/catalogue"
	"youfu/internal/chart"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/report"
	"youfu/internal/web/page"
)

// openFigure shows one figure: its number, how it moved, where, and how it is made.
func openFigure(q *request) error {
	a, err := q.askedOf(q.r.URL)
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	f, err := q.figureShown(a)
	if err != nil {
		return err
	}
	id, now := f.now.Definition.ID, f.now
	v := &page.FigureShow{Frame: q.frame(now.Definition.Title.In(q.lang)), About: now.Definition.Note.In(q.lang), Presets: q.presets(a), Filters: q.figureFilters(a, b, id),
		Number: q.sizeOf(now, func(part string) string { return q.membersHref(a, id, "", "", part) }), AsOf: q.asOf(a, int64(now.Seq)),
		Before: q.t("web.figure.before", report.PeriodText(q.lang, before(a.period)), printed(q.lang, f.before.Definition.Rate(), f.before.Value, f.before.Num, f.before.Den)),
		How:    q.how(now, b), Export: exportPath(a, id)}
	v.Crumbs = []page.Link{{Text: q.t("page.nav.figures"), Href: "/figures"}}
	q.months(v, f)
	v.By = q.breakdown(a, f)
	for _, other := range b.practice.FigureIDs {
		if g := b.practice.Figures[other]; other != id && programmeOf(g) == programmeOf(now.Definition) {
			v.Also = append(v.Also, page.Link{Text: g.Title.In(q.lang), Href: figurePath(other)})
		}
	}
	return q.show(http.StatusOK, v)
}

// figureOver is a figure with what stands beside it on its page.
type figureOver struct {
	now, before        office.Reply // of the period and the one before it, by a.by
	thisYear, lastYear office.Reply // by month, of the year in which the period ends
	year               int
}

func (q *request) figureShown(a figureAsk) (f figureOver, err error) {
	id := q.r.PathValue("figure")
	now, earlier := a.question(q, id), a.question(q, id)
	now.By, earlier.By, earlier.Period = []string{a.by}, []string{a.by}, before(a.period)
	f.year, _, _ = min(a.period.To.AddDays(-1), q.District.Today()).YMD()
	this, last := a.question(q, id), a.question(q, id)
	this.By, last.By = []string{"month"}, []string{"month"}
	this.Period, last.Period = year(f.year), year(f.year-1)
	replies, err := q.office.Figures(q.r.Context(), now, earlier, this, last)
	if err != nil {
		return f, err
	}
	f.now, f.before, f.thisYear, f.lastYear = replies[0], replies[1], replies[2], replies[3]
	return f, nil
}

// months draws the year by month, with the year before behind it, and the table that says the same.
func (q *request) months(v *page.FigureShow, f figureOver) {
	y, m, day := q.District.Today().YMD()
	shown := 12
	if y == f.year {
		shown = m
	}
	line := chart.Line{Name: q.t("web.figure.by-month", f.now.Definition.Title.In(q.lang)), NowName: strconv.Itoa(f.year), BeforeName: strconv.Itoa(f.year - 1), Unfinished: y == f.year}
	if f.now.Definition.Rate() {
		line.Unit = "%"
	}
	for i := range 12 {
		line.Labels = append(line.Labels, q.monthName(i+1))
		line.Before = append(line.Before, monthValue(f.lastYear, f.year-1, i+1))
		if i < shown {
			line.Now = append(line.Now, monthValue(f.thisYear, f.year, i+1))
		}
		v.ChartRows = append(v.ChartRows, page.ChartRow{Label: line.Labels[i], Cells: []string{q.monthText(f.lastYear, f.year-1, i+1), q.monthText(f.thisYear, f.year, i+1)}})
	}
	v.Chart, v.ChartName, v.ChartCols = page.Picture(line), line.Name, []string{line.BeforeName, line.NowName}
	if y == f.year {
		v.ChartNote = q.t("web.figure.unfinished", line.Labels[m-1], day)
	}
}

func (q *request) monthName(m int) string {
	if q.lang == lang.En {
		return time.Month(m).String()[:3]
	}
	return q.t("web.month", m)
}

func monthRow(r office.Reply, y, m int) (num, den int, there bool) {
	want := fmt.Sprintf("%04d-%02d", y, m)
	for _, row := range r.Rows {
		if row.By["month"] == want {
			if r.Definition.Rate() {
				return row.Num, row.Den, true
			}
			return row.Value, 0, true
		}
	}
	return 0, 0, false
}

// monthValue is a month's point: a count without records is zero, a rate without any is none.
func monthValue(r office.Reply, y, m int) float64 {
	num, den, _ := monthRow(r, y, m)
	switch {
	case !r.Definition.Rate():
		return float64(num)
	case den == 0:
		return chart.None
	}
	return 100 * float64(num) / float64(den)
}

func (q *request) monthText(r office.Reply, y, m int) string {
	num, den, there := monthRow(r, y, m)
	if !there {
		return "–"
	}
	return printed(q.lang, r.Definition.Rate(), num, num, den)
}

// printed is a number as texts have it: of a rate with what it was made of.
func printed(l lang.Lang, rate bool, value, num, den int) string {
	if rate {
		return report.Print(l, true, num, den)
	}
	return report.Print(l, false, value, 0)
}

func (q *request) figureFilters(a figureAsk, b book, id string) page.FilterForm {
	f := a.periodFilters(figurePath(id))
	pick := func(name string, options []page.Option) {
		value := ""
		if codes := a.where[name]; len(codes) > 0 {
			value = codes[0]
		}
		f.Filters = append(f.Filters, page.Filter{Name: name, Value: value, Options: options})
	}
	var departments, townships []page.Option
	for _, d := range b.tree.Departments {
		departments = append(departments, page.Option{Value: d.Code, Text: d.Name.In(q.lang)})
	}
	for _, p := range b.tree.Places {
		if p.Level == place.Township {
			townships = append(townships, page.Option{Value: p.Code, Text: p.Name})
		}
	}
	if !q.office.May(post.RecordVisit) { // a clinic's figures are its own department's
		pick("department", departments)
	}
	pick("township", townships)
	by := page.Filter{Name: "by", Value: a.by, Must: true}
	for _, d := range catalogue.Dimensions {
		by.Options = append(by.Options, page.Option{Value: d, Text: q.t("report.by." + d)})
		if d != "department" && d != "township" {
			for _, code := range a.where[d] {
				f.Keep = append(f.Keep, page.Pair{Name: d, Value: code})
			}
		}
	}
	f.Filters = append(f.Filters, by)
	return f
}

// breakdown is the figure by one dimension, in order of codes: never a ranking.
func (q *request) breakdown(a figureAsk, f figureOver) *page.Breakdown {
	rate := f.now.Definition.Rate()
	table := &page.Breakdown{Title: q.t("web.figure.by", strings.ToLower(q.t("report.by."+a.by))), Label: q.t("report.by." + a.by), Bars: !rate, This: q.t("web.figure.this"), Prev: q.t("web.figure.prev"),
		Heads: []string{q.unit(f.now.Definition), q.t("web.figure.prev")}}
	if rate {
		table.Heads, table.This, table.Prev = []string{q.t("web.figure.num"), q.t("web.figure.den"), q.t("web.figure.rate")}, "", ""
	}
	if f.now.Definition.Count == catalogue.CountPersons {
		table.Note = q.t("web.figure.persons-overlap")
	}
	earlier, most := map[string]int{}, 0
	for _, row := range f.before.Rows {
		earlier[row.By[a.by]] = row.Value
		most = max(most, row.Value)
	}
	for _, row := range f.now.Rows {
		most = max(most, row.Value)
	}
	for i, row := range f.now.Rows {
		code := row.By[a.by]
		line := page.BreakRow{Label: f.now.Labels[i][0]}
		if rate {
			line.Cells = q.rateCells(row.Num, row.Den, func(part string) string { return q.membersHref(a, f.now.Definition.ID, a.by, code, part) })
		} else {
			line.Bar = chart.Bar(float64(row.Value), float64(earlier[code]), float64(most))
			line.Cells = []page.Cell{{Text: report.Thousands(row.Value), Href: q.membersHref(a, f.now.Definition.ID, a.by, code, ""), Main: true}, {Text: report.Thousands(earlier[code])}}
		}
		table.Rows = append(table.Rows, line)
	}
	table.Total = q.totalRow(a, f)
	return table
}

func (q *request) rateCells(num, den int, href func(part string) string) []page.Cell {
	cells := []page.Cell{{Text: report.Thousands(num)}, {Text: report.Thousands(den)}, {Text: "–", Main: true}}
	if num > 0 {
		cells[0].Href = href("in")
	}
	if den > 0 {
		cells[1].Href, cells[2].Text = href(""), report.Percent(num, den)
	}
	return cells
}

func (q *request) totalRow(a figureAsk, f figureOver) *page.BreakRow {
	row := &page.BreakRow{Label: q.t("report.total")}
	href := func(part string) string { return q.membersHref(a, f.now.Definition.ID, "", "", part) }
	if f.now.Definition.Rate() {
		row.Cells = q.rateCells(f.now.Num, f.now.Den, href)
		return row
	}
	row.Cells = []page.Cell{{Text: report.Thousands(f.now.Value), Main: true}, {Text: report.Thousands(f.before.Value)}}
	if f.now.Value > 0 {
		row.Cells[0].Href = href("")
	}
	return row
}

// how says how a number is made.
func (q *request) how(r office.Reply, b book) page.How {
	f := r.Definition
	counted := f
	h := page.How{ID: f.ID, Hash: f.Hash[:12], Seq: int64(r.Seq), Boundaries: r.Boundaries.String(), Kind: q.t("catalogue.kind-" + string(f.Kind))}
	if f.Rate() {
		counted = f.Den
		h.Counts, h.Of = f.Num.Title.In(q.lang), f.Den.Title.In(q.lang)
	} else {
		h.Counts = q.t("web.figure.counts."+string(f.Count), q.visitTitle(f.Of.Programme.Title, f.Of.Visit.Title))
	}
	h.Places = q.t("web.figure.place." + string(counted.Place))
	if r.Doubtful > 0 {
		h.Not = q.t("web.figure.doubtful", r.Doubtful)
	}
	var by []string
	for _, code := range counted.Of.Visit.By {
		if d, ok := b.tree.DepartmentByCode(code); ok {
			by = append(by, d.Name.In(q.lang))
		}
	}
	h.Recorded = strings.Join(by, q.t("web.and"))
	if q.office.May(post.Catalogue) {
		h.Definition = definitionPath(catalogue.DefFigure, f.ID)
	}
	return h
}
