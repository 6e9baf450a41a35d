package page

import "youfu/internal/money"

// FamilyShow is what a household receives and is due, and nothing else of it (R24).
type FamilyShow struct {
	Frame
	Name    string // the person by whom it was found
	Total   money.Fen
	Coming  money.Fen
	Members []FamilyMember
	Home    string // href of the household's page
}

func (*FamilyShow) template() string { return "support_family" }

// FamilyMember is one of it with what she is paid.
type FamilyMember struct {
	Name     string
	Href     string
	Age      Age
	Relation string
	Cases    []FamilyCase
	Apply    string // href of the form of an application
}

// FamilyCase is one case in which she is paid.
type FamilyCase struct {
	Href     string
	Scheme   string
	About    string
	State    string
	Paid     []PaidRow
	Upcoming []UpcomingRow
	Expected bool
}

// PowersShow is who holds which power, and who could have acted alone.
type PowersShow struct {
	Frame
	Rows  []PowerRow
	Alone []AloneRow
}

func (*PowersShow) template() string { return "support_powers" }

// PowerRow is one body.
type PowerRow struct {
	Power  string
	Body   string
	Code   string
	Count  int // people who sit in it
	People []OfficialRow
}

// OfficialRow is one official of it.
type OfficialRow struct {
	Name  string
	Post  string
	Place string
	More  int    // places beside it
	Signs string // the strongest kind of signature that she can make
}

// AloneRow is somebody, or a list, of whom one person did what takes several bodies.
type AloneRow struct {
	Who  string
	How  string
	Href string
}
