// Package catalogue is the district's practice as data: the programmes, schemes, figures, code tables and reports that catalog/ ships and a
// district's overlay adds to or replaces. It loads them strictly (unknown keys, wrong types, undefined codes and steps that
// nothing reaches are errors, all at once, each at its file, line and column) and holds every one against the constitution
// (constitution.go). The package is pure but for reading the file systems it is given.
package catalogue

import (
	"youfu/internal/civil"
	"youfu/internal/lang"
)

// Catalogue is all practice in force. It is immutable after loading and safe for concurrent use.
type Catalogue struct {
	Programmes map[string]*Programme
	Figures    map[string]*Figure
	Codes      map[string]*CodeTable
	Reports    map[string]*Report
	Schemes    map[string]*Scheme
	Facts      []Fact         // the closed vocabulary of what rules may know of a person
	Consents   []Consent      // the closed list of what a person may agree to, in the order of pages
	Evidence   []Evidence     // the closed list of papers that schemes may ask for
	Attributes []Attribute    // the closed list of what may be recorded of a person beside her facts
	Headings   Headings       // column headings of files without a map
	Workdays   civil.Calendar // public holidays, as far as they were announced

	// Ids in the order that pages list them (order.go).
	ProgrammeIDs, FigureIDs, CodeIDs, ReportIDs, SchemeIDs []string
}

// Report is the text of a report in each language, Markdown with directives such as {{n "women-screened" last="3y"}}.
type Report struct {
	ID   string
	Hash string
	Text map[lang.Lang]string
	Body map[lang.Lang][]Segment // Text, cut into prose and directives
}

// Segment is a piece of a report: prose, or a directive where Name is not empty.
type Segment struct {
	Prose string

	Name    string            // n table chart problems missing period district
	Figure  *Figure           // for n, table and chart
	By      []string          // break-downs of table and chart, from Dimensions
	Last    string            // a duration such as "3y" that ends with the report's period; "" is the report's period
	Options map[string]string // dimension → code: only the rows of it, such as department → family-planning
	Line    int               // 1-based, in the text
}

// Dimensions are the break-downs that every figure over persons or visits offers (cli.md, "Break-downs").
var Dimensions = []string{"department", "site", "township", "village", "month", "quarter", "year", "age_band", "sex"}
