package page

import "html/template"

// ReportList offers the reports that can be made, and for which time.
type ReportList struct {
	Frame
	Filters FilterForm
	Reports []ReportRow
}

func (*ReportList) template() string { return "report_list" }

// ReportRow is one report.
type ReportRow struct {
	Title string
	About string
	Href  string
}

// ReportShow is the work report: its text around live figures, each with its evidence.
type ReportShow struct {
	Frame
	Heading  string // of the report itself
	Date     string
	Period   string
	Seq      int64
	Filters  FilterForm
	Sections []Section
	Evidence []Evidence
	Word     string // href of the Word file; "" where this reader may not
	HTML     string // href of the page as one file
}

func (*ReportShow) template() string { return "report_show" }

// Section is one chapter.
type Section struct {
	Anchor string
	Title  string
	Count  int // figures in it
	Blocks []Block
	Empty  string // what is said where the section has no records
}

// Block is a paragraph, a table or a chart: exactly one of them is set.
type Block struct {
	Heading string
	Spans   []Span
	Table   *ReportTable
	Chart   template.HTML // of Inset
	Caption string
}

// Span is text, or a figure where Key is set.
type Span struct {
	Text string
	Key  string // "4a"
}

// ReportTable is a table in the report.
type ReportTable struct {
	Heads []string
	Rows  [][]Span
	Total []Span
}

// Evidence is what stands behind one figure of the report.
type Evidence struct {
	Key    string
	Number Size
	Title  string
	Text   string // the number as printed
	Rows   []Fact
	Open   string // href of the list behind it
	Figure string // href of the figure's page
	Prev   string // keys before and after
	Next   string
	Same   bool // recomputed just now, and equal
	Count  string
}

// Fact is a name with its value.
type Fact struct {
	Name string
	Text string
	Mono bool
}
