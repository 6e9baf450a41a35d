package page

import "html/template"

// FigureList is the index of figures, each with its number for the usual period.
type FigureList struct {
	Frame
	Period string
	AsOf   string
	Groups []FigureGroup
}

func (*FigureList) template() string { return "figure_list" }

// FigureGroup is the figures of one theme.
type FigureGroup struct {
	Title string
	Rows  []FigureRow
}

// FigureRow is one figure with its number.
type FigureRow struct {
	ID     string
	Title  string
	Href   string
	Number Size
	About  string
}

// Size is a figure's number: a count, or a rate with its numerator and denominator, which are always shown with it.
type Size struct {
	Value      int
	Unit       string // "人", "例"
	Rate       string // "78.3%"; "" for a count
	Num, Den   int    // of a rate
	NumHref    string // each opens into the people behind it; "" where this reader may not
	DenHref    string
	Interval   string // "77.9–78.7%"
	Suppressed bool   // too small to be shown here
}

// IsRate reports whether the number is a rate.
func (s Size) IsRate() bool { return s.Rate != "" || s.Den != 0 }

// FigureShow is one figure: its number, how it moved, where, and how it is made.
type FigureShow struct {
	Frame
	About     string
	Presets   []Preset
	Filters   FilterForm
	Number    Size
	Before    string // "比前一个三年 71,962 人多 5,042 人（+7.0%）"
	Beside    []Beside
	Chart     template.HTML // of Picture
	ChartName string
	ChartNote string // "11 月只到 24 日"
	ChartRows []ChartRow
	ChartCols []string
	By        *Breakdown
	How       How
	Also      []Link
	AsOf      string
	Export    string
}

func (*FigureShow) template() string { return "figure_show" }

// Preset is a usual period.
type Preset struct {
	Text   string
	Href   string
	Active bool
}

// Beside is another number that belongs to this one: declined, not invited.
type Beside struct {
	Text  string
	Count int
	Href  string
}

// ChartRow is the table that stands for a chart.
type ChartRow struct {
	Label string
	Cells []string
}

// Breakdown is the figure by one or two dimensions, in the order of area codes or time: never a ranking.
type Breakdown struct {
	Title string
	Label string   // heading of the first column
	Heads []string // headings of the number columns
	Bars  bool     // the first column has a bar
	Rows  []BreakRow
	Total *BreakRow
	Note  string
	Prev  string // what the bar's tick is: "前一个三年"; "" without one
	This  string
}

// BreakRow is one line of a break-down.
type BreakRow struct {
	Label string
	Bar   template.HTML // of package chart
	Cells []Cell
}

// Cell is one number of a table; it opens where Href is set.
type Cell struct {
	Text string
	Href string
	Main bool
}

// How says how a number is made.
type How struct {
	Counts     string
	Of         string // the denominator, in words
	Not        string // what is not counted
	Places     string // which place it goes by
	Recorded   string // who records
	ID         string
	Definition string // href of the definition
	From       string // since when it is in force
	Hash       string // short
	Seq        int64
	Boundaries string
	Kind       string
}

// FigureMembers is the list behind a number.
type FigureMembers struct {
	Frame
	Figure string
	Href   string // back to the figure
	Slice  string // "云溪镇 · 2026 年"
	Size   Size
	Seq    int64
	Cols   MemberCols
	Rows   []MemberOf
	Pager  Pager
}

func (*FigureMembers) template() string { return "figure_members" }

// MemberCols says which columns are used; one that no row uses is not shown.
type MemberCols struct {
	Place, On, Site, What, Open bool
	Coarse                      bool // the lines say township and month, and no more of when and where
}

// MemberOf is one line behind a number.
type MemberOf struct {
	Name      string // masked where this reader may not know it
	Href      string
	Age       Age
	Place     string
	On        string
	Site      string
	What      string
	Open      string // href of the record
	Withdrawn bool   // consent was withdrawn: counted, not shown
}
