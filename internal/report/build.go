package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/figure"
	"youfu/internal/id"
	"youfu/internal/lang"
)

// Order asks for a document.
type Order struct {
	Report   *catalogue.Report
	Lang     lang.Lang
	District string
	Period   civil.Period
	Made     civil.Date
}

// Build computes every figure of the report's text and lays it out.
func Build(o Order, src Source) (*Document, error) {
	if o.Period.From >= o.Period.To {
		return nil, fault.New(fault.Usage, "figure.empty-period", o.Period.From, o.Period.To)
	}
	b := &builder{o: o, src: src, doc: &Document{Report: o.Report, Lang: o.Lang, District: o.District, Period: o.Period, Seq: src.Seq(), Made: o.Made}}
	for _, s := range o.Report.Body[o.Lang] {
		if err := b.segment(s); err != nil {
			return nil, err
		}
	}
	b.end()
	return b.doc, nil
}

type builder struct {
	o       Order
	src     Source
	doc     *Document
	kind    BlockKind
	runs    []Run
	section int
	inside  int // numbers in this section so far
}

func (b *builder) segment(s catalogue.Segment) error {
	switch s.Name {
	case "":
		b.prose(s.Prose)
	case "n":
		return b.number(s)
	case "table", "chart":
		return b.table(s)
	case "problems":
		return b.problems()
	case "missing":
		b.text(lang.T(b.o.Lang, "report.no-records"))
	case "period":
		b.text(PeriodText(b.o.Lang, b.o.Period))
	case "district":
		b.text(b.o.District)
	}
	return nil
}

// prose reads the little Markdown that reports use: # title, ## heading, - item, paragraphs parted by an empty line.
func (b *builder) prose(text string) {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		blank := strings.TrimSpace(line) == "" && i < len(lines)-1 // after the last break a directive goes on with the line
		if i > 0 && (blank || starts(line)) {
			b.end()
		}
		switch {
		case strings.HasPrefix(line, "# "):
			b.kind, line = Title, line[2:]
		case strings.HasPrefix(line, "## "):
			b.kind, line = Heading, line[3:]
			b.section++
			b.inside = 0
		case strings.HasPrefix(line, "- "):
			b.kind, line = Item, line[2:]
		}
		if i > 0 && len(b.runs) > 0 && b.o.Lang == lang.En {
			line = " " + line
		}
		b.text(line)
	}
}

func starts(line string) bool {
	return strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "## ") || strings.HasPrefix(line, "- ")
}

func (b *builder) text(s string) {
	if s != "" {
		b.runs = append(b.runs, Run{Text: s})
	}
}

// end closes the block that is being written, if there is anything in it.
func (b *builder) end() {
	blank := true
	for _, r := range b.runs {
		blank = blank && r.Entry == nil && strings.TrimSpace(r.Text) == ""
	}
	if !blank {
		if b.kind == "" {
			b.kind = Paragraph
		}
		b.doc.Blocks = append(b.doc.Blocks, Block{Kind: b.kind, Section: b.section, Runs: b.runs})
	}
	b.kind, b.runs = "", nil
}

func (b *builder) query(s catalogue.Segment) (figure.Query, error) {
	q := figure.Query{Figure: s.Figure, Period: b.o.Period, By: s.By, Where: map[string][]string{}, Members: true}
	for dimension, code := range s.Options {
		q.Where[dimension] = []string{code}
	}
	if s.Last == "" {
		return q, nil
	}
	last, err := civil.ParseDuration(s.Last)
	if err != nil {
		return q, fault.New(fault.Invalid, "report.bad-duration", s.Last)
	}
	q.Period.From = q.Period.To.Add(civil.Duration{Years: -last.Years, Months: -last.Months, Days: -last.Days})
	return q, nil
}

