package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/chart"
	"youfu/internal/post"
	"youfu/internal/report"
	"youfu/internal/web/page"
)

// openReport shows a report: its text around live figures, each with its evidence.
func openReport(q *request) error {
	a, doc, err := q.built()
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	seq := strconv.FormatInt(int64(doc.Seq), 10)
	at := reportPath(doc.Report.ID)
	v := &page.ReportShow{Frame: q.frame(q.reportTitle(doc.Report)), Heading: q.reportTitle(doc.Report), Period: report.PeriodText(q.lang, doc.Period), Seq: int64(doc.Seq),
		Filters: a.periodFilters(at), Word: at + "/word?" + a.span(seq), HTML: at + "/page?" + a.span(seq)}
	v.Date = v.LongDay(doc.Made)
	v.Crumbs = []page.Link{{Text: q.t("page.nav.report"), Href: "/reports"}}
	v.Sections = q.sections(doc)
	v.Evidence = q.evidence(a, doc, b)
	return q.show(http.StatusOK, v)
}

// built computes the report that the address asks for.
func (q *request) built() (figureAsk, *report.Document, error) {
	a, err := q.askedOf(q.r.URL)
	if err != nil {
		return a, nil, err
	}
	doc, err := q.office.Report(q.r.Context(), q.r.PathValue("report"), a.period, a.known, q.lang)
	return a, doc, err
}

// sections are the chapters; what stands before the first is the title, which the page has already.
func (q *request) sections(doc *report.Document) []page.Section {
	var all []page.Section
	for _, block := range doc.Blocks {
		if block.Kind == report.Heading {
			all = append(all, page.Section{Anchor: fmt.Sprintf("s%d", len(all)+1), Title: plain(block.Runs)})
			continue
		}
		if len(all) == 0 {
			continue
		}
		section := &all[len(all)-1]
		section.Count += entriesIn(block)
		section.Blocks = append(section.Blocks, q.blocks(block)...)
	}
	return all
}

func (q *request) blocks(block report.Block) []page.Block {
	if block.Table == nil {
		return []page.Block{{Spans: spans(block.Runs)}}
	}
	var all []page.Block
	title := block.Table.Figure.Title.In(q.lang)
	if block.Kind == report.ChartOf {
		all = append(all, page.Block{Chart: bars(block.Table, title).SVG(paperWidth), Caption: title})
	}
	table := &page.ReportTable{Heads: block.Table.Columns}
	last := len(block.Table.Rows) - 1
	for i, row := range block.Table.Rows {
		if cells := spans(row); i < last {
			table.Rows = append(table.Rows, cells)
		} else {
			table.Total = cells
		}
	}
	return append(all, page.Block{Table: table})
}

// paperWidth is the width of a chart on the report's sheet, in pixels.
const paperWidth = 520

// bars draws a table's rows without the total, in their own order.
func bars(t *report.Table, name string) chart.Bars {
	drawn := chart.Bars{Name: name}
	for _, row := range t.Rows[:len(t.Rows)-1] {
		var labels []string
		for _, cell := range row[:len(row)-1] {
			labels = append(labels, cell.Text)
		}
		value := chart.None
		switch e := row[len(row)-1].Entry; {
		case !e.Rate:
			value = float64(e.Num)
		case e.Den > 0:
			value = 100 * float64(e.Num) / float64(e.Den)
		}
		if row[len(row)-1].Entry.Rate {
			drawn.Unit = "%"
		}
		drawn.Labels, drawn.Values = append(drawn.Labels, strings.Join(labels, " ")), append(drawn.Values, value)
	}
	return drawn
}

func spans(runs []report.Run) []page.Span {
	all := make([]page.Span, len(runs))
	for i, r := range runs {
		all[i].Text = r.Text
		if r.Entry != nil {
			all[i].Key = r.Entry.Label
		}
	}
	return all
}

func plain(runs []report.Run) string {
	text := ""
	for _, r := range runs {
		text += r.Text
	}
	return text
}

func entriesIn(block report.Block) int {
	n := 0
	for _, r := range block.Runs {
		if r.Entry != nil {
			n++
		}
	}
	if block.Table != nil {
		n += len(block.Table.Rows)
	}
	return n
}

// evidence is what stands behind each number of the document.
func (q *request) evidence(a figureAsk, doc *report.Document, b book) []page.Evidence {
	var all []page.Evidence
	for i, e := range doc.Entries {
		one := page.Evidence{Key: e.Label, Title: e.Title.In(q.lang), Text: e.Printed, Rows: q.evidenceRows(e, doc, b), Count: fmt.Sprintf("%d / %d", i+1, len(doc.Entries))}
		if i > 0 {
			one.Prev = doc.Entries[i-1].Label
		}
		if i+1 < len(doc.Entries) {
			one.Next = doc.Entries[i+1].Label
		}
		if e.Hash != "" {
			q.evidenceLinks(&one, e, doc)
		}
		all = append(all, one)
	}
	return all
}

func (q *request) evidenceRows(e *report.Entry, doc *report.Document, b book) []page.Fact {
	rows := []page.Fact{{Name: q.t("web.export.period"), Text: report.PeriodText(q.lang, doc.Period)}}
	if e.Hash != "" {
		rows[0].Text = q.t("report.period", e.From, e.To.AddDays(-1))
	}
	for _, d := range catalogue.Dimensions {
		for _, code := range e.Where[d] {
			rows = append(rows, page.Fact{Name: q.t("report.by." + d), Text: b.codeName(q, d, code)})
		}
	}
	rows = append(rows, page.Fact{Name: q.t("page.how.seq"), Text: strconv.FormatInt(int64(doc.Seq), 10), Mono: true})
	if e.Hash == "" {
		return append(rows, page.Fact{Name: q.t("report.appendix-evidence"), Text: q.t("report.from-lists")})
	}
	return append(rows, page.Fact{Name: q.t("page.how.definition"), Text: e.Figure + " " + e.Hash[:12], Mono: true},
		page.Fact{Name: q.t("web.report.members"), Text: report.Thousands(e.Members)}, page.Fact{Name: q.t("web.report.digest"), Text: e.Digest[:16], Mono: true})
}

func (q *request) evidenceLinks(one *page.Evidence, e *report.Entry, doc *report.Document) {
	seq := strconv.FormatInt(int64(doc.Seq), 10)
	of := figureAsk{period: doc.Period, where: e.Where, known: seq}
	of.period.From, of.period.To = e.From, e.To
	href := func(part string) string {
		if !q.office.May(post.FigureMembers) {
			return ""
		}
		return of.members(q, e.Figure, "", "", part, seq)
	}
	if e.Rate {
		one.Number = page.Size{Rate: e.Printed, Num: e.Num, Den: e.Den, NumHref: href("in"), DenHref: href("")}
	}
	if e.Members > 0 {
		one.Open = href("")
	}
	one.Figure = figurePath(e.Figure) + "?" + of.span(seq)
}
