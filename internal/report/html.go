package report

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"youfu/internal/chart"
	"youfu/internal/lang"
)

// WriteHTML writes the document as a web page that stands alone: text, numbers with their evidence as notes, charts beside their tables,
// and the appendix. It asks nothing of any other place.
func (d *Document) WriteHTML(w io.Writer) error { return page.Execute(w, view{d}) }

//go:embed page.html
var pageText string

var page = template.Must(template.New("report").Parse(pageText))

type view struct{ *Document }

func (v view) T(key string, args ...any) string { return lang.T(v.Lang, key, args...) }
func (v view) Tag() string                      { return v.Lang.Tag() }
func (v view) Name() string                     { return v.name() }

// Parts, Evidence, Of and Last are an entry's columns of the appendix.
func (v view) Parts(e *Entry) string    { return e.parts() }
func (v view) Evidence(e *Entry) string { return e.evidence(v.Lang) }
func (v view) Of(e *Entry) string       { return e.of(v.Lang) }
func (v view) Last(e *Entry) string     { return e.To.AddDays(-1).String() }

// IsTotal reports whether a row is the table's last, which is the total.
func (v view) IsTotal(t *Table, row int) bool { return row == len(t.Rows)-1 }

// IsLast reports whether a column is the table's last, which holds the numbers.
func (v view) IsLast(t *Table, column int) bool { return column == len(t.Columns)-1 }

// chartWidth is in pixels; a narrower window makes the drawing smaller.
const chartWidth = 640

// Chart draws a table's rows without the total: as a line where they are steps of time, else as bars. A table by two break-downs has no
// drawing that would be read rightly.
func (b Block) Chart() template.HTML {
	if b.Kind != ChartOf || len(b.Table.By) != 1 || len(b.Table.Rows) < 2 {
		return ""
	}
	t := b.Table
	var labels []string
	var values []float64
	time := t.By[0] == "month" || t.By[0] == "quarter" || t.By[0] == "year"
	for _, row := range t.Rows[:len(t.Rows)-1] {
		label, e := row[0].Text, row[len(row)-1].Entry
		if time {
			label = strings.Join(e.Where[t.By[0]], "") // 2026-Q1: an axis has little room
		}
		labels, values = append(labels, label), append(values, e.size())
	}
	unit := ""
	if t.Figure.Rate() {
		unit = "%"
	}
	if time {
		return chart.Line{Name: t.Caption, Labels: labels, Now: values, Unit: unit}.SVG(chartWidth)
	}
	return chart.Bars{Name: t.Caption, Labels: labels, Values: values, Unit: unit}.SVG(chartWidth)
}

// size is an entry as a drawing shows it: its value, or a rate in percent; none for a rate of nothing.
func (e *Entry) size() float64 {
	switch {
	case !e.Rate:
		return float64(e.Num)
	case e.Den == 0:
		return chart.None
	}
	return 100 * float64(e.Num) / float64(e.Den)
}
