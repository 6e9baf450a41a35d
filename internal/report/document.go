// Package report writes the district's work report: the text of a definition with live figures in it, as a web page and as Word. Every
// number stands in a marked place and carries what it was computed from, so that verify can compute it again and name a changed digit.
package report

import (
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/figure"
	"youfu/internal/lang"
	"youfu/internal/store"
)

// Document is a report with its figures computed.
type Document struct {
	Report   *catalogue.Report
	Lang     lang.Lang
	District string
	Period   civil.Period // half-open
	Seq      store.Seq
	Made     civil.Date
	Blocks   []Block
	Entries  []*Entry // every number, in the order of the text
}

// name is what the document is called: its title, or the definition's id where it has none.
func (d *Document) name() string {
	for _, b := range d.Blocks {
		if b.Kind == Title {
			return plain(b.Runs)
		}
	}
	return d.Report.ID
}

// BlockKind is what a block is.
type BlockKind string

const (
	Title     BlockKind = "title"
	Heading   BlockKind = "heading"
	Paragraph BlockKind = "paragraph"
	Item      BlockKind = "item" // of a list
	TableOf   BlockKind = "table"
	ChartOf   BlockKind = "chart"
)

// Block is a heading, a paragraph, a table or a chart.
type Block struct {
	Kind    BlockKind
	Section int // number of the heading it stands under, from 1; 0 before the first
	Runs    []Run
	Table   *Table
}

// Run is a piece of text, or a number with its evidence.
type Run struct {
	Text  string
	Entry *Entry
}

// Table is a figure by one or two break-downs. A chart carries one too: the table view beside it.
type Table struct {
	Figure  *catalogue.Figure
	By      []string
	Caption string
	Columns []string // headings
	Rows    [][]Run  // the last one is the total
	Note    string   // below it; may be empty
}

// Entry is one number that stands in the document.
type Entry struct {
	Key     string              `json:"key"`     // the tag of its content control: f1, or f7.3 inside a table
	Label   string              `json:"label"`   // what readers see beside it: 4a, or 4b.3 inside a table
	Figure  string              `json:"figure"`  // id of the figure, or "problem/…"
	Hash    string              `json:"hash"`    // of its definition
	From    civil.Date          `json:"from"`    // inclusive
	To      civil.Date          `json:"to"`      // exclusive
	Where   map[string][]string `json:"where"`   // restrictions
	Printed string              `json:"printed"` // what stands in the text
	Num     int                 `json:"num"`     // a count's value, or a rate's numerator
	Den     int                 `json:"den"`     // a rate's denominator; 0 for counts
	Members int                 `json:"members"` // the size of the list behind it
	Digest  string              `json:"digest"`  // of that list: SHA-256 over the sorted event ids
	Title   lang.Text           `json:"-"`
	Only    string              `json:"-"` // the restrictions in words
	Rate    bool                `json:"rate"`
}

// Source answers a report's questions as known at one seq.
type Source interface {
	Seq() store.Seq
	Figure(q figure.Query) (figure.Result, error)
	// Problems are what the report must not leave out (R15), as of a day.
	Problems(period civil.Period) ([]Problem, error)
	// Name is what a code of a dimension is called.
	Name(dimension, code string, l lang.Lang) string
	Practice() *catalogue.Catalogue
}

// Problem is one thing that went wrong or is not done, with its number.
type Problem struct {
	ID    string // such as overdue-follow-ups; the text is the message report.problem.ID
	Count int
}
