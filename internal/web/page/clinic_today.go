package page

import "youfu/internal/civil"

// ClinicToday is a clinic worker's list: follow-ups at this site by urgency, and who came today.
type ClinicToday struct {
	Frame
	Site    string
	Tabs    []Tab
	Filters FilterForm
	Groups  []ClinicGroup
	Came    []CameRow
	Pager   Pager
	AsOf    string // time of day, "08:41"
	Next    string // on an empty list: what comes next; "" where nothing does
}

func (*ClinicToday) template() string { return "clinic_today" }

// ClinicGroup is the follow-ups of one urgency.
type ClinicGroup struct {
	State State // Overdue, Due, ResultMissing, Upcoming
	Count int
	Rows  []ClinicRow
}

// ClinicRow is one follow-up.
type ClinicRow struct {
	ID      string // anchor
	Name    string
	Href    string
	Age     Age
	Place   string
	What    string // "妇女病普查 · 治疗"
	Reason  string // what opened it, in words for the clinic
	From    civil.Date
	Until   civil.Date
	Late    int // days after Until; 0: not yet
	Phone   Masked
	Record  string // href of the visit form; "" where this reader may not
	Attempt string // value of the button "tried to reach her"; "" where there is none
}

// CameRow is a visit recorded here today.
type CameRow struct {
	Name string
	Href string // the person
	Age  Age
	What string
	Time string // "09:41"
	By   string
	Open string // href of the visit
}