func (b *builder) number(s catalogue.Segment) error {
	q, err := b.query(s)
	if err != nil {
		return err
	}
	r, err := b.src.Figure(q)
	if err != nil {
		return err
	}
	e := b.entry(fmt.Sprintf("f%d", len(b.doc.Entries)+1), b.label(), q, numbers{r.Value, r.Num, r.Den, r.Members})
	b.runs = append(b.runs, Run{Text: e.Printed, Entry: e})
	return nil
}

// label is the next one of the section.
func (b *builder) label() string {
	b.inside++
	if b.section == 0 {
		return letter(b.inside)
	}
	return fmt.Sprintf("%d%s", b.section, letter(b.inside))
}

// letter counts a, b … z, aa, ab …
func letter(n int) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('a'+(n-1)%26)) + s
	}
	return s
}

// numbers are a figure's, or those of one of its rows.
type numbers struct {
	value, num, den int
	members         []figure.Member
}

func (b *builder) entry(key, label string, q figure.Query, n numbers) *Entry {
	e := &Entry{Key: key, Label: label, Figure: q.Figure.ID, Hash: q.Figure.Hash, From: q.Period.From, To: q.Period.To, Where: q.Where,
		Members: len(n.members), Digest: digest(n.members), Title: q.Figure.Title, Only: b.only(q), Rate: q.Figure.Rate()}
	e.set(b.o.Lang, n)
	b.doc.Entries = append(b.doc.Entries, e)
	return e
}

// only are a question's restrictions in words, in the order of the dimensions.
func (b *builder) only(q figure.Query) string {
	var all []string
	for _, d := range catalogue.Dimensions {
		for _, code := range q.Where[d] {
			all = append(all, b.nameOf(d, code))
		}
	}
	return strings.Join(all, lang.T(b.o.Lang, "report.comma"))
}

// nameOf is what a code of a dimension is called in the text: spans of time have no names, but are written out.
func (b *builder) nameOf(dimension, code string) string {
	switch year, rest, _ := strings.Cut(code, "-"); dimension {
	case "year":
		return lang.T(b.o.Lang, "report.year", year)
	case "quarter":
		return lang.T(b.o.Lang, "report.quarter", year, strings.TrimPrefix(rest, "Q"))
	case "month":
		return lang.T(b.o.Lang, "report.month", year, strings.TrimPrefix(rest, "0"))
	}
	return b.src.Name(dimension, code, b.o.Lang)
}

