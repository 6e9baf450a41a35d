package page

import "youfu/internal/civil"

// CaseList is the cases of support within the reader's reach, those with the nearest clock first.
type CaseList struct {
	Frame
	Tabs    []CaseTab
	Filters FilterForm
	Rows    []CaseRow
	Pager   Pager
	Place   string // what the list is of
	Entry   string // how a worker enters an application; "" for who does not
	Seq     int64
}

func (*CaseList) template() string { return "support_cases" }

// CaseTab is one cut of the list. Its Name is "all", "yours", "papers" or a state (support.tab.NAME).
type CaseTab struct {
	Name   string
	Href   string
	Count  int
	Active bool
}

// CaseRow is one case.
type CaseRow struct {
	Href     string
	Name     string
	About    string // the child, where the scheme is about one
	Age      Age
	Scheme   string
	Place    string
	State    string
	Papers   bool   // waits for a paper, and for nothing else
	Account  string // why nothing can be paid: a state of AccountState
	Step     string // what comes next; "" where nothing does
	Turn     string // whose it is
	Power    string // of that
	Yours    bool   // it is the reader's
	Since    civil.Date
	Deadline civil.Date
	Until    civil.Date // last day of a notice
}

// Over reports whether the clock of the next step has run out.
func (r CaseRow) Over(today civil.Date) bool { return !r.Deadline.Zero() && r.Deadline < today }

// SupportHome is the first page of who holds a power: what waits for her, by kind.
type SupportHome struct {
	Frame
	Place  string
	Queues []Queue
}

func (*SupportHome) template() string { return "support_home" }

// Queue is one kind of what waits. Its Name chooses title, and what is said where nothing waits (support.queue.NAME, …-none).
type Queue struct {
	Name  string
	Count int
	Href  string // of all of it
	Cases []CaseRow
	Plans []PlanRow
}