// digest is SHA-256 over the list's event ids in order: two lists are the same when their digests are.
func digest(members []figure.Member) string {
	ids := make([]id.ID, len(members))
	for i, m := range members {
		ids[i] = m.Event
	}
	slices.SortFunc(ids, func(a, b id.ID) int { return bytes.Compare(a[:], b[:]) })
	h := sha256.New()
	for _, i := range ids {
		h.Write(i[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (e *Entry) set(l lang.Lang, n numbers) {
	e.Num, e.Den = n.value, 0
	if e.Rate {
		e.Num, e.Den = n.num, n.den
	}
	e.Printed = Print(l, e.Rate, e.Num, e.Den)
}

// Print writes a number as it stands in a text. A rate never stands without what it was made of.
func Print(l lang.Lang, rate bool, num, den int) string {
	switch {
	case !rate:
		return Thousands(num)
	case den == 0:
		return lang.T(l, "report.no-rate")
	}
	return lang.T(l, "report.rate", Percent(num, den), Thousands(num), Thousands(den))
}

// Percent is a rate with one decimal, rounded half up, in whole numbers: no floating point decides a digit.
func Percent(num, den int) string {
	tenths := (2000*num + den) / (2 * den)
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

// Thousands writes 77004 as 77,004.
func Thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// table computes a figure's rows, and lays out each with the question that gives the row alone: verify asks that.
func (b *builder) table(s catalogue.Segment) error {
	b.end()
	q, err := b.query(s)
	if err != nil {
		return err
	}
	q.RowMembers = true
	r, err := b.src.Figure(q)
	if err != nil {
		return err
	}
	kind := TableOf
	if s.Name == "chart" {
		kind = ChartOf
	}
	label := b.label()
	t := &Table{Figure: s.Figure, By: s.By, Caption: label + " " + lang.T(b.o.Lang, "report.caption", s.Figure.Title, PeriodText(b.o.Lang, q.Period))}
	for _, d := range s.By {
		t.Columns = append(t.Columns, lang.T(b.o.Lang, "report.by."+d))
	}
	t.Columns = append(t.Columns, s.Figure.Title.In(b.o.Lang))
	if countsPersons(s.Figure) {
		t.Note = lang.T(b.o.Lang, "report.persons-once")
	}
	base := fmt.Sprintf("f%d", len(b.doc.Entries)+1)
	for i, row := range r.Rows {
		b.row(t, q, row.By, base, label, i+1, numbers{row.Value, row.Num, row.Den, row.Members})
	}
	b.row(t, q, nil, base, label, 0, numbers{r.Value, r.Num, r.Den, r.Members})
	b.doc.Blocks = append(b.doc.Blocks, Block{Kind: kind, Section: b.section, Table: t})
	return nil
}

func countsPersons(f *catalogue.Figure) bool {
	if f.Rate() {
		f = f.Den
	}
	return f.Count == catalogue.CountPersons
}

// row adds a row, or, without codes, the total, which is row 0.
func (b *builder) row(t *Table, q figure.Query, by map[string]string, key, label string, place int, n numbers) {
	q.Where = maps.Clone(q.Where)
	var cells []Run
	for i, d := range t.By {
		switch code, in := by[d]; {
		case in:
			q.Where[d] = []string{code}
			cells = append(cells, Run{Text: b.nameOf(d, code)})
		case i == 0:
			cells = append(cells, Run{Text: lang.T(b.o.Lang, "report.total")})
		default:
			cells = append(cells, Run{})
		}
	}
	e := b.entry(fmt.Sprintf("%s.%d", key, place), fmt.Sprintf("%s.%d", label, place), q, n)
	t.Rows = append(t.Rows, append(cells, Run{Text: e.Printed, Entry: e}))
}

// problems are listed by the program: nobody can leave one out (R15).
func (b *builder) problems() error {
	b.end()
	all, err := b.src.Problems(b.o.Period)
	if err != nil {
		return err
	}
	for _, p := range all {
		e := &Entry{Key: fmt.Sprintf("f%d", len(b.doc.Entries)+1), Figure: problemPrefix + p.ID, From: b.o.Period.From, To: b.o.Period.To,
			Num: p.Count, Members: p.Count, Printed: Thousands(p.Count), Title: lang.Text{Zh: lang.T(lang.Zh, "report.problem-title."+p.ID), En: lang.T(lang.En, "report.problem-title."+p.ID)}}
		e.Label = b.label()
		b.doc.Entries = append(b.doc.Entries, e)
		before, after, _ := strings.Cut(lang.T(b.o.Lang, "report.problem."+p.ID, "\x00"), "\x00")
		b.doc.Blocks = append(b.doc.Blocks, Block{Kind: Item, Section: b.section, Runs: []Run{{Text: before}, {Text: e.Printed, Entry: e}, {Text: after}}})
	}
	if len(all) == 0 {
		b.text(lang.T(b.o.Lang, "report.no-problems"))
		b.end()
	}
	return nil
}

const problemPrefix = "problem/"

// PeriodText says a half-open period with its last day, as people do.
func PeriodText(l lang.Lang, p civil.Period) string {
	return lang.T(l, "report.period", p.From, p.To.AddDays(-1))
}

// Sections are the document's headings, in order.
func (d *Document) Sections() []string {
	var all []string
	for _, b := range d.Blocks {
		if b.Kind == Heading {
			all = append(all, plain(b.Runs))
		}
	}
	return all
}

func plain(runs []Run) string {
	var s strings.Builder
	for _, r := range runs {
		s.WriteString(r.Text)
	}
	return strings.TrimSpace(s.String())
}
